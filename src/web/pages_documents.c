/* The documents readers agree to; the standards have a page of their own (pages_standards.c). */
#include "web/documents.h"

#include "policy/judge.h"
#include "text/markdown.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"
#include "web/views.h"

struct str documents_standards_version(const struct request *r)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    struct str version = STR("");
    if (judge != NULL)
        version =
            arena_dup(r->arena, standards_version(judge_standards(community_judge_get(judge))));
    community_judge_unref(judge);
    return version;
}

static enum rc render_privacy(struct request *r, struct buf *out)
{
    struct view_privacy view = {.site = request_site(r)->title,
                                .version = STR(DOCUMENTS_PRIVACY_VERSION)};
    struct layout layout = {.title = SAY(r, "Privacy policy"), .path = STR("/privacy")};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc == RC_OK)
        view_privacy_render(out, r->words, &view);
    return rc;
}

void pages_privacy(struct request *r)
{
    request_cached(r, SITE_PAGE_PRIVACY, 0, STR(""), render_privacy);
}
