/*
 * Whole files in and out, for the build-time tools.
 *
 * Ownership: what is read lives in the caller's arena.
 *
 * Must not: be used by the program itself, which bounds and streams what it reads.
 */
#ifndef COMITY_TOOLS_COMMON_FILE_H
#define COMITY_TOOLS_COMMON_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

/* RC_NOT_FOUND or RC_IO with the reason in `problem`. */
enum rc file_read(struct arena *arena, struct str path, struct str *ret,
                  struct problem *problem) MUST_CHECK;
/* Fails with the buffer's failure too. */
enum rc file_write(const char *path, const struct buf *content, struct problem *problem) MUST_CHECK;

#endif
