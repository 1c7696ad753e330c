/*
 * One line of a batch: read, judged, its answer written. The format of a line is that of `comity check --jsonl`, with
 * attributes besides:
 *
 *   {"id": 7, "text": "…", "attributes": ["TOXICITY"], "verdict": false, "article.section": "harbour"}
 *   {"id": 7, "line": 1, "attributes": {"TOXICITY": 0.0312}}
 *   {"id": 8, "line": 2, "error": "…"}
 *
 * Members without a dot: id (text or whole number, comes back), text, before (earlier comments of the author),
 * attributes (names; none without), verdict (false leaves it away), explain (true seeks the decisive words too). All
 * others are facts that can be given (docs/STANDARDS.md).
 *
 * Invariants:
 *  1. Every line that is not empty gives one line, whatever it holds; the fault of one is no other's.
 *  2. An error names what is wrong and not what was sent, but for the names of facts and attributes.
 *
 * Must not: know HTTP; count quotas.
 */
#ifndef COMITY_WEB_BATCH_LINE_H
#define COMITY_WEB_BATCH_LINE_H

#include "base/buf.h"
#include "community/community.h"

#define BATCH_LINE_MAX                                                                             \
    ((size_t)512 * 1024) /* a text of TEXT_BYTES_MAX, every byte escaped, and its context */

/* Appends the answer to `line` (without its end), `number` counted from 1. `a` is this line's: forget it afterwards. */
void batch_line_judge(struct community *c, struct str line, int64_t number, struct arena *a,
                      struct buf *out);
/* Appends an error in place of an answer. */
void batch_line_refuse(int64_t number, struct str message, struct buf *out);
/* The next line of `rest` without its end (LF or CRLF); false at the end. */
bool batch_line_next(struct str *rest, struct str *ret);

#endif
