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
    for (unsigned i = 0; i < SHOWN; i++)
        snprintf(thread.texts[i], TEXT_MAX,
                 "Comment %u says that the ferry of %u past six was late again, and that nobody is "
                 "surprised; "
                 "harbour works began %u weeks ago, the council knew, and item %u of the minutes "
                 "says so.",
                 i, i * 7919 % 60, i * 104729 % 53, i * 15485863 % 97);
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
