/*
 * Readers as the site knows them: who joins, signs in and holds a session. What tests of accounts repeat.
 */
#ifndef COMITY_TESTS_COMMUNITY_MEMBER_H
#define COMITY_TESTS_COMMUNITY_MEMBER_H

#include "community/account/link.h"
#include "unit/community/fixture.h"

#define MEMBER_PASSWORD "a long walk by the harbour"
#define MEMBER_EMAIL    "someone@example.org"
#define MEMBER_ADDRESS  "192.0.2.7"
#define MEMBER_BROWSER  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

struct waited {
    _Atomic bool done;
    enum rc rc;
};
/* A job's `done`, with a struct waited as its ctx. */
void member_finish(struct community_job *job, enum rc rc);
/* What came of a job that was submitted so. */
enum rc member_wait(struct waited *w, enum rc submitted);

/* A registration that lacks nothing; and its outcome. */
struct account_registration member_registration(struct fixture *f, const char *name);
enum rc member_join(struct fixture *f, struct account_registration *op);
enum rc member_sign_in(struct fixture *f, const char *login, const char *password,
                       const char *address, struct account_sign_in *ret);
/* --- on a site that asks for confirmed addresses --- */

/* Makes one, as a test's setup. */
int member_site(void **state);
#define CONFIRMING_CASE(name) cmocka_unit_test_setup_teardown(name, member_site, fixture_tear_down)

/* How many mails of a kind wait for an account (0: for anybody), where the newest goes, and a token of its link. */
struct member_mail {
    struct fixture *fixture;
    const char *kind;
    int64_t account_id, count, link_id;
    struct str address, token;
};
struct member_mail member_queued(struct fixture *f, const char *kind, int64_t account_id);
/* Somebody who has joined in MEMBER_BROWSER and not confirmed; the use of such a link; both. */
struct account_registration member_joined(struct fixture *f, const char *name, const char *email);
enum rc member_confirm(struct fixture *f, struct str token, const char *browser, bool asked);
struct account_registration member_confirmed(struct fixture *f, const char *name,
                                             const char *email);

/* Who the session's token belongs to; anonymous when it opens nothing. */
struct actor member_found(struct fixture *f, struct str token);

#endif
