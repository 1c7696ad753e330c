/* The filters of the net: their greatest values over a text, and what each word adds. */
#include "signals/vectors.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* So many words are looked up at a time: the tables are larger than a core's cache, and what is asked for ahead is there
 * when its turn comes. */
#define BLOCK 16

/* --- values --- */

void vectors_scan_begin(struct vectors_scan *s, const struct vectors_net *n)
{
    *s = (struct vectors_scan){.net = n};
}

static inline int32_t filter(const int16_t *weight, const int16_t *input, size_t count)
{
    int32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weight[i] * input[i];
    return sum;
}

/* Over the three words in the window, of which the middle one is number `word`. */
static void look_plainly(struct vectors_scan *s, uint32_t word)
{
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        int32_t v = s->net->filter_bias[f] + filter(s->net->filter[f], s->input, VECTORS_INPUTS);
        if (v > s->peaks.value[f]) {
            s->peaks.value[f] = v;
            s->peaks.word[f] = word;
        }
    }
}

#ifdef __x86_64__
#define LANES (VECTORS_INPUTS / 16) /* of sixteen numbers */

/* Eight sums that are spread over the lanes of eight registers, as one. */
__attribute__((target("avx2"))) static inline __m256i gather_sums(const __m256i sum[8])
{
    __m256i low =
        _mm256_hadd_epi32(_mm256_hadd_epi32(sum[0], sum[1]), _mm256_hadd_epi32(sum[2], sum[3]));
    __m256i high =
        _mm256_hadd_epi32(_mm256_hadd_epi32(sum[4], sum[5]), _mm256_hadd_epi32(sum[6], sum[7]));
    return _mm256_add_epi32(_mm256_permute2x128_si256(low, high, 0x20),
                            _mm256_permute2x128_si256(low, high, 0x31));
}

/* The same with sixteen numbers at a time and eight filters side by side: whole numbers, so the same bits. */
__attribute__((target("avx2"))) static void look_avx2(struct vectors_scan *s, uint32_t word)
{
    const __m256i number = _mm256_set1_epi32((int)word);
    __m256i input[LANES];
    for (int k = 0; k < LANES; k++)
        input[k] = _mm256_loadu_si256((const __m256i *)&s->input[k * 16]);
    for (int f = 0; f < VECTORS_FILTERS; f += 8) {
        __m256i sum[8];
        for (int i = 0; i < 8; i++) {
            const __m256i *weight = (const __m256i *)s->net->filter[f + i];
            sum[i] = _mm256_madd_epi16(_mm256_loadu_si256(weight), input[0]);
            for (int k = 1; k < LANES; k++)
                sum[i] = _mm256_add_epi32(
                    sum[i], _mm256_madd_epi16(_mm256_loadu_si256(weight + k), input[k]));
        }
        __m256i *peak = (__m256i *)&s->peaks.value[f], *where = (__m256i *)&s->peaks.word[f];
        __m256i bias = _mm256_loadu_si256((const __m256i *)&s->net->filter_bias[f]);
        __m256i value = _mm256_add_epi32(gather_sums(sum), bias), old = _mm256_loadu_si256(peak);
        __m256i greater = _mm256_cmpgt_epi32(value, old);
        _mm256_storeu_si256(peak, _mm256_max_epi32(value, old));
        _mm256_storeu_si256(where, _mm256_blendv_epi8(_mm256_loadu_si256(where), number, greater));
    }
}
_Static_assert(VECTORS_INPUTS % 16 == 0 && VECTORS_FILTERS % 8 == 0, "filters fill registers");
#endif

static void look(struct vectors_scan *s, uint32_t word)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        look_avx2(s, word);
        return;
    }
#endif
    look_plainly(s, word);
}

static inline void widen(const int8_t *vector, int16_t *ret)
{
    for (int i = 0; i < VECTORS_SIZE; i++)
        ret[i] = vector[i];
}

/* Makes room for the next word's vector and says where. */
static int16_t *shift(struct vectors_scan *s)
{
    memmove(s->input, s->input + VECTORS_SIZE, (VECTORS_INPUTS - VECTORS_SIZE) * sizeof(*s->input));
    return s->input + VECTORS_INPUTS - VECTORS_SIZE;
}

static void put(struct vectors_scan *s, uint32_t row)
{
    widen(s->net->vector[row], shift(s));
    if (s->count > 0)
        look(s, s->count - 1);
    s->count++;
}

void vectors_scan_put(struct vectors_scan *s, uint32_t hash)
{
    put(s, vectors_row(s->net, hash));
}

void vectors_scan_end(struct vectors_scan *s)
{
    memset(shift(s), 0, VECTORS_SIZE * sizeof(*s->input));
    if (s->count > 0)
        look(s, s->count - 1);
}

/* The rows of up to BLOCK words; 0 at the end. */
static size_t read_block(const struct vectors_net *n, struct vectors_reader *r, uint32_t row[BLOCK])
{
    uint32_t hash[BLOCK];
    struct vectors_word w;
    size_t count = 0;
    while (count < BLOCK && vectors_next(r, &w)) {
        __builtin_prefetch(&n->slot[w.hash & (VECTORS_SLOTS - 1)]);
        hash[count++] = w.hash;
    }
    for (size_t i = 0; i < count; i++) {
        row[i] = vectors_row(n, hash[i]);
        __builtin_prefetch(n->vector[row[i]]);
    }
    return count;
}

void vectors_find_peaks(const struct vectors_net *n, const struct text *t,
                        struct vectors_peaks *ret)
{
    struct vectors_reader r;
    struct vectors_scan s;
    uint32_t row[BLOCK];
    vectors_scan_begin(&s, n);
    vectors_begin(&r, t);
    for (size_t count; (count = read_block(n, &r, row)) > 0;)
        for (size_t i = 0; i < count; i++)
            put(&s, row[i]);
    vectors_scan_end(&s);
    *ret = s.peaks;
}

void vectors_add(const struct vectors_net *n, const struct vectors_peaks *p,
                 double sum[VECTORS_HEADS])
{
    for (int h = 0; h < VECTORS_HEADS; h++) {
        double z = (double)n->bias[h];
        for (int f = 0; f < VECTORS_FILTERS; f++)
            z += (double)n->output[h][f] * p->value[f];
        sum[h] += z;
    }
}

/* --- what each word adds --- */

/* The filters that peak anywhere, by the word they peak at. */
struct summits {
    uint8_t filter[VECTORS_FILTERS];
    size_t count;
};

static void sort_summits(const struct vectors_peaks *p, struct summits *s)
{
    s->count = 0;
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        size_t at = s->count;
        if (p->value[f] == 0)
            continue;
        for (; at > 0 && p->word[s->filter[at - 1]] > p->word[f]; at--)
            s->filter[at] = s->filter[at - 1];
        s->filter[at] = (uint8_t)f;
        s->count++;
    }
}

/* What the word at `place` of the window adds to the filters that peak with `middle`, the first of them at `from`. */
static void add_share(const struct vectors_net *n, const struct vectors_peaks *p,
                      const struct summits *s, size_t from, int place, const int16_t *input,
                      double share[VECTORS_HEADS])
{
    uint32_t middle = p->word[s->filter[from]];
    for (size_t i = from; i < s->count && p->word[s->filter[i]] == middle; i++) {
        int f = s->filter[i];
        int32_t part = filter(n->filter[f] + place * VECTORS_SIZE, input, VECTORS_SIZE);
        for (int h = 0; h < VECTORS_HEADS; h++)
            share[h] += (double)n->output[h][f] * part;
    }
}

/* Moves `from` on to the first summit whose window has word `i` at `place`, or behind; says whether it has. */
static bool is_at(const struct vectors_peaks *p, const struct summits *s, int place, uint32_t i,
                  size_t *from)
{
    while (*from < s->count && p->word[s->filter[*from]] + (uint32_t)place < i + 1)
        ++*from;
    return *from < s->count && p->word[s->filter[*from]] + (uint32_t)place == i + 1;
}

void vectors_shares(const struct vectors_net *n, const struct text *t,
                    const struct vectors_peaks *p,
                    void (*tell)(void *context, uint32_t token, const double share[VECTORS_HEADS]),
                    void *context)
{
    struct summits s;
    struct vectors_reader r;
    struct vectors_word w;
    size_t from[VECTORS_WINDOW] = {0};
    sort_summits(p, &s);
    vectors_begin(&r, t);
    for (uint32_t i = 0; from[VECTORS_WINDOW - 1] < s.count && vectors_next(&r, &w); i++) {
        double share[VECTORS_HEADS] = {0};
        int16_t input[VECTORS_SIZE];
        bool is_in[VECTORS_WINDOW], any = false;
        for (int place = 0; place < VECTORS_WINDOW; place++)
            any |= is_in[place] = is_at(p, &s, place, i, &from[place]);
        if (!any)
            continue;
        widen(n->vector[vectors_row(n, w.hash)], input);
        for (int place = 0; place < VECTORS_WINDOW; place++)
            if (is_in[place])
                add_share(n, p, &s, from[place], place, input, share);
        tell(context, w.token, share);
    }
}
