#include "embed.h"

#include <brotli/encode.h>
#include <stdio.h>
#include <xxhash.h>
#include <zlib.h>

struct kind {
    struct str extension;
    struct str content_type;
    bool is_compressible;
};

static const struct kind kinds[] = {
    {STR_INIT(".css"), STR_INIT("text/css; charset=utf-8"), true},
    {STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8"), true},
    {STR_INIT(".svg"), STR_INIT("image/svg+xml"), true},
    {STR_INIT(".ico"), STR_INIT("image/vnd.microsoft.icon"), true},
    {STR_INIT(".png"), STR_INIT("image/png"), false},
    {STR_INIT(".woff2"), STR_INIT("font/woff2"), false},
};

static const struct kind *kind_of(struct str name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_ends(name, kinds[i].extension))
            return &kinds[i];
    }
    return NULL;
}

enum rc embed_fail(struct embed_set *set, const struct embed *asset, size_t offset,
                   const char *format, ...)
{
    char message[PROBLEM_MESSAGE_MAX];
    int line = 1;
    int column = 1;
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    for (size_t i = 0; i < offset && i < asset->bytes.n; i++) {
        column = asset->bytes.p[i] == '\n' ? 1 : column + 1;
        line += asset->bytes.p[i] == '\n';
    }
    if (set->problem.code == RC_OK)
        set->failed = asset->name;
    return problem_set_at(&set->problem, RC_INVALID, line, column, "%s", message);
}

static bool is_plain_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (!char_is_alpha(name.p[i]) && !char_is_digit(name.p[i]) && !strchr("._-/", name.p[i]))
            return false;
    }
    return name.n > 0;
}

enum rc embed_add(struct embed_set *set, struct str name, struct str bytes)
{
    struct embed *asset = ARENA_NEW(set->arena, struct embed);
    struct embed **at = &set->assets;
    const struct kind *kind = kind_of(name);

    if (!asset)
        return RC_NO_MEMORY;
    *asset = (struct embed){.name = name, .bytes = bytes};
    if (!kind)
        return embed_fail(set, asset, 0,
                          "this kind of file is not served: use css, js, svg, png, woff2 or ico");
    if (!is_plain_name(name))
        return embed_fail(
            set, asset, 0,
            "an asset's name takes only ASCII letters, digits, \".\", \"_\" and \"-\"");
    set->total += bytes.n;
    if (set->total > EMBED_TOTAL_MAX)
        return embed_fail(set, asset, 0, "all assets together pass %u bytes: make some smaller",
                          EMBED_TOTAL_MAX);
    asset->content_type = kind->content_type;
    while (*at && str_compare((*at)->name, name) < 0)
        at = &(*at)->next;
    asset->next = *at;
    *at = asset;
    return RC_OK;
}

struct embed *embed_find(const struct embed_set *set, struct str name)
{
    struct embed *asset = set->assets;

    while (asset && !str_eq(asset->name, name))
        asset = asset->next;
    return asset;
}

static enum rc compress_brotli(struct embed_set *set, struct embed *asset)
{
    size_t n = BrotliEncoderMaxCompressedSize(asset->bytes.n) + 64;
    char *out = arena_alloc(set->arena, n);

    if (!out)
        return RC_NO_MEMORY;
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
                               asset->bytes.n, (const uint8_t *)asset->bytes.p, &n, (uint8_t *)out))
        return RC_BUG;
    if (n < asset->bytes.n)
        asset->brotli = str_make(out, n);
    return RC_OK;
}

/* zlib's gzip header without name and time, so that the same bytes always compress to the same. */
static enum rc compress_gzip(struct embed_set *set, struct embed *asset)
{
    union {
        const char *in;
        Bytef *zlib; /* which only reads it */
    } input = {.in = asset->bytes.p};
    z_stream z = {.next_in = input.zlib, .avail_in = (uInt)asset->bytes.n};
    char *out;
    size_t room;

    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return RC_NO_MEMORY;
    room = deflateBound(&z, asset->bytes.n);
    out = arena_alloc(set->arena, room);
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    if (out && deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < asset->bytes.n)
        asset->gzip = str_make(out, z.total_out);
    deflateEnd(&z);
    return out ? RC_OK : RC_NO_MEMORY;
}

/* "css/site.css" becomes "site.3f2a9c1d.css": one flat folder, so that references need no path. */
static void name_by_content(struct embed_set *set, struct embed *asset)
{
    size_t slash = str_rfind_char(asset->name, '/');
    struct str base = str_slice(asset->name, slash == STR_NONE ? 0 : slash + 1, asset->name.n);
    size_t dot = str_rfind_char(base, '.');

    asset->hash = XXH3_64bits(asset->bytes.p, asset->bytes.n);
    asset->file =
        arena_printf(set->arena, "%.*s.%08x%.*s", STR_ARG(str_slice(base, 0, dot)),
                     (unsigned)(asset->hash >> 32), STR_ARG(str_slice(base, dot, base.n)));
}

enum rc embed_build(struct embed_set *set, struct embed *asset)
{
    enum rc rc = RC_OK;

    if (asset->is_built)
        return RC_OK;
    asset->is_building = true;
    if (str_ends(asset->name, STR(".css")))
        rc = css_rewrite(set, asset);
    if (rc == RC_OK)
        name_by_content(set, asset);
    if (rc == RC_OK && kind_of(asset->name)->is_compressible) {
        rc = compress_brotli(set, asset);
        if (rc == RC_OK)
            rc = compress_gzip(set, asset);
    }
    asset->is_building = false;
    asset->is_built = true;
    set->compressed += asset->brotli.p ? asset->brotli.n : asset->bytes.n;
    return rc;
}

enum rc embed_build_all(struct embed_set *set)
{
    enum rc rc = RC_OK;

    for (struct embed *a = set->assets; a && rc == RC_OK; a = a->next)
        rc = embed_build(set, a);
    return rc == RC_OK && arena_failed(set->arena) ? RC_NO_MEMORY : rc;
}
