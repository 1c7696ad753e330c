/* Complaints about what was decided on a notice: asked and answered, how long, and who decides. */
#include "community/discipline/complaint.h"

#include "community/discipline/legal_notice.h"
#include "community/discipline/sanction.h"
#include "unit/community/member.h"
#include "unit/community/node.h"

#define ROUNDS 4
#define TEXT   "The verdict was set aside in March."

struct scene {
    struct fixture *f;
    struct actor author, giver, mary, moe;
    int64_t comment_id, notice_id;
};

static void job_of(struct fixture *f, struct community_job *job)
{
    *job = (struct community_job){.community = f->community, .arena = f->arena};
}

static int64_t give_notice(struct scene *s)
{
    struct waited w = {.done = false};
    struct legal_notice_submission op = {.actor = s->giver,
                                         .comment_id = s->comment_id,
                                         .category = STR("scams and fraud"),
                                         .words = STR("It says what no court ever said."),
                                         .good_faith = true,
                                         .address = STR(MEMBER_ADDRESS)};
    job_of(s->f, &op.job);
    op.job.done = member_finish;
    op.job.ctx = &w;
    assert_ok(member_wait(&w, legal_notice_submit(&s->f->reader, &op)));
    return op.ret_id;
}

/* On a site that sends mail: somebody gave notice of a comment, and mary let it stand. */
static struct scene open_scene(struct fixture *f, enum role staff)
{
    f->limits.mail_on = true;
    fixture_restart(f);
    struct scene s = {.f = f,
                      .author = fixture_actor(f, "author", ROLE_READER),
                      .giver = fixture_actor(f, "giver", ROLE_READER),
                      .mary = fixture_actor(f, "mary", staff)};
    s.comment_id = fixture_post(f, &s.author, 0, "A quiet remark about the ferry.");
    s.notice_id = give_notice(&s);
    f->clock.fixed_ms += 1000;
    assert_ok(fixture_decide(f, &s.mary, MODERATION_APPROVE, s.comment_id));
    return s;
}

static struct complaint_place place_of(struct scene *s)
{
    struct complaint_place place;
    assert_ok(complaint_look(&s->f->reader, s->notice_id, s->f->arena, &place));
    return place;
}

static enum rc complain(struct scene *s, const char *text, bool adds)
{
    struct complaint op = {.notice_id = s->notice_id,
                           .text = str_from_cstr(text),
                           .address = STR(MEMBER_ADDRESS),
                           .adds = adds};
    job_of(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    return community_run(complaint_submit, &op.job);
}

static enum rc ask(struct scene *s, const struct actor *by, const char *text)
{
    struct redress_say op = {.actor = *by, .id = place_of(s).case_id, .text = str_from_cstr(text)};
    job_of(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    return community_run(redress_say_submit, &op.job);
}

static enum rc decide(struct scene *s, const struct actor *by, enum redress_verb verb,
                      int64_t seen_messages)
{
    struct redress_decision op = {.actor = *by,
                                  .id = place_of(s).case_id,
                                  .verb = verb,
                                  .reason = STR("Looked at again."),
                                  .clause = STR("mild"),
                                  .seen_messages = seen_messages,
                                  .seen_revision = 0};
    job_of(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    return community_run(redress_decide_submit, &op.job);
}

static int64_t mails(struct scene *s, const char *kind)
{
    return member_queued(s->f, kind, s->giver.account_id).count;
}

static void a_question_is_mailed_and_answered_and_a_decision_is_on_what_was_read(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    struct redress_case c;
    s.moe = fixture_actor(s.f, "moe", ROLE_MODERATOR);
    assert_ok(complain(&s, TEXT, false));
    assert_ok(complain(&s, TEXT, false)); /* sent twice */
    assert_int_equal(place_of(&s).messages, 1);
    assert_ok(ask(&s, &s.moe, "Which court?"));
    assert_ok(ask(&s, &s.moe, "Which court?")); /* the button pressed twice */
    assert_int_equal(mails(&s, "complaint_question"), 1);
    assert_ok(complain(&s, "The one in Fen.", true));
    assert_ok(complain(&s, "The one in Fen.", true));
    struct complaint_place place = place_of(&s);
    assert_int_equal(place.messages, 3);
    assert_ok(complaint_conversation(&s.f->reader, &place, s.notice_id, s.f->arena, &c));
    assert_int_equal(c.message_count, 3);
    assert_false(c.messages[0].by_staff);
    assert_true(c.messages[1].by_staff);
    assert_int_equal(c.messages[1].author_name.n, 0); /* who of the staff is not said */
    assert_str_equal(c.messages[2].body, STR("The one in Fen."));
    assert_int_equal(decide(&s, &s.moe, REDRESS_REFUSE, 2), RC_CONFLICT);
    assert_ok(decide(&s, &s.moe, REDRESS_REFUSE, 3));
    assert_int_equal(complain(&s, "One thing more.", true), RC_CONFLICT);
    assert_int_equal(ask(&s, &s.moe, "And when?"), RC_CONFLICT);
    assert_int_equal(mails(&s, "complaint_refused"), 1);
}

static void strangers_and_the_author_add_nothing_to_it(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    assert_ok(complain(&s, TEXT, false));
    struct actor other = fixture_actor(s.f, "other", ROLE_READER);
    assert_int_equal(ask(&s, &other, "Me too."), RC_FORBIDDEN);
    assert_int_equal(ask(&s, &s.author, "No."), RC_FORBIDDEN);
    assert_ok(ask(&s, &s.giver, "In their account, too."));
    assert_int_equal(place_of(&s).messages, 2);
    assert_int_equal(mails(&s, "complaint_question"), 0);
}

static void it_is_made_until_the_last_moment_of_its_time_and_not_after(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    int64_t until_ms = place_of(&s).until_ms;
    assert_true(until_ms - s.f->clock.fixed_ms > 183 * DAY_MS); /* six months */
    s.f->clock.fixed_ms = until_ms - 1000;
    assert_int_equal(place_of(&s).state, COMPLAINT_MAY);
    assert_int_equal(complain(&s, TEXT, false), RC_EXPIRED);
    s.f->clock.fixed_ms = until_ms - 2000;
    assert_ok(complain(&s, TEXT, false));
    s.f->clock.fixed_ms = until_ms + DAY_MS;
    assert_int_equal(place_of(&s).state, COMPLAINT_OPEN);
    assert_ok(complain(&s, "What came in time is still spoken of.", true));
}

static void when_its_deadline_passes_who_complained_is_told_once_and_it_stays_open(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    assert_ok(complain(&s, TEXT, false));
    s.moe = fixture_actor(s.f, "moe", ROLE_MODERATOR);
    s.f->clock.fixed_ms = place_of(&s).due_ms;
    assert_ok(community_sweep(s.f->community));
    assert_int_equal(mails(&s, "complaint_overdue"), 0);
    s.f->clock.fixed_ms += 1;
    assert_ok(community_sweep(s.f->community));
    assert_ok(community_sweep(s.f->community));
    assert_int_equal(mails(&s, "complaint_overdue"), 1);
    int64_t open, overdue;
    assert_ok(redress_waiting(&s.f->reader, &s.moe, &open, &overdue));
    assert_int_equal(overdue, 1);
    assert_int_equal(place_of(&s).state, COMPLAINT_OPEN);
    assert_ok(decide(&s, &s.moe, REDRESS_REMOVE, 1));
    assert_int_equal(place_of(&s).state, COMPLAINT_GRANTED);
    assert_int_equal(fixture_comment(s.f, s.comment_id).status, COMMENT_REMOVED);
}

static void a_lone_administrator_decides_and_it_is_said(void **state)
{
    struct scene s = open_scene(*state, ROLE_ADMINISTRATOR);
    struct problem problem = {0};
    bool alone = false;
    assert_ok(complain(&s, TEXT, false));
    assert_ok(redress_check_decide(&s.f->reader, &s.mary, place_of(&s).case_id, s.f->arena, &alone,
                                   &problem));
    assert_true(alone);
    s.moe = fixture_actor(s.f, "moe", ROLE_MODERATOR);
    assert_int_equal(decide(&s, &s.mary, REDRESS_REFUSE, 1), RC_FORBIDDEN); /* not alone any more */
    struct sanction_order out = {.actor = s.mary,
                                 .account_id = s.moe.account_id,
                                 .kind = SANCTION_BLOCK,
                                 .clause = STR("mild"),
                                 .reason = STR("The account was taken over."),
                                 .grave = STR("It did harm."),
                                 .seen_id = -1};
    job_of(s.f, &out.job);
    assert_ok(community_run(sanction_give_submit, &out.job));
    assert_ok(decide(&s, &s.mary, REDRESS_REFUSE, 1));
    assert_int_equal(place_of(&s).state, COMPLAINT_REFUSED);
    assert_true(place_of(&s).alone);
}

static void a_lone_moderator_does_not_decide_again(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    assert_ok(complain(&s, TEXT, false));
    assert_int_equal(decide(&s, &s.mary, REDRESS_REFUSE, 1), RC_FORBIDDEN);
    assert_ok(ask(&s, &s.mary, "Which court?")); /* asking decides nothing */
    assert_int_equal(place_of(&s).state, COMPLAINT_OPEN);
}

static void when_the_author_deletes_the_comment_it_ends_and_that_is_told_once(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    int64_t open, overdue;
    s.moe = fixture_actor(s.f, "moe", ROLE_MODERATOR);
    assert_ok(complain(&s, TEXT, false));
    struct comment_deletion gone = {.actor = s.author, .comment_id = s.comment_id};
    job_of(s.f, &gone.job);
    assert_ok(community_run(comment_delete_submit, &gone.job));
    assert_int_equal(place_of(&s).state, COMPLAINT_GONE);
    assert_int_equal(mails(&s, "notice_gone"), 1);
    assert_int_equal(decide(&s, &s.moe, REDRESS_REFUSE, 1), RC_CONFLICT);
    assert_int_equal(complain(&s, "One thing more.", true), RC_CONFLICT);
    s.f->clock.fixed_ms += 400 * DAY_MS;
    assert_ok(community_sweep(s.f->community));
    assert_int_equal(mails(&s, "complaint_refused") + mails(&s, "complaint_overdue"), 0);
    assert_ok(redress_waiting(&s.f->reader, &s.moe, &open, &overdue));
    assert_int_equal(open, 0);
}

static void a_moderator_does_not_decide_about_a_comment_of_their_own(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    s.moe = fixture_actor(s.f, "moe", ROLE_MODERATOR);
    s.comment_id = fixture_post(s.f, &s.moe, 0, "Remark of one of the staff about the harbour.");
    s.notice_id = give_notice(&s);
    s.f->clock.fixed_ms += 1000;
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_APPROVE, s.comment_id));
    assert_ok(complain(&s, TEXT, false));
    assert_int_equal(decide(&s, &s.moe, REDRESS_REFUSE, 1), RC_FORBIDDEN);
    struct actor third = fixture_actor(s.f, "third", ROLE_MODERATOR);
    assert_ok(decide(&s, &third, REDRESS_REFUSE, 1));
}

/* Another notice of another comment, let stand by mary. */
static void next_notice(struct scene *s, int round)
{
    s->f->clock.fixed_ms += DAY_MS;
    s->comment_id = fixture_post(
        s->f, &s->author, 0, arena_printf(s->f->arena, "Remark %d about the harbour.", round).p);
    s->notice_id = give_notice(s);
    s->f->clock.fixed_ms += 1000;
    assert_ok(fixture_decide(s->f, &s->mary, MODERATION_APPROVE, s->comment_id));
}

static struct moderation_decision removal(struct scene *s)
{
    struct moderation_decision op = {.actor = s->mary,
                                     .verb = MODERATION_REMOVE,
                                     .comment_id = s->comment_id,
                                     .seen_status = COMMENT_PUBLISHED,
                                     .clause = STR("mild"),
                                     .reason = STR("Seen again.")};
    job_of(s->f, &op.job);
    return op;
}

/* One moderator refuses it while another removes the comment: whichever came first is what is told. */
static void decided_at_two_places_at_once_it_has_one_outcome(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    struct node there;
    s.moe = fixture_actor(s.f, "moe", ROLE_MODERATOR);
    struct arena *arena = arena_new(1 << 20);
    node_start(s.f, &there);
    for (int i = 1; i <= ROUNDS; i++) {
        next_notice(&s, i);
        assert_ok(complain(&s, TEXT, false));
        struct moderation_decision removes = removal(&s);
        struct redress_decision refuses = {
            .job = {.community = there.community, .arena = arena},
            .actor = s.moe,
            .id = place_of(&s).case_id,
            .verb = REDRESS_REFUSE,
            .reason = STR("It stays."),
            .seen_messages = 1,
        };
        struct node_act one = {moderation_decide_submit, &removes.job, RC_OK},
                        two = {redress_decide_submit, &refuses.job, RC_OK};
        node_race(&one, &two);
        assert_ok(one.rc);
        assert_int_equal(mails(&s, "complaint_granted") + mails(&s, "complaint_refused"), i);
        assert_int_equal(place_of(&s).state,
                         two.rc == RC_OK ? COMPLAINT_REFUSED : COMPLAINT_GRANTED);
    }
    node_stop(&there);
    arena_free(arena);
}

static void none_is_left_open_about_a_comment_removed_at_the_same_moment(void **state)
{
    struct scene s = open_scene(*state, ROLE_MODERATOR);
    struct node there;
    struct arena *arena = arena_new(1 << 20);
    node_start(s.f, &there);
    for (int i = 1; i <= ROUNDS; i++) {
        next_notice(&s, i);
        struct moderation_decision removes = removal(&s);
        struct complaint asks = {.job = {.community = there.community, .arena = arena},
                                 .notice_id = s.notice_id,
                                 .text = STR(TEXT),
                                 .address = STR(MEMBER_ADDRESS)};
        struct node_act one = {moderation_decide_submit, &removes.job, RC_OK},
                        two = {complaint_submit, &asks.job, RC_OK};
        node_race(&one, &two);
        assert_ok(one.rc);
        assert_int_equal(place_of(&s).state, two.rc == RC_OK ? COMPLAINT_GRANTED : COMPLAINT_NONE);
    }
    node_stop(&there);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_question_is_mailed_and_answered_and_a_decision_is_on_what_was_read),
        FIXTURE_CASE(strangers_and_the_author_add_nothing_to_it),
        FIXTURE_CASE(it_is_made_until_the_last_moment_of_its_time_and_not_after),
        FIXTURE_CASE(when_its_deadline_passes_who_complained_is_told_once_and_it_stays_open),
        FIXTURE_CASE(a_lone_administrator_decides_and_it_is_said),
        FIXTURE_CASE(a_lone_moderator_does_not_decide_again),
        FIXTURE_CASE(when_the_author_deletes_the_comment_it_ends_and_that_is_told_once),
        FIXTURE_CASE(a_moderator_does_not_decide_about_a_comment_of_their_own),
        FIXTURE_CASE(decided_at_two_places_at_once_it_has_one_outcome),
        FIXTURE_CASE(none_is_left_open_about_a_comment_removed_at_the_same_moment),
    };
    return cmocka_run_group_tests_name("complaint", tests, NULL, NULL);
}
