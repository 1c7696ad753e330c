#include "cli/front_matter.h"

#include "base/suggest.h"

static enum rc take_pair(struct str line, int number, struct front_matter_field *fields,
                         size_t count, struct problem *problem)
{
    size_t colon = str_find_char(line, ':', 0);
    if (colon == STR_NONE)
        return problem_set_at(problem, RC_INVALID, number, 0,
                              "line %d is not of the form key: value", number);
    struct str key = str_trim(str_slice(line, 0, colon));
    struct suggestion near = suggest_begin(key);
    for (size_t i = 0; i < count; i++) {
        suggest_offer(&near, fields[i].key);
        if (!str_eq(fields[i].key, key))
            continue;
        if (fields[i].value.n > 0)
            return problem_set_at(problem, RC_INVALID, number, 0,
                                  "line %d gives \"%.*s\" a second time", number, STR_ARG(key));
        fields[i].value = str_trim(str_slice(line, colon + 1, line.n));
        return RC_OK;
    }
    return problem_set_at(problem, RC_INVALID, number, 0,
                          "line %d: there is no key \"%.*s\"%s%.*s%s", number, STR_ARG(key),
                          near.best.n ? "; did you mean \"" : "", STR_ARG(near.best),
                          near.best.n ? "\"?" : "");
}

enum rc front_matter_read(struct str document, struct front_matter_field *fields, size_t count,
                          struct str *ret_body, struct problem *problem)
{
    struct str rest = document;
    int number = 1;
    if (!str_eq(str_trim(str_split(&rest, '\n')), STR("---")))
        return problem_set_at(problem, RC_INVALID, 1, 0,
                              "line 1 must be ---, the start of the front matter");
    while (rest.p != NULL) {
        struct str line = str_trim(str_split(&rest, '\n'));
        number++;
        if (str_eq(line, STR("---"))) {
            for (size_t i = 0; i < count; i++) {
                if (fields[i].required && fields[i].value.n == 0)
                    return problem_set_at(problem, RC_INVALID, number, 0,
                                          "the key \"%.*s\" is missing", STR_ARG(fields[i].key));
            }
            *ret_body = rest;
            return RC_OK;
        }
        enum rc rc = line.n == 0 ? RC_OK : take_pair(line, number, fields, count, problem);
        if (rc != RC_OK)
            return rc;
    }
    return problem_set_at(problem, RC_INVALID, number, 0,
                          "the front matter has no closing --- line");
}
