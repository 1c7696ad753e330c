/* One-use links: what is stored, who may use them, and once. */
#include "community/account/link.h"

#include "unit/community/fixture.h"

struct step {
    struct fixture *f;
    struct str token, browser;
    int64_t link_id;
    enum link_purpose purpose;
    struct link_view view;
    enum rc rc;
};

static enum rc run_make(struct db *db, void *ctx)
{
    struct step *s = ctx;
    const struct link_order order = {.purpose = LINK_SIGN_IN,
                                     .account_id = 7,
                                     .browser = s->browser,
                                     .detail = STR("for seven"),
                                     .life_ms = 600000};
    enum rc rc = link_make(s->f->community, db, &order, &s->link_id);
    if (rc == RC_OK)
        rc = link_issue(s->f->community, db, s->link_id, s->f->arena, &s->token);
    return rc;
}

static enum rc run_issue(struct db *db, void *ctx)
{
    struct step *s = ctx;
    return link_issue(s->f->community, db, s->link_id, s->f->arena, &s->token);
}

/* What it answered is kept apart: a failed job would be rolled back. */
static enum rc run_redeem(struct db *db, void *ctx)
{
    struct step *s = ctx;
    s->rc =
        link_redeem(s->f->community, db, s->purpose, s->token, s->browser, s->f->arena, &s->view);
    return RC_OK;
}

static enum rc run_cancel(struct db *db, void *ctx)
{
    struct step *s = ctx;
    return link_cancel(s->f->community, db, 7, s->purpose);
}

static struct step make(struct fixture *f, struct str browser)
{
    struct step s = {.f = f, .browser = browser, .purpose = LINK_SIGN_IN};
    assert_ok(store_write_wait(f->store.store, run_make, &s));
    assert_int_equal(s.token.n, BEARER_TEXT);
    return s;
}

static enum rc redeem(struct step *s)
{
    assert_ok(store_write_wait(s->f->store.store, run_redeem, s));
    return s->rc;
}

static void a_link_is_used_once(void **state)
{
    struct fixture *f = *state;
    struct step s = make(f, STR(""));
    assert_ok(link_look(&f->reader, LINK_SIGN_IN, s.token, STR(""), f->arena, &s.view));
    assert_ok(link_look(&f->reader, LINK_SIGN_IN, s.token, STR(""), f->arena, &s.view));
    assert_ok(redeem(&s));
    assert_int_equal(s.view.account_id, 7);
    assert_true(str_eq(s.view.detail, STR("for seven")));
    assert_int_equal(redeem(&s), RC_EXPIRED);
    assert_int_equal(link_look(&f->reader, LINK_SIGN_IN, s.token, STR(""), f->arena, &s.view),
                     RC_EXPIRED);
}

static void all_tokens_of_a_link_end_with_the_first_used(void **state)
{
    struct fixture *f = *state;
    struct step s = make(f, STR(""));
    struct step again = s;
    assert_ok(store_write_wait(f->store.store, run_issue, &again));
    assert_false(str_eq(s.token, again.token));
    assert_ok(redeem(&again));
    assert_int_equal(redeem(&s), RC_EXPIRED);
}

static void it_runs_out(void **state)
{
    struct fixture *f = *state;
    struct step s = make(f, STR(""));
    f->clock.fixed_ms += 600000;
    assert_int_equal(redeem(&s), RC_EXPIRED);
    assert_ok(community_sweep(f->community));
    assert_int_equal(redeem(&s), RC_EXPIRED);
    f->clock.fixed_ms += (int64_t)24 * 60 * 60 * 1000 + 1;
    assert_ok(community_sweep(f->community));
    assert_int_equal(redeem(&s), RC_NOT_FOUND);
}

static void it_serves_its_purpose_alone(void **state)
{
    struct fixture *f = *state;
    struct step s = make(f, STR(""));
    s.purpose = LINK_RECOVER;
    assert_int_equal(redeem(&s), RC_NOT_FOUND);
    s.purpose = LINK_SIGN_IN;
    s.token = STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(redeem(&s), RC_NOT_FOUND);
    s.token = STR("short");
    assert_int_equal(redeem(&s), RC_NOT_FOUND);
}

static void it_knows_the_browser_that_asked(void **state)
{
    struct fixture *f = *state;
    struct step s = make(f, STR("the asking browser"));
    assert_ok(link_look(&f->reader, LINK_SIGN_IN, s.token, STR("another"), f->arena, &s.view));
    assert_false(s.view.same_browser);
    assert_ok(link_look(&f->reader, LINK_SIGN_IN, s.token, STR(""), f->arena, &s.view));
    assert_false(s.view.same_browser);
    assert_ok(redeem(&s));
    assert_true(s.view.same_browser);
}

static void cancelling_ends_those_of_the_purpose_alone(void **state)
{
    struct fixture *f = *state;
    struct step s = make(f, STR(""));
    s.purpose = LINK_CONFIRM;
    assert_ok(store_write_wait(f->store.store, run_cancel, &s));
    s.purpose = LINK_SIGN_IN;
    assert_ok(link_look(&f->reader, LINK_SIGN_IN, s.token, STR(""), f->arena, &s.view));
    assert_ok(store_write_wait(f->store.store, run_cancel, &s));
    assert_int_equal(redeem(&s), RC_EXPIRED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_link_is_used_once),
        FIXTURE_CASE(all_tokens_of_a_link_end_with_the_first_used),
        FIXTURE_CASE(it_runs_out),
        FIXTURE_CASE(it_serves_its_purpose_alone),
        FIXTURE_CASE(it_knows_the_browser_that_asked),
        FIXTURE_CASE(cancelling_ends_those_of_the_purpose_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
