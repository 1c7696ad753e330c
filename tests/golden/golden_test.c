/*
 * Whole pages from views filled by hand, against the files beside this one. After a wanted change of a template:
 *
 *     COMITY_GOLDEN_UPDATE=1 meson test -C build/debug golden
 *
 * rewrites them; git shows what changed. Hashes in the names of assets are left out, so that a changed style sheet
 * changes no page.
 */
#include "../unit/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "templates.h"
#include "words/catalogue.h"

#define PAGE_MAX ((size_t)1024 * 1024)

static struct str folder;
static struct arena *arena;

static struct url local(const char *path)
{
    return url_local(arena, str_from_cstr(path));
}

/* "/assets/site.0123456789abcdef.css" becomes "/assets/site.css". */
static void drop_hashes(struct str page, struct buf *out)
{
    size_t at = 0;
    for (;;) {
        size_t found = str_find(page, STR("/assets/"), at);
        if (found == STR_NONE)
            break;
        size_t end = str_find_char(page, '"', found);
        struct str address = str_slice(page, found, end);
        size_t last = str_rfind_char(address, '.');
        size_t first = str_rfind_char(str_slice(address, 0, last), '.');
        buf_put(out, str_slice(page, at, found + first));
        buf_put(out, str_slice(address, last, address.n));
        at = end;
    }
    buf_put(out, str_slice(page, at, page.n));
}

static void write_file(const char *path, struct str content)
{
    FILE *f = fopen(path, "wbe");
    assert_non_null(f);
    assert_int_equal(fwrite(content.p, 1, content.n, f), content.n);
    assert_int_equal(fclose(f), 0);
}

static void compare(const char *name, const struct buf *rendered)
{
    struct buf page;
    const char *path = arena_printf(arena, "%.*s/%s.html%c", STR_ARG(folder), name, 0).p;
    buf_init(&page, PAGE_MAX);
    assert_ok(buf_status(rendered));
    drop_hashes(buf_str(rendered), &page);
    BUF_PUT(&page, "\n");
    assert_ok(buf_status(&page));
    if (getenv("COMITY_GOLDEN_UPDATE") != NULL)
        write_file(path, buf_str(&page));
    char *wanted = arena_alloc(arena, PAGE_MAX);
    FILE *f = fopen(path, "rbe");
    if (f == NULL)
        fail_msg("%s is missing: make it with COMITY_GOLDEN_UPDATE=1", path);
    size_t n = fread(wanted, 1, PAGE_MAX, f);
    fclose(f);
    assert_str_equal(buf_str(&page), str_make(wanted, n));
    buf_release(&page);
}

/* A language that has no translations yet: the other way through the compiled templates. */
static const struct words_entry NO_ENTRIES[] = {{0}};
static const struct words UNTRANSLATED = {
    .language = STR_INIT("la"), .entries = NO_ENTRIES, .numbers = {.zero = '0'}};

/* White space inside a sentence that is looked up is one space. */
static struct str with_spaces(struct str page)
{
    char *copy = arena_alloc(arena, page.n);
    for (size_t i = 0; i < page.n; i++)
        copy[i] = page.p[i] == '\n' ? ' ' : page.p[i];
    return str_make(copy, page.n);
}

#define RENDER(name, view)                                                                         \
    do {                                                                                           \
        struct buf out_;                                                                           \
        buf_init(&out_, PAGE_MAX);                                                                 \
        view_##name##_render(&out_, NULL, (view));                                                 \
        compare(#name, &out_);                                                                     \
        struct str english_ = with_spaces(buf_str(&out_));                                         \
        buf_clear(&out_);                                                                          \
        view_##name##_render(&out_, &UNTRANSLATED, (view));                                        \
        assert_str_equal(with_spaces(buf_str(&out_)), english_);                                   \
        buf_release(&out_);                                                                        \
    } while (0)

/* --- what the pages share; names hold what must be escaped --- */
static const struct view_page_head *head(bool staff)
{
    struct view_nav_item *sections = ARENA_ARRAY(arena, 2, struct view_nav_item);
    struct view_page_head *h = ARENA_NEW(arena, struct view_page_head);
    sections[0] = (struct view_nav_item){
        .name = STR("World"), .address = local("/section/world"), .current = true};
    sections[1] =
        (struct view_nav_item){.name = STR("Arts & <Letters>"), .address = local("/section/arts")};
    *h = (struct view_page_head){
        .language = STR("en"),
        .direction = STR("ltr"),
        .title = STR("A \"title\" – The Meridian Courier"),
        .canonical = url_checked(STR("https://courier.example/")),
        .description = STR("What <b>it</b> says"),
        .kind = STR("website"),
        .site = STR("The Meridian Courier"),
        .date = STR("Sunday 22 November 2026"),
        .date_iso = STR("2026-11-22"),
        .sections = sections,
        .sections_count = 2,
        .inside = true,
        .staff = staff,
        .account = local("/account"),
    };
    return h;
}

static const struct view_page_foot *foot(void)
{
    struct view_page_foot *f = ARENA_NEW(arena, struct view_page_foot);
    f->site = STR("The Meridian Courier");
    return f;
}

static struct view_card card(struct str size)
{
    return (struct view_card){
        .address = local("/article/two-ministers"),
        .headline = STR("Ministers walk the bridge & say <nothing>"),
        .standfirst = STR("Two ribbons, one pair of scissors."),
        .section = STR("World"),
        .section_address = local("/section/world"),
        .published = STR("21 November 2026, 18:40"),
        .published_iso = STR("2026-11-21T18:40:00+01:00"),
        .comments = 148,
        .has_comments = true,
        .discussion = url_with_fragment(arena, local("/article/two-ministers"), STR("discussion")),
        .picture = local("/media/0123456789abcdef0123456789abcdef.svg"),
        .picture_alt = STR("A \"bridge\""),
        .size = size,
    };
}

static struct view_comment_item comment(const char *anchor, const char *author)
{
    return (struct view_comment_item){
        .anchor = str_from_cstr(anchor),
        .author = str_from_cstr(author),
        .initials = STR("KW"),
        .hue = 7,
        .profile = local("/reader/1"),
        .time = STR("21 November 2026, 19:02"),
        .time_iso = STR("2026-11-21T19:02:00+01:00"),
        .permalink = local("/comment/1"),
        .moderate = local("/moderation/comment/1"),
        .reply =
            url_with_query(arena, local("/article/two-ministers/comment"), STR("reply"), STR("1")),
        .body = html_trusted(STR("<p>Bring a <em>coat</em>.</p>")),
    };
}

static const struct view_finding_item *finding(void)
{
    struct view_finding_item *f = ARENA_NEW(arena, struct view_finding_item);
    *f = (struct view_finding_item){
        .number = 1,
        .clause = STR("Insults & threats"),
        .clause_address = url_with_fragment(arena, local("/standards"), STR("insults")),
        .prose = STR("Attack the argument, not the person."),
        .words = STR("pathetic <liar>"),
        .anchor = STR("finding-1"),
        .mark = STR("mark-1"),
    };
    return f;
}

static const struct html marked = {
    .s = STR_INIT("<p>He is a <mark class=\"evidence\">liar<sup><a href=\"#finding-1\" "
                  "id=\"mark-1\" aria-label=\"finding 1\">1</a></sup></mark>.</p>")};

/* --- the pages --- */
static void the_front_page_is_as_agreed(void **state)
{
    struct view_card lead = card(STR("lead")), small = card(STR("standard"));
    struct view_line line = {
        .address = local("/article/derby"), .headline = STR("A draw"), .note = STR("203 comments")};
    struct view_front view = {
        .head = head(false),
        .foot = foot(),
        .lead = &lead,
        .cards = &small,
        .cards_count = 1,
        .discussed = &line,
        .discussed_count = 1,
    };
    RENDER(front, &view);
}

static void an_article_with_its_discussion_is_as_agreed(void **state)
{
    struct view_comment_item replies[2] = {comment("c2", "Old \"Ferryman\""),
                                           comment("c3", "Ilse <Brandt>")};
    struct view_comment_item threads[2] = {comment("c1", "Katya Wren"), {.anchor = STR("c4")}};
    struct view_discussion discussion = {
        .heading = STR("148 comments"),
        .count = 148,
        .count_address = local("/article/two-ministers/count"),
        .open = true,
        .compose = local("/article/two-ministers/comment"),
        .newest = local("/article/two-ministers"),
        .oldest =
            url_with_query(arena, local("/article/two-ministers"), STR("sort"), STR("oldest")),
        .comments = threads,
        .comments_count = 2,
        .next = url_with_query(arena, local("/article/two-ministers"), STR("after"), STR("abc")),
    };
    struct view_nav_item tag = {.name = STR("Vestria"), .address = local("/tag/vestria")};
    struct view_article view = {
        .head = head(false),
        .foot = foot(),
        .number = STR("1"),
        .section = STR("World"),
        .section_address = local("/section/world"),
        .headline = STR("Ministers walk the bridge"),
        .byline = STR("Nadia Ferrante in Tarn"),
        .published = STR("21 November 2026, 18:40"),
        .published_iso = STR("2026-11-21T18:40:00+01:00"),
        .picture = local("/media/0123456789abcdef0123456789abcdef.svg"),
        .picture_alt = STR("The bridge"),
        .caption = STR("At Tarn."),
        .credit = STR("Courier studio"),
        .body = html_trusted(STR("<p>At ten past nine.</p>")),
        .moderate = local("/moderation/article/two-ministers"),
        .tags = &tag,
        .tags_count = 1,
        .discussion = &discussion,
    };
    replies[0].badge = STR("Editor");
    replies[1].in_reply_to = STR("Old \"Ferryman\"");
    replies[1].parent = local("/comment/2");
    threads[0].replies = replies;
    threads[0].replies_count = 2;
    threads[0].reply_note = STR("2 replies");
    threads[0].edited = STR("edited");
    threads[1].gone = STR("A moderator removed this comment.");
    threads[1].clause = STR("Insults & threats");
    threads[1].clause_address = url_with_fragment(arena, local("/standards"), STR("insults"));
    RENDER(article, &view);
}

static void the_nudge_gives_the_text_back_and_names_the_clause(void **state)
{
    struct view_nudge view = {
        .head = head(false),
        .foot = foot(),
        .csrf = STR("token"),
        .action = local("/article/two-ministers/comment"),
        .lead = STR("This looks like it breaks the clause below."),
        .marked = marked,
        .findings = finding(),
        .findings_count = 1,
        .text = STR("He is a liar.</textarea><script>"),
        .reply_to = STR("7"),
        .cancel = local("/article/two-ministers"),
    };
    RENDER(nudge, &view);
}

static const struct view_finding_detail *detail(void)
{
    const struct view_finding_item *brief = finding();
    struct view_measure_row *row = ARENA_NEW(arena, struct view_measure_row);
    struct view_reading_item *reading = ARENA_NEW(arena, struct view_reading_item);
    struct view_finding_detail *f = ARENA_NEW(arena, struct view_finding_detail);
    *row = (struct view_measure_row){.test = STR("insult.score >= 0.7"),
                                     .value = STR("0.8"),
                                     .result = STR("met"),
                                     .meaning = STR("how strongly somebody is insulted")};
    *reading = (struct view_reading_item){
        .written = STR("l1ar<"), .read_as = STR("liar"), .steps = STR("“1” stands for “i”")};
    *f = (struct view_finding_detail){
        .number = 1,
        .clause = brief->clause,
        .clause_address = brief->clause_address,
        .anchor = brief->anchor,
        .words = brief->words,
        .mark = brief->mark,
        .readings = reading,
        .readings_count = 1,
        .decisive = STR("Without “liar”, this clause would not have held the comment."),
        .consequence = STR("hold"),
        .condition = STR("insult.score >= 0.7"),
        .measures = row,
        .measures_count = 1,
    };
    return f;
}

static void the_moderation_queue_is_as_agreed(void **state)
{
    struct view_status_mark held = {.status = STR("held")};
    struct view_option option = {
        .name = STR("insults"), .label = STR("Insults & threats"), .selected = true};
    struct view_queue_item item = {
        .address = local("/moderation/comment/7"),
        .current = true,
        .status = &held,
        .author = STR("Bridge <Watcher>"),
        .time = STR("21 November 2026, 19:02"),
        .time_iso = STR("2026-11-21T19:02:00+01:00"),
        .excerpt = STR("He is a liar."),
        .again = true,
    };
    struct view_comment_item *reply = ARENA_NEW(arena, struct view_comment_item);
    *reply = comment("c8", "Ilse <Brandt>");
    struct view_moderated moderated = {
        .csrf = STR("token"),
        .action = local("/moderation/comment/7"),
        .seen = STR("1.2"),
        .status = &held,
        .author = STR("Bridge <Watcher>"),
        .author_address = local("/reader/7"),
        .sanctions = local("/moderation/reader/7"),
        .author_facts = STR("joined 3 March 2026, 3 published, 1 removed"),
        .time = STR("21 November 2026, 19:02"),
        .time_iso = STR("2026-11-21T19:02:00+01:00"),
        .article = STR("Ministers walk the bridge"),
        .address = local("/article/two-ministers"),
        .permalink = local("/comment/7"),
        .thread = local("/moderation/article/two-ministers"),
        .replies = reply,
        .replies_count = 1,
        .marked = marked,
        .findings = detail(),
        .findings_count = 1,
        .clauses = &option,
        .clauses_count = 1,
        .text = STR("He is a liar."),
        .can_approve = true,
        .can_remove = true,
        .checked = STR("Blind check, 20 November 2026: found fine."),
    };
    struct view_brake_banner banner = {.clause = STR("Insults & threats"),
                                       .words = STR("only flags since 19:02.")};
    struct view_queue view = {
        .head = head(true),
        .foot = foot(),
        .held = 14,
        .flagged = 6,
        .to_judge = 3,
        .brakes = &banner,
        .brakes_count = 1,
        .items = &item,
        .items_count = 1,
        .item = &moderated,
        .notice = STR("Approved and published."),
        .notice_address = local("/moderation/comment/6"),
        .csrf = STR("token"),
        .undo = local("/moderation/comment/6"),
        .undo_seen = STR("0.0"),
    };
    RENDER(queue, &view);
}

static void an_error_gives_the_text_back(void **state)
{
    struct view_error view = {
        .head = head(false),
        .foot = foot(),
        .heading = STR("This page is too old"),
        .message = STR("Nothing was sent."),
        .given_back = STR("My <text> & all of it"),
        .request = STR("0123456789abcdef"),
    };
    RENDER(error, &view);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_front_page_is_as_agreed),
        cmocka_unit_test(an_article_with_its_discussion_is_as_agreed),
        cmocka_unit_test(the_nudge_gives_the_text_back_and_names_the_clause),
        cmocka_unit_test(the_moderation_queue_is_as_agreed),
        cmocka_unit_test(an_error_gives_the_text_back),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: golden_test FOLDER\n");
        return 2;
    }
    folder = str_from_cstr(argv[1]);
    arena = arena_new((size_t)64 * 1024 * 1024);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
