/*
 * Functional tests of hatred: sentences by function (tests/data/hate), each hateful or harmless, and a floor for each
 * function. The first half was read while the rules were mended, the second was not.
 *
 *     functional_test FIRST SECOND WRITTEN...     WRITTEN: the templates that models are trained with
 */
#include <stdio.h>
#include <stdlib.h>

#include "measured.h"

#define HELD_FROM    0.6
#define LINES_MAX    4096
#define LISTS_MAX    64
#define SOURCE_BYTES (1 << 20)
#define FILES_MAX    8

struct line {
    struct str function, text;
    bool hateful;
};

static struct {
    struct line lines[LINES_MAX];
    size_t count;
} halves[2];

static int written_count;
static char **written;

/* Files stay where they were read to: lines and lists view them. */
static char *files[FILES_MAX];
static size_t file_count;

static struct str read_file(const char *path)
{
    assert_true(file_count < FILES_MAX);
    char *bytes = files[file_count++] = malloc(SOURCE_BYTES);
    FILE *f = fopen(path, "rb");
    assert_non_null(bytes);
    if (!f)
        fail_msg("%s cannot be read", path);
    size_t n = fread(bytes, 1, SOURCE_BYTES, f);
    assert_true(n < SOURCE_BYTES);
    fclose(f);
    return str_make(bytes, n);
}

static void read_half(const char *path, int half)
{
    struct str rest = read_file(path);
    while (rest.n > 0) {
        struct str line = str_split(&rest, '\n');
        if (line.n == 0 || line.p[0] == '#')
            continue;
        struct line *made = &halves[half].lines[halves[half].count++];
        made->function = str_split(&line, '\t');
        made->hateful = str_eq(str_split(&line, '\t'), STR("hateful"));
        made->text = line;
    }
}

static bool is_held(struct str text)
{
    struct signal_context context = {.site_language = STR("en")};
    measure_in(text, &context);
    return known(SIG_HATE_SCORE) && number(SIG_HATE_SCORE) >= HELD_FROM;
}

/* --- floors --- */

static const struct floor {
    const char *function;
    bool hateful;
    unsigned right; /* of both halves, at least */
} floors[] = {
#include "functional_floors.def"
};

static unsigned count_right(const struct floor *f, unsigned *ret_all)
{
    unsigned right = 0;
    *ret_all = 0;
    for (int half = 0; half < 2; half++) {
        for (size_t i = 0; i < halves[half].count; i++) {
            const struct line *l = &halves[half].lines[i];
            if (l->hateful != f->hateful || !str_eq(l->function, str_from_cstr(f->function)))
                continue;
            *ret_all += 1;
            right += is_held(l->text) == l->hateful;
        }
    }
    return right;
}

static void each_function_keeps_its_floor(void **state)
{
    unsigned told = 0;
    for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++) {
        unsigned all, right = count_right(&floors[i], &all);
        told += all;
        if (right < floors[i].right)
            fail_msg("%s, %s: %u of %u right, %u are asked for", floors[i].function,
                     floors[i].hateful ? "hateful" : "harmless", right, all, floors[i].right);
    }
    assert_int_equal(told, halves[0].count + halves[1].count);
}

/* Per thousand of the second half. */
static unsigned share_right(bool hateful)
{
    unsigned right = 0, all = 0;
    for (size_t i = 0; i < halves[1].count; i++) {
        const struct line *l = &halves[1].lines[i];
        all += l->hateful == hateful;
        right += l->hateful == hateful && is_held(l->text) == hateful;
    }
    return right * 1000 / all;
}

static void the_half_kept_apart_is_right_in_both_columns(void **state)
{
    assert_true(share_right(true) >= 900);
    assert_true(share_right(false) >= 950);
}

/* --- nothing of it is trained with --- */

static struct {
    struct str name, items;
} lists[LISTS_MAX];
static size_t list_count;

static bool is_plain(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || (unsigned char)c >= 0x80 || c == '{';
}

static struct str skip_signs(struct str s)
{
    size_t i = 0;
    while (i < s.n && !is_plain(s.p[i]))
        i++;
    return str_slice(s, i, s.n);
}

/* Whether the text begins with `item`, case and signs apart; what is left of it in `ret`. */
static bool takes(struct str text, struct str item, struct str *ret)
{
    for (item = skip_signs(item); item.n > 0; item = skip_signs(str_slice(item, 1, item.n))) {
        text = skip_signs(text);
        if (text.n == 0 || char_lower(text.p[0]) != char_lower(item.p[0]))
            return false;
        text = str_slice(text, 1, text.n);
    }
    *ret = text;
    return true;
}

static struct str list_find(struct str name)
{
    for (size_t i = 0; i < list_count; i++)
        if (str_eq(lists[i].name, name))
            return lists[i].items;
    fail_msg("no list {%.*s}", STR_ARG(name));
    return (struct str){0};
}

/* Whether the template can be made into the text. */
static bool makes(struct str template, struct str text)
{
    size_t open = str_find_char(template, '{', 0);
    struct str rest, items;
    if (open == STR_NONE)
        return takes(text, template, &rest) && skip_signs(rest).n == 0;
    if (!takes(text, str_slice(template, 0, open), &text))
        return false;
    size_t close = str_find_char(template, '}', open);
    items = list_find(str_slice(template, open + 1, close));
    while (items.n > 0)
        if (takes(text, str_split(&items, '|'), &rest) &&
            makes(str_slice(template, close + 1, template.n), rest))
            return true;
    return false;
}

static void assert_makes_none(struct str template)
{
    for (int half = 0; half < 2; half++)
        for (size_t i = 0; i < halves[half].count; i++)
            if (makes(template, halves[half].lines[i].text))
                fail_msg("the template \"%.*s\" makes the test \"%.*s\"", STR_ARG(template),
                         STR_ARG(halves[half].lines[i].text));
}

static void no_sentence_is_trained_with(void **state)
{
    for (int i = 0; i < written_count; i++) {
        struct str rest = read_file(written[i]);
        list_count = 0;
        while (rest.n > 0) {
            struct str line = str_split(&rest, '\n');
            if (line.n == 0 || line.p[0] == '#')
                continue;
            struct str first = str_split(&line, '\t');
            if (first.p[0] == '=') {
                lists[list_count].name = str_slice(first, 1, first.n);
                lists[list_count++].items = line;
            } else {
                assert_makes_none(line);
            }
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_function_keeps_its_floor),
        cmocka_unit_test(the_half_kept_apart_is_right_in_both_columns),
        cmocka_unit_test(no_sentence_is_trained_with),
    };
    if (argc < 3)
        return 2;
    read_half(argv[1], 0);
    read_half(argv[2], 1);
    written = argv + 3;
    written_count = argc - 3;
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
