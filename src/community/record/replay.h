/*
 * Judging again what was judged: from the stored text, the stored context and the document that was in force, to the
 * verdict, which must be the stored one bit for bit.
 *
 *   replay_list / replay_get ──► item ──► replay_run ──► reproduced, or what differs and why
 *
 * A verdict other than publish is compared as the bytes of its record. A publish has no record: it is reproduced when
 * judging again comes to publish.
 *
 * Ownership: a replay keeps the judges of the versions it met, REPLAY_JUDGES_MAX at a time; items and outcomes live in
 * the arena given.
 *
 * Invariants:
 *  1. Reads only, by narrow ranges of ids, each a statement of its own: a site that is serving is neither held up nor
 *     kept from cleaning up after its writes.
 *  2. What is judged depends on nothing but the item, its document, the program and its lexicons.
 *
 * Must not: change anything; know who asks (the command line alone does).
 */
#ifndef COMITY_COMMUNITY_RECORD_REPLAY_H
#define COMITY_COMMUNITY_RECORD_REPLAY_H

#include "community/comment/comment.h"
#include "community/community.h"

#define REPLAY_JUDGES_MAX 8

/* A text with all that its judgement rests on. */
struct replay_item {
    int64_t comment_id;
    int64_t seq;          /* the decision; 0: published without a finding, nothing is recorded */
    int64_t revision;     /* of the text */
    int64_t decided_ms;   /* 0 when nothing is recorded */
    int64_t standards_id; /* 0: the text was never judged, such as a moderator's */
    enum comment_status status; /* of the comment today */
    bool by_person;             /* the decision is a moderator's or the author's */
    bool text_gone;             /* it was about an earlier text, which is not kept */
    struct str body;
    struct str context; /* compact; empty: not known, or it stands in the record */
    struct str record;  /* JSON; empty: none */
};

/* Comments after `after_id` and before `before_id`, by id, with the standards' latest decision on their present text. */
enum rc replay_list(struct community_reader *r, int64_t after_id, int64_t before_id, size_t max,
                    struct arena *a, struct replay_item **ret, size_t *ret_count) MUST_CHECK;
/* One comment's decision `seq`, with the text it was about; 0: as replay_list gives it. RC_NOT_FOUND in words. */
enum rc replay_get(struct community_reader *r, int64_t comment_id, int64_t seq, struct arena *a,
                   struct replay_item *ret, struct problem *problem) MUST_CHECK;

/* One of the decisions on a comment. */
struct replay_decision {
    struct replay_item item;
    enum decision_action action;
    bool has_before; /* false for the first one */
    enum comment_status before, after;
    bool listed; /* replay_list has it too */
};
/* Decisions of the standards and of people behind decision `after_seq` of comment `after_id`, on comments before
 * `before_id`, by comment and number. */
enum rc replay_decisions(struct community_reader *r, int64_t after_id, int64_t after_seq,
                         int64_t before_id, size_t max, struct arena *a,
                         struct replay_decision **ret, size_t *ret_count) MUST_CHECK;

/* The context the item was judged in. False when it is not known, and `ret` says what little is. */
bool replay_context(struct community_reader *r, const struct replay_item *item, struct arena *a,
                    struct judge_context *ret);

enum replay_result {
    REPLAY_REPRODUCED,
    REPLAY_DIFFERS,
    REPLAY_UNKNOWN, /* judged before contexts were kept */
    REPLAY_PERSON,  /* a person decided; there is nothing to compute */
    REPLAY_ERASED,  /* the text was deleted */
    REPLAY_UNJUDGED,
    REPLAY_TEXT_GONE, /* an earlier text was judged, and it is not kept */
    REPLAY_RESULT_COUNT
};

struct replay_outcome {
    enum replay_result result;
    struct str record;     /* what it comes to now; empty where nothing was judged */
    struct str difference; /* in words, a line each; empty unless it differs */
};

struct replay;

enum rc replay_new(struct community_reader *r, const struct signals *signals,
                   struct replay **ret) MUST_CHECK;
void replay_free(struct replay *p); /* accepts NULL */
/* Problems are those of reading and loading; a difference is an outcome. */
enum rc replay_run(struct replay *p, const struct replay_item *item, struct arena *a,
                   struct replay_outcome *ret, struct problem *problem) MUST_CHECK;

#endif
