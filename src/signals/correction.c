#include "signals/correction.h"

#include <math.h>

const enum signal_id correction_learned[HEAD_COUNT] = {
#define LEARNED_SIGNAL(id, name) SIG_LEARNED_##id,
    HEADS(LEARNED_SIGNAL)
#undef LEARNED_SIGNAL
};

/* --- applying --- */

const struct correction_word *correction_find(const struct correction *c, uint64_t hash)
{
    size_t low = 0, high = c->word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->words[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->word_count && c->words[low].hash == hash ? &c->words[low] : NULL;
}

static int strength(const struct correction_word *w)
{
    int most = 0;
    for (size_t h = 0; h < HEAD_COUNT; h++) {
        int change = w->change[h] < 0 ? -w->change[h] : w->change[h];
        most = change > most ? change : most;
    }
    return most;
}

/* The strongest first; of equals the lower hash, so that the order never depends on the text's. */
static bool is_before(const struct correction_word *a, const struct correction_word *b)
{
    int sa = strength(a), sb = strength(b);
    return sa != sb ? sa > sb : a->hash < b->hash;
}

/* Keeps the strongest words met, in that order, each once. */
struct meeting {
    struct correction_word words[CORRECTION_MET_MAX];
    size_t count;
};

static void meet(struct meeting *m, const struct correction_word *w)
{
    size_t at = 0;
    while (at < m->count && is_before(&m->words[at], w))
        at++;
    if (at == CORRECTION_MET_MAX || (at < m->count && m->words[at].hash == w->hash))
        return;
    m->count += m->count < CORRECTION_MET_MAX;
    memmove(&m->words[at + 1], &m->words[at], (m->count - at - 1) * sizeof *m->words);
    m->words[at] = *w;
}

static void sort_by_hash(struct correction_word *words, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct correction_word moved = words[i];
        size_t to = i;
        for (; to > 0 && words[to - 1].hash > moved.hash; to--)
            words[to] = words[to - 1];
        words[to] = moved;
    }
}

static int32_t clip(int32_t x, int32_t limit)
{
    return x > limit ? limit : x < -limit ? -limit : x;
}

enum rc correction_apply(const struct correction *c, const struct correction_places *places,
                         struct arena *a, struct correction_sum *ret, struct correction *ret_met)
{
    struct meeting m = {.count = 0};
    struct correction_sum sum = {{0}};
    for (size_t i = 0; i < places->count; i++) {
        const struct correction_word *w = correction_find(c, places->items[i].hash);
        if (w != NULL)
            meet(&m, w);
    }
    struct correction_word *words = ARENA_ARRAY(a, m.count, struct correction_word);
    if (words == NULL)
        return RC_NO_MEMORY;
    sort_by_hash(m.words, m.count);
    if (m.count > 0)
        memcpy(words, m.words, m.count * sizeof *words);
    for (size_t h = 0; h < HEAD_COUNT; h++) {
        for (size_t i = 0; i < m.count; i++)
            sum.change[h] += words[i].change[h];
        sum.change[h] = clip(sum.change[h], c->change_max);
    }
    *ret = sum;
    *ret_met = *c;
    ret_met->words = words;
    ret_met->word_count = m.count;
    return RC_OK;
}

double correction_shift(double probability, int32_t change)
{
    if (change == 0)
        return probability;
    double p = fmin(fmax(probability, 0.0001), 0.9999);
    double odds = p / (1 - p) * exp((double)change / 1000);
    return floor(odds / (1 + odds) * 10000 + 0.5) / 10000;
}

/* --- as text --- */

static void write_word(struct buf *out, const struct correction_word *w)
{
    buf_printf(out, "/%016llx", (unsigned long long)w->hash);
    for (size_t h = 0; h < HEAD_COUNT; h++) {
        if (w->change[h] == 0)
            continue;
        buf_put_char(out, (char)('p' + (char)h));
        buf_put_i64(out, w->change[h]);
    }
}

void correction_write(struct buf *out, const struct correction *c)
{
    buf_printf(out, "%lld.%d.%u.%d", (long long)c->version, (int)c->change_max,
               (unsigned)c->may_remove, (int)c->remove_from);
    for (size_t i = 0; i < c->word_count; i++)
        write_word(out, &c->words[i]);
}

static enum rc parse_number(struct str *rest, char separator, int64_t most, int64_t *ret)
{
    enum rc rc = str_to_i64(str_split(rest, separator), ret);
    return rc == RC_OK && *ret >= 0 && *ret <= most ? RC_OK : RC_INVALID;
}

static enum rc parse_head(struct str text, struct correction *c)
{
    int64_t max = 0, may = 0, from = 0;
    enum rc rc = parse_number(&text, '.', INT64_MAX, &c->version);
    if (rc == RC_OK)
        rc = parse_number(&text, '.', 1000000, &max);
    if (rc == RC_OK)
        rc = parse_number(&text, '.', (1 << HEAD_COUNT) - 1, &may);
    if (rc == RC_OK)
        rc = parse_number(&text, '.', 1000, &from);
    c->change_max = (int32_t)max;
    c->may_remove = (uint32_t)may;
    c->remove_from = (int32_t)from;
    return rc == RC_OK && text.p == NULL ? RC_OK : RC_INVALID;
}

static enum rc parse_hash(struct str digits, uint64_t *ret)
{
    *ret = 0;
    if (digits.n != 16)
        return RC_INVALID;
    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.p[i];
        if (!char_is_digit(c) && !(c >= 'a' && c <= 'f'))
            return RC_INVALID;
        *ret = *ret << 4 | (uint64_t)(char_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return RC_OK;
}

/* "p120r-30": a letter for a head, ascending, and its change. */
static enum rc parse_changes(struct str s, struct correction_word *w)
{
    int last = -1;
    for (size_t at = 0; at < s.n;) {
        int head = s.p[at] - 'p';
        size_t end = ++at;
        int64_t change = 0;
        while (end < s.n && (char_is_digit(s.p[end]) || s.p[end] == '-'))
            end++;
        if (head <= last || head >= HEAD_COUNT ||
            str_to_i64(str_slice(s, at, end), &change) != RC_OK || change == 0 ||
            change > CORRECTION_CHANGE_LIMIT || change < -CORRECTION_CHANGE_LIMIT)
            return RC_INVALID;
        w->change[head] = (int16_t)change;
        last = head;
        at = end;
    }
    return RC_OK;
}

static enum rc parse_word(struct str s, struct correction_word *w)
{
    size_t digits = s.n < 16 ? s.n : 16;
    enum rc rc = parse_hash(str_slice(s, 0, digits), &w->hash);
    return rc == RC_OK ? parse_changes(str_slice(s, digits, s.n), w) : rc;
}

static size_t count_words(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == '/';
    return count;
}

enum rc correction_parse(struct str text, struct arena *a, struct correction *ret)
{
    struct correction c = {.word_count = count_words(text)};
    if (c.word_count > CORRECTION_WORDS_LIMIT)
        return RC_INVALID;
    struct correction_word *words = ARENA_ARRAY(a, c.word_count, struct correction_word);
    if (words == NULL)
        return RC_NO_MEMORY;
    enum rc rc = parse_head(str_split(&text, '/'), &c);
    for (size_t i = 0; rc == RC_OK && i < c.word_count; i++) {
        words[i] = (struct correction_word){.hash = 0};
        rc = parse_word(str_split(&text, '/'), &words[i]);
        if (rc == RC_OK && i > 0 && words[i - 1].hash >= words[i].hash)
            rc = RC_INVALID;
    }
    c.words = words;
    if (rc == RC_OK)
        *ret = c;
    return rc;
}
