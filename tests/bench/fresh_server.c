/*
 * Facade and page cache alone, for measuring freshness before any site is there: a page of the last hundred
 * "comments", kept in memory, and a form that adds one.
 *
 *     fresh_server      prints the port, runs until its input ends; GET /page, POST /page (text=...), GET /metrics
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/metrics.h"
#include "base/random.h"
#include "http/forms.h"
#include "http/http.h"
#include "web/page_cache.h"

#define SHOWN     100
#define TEXT_MAX  512
#define PAGE_KIND 1

struct thread {
    struct page_cache *cache;
    pthread_mutex_t lock;
    char texts[SHOWN][TEXT_MAX];
    unsigned count;
};

static enum rc page_render(struct http_exchange *x, struct page *page, void *ctx)
{
    struct thread *t = ctx;
    pthread_mutex_lock(&t->lock);
    for (unsigned i = 0; i < SHOWN; i++)
        buf_printf(&page->body, "<article id=\"c%u\"><p>%s</p></article>\n", i,
                   t->texts[(t->count + i) % SHOWN]);
    pthread_mutex_unlock(&t->lock);
    return RC_OK;
}

static void page_fail(struct http_exchange *x, enum rc rc, void *ctx)
{
    http_reply(x, 500, STR("text/plain; charset=utf-8"), str_from_cstr(rc_text(rc)));
}

static void comment_add(struct http_exchange *x, struct thread *t)
{
    struct form form;
    struct problem problem = {0};
    if (form_read_body(x, &form, &problem) != RC_OK) {
        http_reply(x, 400, STR("text/plain; charset=utf-8"), str_from_cstr(problem.message));
        return;
    }
    struct str text = form_get(&form, "text");
    pthread_mutex_lock(&t->lock);
    snprintf(t->texts[t->count++ % SHOWN], TEXT_MAX, "%.*s", STR_ARG(text));
    pthread_mutex_unlock(&t->lock);
    page_cache_bump(t->cache, PAGE_KIND, 0);
    http_redirect(x, STR("/page"));
}

static void answer(struct http_exchange *x, void *ctx)
{
    struct thread *t = ctx;
    struct page_key key = {.kind = PAGE_KIND};
    struct page_source source = {.render = page_render, .fail = page_fail, .ctx = t};
    if (str_eq(http_path(x), STR("/metrics"))) {
        struct buf out;
        buf_init(&out, 1 << 20);
        metrics_write(&out);
        http_reply(x, 200, STR("text/plain; version=0.0.4; charset=utf-8"), buf_str(&out));
        buf_release(&out);
    } else if (http_method(x) == HTTP_POST) {
        comment_add(x, t);
    } else {
        page_cache_reply(t->cache, x, &key, &source);
    }
}

/* Texts of about 400 bytes that compress no better than people's. */
static void thread_fill(struct thread *t)
{
    static const char *const words[] = {
        "ferry",  "minister", "council", "late",    "harbour", "because",  "nobody",  "asked",
        "the",    "a",        "people",  "who",     "live",    "there",    "and",     "winter",
        "border", "eels",     "honey",   "vote",    "already", "paid",     "twice",   "for",
        "bridge", "strait",   "of",      "talks",   "again",   "is",       "schools", "teachers",
        "read",   "report",   "with",    "numbers", "that",    "do",       "not",     "add",
        "up",     "my",       "mother",  "would",   "say",     "umbrella", "quinces", "orchard",
        "rows",   "east",
    };
    struct random r = random_seeded(11);
    for (unsigned i = 0; i < SHOWN; i++) {
        size_t n = 0;
        while (n < 400)
            n += (size_t)snprintf(t->texts[i] + n, TEXT_MAX - n, "%s%s ",
                                  words[random_below(&r, sizeof words / sizeof *words)],
                                  random_below(&r, 12) == 0 ? "," : "");
    }
}

int main(void)
{
    static struct thread thread = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct http_server *server;
    struct problem problem = {0};
    struct http_config config = {.address = STR("127.0.0.1"),
                                 .loops = 2,
                                 .connections_per_address = 4096,
                                 .handler = answer,
                                 .handler_ctx = &thread};
    char c;
    thread_fill(&thread);
    if (page_cache_new((size_t)16 << 20, 2, &thread.cache) != RC_OK ||
        http_server_start(&config, &server, &problem) != RC_OK) {
        fprintf(stderr, "%s\n", problem.message);
        return 1;
    }
    printf("%u\n", http_server_port(server));
    fflush(stdout);
    while (read(STDIN_FILENO, &c, 1) > 0)
        ;
    http_server_stop(server, 1000);
    page_cache_free(thread.cache);
    return 0;
}
