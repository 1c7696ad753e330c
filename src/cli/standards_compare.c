#include "cli/standards_compare.h"

#include <stdio.h>

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

static void compare_branches(struct comparison *c, const struct standards_clause *a,
                             const struct standards_clause *b)
{
    size_t most = a->branch_count > b->branch_count ? a->branch_count : b->branch_count;
    char what[64];
    for (size_t i = 0; i < most; i++) {
        const struct standards_branch *x = i < a->branch_count ? &a->branches[i] : NULL;
        const struct standards_branch *y = i < b->branch_count ? &b->branches[i] : NULL;
        snprintf(what, sizeof what, "condition %zu", i + 1);
        compare_text(c, what, x ? x->condition : (struct str){0},
                     y ? y->condition : (struct str){0});
        snprintf(what, sizeof what, "consequence %zu", i + 1);
        compare_text(c, what, x ? consequence_name(x->consequence) : (struct str){0},
                     y ? consequence_name(y->consequence) : (struct str){0});
    }
}

static void compare_steps(struct comparison *c, const struct standards_clause *a,
                          const struct standards_clause *b)
{
    bool same = a->level_count == b->level_count && a->repeat_count == b->repeat_count;
    for (size_t i = 0; same && i < a->level_count; i++)
        same = a->levels[i].level == b->levels[i].level &&
               a->levels[i].consequence == b->levels[i].consequence;
    for (size_t i = 0; same && i < a->repeat_count; i++)
        same = a->repeats[i].from == b->repeats[i].from &&
               a->repeats[i].consequence == b->repeats[i].consequence;
    if (!same)
        tell(c, "lines for levels and repeats", STR("as before"), STR("changed"));
    compare_number(c, "share of the brake", a->brake_share, b->brake_share);
}

static void compare_evidence(struct comparison *c, const struct standards_clause *a,
                             const struct standards_clause *b)
{
    bool same = a->evidence_fact_count == b->evidence_fact_count;
    for (size_t i = 0; same && i < a->evidence_fact_count; i++)
        same = a->evidence_facts[i] == b->evidence_facts[i];
    if (!same)
        tell(c, "evidence", STR("as before"), STR("changed"));
}

static void compare_clauses(struct comparison *c, const struct standards_clause *a,
                            const struct standards_clause *b)
{
    compare_text(c, "decided by", a->by_moderators ? STR("moderators") : STR("conditions"),
                 b->by_moderators ? STR("moderators") : STR("conditions"));
    compare_branches(c, a, b);
    compare_steps(c, a, b);
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

static void compare_trust(struct comparison *c)
{
    const struct standards_trust *a = standards_trust(c->a), *b = standards_trust(c->b);
    bool same = a->level_count == b->level_count;
    for (size_t i = 0; same && i < a->level_count; i++)
        same = str_eq(a->levels[i].name, b->levels[i].name) &&
               a->levels[i].points == b->levels[i].points;
    if (!same)
        tell(c, "levels of trust", STR("as before"), STR("changed"));
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

size_t standards_compare(const struct standards *a, const struct standards *b,
                         standards_compare_report report, void *context)
{
    struct comparison c = {.a = a, .b = b, .report = report, .context = context};
    size_t count;
    compare_head(&c);
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
