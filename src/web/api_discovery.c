/* The discovery document (Google's description of an API for client libraries): src/web/discovery.json with the address of
 * this site in place of @ROOT@. Clients built on those libraries move by asking here instead of at Google. */
#include "web/api_error.h"
#include "web/api.h"
#include "web/pages.h"
#include "web/site_state.h"

#define DOCUMENT_MAX ((size_t)256 * 1024)

struct str discovery_document(void); /* made at build time */

static void put_document(struct buf *out, struct str root)
{
    struct str document = discovery_document(), mark = STR("@ROOT@");
    size_t from = 0;
    for (size_t at = str_find(document, mark, 0); at != STR_NONE;
         at = str_find(document, mark, from)) {
        buf_put(out, str_slice(document, from, at));
        buf_put(out, root);
        from = at + mark.n;
    }
    buf_put(out, str_slice(document, from, document.n));
}

void api_discovery(struct request *r)
{
    struct buf out;
    struct str version = request_query(r, "version");
    if (version.n > 0 && !str_eq(version, STR("v1alpha1"))) {
        problem_set(&r->problem, RC_NOT_FOUND, "There is only version v1alpha1 of this API.");
        api_fail(r, RC_NOT_FOUND);
        return;
    }
    buf_init(&out, DOCUMENT_MAX);
    put_document(&out, r->site->config.base_url);
    if (buf_status(&out) == RC_OK)
        http_reply(r->x, 200, STR("application/json; charset=utf-8"), buf_str(&out));
    else
        api_fail(r, RC_NO_MEMORY);
    buf_release(&out);
}

void api_discovery_long(struct request *r)
{
    api_discovery(r);
}
