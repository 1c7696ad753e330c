/*
 * Links by mail: to sign in without a password, and to choose a new one.
 *
 *   account_link_request_submit   attempt counted ─► answered ─► (whoever it was) job: link, mail
 *   account_link_enter_submit     POST of the link's page ─► session
 *
 * Invariants:
 *  1. The answer is given before it is known whether somebody has this login: text, status and time are the same.
 *  2. The mail goes to the account's stored address and to no other.
 *  3. A link is good for ten minutes and once, in the browser that asked, or with its owner's word that they asked.
 *  4. Asking is limited by address prefix and login; the links sent before stay good, so asking over and over for somebody keeps
 *     nobody out.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_LINK_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_LINK_H

#include "community/account/attempt.h"
#include "community/account/browser.h"
#include "community/account/captcha.h"
#include "community/community.h"
#include "community/account/link.h"

struct account_link_request {
    struct community_job job;
    enum link_purpose purpose; /* LINK_SIGN_IN; LINK_RECOVER, which wants the captcha */
    struct str login;          /* user name or e-mail address */
    struct str address, browser;
    struct str back; /* the page to go on to; empty: none */
    struct str captcha, captcha_answer;
    /* set by the operation */
    const char *ret_field;      /* on RC_INVALID/RC_EXPIRED: "login" or "captcha" */
    int64_t ret_retry_after_ms; /* on RC_LIMITED */
    struct {                    /* the operation's own */
        struct attempt attempt;
        int64_t account_id; /* 0: nobody who may be written to */
        struct captcha_proof captcha;
    } state;
};
/* RC_OK says nothing about whether a mail goes. RC_INVALID, RC_EXPIRED (captcha), RC_LIMITED, RC_UNSUPPORTED while no mail is
 * sent. */
enum rc account_link_request_submit(struct community_reader *reader,
                                    struct account_link_request *op) MUST_CHECK;

struct account_link_entry {
    struct community_job job;
    struct str token, browser, address;
    struct browser_shown shown;
    bool asked;
    struct actor replaces; /* whose session the browser had: it ends */
    /* set by the operation */
    struct str ret_token, ret_back;
    struct actor ret_actor;
};
/* RC_NOT_FOUND, RC_EXPIRED; RC_INVALID when `asked` is wanted. */
enum rc account_link_enter_submit(struct community_job *job) MUST_CHECK;

#endif
