/*
 * The registry of what staff do: staff_action.def as an enumeration and a table.
 *
 * Invariants:
 *  1. Whatever is entered in the ledger as an action of staff is a row of the registry, so that it has words in every language.
 *  2. Names are stored: a row is never renamed nor taken away.
 *
 * Must not: know who may do what, or how a page looks.
 */
#ifndef COMITY_COMMUNITY_RECORD_STAFF_ACTION_H
#define COMITY_COMMUNITY_RECORD_STAFF_ACTION_H

#include "base/str.h"

enum staff_action {
    STAFF_NOTHING, /* none of the registry's */
#define STAFF_ACTION(id, name, target, detail, text) STAFF_##id,
#include "community/record/staff_action.def"
#undef STAFF_ACTION
    STAFF_ACTION_COUNT
};

/* What the number is of that something was done to. */
enum staff_target {
    STAFF_TARGET_ACCOUNT,
    STAFF_TARGET_ARTICLE,
    STAFF_TARGET_REDRESS, /* a letter, an appeal, a complaint */
    STAFF_TARGET_NOTICE,  /* of illegal content, or an authority's order */
    STAFF_TARGET_KEY,     /* a program's */
    /* without a number */
    STAFF_TARGET_INVITATION, /* nobody has an account by it yet */
    STAFF_TARGET_CLAUSE,     /* the detail names it */
    STAFF_TARGET_LEARNING
};

/* What is stored beside an action. */
enum staff_detail {
    STAFF_DETAIL_WORDS,    /* a person's, or none */
    STAFF_DETAIL_ROLE,     /* a role; then ": " and a person's words, if any */
    STAFF_DETAIL_MODE,     /* a discussion's */
    STAFF_DETAIL_SESSIONS, /* one, all */
    STAFF_DETAIL_ENTRANCE, /* with what, and which browser: entrance_read */
    STAFF_DETAIL_ORIGIN,   /* where it was done */
    STAFF_DETAIL_SANCTION, /* parts with a comma between them */
    STAFF_DETAIL_ORDER,    /* the same */
    STAFF_DETAIL_CLAUSE,   /* a clause's slug, ": ", and why */
    STAFF_DETAIL_LEARNING,
    STAFF_DETAIL_KEY /* its name; then ": " and what it may do */
};

struct staff_action_row {
    struct str name;
    enum staff_target target;
    enum staff_detail detail;
    const char *text; /* a message */
};
extern const struct staff_action_row staff_action_table[STAFF_ACTION_COUNT];

/* Of a stored name; STAFF_NOTHING for one that the registry does not have. */
enum staff_action staff_action_find(struct str name);

#endif
