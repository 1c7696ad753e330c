#include "cli/standards_compare.h"

#include <stdio.h>

#include "base/buf.h"
#include "policy/expr.h"
#include "policy/list.h"

#define SHOWN_MAX ((size_t)4096)

struct comparison {
    const struct standards *a, *b;
    standards_compare_report report;
    void *context;
    struct str section;
    size_t count;
};

static void tell(struct comparison *c, const char *what, struct str before, struct str after)
{
    const struct standards_difference d = {
        .section = c->section, .what = what, .before = before, .after = after};
    c->count++;
    c->report(c->context, &d);
}

static void compare_text(struct comparison *c, const char *what, struct str before,
                         struct str after)
{
    if (!str_eq(before, after))
        tell(c, what, before, after);
}

static void compare_prose(struct comparison *c, struct str before, struct str after)
{
    if (str_eq(str_trim(before), str_trim(after)))
        return;
    const struct standards_difference d = {
        .section = c->section, .what = "prose", .before = before, .after = after, .prose = true};
    c->count++;
    c->report(c->context, &d);
}

static void compare_number(struct comparison *c, const char *what, double before, double after)
{
    char left[32], right[32];
    snprintf(left, sizeof left, "%g", before);
    snprintf(right, sizeof right, "%g", after);
    compare_text(c, what, str_from_cstr(left), str_from_cstr(right));
}

static bool same_given(const struct standards_example *a, const struct standards_example *b)
{
    bool same = a->given_count == b->given_count;
    for (size_t i = 0; same && i < a->given_count; i++)
        same = str_eq(a->given[i].name, b->given[i].name) &&
               str_eq(a->given[i].value, b->given[i].value);
    return same;
}

static bool has_example(const struct standards_clause *c, const struct standards_example *e)
{
    for (size_t i = 0; i < c->example_count; i++)
        if (str_eq(c->examples[i].expected, e->expected) && str_eq(c->examples[i].text, e->text) &&
            same_given(&c->examples[i], e))
            return true;
    return false;
}

static void compare_examples(struct comparison *c, const struct standards_clause *a,
                             const struct standards_clause *b)
{
    char what[64];
    for (size_t i = 0; i < a->example_count; i++) {
        snprintf(what, sizeof what, "example, %.*s", STR_ARG(a->examples[i].expected));
        if (!has_example(b, &a->examples[i]))
            tell(c, what, a->examples[i].text, (struct str){0});
    }
    for (size_t i = 0; i < b->example_count; i++) {
        snprintf(what, sizeof what, "example, %.*s", STR_ARG(b->examples[i].expected));
        if (!has_example(a, &b->examples[i]))
            tell(c, what, (struct str){0}, b->examples[i].text);
    }
}

static bool same_condition(const struct standards_branch *x, const struct standards_branch *y)
{
    return x != NULL && y != NULL && expr_same(x->expr, y->expr);
}

static void compare_branches(struct comparison *c, const struct standards_clause *a,
                             const struct standards_clause *b)
{
    size_t most = a->branch_count > b->branch_count ? a->branch_count : b->branch_count;
    char what[64];
    for (size_t i = 0; i < most; i++) {
        const struct standards_branch *x = i < a->branch_count ? &a->branches[i] : NULL;
        const struct standards_branch *y = i < b->branch_count ? &b->branches[i] : NULL;
        snprintf(what, sizeof what, "condition %zu", i + 1);
        if (!same_condition(x, y))
            tell(c, what, x ? x->condition : (struct str){0}, y ? y->condition : (struct str){0});
        snprintf(what, sizeof what, "consequence %zu", i + 1);
        compare_text(c, what, x ? consequence_name(x->consequence) : (struct str){0},
                     y ? consequence_name(y->consequence) : (struct str){0});
    }
}

/* What the clause has for authors of that level; p is NULL for no line. */
static struct str for_level(const struct standards *s, const struct standards_clause *clause,
                            struct str level)
{
    for (size_t i = 0; i < clause->level_count; i++)
        if (str_eq(standards_trust(s)->levels[clause->levels[i].level].name, level))
            return consequence_name(clause->levels[i].consequence);
    return (struct str){0};
}

static bool has_level(const struct standards_trust *t, struct str level)
{
    for (size_t i = 0; i < t->level_count; i++)
        if (str_eq(t->levels[i].name, level))
            return true;
    return false;
}

static void compare_levels(struct comparison *c, const struct standards_clause *a,
                           const struct standards_clause *b)
{
    char what[64];
    const struct standards_trust *x = standards_trust(c->a), *y = standards_trust(c->b);
    for (size_t i = 0; i < x->level_count + y->level_count; i++) {
        bool first = i < x->level_count;
        struct str level = first ? x->levels[i].name : y->levels[i - x->level_count].name;
        snprintf(what, sizeof what, "for %.*s", STR_ARG(level));
        if (first || !has_level(x, level))
            compare_text(c, what, for_level(c->a, a, level), for_level(c->b, b, level));
    }
}

/* What follows from that many removals on; p is NULL for no line. */
static struct str from_repeat(const struct standards_clause *clause, int64_t from)
{
    for (size_t i = 0; i < clause->repeat_count; i++)
        if (clause->repeats[i].from == from)
            return consequence_name(clause->repeats[i].consequence);
    return (struct str){0};
}

static void compare_repeats(struct comparison *c, const struct standards_clause *a,
                            const struct standards_clause *b)
{
    char what[64];
    for (size_t i = 0; i < a->repeat_count; i++) {
        snprintf(what, sizeof what, "repeat %lld", (long long)a->repeats[i].from);
        compare_text(c, what, consequence_name(a->repeats[i].consequence),
                     from_repeat(b, a->repeats[i].from));
    }
    for (size_t i = 0; i < b->repeat_count; i++) {
        snprintf(what, sizeof what, "repeat %lld", (long long)b->repeats[i].from);
        if (from_repeat(a, b->repeats[i].from).p == NULL)
            tell(c, what, (struct str){0}, consequence_name(b->repeats[i].consequence));
    }
}

static void compare_share(struct comparison *c, const struct standards_clause *a,
                          const struct standards_clause *b)
{
    char before[32], after[32];
    snprintf(before, sizeof before, "%g %%", 100 * a->brake_share);
    snprintf(after, sizeof after, "%g %%", 100 * b->brake_share);
    compare_text(c, "share", a->brake_share > 0 ? str_from_cstr(before) : (struct str){0},
                 b->brake_share > 0 ? str_from_cstr(after) : (struct str){0});
}

/* The names behind `evidence:`; p is NULL without that line. */
static struct str evidence_of(const struct standards *s, const struct standards_clause *clause,
                              struct buf *out)
{
    if (clause->evidence_facts == NULL)
        return (struct str){0};
    for (size_t i = 0; i < clause->evidence_fact_count; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "",
                   fact_info_in(standards_fact_names(s), clause->evidence_facts[i]).name);
    return buf_str(out);
}

static void compare_evidence(struct comparison *c, const struct standards_clause *a,
                             const struct standards_clause *b)
{
    struct buf before, after;
    buf_init(&before, SHOWN_MAX);
    buf_init(&after, SHOWN_MAX);
    struct str left = evidence_of(c->a, a, &before);
    compare_text(c, "evidence", left, evidence_of(c->b, b, &after));
    buf_release(&after);
    buf_release(&before);
}

static void compare_clauses(struct comparison *c, const struct standards_clause *a,
                            const struct standards_clause *b)
{
    compare_text(c, "decided by", a->by_moderators ? STR("moderators") : STR("conditions"),
                 b->by_moderators ? STR("moderators") : STR("conditions"));
    compare_branches(c, a, b);
    compare_levels(c, a, b);
    compare_repeats(c, a, b);
    compare_share(c, a, b);
    compare_evidence(c, a, b);
    compare_text(c, "ground", a->reasons_ground, b->reasons_ground);
    compare_text(c, "category", a->reasons_category, b->reasons_category);
    compare_examples(c, a, b);
}

static struct str name_of(const struct standards_section *s)
{
    return s->slug.n > 0 ? s->slug : s->title;
}

static const struct standards_section *find(const struct standards *s, struct str name)
{
    size_t count;
    const struct standards_section *sections = standards_sections(s, &count);
    for (size_t i = 0; i < count; i++)
        if (str_eq(name_of(&sections[i]), name))
            return &sections[i];
    return NULL;
}

static void compare_sections(struct comparison *c, const struct standards_section *a,
                             const struct standards_section *b)
{
    static const struct standards_clause none;
    c->section = name_of(a);
    compare_text(c, "title", a->title, b->title);
    compare_prose(c, a->prose_markdown, b->prose_markdown);
    if ((a->clause == NULL) != (b->clause == NULL))
        compare_text(c, "clause", a->clause != NULL ? STR("yes") : STR("no"),
                     b->clause != NULL ? STR("yes") : STR("no"));
    if (a->clause != NULL || b->clause != NULL)
        compare_clauses(c, a->clause != NULL ? a->clause : &none,
                        b->clause != NULL ? b->clause : &none);
    c->section = (struct str){0};
}

/* As the block has them: "new 0, member 3". */
static void put_levels(struct buf *out, const struct standards_trust *t)
{
    for (size_t i = 0; i < t->level_count; i++)
        buf_printf(out, "%s%.*s %lld", i > 0 ? ", " : "", STR_ARG(t->levels[i].name),
                   (long long)t->levels[i].points);
}

static void compare_trust_levels(struct comparison *c, const struct standards_trust *a,
                                 const struct standards_trust *b)
{
    struct buf before, after;
    buf_init(&before, SHOWN_MAX);
    buf_init(&after, SHOWN_MAX);
    put_levels(&before, a);
    put_levels(&after, b);
    compare_text(c, "levels of trust", buf_str(&before), buf_str(&after));
    buf_release(&after);
    buf_release(&before);
}

static void compare_trust(struct comparison *c)
{
    const struct standards_trust *a = standards_trust(c->a), *b = standards_trust(c->b);
    compare_trust_levels(c, a, b);
    compare_number(c, "points of a verified comment", a->verified_comment, b->verified_comment);
    compare_number(c, "points of an upheld removal", a->upheld_removal, b->upheld_removal);
    compare_number(c, "half-life of trust in days", (double)a->half_life_days,
                   (double)b->half_life_days);
}

static void compare_head(struct comparison *c)
{
    const struct standards_verify *u = standards_verify(c->a), *v = standards_verify(c->b);
    const struct standards_brake *x = standards_brake(c->a), *y = standards_brake(c->b);
    compare_text(c, "title", standards_title(c->a), standards_title(c->b));
    compare_text(c, "language", standards_language(c->a), standards_language(c->b));
    compare_prose(c, standards_introduction(c->a), standards_introduction(c->b));
    compare_trust(c);
    compare_number(c, "checked share of published comments", u->published, v->published);
    compare_number(c, "checked share of held and removed comments", u->acted, v->acted);
    compare_number(c, "window of the brake in minutes", (double)x->window_ms / 60000,
                   (double)y->window_ms / 60000);
    compare_number(c, "least comments of the brake", (double)x->at_least, (double)y->at_least);
    compare_number(c, "share of the brake", x->share, y->share);
}

static const char *list_name(const struct standards *s, const struct list_entry *e)
{
    return standards_fact_names(s)->table[e->list].name;
}

static bool has_entry(const struct standards *s, const char *list, const struct list_entry *e)
{
    size_t count;
    const struct list_entry *entries = standards_entries(s, &count);
    for (size_t i = 0; i < count; i++)
        if (entries[i].beginning == e->beginning && str_eq(entries[i].text, e->text) &&
            strcmp(list_name(s, &entries[i]), list) == 0)
            return true;
    return false;
}

/* Entries that `of` has and `other` has not. */
static void compare_entries(struct comparison *c, const struct standards *of,
                            const struct standards *other, bool removed)
{
    size_t count;
    char what[80];
    const struct list_entry *entries = standards_entries(of, &count);
    for (size_t i = 0; i < count; i++) {
        const struct list_entry *e = &entries[i];
        if (has_entry(other, list_name(of, e), e))
            continue;
        struct buf shown;
        buf_init(&shown, SHOWN_MAX);
        buf_printf(&shown, "%.*s%s", STR_ARG(e->text), e->beginning ? "*" : "");
        snprintf(what, sizeof what, "entry of %s", list_name(of, e));
        tell(c, what, removed ? buf_str(&shown) : (struct str){0},
             removed ? (struct str){0} : buf_str(&shown));
        buf_release(&shown);
    }
}

static bool same_examples(const struct standards_clause *a, const struct standards_clause *b)
{
    bool same = a->example_count == b->example_count;
    for (size_t i = 0; same && i < a->example_count; i++)
        same = str_eq(a->examples[i].expected, b->examples[i].expected) &&
               str_eq(a->examples[i].text, b->examples[i].text) &&
               same_given(&a->examples[i], &b->examples[i]);
    return same;
}

bool standards_same_order(const struct standards *a, const struct standards *b)
{
    size_t count, other_count;
    const struct standards_section *s = standards_sections(a, &count);
    const struct standards_section *t = standards_sections(b, &other_count);
    bool same = count == other_count;
    for (size_t i = 0; same && i < count; i++)
        same =
            str_eq(name_of(&s[i]), name_of(&t[i])) &&
            (s[i].clause == NULL || t[i].clause == NULL || same_examples(s[i].clause, t[i].clause));
    return same;
}

size_t standards_compare(const struct standards *a, const struct standards *b,
                         standards_compare_report report, void *context)
{
    struct comparison c = {.a = a, .b = b, .report = report, .context = context};
    size_t count;
    compare_head(&c);
    compare_entries(&c, a, b, true);
    compare_entries(&c, b, a, false);
    const struct standards_section *s = standards_sections(a, &count);
    for (size_t i = 0; i < count; i++) {
        const struct standards_section *other = find(b, name_of(&s[i]));
        c.section = name_of(&s[i]);
        if (other != NULL)
            compare_sections(&c, &s[i], other);
        else
            tell(&c, "section", s[i].title, (struct str){0});
    }
    s = standards_sections(b, &count);
    for (size_t i = 0; i < count; i++) {
        c.section = name_of(&s[i]);
        if (find(a, name_of(&s[i])) == NULL)
            tell(&c, "section", (struct str){0}, s[i].title);
    }
    return c.count;
}
