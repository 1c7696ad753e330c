#include "train/corpus.h"

#include <stdlib.h>

#define SEEN_FIRST     ((size_t)1 << 16)
#define EXAMPLES_FIRST ((size_t)1 << 14)

/* Where the cells of a set stand in a row of its table. */
struct columns {
    size_t text[MANIFEST_TEXTS_MAX];
    size_t label[HEAD_COUNT];
    size_t filter[MANIFEST_FILTERS];
};

enum rc corpus_begin(struct corpus *c, const struct manifest *m, const struct signals *s,
                     struct arena *a, struct arena *scratch)
{
    *c = (struct corpus){.manifest = m,
                         .signals = s,
                         .arena = a,
                         .scratch = scratch,
                         .capacity = EXAMPLES_FIRST,
                         .seen_capacity = SEEN_FIRST};
    c->example = ARENA_ARRAY(a, c->capacity, struct example);
    c->seen = ARENA_ARRAY(a, c->seen_capacity, uint64_t);
    return c->example && c->seen ? RC_OK : RC_NO_MEMORY;
}

/* --- what was there before --- */

static bool seen_put(uint64_t *seen, size_t capacity, uint64_t key)
{
    size_t at = (size_t)key & (capacity - 1);
    while (seen[at] && seen[at] != key)
        at = (at + 1) & (capacity - 1);
    if (seen[at])
        return false;
    seen[at] = key;
    return true;
}

static enum rc seen_grow(struct corpus *c)
{
    size_t capacity = c->seen_capacity * 2;
    uint64_t *grown = ARENA_ARRAY(c->arena, capacity, uint64_t);
    if (!grown)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < c->seen_capacity; i++) {
        if (c->seen[i])
            seen_put(grown, capacity, c->seen[i]);
    }
    c->seen = grown;
    c->seen_capacity = capacity;
    return RC_OK;
}

static bool is_new(struct corpus *c, uint64_t hash, const float label[HEAD_COUNT])
{
    for (int h = 0; h < HEAD_COUNT; h++)
        hash = part_scramble(hash ^ (uint64_t)(int64_t)(label[h] * 100 + (float)(h * 1000)));
    return seen_put(c->seen, c->seen_capacity, hash | 1);
}

/* --- one example --- */

static enum rc room_for_one(struct corpus *c)
{
    if (c->seen_count * 2 > c->seen_capacity && seen_grow(c) != RC_OK)
        return RC_NO_MEMORY;
    if (c->count == c->capacity) {
        struct example *grown = ARENA_ARRAY(c->arena, c->capacity * 2, struct example);
        if (!grown)
            return RC_NO_MEMORY;
        memcpy(grown, c->example, c->count * sizeof(*grown));
        c->example = grown;
        c->capacity *= 2;
    }
    return RC_OK;
}

static size_t count_rows(const struct text *t, struct example *e)
{
    struct feature_reader r;
    struct features f;
    features_begin(&r, t);
    while (features_next(&r, &f)) {
        for (int g = 0; g < FEATURE_GROUPS; g++)
            e->count[g] += f.count[g];
    }
    return (size_t)e->count[0] + e->count[1] + e->count[2];
}

static void fill_rows(const struct text *t, const struct example *e, uint32_t *row)
{
    uint32_t at[FEATURE_GROUPS] = {0, e->count[0], e->count[0] + e->count[1]};
    struct feature_reader r;
    struct features f;
    features_begin(&r, t);
    while (features_next(&r, &f)) {
        const uint32_t *from = f.row;
        for (int g = 0; g < FEATURE_GROUPS; g++) {
            memcpy(row + at[g], from, f.count[g] * sizeof(*row));
            at[g] += f.count[g];
            from += f.count[g];
        }
    }
}

static uint32_t *words_of(struct corpus *c, const struct text *t, struct example *e)
{
    struct vectors_reader r;
    struct vectors_word w;
    uint32_t *word;
    vectors_begin(&r, t);
    while (vectors_next(&r, &w))
        e->words++;
    word = ARENA_ARRAY(c->arena, e->words, uint32_t);
    vectors_begin(&r, t);
    for (uint32_t i = 0; word && i < e->words && vectors_next(&r, &w); i++)
        word[i] = w.hash;
    return word;
}

static enum rc take(struct corpus *c, const struct text *t, const struct facts *facts,
                    struct example *e)
{
    uint32_t *row = ARENA_ARRAY(c->arena, count_rows(t, e), uint32_t);
    e->word = words_of(c, t, e);
    if (!row || !e->word || room_for_one(c) != RC_OK)
        return RC_NO_MEMORY;
    fill_rows(t, e, row);
    e->row = row;
    e->text = arena_dup(c->arena, t->original);
    heads_dense(facts, e->dense);
    c->example[c->count++] = *e;
    return RC_OK;
}

enum rc corpus_take(struct corpus *c, size_t set, struct str text, const float label[HEAD_COUNT])
{
    struct signal_context context = {.site_language = STR("en")};
    struct example e = {.set = (uint16_t)set};
    struct text *t;
    struct facts *facts;
    uint64_t hash;
    arena_reset(c->scratch);
    t = ARENA_NEW(c->scratch, struct text);
    facts = ARENA_NEW(c->scratch, struct facts);
    if (!t || !facts)
        return RC_NO_MEMORY;
    enum rc rc = text_prepare(c->scratch, text, t);
    if (rc == RC_OK)
        rc = signals_measure(c->signals, t, &context, c->scratch, facts);
    if (rc != RC_OK)
        return rc;
    hash = part_hash(t);
    if (!heads_look_at(t, facts, &context) || !is_new(c, hash, label)) {
        c->set[set].skipped++;
        return RC_OK;
    }
    c->seen_count++;
    c->set[set].examples++;
    e.part = (uint8_t)part_of(hash);
    memcpy(e.label, label, sizeof(e.label));
    return take(c, t, facts, &e);
}

/* --- one table --- */

static bool is_among(struct str cell, const struct str *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(cell, values[i]))
            return true;
    }
    return false;
}

static bool parse_label(struct str cell, float *ret)
{
    char copy[32], *end;
    struct str s = str_trim(cell);
    if (str_eq_ascii_case(s, STR("true")) || str_eq_ascii_case(s, STR("false"))) {
        *ret = s.n == 4 ? 1 : 0;
        return true;
    }
    if (s.n == 0 || s.n >= sizeof(copy))
        return false;
    memcpy(copy, s.p, s.n);
    copy[s.n] = 0;
    *ret = strtof(copy, &end);
    return *end == 0 && *ret >= 0 && *ret <= 1;
}

static bool read_labels(const struct manifest_set *s, const struct columns *columns,
                        const struct table_row *row, float label[HEAD_COUNT])
{
    for (int h = 0; h < HEAD_COUNT; h++) {
        const struct manifest_label *l = &s->label[h];
        struct str cell = l->kind >= LABEL_COLUMN ? row->cells[columns->label[h]] : STR("");
        label[h] = l->kind == LABEL_NUMBER ? (float)l->number : -1;
        if (l->kind == LABEL_IS)
            label[h] = is_among(str_trim(cell), l->values, l->value_count) ? 1 : 0;
        if (l->kind == LABEL_COLUMN && !parse_label(cell, &label[h]))
            return false;
    }
    return true;
}

static bool passes(const struct manifest_set *s, const struct columns *columns,
                   const struct table_row *row)
{
    for (size_t i = 0; i < s->filter_count; i++) {
        if (!is_among(str_trim(row->cells[columns->filter[i]]), s->filter[i].values,
                      s->filter[i].value_count))
            return false;
    }
    return true;
}

static enum rc want_columns(const struct manifest_set *s, struct table *table,
                            struct columns *columns, struct problem *problem)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < s->text_count; i++)
        rc = table_want(table, s->texts[i], &columns->text[i], problem);
    for (size_t i = 0; rc == RC_OK && i < s->filter_count; i++)
        rc = table_want(table, s->filter[i].column, &columns->filter[i], problem);
    for (int h = 0; rc == RC_OK && h < HEAD_COUNT; h++) {
        if (s->label[h].kind >= LABEL_COLUMN)
            rc = table_want(table, s->label[h].column, &columns->label[h], problem);
    }
    return rc;
}

static enum rc take_row(struct corpus *c, size_t set, const struct columns *columns,
                        struct table *table, const struct table_row *row)
{
    const struct manifest_set *s = &c->manifest->set[set];
    float label[HEAD_COUNT];
    if (!passes(s, columns, row))
        return RC_OK;
    if (!read_labels(s, columns, row, label)) {
        table_refuse(table, "a label is empty or no number from 0 to 1");
        return RC_OK;
    }
    for (size_t i = 0; i < s->text_count; i++) {
        struct str text = str_trim(row->cells[columns->text[i]]);
        enum rc rc = text.n ? corpus_take(c, set, text, label) : RC_OK;
        if (rc == RC_TOO_LARGE || rc == RC_INVALID)
            table_refuse(table, "the text is too long or no text");
        else if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

/* Of a set with a share so many rows are kept, by the hash of their number. */
static bool is_within(double share, int64_t number)
{
    return (double)(part_scramble((uint64_t)number + 1) >> 40) < share * (double)(1 << 24);
}

enum rc corpus_read(struct corpus *c, size_t set, struct table *table, struct problem *problem)
{
    const struct manifest_set *s = &c->manifest->set[set];
    const struct table_row *row;
    struct columns columns = {0};
    int64_t number = 0;
    enum rc rc = want_columns(s, table, &columns, problem);
    while (rc == RC_OK && (rc = table_next(table, &row, problem)) == RC_OK && row) {
        if (is_within(s->share, number++))
            rc = take_row(c, set, &columns, table, row);
    }
    c->set[set].tally = *table_tally(table);
    if (rc == RC_NO_MEMORY)
        return problem_set(problem, rc, "more examples than fit into memory");
    return rc;
}
