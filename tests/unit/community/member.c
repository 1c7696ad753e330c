#include "unit/community/member.h"

#include "community/session.h"

void member_finish(struct community_job *job, enum rc rc)
{
    struct waited *w = job->ctx;
    w->rc = rc;
    atomic_store(&w->done, true);
}

enum rc member_wait(struct waited *w, enum rc submitted)
{
    while (submitted == RC_OK && !atomic_load(&w->done))
        continue;
    return submitted == RC_OK ? w->rc : submitted;
}

struct account_registration member_registration(struct fixture *f, const char *name)
{
    return (struct account_registration){
        .job = {.community = f->community, .arena = f->arena, .done = member_finish},
        .name = str_from_cstr(name),
        .email = STR(MEMBER_EMAIL),
        .password = STR(MEMBER_PASSWORD),
        .standards_consent = STR("s1"),
        .privacy_consent = STR("p1"),
        .address = STR(MEMBER_ADDRESS),
        .agent = STR("Test/1.0"),
    };
}

enum rc member_join(struct fixture *f, struct account_registration *op)
{
    struct waited w = {0};
    op->job.ctx = &w;
    return member_wait(&w, account_register_submit(&f->reader, op));
}

enum rc member_sign_in(struct fixture *f, const char *login, const char *password,
                       const char *address, struct account_sign_in *ret)
{
    struct waited w = {0};
    *ret = (struct account_sign_in){
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .login = str_from_cstr(login),
        .password = str_from_cstr(password),
        .address = str_from_cstr(address),
        .agent = STR("Test/1.0"),
    };
    return member_wait(&w, account_sign_in_submit(&f->reader, ret));
}

struct actor member_found(struct fixture *f, struct str token)
{
    struct actor actor;
    bool touch;
    assert_ok(session_find(&f->reader, token, f->arena, &actor, &touch));
    return actor;
}
