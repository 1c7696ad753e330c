/* Letters by mail: whose mailbox hears of them, and whose never. */
#include "community/leaving/leaving_own.h"
#include "community/discipline/letter.h"
#include "unit/community/member.h"

#define EXPLANATION "I called the crew names because I was angry, and I am sorry for it."

static enum letter_mail_outcome mailed(struct fixture *f, const char *from, int64_t id,
                                       bool vouched)
{
    struct letter_mail op = {
        .job = {.community = f->community, .arena = f->arena},
        .from = str_from_cstr(from),
        .subject = STR("Restoring access"),
        .text = arena_printf(f->arena, "User ID: %lld\n\n%s", (long long)id, EXPLANATION),
        .own = STR(EXPLANATION),
        .is_vouched = vouched};
    f->clock.fixed_ms += 1000;
    assert_ok(community_run(letter_mail_submit, &op.job));
    return op.ret_outcome;
}

static void sanctioned(struct fixture *f, int64_t id, enum sanction_kind kind)
{
    struct sanction_order op = {.job = {.community = f->community, .arena = f->arena},
                                .actor = {.role = ROLE_ADMINISTRATOR},
                                .account_id = id,
                                .kind = kind,
                                .clause = STR("mild"),
                                .reason = STR("You called the crew names."),
                                .grave = STR("It was a threat."),
                                .seen_id = -1};
    f->clock.fixed_ms += 1000;
    assert_ok(community_run(sanction_give_submit, &op.job));
}

static int64_t answers(struct fixture *f, int64_t id)
{
    static const char *const kinds[] = {"letter_elsewhere", "letter_needless", "letter_incomplete",
                                        "letter_received",  "letter_early",    "letter_final"};
    int64_t sum = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        sum += member_queued(f, kinds[i], id).count;
    return sum;
}

static void nobody_is_written_to_because_somebody_put_them_into_a_from(void **state)
{
    struct fixture *f = *state;
    int64_t id = member_confirmed(f, "Ada", "ada@example.org").ret_actor.account_id;
    assert_int_equal(mailed(f, "ada@example.org", id, false), LETTER_MAIL_UNVOUCHED);
    assert_int_equal(mailed(f, "else@example.org", id, true), LETTER_MAIL_STRANGER);
    assert_int_equal(answers(f, id), 0);
    for (int i = 0; i < 3; i++) /* where nobody vouches, a From is all there is */
        assert_int_equal(mailed(f, "ada@example.org", id, true), LETTER_MAIL_USELESS);
    assert_int_equal(answers(f, id), 1);
    sanctioned(f, id, SANCTION_BLOCK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(mailed(f, "ada@example.org", id, false), LETTER_MAIL_UNVOUCHED);
    assert_int_equal(answers(f, id), 2);
}

static void who_has_left_is_not_written_to(void **state)
{
    struct fixture *f = *state;
    struct account_registration eve = member_confirmed(f, "Eve", "eve@example.org");
    int64_t id = eve.ret_actor.account_id;
    struct account_sign_in in;
    sanctioned(f, id, SANCTION_BLOCK);
    assert_ok(member_sign_in(f, "Eve", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    struct leaving_farewell gone = {.job = {.community = f->community, .arena = f->arena},
                                    .actor = member_found(f, in.ret_token)};
    assert_ok(community_run(leaving_farewell_submit, &gone.job));
    assert_int_equal(mailed(f, "eve@example.org", id, false), LETTER_MAIL_UNVOUCHED);
    assert_int_equal(mailed(f, "eve@example.org", id, true), LETTER_MAIL_STRANGER);
    assert_int_equal(mailed(f, "else@example.org", id, true), LETTER_MAIL_STRANGER);
    assert_int_equal(answers(f, id), 0);
}

static void whom_staff_deleted_may_still_write(void **state)
{
    struct fixture *f = *state;
    int64_t id = member_confirmed(f, "Cleo", "cleo@example.org").ret_actor.account_id;
    sanctioned(f, id, SANCTION_DELETION);
    assert_int_equal(mailed(f, "cleo@example.org", id, true), LETTER_MAIL_OPENED);
    assert_int_equal(member_queued(f, "letter_received", id).count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONFIRMING_CASE(nobody_is_written_to_because_somebody_put_them_into_a_from),
        CONFIRMING_CASE(who_has_left_is_not_written_to),
        CONFIRMING_CASE(whom_staff_deleted_may_still_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
