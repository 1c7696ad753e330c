/* Taking a change of address back: what whoever changed it cannot take away, and what goes with it. */
#include "community/account/account_email.h"
#include "community/leaving/leaving_own.h"
#include "community/discipline/sanction.h"
#include "community/account/session.h"
#include "queries.h"
#include "unit/community/member.h"

static enum rc ask(struct fixture *f, struct str session, const char *email)
{
    struct account_email_request op = {.job = {.community = f->community, .arena = f->arena},
                                       .actor = member_found(f, session),
                                       .email = str_from_cstr(email),
                                       .browser = STR(MEMBER_BROWSER)};
    return community_run(account_email_request_submit, &op.job);
}

/* As somebody who holds the session does it, who has read the new address's mail. */
static enum rc use_link(struct fixture *f, struct actor actor, int64_t id)
{
    struct account_email_change op = {.job = {.community = f->community, .arena = f->arena},
                                      .actor = actor,
                                      .token = member_queued(f, "change_email", id).token,
                                      .browser = STR(MEMBER_BROWSER)};
    return community_run(account_email_change_submit, &op.job);
}

static void robbed(struct fixture *f, const struct account_registration *ada)
{
    assert_ok(ask(f, ada->ret_token, "thief@example.org"));
    assert_ok(use_link(f, member_found(f, ada->ret_token), ada->ret_actor.account_id));
}

static struct account_email_undo take_back(struct fixture *f, int64_t id, enum rc *ret)
{
    struct account_email_undo op = {.job = {.community = f->community, .arena = f->arena},
                                    .token = member_queued(f, "email_changed", id).token};
    *ret = community_run(account_email_undo_submit, &op.job);
    return op;
}

static void sanctioned(struct fixture *f, int64_t id, enum sanction_kind kind)
{
    struct sanction_order op = {.job = {.community = f->community, .arena = f->arena},
                                .actor = {.role = ROLE_ADMINISTRATOR},
                                .account_id = id,
                                .kind = kind,
                                .days = kind == SANCTION_SUSPENSION ? 7 : 0,
                                .clause = STR("mild"),
                                .reason = STR("You called the crew names."),
                                .grave = STR("It was a threat."),
                                .seen_id = -1};
    assert_ok(community_run(sanction_give_submit, &op.job));
}

static struct q_account_get_row account_of(struct fixture *f, int64_t id)
{
    struct q_account_get_row row;
    assert_ok(q_account_get(f->reader.db, &(struct q_account_get_in){.site_id = 1, .id = id},
                            f->arena, &row));
    return row;
}

static void it_outlives_every_sanction_and_lifts_none(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *name, *email;
        enum sanction_kind kind;
        enum account_status status;
    } cases[] = {
        {"Ada", "ada@example.org", SANCTION_SUSPENSION, ACCOUNT_SUSPENDED},
        {"Bea", "bea@example.org", SANCTION_BLOCK, ACCOUNT_BLOCKED},
        {"Cleo", "cleo@example.org", SANCTION_DELETION, ACCOUNT_DELETED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum rc rc;
        struct account_registration reader = member_confirmed(f, cases[i].name, cases[i].email);
        int64_t id = reader.ret_actor.account_id;
        robbed(f, &reader);
        sanctioned(f, id, cases[i].kind);
        take_back(f, id, &rc);
        assert_ok(rc);
        struct q_account_get_row row = account_of(f, id);
        assert_str_equal(row.email, str_from_cstr(cases[i].email));
        assert_int_equal(row.status, cases[i].status);
        assert_int_equal(row.password_hash.n, 0);
        assert_int_equal(member_found(f, reader.ret_token).account_id, 0);
    }
}

/* Who still has a session may change the address back without the link. */
static void whoever_goes_back_by_hand_leaves_the_thief_no_link(void **state)
{
    struct fixture *f = *state;
    enum rc rc;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    int64_t id = ada.ret_actor.account_id;
    robbed(f, &ada);
    assert_ok(ask(f, ada.ret_token, "second.thief@example.org"));
    assert_ok(use_link(f, member_found(f, ada.ret_token), id));
    struct account_email_undo thiefs = {
        .job = {.community = f->community, .arena = f->arena},
        .token = member_queued(f, "email_changed", id).token}; /* at thief@example.org */
    assert_ok(ask(f, ada.ret_token, "Ada@example.org"));
    assert_ok(use_link(f, member_found(f, ada.ret_token), id));
    assert_int_equal(member_queued(f, "email_changed", id).count, 2);
    assert_int_equal(community_run(account_email_undo_submit, &thiefs.job), RC_EXPIRED);
    take_back(f, id, &rc);
    assert_int_equal(rc, RC_EXPIRED);
    assert_str_equal(account_of(f, id).email, STR("Ada@example.org"));
}

static void of_an_account_the_thief_deleted_the_way_back_changes_hands(void **state)
{
    struct fixture *f = *state;
    enum rc rc;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    int64_t id = ada.ret_actor.account_id;
    robbed(f, &ada);
    struct leaving_farewell gone = {.job = {.community = f->community, .arena = f->arena},
                                    .actor = member_found(f, ada.ret_token)};
    assert_ok(community_run(leaving_farewell_submit, &gone.job));
    struct str thiefs = member_queued(f, "farewell", id).token;
    struct account_email_undo op = take_back(f, id, &rc);
    assert_ok(rc);
    assert_int_equal(op.ret_back_until_ms, gone.ret_purge_ms);
    struct leaving_return back = {
        .job = {.community = f->community, .arena = f->arena}, .token = thiefs, .confirmed = true};
    assert_int_equal(community_run(leaving_return_submit, &back.job), RC_EXPIRED);
    struct member_mail mail = member_queued(f, "farewell", id);
    assert_int_equal(mail.address.n, 0); /* the account's own, which is Ada's again */
    back.token = mail.token;
    assert_ok(community_run(leaving_return_submit, &back.job));
    assert_int_equal(account_of(f, id).status, ACCOUNT_ACTIVE);
    struct account_sign_in in;
    assert_int_equal(member_sign_in(f, "Ada", MEMBER_PASSWORD, MEMBER_ADDRESS, &in),
                     RC_UNAUTHENTICATED);
}

/* --- what goes with it --- */

struct ways {
    struct fixture *f;
    int64_t account_id, id, now_ms;
    const char *mark; /* eight characters, another each time */
};

static enum rc add_ways(struct db *db, void *ctx)
{
    struct ways *w = ctx;
    struct str mark = str_from_cstr(w->mark);
    int64_t added;
    enum rc rc = q_passkey_add(db,
                               &(struct q_passkey_add_in){.site_id = 1,
                                                          .id = w->id,
                                                          .account_id = w->account_id,
                                                          .credential = mark,
                                                          .public_key = mark,
                                                          .aaguid = mark,
                                                          .transports = STR(""),
                                                          .name = mark},
                               &added);
    if (rc == RC_OK)
        rc = q_totp_set(db, &(struct q_totp_set_in){.site_id = 1,
                                                    .account_id = w->account_id,
                                                    .sealed = mark,
                                                    .made_ms = w->now_ms});
    if (rc == RC_OK)
        rc = q_recovery_add(
            db, &(struct q_recovery_add_in){
                    .site_id = 1, .account_id = w->account_id, .hash = mark, .now_ms = w->now_ms});
    if (rc == RC_OK)
        rc = q_identity_add(db,
                            &(struct q_identity_add_in){.site_id = 1,
                                                        .id = w->id,
                                                        .account_id = w->account_id,
                                                        .provider_key = STR("fake"),
                                                        .subject = mark,
                                                        .label = mark},
                            &added);
    return rc == RC_OK
               ? q_factor_tally(db, &(struct q_factor_tally_in){.site_id = 1, .id = w->account_id})
               : rc;
}

static void has_ways(struct fixture *f, int64_t account_id, const char *mark)
{
    struct ways w = {f, account_id, community_make_id(f->community), f->clock.fixed_ms, mark};
    assert_ok(store_write_wait(f->store.store, add_ways, &w));
}

static int64_t factors_of(struct fixture *f, int64_t id)
{
    struct q_factor_standing_row row;
    assert_ok(q_factor_standing(
        f->reader.db, &(struct q_factor_standing_in){.site_id = 1, .id = id}, f->arena, &row));
    return row.factors;
}

static void what_was_added_since_goes_and_what_is_older_stays(void **state)
{
    struct fixture *f = *state;
    enum rc rc;
    struct account_sign_in in;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    int64_t id = ada.ret_actor.account_id;
    has_ways(f, id, "adas own");
    f->clock.fixed_ms += 2 * DAY_MS;
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    ada.ret_token = in.ret_token;
    struct ways early = {f, id, community_make_id(f->community), f->clock.fixed_ms, "before 1"};
    early.now_ms -=
        2 * DAY_MS; /* her app stays; a passkey, a code and a connection are the thief's */
    assert_ok(store_write_wait(f->store.store, add_ways, &early));
    f->clock.fixed_ms += 5 * MINUTE_MS;
    robbed(f, &ada);
    struct account_email_undo op = take_back(f, id, &rc);
    assert_ok(rc);
    assert_int_equal(op.ret_passkeys, 1);
    assert_int_equal(op.ret_identities, 1);
    assert_int_equal(op.ret_apps, 0);
    assert_int_equal(op.ret_recovery_codes, 0);
    assert_int_equal(factors_of(f, id), 3); /* her own passkey, her own app */
}

static void codes_of_whoever_changed_it_go(void **state)
{
    struct fixture *f = *state;
    enum rc rc;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    int64_t id = ada.ret_actor.account_id;
    robbed(f, &ada);
    f->clock.fixed_ms += 3 * DAY_MS;
    has_ways(f, id, "thiefs 1");
    struct account_email_undo op = take_back(f, id, &rc);
    assert_ok(rc);
    assert_int_equal(op.ret_apps, 1);
    assert_int_equal(op.ret_recovery_codes, 1);
    assert_int_equal(op.ret_passkeys, 1);
    assert_int_equal(op.ret_identities, 1);
    assert_int_equal(factors_of(f, id), 0);
    assert_int_equal(member_queued(f, "email_back", id).count, 1);
}

/* --- who changes nothing --- */

static void under_a_block_or_suspension_the_address_stays(void **state)
{
    struct fixture *f = *state;
    static const enum sanction_kind kinds[] = {SANCTION_SUSPENSION, SANCTION_BLOCK};
    static const char *const names[] = {"Ada", "Bea"};
    for (size_t i = 0; i < 2; i++) {
        struct account_sign_in in;
        struct str email = arena_printf(f->arena, "%s@example.org", names[i]);
        struct account_registration reader =
            member_confirmed(f, names[i], arena_cstr(f->arena, email));
        int64_t id = reader.ret_actor.account_id;
        struct actor before = member_found(f, reader.ret_token);
        assert_ok(ask(f, reader.ret_token, "other@example.org"));
        sanctioned(f, id, kinds[i]);
        /* The page was open already: the job looks again. A block has ended the link before. */
        assert_int_equal(use_link(f, before, id),
                         kinds[i] == SANCTION_BLOCK ? RC_EXPIRED : RC_FORBIDDEN);
        assert_ok(member_sign_in(f, names[i], MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
        assert_int_equal(ask(f, in.ret_token, "third@example.org"), RC_FORBIDDEN);
        assert_str_equal(account_of(f, id).email, email);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONFIRMING_CASE(it_outlives_every_sanction_and_lifts_none),
        CONFIRMING_CASE(whoever_goes_back_by_hand_leaves_the_thief_no_link),
        CONFIRMING_CASE(of_an_account_the_thief_deleted_the_way_back_changes_hands),
        CONFIRMING_CASE(what_was_added_since_goes_and_what_is_older_stays),
        CONFIRMING_CASE(codes_of_whoever_changed_it_go),
        CONFIRMING_CASE(under_a_block_or_suspension_the_address_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
