#include "raw_site.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/forms.h"

void raw_site_later(struct http_exchange *x, void *ctx)
{
    struct raw_site *site = ctx;
    atomic_fetch_add(&site->continued, 1);
    http_reply(x, 200, STR("text/plain; charset=utf-8"), STR("later"));
}

static void echo(struct http_exchange *x)
{
    struct str text =
        arena_printf(http_arena(x), "%.*s %.*s ?%.*s cookie=%.*s client=%.*s tls=%d body=%.*s",
                     STR_ARG(http_method_name(http_method(x))), STR_ARG(http_path(x)),
                     STR_ARG(http_query(x)), STR_ARG(http_cookie(x, STR("sid"))),
                     STR_ARG(http_client(x)), http_is_tls(x), STR_ARG(http_body(x)));
    http_reply(x, 200, STR("text/plain; charset=utf-8"), text);
}

void raw_site_handle(struct http_exchange *x, void *ctx)
{
    struct raw_site *site = ctx;
    struct str path = http_path(x);
    if (str_eq(path, STR("/shared"))) {
        http_reply_shared(x, site->shared);
    } else if (str_eq(path, STR("/headers"))) {
        http_set_header(x, STR("X-Bad"), STR("a\r\nX-Injected: 1"));
        http_set_header(x, STR("Content-Security-Policy"), STR("default-src 'self'"));
        http_set_header(x, STR("Set-Cookie"), STR("sid=1"));
        http_reply(x, 201, STR("text/plain; charset=utf-8"), STR("made"));
    } else if (str_eq(path, STR("/shared-with-cookie"))) {
        http_set_header(x, STR("Set-Cookie"), STR("sid=1"));
        http_reply_shared(x, site->shared);
    } else if (str_eq(path, STR("/away"))) {
        http_redirect(x, STR("//evil.example/"));
    } else if (str_eq(path, STR("/continued-before-waiting"))) {
        http_continue(x, raw_site_later, site);
        http_wait(x);
    } else if (str_eq(path, STR("/wait"))) {
        http_wait(x);
        atomic_store(&site->waiting, x);
    } else if (str_eq(path, STR("/forgotten"))) {
        return;
    } else {
        echo(x);
    }
}

void raw_site_open(struct raw_site *site, struct http_config config)
{
    struct problem problem = {0};
    char text[2000];
    memset(text, 'x', sizeof text);
    struct http_shared_parts parts = {.status = 200,
                                      .content_type = STR("text/plain; charset=utf-8"),
                                      .body = str_make(text, sizeof text),
                                      .gzip = STR("pretend-gzip"),
                                      .brotli = STR("pretend-brotli"),
                                      .cache_control = STR("no-cache")};
    *site = (struct raw_site){0};
    assert_ok(http_shared_new(&parts, &site->shared));
    config.address = STR("127.0.0.1");
    config.handler = raw_site_handle;
    config.handler_ctx = site;
    config.body_max = RAW_SITE_BODY_MAX;
    config.loops = 2;
    if (http_server_start(&config, &site->server, &problem) != RC_OK)
        fail_msg("%s", problem.message);
}

void raw_site_close(struct raw_site *site)
{
    http_server_stop(site->server, 200);
    http_shared_unref(site->shared);
}

int raw_site_dial(const struct raw_site *site)
{
    struct sockaddr_in in = {.sin_family = AF_INET,
                             .sin_port = htons(http_server_port(site->server))};
    struct timeval limit = {.tv_sec = 60}; /* only what never comes reaches it */
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

void raw_site_say(int fd, struct str text)
{
    assert_int_equal(send(fd, text.p, text.n, MSG_NOSIGNAL), (ssize_t)text.n);
}

static bool answer_is_whole(struct raw_answer *a, bool head_only)
{
    char *end = strstr(a->text, "\r\n\r\n"), *length = strstr(a->text, "Content-Length: ");
    if (end == NULL)
        return false;
    a->body = end + 4;
    a->status = (int)strtol(a->text + 9, NULL, 10);
    size_t announced = length != NULL && length < end && !head_only && a->status != 304
                           ? strtoul(length + 16, NULL, 10)
                           : 0;
    return a->n >= (size_t)(a->body - a->text) + announced;
}

/* One byte at a time, so that a pipelined answer behind this one is left alone. */
bool raw_answer_read(int fd, struct raw_answer *a, bool head_only)
{
    memset(a, 0, sizeof *a);
    while (a->n + 1 < sizeof a->text) {
        if (recv(fd, a->text + a->n, 1, 0) <= 0)
            return false;
        a->n++;
        if (answer_is_whole(a, head_only))
            return true;
    }
    return false;
}

bool raw_site_at_end(int fd)
{
    char c;
    ssize_t n = recv(fd, &c, 1, 0);
    return n == 0 || (n < 0 && errno != EAGAIN);
}

struct raw_answer *raw_site_ask(const struct raw_site *site, struct str request)
{
    static struct raw_answer a;
    int fd = raw_site_dial(site);
    raw_site_say(fd, request);
    if (!raw_answer_read(fd, &a, str_starts(request, STR("HEAD"))))
        a.status = 0;
    close(fd);
    return &a;
}

bool raw_answer_has(const struct raw_answer *a, const char *text)
{
    return strstr(a->text, text) != NULL;
}
