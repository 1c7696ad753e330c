/*
 * The operator's own list of passwords that nobody takes (accounts.password_list): those of a leak, say. One a line, compared with
 * case, width and composition folded, whole against whole. Kept as sorted hashes of 8 bytes, so that a leak of a million takes
 * eight megabytes and cannot be read out of the process.
 *
 * Must not: know words or names (password.c does); keep lines that are too short to be chosen.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_PASSWORD_LIST_H
#define COMITY_COMMUNITY_ACCOUNT_PASSWORD_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

/* Of the file. */
#define PASSWORD_LIST_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* Packs `text` into `ret`, which it begins; the caller releases it in any case. RC_INVALID begins with file and line. */
enum rc password_list_read(struct str text, struct str file, struct buf *ret,
                           struct problem *problem) MUST_CHECK;
/* The hash that a packed list has of a password. */
enum rc password_list_key(struct arena *scratch, struct str password, uint64_t *ret) MUST_CHECK;
bool password_list_holds(struct str packed, uint64_t key);

#endif
