#include "web/api_judge.h"

#include "text/text.h"

struct judge_context api_judge_context(const struct community *c)
{
    const struct community_site *site = community_site(c);
    return (struct judge_context){.signals = {.site_language = site->language,
                                              .site_title = site->title,
                                              .site_domains = site->domains,
                                              .site_domain_count = site->domain_count}};
}

enum rc api_judge(struct community *c, struct str sent, const struct judge_context *context,
                  struct arena *a, struct api_judged *ret)
{
    struct api_judged judged = {.held = community_judge_ref(c)};
    if (judged.held == NULL)
        return RC_UNAVAILABLE;
    enum rc rc = text_prepare(a, sent, &judged.text);
    if (rc == RC_OK)
        rc =
            judge_text(community_judge_get(judged.held), &judged.text, context, a, &judged.verdict);
    if (rc != RC_OK) {
        community_judge_unref(judged.held);
        return rc;
    }
    *ret = judged;
    return RC_OK;
}

void api_judged_release(struct api_judged *j)
{
    community_judge_unref(j->held);
    *j = (struct api_judged){0};
}

bool api_names_contain(struct str names, struct str name)
{
    while (names.p != NULL) {
        if (str_eq(str_trim(str_split(&names, ',')), name))
            return true;
    }
    return false;
}
