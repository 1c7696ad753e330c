/* What a translation must have in common with its English text. */
#include "words/pattern.h"
#include "words_tool.h"

#define DEPTH_MAX 16

struct check {
    const struct pair *pair;
    struct str forms;
    struct problem *problem;
};

#define refuse(c, ...) problem_set((c)->problem, RC_INVALID, __VA_ARGS__)

/* "{0}" and the head of "{0, plural" both need value 0. */
static struct str marker_at(struct str s, size_t at, size_t *ret_next)
{
    struct pattern_plural plural;
    size_t n = pattern_marker(s, at);
    *ret_next = at + (n > 0 ? n : 1);
    if (n > 0)
        return str_slice(s, at, at + n);
    if (pattern_plural(s, at, &plural))
        return str_slice(s, at, str_find_char(s, ',', at));
    return (struct str){0};
}

static bool same_place(struct str a, struct str b)
{
    if (a.n > 1 && a.p[0] == '{' && b.n > 1 && b.p[0] == '{') {
        a = str_slice(a, 1, a.n - (a.p[a.n - 1] == '}'));
        b = str_slice(b, 1, b.n - (b.p[b.n - 1] == '}'));
    }
    return str_eq(a, b);
}

static bool has_marker(struct str s, struct str marker)
{
    size_t next;
    for (size_t at = 0; at < s.n; at = next) {
        struct str m = marker_at(s, at, &next);
        if (m.n > 0 && same_place(m, marker))
            return true;
    }
    return false;
}

/* Every marker of `from` stands in `to`. */
static enum rc check_markers(struct check *c, struct str from, struct str to, const char *words)
{
    size_t next;
    for (size_t at = 0; at < from.n; at = next) {
        struct str m = marker_at(from, at, &next);
        if (m.n > 0 && !has_marker(to, m))
            return refuse(c, "%.*s %s", STR_ARG(m), words);
    }
    return RC_OK;
}

/* Elements are closed in the order of their opening, each stands once. */
static enum rc check_elements(struct check *c, struct str s)
{
    struct str open[DEPTH_MAX];
    size_t depth = 0, n;
    for (size_t at = 0; at<s.n; at += n> 0 ? n : 1) {
        n = s.p[at] == '<' ? pattern_marker(s, at) : 0;
        struct str m = str_slice(s, at, at + n);
        if (n > 0 && str_find(s, m, at + n) != STR_NONE)
            return refuse(c, "%.*s stands twice: once is right", STR_ARG(m));
        if (n == 0 || m.p[n - 2] == '/')
            continue;
        bool is_end = m.p[1] == '/';
        struct str number = str_slice(m, is_end ? 2 : 1, n - 1);
        if (is_end && (depth == 0 || !str_eq(open[--depth], number)))
            return refuse(c,
                          "%.*s closes nothing here: close elements in the order of their opening",
                          STR_ARG(m));
        if (!is_end && depth == DEPTH_MAX)
            return refuse(c, "more than %d elements in each other", DEPTH_MAX);
        if (!is_end)
            open[depth++] = number;
    }
    return depth == 0 ? RC_OK : refuse(c, "<%.*s> is not closed", STR_ARG(open[depth - 1]));
}

static const struct {
    const char *name;
    char form;
} FORMS[] = {{"zero", 'z'}, {"one", 'o'},  {"two", 't'},
             {"few", 'f'},  {"many", 'm'}, {"other", 'x'}};
#define FORM_COUNT (sizeof(FORMS) / sizeof(FORMS[0]))

static char form_of(struct str selector)
{
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (str_eq(selector, str_from_cstr(FORMS[i].name)))
            return FORMS[i].form;
    return 0;
}

static enum rc check_arms(struct check *c, struct str arms)
{
    struct pattern_arm arm;
    bool seen[128] = {false};
    while (pattern_next_arm(&arms, &arm)) {
        uint64_t exact;
        bool is_exact = str_starts(arm.selector, STR("=")) &&
                        str_to_u64(str_slice(arm.selector, 1, arm.selector.n), &exact) == RC_OK;
        char form = form_of(arm.selector);
        if (!is_exact && form == 0)
            return refuse(
                c, "\"%.*s\" is no plural form: use zero, one, two, few, many, other or =NUMBER",
                STR_ARG(arm.selector));
        seen[(unsigned char)form] = true;
    }
    if (str_trim(arms).n > 0)
        return refuse(c, "\"%.*s\" is no arm of a plural: write FORM {TEXT}", STR_ARG(arms));
    if (!seen['x'])
        return refuse(c, "the plural form \"other\" is missing");
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (str_find_char(c->forms, FORMS[i].form, 0) != STR_NONE &&
            !seen[(unsigned char)FORMS[i].form])
            return refuse(c, "the plural form \"%s\" is missing", FORMS[i].name);
    return RC_OK;
}

static enum rc check_plurals(struct check *c, struct str s)
{
    struct pattern_plural plural;
    enum rc rc = RC_OK;
    for (size_t at = 0; at < s.n && rc == RC_OK; at++) {
        if (s.p[at] != '{' || pattern_marker(s, at) > 0 || at + 1 == s.n ||
            !char_is_digit(s.p[at + 1]))
            continue;
        if (!pattern_plural(s, at, &plural))
            return refuse(c,
                          "what begins with \"%.*s\" cannot be read: write {0} or {0, plural, one "
                          "{…} other {…}}",
                          STR_ARG(str_slice(s, at, at + 12)));
        rc = check_arms(c, plural.arms);
    }
    return rc;
}

enum rc check_pair(const struct pair *pair, struct str forms, struct problem *problem)
{
    struct check c = {.pair = pair, .forms = forms, .problem = problem};
    enum rc rc = check_markers(&c, pair->english, pair->other, "is missing in the translation");
    if (rc == RC_OK)
        rc = check_markers(&c, pair->other, pair->english, "is not in the English text");
    if (rc == RC_OK)
        rc = check_elements(&c, pair->other);
    return rc == RC_OK ? check_plurals(&c, pair->other) : rc;
}
