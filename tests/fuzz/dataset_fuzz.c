/* A manifest, every rule of which is asked about a few cells. */
#include "fuzz.h"

#include "base/utf8.h"
#include "cli/dataset_map.h"

static void ask(struct dataset_rule *rule)
{
    static const struct str cells[] = {STR_INIT(""), STR_INIT("1"), STR_INIT("0.5"),
                                       STR_INIT("hate"), STR_INIT("\xFF,a|b")};
    enum rule_answer answer;
    double number;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        for (size_t k = 0; k < rule->count; k++)
            rule->conditions[k].cell = i;
        struct problem problem = {0};
        if (dataset_rule_ask(rule, cells, &answer, &number, &problem) != RC_OK)
            FUZZ_CHECK(problem.message[0] != '\0');
        else
            FUZZ_CHECK(answer == RULE_UNKNOWN || answer == RULE_IS_NO || answer == RULE_IS_YES);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)256 << 20);
    struct dataset_map *maps;
    size_t count = 0;
    struct problem problem = {0};
    FUZZ_CHECK(a != NULL);
    enum rc rc = dataset_manifest_parse(a, str_make((const char *)data, size), STR("base"), &maps,
                                        &count, &problem);
    FUZZ_CHECK(rc == RC_OK || rc == RC_NO_MEMORY || problem.message[0] != '\0');
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        FUZZ_CHECK(maps[i].path.n > 0);
        for (size_t k = 0; k < maps[i].label_count; k++)
            ask(&maps[i].labels[k].rule);
        ask(&maps[i].only);
    }
    arena_free(a);
    return 0;
}
