/*
 * The file of providers (providers.file) read for the serving process.
 *
 * Ownership: providers and their secrets live in the arena that comes with them.
 */
#ifndef COMITY_CLI_PROVIDERS_H
#define COMITY_CLI_PROVIDERS_H

#include "base/config.h"
#include "community/identity/identity.h"

/* Reads it and the files it names, each relative to its own folder. RC_OK and `ret` untouched when no file is named. */
enum rc providers_load(const struct config *config, struct identity_settings *ret,
                       struct problem *problem) MUST_CHECK;

#endif
