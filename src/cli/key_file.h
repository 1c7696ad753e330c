/*
 * The file with the key that secrets in the database are sealed under (community/key/seal.h): 64 hexadecimal digits and a line end.
 *
 * Made at the first start where there is none, readable by its owner alone. Nodes of one site share a copy of it. Whoever
 * loses it loses what was sealed, and nothing else.
 *
 * Invariant: a file that is there is never written; two processes that start at once agree on one key.
 */
#ifndef COMITY_CLI_KEY_FILE_H
#define COMITY_CLI_KEY_FILE_H

#include <stdint.h>

#include "base/random.h"
#include "base/rc.h"
#include "base/str.h"
#include "community/key/seal.h"

/* RC_INVALID for a file that holds something else, or that others may read; RC_IO when it can neither be read nor made. */
enum rc key_file_read(struct str path, struct random *random, uint8_t ret[static SEAL_KEY_BYTES],
                      struct problem *problem) MUST_CHECK;

#endif
