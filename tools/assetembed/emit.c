/* Assets as C: bytes as string literals (which compilers read far faster than lists of numbers) and
 * one table sorted by public address. */
#include "embed.h"

#include <stdlib.h>

#define BYTES_PER_LINE 64

static const char header[] =
    "/* Generated from assets/ by assetembed: change the assets instead. */\n"
    "#ifndef COMITY_ASSETS_H\n"
    "#define COMITY_ASSETS_H\n\n"
    "#include <stddef.h>\n\n"
    "#include \"base/str.h\"\n\n"
    "/* One encoding of an asset, with its strong validator in quotes. Absent when bytes.p is "
    "NULL. */\n"
    "struct asset_body {\n"
    "    struct str bytes;\n"
    "    struct str etag;\n"
    "};\n\n"
    "struct asset {\n"
    "    struct str name; /* under assets/: \"css/site.css\" */\n"
    "    struct str url;  /* \"/assets/site.3f2a9c1d.css\": its bytes never change */\n"
    "    struct str content_type;\n"
    "    struct asset_body plain;\n"
    "    struct asset_body brotli;\n"
    "    struct asset_body gzip;\n"
    "};\n\n"
    "/* Sorted by url. */\n"
    "extern const struct asset assets[];\n"
    "extern const size_t assets_count;\n\n"
    "/* The asset at a public address, or NULL. */\n"
    "const struct asset *asset_find(struct str url);\n\n"
    "#endif\n";

static const char find_function[] = "\nconst struct asset *asset_find(struct str url)\n"
                                    "{\n"
                                    "    size_t low = 0;\n"
                                    "    size_t high = assets_count;\n\n"
                                    "    while (low < high) {\n"
                                    "        size_t middle = low + (high - low) / 2;\n"
                                    "        int order = str_compare(url, assets[middle].url);\n\n"
                                    "        if (order == 0)\n"
                                    "            return &assets[middle];\n"
                                    "        if (order < 0)\n"
                                    "            high = middle;\n"
                                    "        else\n"
                                    "            low = middle + 1;\n"
                                    "    }\n"
                                    "    return NULL;\n"
                                    "}\n";

void embed_emit_header(struct buf *out)
{
    buf_put(out, str_from_cstr(header));
}

static void put_line(struct buf *out, struct str s)
{
    BUF_PUT(out, "\n    \"");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        char octal[4] = {'\\', (char)('0' + (c >> 6)), (char)('0' + ((c >> 3) & 7)),
                         (char)('0' + (c & 7))};

        if (c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?')
            buf_put_char(out, (char)c);
        else
            buf_put(out, str_make(octal, sizeof(octal)));
    }
    BUF_PUT(out, "\"");
}

static void put_bytes(struct buf *out, size_t index, const char *encoding, struct str bytes)
{
    if (!bytes.p)
        return;
    buf_printf(out, "static const char %s_%zu[] =", encoding, index);
    for (size_t at = 0; at < bytes.n; at += BYTES_PER_LINE)
        put_line(out, str_slice(bytes, at, at + BYTES_PER_LINE));
    buf_put(out, bytes.n ? STR(";\n") : STR(" \"\";\n"));
}

static void put_body(struct buf *out, size_t index, const char *encoding, struct str bytes,
                     uint64_t hash)
{
    if (!bytes.p)
        return;
    buf_printf(out,
               "        .%s = {.bytes = {.p = %s_%zu, .n = sizeof(%s_%zu) - 1},\n"
               "            .etag = STR_INIT(\"\\\"%016llx-%c\\\"\")},\n",
               encoding, encoding, index, encoding, index, (unsigned long long)hash, encoding[0]);
}

static void put_row(struct buf *out, size_t index, const struct embed *a)
{
    buf_printf(out,
               "    {.name = STR_INIT(\"%.*s\"), .url = STR_INIT(\"/assets/%.*s\"),\n"
               "        .content_type = STR_INIT(\"%.*s\"),\n",
               STR_ARG(a->name), STR_ARG(a->file), STR_ARG(a->content_type));
    put_body(out, index, "plain", a->bytes, a->hash);
    put_body(out, index, "brotli", a->brotli, a->hash);
    put_body(out, index, "gzip", a->gzip, a->hash);
    BUF_PUT(out, "    },\n");
}

static int by_file(const void *a, const void *b)
{
    const struct embed *const *x = a;
    const struct embed *const *y = b;

    return str_compare((*x)->file, (*y)->file);
}

void embed_emit_source(const struct embed_set *set, struct buf *out)
{
    const struct embed **rows;
    size_t count = 0;

    for (const struct embed *a = set->assets; a; a = a->next)
        count++;
    rows = ARENA_ARRAY(set->arena, count + 1, const struct embed *);
    if (!rows) {
        out->failure = RC_NO_MEMORY;
        return;
    }
    count = 0;
    for (const struct embed *a = set->assets; a; a = a->next)
        rows[count++] = a;
    qsort(rows, count, sizeof(rows[0]), by_file);
    BUF_PUT(out, "/* Generated from assets/ by assetembed: change the assets instead. */\n#include "
                 "\"assets.h\"\n\n"
                 "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n");
    for (size_t i = 0; i < count; i++) {
        put_bytes(out, i, "plain", rows[i]->bytes);
        put_bytes(out, i, "brotli", rows[i]->brotli);
        put_bytes(out, i, "gzip", rows[i]->gzip);
    }
    BUF_PUT(out, "\nconst struct asset assets[] = {\n");
    for (size_t i = 0; i < count; i++)
        put_row(out, i, rows[i]);
    /* C wants a row even when there is no asset. */
    buf_printf(out, "    {.name = {.p = NULL}},\n};\nconst size_t assets_count = %zu;\n", count);
    buf_put(out, str_from_cstr(find_function));
}

void embed_emit_list(const struct embed_set *set, struct buf *out)
{
    for (const struct embed *a = set->assets; a; a = a->next)
        buf_printf(out, "%.*s /assets/%.*s\n", STR_ARG(a->name), STR_ARG(a->file));
}
