#include "unit/community/fixture.h"

#include "community/moderation/rates.h"
#include "community/moderation/trust.h"
#include "community/moderation/verify.h"

#define TEXT_FINE    "A calm and reasonable remark about the ferry."
#define TEXT_FLAGGED "The ferry is late again, damn it."
#define TEXT_HELD    "The ferry is late again, what a fucking mess."

/* Everything is drawn, unless a test says otherwise. */
static void load(struct fixture *f, const char *published, const char *acted)
{
    struct problem problem = {0};
    struct str document =
        arena_printf(f->arena,
                     "# Test standards\n\n```standards\nlanguage: en\n```\n\n"
                     "```verify\npublished: %s\nacted: %s\n```\n\n"
                     "## Mild words {#mild}\n\nNone.\n\n"
                     "```clause\nwhen: profanity.mild >= 1\nthen: flag\n```\n\n"
                     "## Strong words {#strong}\n\nNone.\n\n"
                     "```clause\nwhen: profanity.score >= 0.7\nthen: hold\n```\n\n"
                     "## Length {#length}\n\nShort.\n\n"
                     "```clause\nwhen: text.words >= 20\nthen: remove\n```\n",
                     published, acted);
    if (community_load_standards(f->community, document, STR("test"), f->signals, &problem) !=
        RC_OK)
        fail_msg("%s (line %d)", problem.message, problem.line);
}

#define TEXT_LONG                                                                                  \
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "    \
    "sixteen seventeen eighteen nineteen twenty twenty-one"

struct people {
    struct actor reader, mary, max;
};

static struct people people(struct fixture *f)
{
    load(f, "100 %", "100 %");
    return (struct people){fixture_actor(f, "reader", ROLE_READER),
                           fixture_actor(f, "mary", ROLE_MODERATOR),
                           fixture_actor(f, "max", ROLE_MODERATOR)};
}

static int64_t waiting(struct fixture *f, const struct actor *who)
{
    int64_t count;
    assert_ok(verify_waiting(&f->reader, who, &count));
    return count;
}

static int64_t take(struct fixture *f, const struct actor *who)
{
    struct verify_take op = {.job = {.community = f->community, .arena = f->arena}, .actor = *who};
    assert_ok(community_run(verify_take_submit, &op.job));
    return op.ret_comment_id;
}

static enum rc answer(struct fixture *f, const struct actor *who, int64_t id, const char *clause)
{
    struct verify_answer op = {.job = {.community = f->community, .arena = f->arena},
                               .actor = *who,
                               .comment_id = id,
                               .revision = fixture_comment(f, id).revision,
                               .clause = str_from_cstr(clause)};
    return community_run(verify_answer_submit, &op.job);
}

static void pass_over(struct fixture *f, const struct actor *who, int64_t id)
{
    struct verify_skip op = {
        .job = {.community = f->community, .arena = f->arena}, .actor = *who, .comment_id = id};
    assert_ok(community_run(verify_skip_submit, &op.job));
}

static void published_and_stopped_texts_are_drawn_and_flagged_ones_are_not(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t fine = fixture_post(f, &p.reader, 0, TEXT_FINE);
    fixture_post(f, &p.reader, 0, TEXT_FLAGGED);
    fixture_post(f, &p.reader, 0, TEXT_HELD);
    fixture_post(f, &p.reader, fine, TEXT_LONG);
    assert_int_equal(waiting(f, &p.mary), 3);
    assert_int_equal(take(f, &p.mary), fine);
    struct verify_item item;
    assert_ok(verify_in_hand(&f->reader, &p.mary, f->arena, &item));
    assert_str_equal(item.body, STR(TEXT_FINE));
    assert_str_equal(item.article_headline, STR("The ferry sails again"));
    assert_int_equal(verify_in_hand(&f->reader, &p.reader, f->arena, &item), RC_FORBIDDEN);
}

static void the_share_drawn_is_the_documents_and_the_same_again(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    load(f, "10 %", "0 %");
    for (int i = 0; i < 600; i++) {
        struct str body = arena_printf(f->arena, "%s Number %d.", TEXT_FINE, i);
        fixture_post(f, &p.reader, 0, arena_cstr(f->arena, body));
    }
    fixture_post(f, &p.reader, 0, TEXT_HELD);
    int64_t drawn = waiting(f, &p.mary);
    /* 600 draws at one in ten: 60, and five standard deviations. */
    assert_in_range(drawn, 23, 97);
}

static void two_moderators_never_get_the_same_item(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t first = fixture_post(f, &p.reader, 0, TEXT_FINE);
    int64_t second = fixture_post(f, &p.reader, 0, TEXT_FINE " Two.");
    assert_int_equal(take(f, &p.mary), first);
    assert_int_equal(take(f, &p.max), second);
    assert_int_equal(take(f, &p.mary), first);
    assert_int_equal(answer(f, &p.max, first, ""), RC_CONFLICT);
    pass_over(f, &p.max, second);
    assert_int_equal(take(f, &p.max), 0);
    assert_ok(answer(f, &p.mary, first, ""));
    assert_int_equal(answer(f, &p.mary, first, ""), RC_CONFLICT);
    assert_int_equal(take(f, &p.mary), second);
    f->clock.fixed_ms += VERIFY_IN_HAND_MS;
    struct verify_take again = {
        .job = {.community = f->community, .arena = f->arena}, .actor = p.max, .again = true};
    assert_ok(community_run(verify_take_submit, &again.job));
    assert_int_equal(again.ret_comment_id, second);
    assert_int_equal(answer(f, &p.mary, second, ""), RC_CONFLICT);
}

static void author_and_decider_never_judge_it(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    fixture_post(f, &p.mary, 0, TEXT_FINE);
    int64_t held = fixture_post(f, &p.reader, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &p.mary, MODERATION_APPROVE, held));
    assert_int_equal(waiting(f, &p.mary), 1);
    assert_int_equal(take(f, &p.mary), 0);
    assert_int_not_equal(take(f, &p.max), 0);
}

static void an_edited_or_deleted_text_is_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t id = fixture_post(f, &p.reader, 0, TEXT_FINE);
    assert_int_equal(take(f, &p.mary), id);
    struct comment_draft *draft;
    const struct comment_input edit = {.comment_id = id, .body = STR(TEXT_FINE " Changed.")};
    assert_ok(fixture_try(f, &p.reader, &edit, &draft));
    struct verify_item item;
    assert_int_equal(verify_in_hand(&f->reader, &p.mary, f->arena, &item), RC_NOT_FOUND);
    assert_int_equal(take(f, &p.mary), id);
    assert_ok(verify_in_hand(&f->reader, &p.mary, f->arena, &item));
    assert_int_equal(item.revision, 1);
    struct comment_deletion gone = {
        .job = {.community = f->community, .arena = f->arena}, .actor = p.reader, .comment_id = id};
    assert_ok(community_run(comment_delete_submit, &gone.job));
    assert_int_equal(answer(f, &p.mary, id, ""), RC_CONFLICT);
    assert_int_equal(waiting(f, &p.mary), 0);
}

static void disagreement_leads_to_the_queue(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t fine = fixture_post(f, &p.reader, 0, TEXT_FINE);
    fixture_post(f, &p.reader, 0, TEXT_FLAGGED);
    int64_t removed = fixture_post(f, &p.reader, 0, TEXT_LONG);
    assert_int_equal(take(f, &p.mary), fine);
    assert_int_equal(answer(f, &p.mary, fine, "nonsense"), RC_INVALID);
    assert_ok(answer(f, &p.mary, fine, "mild"));
    assert_int_equal(fixture_comment(f, fine).status, COMMENT_FLAGGED);
    assert_int_equal(take(f, &p.mary), removed);
    assert_ok(answer(f, &p.mary, removed, ""));
    struct moderation_item *items;
    size_t count;
    int64_t next;
    assert_ok(
        moderation_queue(&f->reader, &p.max, MODERATION_ALL, 0, f->arena, &items, &count, &next));
    assert_int_equal(count, 3);
    assert_int_equal(items[0].comment.id, removed);
    assert_true(items[0].again);
    assert_int_equal(items[1].comment.id, fine);
    struct verify_outcome outcome;
    assert_ok(verify_outcome(&f->reader, &p.mary, removed, f->arena, &outcome));
    assert_true(outcome.acted);
    assert_str_equal(outcome.clause, STR("length"));
    assert_int_equal(outcome.answer.n, 0);
    assert_ok(fixture_decide(f, &p.max, MODERATION_UPHOLD, removed));
    assert_ok(
        moderation_queue(&f->reader, &p.max, MODERATION_ALL, 0, f->arena, &items, &count, &next));
    assert_int_equal(count, 2);
    assert_int_equal(fixture_comment(f, removed).status, COMMENT_REMOVED);
}

static void answers_count_for_trust(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    struct trust_view v;
    int64_t fine = fixture_post(f, &p.reader, 0, TEXT_FINE);
    int64_t removed = fixture_post(f, &p.reader, 0, TEXT_LONG);
    assert_int_equal(take(f, &p.mary), fine);
    assert_ok(answer(f, &p.mary, fine, ""));
    assert_int_equal(take(f, &p.mary), removed);
    assert_ok(answer(f, &p.mary, removed, "length"));
    assert_ok(trust_get(&f->reader, &p.reader, p.reader.account_id, f->arena, &v));
    assert_int_equal(v.verified, 1);
    assert_int_equal(v.upheld, 1);
    struct comment_decision *list;
    size_t count;
    assert_ok(comment_decisions(&f->reader, &p.mary, removed, f->arena, &list, &count));
    assert_int_equal(list[count - 1].action, DECISION_UPHELD);
}

static void what_nobody_judged_is_withdrawn_after_a_while(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    fixture_post(f, &p.reader, 0, TEXT_FINE);
    assert_ok(community_sweep(f->community));
    assert_int_equal(waiting(f, &p.mary), 1);
    f->clock.fixed_ms += (VERIFY_KEPT_DAYS + 1) * DAY_MS;
    assert_ok(community_sweep(f->community));
    assert_int_equal(waiting(f, &p.mary), 0);
}

static const struct rates_clause *find(const struct rates *r, const char *slug)
{
    for (size_t i = 0; i < r->clause_count; i++)
        if (str_eq(r->clauses[i].slug, str_from_cstr(slug)))
            return &r->clauses[i];
    fail_msg("no rate of %s", slug);
    return NULL;
}

static void judge_all(struct fixture *f, const struct actor *who, const char *clause)
{
    int64_t id;
    while ((id = take(f, who)) != 0)
        assert_ok(answer(f, who, id, clause));
}

static void post_many(struct fixture *f, const struct actor *who, const char *text, int count)
{
    static int number;
    for (int i = 0; i < count; i++) {
        struct str body = arena_printf(f->arena, "%s %d.", text, ++number);
        fixture_post(f, who, 0, arena_cstr(f->arena, body));
    }
}

static void error_rates_are_counted_per_clause(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    struct rates_report report;
    post_many(f, &p.reader, TEXT_HELD, 6);
    judge_all(f, &p.mary, "strong");
    post_many(f, &p.reader, TEXT_HELD, 2);
    judge_all(f, &p.mary, "");
    post_many(f, &p.reader, TEXT_HELD, 1);
    judge_all(f, &p.mary, "mild");
    post_many(f, &p.reader, TEXT_FINE, 19);
    judge_all(f, &p.mary, "");
    post_many(f, &p.reader, TEXT_FINE, 1);
    judge_all(f, &p.mary, "mild");
    assert_ok(rates_get(&f->reader, &p.mary, f->arena, &report));
    const struct rates_clause *strong = find(&report.in_force, "strong");
    assert_int_equal(strong->acted, 9);
    assert_int_equal(strong->wrong, 2);
    assert_int_equal(strong->other, 1);
    assert_true(strong->wrong_share.share > 0.222 && strong->wrong_share.share < 0.223);
    const struct rates_clause *mild = find(&report.in_force, "mild");
    assert_int_equal(mild->acted, 0);
    assert_int_equal(mild->missed, 1);
    assert_int_equal(report.in_force.published, 20);
    assert_true(mild->missed_share.share > 0.0499 && mild->missed_share.share < 0.0501);
    assert_true(mild->missed_share.high > 0.2 && mild->missed_share.high < 0.25);
    assert_int_equal(rates_get(&f->reader, &p.reader, f->arena, &report), RC_FORBIDDEN);
    /* Another document: its own errors begin with it, the last days keep theirs. */
    load(f, "50 %", "100 %");
    assert_ok(rates_get(&f->reader, &p.mary, f->arena, &report));
    assert_int_equal(find(&report.in_force, "strong")->acted, 0);
    assert_int_equal(find(&report.lately, "strong")->acted, 9);
    f->clock.fixed_ms += (RATES_DAYS + 1) * DAY_MS;
    assert_ok(rates_get(&f->reader, &p.mary, f->arena, &report));
    assert_int_equal(find(&report.lately, "strong")->acted, 0);
}

/* Its author's edit does not take it out of the queue again. */
static void what_a_person_wants_looked_at_stays_flagged_through_an_edit(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    struct comment_draft *draft;
    int64_t id = fixture_post(f, &p.reader, 0, "The ferry is late again today.");
    assert_int_equal(take(f, &p.mary), id);
    assert_ok(answer(f, &p.mary, id, "mild"));
    assert_int_equal(fixture_comment(f, id).status, COMMENT_FLAGGED);
    const struct comment_input input = {.article_id = f->article_id,
                                        .comment_id = id,
                                        .revision = fixture_comment(f, id).revision,
                                        .body = STR("The ferry is late again, as ever.")};
    assert_ok(fixture_try(f, &p.reader, &input, &draft));
    assert_int_equal(fixture_comment(f, id).status, COMMENT_FLAGGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(what_a_person_wants_looked_at_stays_flagged_through_an_edit),
        FIXTURE_CASE(published_and_stopped_texts_are_drawn_and_flagged_ones_are_not),
        FIXTURE_CASE(the_share_drawn_is_the_documents_and_the_same_again),
        FIXTURE_CASE(two_moderators_never_get_the_same_item),
        FIXTURE_CASE(author_and_decider_never_judge_it),
        FIXTURE_CASE(an_edited_or_deleted_text_is_withdrawn),
        FIXTURE_CASE(disagreement_leads_to_the_queue),
        FIXTURE_CASE(answers_count_for_trust),
        FIXTURE_CASE(what_nobody_judged_is_withdrawn_after_a_while),
        FIXTURE_CASE(error_rates_are_counted_per_clause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
