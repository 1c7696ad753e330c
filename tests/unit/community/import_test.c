#include "unit/community/fixture.h"

#include "community/article/article.h"

static struct import_article article(struct fixture *f, const char *guid, const char *headline)
{
    static const struct str tags[] = {STR_INIT("Ferries"), STR_INIT("Port Sereno")};
    return (struct import_article){
        .job = {.community = f->community, .arena = f->arena},
        .actor = {.role = ROLE_ADMINISTRATOR},
        .draft = {.source_guid = str_from_cstr(guid),
                  .headline = str_from_cstr(headline),
                  .section = STR("World News"),
                  .published_ms = 1780000000000,
                  .tags = tags,
                  .tag_count = 2},
    };
}

static void the_same_article_twice_is_one_and_a_changed_one_is_updated(void **state)
{
    struct fixture *f = *state;
    struct import_article op = article(f, "g1", "A new timetable");
    assert_ok(community_run(import_article_submit, &op.job));
    int64_t id = op.ret_article_id;
    assert_int_equal(op.ret_outcome, IMPORT_ADDED);
    assert_str_equal(op.ret_slug, STR("a-new-timetable"));
    op = article(f, "g1", "A new timetable");
    assert_ok(community_run(import_article_submit, &op.job));
    assert_int_equal(op.ret_outcome, IMPORT_UNCHANGED);
    op = article(f, "g1", "A newer timetable");
    assert_ok(community_run(import_article_submit, &op.job));
    assert_int_equal(op.ret_outcome, IMPORT_UPDATED);
    assert_int_equal(op.ret_article_id, id);
    struct article_view view;
    assert_ok(article_get_by_slug(&f->reader, STR("a-new-timetable"), f->arena, &view));
    assert_str_equal(view.item.headline, STR("A newer timetable"));
    assert_str_equal(view.item.section, STR("world-news"));
    assert_int_equal(view.tag_count, 2);
}

static void equal_headlines_get_slugs_of_their_own(void **state)
{
    struct fixture *f = *state;
    struct import_article one = article(f, "g1", "Weather"), two = article(f, "g2", "Weather!");
    assert_ok(community_run(import_article_submit, &one.job));
    assert_ok(community_run(import_article_submit, &two.job));
    assert_str_equal(one.ret_slug, STR("weather"));
    assert_str_equal(two.ret_slug, STR("weather-2"));
    struct article_view view;
    assert_ok(article_get(&f->reader, one.ret_article_id, f->arena, &view));
    assert_int_equal(view.related_count, 1);
    assert_int_equal(view.related[0].id, two.ret_article_id);
}

static void faulty_drafts_and_actors_are_refused(void **state)
{
    struct fixture *f = *state;
    struct import_article op = article(f, "", "Weather");
    assert_int_equal(community_run(import_article_submit, &op.job), RC_INVALID);
    op = article(f, "g1", "Wea\xffther");
    assert_int_equal(community_run(import_article_submit, &op.job), RC_INVALID);
    op = article(f, "g1", "Weather");
    op.draft.picture.url = STR("javascript:alert(1)");
    assert_int_equal(community_run(import_article_submit, &op.job), RC_INVALID);
    op = article(f, "g1", "Weather");
    op.actor = (struct actor){.account_id = 5, .role = ROLE_READER};
    assert_int_equal(community_run(import_article_submit, &op.job), RC_FORBIDDEN);
}

static void lists_are_paged_newest_first(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 25; i++) {
        struct str guid = arena_printf(f->arena, "g%d", i);
        struct import_article op = article(f, arena_cstr(f->arena, guid), "Weather");
        op.draft.published_ms += i / 2; /* two of each time */
        assert_ok(community_run(import_article_submit, &op.job));
    }
    static const enum article_list_of lists[] = {ARTICLES_IN_SECTION, ARTICLES_WITH_TAG};
    static const struct str slugs[] = {STR_INIT("world-news"), STR_INIT("ferries")};
    for (int l = 0; l < 2; l++) {
        struct str cursor = {0};
        int64_t last = INT64_MAX;
        size_t total = 0;
        do {
            struct article_list list;
            assert_ok(article_list(&f->reader, lists[l], slugs[l], cursor, 7, f->arena, &list));
            for (size_t i = 0; i < list.count; i++) {
                assert_true(list.items[i].published_ms <= last);
                last = list.items[i].published_ms;
            }
            total += list.count;
            cursor = list.next;
        } while (cursor.n > 0);
        assert_int_equal(total, 25);
    }
    struct article_list list;
    assert_int_equal(
        article_list(&f->reader, ARTICLES_ALL, STR(""), STR("1-x"), 7, f->arena, &list),
        RC_INVALID);
}

static void an_imported_comment_keeps_its_time_and_comes_once(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    int64_t first = 0;
    for (int i = 0; i < 2; i++) {
        struct import_comment op = {.job = {.community = f->community, .arena = f->arena},
                                    .article_id = f->article_id,
                                    .account_id = reader.account_id,
                                    .created_ms = 1785000000000,
                                    .body = STR("Said long ago.")};
        assert_ok(community_run(import_comment_submit, &op.job));
        assert_int_equal(op.ret_status, COMMENT_PUBLISHED);
        assert_true(first == 0 || op.ret_comment_id == first);
        first = op.ret_comment_id;
    }
    assert_int_equal(fixture_comment(f, first).created_ms, 1785000000000);
    struct discussion_thread t;
    assert_ok(discussion_thread(&f->reader, f->article_id, &t));
    assert_int_equal(t.comment_count, 1);
}

static void an_imported_comment_of_no_time_or_of_a_far_one_is_refused(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    const int64_t times[] = {0, -1, 4102531200000, INT64_MAX};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct import_comment op = {.job = {.community = f->community, .arena = f->arena},
                                    .article_id = f->article_id,
                                    .account_id = reader.account_id,
                                    .created_ms = times[i],
                                    .body = STR("Said in no time at all.")};
        assert_int_equal(community_run(import_comment_submit, &op.job), RC_INVALID);
        assert_non_null(strstr(op.job.problem.message, "time"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(the_same_article_twice_is_one_and_a_changed_one_is_updated),
        FIXTURE_CASE(equal_headlines_get_slugs_of_their_own),
        FIXTURE_CASE(faulty_drafts_and_actors_are_refused),
        FIXTURE_CASE(lists_are_paged_newest_first),
        FIXTURE_CASE(an_imported_comment_keeps_its_time_and_comes_once),
        FIXTURE_CASE(an_imported_comment_of_no_time_or_of_a_far_one_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
