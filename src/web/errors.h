/*
 * From result codes to statuses and words: the one switch.
 *
 * Invariants:
 *  1. Every code has a status, a heading and a plain sentence; none tells of files, SQL, versions or addresses.
 *  2. The words say what happened, that nothing is lost, and what to do.
 *
 * The words are English; pages_error says them in the reader's language.
 */
#ifndef COMITY_WEB_ERRORS_H
#define COMITY_WEB_ERRORS_H

#include "base/rc.h"
#include "base/str.h"

struct error_words {
    int status;
    struct str heading, message, remedy; /* remedy may be empty */
};

struct error_words errors_for(enum rc rc);
/* The same for statuses that never were a code: 405, 413, 414, 431 and what the http facade refuses. */
struct error_words errors_for_status(int status);

#endif
