/* Repetition: of the author's recent comments, and within the comment itself. */
#include "signals/cells.h"
#include "signals/detect.h"

#include "text/fingerprint.h"

/* Fingerprints of unrelated texts differ in this many bits on average (text/fingerprint.h). */
#define DISTANCE_UNRELATED 32
/* From so much likeness on the whole comment is evidence. */
#define SIMILARITY_SHOWN 0.5
/* The same character so often, and the same word, sentence or line so often, is repetition. */
#define CHARACTERS_MIN 5
#define WORDS_MIN      3
#define SENTENCES_MIN  2
#define SENTENCE_BYTES 6
/* Under so many bytes nothing repeats itself: "hahaha", "no, no, no". */
#define BYTES_MIN 14
/* The longest phrase, in words, that is looked for again directly behind itself, and how often it has to stand. */
#define PHRASE_WORDS_MAX 6
#define PHRASE_TIMES_MIN 3

/* False when there is nothing to compare with. */
static bool nearest_similarity(struct detection *d, double *ret)
{
    unsigned nearest = DISTANCE_UNRELATED;
    uint64_t own;
    if (!d->context->author.known)
        return false;
    own = d->context->fingerprint != 0 ? d->context->fingerprint : fingerprint_text(d->text);
    d->facts->fingerprint = own;
    if (own == 0 || d->context->author.recent_fingerprint_count == 0)
        return false;
    for (size_t i = 0; i < d->context->author.recent_fingerprint_count; i++) {
        unsigned distance = fingerprint_distance(own, d->context->author.recent_fingerprints[i]);
        nearest = distance < nearest ? distance : nearest;
    }
    /* To a hundredth: it is stored with every comment. */
    *ret = (double)((DISTANCE_UNRELATED - nearest) * 100 / DISTANCE_UNRELATED) / 100;
    return true;
}

static void measure_similarity(struct detection *d)
{
    double similarity;
    if (!detect_given(d, SIG_REPEAT_SIMILARITY, &similarity) && !nearest_similarity(d, &similarity))
        return;
    detect_number(d, SIG_REPEAT_SIMILARITY, similarity);
    if (similarity >= SIMILARITY_SHOWN)
        detect_evidence_whole(d, SIG_REPEAT_SIMILARITY);
}

static size_t show(struct detection *d, struct span original)
{
    detect_evidence(d, SIG_REPEAT_WITHIN, original, (struct str){0});
    return original.end - original.begin;
}

static bool cells_equal(const struct detection *d, uint32_t a, uint32_t b)
{
    const struct cell *cell = d->cells->cell;
    const char *left = d->text->folded.p + cell[a].offset;
    const char *right = d->text->folded.p + cell[b].offset;
    if (*left != *right) /* nearly always */
        return false;
    uint32_t n = cell[a + 1].offset - cell[a].offset;
    return cell[b + 1].offset - cell[b].offset == n && memcmp(left, right, n) == 0;
}

/* Bytes in runs of one character. */
static size_t repeated_characters(struct detection *d)
{
    size_t bytes = 0;
    uint32_t begin = 0;
    for (uint32_t i = 1; i <= d->cells->count; i++) {
        if (i < d->cells->count && cells_equal(d, begin, i))
            continue;
        if (i - begin >= CHARACTERS_MIN && !cell_is_space(&d->cells->cell[begin]))
            bytes += show(d, text_original_span(d->text, cells_folded(d->cells, begin, i)));
        begin = i;
    }
    return bytes;
}

static bool words_equal(const struct text *t, const struct token *a, const struct token *b)
{
    const char *left = t->folded.p + a->folded.begin, *right = t->folded.p + b->folded.begin;
    uint32_t n = a->folded.end - a->folded.begin;
    return a->kind == b->kind && b->folded.end - b->folded.begin == n && *left == *right &&
           memcmp(left, right, n) == 0;
}

/* Bytes in runs of one word, or of one emoji; punctuation between them does not matter. */
static size_t repeated_words(struct detection *d)
{
    const struct text *t = d->text;
    const struct token *first = NULL, *last = NULL;
    size_t bytes = 0, count = 0;
    for (size_t i = 0; i <= t->token_count; i++) {
        const struct token *k = i < t->token_count ? &t->tokens[i] : NULL;
        if (k && k->kind == TOKEN_SYMBOL && (unsigned char)t->folded.p[k->folded.begin] < 0x80)
            continue;
        if (k && first && words_equal(t, first, k)) {
            last = k;
            count++;
            continue;
        }
        if (count >= WORDS_MIN)
            bytes += show(d, (struct span){first->original.begin, last->original.end});
        first = last = k;
        count = 1;
    }
    return bytes;
}

/* Bytes of runs in which every word is the one `period` words before. */
static size_t repeated_phrases(struct detection *d, const size_t *word, size_t count, size_t period)
{
    const struct token *tokens = d->text->tokens;
    size_t bytes = 0, begin = period;
    for (size_t i = period; i <= count; i++) {
        if (i < count && words_equal(d->text, &tokens[word[i]], &tokens[word[i - period]]))
            continue;
        if (i - begin >= period * (PHRASE_TIMES_MIN - 1)) {
            struct span run = {tokens[word[begin - period]].original.begin,
                               tokens[word[i - 1]].original.end};
            bytes += show(d, run);
        }
        begin = i + 1;
    }
    return bytes;
}

/* Bytes of the phrases that stand again and again, whatever is between the words. */
static size_t repeated_word_runs(struct detection *d)
{
    const struct text *t = d->text;
    size_t *word = ARENA_ARRAY(d->arena, t->token_count, size_t);
    size_t count = 0;
    for (size_t i = 0; word && i < t->token_count; i++) {
        if (t->tokens[i].kind != TOKEN_SYMBOL)
            word[count++] = i;
    }
    for (size_t period = 2; period <= PHRASE_WORDS_MAX; period++) {
        size_t bytes = repeated_phrases(d, word, count, period);
        if (bytes > 0)
            return bytes;
    }
    return 0;
}

static uint64_t sentence_hash(struct str s)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)char_lower(s.p[i])) * 0x100000001b3u;
    return h ? h : 1;
}

/* Whether the hash stands in the table already; puts it there. `size` is a power of two. */
static bool table_meet(uint64_t *table, size_t size, uint64_t hash)
{
    size_t slot = (hash ^ hash >> 32) & (size - 1);
    while (table[slot] && table[slot] != hash)
        slot = (slot + 1) & (size - 1);
    if (table[slot])
        return true;
    table[slot] = hash;
    return false;
}

/* Bytes of sentences and lines that stood before already. */
static size_t repeated_sentences(struct detection *d)
{
    const struct text *t = d->text;
    size_t size = 16, bytes = 0;
    uint64_t *table;
    if (t->sentence_count < SENTENCES_MIN)
        return 0;
    while (size < t->sentence_count * 2)
        size *= 2;
    table = ARENA_ARRAY(d->arena, size, uint64_t);
    for (size_t i = 0; table && i < t->sentence_count; i++) {
        struct span at = t->sentences[i];
        struct str s = str_slice(t->original, at.begin, at.end);
        if (s.n >= SENTENCE_BYTES && table_meet(table, size, sentence_hash(s)))
            bytes += show(d, at);
    }
    return bytes;
}

static size_t largest(size_t a, size_t b)
{
    return a > b ? a : b;
}

void detect_repeat(struct detection *d)
{
    size_t bytes, all = str_trim(d->text->original).n;
    double share;
    measure_similarity(d);
    if (!cells_get(d))
        return;
    bytes = repeated_characters(d);
    bytes = largest(bytes, repeated_words(d));
    bytes = largest(bytes, bytes ? 0 : repeated_word_runs(d));
    bytes = largest(bytes, repeated_sentences(d));
    share = all >= BYTES_MIN ? (double)bytes / (double)all : 0;
    detect_number(d, SIG_REPEAT_WITHIN, share > 1 ? 1 : share);
}
