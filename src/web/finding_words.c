#include "web/finding_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "policy/fact.h"
#include "policy/judge.h"
#include "web/say.h"

#define STRETCHES_TOLD 4
#define STRETCH_MAX    60 /* characters */
#define MEASURES_TOLD  3

static struct str would_have(const struct request *r, enum consequence c)
{
    switch (c) {
    case CONSEQUENCE_REMOVE:
        return SAY(r, "Without {0}, this clause would not have removed the comment.");
    case CONSEQUENCE_HOLD:
        return SAY(r, "Without {0}, this clause would not have held the comment.");
    case CONSEQUENCE_NUDGE:
        return SAY(r, "Without {0}, this clause would not have asked its author to think again.");
    case CONSEQUENCE_FLAG:
        return SAY(r, "Without {0}, this clause would not have shown the comment to a moderator.");
    case CONSEQUENCE_PUBLISH:
        break;
    }
    return SAY(r, "Without {0}, this clause would not have applied.");
}

static struct str happened(const struct request *r, enum consequence c)
{
    switch (c) {
    case CONSEQUENCE_REMOVE:
        return SAY_IN(r, "what was done", "removed");
    case CONSEQUENCE_HOLD:
        return SAY_IN(r, "what was done", "held");
    case CONSEQUENCE_NUDGE:
        return SAY(r, "questioned before it was sent");
    case CONSEQUENCE_FLAG:
        return SAY(r, "shown to a moderator");
    case CONSEQUENCE_PUBLISH:
        break;
    }
    return SAY_IN(r, "what was done", "published");
}

/* What is measured, in the reader's language; what stands behind a semicolon explains it further. */
static struct str fact_meaning(const struct request *r, int fact)
{
    struct str text = words_say(r->words, fact_info(fact).text);
    size_t arabic = str_find(text, STR("؛"), 0);
    return str_trim(str_slice(str_split(&text, ';'), 0, arabic));
}

/* --- which words decided --- */

/* Nothing that is read stands between them. */
static bool are_neighbours(struct str body, uint32_t end, uint32_t begin)
{
    for (uint32_t i = end; i < begin && i < body.n; i++)
        if (char_is_alpha(body.p[i]) || char_is_digit(body.p[i]) || (uint8_t)body.p[i] >= 0x80)
            return false;
    return true;
}

/* The stretch that begins with word `i`; `ret_next` is the first word after it. */
static struct str stretch_at(const struct finding *f, struct str body, size_t i, size_t *ret_next)
{
    struct span whole = f->decisive[i];
    for (i++; i < f->decisive_count && are_neighbours(body, whole.end, f->decisive[i].begin); i++)
        whole.end = f->decisive[i].end;
    *ret_next = i;
    return str_slice(body, whole.begin, whole.end);
}

static struct str quoted(const struct request *r, struct str words)
{
    struct str shown = utf8_prefix(words, STRETCH_MAX);
    return shown.n < words.n ? SAY_WITH(r, "“{0}…”", shown) : SAY_WITH(r, "“{0}”", shown);
}

/* “a”; “a” and “b”; “a”, “b” and “c”; and where there are too many, “a”, “b”, “c”, “d” and others. */
static struct str stretches(const struct request *r, const struct finding *f, struct str body)
{
    struct str out = {.p = NULL};
    size_t told = 0;
    for (size_t i = 0, next; i < f->decisive_count; i = next, told++) {
        struct str words = quoted(r, stretch_at(f, body, i, &next));
        if (told == STRETCHES_TOLD)
            return SAY_WITH(r, "{0} and others", out);
        out = told == 0                   ? words
              : next == f->decisive_count ? SAY_WITH(r, "{0} and {1}", out, words)
                                          : SAY_WITH(r, "{0}, {1}", out, words);
    }
    return out;
}

struct str finding_words_decisive(const struct request *r, const struct finding *f, struct str body)
{
    if (!f->decisive_known || f->decisive_count == 0)
        return (struct str){.p = NULL};
    struct str words = stretches(r, f, body);
    return words_fill_text(r->words, r->arena, would_have(r, f->consequence), &words, 1);
}

/* --- what was measured --- */

static const struct comparison {
    const char *written;
    const char *bound; /* in words */
} comparisons[] = {
    {" >= ", SAID("{0} or more")},
    {" <= ", SAID("{0} or less")},
    {" > ", SAID("more than {0}")},
    {" < ", SAID("less than {0}")},
};

static struct str bound_words(const struct request *r, const struct comparison *c, double bound)
{
    struct str number = say_measured(r, bound);
    return words_fill(r->words, r->arena, c->bound, &number, 1);
}

static bool parse_number(struct str s, double *ret)
{
    char digits[32], *end;
    if (s.n == 0 || s.n >= sizeof digits)
        return false;
    memcpy(digits, s.p, s.n);
    digits[s.n] = '\0';
    *ret = strtod(digits, &end);
    return *end == '\0';
}

/* NAME OPERATOR NUMBER; NULL for any other test. */
static const struct comparison *parse_test(const struct measure *m, double *ret_bound)
{
    struct str rest = str_slice(m->test, m->name.n, m->test.n);
    if (m->kind != SIGNAL_NUMBER || !m->known || !str_starts(m->test, m->name))
        return NULL;
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++) {
        struct str op = str_from_cstr(comparisons[i].written);
        if (str_starts(rest, op) && parse_number(str_slice(rest, op.n, rest.n), ret_bound))
            return &comparisons[i];
    }
    return NULL;
}

static bool is_met(const struct measure *m)
{
    double bound = 0;
    const struct comparison *c = parse_test(m, &bound);
    if (c == NULL)
        return false;
    bool above = c->written[1] == '>';
    return m->number == bound ? c->written[2] == '=' : (m->number > bound) == above;
}

struct str finding_words_result(const struct measure *m)
{
    double bound;
    if (parse_test(m, &bound) == NULL)
        return STR("");
    return is_met(m) ? STR("met") : STR("missed");
}

struct str finding_words_meaning(const struct request *r, const struct measure *m)
{
    int fact;
    return fact_find(NULL, m->name, &fact) == RC_OK ? fact_meaning(r, fact)
                                                    : (struct str){.p = NULL};
}

/* The alternative of the condition that begins at `*at`, up to the next `||` outside brackets and texts. */
static struct str alternative(struct str condition, size_t *at)
{
    size_t begin = *at, i = begin;
    char quote = 0;
    for (int depth = 0; i < condition.n; i++) {
        char c = condition.p[i];
        if (quote != 0)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(' || c == ')')
            depth += c == '(' ? 1 : -1;
        else if (depth == 0 && c == '|')
            break;
    }
    *at = i < condition.n ? i + 2 : i;
    return str_slice(condition, begin, i);
}

/* Every comparison in it held, and there is one. */
static bool is_alternative_met(const struct finding *f, struct str words)
{
    bool any = false;
    for (size_t i = 0; i < f->measure_count; i++) {
        const struct measure *m = &f->measures[i];
        if (str_find(words, m->test, 0) == STR_NONE)
            continue;
        double bound;
        if (parse_test(m, &bound) != NULL && !is_met(m))
            return false;
        any = any || is_met(m);
    }
    return any;
}

static struct str measure_words(const struct request *r, const struct measure *m)
{
    double bound = 0;
    int fact;
    const struct comparison *c = parse_test(m, &bound);
    if (c == NULL || fact_find(NULL, m->name, &fact) != RC_OK)
        return (struct str){.p = NULL};
    return SAY_WITH(r, "{0}: {1}, where the clause asks for {2}", fact_meaning(r, fact),
                    finding_words_value(r, m), bound_words(r, c, bound));
}

static struct str add_measures(const struct request *r, const struct finding *f, struct str words,
                               struct str out, size_t *told)
{
    for (size_t i = 0; i < f->measure_count && *told < MEASURES_TOLD; i++) {
        const struct measure *m = &f->measures[i];
        struct str one = is_met(m) && str_find(words, m->test, 0) != STR_NONE
                             ? measure_words(r, m)
                             : (struct str){.p = NULL};
        if (one.n > 0)
            out = (*told)++ > 0 ? SAY_WITH(r, "{0}; {1}", out, one) : one;
    }
    return out;
}

struct str finding_words_measured(const struct request *r, const struct finding *f)
{
    struct str out = {.p = NULL};
    size_t told = 0;
    for (size_t at = 0; at < f->condition.n;) {
        struct str words = alternative(f->condition, &at);
        if (is_alternative_met(f, words))
            out = add_measures(r, f, words, out, &told);
    }
    return out;
}

/* --- what trained models gave --- */

static bool is_decided_by(const struct finding *f, const struct measure *m)
{
    for (size_t at = 0; at < f->condition.n;) {
        struct str words = alternative(f->condition, &at);
        if (str_find(words, m->test, 0) != STR_NONE && is_alternative_met(f, words))
            return is_met(m);
    }
    return false;
}

/* What a high value of "model.insult" means, also for "learned.insult"; p NULL for all other signals. */
static struct str model_meaning(const struct request *r, struct str name)
{
    const struct str model = STR("model."), learned = STR("learned.");
    int fact;
    if (str_starts(name, learned))
        name = arena_printf(r->arena, "model.%.*s", STR_ARG(str_slice(name, learned.n, name.n)));
    if (!str_starts(name, model) || fact_find(NULL, name, &fact) != RC_OK)
        return (struct str){.p = NULL};
    return fact_meaning(r, fact);
}

/* A model is never certain: 0.9992 is not told as 1.00. */
static struct str probability(const struct request *r, double p)
{
    if (p > 0.99)
        return SAY(r, "more than 0.99");
    return p < 0.01 ? SAY(r, "less than 0.01") : say_fixed(r, p, 2);
}

/* What was given for a name is told once, with the first limit that it met. */
static bool is_told_before(const struct finding *f, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_eq(f->measures[i].name, f->measures[at].name) && is_decided_by(f, &f->measures[i]))
            return true;
    return false;
}

struct str finding_words_model(const struct request *r, const struct finding *f)
{
    struct str out = {.p = NULL};
    size_t told = 0;
    for (size_t i = 0; i < f->measure_count && told < MEASURES_TOLD; i++) {
        const struct measure *m = &f->measures[i];
        double bound = 0;
        const struct comparison *c = parse_test(m, &bound);
        struct str meaning = model_meaning(r, m->name);
        if (c == NULL || meaning.p == NULL || !is_decided_by(f, m) || is_told_before(f, i))
            continue;
        struct str given = probability(r, m->number), asked = bound_words(r, c, bound);
        struct str one =
            str_starts(m->name, STR("learned."))
                ? SAY_WITH(r,
                           "A trained model, corrected by rulings made here, which can err, gives "
                           "{0} for {1}; the clause asks for {2}.",
                           given, meaning, asked)
                : SAY_WITH(r,
                           "A trained model, which can err, gives {0} for {1}; the clause asks "
                           "for {2}.",
                           given, meaning, asked);
        out = told++ > 0 ? SAY_WITH(r, "{0} {1}", out, one) : one;
    }
    return out;
}

struct str finding_words_value(const struct request *r, const struct measure *m)
{
    if (!m->known)
        return SAY(r, "unknown");
    if (m->kind == SIGNAL_STRING)
        return m->string;
    if (m->kind == SIGNAL_BOOL)
        return m->number != 0 ? SAY(r, "yes") : SAY(r, "no");
    return say_measured(r, m->number);
}

/* --- what changed the consequence --- */

struct str finding_words_change(const struct request *r, const struct finding *f)
{
    struct str written = happened(r, f->written), now = happened(r, f->consequence);
    switch (f->change) {
    case FINDING_TRUST:
        return SAY_WITH(r,
                        "By the clause alone it would have been {0}; for an author of this "
                        "level of trust it is {1}.",
                        written, now);
    case FINDING_REPEAT:
        return SAY_WITH(r,
                        "By the clause alone it would have been {0}; because earlier comments "
                        "of the same author were removed under it, it is {1}.",
                        written, now);
    case FINDING_BRAKE:
        return SAY_WITH(r,
                        "By the clause alone it would have been {0}. But the clause acted "
                        "unusually often at that time, so until a person has looked at the "
                        "clause, such comments are published and {1}.",
                        written, now);
    case FINDING_REPORTS:
        return SAY_WITH(r,
                        "The clause applies only because readers reported the comment. Reports "
                        "alone never remove anything, so it is {0}.",
                        now);
    case FINDING_LEARNED:
        return SAY_WITH(r,
                        "The clause applies only by what the program learned from this site's "
                        "own rulings. Until that has proved precise enough it removes nothing, "
                        "so it is {0}.",
                        now);
    case FINDING_MODELS:
        return SAY_WITH(r,
                        "The clause applies only because a model takes it to be likely. Models "
                        "alone never remove anything, so it is {0}.",
                        now);
    case FINDING_AS_WRITTEN:
    case FINDING_CHANGE_COUNT:
        break;
    }
    return (struct str){.p = NULL};
}
