/* What a correction would change: the newest comments judged with its words and without. */
#include <math.h>

#include "community/comment/comment.h"
#include "community/learning/learning_state.h"
#include "policy/context.h"
#include "queries.h"

#define JUDGE_ARENA_MAX ((size_t)16 * 1024 * 1024)
/* A smaller change of a probability changes nothing. */
#define CHANGE_MIN 0.05

static void find_head(const struct facts *f, struct learning_effect *e)
{
    double most = 0;
    for (size_t h = 0; h < HEAD_COUNT; h++) {
        double model = f->value[head_signals[h]].number;
        double learned = f->value[correction_learned[h]].number;
        if (!f->value[correction_learned[h]].known || fabs(learned - model) <= most)
            continue;
        most = fabs(learned - model);
        e->head = h;
        e->probability = model;
        e->learned = learned;
    }
}

static enum rc try_comment(const struct judge *j, const struct q_learning_newest_row *row,
                           const struct correction *correction, struct arena *scratch,
                           struct learning_effect *ret)
{
    struct judge_context context;
    struct verdict with, without;
    struct correction none = *correction;
    none.word_count = 0;
    enum rc rc = context_parse_compact(row->context, scratch, &context);
    if (rc != RC_OK)
        return rc == RC_NO_MEMORY ? rc : RC_OK;
    context.signals.correction = correction;
    rc = judge_comment(j, row->body, &context, scratch, &with);
    context.signals.correction = &none;
    if (rc == RC_OK)
        rc = judge_comment(j, row->body, &context, scratch, &without);
    if (rc != RC_OK)
        return rc == RC_NO_MEMORY ? rc : RC_OK;
    find_head(with.facts, ret);
    ret->comment_id = row->id;
    ret->with = with.consequence;
    ret->without = without.consequence;
    return RC_OK;
}

enum rc learning_effects_find(struct community_reader *r, struct community_judge *judge,
                              const struct correction *correction, struct arena *a,
                              struct learning_effects *ret)
{
    struct q_learning_newest_row *rows;
    size_t count;
    struct arena *scratch = arena_new(JUDGE_ARENA_MAX);
    *ret =
        (struct learning_effects){.items = ARENA_ARRAY(a, LEARNING_NEWEST, struct learning_effect)};
    enum rc rc = scratch != NULL && ret->items != NULL ? RC_OK : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = q_learning_newest(r->db,
                               &(struct q_learning_newest_in){.site_id = r->community->site.id,
                                                              .max_rows = LEARNING_NEWEST},
                               a, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct learning_effect e = {.comment_id = 0};
        arena_reset(scratch);
        if (rows[i].status != COMMENT_DELETED && rows[i].context.n > 0)
            rc = try_comment(community_judge_get(judge), &rows[i], correction, scratch, &e);
        if (e.comment_id != 0 &&
            (e.with != e.without || fabs(e.learned - e.probability) >= CHANGE_MIN))
            ret->items[ret->count++] = e;
    }
    arena_free(scratch);
    return rc;
}
