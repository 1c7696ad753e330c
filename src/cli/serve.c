#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/log.h"
#include "cli/app.h"
#include "cli/live.h"
#include "cli/mailing.h"
#include "cli/reload.h"
#include "community/leaving/leaving.h"
#include "community/program/api_key.h"
#include "community/moderation/brake.h"
#include "community/identity/identity.h"
#include "community/learning/learning.h"
#include "community/record/ledger.h"
#include "community/notice.h"
#include "http/http.h"
#include "web/site.h"

#define SWEEP_EVERY_S   120
#define HEADS_EVERY_S   3600
#define HEADS_ARENA_MAX ((size_t)4 * 1024 * 1024)
#define SECOND_NS       ((int64_t)1000000000)
#define HSTS_MAX_AGE_S  (180u * 24 * 3600)

struct service {
    struct app app;
    struct site *site;
    struct http_server *server;
    struct outbox *outbox; /* NULL: no mail is sent */
    struct notice_follower notices;
    bool scoring_only;
    struct cli cli;
};

/* A port that was free to choose is known only now. */
static void listening(uint16_t port, void *ctx)
{
    struct service *s = ctx;
    site_listens_at(s->site, mailing_base_url(s->cli.arena, s->cli.config, port));
}

static enum rc server_start(struct service *s, const struct config *c, struct problem *problem)
{
    struct str *proxies;
    struct http_config http = {
        .address = config_str(c, SET_HTTP_ADDRESS),
        .port = (uint16_t)config_int(c, SET_HTTP_PORT),
        .loops = (unsigned)config_int(c, SET_HTTP_LOOPS),
        .body_max = (size_t)config_int(c, SET_HTTP_BODY_MAX),
        .header_max = (size_t)config_int(c, SET_HTTP_HEADER_MAX),
        .url_max = (size_t)config_int(c, SET_HTTP_URL_MAX),
        .connections_max = (unsigned)config_int(c, SET_HTTP_CONNECTIONS_MAX),
        .connections_per_address = (unsigned)config_int(c, SET_HTTP_CONNECTIONS_PER_ADDRESS),
        .idle_timeout_s = (unsigned)config_int(c, SET_HTTP_IDLE_TIMEOUT),
        .request_timeout_s = (unsigned)config_int(c, SET_HTTP_REQUEST_TIMEOUT),
        .handler = site_handle,
        .handler_ctx = s->site,
        .error = site_error,
        .error_ctx = s->site,
        .listening = listening,
        .listening_ctx = s,
        .hsts_max_age_s =
            str_starts(config_str(c, SET_HTTP_BASE_URL), STR("https:")) ? HSTS_MAX_AGE_S : 0,
    };
    http.trusted_proxy_count =
        live_split_proxies(s->cli.arena, config_str(c, SET_HTTP_TRUSTED_PROXIES), &proxies);
    http.trusted_proxies = proxies;
    return http_server_start(&http, &s->server, problem);
}

static enum rc site_start(struct service *s, const struct config *c, struct problem *problem)
{
    struct str url = mailing_base_url(s->cli.arena, c, config_int(c, SET_HTTP_PORT));
    const struct site_config site = {
        .community = s->app.community,
        .signals = s->app.signals,
        .settings = c,
        .base_url = url,
        .tls = str_starts(url, STR("https:")),
        .loops = (unsigned)config_int(c, SET_HTTP_LOOPS),
        .cache_bytes_max = (size_t)config_int(c, SET_CACHE_PAGES),
        .scoring_only = s->scoring_only,
    };
    return site_new(&site, &s->site, problem);
}

/* Whoever keeps the log elsewhere keeps with it what no later change to the ledger can agree with. */
static void log_heads(struct service *s)
{
    struct arena *arena = arena_new(HEADS_ARENA_MAX);
    struct ledger_head *heads;
    size_t count = 0;
    if (arena == NULL || ledger_heads(&s->app.reader, arena, &heads, &count) != RC_OK)
        log_event(LOG_WARN, STR("ledger_unread"), LOG_STR("remedy", STR("read again in an hour")));
    for (size_t i = 0; i < count; i++) {
        char hash[LEDGER_HASH_TEXT_SIZE];
        ledger_hash_text(&heads[i].hash, hash);
        log_event(LOG_INFO, STR("ledger_head"), LOG_I64("chain", heads[i].chain),
                  LOG_I64("entry", heads[i].seq), LOG_STR("hash", str_from_cstr(hash)));
    }
    arena_free(arena);
}

/* What has to be done now and then; `second` counts them. A database that is away is asked again. */
static void do_chores(struct service *s, unsigned second)
{
    site_tick(s->site, clock_now_ms(&s->app.clock));
    if (notice_read(&s->notices, &s->app.reader) != RC_OK)
        log_event(LOG_WARN, STR("notices_unread"),
                  LOG_STR("remedy", STR("read again in a second")));
    if (learning_tick(&s->app.reader) != RC_OK)
        log_event(LOG_WARN, STR("rulings_unlearned"),
                  LOG_STR("remedy", STR("tried again in a second")));
    if (brake_tick(&s->app.reader) != RC_OK)
        log_event(LOG_WARN, STR("brakes_unread"), LOG_STR("remedy", STR("read again in a second")));
    if (api_key_tick(&s->app.reader) != RC_OK)
        log_event(LOG_WARN, STR("api_keys_unread"),
                  LOG_STR("remedy", STR("read again in a second")));
    if (second % SWEEP_EVERY_S == 0 && community_sweep(s->app.community) != RC_OK)
        log_event(LOG_WARN, STR("sweep_failed"),
                  LOG_STR("remedy", STR("tried again in two minutes")));
    if (second % HEADS_EVERY_S == 0)
        log_heads(s);
}

static void reload(struct service *s)
{
    reload_run(&(struct reload){.cli = &s->cli,
                                .app = &s->app,
                                .site = s->site,
                                .server = s->server,
                                .outbox = &s->outbox,
                                .scoring_only = s->scoring_only});
}

/* The chores have their time, whatever signals come between: reloads less than a second apart kept them waiting for ever
 * otherwise. */
static void wait_for_signals(struct service *s, const sigset_t *signals)
{
    int64_t due_ns = clock_monotonic_ns() + SECOND_NS;
    leaving_wake(s->app.community); /* what a killed process left does not wait for the sweep */
    for (unsigned seconds = 1;;) {
        int64_t now_ns = clock_monotonic_ns(), left_ns = due_ns > now_ns ? due_ns - now_ns : 0;
        const struct timespec left = {.tv_sec = left_ns / SECOND_NS,
                                      .tv_nsec = left_ns % SECOND_NS};
        int signal_number = sigtimedwait(signals, NULL, &left);
        if (signal_number == SIGHUP) {
            reload(s);
        } else if (signal_number > 0) {
            log_event(LOG_INFO, STR("stopping"), LOG_I64("signal", signal_number));
            return;
        }
        if (clock_monotonic_ns() >= due_ns) {
            do_chores(s, seconds++);
            due_ns = clock_monotonic_ns() + SECOND_NS;
        }
    }
}

/* Last, because links in mails name the port that was found. */
static enum rc mail_start(struct service *s, struct live *live, struct problem *problem)
{
    const struct config *config = s->cli.config;
    if (s->scoring_only || !live->sends)
        return RC_OK;
    live->outbox.community = s->app.community;
    live->outbox.writer.base_url =
        mailing_base_url(live->arena, config, http_server_port(s->server));
    return outbox_start(&live->outbox, &s->outbox, problem);
}

static enum rc providers_start(struct service *s, struct live *live)
{
    struct provider_desk *desk;
    enum rc rc = identity_prepare(s->app.community, &live->identity, &desk);
    live->identity.arena = NULL;
    if (rc == RC_OK)
        identity_open(s->app.community, desk);
    return rc;
}

static enum rc service_start(struct service *s, const struct config *config,
                             struct problem *problem)
{
    struct live live = {0};
    enum rc rc = app_open(&s->app, config, APP_SERVES, problem);
    if (rc == RC_OK)
        rc = live_read(config, community_site(s->app.community), config_int(config, SET_HTTP_PORT),
                       &live, problem);
    if (rc == RC_OK)
        log_set_level(live.level);
    if (rc == RC_OK)
        notice_follow(&s->notices, s->app.community);
    if (rc == RC_OK && brake_tick(&s->app.reader) != RC_OK)
        rc = problem_set(problem, RC_UNAVAILABLE,
                         "the emergency brakes cannot be read from the database");
    if (rc == RC_OK && api_key_tick(&s->app.reader) != RC_OK)
        rc = problem_set(problem, RC_UNAVAILABLE, "the API keys cannot be read from the database");
    if (rc == RC_OK)
        rc = providers_start(s, &live);
    if (rc == RC_OK)
        rc = site_start(s, config, problem);
    if (rc == RC_OK)
        rc = server_start(s, config, problem);
    if (rc == RC_OK)
        rc = mail_start(s, &live, problem);
    live_release(&live);
    return rc;
}

static void service_stop(struct service *s, const struct config *config)
{
    unsigned grace_ms = (unsigned)config_int(config, SET_HTTP_STOP_GRACE) * 1000;
    site_end(s->site, grace_ms);
    identity_stop(s->app.community);
    http_server_stop(s->server, grace_ms);
    outbox_stop(s->outbox, grace_ms);
    site_free(s->site);
    app_close(&s->app);
}

/* Rendering takes and gives back some hundred KiB at a time: as it is, each time the kernel would take the pages away
 * and clear them anew. So much is kept instead. */
#define MEMORY_KEPT (2 * 1024 * 1024)

static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, MEMORY_KEPT);
    mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
}

static void announce(const struct service *s, const struct config *config)
{
    printf("Comity %s http://%.*s:%u/\n", s->scoring_only ? "scores for programs at" : "serves",
           STR_ARG(config_str(config, SET_HTTP_ADDRESS)), http_server_port(s->server));
    fflush(stdout);
}

int cmd_serve(int argc, char **argv)
{
    struct service service = {0};
    struct problem problem = {0};
    sigset_t signals;
    int status;
    const struct cli_option options[] = {
        {.name = "scoring-only",
         .help = "serve the scoring APIs alone, without a site",
         .ret_switch = &service.scoring_only},
    };
    const struct cli_usage usage = {.arguments = "[OPTIONS]",
                                    .description =
                                        "Serves the site until it is told to stop. SIGTERM and "
                                        "SIGINT stop it, finishing what is under way; SIGHUP\n"
                                        "takes settings, standards and providers anew. The "
                                        "database is created or brought up to date first.",
                                    .options = options,
                                    .option_count = 1};
    if (!cli_begin(&service.cli, &usage, argc, argv, &status))
        return status;
    keep_memory();
    /* Blocked before any thread is made, so that only sigtimedwait sees them. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (service_start(&service, service.cli.config, &problem) == RC_OK) {
        reload_note_start(&service.app);
        announce(&service, service.cli.config);
        log_heads(&service);
        wait_for_signals(&service, &signals);
        log_heads(&service);
    } else {
        status = cli_fail(&problem);
    }
    service_stop(&service, service.cli.config);
    cli_end(&service.cli);
    return status;
}
