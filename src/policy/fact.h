/*
 * Facts: every name a condition may use, in one list. The signals come first (their number is their
 * enum signal_id), then the context facts of fact.def.
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

/* Sets `ret_fact`, or returns RC_NOT_FOUND. */
enum rc fact_find(struct str name, int *ret_fact) MUST_CHECK;
/* The known name nearest to a mistyped one, empty when none is near. */
struct str fact_suggest(struct str name);

struct fact_value {
    bool known;
    double number; /* SIGNAL_NUMBER; SIGNAL_BOOL as 0 or 1 */
    struct str string;
};

struct fact_sheet {
    const struct facts *signals;
    struct fact_value context[FACT_COUNT - SIGNAL_COUNT];
};

/* The sheet views all three. */
void fact_sheet_fill(struct fact_sheet *ret, const struct facts *signals,
                     const struct judge_context *c, const struct text *t);

/* Sets the facts that differ from clause to clause: before its conditions are evaluated. */
void fact_sheet_enter_clause(struct fact_sheet *sheet, const struct judge_context *c,
                             struct str clause);

static inline struct fact_value fact_sheet_value(const struct fact_sheet *sheet, int fact)
{
    if (fact >= SIGNAL_COUNT)
        return sheet->context[fact - SIGNAL_COUNT];
    return (struct fact_value){.known = sheet->signals->value[fact].known,
                               .number = sheet->signals->value[fact].number,
                               .string = sheet->signals->value[fact].string};
}

#endif
