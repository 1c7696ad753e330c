/* References in style sheets: url(../fonts/x.woff2) becomes url(x.HASH.woff2). */
#include "embed.h"

struct rewriter {
    struct embed_set *set;
    struct embed *asset;
    struct buf out;
    size_t at;
};

/* `target` as seen from the folder of `from`; empty when it climbs out of assets/. */
static struct str resolve(struct arena *arena, struct str from, struct str target)
{
    size_t slash = str_rfind_char(from, '/');
    struct str folder = str_slice(from, 0, slash == STR_NONE ? 0 : slash);

    while (target.n > 0) {
        if (str_starts(target, STR("./"))) {
            target = str_slice(target, 2, target.n);
        } else if (str_starts(target, STR("../"))) {
            if (folder.n == 0)
                return STR("");
            slash = str_rfind_char(folder, '/');
            folder = str_slice(folder, 0, slash == STR_NONE ? 0 : slash);
            target = str_slice(target, 3, target.n);
        } else {
            break;
        }
    }
    if (folder.n == 0)
        return target;
    return arena_printf(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(target));
}

/* Fragments of this document and data in the address itself name no file. */
static bool is_inline(struct str target)
{
    return str_starts(target, STR("data:")) || str_starts(target, STR("#"));
}

static enum rc put_reference(struct rewriter *r, struct str target, size_t offset)
{
    size_t hash = str_find_char(target, '#', 0);
    struct str path = str_slice(target, 0, hash == STR_NONE ? target.n : hash);
    struct str name = resolve(r->set->arena, r->asset->name, path);
    struct embed *other = embed_find(r->set, name);
    enum rc rc;

    if (!other)
        return embed_fail(r->set, r->asset, offset,
                          "url(%.*s) leads to no asset: add assets/%.*s, or correct the path",
                          STR_ARG(target), STR_ARG(name));
    if (other->is_building)
        return embed_fail(r->set, r->asset, offset,
                          "url(%.*s) closes a circle of style sheets: remove one reference",
                          STR_ARG(target));
    rc = embed_build(r->set, other);
    buf_put(&r->out, other->file);
    buf_put(&r->out, str_slice(target, path.n, target.n));
    return rc;
}

/* At "url(": copies it up to the closing parenthesis with the reference replaced. */
static enum rc take_url(struct rewriter *r)
{
    struct str css = r->asset->bytes;
    size_t begin = r->at + 4;
    size_t end = str_find_char(css, ')', begin);
    struct str target;
    enum rc rc = RC_OK;

    if (end == STR_NONE)
        return embed_fail(r->set, r->asset, r->at, "\"url(\" is not closed: write \")\"");
    target = str_trim(str_slice(css, begin, end));
    if (target.n >= 2 && (target.p[0] == '"' || target.p[0] == '\'')) {
        /* A quoted address may hold parentheses. */
        size_t quote = (size_t)(target.p - css.p);
        size_t close = str_find_char(css, target.p[0], quote + 1);

        if (close == STR_NONE || (end = str_find_char(css, ')', close)) == STR_NONE)
            return embed_fail(r->set, r->asset, r->at,
                              "the address in \"url(\" is not closed: write the quote");
        target = str_slice(css, quote + 1, close);
    }
    BUF_PUT(&r->out, "url(\"");
    if (is_inline(target))
        buf_put(&r->out, target);
    else
        rc = put_reference(r, target, r->at);
    BUF_PUT(&r->out, "\")");
    r->at = end + 1;
    return rc;
}

static bool ahead(const struct rewriter *r, struct str what)
{
    return str_starts(str_slice(r->asset->bytes, r->at, r->asset->bytes.n), what);
}

static enum rc step(struct rewriter *r)
{
    struct str css = r->asset->bytes;

    if (ahead(r, STR("/*"))) {
        size_t end = str_find(css, STR("*/"), r->at + 2);

        end = end == STR_NONE ? css.n : end + 2;
        buf_put(&r->out, str_slice(css, r->at, end));
        r->at = end;
        return RC_OK;
    }
    if (ahead(r, STR("url(")))
        return take_url(r);
    if (ahead(r, STR("@import \"")) || ahead(r, STR("@import '")))
        return embed_fail(r->set, r->asset, r->at,
                          "write @import url(...), so that the name can be replaced");
    buf_put_char(&r->out, css.p[r->at++]);
    return RC_OK;
}

enum rc css_rewrite(struct embed_set *set, struct embed *asset)
{
    struct rewriter r = {.set = set, .asset = asset};
    enum rc rc = RC_OK;

    buf_init(&r.out, EMBED_TOTAL_MAX);
    while (rc == RC_OK && r.at < asset->bytes.n)
        rc = step(&r);
    if (rc == RC_OK)
        rc = buf_status(&r.out);
    if (rc == RC_OK)
        asset->bytes = arena_dup(set->arena, buf_str(&r.out));
    buf_release(&r.out);
    return rc;
}
