/*
 * The file of providers (providers.file) read for the serving process.
 *
 * Ownership: providers and their secrets live in the arena given, as long as the process.
 */
#ifndef COMITY_CLI_PROVIDERS_H
#define COMITY_CLI_PROVIDERS_H

#include "base/config.h"
#include "community/community.h"

/* Reads it and the files it names, each relative to its own folder, and opens the ways to sign in. RC_OK also when no file is
 * named. */
enum rc providers_open(struct community *c, const struct config *config, struct arena *a,
                       struct problem *problem) MUST_CHECK;

#endif
