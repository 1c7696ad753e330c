#include "unit/community/fixture.h"

#include <stdio.h>

#include "queries.h"

/* Threads of any shape, written straight into the table: parents[i] is the number of i's parent, or -1. */
struct shape {
    struct fixture *fixture;
    const int *parents;
    size_t count;
    int64_t account_id;
    int64_t *ids;
};

static enum rc write_shape(struct db *db, void *ctx)
{
    struct shape *s = ctx;
    struct path *paths = ARENA_ARRAY(s->fixture->arena, s->count, struct path);
    for (size_t i = 0; i < s->count; i++) {
        int parent = s->parents[i];
        int64_t id = s->ids[i] = community_make_id(s->fixture->community), added;
        paths[i] = parent < 0 ? path_root(id) : path_reply(path_str(&paths[parent]), id);
        enum rc rc = q_comment_add(db,
                                   &(struct q_comment_add_in){
                                       .site_id = 1,
                                       .article_id = s->fixture->article_id,
                                       .shown = 1,
                                       .path = path_str(&paths[i]),
                                       .id = id,
                                       .has_parent_id = parent >= 0,
                                       .parent_id = parent < 0 ? 0 : s->ids[parent],
                                       .account_id = s->account_id,
                                       .standards_id = 1,
                                       .body = STR("words"),
                                   },
                                   &added);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static struct shape make(struct fixture *f, const int *parents, size_t count)
{
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct shape s = {.fixture = f,
                      .parents = parents,
                      .count = count,
                      .account_id = reader.account_id,
                      .ids = ARENA_ARRAY(f->arena, count, int64_t)};
    assert_ok(store_write_wait(f->store.store, write_shape, &s));
    return s;
}

static size_t index_of(const struct shape *s, int64_t id)
{
    size_t low = 0, high = s->count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (s->ids[middle] <= id)
            low = middle;
        else
            high = middle;
    }
    assert_int_equal(s->ids[low], id);
    return low;
}

/* Follows the cursors: every comment once, each after its parent, top-level ones in the order asked for. */
static void walk(const struct shape *s, enum discussion_order order)
{
    struct fixture *f = s->fixture;
    bool *seen = ARENA_ARRAY(f->arena, s->count, bool);
    struct str cursor = {0};
    size_t total = 0;
    int64_t last_root = 0;
    do {
        struct discussion_page page;
        assert_ok(discussion_page(&f->reader, f->article_id, order, cursor, f->arena, &page));
        assert_true(page.count <= DISCUSSION_PAGE);
        assert_true(page.count == DISCUSSION_PAGE || page.next.n == 0);
        for (size_t i = 0; i < page.count; i++) {
            const struct comment_view *v = &page.comments[i];
            size_t n = index_of(s, v->id);
            assert_false(seen[n]);
            seen[n] = true;
            if (s->parents[n] >= 0) {
                assert_true(seen[s->parents[n]]);
                assert_int_equal(v->parent_id, s->ids[s->parents[n]]);
                assert_str_equal(v->parent_author, STR("reader"));
            } else if (last_root != 0) {
                assert_true(order == DISCUSSION_NEWEST ? v->id < last_root : v->id > last_root);
            }
            last_root = s->parents[n] < 0 ? v->id : last_root;
        }
        total += page.count;
        cursor = page.next;
    } while (cursor.n > 0);
    assert_int_equal(total, s->count);
}

static void walk_both(const struct shape *s)
{
    walk(s, DISCUSSION_NEWEST);
    walk(s, DISCUSSION_OLDEST);
}

static int *parents_of(struct fixture *f, size_t count)
{
    int *parents = ARENA_ARRAY(f->arena, count, int);
    for (size_t i = 0; i < count; i++)
        parents[i] = -1;
    return parents;
}

static void an_empty_thread_is_an_empty_page(void **state)
{
    struct fixture *f = *state;
    struct discussion_page page;
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_OLDEST, STR(""), f->arena, &page));
    assert_int_equal(page.count, 0);
    assert_int_equal(page.next.n, 0);
}

static void a_wide_thread_is_read_once_each(void **state)
{
    struct fixture *f = *state;
    struct shape s = make(f, parents_of(f, 350), 350);
    walk_both(&s);
}

static void a_thread_of_exactly_one_page_has_no_second(void **state)
{
    struct fixture *f = *state;
    struct shape s = make(f, parents_of(f, DISCUSSION_PAGE), DISCUSSION_PAGE);
    walk_both(&s);
}

static void a_deep_thread_is_read_once_each(void **state)
{
    struct fixture *f = *state;
    int *parents = parents_of(f, 250);
    for (int i = 1; i < 250; i++)
        parents[i] = i - 1;
    struct shape s = make(f, parents, 250);
    walk_both(&s);
}

static void a_branch_longer_than_a_page_is_read_once_each(void **state)
{
    struct fixture *f = *state;
    int *parents = parents_of(f, 600);
    for (int i = 0; i < 600; i++)
        parents[i] = i < 30 || i > 570 ? -1 : i % 7 == 0 ? i - 3 : 12;
    struct shape s = make(f, parents, 600);
    walk_both(&s);
}

static void ten_thousand_comments_of_any_shape_are_read_once_each(void **state)
{
    struct fixture *f = *state;
    int *parents = parents_of(f, 10000);
    struct random r = random_seeded(3);
    for (size_t i = 1; i < 10000; i++)
        parents[i] = random_below(&r, 10) < 4 ? -1 : (int)random_below(&r, i);
    struct shape s = make(f, parents, 10000);
    walk_both(&s);
}

static void a_permalink_shows_parents_and_replies(void **state)
{
    struct fixture *f = *state;
    /* 0 <- 1 <- 2 <- 3 <- 4 <- 5, and 6 replies to 3. */
    static const int parents[] = {-1, 0, 1, 2, 3, 4, 3, -1};
    struct shape s = make(f, parents, 8);
    struct actor stranger = {0};
    struct discussion_branch b;
    assert_ok(discussion_branch(&f->reader, &stranger, s.ids[2], f->arena, &b));
    assert_int_equal(b.ancestor_count, 2);
    assert_int_equal(b.ancestors[0].id, s.ids[0]);
    assert_int_equal(b.count, 5);
    assert_int_equal(b.comments[0].id, s.ids[2]);
    /* At the last level the replies are siblings. */
    assert_ok(discussion_branch(&f->reader, &stranger, s.ids[4], f->arena, &b));
    assert_int_equal(b.count, 2);
    assert_int_equal(b.comments[1].id, s.ids[5]);
    assert_int_equal(discussion_branch(&f->reader, &stranger, 1, f->arena, &b), RC_NOT_FOUND);
}

static void a_cursor_opens_the_page_that_begins_with_a_comment(void **state)
{
    struct fixture *f = *state;
    static const int parents[] = {-1, 0, -1, 2, -1};
    struct shape s = make(f, parents, 5);
    struct str cursor;
    struct discussion_page page;
    assert_ok(discussion_cursor_at(fixture_comment(f, s.ids[3]).path, f->arena, &cursor));
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, cursor, f->arena, &page));
    assert_int_equal(page.count, 4);
    assert_int_equal(page.comments[0].id, s.ids[2]);
}

static void malformed_cursors_are_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const cursors[] = {
        "x", "AAAA", "....", "AAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof cursors / sizeof cursors[0]; i++) {
        struct discussion_page page;
        assert_int_equal(discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST,
                                         str_from_cstr(cursors[i]), f->arena, &page),
                         RC_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(an_empty_thread_is_an_empty_page),
        FIXTURE_CASE(a_wide_thread_is_read_once_each),
        FIXTURE_CASE(a_thread_of_exactly_one_page_has_no_second),
        FIXTURE_CASE(a_deep_thread_is_read_once_each),
        FIXTURE_CASE(a_branch_longer_than_a_page_is_read_once_each),
        FIXTURE_CASE(ten_thousand_comments_of_any_shape_are_read_once_each),
        FIXTURE_CASE(a_permalink_shows_parents_and_replies),
        FIXTURE_CASE(a_cursor_opens_the_page_that_begins_with_a_comment),
        FIXTURE_CASE(malformed_cursors_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
