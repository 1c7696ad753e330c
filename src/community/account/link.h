/*
 * Links that stand in mails: confirming an address, signing in, recovering, restoring.
 *
 *   job: link_make ──► mail queued with the link's id ──► at sending: link_issue ──► GET: link_look ──► POST: link_redeem
 *
 * Invariants:
 *  1. A token is 256 random bits, made when its mail is sent; the database holds its SHA-256 only. A mail sent twice has two
 *     tokens of one link, and using either ends both.
 *  2. A link is used once: of two that redeem it at once, one gets RC_EXPIRED.
 *  3. What is good for minutes is so from the sending of its mail on: a mail server that was away, or lets strangers wait, takes
 *     nothing of it (mail_work.c).
 *  4. Looking changes nothing: mail programs fetch addresses by themselves.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_LINK_H
#define COMITY_COMMUNITY_ACCOUNT_LINK_H

#include "community/account/bearer.h"
#include "community/community.h"

/* Stored: never renumber. */
enum link_purpose {
    LINK_NONE = 0,
    LINK_CONFIRM = 1,
    LINK_SIGN_IN = 2,
    LINK_RECOVER = 3,
    LINK_CHANGE_EMAIL = 4,
    LINK_RESTORE = 5,
    LINK_UNSUBSCRIBE = 6,
    LINK_RECEIPT = 7,
    LINK_UNDO_EMAIL = 8,
    LINK_INVITATION = 9,
};

struct link_order {
    enum link_purpose purpose;
    int64_t account_id; /* 0: of nobody who has one */
    struct str browser; /* the asking browser's stranger cookie; empty: any browser */
    struct str detail;  /* the new address, ... */
    struct str back;    /* the page to go on to; anything but a page of this site is dropped */
    int64_t life_ms;
};
/* Inside a job. */
enum rc link_make(struct community *c, struct db *db, const struct link_order *in,
                  int64_t *ret_link_id) MUST_CHECK;
/* A further token of the link, as text in `a`. Inside a job. */
enum rc link_issue(struct community *c, struct db *db, int64_t link_id, struct arena *a,
                   struct str *ret_token) MUST_CHECK;

struct link_view {
    int64_t id, account_id, expires_ms;
    enum link_purpose purpose;
    bool same_browser; /* as the one that asked, or any will do */
    struct str detail, back;
    struct str account_name; /* by link_look alone; also of a deleted account; empty: it is gone */
};
/* For the page that asks before it is used. RC_NOT_FOUND for what is no token of this purpose, RC_EXPIRED for one that was
 * used, cancelled or is too old. */
enum rc link_look(struct community_reader *r, enum link_purpose purpose, struct str token,
                  struct str browser, struct arena *a, struct link_view *ret) MUST_CHECK;
/* Uses it up. Inside a job; errors as link_look. */
enum rc link_redeem(struct community *c, struct db *db, enum link_purpose purpose, struct str token,
                    struct str browser, struct arena *a, struct link_view *ret) MUST_CHECK;
/* Makes the account's open links of one purpose useless. Inside a job. */
enum rc link_cancel(struct community *c, struct db *db, int64_t account_id,
                    enum link_purpose purpose) MUST_CHECK;
/* All but those of one purpose. */
enum rc link_cancel_but(struct community *c, struct db *db, int64_t account_id,
                        enum link_purpose spared) MUST_CHECK;
/* Those of one purpose that were made after the link `after_id`. */
enum rc link_cancel_after(struct community *c, struct db *db, int64_t account_id,
                          enum link_purpose purpose, int64_t after_id) MUST_CHECK;

#endif
