#include "library/engine.h"

#include <stdio.h>

#include "policy/decisive.h"
#include "policy/rehearsal.h"

#define ENGINE_ARENA_MAX ((size_t)64 * 1024)

_Static_assert(COMITY_TEXT_MAX == TEXT_BYTES_MAX, "the public limit is the engine's");
_Static_assert(COMITY_DOCUMENT_MAX == STANDARDS_BYTES_MAX, "the public limit is the engine's");
_Static_assert((int)COMITY_PUBLISH == (int)CONSEQUENCE_PUBLISH &&
                   (int)COMITY_REMOVE == (int)CONSEQUENCE_REMOVE,
               "one ladder");
_Static_assert((int)COMITY_AS_WRITTEN == (int)FINDING_AS_WRITTEN &&
                   (int)COMITY_BY_MODELS == (int)FINDING_MODELS,
               "one list of changes");

const char *comity_version(void)
{
    return COMITY_VERSION;
}

const char *comity_consequence_name(enum comity_consequence consequence)
{
    if ((unsigned)consequence > COMITY_REMOVE)
        return "";
    /* Names are literals, so that a NUL follows them. */
    return consequence_name((enum consequence)consequence).p;
}

enum comity_result engine_result(enum rc rc, const struct problem *from,
                                 struct comity_problem *problem)
{
    if (rc == RC_OK)
        return COMITY_OK;
    if (problem != NULL) {
        *problem = (struct comity_problem){.line = from->line, .column = from->column};
        snprintf(problem->message, sizeof problem->message, "%s",
                 from->message[0] != '\0' ? from->message : rc_text(rc));
    }
    switch (rc) {
    case RC_INVALID:
        return COMITY_INVALID;
    case RC_NOT_FOUND:
        return COMITY_NOT_FOUND;
    case RC_TOO_LARGE:
        return COMITY_TOO_LARGE;
    case RC_NO_MEMORY:
        return COMITY_NO_MEMORY;
    default:
        return COMITY_FAILED;
    }
}

/* --- lexicons --- */

static enum rc lexicons_new(struct engine_lexicons **ret, struct problem *problem)
{
    struct arena *arena = arena_new(ENGINE_ARENA_MAX);
    struct engine_lexicons *l = arena != NULL ? ARENA_NEW(arena, struct engine_lexicons) : NULL;
    enum rc rc = l != NULL ? signals_new(&l->signals, problem)
                           : problem_set(problem, RC_NO_MEMORY, "out of memory");
    if (rc != RC_OK) {
        arena_free(arena);
        return rc;
    }
    l->arena = arena;
    atomic_init(&l->references, 1);
    *ret = l;
    return RC_OK;
}

static void lexicons_unref(struct engine_lexicons *l)
{
    if (l == NULL || atomic_fetch_sub(&l->references, 1) > 1)
        return;
    signals_free(l->signals);
    arena_free(l->arena);
}

/* --- engines --- */

static void engine_free(struct comity_engine *e)
{
    judge_free(e->judge);
    standards_free(e->standards);
    lexicons_unref(e->lexicons);
    if (e->neutral != (locale_t)0)
        freelocale(e->neutral);
    arena_free(e->arena);
}

/* Takes over lexicons and standards. */
static enum rc assemble(struct engine_lexicons *lexicons, const struct signals *signals,
                        struct standards *standards, struct comity_engine **ret,
                        struct problem *problem)
{
    struct arena *arena = arena_new(ENGINE_ARENA_MAX);
    struct comity_engine *e = arena != NULL ? ARENA_NEW(arena, struct comity_engine) : NULL;
    if (e == NULL) {
        arena_free(arena);
        lexicons_unref(lexicons);
        standards_free(standards);
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    }
    e->arena = arena;
    e->lexicons = lexicons;
    e->signals = signals;
    e->standards = standards;
    atomic_init(&e->references, 1);
    e->neutral = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    enum rc rc = e->neutral != (locale_t)0 ? judge_new(standards, signals, &e->judge, problem)
                                           : problem_set(problem, RC_NO_MEMORY, "out of memory");
    if (rc != RC_OK)
        engine_free(e);
    else
        *ret = e;
    return rc;
}

enum rc engine_make(struct comity_engine *older, struct standards *standards,
                    struct comity_engine **ret, struct problem *problem)
{
    struct engine_lexicons *lexicons = older != NULL ? older->lexicons : NULL;
    if (older != NULL && lexicons == NULL)
        return assemble(NULL, older->signals, standards, ret, problem);
    enum rc rc = RC_OK;
    if (lexicons != NULL)
        atomic_fetch_add(&lexicons->references, 1);
    else
        rc = lexicons_new(&lexicons, problem);
    if (rc != RC_OK) {
        standards_free(standards);
        return rc;
    }
    return assemble(lexicons, lexicons->signals, standards, ret, problem);
}

enum rc engine_make_with(const struct signals *signals, struct standards *standards,
                         struct comity_engine **ret, struct problem *problem)
{
    return assemble(NULL, signals, standards, ret, problem);
}

static enum comity_result load(struct comity_engine *older, const struct comity_document *document,
                               struct comity_engine **ret, struct comity_problem *problem)
{
    struct problem p = {0};
    struct standards *standards;
    struct str text = standards_shipped(), name = STR("standards.en.md");
    if (document != NULL) {
        text = str_make(document->text, document->size);
        name = str_from_cstr(document->name);
    }
    locale_t neutral = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (neutral == (locale_t)0)
        return engine_result(problem_set(&p, RC_NO_MEMORY, "out of memory"), &p, problem);
    locale_t outside = uselocale(neutral);
    enum rc rc = standards_load(text, name, &standards, &p);
    uselocale(outside);
    freelocale(neutral);
    if (rc == RC_OK)
        rc = engine_make(older, standards, ret, &p);
    return engine_result(rc, &p, problem);
}

enum comity_result comity_engine_new(const struct comity_document *document,
                                     struct comity_engine **ret, struct comity_problem *problem)
{
    return load(NULL, document, ret, problem);
}

enum comity_result comity_engine_renew(struct comity_engine *engine,
                                       const struct comity_document *document,
                                       struct comity_engine **ret, struct comity_problem *problem)
{
    return load(engine, document, ret, problem);
}

struct comity_engine *comity_engine_ref(struct comity_engine *engine)
{
    atomic_fetch_add(&engine->references, 1);
    return engine;
}

void comity_engine_unref(struct comity_engine *engine)
{
    if (engine != NULL && atomic_fetch_sub(&engine->references, 1) == 1)
        engine_free(engine);
}

enum rc engine_write(const struct verdict *v, struct str original,
                     const struct judge_context *context, struct buf *out)
{
    struct verdict recorded = *v;
    recorded.context = context;
    verdict_write_json(out, &recorded, original);
    return buf_status(out);
}

enum rc engine_record(const struct judge *judge, struct str original,
                      const struct judge_context *context, struct arena *a, struct verdict *v,
                      struct str *ret)
{
    struct buf b;
    enum rc rc = decisive_find(judge, original, context, a, v);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, VERDICT_JSON_MAX);
    rc = engine_write(v, original, context, &b);
    if (rc == RC_OK)
        *ret = arena_dup(a, buf_str(&b));
    buf_release(&b);
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}

/* --- what it holds --- */

struct comity_string comity_engine_standards_version(const struct comity_engine *engine)
{
    return engine_string(standards_version(engine->standards));
}

struct comity_string comity_engine_signals_version(const struct comity_engine *engine)
{
    return engine_string(signals_version(engine->signals));
}

struct comity_string comity_engine_language(const struct comity_engine *engine)
{
    return engine_string(standards_language(engine->standards));
}

size_t comity_engine_clause_count(const struct comity_engine *engine)
{
    size_t count;
    standards_clauses(engine->standards, &count);
    return count;
}

bool comity_engine_clause(const struct comity_engine *engine, size_t index,
                          struct comity_clause *ret)
{
    size_t count;
    const struct standards_clause *clauses = standards_clauses(engine->standards, &count);
    if (index >= count)
        return false;
    const struct standards_clause *c = &clauses[index];
    *ret = (struct comity_clause){
        .slug = engine_string(c->slug),
        .title = engine_string(c->title),
        .prose_markdown = engine_string(c->prose_markdown),
        .by_moderators = c->by_moderators,
    };
    return true;
}

struct tally {
    size_t met, missed;
};

static void count_result(const struct rehearsal_result *result, void *context)
{
    struct tally *t = context;
    t->met += result->met;
    t->missed += !result->met;
}

enum comity_result comity_engine_rehearse(const struct comity_engine *engine, size_t *ret_met,
                                          size_t *ret_missed, struct comity_problem *problem)
{
    struct problem p = {0};
    struct tally t = {0};
    enum rc rc = rehearsal_run(engine->judge, count_result, &t, &p);
    if (rc == RC_OK) {
        *ret_met = t.met;
        *ret_missed = t.missed;
    }
    return engine_result(rc, &p, problem);
}
