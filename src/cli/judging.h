/*
 * What the commands that judge text share: loading a standards document with everything it needs, and showing a
 * verdict to a person.
 *
 * Ownership: judging_open fills, judging_close releases; verdicts live in the arena the caller gave.
 *
 * Must not: decide anything.
 */
#ifndef COMITY_CLI_JUDGING_H
#define COMITY_CLI_JUDGING_H

#include "base/buf.h"
#include "cli/cli.h"
#include "library/engine.h"

struct judging {
    struct comity_engine *engine;
    const struct standards *standards; /* the engine's, as is the judge */
    const struct judge *judge;
};

/* Which document: the one given, else that of the setting standards.file; empty: the one compiled in. */
struct str judging_file(const struct cli *cli, struct str given);
/* Reads a file as it stands; `out` says by its maximum how much. */
enum rc judging_read(struct str path, struct buf *out, struct problem *problem) MUST_CHECK;
/* Loads the document of that file, or the one compiled in when the name is empty; standards_free releases it. */
enum rc judging_load(struct str file, struct standards **ret, struct problem *problem) MUST_CHECK;
/* The same with all that judging needs. */
enum rc judging_open(struct judging *j, struct str file, struct problem *problem) MUST_CHECK;
void judging_close(struct judging *j);

/* The verdict in words, with the marked words of `original` underlined: by the terminal when `terminal`, by a
 * line of carets otherwise. Control characters in the text are shown as U+FFFD. */
void judging_show(struct buf *out, const struct verdict *v, struct str original, bool terminal);

/* Text of others on one line: control characters and those that turn its direction are shown as U+FFFD. Returns the
 * characters written. */
size_t judging_put_safe(struct buf *out, struct str s);

/* The same in quotation marks. */
void judging_put_quoted(struct buf *out, struct str s);

/* The words without which a clause would not have applied, or that there are none; nothing where none were sought. */
void judging_show_decisive(struct buf *out, const struct finding *f, struct str body);

#endif
