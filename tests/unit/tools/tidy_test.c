/* Every rule of tidy fires on a tree that breaks it alone, and keeps silent on one that does not. */
#include "tidy.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../test.h"

#define ESSAY                "/*\n * What it is for.\n */\n"
#define GUARDED(guard, body) ESSAY "#ifndef " guard "\n#define " guard "\n" body "\n#endif\n"

/* A file that breaks a rule, and what must be said about it. */
struct breach {
    const char *path;
    const char *text;
    int line;
    const char *rule;
    const char *words;
};

static void add(struct tree *tree, const char *path, const char *text)
{
    tree_add(tree, str_from_cstr(path), str_from_cstr(text));
}

static void add_clean_files(struct tree *tree)
{
    add(tree, "docs/ARCHITECTURE.md",
        "| folder | what | may use |\n|---|---|---|\n| `src/base/` | x | libc |\n| `src/store/` | "
        "x | base |\n"
        "| `src/http/` | x | base |\n| `src/web/` | x | base store http |\n| `src/cli/` | x | all "
        "|\n");
    add(tree, "src/meson.build", "'good.c', 'bad.c', 'user.c', 'util.c'\n");
    add(tree, "src/base/good.h", GUARDED("COMITY_BASE_GOOD_H", "int good(void);"));
    add(tree, "src/base/good.c",
        "#include \"base/good.h\"\n\nint good(void)\n{\n    return 1; /* free( time( */\n}\n");
    add(tree, "src/web/user.c",
        "#include \"base/bad.h\"\n#include \"base/good.h\"\nvoid f(void)\n{\n    "
        "view_page_render(q_used(\"css/site.css\"));\n"
        "    x->free(\"strcpy(a); 1 < 2\");\n}\n");
    add(tree, "templates/page.html", "{{view page}}{{render part x}}");
    add(tree, "templates/part.html", "{{view part}}");
    add(tree, "assets/css/site.css", "a { background: url(../fonts/x.woff2) }\n");
    add(tree, "assets/fonts/x.woff2", "font");
    add(tree, "sql/query/q.sql", "-- query: used :one\nSELECT 1;\n");
}

static size_t count_findings(const struct tree *tree, const struct finding **ret_first)
{
    size_t count = 0;

    *ret_first = NULL;
    for (const struct finding *f = tree->findings; f; f = f->next) {
        if (f->is_allowed)
            continue;
        if (count == 0)
            *ret_first = f;
        count++;
    }
    return count;
}

static void expect_one(struct tree *tree, const struct breach *b)
{
    const struct finding *f;
    size_t count;

    tidy_check(tree);
    count = count_findings(tree, &f);
    if (count == 0)
        fail_msg("%s: nothing found, want %s", b->path, b->rule);
    if (count != 1 || f->line != b->line || strcmp(f->rule, b->rule) != 0 ||
        !str_eq(f->path, str_from_cstr(b->path)) ||
        str_find(f->message, str_from_cstr(b->words), 0) == STR_NONE)
        fail_msg("%s: %zu findings, the first %.*s:%d: %s: %.*s; want one, line %d: %s: %s",
                 b->path, count, STR_ARG(f->path), f->line, f->rule, STR_ARG(f->message), b->line,
                 b->rule, b->words);
}

static void expect_breach(const struct breach *b)
{
    struct arena *arena = arena_new(8 << 20);
    struct tree tree;

    tree_init(&tree, arena);
    add_clean_files(&tree);
    add(&tree, b->path, b->text);
    expect_one(&tree, b);
    arena_free(arena);
}

#define EXPECT_BREACHES(rows)                                                                      \
    for (size_t i = 0; i < sizeof(rows) / sizeof((rows)[0]); i++)                                  \
    expect_breach(&(rows)[i])

static void a_clean_tree_passes(void **state)
{
    struct arena *arena = arena_new(8 << 20);
    const struct finding *f;
    struct tree tree;

    tree_init(&tree, arena);
    add_clean_files(&tree);
    tidy_check(&tree);
    if (count_findings(&tree, &f) > 0)
        fail_msg("%.*s:%d: %s: %.*s", STR_ARG(f->path), f->line, f->rule, STR_ARG(f->message));
    arena_free(arena);
}

static void layers_include_only_what_the_table_allows(void **state)
{
    static const struct breach rows[] = {
        {"src/base/bad.c", "\n#include \"store/x.h\"\n", 2, "layers", "src/base may not use store"},
        {"src/store/bad.c", "#include \"web/x.h\"\n", 1, "layers", "it may use base"},
        {"src/web/bad.c", "#include <microhttpd.h>\n", 1, "layers", "belongs to src/http alone"},
        {"src/cli/bad.c", "#include <sqlite3.h>\n", 1, "layers", "belongs to src/store alone"},
        {"src/cli/bad.c", "#  include <x.h>\n#include <libpq-fe.h>\n", 2, "layers",
         "belongs to src/store alone"},
        {"src/store/bad.c", "#include \"templates.h\"\n", 1, "layers", "belongs to src/web alone"},
        {"src/web/bad.c", "#include \"../base/good.h\"\n", 1, "layers", "a relative include"},
        {"src/attic/bad.c", "int x;\n", 1, "layers", "no row in the table"},
    };

    EXPECT_BREACHES(rows);
}

static void banned_functions_are_found_where_they_are_called(void **state)
{
    static const struct breach rows[] = {
        {"src/base/bad.c", "int x;\nvoid f(void) { strcpy(a, b); }\n", 2, "banned",
         "strcpy is banned"},
        {"tests/bad.c", "int x = atoi(s);\n", 1, "banned", "str_to_i64"},
        {"tools/bad.c", "int x = system (s);\n", 1, "banned", "system is banned"},
        {"src/web/bad.c", "void *p = malloc(1);\n", 1, "banned",
         "malloc is banned outside src/base"},
        {"src/web/bad.c", "long t = time(0);\n", 1, "banned", "take a struct clock"},
        {"src/web/bad.c", "int r = rand();\n", 1, "banned", "take a struct random"},
    };

    EXPECT_BREACHES(rows);
}

static void words_left_behind_are_found_anywhere(void **state)
{
    static const struct breach rows[] = {
        {"src/base/bad.c",
         "int x; /* TO"
         "DO: y */\n",
         1, "left-behind", "open an issue"},
        {"sql/schema/1.sql",
         "\n-- FIX"
         "ME\n",
         2, "left-behind", "remove the word"},
    };

    EXPECT_BREACHES(rows);
}

static void folders_of_one_machine_are_found_and_addresses_pass(void **state)
{
    static const struct breach rows[] = {
        {"scripts/bad",
         "# see https://example.org/home/page\n. /ho"
         "me/ann/comity/env\n",
         2, "machine-path", "from the root of the tree"},
        {"docs/BAD.md",
         "In `/ro"
         "ot/comity`.\n",
         1, "machine-path", "a folder of one machine"},
    };

    EXPECT_BREACHES(rows);
}

static void headers_have_an_essay_a_guard_and_a_meaning(void **state)
{
    static const struct breach rows[] = {
        {"src/base/bad.h", "#ifndef COMITY_BASE_BAD_H\n#define COMITY_BASE_BAD_H\nint x;\n#endif\n",
         1, "essay", "opens with an essay"},
        {"src/base/bad.h",
         "/* One line. */\n#ifndef COMITY_BASE_BAD_H\n#define COMITY_BASE_BAD_H\nint x;\n#endif\n",
         1, "essay", "3 lines"},
        {"src/base/bad.h", GUARDED("BAD_H", "int x;"), 1, "guard", "COMITY_BASE_BAD_H"},
        {"src/base/bad.h", GUARDED("COMITY_BASE_BAD_H", "#include <x.h>\n#include <y.h>"), 1,
         "umbrella", "include what is used"},
        {"src/base/util.c", "int x;\n", 1, "name", "says nothing"},
    };

    EXPECT_BREACHES(rows);
}

static void white_space_is_plain(void **state)
{
    static const struct breach rows[] = {
        {"src/base/bad.c", "int x;\n\tint y;\n", 2, "white-space", "a tab"},
        {"src/base/bad.c", "int x;\nint y; \n", 2, "white-space", "at the end"},
    };

    EXPECT_BREACHES(rows);
}

static void sql_and_html_stay_out_of_the_program(void **state)
{
    static const struct breach rows[] = {
        {"src/base/bad.c", "char *x = \"SELECT 1\";\n", 1, "sql-literal", "sql/query"},
        {"src/base/bad.c", "int a;\nchar *x = \"BEGIN\";\n", 2, "sql-literal", "sql/query"},
        {"src/base/bad.c", "char *x = \"a <p class='x'>\";\n", 1, "html-literal", "templates/"},
        {"src/base/bad.c", "char *x = \"</\";\n", 1, "html-literal", "templates/"},
        {"src/base/bad.c", "struct html h = html_trusted(s);\n", 1, "html-trusted", "list it"},
    };

    EXPECT_BREACHES(rows);
}

static void what_is_guessed_or_dear_is_counted_first(void **state)
{
    static const struct breach rows[] = {
        {"src/base/bad.c", "void f(void)\n{\n    password_verify(a, b, c);\n}\n", 3, "uncounted",
         "before password_verify"},
        {"src/base/bad.c", "int a = captcha_verify(c);\n", 1, "uncounted", "before captcha_verify"},
        {"src/base/bad.c",
         "int a = password_hash(c);\nint b = attempt_count(c);\nint c = throttle_count(c);\n", 3,
         "uncounted", "beside password_hash"},
    };

    EXPECT_BREACHES(rows);
}

static void what_is_counted_first_passes(void **state)
{
    static const char *const texts[] = {
        "int a = password_hash(c);\nint b = attempt_submit(c);\n",
        "int a = captcha_verify(c);\nint b = attempt_count(c);\n",
        "int a = throttle_count(c); /* password_hash(c) */\n",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct arena *arena = arena_new(8 << 20);
        const struct finding *f;
        struct tree tree;

        tree_init(&tree, arena);
        add_clean_files(&tree);
        add(&tree, "src/base/bad.c", texts[i]);
        tidy_check(&tree);
        assert_int_equal(count_findings(&tree, &f), 0);
        arena_free(arena);
    }
}

static void names_that_only_look_like_sql_or_html_pass(void **state)
{
    struct arena *arena = arena_new(8 << 20);
    const struct finding *f;
    struct tree tree;

    tree_init(&tree, arena);
    add_clean_files(&tree);
    add(&tree, "src/base/bad.c",
        "char *x[] = {\"DELETE\", \"Select a name\", \"--name <NAME>\", \"a < b\"};\n");
    add(&tree, "tests/sql_test.c", "char *x = \"SELECT 1\";\nchar *y = \"<p>\";\n");
    tidy_check(&tree);
    assert_int_equal(count_findings(&tree, &f), 0);
    arena_free(arena);
}

static void what_nobody_uses_is_found(void **state)
{
    static const struct breach rows[] = {
        {"src/base/lost.c", "int x;\n", 1, "dead-file", "no meson.build names it"},
        {"src/base/lost.h", GUARDED("COMITY_BASE_LOST_H", "int x;"), 1, "dead-file",
         "nobody includes it"},
        {"templates/lost.html", "{{view lost}}", 1, "dead-file", "nothing renders"},
        {"assets/js/lost.js", "x\n", 1, "dead-file", "nothing names this asset"},
        {"sql/query/more.sql", "-- query: used :one\n-- query: lost :one\n", 2, "dead-query",
         "nothing calls q_lost"},
    };

    EXPECT_BREACHES(rows);
}

/* A function of `lines` lines between its braces and with them. */
static void put_function(struct buf *b, int lines)
{
    BUF_PUT(b, "void f(void)\n{\n");
    for (int i = 0; i < lines - 2; i++)
        BUF_PUT(b, "    x();\n");
    BUF_PUT(b, "}\n");
}

static void expect_lengths(const int *lengths, size_t count, const char *rule, int line)
{
    struct arena *arena = arena_new(8 << 20);
    struct tree tree;
    struct buf b;
    struct breach breach = {.path = "src/base/bad.c", .line = line, .rule = rule, .words = "split"};

    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < count; i++)
        put_function(&b, lengths[i]);
    tree_init(&tree, arena);
    add_clean_files(&tree);
    tree_add(&tree, STR("src/base/bad.c"), buf_str(&b));
    expect_one(&tree, &breach);
    buf_release(&b);
    arena_free(arena);
}

static void lengths_are_bounded(void **state)
{
    static const int long_function[] = {81, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    static const int too_many_long[] = {9, 9, 9, 60, 55, 9, 9, 9};
    static const int long_file[] = {50, 50, 50, 50, 50, 50, 50, 50, 50, 41};

    expect_lengths(long_function, 11, "function-length", 2);
    expect_lengths(too_many_long, 8, "function-share", 32);
    expect_lengths(long_file, 10, "file-length", 502);
}

static void expect_exception(const char *line, size_t count, const char *rule, const char *words)
{
    struct arena *arena = arena_new(8 << 20);
    const struct finding *f;
    struct tree tree;

    tree_init(&tree, arena);
    add_clean_files(&tree);
    add(&tree, "src/web/bad.c", "void *p = malloc(1);\nvoid *q = malloc(2);\n");
    add(&tree, EXCEPTIONS_PATH, line);
    tidy_check(&tree);
    /* Too many allowed is one message; too few shows every finding. */
    assert_int_equal(count_findings(&tree, &f), count);
    while (f && (f->is_allowed || str_find(f->message, str_from_cstr(words), 0) == STR_NONE))
        f = f->next;
    if (count > 0) {
        assert_non_null(f);
        assert_string_equal(f->rule, rule);
    }
    arena_free(arena);
}

static void exceptions_allow_exactly_what_they_count(void **state)
{
    expect_exception("# why\n\nsrc/web/bad.c banned 2 the library takes ownership\n", 0, NULL,
                     NULL);
    expect_exception("src/web/ banned any being built\n", 0, NULL, NULL);
    expect_exception("src/web/bad.c banned 1 one only\n", 2, "banned", "malloc is banned");
    expect_exception("src/web/bad.c banned 3 too many\n", 1, "exceptions", "lower the count");
    expect_exception("src/web/bad.c guard 1 not needed\n", 3, "exceptions", "delete the line");
    expect_exception("src/base/ banned any not needed\n", 3, "exceptions", "delete the line");
    expect_exception("src/web/bad.c banned 2\n", 3, "exceptions", "path rule count why");
}

static void a_listed_maker_of_markup_may_hold_html(void **state)
{
    struct arena *arena = arena_new(8 << 20);
    const struct finding *f;
    struct tree tree;

    tree_init(&tree, arena);
    add_clean_files(&tree);
    add(&tree, "src/web/bad.c", "struct html h = html_trusted(\"<p>\");\n");
    add(&tree, EXCEPTIONS_PATH, "src/web/bad.c html-trusted 1 a constant\n");
    tidy_check(&tree);
    assert_int_equal(count_findings(&tree, &f), 0);
    arena_free(arena);
}

static void write_file(const char *root, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", root, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void a_tree_is_read_from_the_disk(void **state)
{
    char root[] = "/tmp/tidy_test.XXXXXX";
    char folder[256];
    struct arena *arena = arena_new(8 << 20);
    struct problem problem = {.code = RC_OK};
    struct tree tree;

    assert_non_null(mkdtemp(root));
    snprintf(folder, sizeof(folder), "%s/src", root);
    assert_int_equal(mkdir(folder, 0700), 0);
    write_file(root, "src/bad.c", "int x = atoi(s);\n");
    write_file(root, "src/notes.txt", "not looked at\n");
    write_file(root, "outside.c", "not looked at\n");
    tree_init(&tree, arena);
    assert_ok(tree_read(&tree, root, &problem));
    assert_non_null(tree_find(&tree, STR("src/bad.c")));
    assert_null(tree_find(&tree, STR("src/notes.txt")));
    assert_null(tree_find(&tree, STR("outside.c")));
    for (const char *const *name =
             (const char *const[]){"src/bad.c", "src/notes.txt", "outside.c", NULL};
         *name; name++) {
        snprintf(folder, sizeof(folder), "%s/%s", root, *name);
        unlink(folder);
    }
    snprintf(folder, sizeof(folder), "%s/src", root);
    rmdir(folder);
    rmdir(root);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_tree_passes),
        cmocka_unit_test(layers_include_only_what_the_table_allows),
        cmocka_unit_test(banned_functions_are_found_where_they_are_called),
        cmocka_unit_test(words_left_behind_are_found_anywhere),
        cmocka_unit_test(folders_of_one_machine_are_found_and_addresses_pass),
        cmocka_unit_test(headers_have_an_essay_a_guard_and_a_meaning),
        cmocka_unit_test(white_space_is_plain),
        cmocka_unit_test(sql_and_html_stay_out_of_the_program),
        cmocka_unit_test(what_is_guessed_or_dear_is_counted_first),
        cmocka_unit_test(what_is_counted_first_passes),
        cmocka_unit_test(names_that_only_look_like_sql_or_html_pass),
        cmocka_unit_test(what_nobody_uses_is_found),
        cmocka_unit_test(lengths_are_bounded),
        cmocka_unit_test(exceptions_allow_exactly_what_they_count),
        cmocka_unit_test(a_listed_maker_of_markup_may_hold_html),
        cmocka_unit_test(a_tree_is_read_from_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
