/*
 * What the site knows about a comment besides its text, when it is judged: the one place where a judge_context is
 * made, for a new comment, an edited, an imported and a reported one alike. Private to src/community.
 *
 *   who wrote it (role, pace, counters) + where (article, thread, parent) + site + copies ──► judge_context
 *
 * A fact that clauses may ask about and that the site can supply is filled in here, and has its row in
 * src/policy/context.def, so that it is stored and a replay has it too.
 *
 * Invariant: reads through the connection it is given, inside whatever transaction that is in.
 *
 * Must not: judge; write.
 */
#ifndef COMITY_COMMUNITY_COMMENT_STANDING_H
#define COMITY_COMMUNITY_COMMENT_STANDING_H

#include "community/comment/comment.h"
#include "community/community.h"

struct q_comment_place_row;

/* The comment that is about to be judged. */
struct standing {
    int64_t account_id;   /* 0: of its author nothing is to be known, as with imported comments */
    enum role role;       /* of that account */
    bool is_premoderated; /* by a moderator's decision on that account */
    int64_t article_id;
    int64_t
        comment_id; /* 0: not stored yet; its own earlier text does not count as another comment */
    int64_t parent_id;                       /* 0: top level */
    struct str parent_body;                  /* what it answers; p NULL: to be read here */
    const struct text *text;                 /* needed for ret_copies */
    int64_t at_ms;                           /* the moment it is judged for */
    const struct q_comment_place_row *place; /* NULL: to be read here */
    struct copies_found
        *ret_copies; /* nearly the same by others; NULL: not asked, and unknown to the judge */
};

/* Fills the whole context; what it points to lives in `a` or with the community. RC_NOT_FOUND when there is no such
 * article or account. */
enum rc standing_context(struct community *c, struct db *db, const struct standing *s,
                         struct arena *a, struct judge_context *ret) MUST_CHECK;

#endif
