#include "web/problem_summary.h"

#include <string.h>

struct view_problem_summary *problem_summary_make(struct request *r, const char *field,
                                                  const char *first,
                                                  const struct problem_place *places, size_t count)
{
    struct view_problem_summary *summary = ARENA_NEW(r->arena, struct view_problem_summary);
    struct view_problem_item *item = ARENA_NEW(r->arena, struct view_problem_item);
    struct str said = request_problem(r);
    const char *input_id = field != NULL ? field : first;
    if (said.n == 0 || summary == NULL || item == NULL)
        return NULL;
    for (size_t i = 0; field != NULL && i < count; i++) {
        if (strcmp(field, places[i].field) != 0)
            continue;
        if (places[i].text != NULL)
            *places[i].text = said;
        if (places[i].input_id != NULL)
            input_id = places[i].input_id;
    }
    *item = (struct view_problem_item){.message = said, .field = str_from_cstr(input_id)};
    *summary = (struct view_problem_summary){.problems = item, .problems_count = 1};
    return summary;
}
