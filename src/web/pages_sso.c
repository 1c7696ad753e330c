/* Single sign-on: what a publisher's page sends a browser with. */
#include "community/identity/sso.h"
#include "web/back.h"
#include "web/handed_over.h"
#include "web/pages.h"
#include "web/site_state.h"

/* The one named, or the only one there is. */
static const struct provider *find_publisher(const struct request *r, struct str name)
{
    const struct providers *all = identity_providers(request_community(r));
    const struct provider *found = NULL;
    size_t count = 0;
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        if (all->list[i].kind != PROVIDER_SSO || (name.n > 0 && !str_eq(name, all->list[i].slug)))
            continue;
        found = &all->list[i];
        count++;
    }
    return count == 1 ? found : NULL;
}

static void arrived(struct request *r, enum rc rc)
{
    const struct sso_arrival *op = (const struct sso_arrival *)r->job;
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    request_set_arrival(r, op->ret_token);
    request_redirect(r, url_local(r->arena, STR("/join/provider")));
}

void pages_sso(struct request *r, const struct handed_over *form)
{
    const struct provider *p = find_publisher(r, handed_over_get(form, "publisher"));
    struct sso_arrival *op = ARENA_NEW(r->arena, struct sso_arrival);
    struct str back = back_checked(handed_over_get(form, "back"));
    if (op == NULL || p == NULL) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_NOT_FOUND);
        return;
    }
    op->provider = p;
    op->token = handed_over_get(form, "token");
    op->back = back.n > 0 ? back : STR("");
    op->audience = r->site->config.base_url;
    request_wait(r, &op->job, arrived);
    request_submitted(r, sso_arrive_submit(&op->job));
}
