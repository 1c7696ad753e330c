/* A document, a layer over another (behind a line of SEPARATOR), and an edition: whatever the bytes, each is taken
 * whole or refused with a message. */
#include "fuzz.h"

#include "policy/edition.h"
#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/list.h"
#include "policy/standards.h"

#define SEPARATOR STR("\n=-=-=\n")

/* A sheet on which nothing about the comment is measured. */
static void check_branch(const struct standards *s, const struct standards_branch *b)
{
    struct facts signals = {0};
    struct fact_sheet sheet = {.signals = &signals};
    size_t count;
    const int *facts = expr_facts(b->expr, &count);
    for (size_t i = 0; i < count; i++)
        FUZZ_CHECK(facts[i] >= 0 && (size_t)facts[i] < FACT_COUNT + standards_fact_names(s)->count);
    FUZZ_CHECK(expr_evaluate(b->expr, &sheet) <= EXPR_UNKNOWN);
}

static void check_steps(const struct standards *s, const struct standards_clause *c)
{
    for (size_t i = 0; i < c->level_count; i++) {
        FUZZ_CHECK(c->levels[i].level < standards_trust(s)->level_count);
        FUZZ_CHECK(i == 0 || c->levels[i - 1].level < c->levels[i].level);
    }
    for (size_t i = 1; i < c->repeat_count; i++)
        FUZZ_CHECK(c->repeats[i - 1].from < c->repeats[i].from &&
                   c->repeats[i - 1].consequence < c->repeats[i].consequence);
    FUZZ_CHECK(standards_brake_share(s, c) > 0 && standards_brake_share(s, c) <= 1);
}

static void check_rules(const struct standards *s)
{
    const struct standards_trust *t = standards_trust(s);
    FUZZ_CHECK(t->level_count > 0 && t->levels[0].points == 0 && t->half_life_days > 0);
    for (size_t i = 1; i < t->level_count; i++)
        FUZZ_CHECK(t->levels[i - 1].points < t->levels[i].points);
    FUZZ_CHECK(standards_verify(s)->published <= 1 && standards_verify(s)->acted <= 1);
    FUZZ_CHECK(standards_brake(s)->window_ms > 0 && standards_brake(s)->at_least > 0);
}

/* The document's own words are where its lists should find something. */
static void check_lists(const struct standards *s)
{
    struct arena *a = arena_new(64 << 20);
    struct text t;
    struct list_matches m;
    struct str words = str_slice(standards_composed(s), 0, 2000);
    while (words.n > 0 && ((unsigned char)words.p[words.n - 1] & 0x80) != 0)
        words.n--;
    if (text_prepare(a, words, &t) == RC_OK &&
        list_set_match(standards_lists(s), &t, a, &m) == RC_OK) {
        FUZZ_CHECK(m.value_count == standards_fact_names(s)->count);
        for (size_t i = 0; i < m.place_count; i++)
            FUZZ_CHECK(m.places[i].original.begin < m.places[i].original.end &&
                       m.places[i].original.end <= words.n);
    }
    arena_free(a);
}

static void check_loaded(const struct standards *s)
{
    size_t count, clauses;
    const struct standards_section *sections = standards_sections(s, &count);
    const struct standards_clause *c = standards_clauses(s, &clauses);
    FUZZ_CHECK(clauses > 0 && clauses <= count);
    for (size_t i = 0; i < count; i++)
        FUZZ_CHECK(sections[i].line > 0 && standards_place(s, sections[i].line).line > 0);
    for (size_t i = 0; i < clauses; i++) {
        FUZZ_CHECK(standards_find_clause(s, c[i].slug) == &c[i]);
        FUZZ_CHECK(c[i].by_moderators == (c[i].branch_count == 0));
        check_steps(s, &c[i]);
        for (size_t k = 0; k < c[i].branch_count; k++)
            check_branch(s, &c[i].branches[k]);
    }
    check_rules(s);
    check_lists(s);
}

/* What was composed stands by itself. */
static void check_again(const struct standards *s)
{
    struct standards *again = NULL;
    FUZZ_CHECK(standards_load(standards_composed(s), STR("again"), &again, NULL) == RC_OK);
    FUZZ_CHECK(str_eq(standards_version(again), standards_version(s)));
    standards_free(again);
}

static void try_edition(struct str text, const struct standards *machine)
{
    struct standards_edition *e = NULL;
    struct problem problem = {0};
    enum rc rc = standards_edition_load(text, STR("edition"), machine, &e, &problem);
    FUZZ_CHECK((rc == RC_OK) == (e != NULL));
    FUZZ_CHECK((rc == RC_OK) == (problem.message[0] == '\0'));
    standards_edition_free(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct standards *s = NULL;
    struct problem problem = {0};
    struct str text = str_make((const char *)data, size);
    size_t cut = str_find(text, SEPARATOR, 0);
    struct str base = cut == STR_NONE ? standards_shipped() : str_slice(text, 0, cut);
    struct str upper = cut == STR_NONE ? text : str_slice(text, cut + SEPARATOR.n, size);
    enum rc rc = standards_load_layers(base, STR("base"), upper, STR("fuzz"), &s, &problem);
    FUZZ_CHECK((rc == RC_OK) == (s != NULL));
    FUZZ_CHECK((rc == RC_OK) == (problem.message[0] == '\0'));
    if (s != NULL) {
        check_loaded(s);
        check_again(s);
        try_edition(cut == STR_NONE ? text : base, s);
    }
    standards_free(s);
    return 0;
}
