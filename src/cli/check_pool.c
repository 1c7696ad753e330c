#include "cli/check_pool.h"

#include <pthread.h>
#include <stdio.h>

#include "cli/cli.h"

#define POOL_ARENA_MAX ((size_t)256 * 1024)

struct station {
    struct check_pool *pool;
    struct checker checker;
    const struct check_text *texts;
    size_t count;
    pthread_t thread;
};

struct check_pool {
    struct arena *arena; /* holds this struct */
    size_t jobs;
    struct station stations[CHECK_JOBS_MAX]; /* the first is the caller's */
    size_t started;
    pthread_mutex_t lock;
    pthread_cond_t work, rest;
    unsigned round; /* goes up when there is work */
    size_t busy;
    bool stopping;
};

static void work_off(struct station *s)
{
    buf_clear(&s->checker.out);
    for (size_t i = 0; i < s->count; i++) {
        const struct check_text *t = &s->texts[i];
        if (t->too_long)
            checker_refuse(&s->checker, t->number);
        else
            checker_judge(&s->checker, t->number, t->line);
    }
}

static void *man(void *context)
{
    struct station *s = context;
    struct check_pool *p = s->pool;
    unsigned seen = 0;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->round == seen && !p->stopping)
            pthread_cond_wait(&p->work, &p->lock);
        if (p->stopping)
            break;
        seen = p->round;
        pthread_mutex_unlock(&p->lock);
        work_off(s);
        pthread_mutex_lock(&p->lock);
        if (--p->busy == 0)
            pthread_cond_signal(&p->rest);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

enum rc check_pool_new(size_t jobs, const struct comity_engine *engine, struct check_format format,
                       struct check_pool **ret)
{
    struct arena *arena = arena_new(POOL_ARENA_MAX);
    struct check_pool *p = arena != NULL ? ARENA_NEW(arena, struct check_pool) : NULL;
    if (p == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    p->arena = arena;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->rest, NULL);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < jobs; i++) {
        struct station *s = &p->stations[i];
        s->pool = p;
        rc = checker_init(&s->checker, engine, format);
        if (rc != RC_OK)
            break;
        p->jobs++;
        if (i > 0 && pthread_create(&s->thread, NULL, man, s) == 0)
            p->started++;
        else if (i > 0)
            rc = RC_IO;
    }
    if (rc != RC_OK) {
        check_pool_free(p);
        return rc;
    }
    *ret = p;
    return RC_OK;
}

void check_pool_free(struct check_pool *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->started; i++)
        pthread_join(p->stations[i + 1].thread, NULL);
    for (size_t i = 0; i < p->jobs; i++)
        checker_release(&p->stations[i].checker);
    pthread_cond_destroy(&p->rest);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    arena_free(p->arena);
}

/* Runs of lines with about as many bytes for everybody. */
static void deal(struct check_pool *p, const struct check_text *texts, size_t count)
{
    size_t bytes = 0, at = 0, dealt = 0;
    for (size_t i = 0; i < count; i++)
        bytes += texts[i].line.n + 1;
    for (size_t i = 0; i < p->jobs; i++) {
        size_t from = at, upto = bytes / p->jobs * (i + 1);
        while (at < count && (dealt < upto || i + 1 == p->jobs))
            dealt += texts[at++].line.n + 1;
        p->stations[i].texts = texts + from;
        p->stations[i].count = at - from;
    }
}

int check_pool_run(struct check_pool *p, const struct check_text *texts, size_t count)
{
    deal(p, texts, count);
    pthread_mutex_lock(&p->lock);
    p->busy = p->jobs - 1;
    p->round++;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    work_off(&p->stations[0]);
    pthread_mutex_lock(&p->lock);
    while (p->busy > 0)
        pthread_cond_wait(&p->rest, &p->lock);
    pthread_mutex_unlock(&p->lock);
    int status = EXIT_DONE;
    for (size_t i = 0; i < p->jobs && status == EXIT_DONE; i++) {
        struct buf *out = &p->stations[i].checker.out;
        if (buf_status(out) != RC_OK)
            status = cli_fail_text("out of memory for the verdicts");
        else if (out->n > 0)
            status = cli_print(out);
    }
    return status;
}

bool check_pool_any_failed(const struct check_pool *p)
{
    for (size_t i = 0; i < p->jobs; i++)
        if (p->stations[i].checker.any_failed)
            return true;
    return false;
}
