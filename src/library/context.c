#include "library/engine.h"
#include "policy/given.h"
#include "text/fingerprint.h"

/* Values of facts, and one earlier comment at a time. */
#define CONTEXT_ARENA_MAX ((size_t)4 * 1024 * 1024)

struct comity_context *comity_context_new(void)
{
    struct arena *own = arena_new(sizeof(struct comity_context) + 1024);
    struct comity_context *c = own != NULL ? ARENA_NEW(own, struct comity_context) : NULL;
    if (c != NULL) {
        c->own = own;
        c->arena = arena_new(CONTEXT_ARENA_MAX);
    }
    if (c == NULL || c->arena == NULL) {
        arena_free(own);
        return NULL;
    }
    return c;
}

void comity_context_free(struct comity_context *context)
{
    if (context == NULL)
        return;
    arena_free(context->arena);
    arena_free(context->own);
}

void comity_context_clear(struct comity_context *context)
{
    arena_reset(context->arena);
    context->judge = (struct judge_context){0};
}

enum comity_result comity_context_set(struct comity_context *context, const char *fact,
                                      const char *value, struct comity_problem *problem)
{
    struct problem p = {0};
    struct str kept = arena_dup(context->arena, str_from_cstr(value));
    enum rc rc = arena_failed(context->arena)
                     ? problem_set(&p, RC_NO_MEMORY, "the context is full")
                     : given_set(&context->judge, str_from_cstr(fact), kept, &p);
    return engine_result(rc, &p, problem);
}

enum comity_result comity_context_add_earlier(struct comity_context *context, const char *text,
                                              size_t size, struct comity_problem *problem)
{
    struct problem p = {0};
    struct signal_context *s = &context->judge.signals;
    size_t count = s->author.recent_fingerprint_count;
    if (count == COMITY_EARLIER_MAX) {
        problem_set(&p, RC_TOO_LARGE, "at most %d earlier comments are remembered",
                    COMITY_EARLIER_MAX);
        return engine_result(RC_TOO_LARGE, &p, problem);
    }
    struct arena_mark mark = arena_mark(context->arena);
    struct text t;
    enum rc rc = text_prepare(context->arena, str_make(text, size), &t);
    if (rc == RC_OK) {
        context->earlier[count] = fingerprint_text(&t);
        s->author.known = true;
        s->author.recent_fingerprints = context->earlier;
        s->author.recent_fingerprint_count = count + 1;
    }
    arena_rewind(context->arena, mark);
    return engine_result(rc, &p, problem);
}
