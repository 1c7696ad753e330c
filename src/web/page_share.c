#include "web/page_share.h"

#include <brotli/encode.h>
#include <zlib.h>

#define COMPRESS_MIN 512
/* See docs/HTTP.md. The first level is what everybody waits for who asks for a page that has just changed; the second
 * is taken for pages that stay. */
#define BROTLI_LEVEL         0
#define BROTLI_SMALLER_LEVEL 5
#define BROTLI_WINDOW_BITS   18
#define GZIP_LEVEL           4
#define GZIP_WINDOW          (15 + 16) /* the largest window, with a gzip head */

static void compress_brotli(int level, struct str in, struct buf *out)
{
    size_t n = BrotliEncoderMaxCompressedSize(in.n);
    char *p = buf_reserve(out, n);
    if (p != NULL && BrotliEncoderCompress(level, BROTLI_WINDOW_BITS, BROTLI_MODE_TEXT, in.n,
                                           (const uint8_t *)in.p, &n, (uint8_t *)p))
        buf_commit(out, n);
}

static void compress_smaller(struct str in, struct buf *out)
{
    compress_brotli(BROTLI_SMALLER_LEVEL, in, out);
}

static void compress_gzip(struct str in, struct buf *out)
{
    z_stream z = {0};
    if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    size_t n = deflateBound(&z, in.n);
    char *p = buf_reserve(out, n);
    z.next_in = (Bytef *)(uintptr_t)in.p;
    z.avail_in = (uInt)in.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)n;
    if (p != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END)
        buf_commit(out, n - z.avail_out);
    deflateEnd(&z);
}

enum rc page_share(const struct page *page, struct http_shared **ret)
{
    struct buf brotli;
    struct str body = buf_str(&page->body);
    enum rc rc = buf_status(&page->body);
    if (rc != RC_OK)
        return rc;
    buf_init(&brotli, PAGE_BODY_MAX * 2);
    bool compress = body.n >= COMPRESS_MIN;
    if (compress)
        compress_brotli(BROTLI_LEVEL, body, &brotli);
    rc = http_shared_new(
        &(struct http_shared_parts){.status = page->status,
                                    .content_type = page->content_type,
                                    .body = body,
                                    .brotli = buf_str(&brotli),
                                    .gzip_later = compress ? compress_gzip : NULL,
                                    .brotli_smaller = compress ? compress_smaller : NULL,
                                    .cache_control = page->cache_control},
        ret);
    buf_release(&brotli);
    return rc;
}
