#include "cli/dataset_rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES_MAX 63

/* --- words --- */

static bool is_name_byte(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || (unsigned char)c >= 0x80 ||
           (c != 0 && strchr("_-./#@[]+'", c) != NULL);
}

static struct str take(struct str *rest, size_t skip, size_t n, size_t behind)
{
    struct str word = str_slice(*rest, skip, skip + n);
    *rest = str_slice(*rest, skip + n + behind, rest->n);
    return word;
}

struct str dataset_word(struct str *rest, bool *ret_quoted)
{
    *rest = str_trim(*rest);
    *ret_quoted = rest->n > 0 && rest->p[0] == '"';
    if (rest->n == 0)
        return (struct str){0};
    if (*ret_quoted) {
        size_t close = str_find_char(*rest, '"', 1);
        return close == STR_NONE ? (struct str){0} : take(rest, 1, close - 1, 1);
    }
    size_t n = 0;
    while (n < rest->n && is_name_byte(rest->p[n]))
        n++;
    bool two = n == 0 && rest->n > 1 && rest->p[1] == '=' && strchr("<>!=", rest->p[0]) != NULL;
    return take(rest, 0, n > 0 ? n : two ? 2 : 1, 0);
}

/* --- parsing --- */

struct parse {
    struct arena *arena;
    struct str all, rest;
    struct problem *problem;
};

static enum rc wrong(const struct parse *p, const char *what)
{
    return problem_set(p->problem, RC_INVALID,
                       "%s in the rule \"%.*s\"; write toxic >= 0.5, label = 1, label in "
                       "hate|offensive, or targets has x|y",
                       what, STR_ARG(p->all));
}

static bool is_name(struct str word, bool quoted)
{
    return word.p != NULL && (quoted || (word.n > 0 && is_name_byte(word.p[0])));
}

static enum rc parse_value(struct parse *p, struct rule_condition *c)
{
    bool quoted;
    struct str word = dataset_word(&p->rest, &quoted);
    if (!is_name(word, quoted))
        return wrong(p, "a value is missing");
    if (c->value_count == RULE_VALUES_MAX)
        return wrong(p, "more than 32 values");
    c->values[c->value_count++] = arena_dup(p->arena, word);
    return RC_OK;
}

static bool next_is(struct parse *p, const char *word)
{
    bool quoted;
    struct str rest = p->rest;
    if (!str_eq(dataset_word(&rest, &quoted), str_from_cstr(word)) || quoted)
        return false;
    p->rest = rest;
    return true;
}

static enum rc parse_values(struct parse *p, struct rule_condition *c, bool several)
{
    enum rc rc = parse_value(p, c);
    while (rc == RC_OK && several && next_is(p, "|"))
        rc = parse_value(p, c);
    return rc;
}

static const struct {
    const char *word;
    enum rule_test test;
} tests[] = {
    {"=", RULE_EQUAL},     {"==", RULE_EQUAL},   {"!=", RULE_UNEQUAL},
    {"<", RULE_LESS},      {"<=", RULE_AT_MOST}, {">", RULE_MORE},
    {">=", RULE_AT_LEAST}, {"in", RULE_IN},      {"has", RULE_HAS},
};

static bool compares_numbers(enum rule_test test)
{
    return test == RULE_LESS || test == RULE_AT_MOST || test == RULE_MORE || test == RULE_AT_LEAST;
}

static enum rc parse_test(struct parse *p, struct rule_condition *c)
{
    c->test = RULE_TRUTH;
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        if (next_is(p, tests[i].word)) {
            c->test = tests[i].test;
            break;
        }
    if (c->test == RULE_TRUTH)
        return RC_OK;
    enum rc rc = parse_values(p, c, c->test == RULE_IN || c->test == RULE_HAS);
    if (rc == RC_OK && compares_numbers(c->test) && isnan(dataset_number(c->values[0])))
        return wrong(p, "< <= > >= compare with numbers only");
    return rc;
}

static enum rc parse_condition(struct parse *p, struct rule_condition *c)
{
    bool quoted;
    struct str word = dataset_word(&p->rest, &quoted);
    c->values = ARENA_ARRAY(p->arena, RULE_VALUES_MAX, struct str);
    if (c->values == NULL)
        return RC_NO_MEMORY;
    if (!is_name(word, quoted))
        return wrong(p, "a column is missing");
    if (!quoted && (str_eq(word, STR("yes")) || str_eq(word, STR("no")))) {
        c->test = word.n == 3 ? RULE_YES : RULE_NO;
        return RC_OK;
    }
    c->column = arena_dup(p->arena, word);
    return parse_test(p, c);
}

enum rc dataset_rule_parse(struct arena *a, struct str text, struct dataset_rule *ret,
                           struct problem *problem)
{
    struct parse p = {.arena = a, .all = str_trim(text), .rest = text, .problem = problem};
    struct dataset_rule rule = {0};
    bool any = false, all = false;
    do {
        if (rule.count == RULE_CONDITIONS_MAX)
            return wrong(&p, "more than 8 conditions");
        enum rc rc = parse_condition(&p, &rule.conditions[rule.count++]);
        if (rc != RC_OK)
            return rc;
        bool one_more = next_is(&p, "or");
        any |= one_more;
        if (!one_more && !next_is(&p, "and"))
            break;
        all |= !one_more;
    } while (true);
    if (str_trim(p.rest).n > 0)
        return wrong(&p, "something stands behind the end");
    if (any && all)
        return wrong(&p, "`and` and `or` together");
    rule.any = any;
    *ret = rule;
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

/* --- asking --- */

double dataset_number(struct str s)
{
    char text[NUMBER_BYTES_MAX + 1];
    char *end;
    s = str_trim(s);
    if (s.n == 0 || s.n > NUMBER_BYTES_MAX || !(char_is_digit(s.p[s.n - 1]) || s.p[s.n - 1] == '.'))
        return NAN;
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_digit(s.p[i]) && (s.p[i] == 0 || strchr("+-.eE", s.p[i]) == NULL))
            return NAN;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    double value = strtod(text, &end);
    return *end == '\0' && isfinite(value) ? value : NAN;
}

static bool same(struct str cell, struct str value)
{
    double a = dataset_number(cell), b = dataset_number(value);
    return (!isnan(a) && !isnan(b) && a == b) || str_eq_ascii_case(cell, value);
}

static bool contains(struct str cell, struct str value)
{
    for (size_t at = 0; at + value.n <= cell.n; at++)
        if (str_eq_ascii_case(str_slice(cell, at, at + value.n), value))
            return true;
    return false;
}

static const char *const words_of_yes[] = {
    "true",      "yes",     "y",          "t",       "toxic",  "hate",  "hateful",
    "offensive", "abusive", "insult",     "spam",    "attack", "abuse", "toxicity",
    "positive",  "obscene", "hatespeech", "harmful", "threat"};
static const char *const words_of_no[] = {
    "false",  "no",    "n",           "f",       "nontoxic", "non-toxic", "not_toxic", "neutral",
    "normal", "none",  "non-hateful", "nothate", "not_hate", "nonhate",   "non-hate",  "benign",
    "ham",    "clean", "nothateful",  "ok",      "safe",     "negative",  "neither",   "harmless"};

static bool is_among(struct str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_ascii_case(s, str_from_cstr(words[i])))
            return true;
    return false;
}

static enum rule_answer answer(bool yes)
{
    return yes ? RULE_IS_YES : RULE_IS_NO;
}

static enum rc unreadable(const struct rule_condition *c, struct str cell, const char *why,
                          struct problem *problem)
{
    struct str shown = str_slice(cell, 0, cell.n > 40 ? 0 : cell.n);
    return problem_set(problem, RC_INVALID, "\"%.*s\" in column \"%.*s\" %s",
                       STR_ARG(cell.n > 40 ? STR("(a long text)") : shown), STR_ARG(c->column),
                       why);
}

static enum rc ask_truth(const struct rule_condition *c, struct str cell, enum rule_answer *ret,
                         struct problem *problem)
{
    double number = dataset_number(cell);
    if (!isnan(number))
        *ret = answer(number >= 0.5);
    else if (is_among(cell, words_of_yes, sizeof words_of_yes / sizeof words_of_yes[0]))
        *ret = RULE_IS_YES;
    else if (is_among(cell, words_of_no, sizeof words_of_no / sizeof words_of_no[0]))
        *ret = RULE_IS_NO;
    else
        return unreadable(c, cell, "is neither yes nor no; give a rule: label NAME: COLUMN in A|B",
                          problem);
    return RC_OK;
}

static enum rc ask_number(const struct rule_condition *c, struct str cell, enum rule_answer *ret,
                          struct problem *problem)
{
    double number = dataset_number(cell), limit = dataset_number(c->values[0]);
    if (isnan(number))
        return unreadable(c, cell, "is no number", problem);
    *ret = answer(c->test == RULE_LESS      ? number < limit
                  : c->test == RULE_AT_MOST ? number <= limit
                  : c->test == RULE_MORE    ? number > limit
                                            : number >= limit);
    return RC_OK;
}

static bool one_of(const struct rule_condition *c, struct str cell)
{
    for (size_t i = 0; i < c->value_count; i++)
        if (c->test == RULE_HAS ? contains(cell, c->values[i]) : same(cell, c->values[i]))
            return true;
    return false;
}

/* "nan" is what data frames write for nothing. */
static bool is_nothing(struct str cell)
{
    return cell.n == 0 || str_eq_ascii_case(cell, STR("nan"));
}

static enum rc ask(const struct rule_condition *c, const struct str *cells, enum rule_answer *ret,
                   struct problem *problem)
{
    if (c->test == RULE_YES || c->test == RULE_NO) {
        *ret = answer(c->test == RULE_YES);
        return RC_OK;
    }
    struct str cell = str_trim(cells[c->cell]);
    *ret = RULE_UNKNOWN;
    if (c->test == RULE_HAS)
        *ret = answer(one_of(c, cell));
    else if (is_nothing(cell))
        return RC_OK;
    else if (c->test == RULE_TRUTH)
        return ask_truth(c, cell, ret, problem);
    else if (compares_numbers(c->test))
        return ask_number(c, cell, ret, problem);
    else
        *ret = answer(one_of(c, cell) == (c->test != RULE_UNEQUAL));
    return RC_OK;
}

enum rc dataset_rule_ask(const struct dataset_rule *rule, const struct str *cells,
                         enum rule_answer *ret, double *ret_number, struct problem *problem)
{
    bool yes = false, no = false, unknown = false;
    for (size_t i = 0; i < rule->count; i++) {
        enum rule_answer one;
        enum rc rc = ask(&rule->conditions[i], cells, &one, problem);
        if (rc != RC_OK)
            return rc;
        yes |= one == RULE_IS_YES;
        no |= one == RULE_IS_NO;
        unknown |= one == RULE_UNKNOWN;
    }
    bool settled = rule->any ? yes : no;
    *ret = unknown && !settled ? RULE_UNKNOWN : answer(rule->any ? yes : !no);
    *ret_number = rule->count > 0 && rule->conditions[0].column.n > 0
                      ? dataset_number(cells[rule->conditions[0].cell])
                      : NAN;
    return RC_OK;
}
