/*
 * Local time of a named zone, from the system's compiled tz database (TZif, RFC 8536), for any number of zones at
 * once: libc's localtime knows one zone a process.
 *
 * Ownership: a zone lives in the arena given to timezone_load or timezone_parse. Read-only afterwards, so threads
 * share it.
 *
 * Invariants:
 *  1. Offsets are exact for every instant the file lists; later ones follow the file's POSIX rule.
 *  2. A name never leads outside the database's folder.
 *
 * Must not: format anything (dates.h).
 */
#ifndef COMITY_WEB_TIMEZONE_H
#define COMITY_WEB_TIMEZONE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct timezone;

/* "Europe/Lisbon", "UTC". RC_NOT_FOUND for a zone this system does not have, RC_CORRUPT for a broken file. */
enum rc timezone_load(struct str name, struct arena *a, const struct timezone **ret,
                      struct problem *problem) MUST_CHECK;
/* The bytes of a TZif file; they are copied as far as needed. */
enum rc timezone_parse(struct str file, struct arena *a, const struct timezone **ret) MUST_CHECK;

/* Seconds east of Greenwich at an instant (seconds since 1970, UTC). NULL is UTC. */
int timezone_offset_s(const struct timezone *z, int64_t unix_s);

#endif
