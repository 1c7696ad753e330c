#include "web/help.h"

#include "policy/judge.h"
#include "text/markdown.h"
#include "web/editions.h"
#include "web/views.h"

/* By the standards in force: help is given by the words of today. */
static bool is_about_need(const struct request *r, struct str slug)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    const struct standards_clause *clause =
        judge == NULL ? NULL
                      : standards_find_clause(judge_standards(community_judge_get(judge)), slug);
    bool found = clause != NULL && str_eq(clause->reasons_category, STR("self harm"));
    community_judge_unref(judge);
    return found;
}

struct help help_for(const struct request *r, const struct verdict *v)
{
    struct help help = {.comes_alone = false};
    size_t i = 0;
    while (i < v->finding_count && (v->findings[i].consequence == CONSEQUENCE_REMOVE ||
                                    !is_about_need(r, v->findings[i].clause)))
        i++;
    if (i == v->finding_count)
        return help;
    struct editions_clause words = editions_clause(r, v->findings[i].clause);
    if (markdown_render(r->arena, words.prose_markdown, MARKDOWN_ARTICLE, &help.prose) != RC_OK)
        return (struct help){.comes_alone = false};
    help.clause = words.title;
    help.address = views_clause_url(r, v->findings[i].clause);
    help.comes_alone = i == 0;
    return help;
}
