/*
 * The facade alone, for measuring: serves one file, compressed once, as a shared answer at every
 * path.
 *
 *     static_server FILE [LOOPS]      prints the port, runs until its input ends
 */
#include <brotli/encode.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "http/http.h"

#define FILE_MAX_BYTES ((size_t)16 * 1024 * 1024)

static void file_read(const char *path, struct buf *out)
{
    char chunk[65536];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_put(out, str_make(chunk, n));
    fclose(f);
}

static void compress_brotli(struct str in, struct buf *out)
{
    size_t n = BrotliEncoderMaxCompressedSize(in.n);
    char *p = buf_reserve(out, n);
    if (p != NULL && BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, in.n, (const uint8_t *)in.p, &n,
                                           (uint8_t *)p))
        buf_commit(out, n);
}

static void answer(struct http_exchange *x, void *shared)
{
    http_reply_shared(x, shared);
}

int main(int argc, char **argv)
{
    struct buf body, brotli;
    struct http_shared *shared;
    struct http_server *server;
    struct problem problem = {0};
    char c;
    if (argc < 2) {
        fprintf(stderr, "usage: static_server FILE [LOOPS]\n");
        return 2;
    }
    buf_init(&body, FILE_MAX_BYTES);
    buf_init(&brotli, FILE_MAX_BYTES);
    file_read(argv[1], &body);
    compress_brotli(buf_str(&body), &brotli);
    struct http_shared_parts parts = {.status = 200,
                                      .content_type = STR("text/html; charset=utf-8"),
                                      .body = buf_str(&body),
                                      .brotli = buf_str(&brotli),
                                      .cache_control = STR("no-cache")};
    if (http_shared_new(&parts, &shared) != RC_OK)
        return 1;
    struct http_config config = {.address = STR("127.0.0.1"),
                                 .loops = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0,
                                 .connections_per_address = 4096,
                                 .handler = answer,
                                 .handler_ctx = shared};
    if (http_server_start(&config, &server, &problem) != RC_OK) {
        fprintf(stderr, "%s\n", problem.message);
        return 1;
    }
    printf("%u\n", http_server_port(server));
    fflush(stdout);
    while (read(STDIN_FILENO, &c, 1) > 0)
        ;
    http_server_stop(server, 1000);
    http_shared_unref(shared);
    buf_release(&body);
    buf_release(&brotli);
    return 0;
}
