#include "policy/standards.h"
#include "../test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy/expr.h"

static struct standards *load(const char *document)
{
    struct standards *s = NULL;
    struct problem problem = {0};
    if (standards_load(str_from_cstr(document), STR("doc"), &s, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    return s;
}

static const char whole[] = "# Our *house* rules\n\n```standards\nlanguage: cy\n```\n\nBe kind.\n\n"
                            "## Why\n\nBecause.\n\n### Really\n\nYes.\n\n"
                            "## Shouting & such {#shouting}\n\nPlease do not.\n\n"
                            "~~~~clause\n"
                            "# staff may\n"
                            "when: author.staff   # the newsroom\n"
                            "then: publish\n"
                            "else_when: caps.ratio > 0.5  # half of it\n"
                            "  && comment.words > 3\n"
                            "then: hold\n"
                            "evidence: caps.ratio, caps.words\n"
                            "reasons: illegal cyber violence\n"
                            "~~~~\n\nIt hurts.\n\n"
                            "```examples\n"
                            "hold  STOP\\nTHAT\n"
                            "given author.staff = true, article.section = a b\n"
                            "keep  STOP\n"
                            "\n"
                            "before Earlier.\n"
                            "keep  A # is no comment here.\n"
                            "```\n\nTruly.\n\n"
                            "Underlined {#under}\n---------\n\nOnly people see this.\n\n"
                            "```clause\nby: moderators\n```\n\n"
                            "```c\n## not a heading\n```\n";

static void a_document_is_read_whole(void **state)
{
    (void)state;
    struct standards *s = load(whole);
    size_t count;
    assert_str_equal(standards_title(s), STR("Our house rules"));
    assert_str_equal(standards_language(s), STR("cy"));
    assert_str_equal(standards_introduction(s), STR("Be kind."));
    assert_int_equal(standards_version(s).n, 16);
    const struct standards_section *sections = standards_sections(s, &count);
    assert_int_equal(count, 3);
    assert_str_equal(sections[0].title, STR("Why"));
    assert_null(sections[0].clause);
    assert_str_equal(sections[0].prose_markdown, STR("Because.\n\n### Really\n\nYes."));
    const struct standards_clause *c = standards_find_clause(s, STR("shouting"));
    assert_ptr_equal(sections[1].clause, c);
    assert_str_equal(c->title, STR("Shouting & such"));
    assert_str_equal(c->prose_markdown, STR("Please do not.\n\n\nIt hurts.\n\n\nTruly."));
    assert_int_equal(c->line, 17);
    assert_int_equal(c->branch_count, 2);
    assert_str_equal(c->branches[0].condition, STR("author.staff"));
    assert_int_equal(c->branches[0].consequence, CONSEQUENCE_PUBLISH);
    assert_str_equal(c->branches[1].condition, STR("caps.ratio > 0.5 && comment.words > 3"));
    assert_int_equal(c->branches[1].consequence, CONSEQUENCE_HOLD);
    assert_int_equal(c->evidence_fact_count, 2);
    assert_str_equal(c->reasons_ground, STR("illegal"));
    assert_str_equal(c->reasons_category, STR("cyber violence"));
    const struct standards_clause *under = standards_find_clause(s, STR("under"));
    assert_true(under->by_moderators);
    assert_str_equal(under->prose_markdown,
                     STR("Only people see this.\n\n\n```c\n## not a heading\n```"));
    assert_null(standards_find_clause(s, STR("why")));
    standards_free(s);
}

static void examples_keep_what_was_given_in_their_paragraph(void **state)
{
    (void)state;
    struct standards *s = load(whole);
    const struct standards_clause *c = standards_find_clause(s, STR("shouting"));
    assert_int_equal(c->example_count, 3);
    assert_str_equal(c->examples[0].expected, STR("hold"));
    assert_str_equal(c->examples[0].text, STR("STOP\nTHAT"));
    assert_int_equal(c->examples[0].given_count, 0);
    assert_int_equal(c->examples[1].given_count, 2);
    assert_str_equal(c->examples[1].given[1].name, STR("article.section"));
    assert_str_equal(c->examples[1].given[1].value, STR("a b"));
    assert_int_equal(c->examples[2].given_count, 1);
    assert_str_equal(c->examples[2].given[0].value, STR("Earlier."));
    assert_str_equal(c->examples[2].text, STR("A # is no comment here."));
    standards_free(s);
}

static void the_version_changes_with_every_byte(void **state)
{
    (void)state;
    struct standards *a = load("# T\n\n## A {#a}\n\nX.\n\n```clause\nby: moderators\n```\n");
    struct standards *b = load("# T\n\n## A {#a}\n\nY.\n\n```clause\nby: moderators\n```\n");
    assert_false(str_eq(standards_version(a), standards_version(b)));
    standards_free(a);
    standards_free(b);
}

/* What the document says of the file's first line, without the "doc:" in front. */
static void expect_fault(const char *path, const char *document, size_t n, const char *expected)
{
    struct standards *s = NULL;
    struct problem problem = {0};
    assert_int_equal(standards_load(str_make(document, n), STR("doc"), &s, &problem), RC_INVALID);
    assert_null(s);
    if (strncmp(problem.message, "doc:", 4) != 0 || strcmp(problem.message + 4, expected) != 0)
        fail_msg("%s\n  got  %s\n  want doc:%s", path, problem.message, expected);
    char place[32];
    snprintf(place, sizeof place, "%d:%d:", problem.line, problem.column);
    assert_memory_equal(place, expected, strlen(place));
}

static size_t slurp(const char *path, char *out, size_t size)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(out, 1, size - 1, f);
    out[n] = '\0';
    fclose(f);
    return n;
}

static void every_faulty_document_is_refused_with_its_message(void **state)
{
    (void)state;
    size_t seen = 0;
    DIR *folder = opendir(BAD_STANDARDS);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct str name = str_from_cstr(entry->d_name);
        if (!str_ends(name, STR(".md")))
            continue;
        char path[512], document[8192], expected[1024];
        snprintf(path, sizeof path, "%s/%.*s.expected", BAD_STANDARDS, (int)name.n - 3, name.p);
        size_t n = slurp(path, expected, sizeof expected);
        expected[n - 1] = '\0';
        snprintf(path, sizeof path, "%s/%s", BAD_STANDARDS, entry->d_name);
        n = slurp(path, document, sizeof document);
        expect_fault(path, document, n, expected);
        seen++;
    }
    closedir(folder);
    assert_true(seen >= 145);
}

static void too_much_of_anything_is_refused(void **state)
{
    (void)state;
    struct problem problem = {0};
    struct standards *s = NULL;
    char *large = test_malloc(STANDARDS_BYTES_MAX + 1);
    memset(large, 'a', STANDARDS_BYTES_MAX + 1);
    assert_int_equal(
        standards_load(str_make(large, STANDARDS_BYTES_MAX + 1), STR("doc"), &s, &problem),
        RC_TOO_LARGE);
    for (size_t i = 0; i + 1 < STANDARDS_BYTES_MAX; i += 2)
        memcpy(large + i, "#\n", 2);
    assert_int_equal(standards_load(str_make(large, STANDARDS_BYTES_MAX), STR("doc"), &s, NULL),
                     RC_INVALID);
    memset(large, '>', STANDARDS_BYTES_MAX);
    assert_int_equal(standards_load(str_make(large, STANDARDS_BYTES_MAX), STR("doc"), &s, NULL),
                     RC_INVALID);
    memcpy(large, "# T\n\0\n", 6);
    assert_int_equal(standards_load(str_make(large, 6), STR("doc"), &s, NULL), RC_INVALID);
    assert_null(s);
    test_free(large);
}

static void a_document_that_was_in_force_loads_though_it_would_be_refused_now(void **state)
{
    static const char *const conditions[] = {"false", "text.words >= 0", "caps.ratio > 3",
                                             "author.role == \"gardener\""};
    (void)state;
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        char text[256];
        struct standards *s = NULL;
        int n = snprintf(text, sizeof text,
                         "# T\n\n## A {#a}\n\nX.\n\n```clause\nwhen: %s\nthen: hold\n```\n",
                         conditions[i]);
        struct str document = str_make(text, (size_t)n);
        assert_int_equal(standards_load(document, STR("doc"), &s, NULL), RC_INVALID);
        assert_ok(standards_load_kept(document, STR("doc"), &s, NULL));
        assert_non_null(standards_find_clause(s, STR("a")));
        standards_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_read_whole),
        cmocka_unit_test(examples_keep_what_was_given_in_their_paragraph),
        cmocka_unit_test(the_version_changes_with_every_byte),
        cmocka_unit_test(every_faulty_document_is_refused_with_its_message),
        cmocka_unit_test(too_much_of_anything_is_refused),
        cmocka_unit_test(a_document_that_was_in_force_loads_though_it_would_be_refused_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
