/*
 * A line that nobody should see: passwords, keys. Read from standard input, on a terminal without showing it; never from
 * the command line, which other people's `ps` shows.
 */
#ifndef COMITY_CLI_SECRET_LINE_H
#define COMITY_CLI_SECRET_LINE_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

/* Bytes of a line: 256 characters of up to 4 bytes, and more than any of them has. */
#define SECRET_LINE_MAX 1100

/* Without its end. `what` names it where none came: "password". `prompt` is shown on a terminal. */
enum rc secret_line_read(struct arena *a, const char *what, const char *prompt, struct str *ret,
                         struct problem *problem) MUST_CHECK;

#endif
