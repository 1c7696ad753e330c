/*
 * Readers as the site knows them: who joins, signs in and holds a session. What tests of accounts repeat.
 */
#ifndef COMITY_TESTS_COMMUNITY_MEMBER_H
#define COMITY_TESTS_COMMUNITY_MEMBER_H

#include "unit/community/fixture.h"

#define MEMBER_PASSWORD "a long walk by the harbour"
#define MEMBER_EMAIL    "someone@example.org"
#define MEMBER_ADDRESS  "192.0.2.7"

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
/* Who the session's token belongs to; anonymous when it opens nothing. */
struct actor member_found(struct fixture *f, struct str token);

#endif
