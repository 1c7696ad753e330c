/*
 * What the files about accounts share: who is meant by a login, whether addresses are confirmed, mails asked for.
 * Private to src/community; account.h and its sisters are for everybody.
 *
 * Invariants:
 *  1. An address belongs to the account that confirmed it. To sign in, and where none is asked to confirm, the oldest that gave it
 *     stands in for an owner; whoever shows that they read its mail has it all the same.
 *  2. Finding out costs the same for an address or a name that nobody has.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNTS_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNTS_H

#include "community/account/attempt.h"
#include "community/community.h"
#include "community/mail/mail.h"
#include "community/account/name_look.h"
#include "community/account/browser.h"

/* Whether readers must confirm their address before they write: the setting, while mail can be sent. */
bool accounts_confirm(const struct community *c);
/* Until when a new account whose address is not confirmed keeps name and address; 0 for ever. */
int64_t accounts_unconfirmed_until_ms(const struct community *c);

struct accounts_login {
    int64_t id;     /* 0: nobody has it */
    struct str key; /* what sameness goes by, for counters: never empty where something was typed */
    struct str password_hash;
    bool by_mail; /* its address is its own; who has deleted the account: leaving_answer */
};
/* A user name or an e-mail address. RC_OK also for one nobody has. */
enum rc accounts_find_login(struct community_reader *r, struct str login, struct arena *a,
                            struct accounts_login *ret) MUST_CHECK;
/* Who has confirmed an address, by its key; 0 for nobody. */
enum rc accounts_find_owner(struct community *c, struct db *db, struct str email_key,
                            struct arena *a, int64_t *ret_id) MUST_CHECK;

/* The account of exactly this name, or else the one whose name is spelt the same (name_compare); never one that only looks so.
 * RC_NOT_FOUND. */
struct q_account_alike_row;
enum rc accounts_find_named(struct community *c, struct db *db, struct str name, struct arena *a,
                            struct q_account_alike_row *ret) MUST_CHECK;

/* Whether another account has a name that looks so, or gave one up and may want it back. Before writing to explain early
 * (account_id 0), and in the job after it was written, when whoever writes one like it at this moment has been waited for. */
enum rc accounts_name_taken(struct community *c, struct db *db, const struct name_skeleton *looks,
                            int64_t account_id, struct arena *a, bool *ret) MUST_CHECK;
/* Writes a new account, whichever way it came; site and rules of the name are filled in here. `ret_added` is false when the name
 * or a confirmed address is another's: then the job fails, or writes it otherwise. Inside a job. */
struct q_account_add_in;
enum rc accounts_add(struct community *c, struct db *db, const struct q_account_add_in *account,
                     struct arena *a, bool *ret_added) MUST_CHECK;
/* RC_CONFLICT, with what to do. Does not say whose name it is. */
enum rc accounts_refuse_name(struct problem *problem) MUST_CHECK;
/* Joining from one address prefix, whichever way: by registering or by another's sign-in. */
extern const struct attempt_limits ACCOUNTS_JOIN_LIMITS;

/* RC_CONFLICT when no other administrator would be left. */
enum rc accounts_check_last_administrator(struct community_job *job, struct db *db,
                                          int64_t account_id) MUST_CHECK;

/* Who gives a name: somebody on the pages, whichever way they came, the command line, or an import of what was written elsewhere. */
enum accounts_name_giver { NAME_BY_PAGES, NAME_BY_CONSOLE, NAME_BY_IMPORT };
/* What may be a name here; asked on every way to one. name_check's rules are everybody's; names kept for the staff, the program's
 * and the site's own (accounts.reserved_names), are refused on the pages; what nobody should have to read (accounts.judge_names)
 * also to the command line. */
enum rc accounts_check_name(struct community *c, struct arena *a, enum accounts_name_giver giver,
                            struct str name, struct str *ret_name,
                            struct name_skeleton *ret_skeleton, struct problem *problem) MUST_CHECK;
/* What may be an address here: name_email_check's rules, and none of the site's refused domains (accounts.refused_domains). */
enum rc accounts_check_email(const struct community *c, struct arena *a, struct str email,
                             struct str *ret_key, struct problem *problem) MUST_CHECK;
/* What may be a password here: password_check's rules, and none of the operator's own list (accounts.password_list). */
enum rc accounts_check_password(const struct community *c, struct arena *a, struct str password,
                                struct str name, struct str email,
                                struct problem *problem) MUST_CHECK;
/* What the account still owes before it may write: OWES_ values of access.h. */
struct q_session_find_row;
unsigned accounts_owes(struct community *c, const struct q_session_find_row *row);

/* Signing in, whatever showed who it is: a session, in place of the one the browser had, and a mail where the browser is not known to be
 * the owner's (browser.h). Inside a job. RC_NOT_FOUND for a deleted account; a blocked one gets its session. */
struct accounts_entry {
    int64_t account_id, address_key;
    enum entrance way;
    struct str provider; /* its title; of PROVIDER and SSO */
    struct browser_shown shown;
    struct actor replaces;
    struct str ret_token;
    struct actor ret_actor;
};
enum rc accounts_enter(struct community_job *job, struct db *db,
                       struct accounts_entry *e) MUST_CHECK;

/* Whether another mail may be sent on somebody's asking to this address (by its key): inside a job. Bounds what a stranger can
 * have sent to one mailbox. */
enum rc accounts_may_mail(struct community *c, struct db *db, struct str email_key, struct arena *a,
                          bool *ret) MUST_CHECK;

/* Queues what confirms an address: the link, or, when the address is another account's, a word to its owner. The work is the
 * same. `browser` is the asking one's cookie. Inside a job. */
struct accounts_confirmation {
    int64_t account_id;
    struct str email, email_key, browser;
    struct str back; /* the page to go on to; empty: none */
};
enum rc accounts_ask_confirmation(struct community *c, struct db *db,
                                  const struct accounts_confirmation *in,
                                  struct arena *a) MUST_CHECK;

/* Makes useless what signs in to the account by mail or changes its address: after a change of password or address. */
enum rc accounts_cancel_links(struct community *c, struct db *db, int64_t account_id) MUST_CHECK;

/* Whether a link may be used: in the browser that asked for it, or with the word of its owner (`asked`). RC_INVALID. */
enum rc accounts_check_asked(const struct link_view *link, bool asked,
                             struct problem *problem) MUST_CHECK;
/* Tells whose address it is that somebody gave it for another account; who has deleted theirs gets the way back to it. Inside a
 * job. */
enum rc accounts_tell_known(struct community *c, struct db *db, int64_t owner_id,
                            struct arena *a) MUST_CHECK;

/* Queues a mail without facts to the account's stored address: what was changed. */
enum rc accounts_tell(struct community *c, struct db *db, int64_t account_id,
                      enum mail_kind kind) MUST_CHECK;

/* Waits for who has the account in hand at this moment, on another node, and keeps it until the job ends: what is read of it
 * from now on is what they left. First in a job that changes who owns or opens an account. RC_NOT_FOUND. */
enum rc accounts_hold(struct community *c, struct db *db, int64_t account_id,
                      struct arena *a) MUST_CHECK;

/* How long links that open an account are good (OWASP ASVS 6.5.5). */
#define ACCOUNTS_LINK_LIFE_MS ((int64_t)10 * 60 * 1000)
/* How long a name and address wait to be confirmed. */
#define ACCOUNTS_UNCONFIRMED_MS (7 * DAY_MS)

#endif
