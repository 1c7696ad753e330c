#include "unit/community/member.h"

#include "community/account/account_confirm.h"
#include "community/account/session.h"
#include "queries.h"

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
        .consents = {.standards = STR("s1"), .privacy = STR("p1")},
        .address = STR(MEMBER_ADDRESS),
        .shown = {.agent = STR("Test/1.0"), .token = STR(MEMBER_BROWSER)},
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
        .shown = {.agent = STR("Test/1.0"), .token = STR(MEMBER_BROWSER)},
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

int member_site(void **state)
{
    struct fixture *f;
    fixture_set_up(state);
    f = *state;
    f->limits.mail_on = true;
    f->limits.confirm_email = true;
    fixture_restart(f);
    return 0;
}

/* --- what went into the queue of mails, and the links in it --- */

static enum rc look_at_queue(struct db *db, void *ctx)
{
    struct member_mail *q = ctx;
    struct q_mail_list_row *rows;
    size_t count;
    enum rc rc = q_mail_list(db, &(struct q_mail_list_in){.site_id = 1, .after_ms = -1},
                             q->fixture->arena, &rows, &count);
    q->count = 0;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (str_eq(rows[i].kind, str_from_cstr(q->kind)) &&
            (q->account_id == 0 || rows[i].account_id == q->account_id)) {
            q->count++;
            q->link_id = rows[i].link_id;
            q->address = rows[i].address;
        }
    if (rc == RC_OK && q->count > 0 && q->link_id != 0)
        rc = link_issue(q->fixture->community, db, q->link_id, q->fixture->arena, &q->token);
    return rc;
}

/* How many of a kind wait for an account (0: for anybody), and a token of the newest one's link. */
struct member_mail member_queued(struct fixture *f, const char *kind, int64_t account_id)
{
    struct member_mail q = {.fixture = f, .kind = kind, .account_id = account_id};
    assert_ok(store_write_wait(f->store.store, look_at_queue, &q));
    return q;
}

struct account_registration member_joined(struct fixture *f, const char *name, const char *email)
{
    struct account_registration op = member_registration(f, name);
    op.email = str_from_cstr(email);
    op.browser = STR(MEMBER_BROWSER);
    assert_ok(member_join(f, &op));
    return op;
}

enum rc member_confirm(struct fixture *f, struct str token, const char *browser, bool asked)
{
    struct account_confirmation op = {
        .job = {.community = f->community, .arena = f->arena},
        .token = token,
        .browser = str_from_cstr(browser),
        .asked = asked,
    };
    return community_run(account_confirm_submit, &op.job);
}

struct account_registration member_confirmed(struct fixture *f, const char *name, const char *email)
{
    struct account_registration op = member_joined(f, name, email);
    struct member_mail mail = member_queued(f, "confirm", op.ret_actor.account_id);
    assert_ok(member_confirm(f, mail.token, MEMBER_BROWSER, false));
    return op;
}
