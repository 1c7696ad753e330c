/*
 * Notices that a comment is against the law, from anybody (Regulation (EU) 2022/2065, Article 16).
 *
 *   form ─► legal_notice_submit ─► row, receipt by mail, the comment goes into the queue ─► a moderator decides on the comment
 *                                                                                               │
 *                                              who gave notice is told the outcome with reasons ◄┘
 *
 * Invariants:
 *  1. A notice names the comment, says why it is held to be illegal, and who gives it, with an address; for the sexual abuse of
 *     children nobody need say who they are.
 *  2. A notice removes nothing by itself, and the comment's author does not learn who gave it.
 *  3. Every decision on the comment closes its open notices in the same transaction; undoing it opens them again.
 *  4. A trusted flagger's notices are a lane of their own and come first; an authority's orders (authority_order.h) are
 *     before them.
 *  5. What can be sent to one mailbox on a stranger's asking is bounded; a notice is taken all the same.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_LEGAL_NOTICE_H
#define COMITY_COMMUNITY_DISCIPLINE_LEGAL_NOTICE_H

#include "community/account/attempt.h"
#include "community/account/captcha.h"
#include "community/comment/comment.h"
#include "community/community.h"
#include "community/moderation/report.h"

#define LEGAL_NOTICE_WORDS_MIN  20
#define LEGAL_NOTICE_WORDS_MAX  5000 /* characters */
#define LEGAL_NOTICE_NAME_MAX   200  /* characters */
#define LEGAL_NOTICE_LIST_MAX   50
#define LEGAL_NOTICES_PER_HOUR  10 /* from one address */
#define LEGAL_NOTICE_SHOWN_MAX  50 /* of one comment, to a moderator */
#define LEGAL_NOTICE_RECEIPT_MS (400 * DAY_MS)

/* Stored: never renumber. Those behind LEGAL_NOTICE_FLAGGER are orders of authorities. */
enum legal_notice_lane {
    LEGAL_NOTICE_ANYBODY = 0,
    LEGAL_NOTICE_FLAGGER = 1,
    LEGAL_NOTICE_ORDER = 2,   /* to act against the comment (Article 9) */
    LEGAL_NOTICE_INQUIRY = 3, /* to give information about its author (Article 10) */
    LEGAL_NOTICE_LANES
};

/* Of policy/reasons.def, but for the one that is about the site's own terms and no law. */
bool legal_notice_is_category(struct str category);
/* Whether who gives notice of this need not say who they are. `category` as in policy/reasons.def. */
bool legal_notice_is_anonymous(struct str category);

struct legal_notice_submission {
    struct community_job job;
    struct actor actor; /* anonymous: anybody */
    int64_t comment_id;
    struct str category, words;
    struct str name, email; /* of who is not signed in */
    bool good_faith;
    struct str captcha, captcha_answer; /* of who is not signed in */
    struct str address;                 /* the client's */
    /* set by the operation */
    int64_t ret_id;
    const char
        *ret_field; /* "comment", "category", "words", "name", "email", "good_faith", "captcha" */
    struct {        /* the operation's own */
        struct str email_key;
        struct captcha_proof captcha;
        struct attempt attempt;
    } state;
};
/* RC_INVALID, RC_NOT_FOUND (no comment that readers see), RC_EXPIRED (captcha), RC_TOO_LARGE, RC_LIMITED. */
enum rc legal_notice_submit(struct community_reader *r,
                            struct legal_notice_submission *op) MUST_CHECK;

struct legal_notice_view {
    int64_t id, comment_id, account_id, closed_ms; /* the id holds when it came */
    struct str name, email;                        /* email: for administrators alone */
    struct str category, words, reason;
    enum legal_notice_lane lane;
    enum report_outcome outcome;
    /* of an order; name is the authority's */
    struct str state, reference; /* "DE" */
    int64_t issued_ms, received_ms;
    int64_t acknowledged_ms; /* 0: the authority was not told yet that it has come */
};
/* What the receipt shows: by the number that the receipt's link holds. */
enum rc legal_notice_get(struct community_reader *r, int64_t id, struct arena *a,
                         struct legal_notice_view *ret) MUST_CHECK;
/* The open ones of a comment: for moderators. */
enum rc legal_notice_of_comment(struct community_reader *r, const struct actor *actor,
                                int64_t comment_id, struct arena *a, struct legal_notice_view **ret,
                                size_t *ret_count) MUST_CHECK;
/* Open ones of a lane, oldest first; `after_id` continues. For moderators. */
enum rc legal_notice_list(struct community_reader *r, const struct actor *actor,
                          enum legal_notice_lane lane, int64_t after_id, struct arena *a,
                          struct legal_notice_view **ret, size_t *ret_count) MUST_CHECK;

/* --- inside jobs --- */
/* The comment goes into the queue, when it is published. */
enum rc legal_notice_queue_comment(struct community_job *job, struct db *db,
                                   int64_t comment_id) MUST_CHECK;
/* A decision on the comment was made; `reason` is for who gave notice. Tells them. */
enum rc legal_notice_close(struct community_job *job, struct db *db, int64_t comment_id,
                           enum report_outcome outcome, struct str reason) MUST_CHECK;
enum rc legal_notice_reopen(struct community_job *job, struct db *db, int64_t comment_id,
                            enum report_outcome outcome) MUST_CHECK;

/* --- for the yearly report --- */
struct legal_notice_closed {
    int64_t id, closed_ms;
    struct str category;
    enum legal_notice_lane lane;
    enum report_outcome outcome;
};
/* Those decided from `*after_ms` on and before `until_ms`; moves the place. None: the end. */
enum rc legal_notice_closed(struct community_reader *r, const struct actor *actor,
                            int64_t *after_ms, int64_t *after_id, int64_t until_ms, struct arena *a,
                            struct legal_notice_closed **ret, size_t *ret_count) MUST_CHECK;

#endif
