/*
 * Statements of reasons: what a decision that restricts a comment or an account was, on what ground, and what can be done
 * against it (Regulation (EU) 2022/2065, Article 17).
 *
 * Nothing is stored for them: a statement is read out of the decision or the sanction it is about, so that it cannot say
 * anything else. It has a name that stands in addresses and in the transparency database: "c-COMMENT-DECISION" or
 * "s-ACCOUNT-SANCTION".
 *
 * Invariants:
 *  1. A statement is shown to whom the decision concerns and to moderators; to anybody else there is none.
 *  2. Who of the staff decided is not told.
 *  3. What is exported holds no name, no address and nothing that was written in a comment.
 *
 * Must not: put sentences for readers together (src/web does, in their language).
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_STATEMENT_H
#define COMITY_COMMUNITY_DISCIPLINE_STATEMENT_H

#include "community/comment/comment.h"
#include "community/community.h"

#define STATEMENT_LIST_MAX 100 /* as many as the transparency database takes at once */

enum statement_measure {
    STATEMENT_HELD,         /* readers do not see it until a moderator has read it */
    STATEMENT_REMOVED,      /* readers do not see it */
    STATEMENT_EDITED,       /* readers see it as a moderator changed it */
    STATEMENT_SUSPENDED,    /* the account may not write for a time */
    STATEMENT_BLOCKED,      /* ... without an end */
    STATEMENT_DELETED,      /* the account with all it wrote */
    STATEMENT_PREMODERATED, /* what the account writes is read by a moderator first */
    STATEMENT_WARNED,       /* a warning: nothing is restricted, and nothing is exported */
    STATEMENT_MEASURE_COUNT
};

/* What brought it to attention. */
enum statement_source {
    STATEMENT_OWN,
    STATEMENT_REPORT,
    STATEMENT_NOTICE,
    STATEMENT_FLAGGER,
    STATEMENT_ORDER, /* of an authority: the ground, whatever the clause says */
    STATEMENT_SOURCE_COUNT
};

struct statement {
    struct str name;
    enum statement_measure measure;
    int64_t account_id;               /* whom it concerns */
    int64_t comment_id, decision_seq; /* of a comment; else 0 */
    int64_t sanction_id;              /* of an account; else 0 */
    int64_t about_comment_id;         /* of an account: the comment it came of; 0: none */
    int64_t decided_ms, content_ms;   /* content: when the comment was written; 0: of none */
    int64_t until_ms;                 /* 0: no end */
    int64_t undone_ms;                /* of a comment: when it was taken back; 0: it was not */
    struct str clause;                /* slug; empty for none */
    struct str clause_title; /* in the document in force, its slug when it has it no more */
    struct str ground;       /* "terms" or "illegal", as the clause says */
    struct str category;     /* of policy/reasons.def; empty when the clause gives none */
    struct str reason;       /* in the moderator's words; empty */
    struct str language;     /* of the article; empty for an account */
    struct str article_slug, headline; /* of a comment */
    enum statement_source source;
    /* of STATEMENT_ORDER */
    struct str authority, authority_state, reference; /* "DE" */
    int64_t issued_ms;
    bool found_by_standards;   /* the standards had acted on it by themselves */
    bool decided_by_standards; /* nobody else decided */
    bool is_final;             /* a block that nobody can lift; not told by statement_list */
};

/* RC_NOT_FOUND also for who may not see it, and for a decision that restricts nothing. */
enum rc statement_get(struct community_reader *r, const struct actor *actor, struct str name,
                      struct arena *a, struct statement *ret) MUST_CHECK;
/* "c-123-4" */
struct str statement_comment_name(struct arena *a, int64_t comment_id, int64_t seq);
struct str statement_sanction_name(struct arena *a, int64_t account_id, int64_t sanction_id);
/* Whether a decision is one that a statement is owed for. */
bool statement_is_owed(enum decision_action action, enum comment_status to);

/* A place in the order of decisions; zeroed: before the first. */
struct statement_place {
    int64_t decided_ms, comment_id, seq; /* of sanctions: when, 0, and its id */
    bool sanctions;                      /* the comments are through */
};
/* The next at most STATEMENT_LIST_MAX decided from `since_ms` on and before `until_ms`; none: the end. For administrators. */
enum rc statement_list(struct community_reader *r, const struct actor *actor, int64_t since_ms,
                       int64_t until_ms, struct statement_place *place, struct arena *a,
                       struct statement **ret, size_t *ret_count) MUST_CHECK;

#endif
