/* What stands under a clause: what follows when it is met, how that is measured, and some of its examples. */
#include "web/charter.h"

#include "policy/expr.h"
#include "policy/fact.h"

#define MEANINGS_MAX 64

static const struct view_status_mark *mark_of(const struct charter *c, enum consequence consequence)
{
    static const char *const statuses[] = {
        [CONSEQUENCE_PUBLISH] = "published", [CONSEQUENCE_FLAG] = "flagged",
        [CONSEQUENCE_NUDGE] = "nudged",      [CONSEQUENCE_HOLD] = "held",
        [CONSEQUENCE_REMOVE] = "removed",
    };
    struct view_status_mark *mark = ARENA_NEW(c->r->arena, struct view_status_mark);
    if (mark != NULL)
        *mark = (struct view_status_mark){.status = str_from_cstr(statuses[consequence]),
                                          .label = edition_words_label(c->words, consequence)};
    return mark;
}

static struct str word(const struct charter *c, enum edition_word w)
{
    return edition_words_get(c->words, w);
}

/* --- what follows --- */
struct follows {
    const struct charter *charter;
    struct view_follows_item *items;
    size_t count;
};

static void follow(struct follows *f, enum consequence consequence, struct str words)
{
    f->items[f->count++] =
        (struct view_follows_item){.mark = mark_of(f->charter, consequence), .words = words};
}

/* Without a mark: about whom or what the lines around it do not speak. */
static void remark(struct follows *f, struct str words)
{
    f->items[f->count++] = (struct view_follows_item){.words = words};
}

/* Each consequence once, the strictest first: the conditions below say which comes when. */
static void follow_branches(struct follows *f, const struct standards_clause *clause)
{
    const struct charter *c = f->charter;
    for (int k = CONSEQUENCE_REMOVE; k > CONSEQUENCE_PUBLISH; k--) {
        size_t i = 0;
        while (i < clause->branch_count && clause->branches[i].consequence != (enum consequence)k)
            i++;
        if (i < clause->branch_count)
            follow(f, (enum consequence)k, edition_words_sentence(c->words, (enum consequence)k));
    }
}

/* What the branches before the exemption lead to, "Removed, Held". */
static struct str labels_before(const struct charter *c, const struct standards_clause *clause,
                                size_t end)
{
    struct str out = STR("");
    for (size_t i = 0; i < end; i++) {
        struct str label = edition_words_label(c->words, clause->branches[i].consequence);
        if (str_find(out, label, 0) == STR_NONE)
            out = arena_printf(c->r->arena, "%.*s%s%.*s", STR_ARG(out), i > 0 ? ", " : "",
                               STR_ARG(label));
    }
    return out;
}

static void follow_exemptions(struct follows *f, const struct standards_clause *clause)
{
    const struct charter *c = f->charter;
    for (size_t i = 0; i < clause->branch_count; i++) {
        const struct standards_branch *branch = &clause->branches[i];
        if (branch->consequence != CONSEQUENCE_PUBLISH)
            continue;
        struct str before = labels_before(c, clause, i);
        if (!str_eq(branch->condition, STR("author.staff")))
            remark(f, word(c, WORD_SOME_EXEMPT));
        else if (before.n == 0)
            remark(f, word(c, WORD_STAFF_EXEMPT));
        else
            remark(f, edition_words_fill(c->words, WORD_STAFF_EXEMPT_BUT, &before, 1, c->r->arena));
    }
}

static void follow_levels(struct follows *f, const struct standards_clause *clause)
{
    const struct charter *c = f->charter;
    for (size_t i = 0; i < clause->level_count; i++) {
        const struct standards_for *line = &clause->levels[i];
        struct str name = charter_level(c, standards_trust(c->standards)->levels[line->level].name);
        follow(f, line->consequence,
               edition_words_fill(c->words, line->level == 0 ? WORD_FOR_LOWEST : WORD_FOR_LEVEL,
                                  &name, 1, c->r->arena));
    }
}

static void follow_repeats(struct follows *f, const struct standards_clause *clause)
{
    const struct charter *c = f->charter;
    for (size_t i = 0; i < clause->repeat_count; i++) {
        struct str from =
            edition_words_number(c->words, (double)clause->repeats[i].from, c->r->arena);
        follow(f, clause->repeats[i].consequence,
               edition_words_fill(c->words, WORD_FROM_REPEAT, &from, 1, c->r->arena));
    }
}

static enum rc fill_follows(const struct charter *c, const struct standards_clause *clause,
                            struct view_clause_item *ret)
{
    size_t max = clause->branch_count + clause->level_count + clause->repeat_count + 1;
    struct follows f = {.charter = c,
                        .items = ARENA_ARRAY(c->r->arena, max, struct view_follows_item)};
    if (f.items == NULL)
        return RC_NO_MEMORY;
    if (clause->by_moderators)
        remark(&f, word(c, WORD_MODERATORS_DECIDE));
    follow_branches(&f, clause);
    follow_levels(&f, clause);
    follow_repeats(&f, clause);
    follow_exemptions(&f, clause);
    ret->follows = f.items;
    ret->follows_count = f.count;
    return RC_OK;
}

/* --- conditions --- */
static enum rc fill_conditions(const struct charter *c, const struct standards_clause *clause,
                               struct view_clause_measures *ret)
{
    struct view_condition_item *items =
        ARENA_ARRAY(c->r->arena, clause->branch_count, struct view_condition_item);
    if (items == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < clause->branch_count; i++)
        items[i] = (struct view_condition_item){
            .mark = mark_of(c, clause->branches[i].consequence),
            .words = edition_words_condition(c->words, clause->branches[i].condition, c->r->arena)};
    ret->conditions = items;
    ret->conditions_count = clause->branch_count;
    return RC_OK;
}

/* What the names in the conditions mean, each once, in the order they come. */
static enum rc fill_meanings(const struct charter *c, const struct standards_clause *clause,
                             struct view_clause_measures *ret)
{
    struct view_meaning_item *items =
        ARENA_ARRAY(c->r->arena, MEANINGS_MAX, struct view_meaning_item);
    if (items == NULL)
        return RC_NO_MEMORY;
    size_t count = 0;
    for (size_t b = 0; b < clause->branch_count; b++) {
        size_t facts;
        const int *fact = expr_facts(clause->branches[b].expr, &facts);
        for (size_t i = 0; i < facts && count < MEANINGS_MAX; i++) {
            struct fact_info info = fact_info_in(standards_fact_names(c->standards), fact[i]);
            struct str name = str_from_cstr(info.name);
            size_t seen = 0;
            while (seen < count && !str_eq(items[seen].name, name))
                seen++;
            if (seen == count)
                items[count++] =
                    (struct view_meaning_item){.name = name, .words = charter_say(c, info.text)};
        }
    }
    ret->meanings = items;
    ret->meanings_count = count;
    return RC_OK;
}

/* --- examples --- */
static bool is_kept(const struct standards_example *e)
{
    return str_eq(e->expected, STR("keep"));
}

static struct str given_words(const struct charter *c, const struct standards_example *e)
{
    struct str out = {.p = NULL};
    for (size_t i = 0; i < e->given_count; i++) {
        const struct standards_given *g = &e->given[i];
        out = arena_printf(c->r->arena, "%.*s%s%.*s%s%.*s%s", STR_ARG(out), i > 0 ? ", " : "",
                           STR_ARG(g->name), g->name.n > 0 ? " = " : "“", STR_ARG(g->value),
                           g->name.n > 0 ? "" : "”");
    }
    return out;
}

/* What an example expects, PUBLISH for those that are kept. */
static enum consequence expected(const struct standards_example *e)
{
    enum consequence c = CONSEQUENCE_PUBLISH;
    return !is_kept(e) && consequence_parse(e->expected, &c) == RC_OK ? c : CONSEQUENCE_PUBLISH;
}

static struct view_example_item example_view(const struct charter *c,
                                             const struct standards_example *e)
{
    return (struct view_example_item){
        .mark = mark_of(c, expected(e)), .words = e->text, .given = given_words(c, e)};
}

/* Up to `max` examples of one consequence; those that need no circumstances explained come first. */
static size_t choose(const struct charter *c, const struct standards_clause *clause,
                     enum consequence wanted, size_t max, struct view_example_item *items)
{
    size_t count = 0;
    for (int circumstances = 0; circumstances < 2; circumstances++) {
        for (size_t i = 0; i < clause->example_count && count < max; i++) {
            const struct standards_example *e = &clause->examples[i];
            if (expected(e) == wanted && (e->given_count > 0) == (circumstances == 1))
                items[count++] = example_view(c, e);
        }
    }
    return count;
}

static enum rc fill_examples(const struct charter *c, const struct standards_clause *clause,
                             struct view_clause_measures *ret)
{
    size_t max = CHARTER_ACTED_MAX * CONSEQUENCE_REMOVE + CHARTER_KEPT_MAX, count = 0;
    struct view_example_item *items = ARENA_ARRAY(c->r->arena, max, struct view_example_item);
    if (items == NULL)
        return RC_NO_MEMORY;
    for (int k = CONSEQUENCE_REMOVE; k > CONSEQUENCE_PUBLISH; k--)
        count += choose(c, clause, (enum consequence)k, CHARTER_ACTED_MAX, items + count);
    count += choose(c, clause, CONSEQUENCE_PUBLISH, CHARTER_KEPT_MAX, items + count);
    struct str all = edition_words_number(c->words, (double)clause->example_count, c->r->arena);
    ret->examples = items;
    ret->examples_count = count;
    ret->examples_note = edition_words_fill(c->words, WORD_EXAMPLES_NOTE, &all, 1, c->r->arena);
    return RC_OK;
}

/* --- the fold --- */
static struct str statement_words(const struct charter *c, const struct standards_clause *clause)
{
    bool illegal = str_eq(clause->reasons_ground, STR("illegal"));
    struct str ground = word(c, illegal ? WORD_GROUND_ILLEGAL : WORD_GROUND_TERMS);
    struct str category = edition_words_category(c->words, clause->reasons_category);
    return category.n == 0
               ? ground
               : arena_printf(c->r->arena, "%.*s (%.*s)", STR_ARG(ground), STR_ARG(category));
}

static struct str brake_words(const struct charter *c, const struct standards_clause *clause)
{
    if (clause->branch_count == 0)
        return (struct str){.p = NULL};
    struct str share =
        edition_words_percent(c->words, standards_brake_share(c->standards, clause), c->r->arena);
    return edition_words_fill(c->words, WORD_BRAKE_SHARE, &share, 1, c->r->arena);
}

static enum rc fill_measures(const struct charter *c, const struct standards_clause *clause,
                             struct view_clause_item *ret)
{
    struct view_clause_measures *m = ARENA_NEW(c->r->arena, struct view_clause_measures);
    if (m == NULL)
        return RC_NO_MEMORY;
    *m = (struct view_clause_measures){
        .language = edition_words_language(c->words),
        .summary = word(c, WORD_MEASURES),
        .conditions_label = word(c, WORD_CONDITIONS),
        .meanings_label = word(c, WORD_MEANINGS),
        .examples_label = word(c, WORD_EXAMPLES),
        .statement_label = word(c, WORD_STATEMENT),
        .statement = statement_words(c, clause),
        .brake_label = word(c, WORD_BRAKE),
        .brake = brake_words(c, clause),
    };
    ret->measures = m;
    enum rc rc = fill_conditions(c, clause, m);
    if (rc == RC_OK)
        rc = fill_meanings(c, clause, m);
    return rc == RC_OK ? fill_examples(c, clause, m) : rc;
}

enum rc charter_fill_clause(const struct charter *c, const struct standards_clause *clause,
                            struct view_clause_item *ret)
{
    ret->clause = true;
    ret->words_language = edition_words_language(c->words);
    ret->follows_label = word(c, WORD_WHAT_FOLLOWS);
    enum rc rc = fill_follows(c, clause, ret);
    return rc == RC_OK ? fill_measures(c, clause, ret) : rc;
}
