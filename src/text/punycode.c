#include "text/punycode.h"

#include "base/utf8.h"

/* Parameters of RFC 3492, section 5. */
enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    INITIAL_BIAS = 72,
    INITIAL_N = 128
};

struct encoder {
    char *out;
    size_t n;
    bool full;
};

static void put(struct encoder *e, char c)
{
    if (e->n < PUNYCODE_LABEL_MAX)
        e->out[e->n++] = c;
    else
        e->full = true;
}

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void put_delta(struct encoder *e, uint32_t delta, uint32_t bias)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (delta < t)
            break;
        put(e, digits[t + (delta - t) % (BASE - t)]);
        delta = (delta - t) / (BASE - t);
    }
    put(e, digits[delta]);
}

/* The smallest character of at least `least`. */
static uint32_t next_character(const uint32_t *c, size_t count, uint32_t least)
{
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        if (c[i] >= least && c[i] < best)
            best = c[i];
    }
    return best;
}

static void encode(struct encoder *e, const uint32_t *c, size_t count)
{
    uint32_t n = INITIAL_N, delta = 0, bias = INITIAL_BIAS;
    size_t basic = 0, done;
    for (size_t i = 0; i < count; i++) {
        if (c[i] < 0x80) {
            put(e, (char)c[i]);
            basic++;
        }
    }
    if (basic > 0)
        put(e, '-');
    for (done = basic; done < count; delta++, n++) {
        uint32_t m = next_character(c, count, n);
        delta += (m - n) * (uint32_t)(done + 1);
        n = m;
        for (size_t i = 0; i < count; i++) {
            delta += c[i] < n;
            if (c[i] != n)
                continue;
            put_delta(e, delta, bias);
            bias = adapt(delta, (uint32_t)done + 1, done == basic);
            delta = 0;
            done++;
        }
    }
}

enum rc punycode_encode(struct str label, char out[static PUNYCODE_LABEL_MAX], size_t *ret_length)
{
    uint32_t c[PUNYCODE_LABEL_MAX];
    size_t count = 0, length;
    struct encoder e = {.out = out};
    for (size_t at = 0; at < label.n; at += length) {
        if (count == PUNYCODE_LABEL_MAX)
            return RC_INVALID;
        c[count++] = utf8_decode(label, at, &length);
    }
    for (const char *p = "xn--"; *p; p++)
        put(&e, *p);
    encode(&e, c, count);
    if (e.full)
        return RC_INVALID;
    *ret_length = e.n;
    return RC_OK;
}
