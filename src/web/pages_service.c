/* For machines that watch over the server. */
#include "base/metrics.h"
#include "community/article/article.h"
#include "web/pages.h"
#include "web/site_state.h"

#define METRICS_MAX ((size_t)1024 * 1024)

void pages_health(struct request *r)
{
    struct article_section *sections;
    size_t count;
    enum rc rc = article_sections(r->reader, r->arena, &sections, &count);
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    http_reply(r->x, rc == RC_OK ? 200 : 503, STR("text/plain; charset=utf-8"),
               rc == RC_OK ? STR("ok\n") : STR("the database does not answer\n"));
}

/* Time depends on the lengths only. */
static bool equal_secret(struct str a, struct str b)
{
    unsigned char difference = a.n != b.n;
    for (size_t i = 0; i < a.n && i < b.n; i++)
        difference |= (unsigned char)(a.p[i] ^ b.p[i]);
    return difference == 0;
}

/* Behind a proxy on this machine that is not configured as one, everybody seems to be on this machine. Such a header
 * never opens anything; here it closes. */
static bool came_through_proxy(const struct request *r)
{
    static const struct str names[] = {STR_INIT("Forwarded"), STR_INIT("X-Forwarded-For"),
                                       STR_INIT("X-Forwarded-Host"), STR_INIT("X-Real-IP"),
                                       STR_INIT("Via")};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (http_header(r->x, names[i]).n > 0)
            return true;
    return false;
}

static bool may_read_metrics(const struct request *r)
{
    struct str token = config_str(r->settings, SET_HTTP_METRICS_TOKEN);
    struct str client = http_client(r->x);
    struct str sent = http_header(r->x, STR("Authorization"));
    if (token.n == 0)
        return !came_through_proxy(r) &&
               (str_starts(client, STR("127.")) || str_eq(client, STR("::1")));
    return str_starts(sent, STR("Bearer ")) && equal_secret(str_slice(sent, 7, sent.n), token);
}

void pages_metrics(struct request *r)
{
    struct buf out;
    if (!may_read_metrics(r)) {
        request_fail(r, RC_FORBIDDEN);
        return;
    }
    buf_init(&out, METRICS_MAX);
    metrics_write(&out);
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    http_reply(r->x, buf_status(&out) == RC_OK ? 200 : 500,
               STR("text/plain; version=0.0.4; charset=utf-8"), buf_str(&out));
    buf_release(&out);
}
