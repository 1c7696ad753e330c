/*
 * How precise the models are here, with and without the correction: of the texts that the blind check drew, what they said
 * when the text came in, before anybody ruled on it. So nothing is measured on what was learned from it.
 */
#include <stdlib.h>

#include "community/learning/learning_state.h"
#include "policy/verdict.h"
#include "queries.h"

#define ROWS_MAX   50000
#define SAMPLE_MAX 256

/* --- when a text is drawn --- */

struct str learning_sample_text(const struct verdict *v, struct arena *a)
{
    struct str out = STR("");
    if (v->facts == NULL || v->facts->correction == NULL)
        return out;
    for (size_t h = 0; h < HEAD_COUNT; h++) {
        if (!v->facts->value[correction_learned[h]].known)
            return STR("");
        out = arena_printf(a, "%.*s%s%.4f,%.4f", STR_ARG(out), h > 0 ? ";" : "",
                           v->facts->value[head_signals[h]].number,
                           v->facts->value[correction_learned[h]].number);
    }
    return out;
}

/* --- when it is counted --- */

/* "0.9340" as thousandths, rounded down; negative for anything else. */
static int thousandths(struct str s)
{
    if (s.n != 6 || s.p[1] != '.')
        return -1;
    int value = 0;
    for (size_t i = 0; i < 5; i++) {
        if (i == 1)
            continue;
        if (!char_is_digit(s.p[i]))
            return -1;
        value = value * 10 + (s.p[i] - '0');
    }
    return value;
}

static void count_answer(struct learning_sample *sample, const struct q_learning_sample_row *row,
                         int from)
{
    bool breaks = row->answer_clause.n > 0;
    struct str rest = row->heads;
    sample->count++;
    for (size_t h = 0; h < HEAD_COUNT && rest.p != NULL; h++) {
        struct str pair = str_split(&rest, ';');
        int model = thousandths(str_split(&pair, ','));
        int learned = thousandths(pair);
        if (model >= from)
            proportion_add(&sample->model[h], row->weight, breaks);
        if (learned >= from)
            proportion_add(&sample->learned[h], row->weight, breaks);
    }
}

enum rc learning_sample_read(struct community_reader *r, struct arena *a,
                             struct learning_sample *ret)
{
    struct q_learning_sample_row *rows;
    size_t count;
    int from = (int)learning_rules(r->community->learning).remove_from * 10;
    enum rc rc = q_learning_sample(
        r->db,
        &(struct q_learning_sample_in){
            .site_id = r->community->site.id,
            .since_ms = community_now_ms(r->community) - LEARNING_SAMPLE_DAYS * DAY_MS,
            .max_rows = ROWS_MAX,
        },
        a, &rows, &count);
    *ret = (struct learning_sample){.count = 0};
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (rows[i].heads.n > 0)
            count_answer(ret, &rows[i], from);
    return rc;
}

bool learning_sample_allows(const struct community_learning *rules,
                            const struct learning_sample *sample, size_t head)
{
    const struct proportion_sample *s = &sample->learned[head];
    return s->count >= rules->remove_answers &&
           proportion_of(s).low * 100 >= (double)rules->remove_precision;
}
