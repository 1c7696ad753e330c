/* Rulings that stand: what people said last of texts that are still there. */
#include <stdlib.h>
#include <string.h>

#include "community/comment/comment.h"
#include "community/learning/learning_state.h"
#include "policy/expr.h"
#include "queries.h"

#define ROWS_MAX   50000
#define RESETS_MAX 1000
#define STACK_MAX  16 /* decisions on one comment that can still be undone */
#define ALL_HEADS  ((1u << HEAD_COUNT) - 1)

/* --- which clause is about which head --- */

struct teaching {
    struct str name;
    enum head head;
};

static const struct teaching by_clause[] = {
#define LEARNS(clause, head) {STR_INIT(clause), HEAD_##head},
#include "community/learning/learning.def"
};
static const struct teaching by_signal[] = {
#define LEARNS_BY(prefix, head) {STR_INIT(prefix), HEAD_##head},
#include "community/learning/learning.def"
};

static const struct teaching by_attribute[] = {
#define LEARNS_FROM(attribute, head) {STR_INIT(attribute), HEAD_##head},
#include "community/learning/learning.def"
};

static uint32_t heads_of_attribute(struct str name)
{
    for (size_t i = 0; i < sizeof by_attribute / sizeof by_attribute[0]; i++)
        if (str_eq(name, by_attribute[i].name))
            return 1u << by_attribute[i].head;
    return 0;
}

static uint32_t heads_of_signal(struct str name)
{
    uint32_t heads = 0;
    for (size_t i = 0; i < sizeof by_signal / sizeof by_signal[0]; i++)
        if (str_starts(name, by_signal[i].name))
            heads |= 1u << by_signal[i].head;
    return heads;
}

static uint32_t heads_of_conditions(const struct standards *s, struct str slug)
{
    const struct standards_clause *clause = standards_find_clause(s, slug);
    uint32_t heads = 0;
    for (size_t i = 0; clause != NULL && i < clause->branch_count; i++) {
        size_t count;
        const int *facts = expr_facts(clause->branches[i].expr, &count);
        for (size_t k = 0; k < count; k++)
            if (facts[k] < SIGNAL_COUNT)
                heads |= heads_of_signal(str_from_cstr(signal_table[facts[k]].name));
    }
    return heads;
}

static uint32_t heads_of(const struct standards *s, struct str slug)
{
    uint32_t heads = 0;
    for (size_t i = 0; i < sizeof by_clause / sizeof by_clause[0]; i++)
        if (str_eq(slug, by_clause[i].name))
            heads |= 1u << by_clause[i].head;
    return heads != 0 ? heads : heads_of_conditions(s, slug);
}

/* --- reading --- */

struct reading {
    struct community_reader *reader;
    const struct standards *standards;
    struct arena *arena;
    struct q_learning_reset_list_row *resets;
    size_t reset_count;
    struct learning_ruling *items;
    size_t count, room;
};

static bool is_reset(const struct reading *x, int64_t at_ms)
{
    for (size_t i = 0; i < x->reset_count; i++)
        if (at_ms > x->resets[i].from_ms && at_ms <= x->resets[i].until_ms)
            return true;
    return false;
}

/* False when the arena is full, which latches. */
static bool grow(struct reading *x)
{
    size_t room = x->room > 0 ? 2 * x->room : 64;
    struct learning_ruling *grown = ARENA_ARRAY(x->arena, room, struct learning_ruling);
    if (grown == NULL)
        return false;
    if (x->count > 0)
        memcpy(grown, x->items, x->count * sizeof *grown);
    x->items = grown;
    x->room = room;
    return true;
}

static void add(struct reading *x, const struct learning_ruling *ruling)
{
    struct learning_ruling r = *ruling;
    if (r.kind == LEARNING_COMMENT)
        r.heads = r.breaks ? heads_of(x->standards, r.clause) : ALL_HEADS;
    if (r.heads != 0 && !is_reset(x, r.at_ms) && (x->count < x->room || grow(x)))
        x->items[x->count++] = r;
}

/* --- decisions --- */

static int by_comment(const void *p, const void *q)
{
    const struct q_learning_decisions_row *a = p, *b = q;
    if (a->comment_id != b->comment_id)
        return a->comment_id > b->comment_id ? 1 : -1;
    return (a->seq > b->seq) - (a->seq < b->seq);
}

/* The last decision on a comment that was not taken back; NULL for none. */
static const struct q_learning_decisions_row *
last_standing(const struct q_learning_decisions_row *rows, size_t count)
{
    const struct q_learning_decisions_row *stack[STACK_MAX];
    size_t depth = 0;
    for (size_t i = 0; i < count; i++) {
        switch ((enum decision_action)rows[i].action) {
        case DECISION_APPROVED:
        case DECISION_RESTORED:
        case DECISION_REMOVED:
        case DECISION_UPHELD:
            if (depth == STACK_MAX)
                memmove(stack, stack + 1, --depth * sizeof stack[0]);
            stack[depth++] = &rows[i];
            break;
        case DECISION_UNDONE:
            depth -= depth > 0;
            break;
        case DECISION_EDITED:
        case DECISION_TEXT_RETURNED:
            depth = 0;
            break;
        case DECISION_JUDGED:
        case DECISION_DELETED:
        case DECISION_FLAGGED:
        case DECISION_NOTICED:
        case DECISION_EDIT_UPHELD:
            break;
        }
    }
    return depth > 0 ? stack[depth - 1] : NULL;
}

static void add_decision(struct reading *x, const struct q_learning_decisions_row *d)
{
    bool breaks = d->action == DECISION_REMOVED || d->action == DECISION_UPHELD;
    if (d->in_bulk != 0 || d->status == COMMENT_DELETED || d->revision != d->present ||
        d->actor_id == d->author_id)
        return;
    add(x, &(struct learning_ruling){
               .kind = LEARNING_COMMENT,
               .source = d->comment_id,
               .revision = d->revision,
               .person = d->actor_id,
               .at_ms = d->decided_ms,
               .clause = breaks && d->has_clause ? d->clause : (struct str){0},
               .breaks = breaks,
           });
}

static enum rc read_decisions(struct reading *x)
{
    struct q_learning_decisions_row *rows;
    size_t count, end;
    enum rc rc =
        q_learning_decisions(x->reader->db,
                             &(struct q_learning_decisions_in){
                                 .site_id = x->reader->community->site.id, .max_rows = ROWS_MAX},
                             x->arena, &rows, &count);
    if (rc != RC_OK)
        return rc;
    if (count > 0)
        qsort(rows, count, sizeof *rows, by_comment);
    for (size_t i = 0; i < count; i = end) {
        for (end = i + 1; end < count && rows[end].comment_id == rows[i].comment_id;)
            end++;
        const struct q_learning_decisions_row *d = last_standing(&rows[i], end - i);
        if (d != NULL)
            add_decision(x, d);
    }
    return RC_OK;
}

/* --- answers of the blind check --- */

static enum rc read_answers(struct reading *x)
{
    struct q_learning_answers_row *rows;
    size_t count;
    enum rc rc = q_learning_answers(x->reader->db,
                                    &(struct q_learning_answers_in){
                                        .site_id = x->reader->community->site.id,
                                        .max_rows = ROWS_MAX,
                                    },
                                    x->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (rows[i].status != COMMENT_DELETED && rows[i].revision == rows[i].present)
            add(x, &(struct learning_ruling){
                       .kind = LEARNING_COMMENT,
                       .source = rows[i].comment_id,
                       .revision = rows[i].revision,
                       .person = rows[i].answered_by,
                       .at_ms = rows[i].answered_ms,
                       .clause = rows[i].answer_clause,
                       .breaks = rows[i].answer_clause.n > 0,
                   });
    return rc;
}

/* --- what programs suggest --- */

/* A score between these is no opinion. */
#define SUGGESTS_FINE   0.4
#define SUGGESTS_BREAKS 0.6

static enum rc read_suggestions(struct reading *x)
{
    struct q_learning_suggestions_row *rows;
    size_t count;
    enum rc rc = q_learning_suggestions(x->reader->db,
                                        &(struct q_learning_suggestions_in){
                                            .site_id = x->reader->community->site.id,
                                            .max_rows = ROWS_MAX,
                                        },
                                        x->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (rows[i].value >= SUGGESTS_BREAKS || rows[i].value <= SUGGESTS_FINE)
            add(x, &(struct learning_ruling){
                       .kind = LEARNING_SUGGESTION,
                       .source = rows[i].text_hash,
                       .person = -rows[i].key_id,
                       .at_ms = rows[i].suggested_ms,
                       .heads = heads_of_attribute(rows[i].attribute),
                       .breaks = rows[i].value >= SUGGESTS_BREAKS,
                   });
    return rc;
}

/* --- so many of a person and a day, and the newest of all --- */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_age(const struct learning_ruling *a, const struct learning_ruling *b)
{
    int order = compare(a->at_ms, b->at_ms);
    if (order == 0)
        order = compare(a->source, b->source);
    return order != 0 ? order : compare(a->person, b->person);
}

static int oldest_first(const void *p, const void *q)
{
    return by_age(p, q);
}

static int by_person_and_day(const void *p, const void *q)
{
    const struct learning_ruling *a = p, *b = q;
    int order = compare(a->person, b->person);
    if (order == 0)
        order = compare(a->at_ms / DAY_MS, b->at_ms / DAY_MS);
    return order != 0 ? order : by_age(b, a);
}

static bool same_person_and_day(const struct learning_ruling *a, const struct learning_ruling *b)
{
    return a->person == b->person && a->at_ms / DAY_MS == b->at_ms / DAY_MS;
}

/* Of more than `most` the newest, but half of them are people's where there are so many: a program has as much to say
 * as it likes, and its key may be in wrong hands. Oldest first. */
static void share(struct reading *x, size_t most)
{
    size_t people = 0, kept = 0;
    for (size_t i = 0; i < x->count; i++)
        people += x->items[i].person > 0;
    size_t programs = x->count - people;
    size_t room = most - (programs < most / 2 ? programs : most / 2);
    size_t skip_people = people > room ? people - room : 0;
    room = most - (people - skip_people);
    size_t skip_programs = programs > room ? programs - room : 0;
    for (size_t i = 0; i < x->count; i++) {
        size_t *skip = x->items[i].person > 0 ? &skip_people : &skip_programs;
        if (*skip > 0)
            --*skip;
        else
            x->items[kept++] = x->items[i];
    }
    x->count = kept;
}

static void keep_newest(struct reading *x)
{
    size_t kept = 0, of_day = 0;
    if (x->count > 0)
        qsort(x->items, x->count, sizeof *x->items, by_person_and_day);
    struct learning_ruling last = {.person = 0};
    for (size_t i = 0; i < x->count; i++) {
        struct learning_ruling r = x->items[i];
        of_day = i > 0 && same_person_and_day(&r, &last) ? of_day + 1 : 1;
        last = r;
        if (of_day <= LEARNING_DAY_RULINGS)
            x->items[kept++] = r;
    }
    if (kept > 0)
        qsort(x->items, kept, sizeof *x->items, oldest_first);
    x->count = kept;
    share(x, (size_t)x->reader->community->learning->rules.rulings);
}

enum rc learning_rulings_read(struct community_reader *r, struct community_judge *judge,
                              struct arena *a, struct learning_rulings *ret)
{
    struct reading x = {
        .reader = r, .standards = judge_standards(community_judge_get(judge)), .arena = a};
    enum rc rc = q_learning_reset_list(r->db,
                                       &(struct q_learning_reset_list_in){
                                           .site_id = r->community->site.id,
                                           .max_rows = RESETS_MAX,
                                       },
                                       a, &x.resets, &x.reset_count);
    if (rc == RC_OK)
        rc = read_decisions(&x);
    if (rc == RC_OK)
        rc = read_answers(&x);
    if (rc == RC_OK)
        rc = read_suggestions(&x);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        keep_newest(&x);
    if (rc == RC_OK)
        *ret = (struct learning_rulings){x.items, x.count};
    return rc;
}
