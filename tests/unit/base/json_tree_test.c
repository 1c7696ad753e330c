#include "../test.h"

#include "base/json_tree.h"

static struct arena *arena;

static int make(void **state)
{
    arena = arena_new((size_t)4 * 1024 * 1024);
    return arena == NULL;
}

static int drop(void **state)
{
    arena_free(arena);
    return 0;
}

static const struct json_tree *read(const char *text)
{
    const struct json_tree *tree = NULL;
    struct problem problem = {0};
    enum rc rc = json_tree_read(str_from_cstr(text), arena, &tree, &problem);
    if (rc != RC_OK)
        fail_msg("%s: %d:%d %s", text, problem.line, problem.column, problem.message);
    return tree;
}

static void every_kind_of_value_is_read(void **state)
{
    const struct json_tree *t =
        read(" {\"a\": [1, -2.5e1, true, false, null], \"\": {}, \"b\": \"x\", \"c\": []}\n");
    assert_int_equal(t->kind, TREE_OBJECT);
    assert_int_equal(t->count, 4);
    const struct json_tree *a = json_tree_get(t, STR("a"));
    assert_int_equal(a->count, 5);
    assert_true(a->first->number == 1);
    assert_true(a->first->next->number == -25);
    assert_str_equal(a->first->next->text, STR("-2.5e1"));
    assert_true(a->first->next->next->truth);
    assert_int_equal(a->first->next->next->next->kind, TREE_BOOL);
    assert_int_equal(a->first->next->next->next->next->kind, TREE_NULL);
    assert_int_equal(json_tree_get(t, STR(""))->kind, TREE_OBJECT);
    assert_str_equal(json_tree_get(t, STR("b"))->text, STR("x"));
    assert_int_equal(json_tree_get(t, STR("c"))->count, 0);
    assert_null(json_tree_get(t, STR("d")));
    assert_null(json_tree_get(a, STR("a")));
    assert_null(json_tree_get(NULL, STR("a")));
}

static void escapes_are_decoded(void **state)
{
    assert_str_equal(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")->text, STR("\"\\/\b\f\n\r\t"));
    assert_str_equal(read("\"\\u00fc\\u20AC\\uD83D\\ude00.\"")->text,
                     STR("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80."));
    assert_str_equal(read("{\"\\u0061\":1}")->first->name, STR("a"));
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
    static const struct {
        const char *text;
        int line, column;
        const char *message;
    } cases[] = {
        {"", 1, 1, "a value is missing at the end"},
        {"{\n \"a\": 1,\n \"a\": 2}", 3, 2, "a member stands twice in one object"},
        {"{\"a\":1,\"\\u0061\":2}", 1, 8, "a member stands twice in one object"},
        {"[1,]", 1, 4, "a value was expected here"},
        {"{\"a\":1,}", 1, 8, "a member's name in quotation marks was expected here"},
        {"{a:1}", 1, 2, "a member's name in quotation marks was expected here"},
        {"{\"a\" 1}", 1, 6, "a colon was expected here"},
        {"[1 2]", 1, 4, "a comma or \"]\" was expected here"},
        {"{\"a\":1", 1, 7, "a comma or \"}\" was expected here"},
        {"[1", 1, 3, "a comma or \"]\" was expected here"},
        {"1 2", 1, 3, "something follows the value"},
        {"tru", 1, 1, "a value was expected here"},
        {"NaN", 1, 1, "a value was expected here"},
        {"'a'", 1, 1, "a value was expected here"},
        {"01", 1, 1, "a number is malformed"},
        {"-", 1, 1, "a number is malformed"},
        {"1.", 1, 1, "a number is malformed"},
        {"1e", 1, 1, "a number is malformed"},
        {"1e999", 1, 1, "a number is out of range"},
        {"-1e999", 1, 1, "a number is out of range"},
        {"11111111111111111111111111111111111111111111111111111111111111111", 1, 1,
         "a number has too many digits"},
        {"\"abc", 1, 1, "the string that begins here does not end"},
        {"\"abc\\", 1, 1, "the string that begins here does not end"},
        {"\"a\nb\"", 1, 3, "a control character stands in a string without being escaped"},
        {"\"\\x\"", 1, 2, "there is no such escape sequence"},
        {"\"\\u12\"", 1, 2, "\"\\u\" needs four hexadecimal digits"},
        {"\"\\u0000\"", 1, 2, "the NUL character is not taken"},
        {"\"\\ud83d\"", 1, 2, "half of a surrogate pair stands alone"},
        {"\"\\ude00\"", 1, 2, "half of a surrogate pair stands alone"},
        {"\"\\ud83d\\ud83d\"", 1, 2, "half of a surrogate pair stands alone"},
        {"\"\\ud83dx\"", 1, 2, "half of a surrogate pair stands alone"},
        {"\"\xff\"", 1, 2, "it is not valid UTF-8"},
        {"\"\xed\xa0\x80\"", 1, 2, "it is not valid UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct json_tree *tree = NULL;
        struct problem problem = {0};
        assert_int_equal(json_tree_read(str_from_cstr(cases[i].text), arena, &tree, &problem),
                         RC_INVALID);
        assert_string_equal(problem.message, cases[i].message);
        assert_int_equal(problem.line, cases[i].line);
        assert_int_equal(problem.column, cases[i].column);
        assert_null(tree);
    }
}

static void nul_itself_is_refused(void **state)
{
    const struct json_tree *tree;
    assert_int_equal(json_tree_read(str_make("\"a\0b\"", 5), arena, &tree, NULL), RC_INVALID);
    assert_int_equal(json_tree_read(str_make("1\0", 2), arena, &tree, NULL), RC_INVALID);
    assert_int_equal(json_tree_read(str_make("\0", 1), arena, &tree, NULL), RC_INVALID);
}

static struct str repeated(char c, size_t n)
{
    char *p = arena_alloc(arena, n);
    memset(p, c, n);
    return str_make(p, n);
}

static void depth_values_and_members_are_bounded(void **state)
{
    const struct json_tree *tree;
    char deep[2 * JSON_TREE_DEPTH_MAX];
    memset(deep, '[', JSON_TREE_DEPTH_MAX);
    memset(deep + JSON_TREE_DEPTH_MAX, ']', JSON_TREE_DEPTH_MAX);
    assert_ok(json_tree_read(str_make(deep, sizeof deep), arena, &tree, NULL));
    assert_int_equal(json_tree_read(repeated('[', 200000), arena, &tree, NULL), RC_TOO_LARGE);
    char *values = (char *)(uintptr_t)repeated('0', 2 * JSON_TREE_NODES_MAX + 1).p;
    values[0] = '[';
    for (size_t i = 2; i < 2 * JSON_TREE_NODES_MAX; i += 2)
        values[i] = ',';
    values[2 * JSON_TREE_NODES_MAX] = ']';
    assert_int_equal(
        json_tree_read(str_make(values, 2 * JSON_TREE_NODES_MAX + 1), arena, &tree, NULL),
        RC_TOO_LARGE);
    struct str members = STR("{");
    for (int i = 0; i <= JSON_TREE_MEMBERS_MAX; i++)
        members = arena_printf(arena, "%.*s\"%d\":1,", STR_ARG(members), i);
    assert_int_equal(json_tree_read(members, arena, &tree, NULL), RC_TOO_LARGE);
}

static void a_full_arena_is_said(void **state)
{
    struct arena *small = arena_new(64);
    const struct json_tree *tree;
    assert_int_equal(json_tree_read(STR("[1,2,3]"), small, &tree, NULL), RC_NO_MEMORY);
    arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_read),
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(what_is_wrong_is_said_with_its_place),
        cmocka_unit_test(nul_itself_is_refused),
        cmocka_unit_test(depth_values_and_members_are_bounded),
        cmocka_unit_test(a_full_arena_is_said),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
