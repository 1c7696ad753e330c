#include "text/pictures.h"

#include "base/utf8.h"
#include "text/entity.h"

#define MARKUP_MAX  ((size_t)16 * 1024 * 1024)
#define TAG_OPENING STR("<img src=\"")

/* An attribute's value as it was before the emitter escaped it. */
static struct str unescaped(struct arena *a, struct str value)
{
    char *out = arena_alloc(a, value.n + 1);
    size_t n = 0;
    if (out == NULL)
        return (struct str){0};
    for (size_t at = 0; at < value.n;) {
        size_t end = value.p[at] == '&' ? str_find_char(value, ';', at) : STR_NONE;
        uint32_t c = end == STR_NONE ? 0 : entity_decode(str_slice(value, at, end + 1));
        if (c == 0) {
            out[n++] = value.p[at++];
            continue;
        }
        /* A reference is never shorter than the character it stands for. */
        char bytes[4];
        size_t length = utf8_encode(c, bytes);
        memcpy(out + n, bytes, length);
        n += length;
        at = end + 1;
    }
    return str_make(out, n);
}

enum rc pictures_replace(struct arena *a, struct html markup, pictures_fn *fn, void *ctx,
                         struct html *ret)
{
    struct str s = markup.s, opening = TAG_OPENING;
    struct buf out;
    size_t copied = 0;
    buf_init(&out, MARKUP_MAX);
    for (size_t at = str_find(s, opening, 0); at != STR_NONE; at = str_find(s, opening, copied)) {
        size_t address = at + opening.n;
        size_t quote = str_find_char(s, '"', address);
        size_t end = quote == STR_NONE ? STR_NONE : str_find_char(s, '>', quote);
        if (end == STR_NONE)
            break;
        struct str wanted = fn(ctx, unescaped(a, str_slice(s, address, quote)));
        buf_put(&out, str_slice(s, copied, wanted.n > 0 ? address : at));
        if (wanted.n > 0) {
            html_escape_attribute(&out, wanted);
            buf_put(&out, str_slice(s, quote, end + 1));
        }
        copied = end + 1;
    }
    buf_put(&out, str_slice(s, copied, s.n));
    struct str replaced = arena_dup(a, buf_str(&out));
    enum rc rc = buf_status(&out);
    buf_release(&out);
    if (rc != RC_OK || arena_failed(a))
        return RC_NO_MEMORY;
    *ret = html_trusted(replaced);
    return RC_OK;
}
