#include "base/utf8.h"
#include "library/engine.h"

/* The longest text with all its evidence takes about 20 MiB. */
#define WORKER_ARENA_MAX ((size_t)64 * 1024 * 1024)

struct comity_worker *comity_worker_new(void)
{
    struct arena *own = arena_new(sizeof(struct comity_worker) + 1024);
    struct comity_worker *w = own != NULL ? ARENA_NEW(own, struct comity_worker) : NULL;
    if (w != NULL) {
        w->own = own;
        w->arena = arena_new(WORKER_ARENA_MAX);
        buf_init(&w->record, VERDICT_JSON_MAX);
    }
    if (w == NULL || w->arena == NULL) {
        arena_free(own);
        return NULL;
    }
    return w;
}

void comity_worker_free(struct comity_worker *worker)
{
    if (worker == NULL)
        return;
    buf_release(&worker->record);
    arena_free(worker->arena);
    arena_free(worker->own);
}

static enum rc explain(enum rc rc, struct str text, struct problem *p)
{
    size_t invalid = rc == RC_INVALID ? utf8_find_invalid(text) : STR_NONE;
    if (invalid != STR_NONE)
        return problem_set(p, rc, "byte %zu is not valid UTF-8", invalid + 1);
    if (rc == RC_INVALID)
        return problem_set(p, rc, "holds a NUL character");
    if (rc == RC_TOO_LARGE)
        return problem_set(p, rc, "longer than %d bytes, the most that is judged", COMITY_TEXT_MAX);
    return rc == RC_OK ? rc : problem_set(p, rc, "%s", rc_text(rc));
}

enum comity_result comity_judge(struct comity_worker *worker, const struct comity_engine *engine,
                                const char *text, size_t size, const struct comity_context *context,
                                const struct comity_verdict **ret, struct comity_problem *problem)
{
    struct problem p = {0};
    struct comity_verdict *v = &worker->verdict;
    struct str original = str_make(text, size);
    worker->facts = context != NULL ? context->judge : (struct judge_context){0};
    if (worker->facts.signals.site_language.n == 0)
        worker->facts.signals.site_language = standards_language(engine->standards);
    arena_reset(worker->arena);
    locale_t outside = uselocale(engine->neutral);
    enum rc rc = judge_comment(engine->judge, original, &worker->facts, worker->arena, &v->verdict);
    uselocale(outside);
    if (rc == RC_OK) {
        v->engine = engine;
        v->explained = false;
        v->original = original;
        v->worker = worker;
        *ret = v;
    }
    return engine_result(explain(rc, original, &p), &p, problem);
}
