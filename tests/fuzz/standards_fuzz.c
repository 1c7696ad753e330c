#include "fuzz.h"

#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/standards.h"

/* A sheet on which nothing about the comment is measured. */
static void check_branch(const struct standards_branch *b)
{
    struct facts signals = {0};
    struct fact_sheet sheet = {.signals = &signals};
    size_t count;
    const int *facts = expr_facts(b->expr, &count);
    for (size_t i = 0; i < count; i++)
        FUZZ_CHECK(facts[i] >= 0 && facts[i] < FACT_COUNT);
    FUZZ_CHECK(expr_evaluate(b->expr, &sheet) <= EXPR_UNKNOWN);
}

static void check_loaded(const struct standards *s)
{
    size_t count, clauses;
    const struct standards_section *sections = standards_sections(s, &count);
    const struct standards_clause *c = standards_clauses(s, &clauses);
    FUZZ_CHECK(clauses > 0 && clauses <= count);
    for (size_t i = 0; i < count; i++)
        FUZZ_CHECK(sections[i].line > 0);
    for (size_t i = 0; i < clauses; i++) {
        FUZZ_CHECK(standards_find_clause(s, c[i].slug) == &c[i]);
        FUZZ_CHECK(c[i].by_moderators == (c[i].branch_count == 0));
        for (size_t k = 0; k < c[i].branch_count; k++)
            check_branch(&c[i].branches[k]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct standards *s = NULL;
    struct problem problem = {0};
    enum rc rc = standards_load(str_make((const char *)data, size), STR("fuzz"), &s, &problem);
    FUZZ_CHECK((rc == RC_OK) == (s != NULL));
    FUZZ_CHECK((rc == RC_OK) == (problem.message[0] == '\0'));
    if (s != NULL)
        check_loaded(s);
    standards_free(s);
    return 0;
}
