/* Files: what the program carries (assets), what the articles carry (media), and two small ones. */
#include "assets.h"
#include "community/article/media.h"
#include "web/pages.h"

#define YEAR_CACHE "public, max-age=31536000, immutable"

static bool accepts(const struct request *r, struct str coding)
{
    struct str list = http_header(r->x, STR("Accept-Encoding"));
    return str_find(list, coding, 0) != STR_NONE;
}

static void reply_asset(struct request *r, const struct asset *asset)
{
    const struct asset_body *body = &asset->plain;
    if (asset->brotli.bytes.p != NULL && accepts(r, STR("br"))) {
        body = &asset->brotli;
        http_set_header(r->x, STR("Content-Encoding"), STR("br"));
    } else if (asset->gzip.bytes.p != NULL && accepts(r, STR("gzip"))) {
        body = &asset->gzip;
        http_set_header(r->x, STR("Content-Encoding"), STR("gzip"));
    }
    http_set_header(r->x, STR("Vary"), STR("Accept-Encoding"));
    http_set_header(r->x, STR("Cache-Control"), STR(YEAR_CACHE));
    http_set_header(r->x, STR("ETag"), body->etag);
    if (str_eq(http_header(r->x, STR("If-None-Match")), body->etag))
        http_reply(r->x, 304, asset->content_type, STR(""));
    else
        http_reply(r->x, 200, asset->content_type, body->bytes);
}

void pages_asset(struct request *r)
{
    const struct asset *asset = asset_find(http_path(r->x));
    if (asset != NULL)
        reply_asset(r, asset);
    else
        request_fail(r, RC_NOT_FOUND);
}

void pages_media(struct request *r)
{
    struct media_view media;
    enum rc rc = media_get(r->reader, r->params.name, r->arena, &media);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    /* A drawing may carry script; opened by itself it gets no rights at all. */
    http_set_header(
        r->x, STR("Content-Security-Policy"),
        STR("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"));
    http_set_header(r->x, STR("Cache-Control"), STR(YEAR_CACHE));
    http_reply(r->x, 200, media.content_type, media.content);
}

void pages_favicon(struct request *r)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (str_eq(assets[i].name, STR("img/favicon.svg"))) {
            http_set_header(r->x, STR("Cache-Control"), STR("public, max-age=86400"));
            http_reply(r->x, 200, STR("image/svg+xml; charset=utf-8"), assets[i].plain.bytes);
            return;
        }
    }
    request_fail(r, RC_NOT_FOUND);
}

void pages_robots(struct request *r)
{
    http_set_header(r->x, STR("Cache-Control"), STR("public, max-age=86400"));
    http_reply(r->x, 200, STR("text/plain; charset=utf-8"),
               STR("User-agent: *\nDisallow: /moderation\nDisallow: /admin\nDisallow: /account\n"
                   "Disallow: /me\nDisallow: /sign-in\nDisallow: /register\n"));
}
