/* What a translation must have in common with its English text. */
#include "words/pattern.h"
#include "words_tool.h"

#define DEPTH_MAX   16
#define MARKERS_MAX 64

struct check {
    const struct pair *pair;
    struct str forms;
    struct problem *problem;
};

#define refuse(c, ...) problem_set((c)->problem, RC_INVALID, __VA_ARGS__)

/* The markers of a message, those in the arms of its plurals too. */
struct markers {
    struct str list[MARKERS_MAX];
    size_t count;
};

static bool has_marker(const struct markers *m, struct str marker)
{
    for (size_t i = 0; i < m->count; i++)
        if (str_eq(m->list[i], marker))
            return true;
    return false;
}

static void add_marker(struct markers *m, struct str marker)
{
    if (!has_marker(m, marker) && m->count < MARKERS_MAX)
        m->list[m->count++] = marker;
}

/* "{0, plural" needs value 0 as "{0}" does: both count as "0". */
static void collect(struct markers *m, struct str s, int depth)
{
    struct pattern_plural plural;
    struct pattern_arm arm;
    for (size_t at = 0; at < s.n;) {
        size_t n = pattern_marker(s, at);
        if (n > 0) {
            add_marker(m, s.p[at] == '{' ? str_slice(s, at + 1, at + n - 1)
                                         : str_slice(s, at, at + n));
        } else if (depth < DEPTH_MAX && pattern_plural(s, at, &plural)) {
            n = plural.n;
            add_marker(m, str_slice(s, at + 1, str_find_char(s, ',', at)));
            while (pattern_next_arm(&plural.arms, &arm))
                collect(m, arm.text, depth + 1);
        }
        at += n > 0 ? n : 1;
    }
}

/* Both have the same markers. */
static enum rc check_markers(struct check *c)
{
    struct markers english = {.count = 0}, other = {.count = 0};
    collect(&english, c->pair->english, 0);
    collect(&other, c->pair->other, 0);
    for (size_t i = 0; i < english.count; i++)
        if (!has_marker(&other, english.list[i]))
            return refuse(c, "%.*s is missing in the translation", STR_ARG(english.list[i]));
    for (size_t i = 0; i < other.count; i++)
        if (!has_marker(&english, other.list[i]))
            return refuse(c, "%.*s is not in the English text", STR_ARG(other.list[i]));
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

/* A brace that somebody means: before a digit, or a name and a comma. */
static bool seems_plural(struct str s, size_t at)
{
    size_t end = at + 1;
    if (end < s.n && char_is_digit(s.p[end]))
        return true;
    while (end < s.n && (char_is_alpha(s.p[end]) || s.p[end] == '_'))
        end++;
    return end > at + 1 && end < s.n && s.p[end] == ',';
}

static enum rc check_plurals(struct check *c, struct str s)
{
    struct pattern_plural plural;
    enum rc rc = RC_OK;
    for (size_t at = 0; at < s.n && rc == RC_OK; at++) {
        if (s.p[at] != '{' || pattern_marker(s, at) > 0 || !seems_plural(s, at))
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
    enum rc rc = check_plurals(&c, pair->other);
    if (rc == RC_OK)
        rc = check_markers(&c);
    return rc == RC_OK ? check_elements(&c, pair->other) : rc;
}
