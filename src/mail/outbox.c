#include "mail/outbox.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "community/mail/mail_bounce.h"

#define OUTBOX_ARENA_MAX ((size_t)256 * 1024)
#define TASK_ARENA_MAX   ((size_t)8 * 1024 * 1024)
#define LOOK_EVERY_MS    200
#define COUNT_EVERY_MS   5000
#define AWAY_FIRST_MS    ((int64_t)2000)
#define AWAY_MAX_MS      ((int64_t)5 * 60 * 1000)
#define LEASE_MARGIN_MS  ((int64_t)5000)

struct outbox {
    struct arena *arena; /* holds this struct and the strings */
    struct outbox_config config;
    struct transport *transport;
    struct community_reader reader;
    struct arena *task_arena; /* of the mail in hand */
    struct mail_turn turn;
    int64_t away_ms; /* how long nothing is tried after the next such fault; 0: all is well */
    int64_t counted_ns;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool held, stops, ended;
    pthread_t thread;
};

/* --- waiting --- */

static struct timespec after_ms(int64_t ms)
{
    int64_t ns = clock_monotonic_ns() + ms * 1000000;
    return (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
}

static bool stops(struct outbox *o)
{
    pthread_mutex_lock(&o->lock);
    bool stops = o->stops;
    pthread_mutex_unlock(&o->lock);
    return stops;
}

static void wait_ms(struct outbox *o, int64_t ms)
{
    struct timespec until = after_ms(ms);
    pthread_mutex_lock(&o->lock);
    while (!o->stops && pthread_cond_timedwait(&o->changed, &o->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&o->lock);
}

/* --- one mail --- */

/* Twice as long each time, and up to a fifth more or less, so that what failed together does not come back together. */
static int64_t pause_ms(struct outbox *o, int64_t attempts)
{
    int64_t pause = o->config.first_pause_ms;
    uint8_t dice;
    for (int64_t i = 1; i < attempts && pause < OUTBOX_PAUSE_MAX_MS; i++)
        pause *= 2;
    if (pause > OUTBOX_PAUSE_MAX_MS)
        pause = OUTBOX_PAUSE_MAX_MS;
    community_random(o->config.community, &dice, sizeof dice);
    return pause - pause / 5 + pause * 2 / 5 * dice / 255;
}

static void log_trouble(const struct outbox *o, const struct transport_result *result,
                        struct str event)
{
    const struct mail_task *task = &o->turn.ret_task;
    log_event(LOG_WARN, event, LOG_I64("mail", task->id),
              LOG_STR("kind", str_from_cstr(mail_table[task->kind].name)),
              LOG_I64("attempt", task->attempts), LOG_I64("code", result->code));
}

/* A fault of the server or the settings: the reason holds no address then, for nobody was named yet. */
static void log_away(const struct transport_result *result)
{
    log_event(LOG_WARN, STR("mail_not_sent"), LOG_I64("code", result->code),
              LOG_STR("reason", str_from_cstr(result->text)),
              LOG_STR("remedy",
                      STR("tried again by itself; comity mail test ADDRESS shows how it goes")));
}

static void decide(struct outbox *o, const struct transport_result *result)
{
    struct mail_turn *turn = &o->turn;
    int64_t now_ms = community_now_ms(o->config.community);
    bool too_long = now_ms - turn->ret_task.since_ms >= o->config.give_up_ms;
    turn->id = turn->ret_task.id;
    turn->attempts = turn->ret_task.attempts;
    turn->problem = str_from_cstr(result->text);
    turn->refusal = turn->deferral = (struct str){0};
    turn->domain_key = turn->ret_task.domain_key;
    turn->due_ms = now_ms + pause_ms(o, turn->attempts);
    switch (result->verdict) {
    case TRANSPORT_SENT:
        turn->outcome = MAIL_OUTCOME_SENT;
        metric_add(METRIC_mail_sent, 1);
        break;
    case TRANSPORT_LATER:
        turn->outcome = too_long ? MAIL_OUTCOME_NEVER : MAIL_OUTCOME_LATER;
        turn->deferral = str_from_cstr(result->answer);
        metric_add(METRIC_mail_delayed, 1);
        log_trouble(o, result, STR("mail_delayed"));
        break;
    case TRANSPORT_AWAY:
        turn->outcome = too_long ? MAIL_OUTCOME_NEVER : MAIL_OUTCOME_AWAY;
        metric_add(METRIC_mail_away, 1);
        break;
    case TRANSPORT_NEVER:
        turn->outcome = MAIL_OUTCOME_NEVER;
        break;
    }
    if (turn->outcome == MAIL_OUTCOME_NEVER) {
        turn->refusal = result->recipient ? str_from_cstr(result->answer) : (struct str){0};
        metric_add(METRIC_mail_refused, result->recipient);
        metric_add(METRIC_mail_given_up, 1);
        log_trouble(o, result, STR("mail_given_up"));
    }
}

static void send_task(struct outbox *o, struct transport_result *ret)
{
    struct str bytes;
    const struct mail_task *task = &o->turn.ret_task;
    int64_t started_ns = clock_monotonic_ns();
    enum rc rc = writer_write(&o->config.writer, task, community_now_ms(o->config.community),
                              o->task_arena, &bytes);
    if (rc != RC_OK) {
        *ret = (struct transport_result){.verdict = TRANSPORT_NEVER};
        snprintf(ret->text, sizeof ret->text, "the mail cannot be written: %s", rc_text(rc));
        return;
    }
    const struct transport_mail mail = {
        .from = writer_envelope_sender(&o->config.writer, task, o->task_arena),
        .to = task->to,
        .bytes = bytes,
        .id = task->id};
    transport_send(o->transport, &mail, ret);
    metric_observe(HISTOGRAM_mail_send, clock_monotonic_ns() - started_ns);
}

/* What was sent must be known as sent: while the database is away, it is told again. */
static enum rc run_turn(struct outbox *o)
{
    struct mail_turn *turn = &o->turn;
    arena_reset(o->task_arena); /* the report's words are not in it */
    turn->job = (struct community_job){.community = o->config.community, .arena = o->task_arena};
    enum rc rc = community_run(mail_turn_submit, &turn->job);
    for (int64_t pause = LOOK_EVERY_MS;
         rc != RC_OK && turn->outcome != MAIL_OUTCOME_NONE && !stops(o); pause *= 2) {
        wait_ms(o, pause < AWAY_MAX_MS ? pause : AWAY_MAX_MS);
        rc = community_run(mail_turn_submit, &turn->job);
    }
    metric_add(METRIC_mail_dropped, rc == RC_OK ? turn->ret_dropped : 0);
    turn->outcome = MAIL_OUTCOME_NONE;
    if (rc != RC_OK)
        log_event(LOG_WARN, STR("mail_queue_unread"), LOG_STR("reason", str_from_cstr(rc_text(rc))),
                  LOG_STR("remedy", STR("tried again in a moment")));
    return rc;
}

/* Sends what is due, one after the other. True: an attempt met a fault that would meet them all. */
static bool send_due(struct outbox *o)
{
    struct transport_result result;
    bool away = false;
    o->turn = (struct mail_turn){.takes = true,
                                 .lease_ms = o->config.transport.timeout_ms + LEASE_MARGIN_MS,
                                 .news_a_day = o->config.news_a_day,
                                 .first_pause_ms = o->config.first_pause_ms};
    while (run_turn(o) == RC_OK && (o->turn.ret_found || o->turn.ret_dropped > 0) && !away) {
        if (!o->turn.ret_found)
            continue;
        send_task(o, &result);
        decide(o, &result);
        away = result.verdict == TRANSPORT_AWAY;
        o->turn.takes = !away && !stops(o);
        if (away)
            log_away(&result);
    }
    return away;
}

/* --- the thread --- */

static void count_mails(struct outbox *o)
{
    int64_t waiting, dead, now_ns = clock_monotonic_ns();
    if (now_ns - o->counted_ns < (int64_t)COUNT_EVERY_MS * 1000000 && o->counted_ns != 0)
        return;
    o->counted_ns = now_ns;
    if (mail_work_count(&o->reader, &waiting) == RC_OK)
        metric_gauge_add(GAUGE_mail_waiting, waiting - metric_gauge_value(GAUGE_mail_waiting));
    if (mail_bounce_count(&o->reader, &dead) == RC_OK)
        metric_gauge_add(GAUGE_mail_undeliverable,
                         dead - metric_gauge_value(GAUGE_mail_undeliverable));
}

static void wait_for_release(struct outbox *o)
{
    pthread_mutex_lock(&o->lock);
    while (o->held && !o->stops)
        pthread_cond_wait(&o->changed, &o->lock);
    pthread_mutex_unlock(&o->lock);
}

static void *work(void *ctx)
{
    struct outbox *o = ctx;
    wait_for_release(o);
    while (!stops(o)) {
        int64_t due_ms = INT64_MAX;
        count_mails(o);
        if (mail_work_next(&o->reader, &due_ms) != RC_OK ||
            due_ms > community_now_ms(o->config.community)) {
            wait_ms(o, LOOK_EVERY_MS);
        } else if (!send_due(o)) {
            o->away_ms = 0;
        } else {
            o->away_ms = o->away_ms == 0 ? AWAY_FIRST_MS : o->away_ms * 2;
            wait_ms(o, o->away_ms < AWAY_MAX_MS ? o->away_ms : AWAY_MAX_MS);
        }
    }
    pthread_mutex_lock(&o->lock);
    o->ended = true;
    pthread_cond_broadcast(&o->changed);
    pthread_mutex_unlock(&o->lock);
    return NULL;
}

/* --- beginning and end --- */

static void keep_writer(struct outbox *o, const struct writer *w)
{
    o->config.writer = (struct writer){
        .site = arena_dup(o->arena, w->site),
        .time_zone = arena_dup(o->arena, w->time_zone),
        .language = arena_dup(o->arena, w->language),
        .base_url = arena_dup(o->arena, w->base_url),
        .from = arena_dup(o->arena, w->from),
        .reply_to = arena_dup(o->arena, w->reply_to),
        .contact = arena_dup(o->arena, w->contact),
        .letters = arena_dup(o->arena, w->letters),
        .bounces = arena_dup(o->arena, w->bounces),
    };
}

static void keep_transport(struct outbox *o, const struct transport_config *t)
{
    o->config.transport = (struct transport_config){
        .url = arena_dup(o->arena, t->url),
        .tls = arena_dup(o->arena, t->tls),
        .user = arena_dup(o->arena, t->user),
        .password = arena_dup(o->arena, t->password),
        .ca_file = arena_dup(o->arena, t->ca_file),
        .hello = arena_dup(o->arena, t->hello),
        .timeout_ms = t->timeout_ms,
    };
}

static bool writers_agree(const struct writer *a, const struct writer *b)
{
    return str_eq(a->site, b->site) && str_eq(a->time_zone, b->time_zone) &&
           str_eq(a->language, b->language) && str_eq(a->base_url, b->base_url) &&
           str_eq(a->from, b->from) && str_eq(a->reply_to, b->reply_to) &&
           str_eq(a->contact, b->contact) && str_eq(a->letters, b->letters) &&
           str_eq(a->bounces, b->bounces);
}

static bool transports_agree(const struct transport_config *a, const struct transport_config *b)
{
    return str_eq(a->url, b->url) && str_eq(a->tls, b->tls) && str_eq(a->user, b->user) &&
           str_eq(a->password, b->password) && str_eq(a->ca_file, b->ca_file) &&
           str_eq(a->hello, b->hello) && a->timeout_ms == b->timeout_ms;
}

bool outbox_agrees(const struct outbox *o, const struct outbox_config *c)
{
    return o != NULL && o->config.community == c->community &&
           writers_agree(&o->config.writer, &c->writer) &&
           transports_agree(&o->config.transport, &c->transport) &&
           o->config.first_pause_ms == c->first_pause_ms && o->config.give_up_ms == c->give_up_ms &&
           o->config.news_a_day == c->news_a_day;
}

static void free_parts(struct outbox *o)
{
    transport_close(o->transport);
    if (o->reader.db != NULL)
        community_reader_close(&o->reader);
    arena_free(o->task_arena);
    pthread_cond_destroy(&o->changed);
    pthread_mutex_destroy(&o->lock);
    arena_free(o->arena);
}

static void init_waiting(struct outbox *o)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&o->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&o->lock, NULL);
}

enum rc outbox_start(const struct outbox_config *config, struct outbox **ret,
                     struct problem *problem)
{
    struct arena *arena = arena_new(OUTBOX_ARENA_MAX);
    struct outbox *o = arena != NULL ? ARENA_NEW(arena, struct outbox) : NULL;
    if (o == NULL) {
        arena_free(arena);
        return problem_set(problem, RC_NO_MEMORY, "no memory for the outbox");
    }
    o->arena = arena;
    o->config = *config;
    o->held = config->is_held;
    init_waiting(o);
    keep_writer(o, &config->writer);
    keep_transport(o, &config->transport);
    o->task_arena = arena_new(TASK_ARENA_MAX);
    enum rc rc = transport_open(&config->transport, &o->transport, problem);
    if (rc == RC_OK)
        rc = community_reader_open(config->community, &o->reader, problem);
    if (rc == RC_OK && (o->task_arena == NULL || arena_failed(arena)))
        rc = problem_set(problem, RC_NO_MEMORY, "no memory for the outbox");
    if (rc == RC_OK && pthread_create(&o->thread, NULL, work, o) != 0)
        rc = problem_set(problem, RC_UNAVAILABLE, "no thread for the outbox");
    if (rc != RC_OK) {
        free_parts(o);
        return rc;
    }
    *ret = o;
    return RC_OK;
}

void outbox_release(struct outbox *o)
{
    if (o == NULL)
        return;
    pthread_mutex_lock(&o->lock);
    o->held = false;
    pthread_cond_broadcast(&o->changed);
    pthread_mutex_unlock(&o->lock);
}

void outbox_stop(struct outbox *o, unsigned grace_ms)
{
    if (o == NULL)
        return;
    struct timespec until = after_ms(grace_ms);
    pthread_mutex_lock(&o->lock);
    o->stops = true;
    pthread_cond_broadcast(&o->changed);
    while (!o->ended && pthread_cond_timedwait(&o->changed, &o->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&o->lock);
    transport_cancel(o->transport);
    pthread_join(o->thread, NULL);
    free_parts(o);
}
