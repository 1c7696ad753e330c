/*
 * Facts: every name a condition may use, in one list. The signals come first (their number is their
 * enum signal_id), then the context facts of fact.def, then those a document defines itself.
 *
 * A fact sheet holds the values of one comment. It is filled once per judgement and read by every
 * clause.
 *
 * Invariants:
 *  1. Names are unique over both tables; a test walks them.
 *  2. A value that is not known is never read.
 *
 * Must not: allocate.
 */
#ifndef COMITY_POLICY_FACT_H
#define COMITY_POLICY_FACT_H

#include <stdbool.h>

#include "base/str.h"
#include "policy/judge.h"
#include "signals/signals.h"
#include "text/text.h"

enum fact_id {
    FACT_FIRST_ = SIGNAL_COUNT - 1,
#define FACT(id, name, kind, text) FACT_##id,
#include "policy/fact.def"
#undef FACT
    FACT_COUNT
};

struct fact_info {
    const char *name;
    enum signal_kind kind;
    const char *text;
};

/* `fact` is in [0, FACT_COUNT). */
struct fact_info fact_info(int fact);
/* "a number", "true or false", "a text". */
const char *fact_kind_name(enum signal_kind kind);

/* Facts that a document defines itself, such as `list.NAME`: numbered from FACT_COUNT on, in the
 * order of the table. Their names live as long as the document. */
struct fact_names {
    const struct fact_info *table;
    size_t count;
    const struct standards_trust *trust; /* what author.trust_level can be; NULL: not known */
};

/* `names` may be NULL: nothing but the program's own facts. */
struct fact_info fact_info_in(const struct fact_names *names, int fact);
/* Sets `ret_fact`, or returns RC_NOT_FOUND. */
enum rc fact_find(const struct fact_names *names, struct str name, int *ret_fact) MUST_CHECK;
/* The known name nearest to a mistyped one, empty when none is near. */
struct str fact_suggest(const struct fact_names *names, struct str name);

struct fact_value {
    bool known;
    double number; /* SIGNAL_NUMBER; SIGNAL_BOOL as 0 or 1 */
    struct str string;
};

struct fact_sheet {
    const struct facts *signals;
    struct fact_value context[FACT_COUNT - SIGNAL_COUNT];
    const struct fact_value *defined; /* those of the document, in the order of its fact_names */
    size_t defined_count;
};

/* The sheet views signals, context and text; `standards` say what the author's trust amounts to. */
void fact_sheet_fill(struct fact_sheet *ret, const struct standards *standards,
                     const struct facts *signals, const struct judge_context *c,
                     const struct text *t);

/* Sets the facts that differ from clause to clause: before its conditions are evaluated. */
void fact_sheet_enter_clause(struct fact_sheet *sheet, const struct judge_context *c,
                             struct str clause);

/* As if the site's rulings had taught nothing, but for the heads whose findings may remove (signals/correction.h): those
 * values become unknown. `room` takes the measurements that are left. False when nothing changes. */
bool fact_sheet_forget_learned(struct fact_sheet *sheet, struct facts *room);
/* As if no model had scored the text: the probabilities become unknown, what was learned too, but for the heads whose
 * findings may remove. False when nothing changes. */
bool fact_sheet_forget_models(struct fact_sheet *sheet, struct facts *room);
/* As if no reader had reported the comment. False when none has. */
bool fact_sheet_forget_reports(struct fact_sheet *sheet);

static inline struct fact_value fact_sheet_value(const struct fact_sheet *sheet, int fact)
{
    if (fact >= FACT_COUNT)
        return (size_t)(fact - FACT_COUNT) < sheet->defined_count
                   ? sheet->defined[fact - FACT_COUNT]
                   : (struct fact_value){0};
    if (fact >= SIGNAL_COUNT)
        return sheet->context[fact - SIGNAL_COUNT];
    return (struct fact_value){.known = sheet->signals->value[fact].known,
                               .number = sheet->signals->value[fact].number,
                               .string = sheet->signals->value[fact].string};
}

#endif
