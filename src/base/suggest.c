#include "base/suggest.h"

#define NAME_MAX_BYTES 63

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

size_t suggest_distance(struct str a, struct str b, size_t limit)
{
    size_t rows[3][NAME_MAX_BYTES + 1];
    if (a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES)
        return limit + 1;
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = char_lower(a.p[i - 1]) == char_lower(b.p[j - 1]);
            row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
                row[j] = smallest(row[j], two_above[j - 2] + 1, row[j]);
        }
    }
    size_t distance = rows[a.n % 3][b.n];
    return distance > limit ? limit + 1 : distance;
}

struct suggestion suggest_begin(struct str wanted)
{
    return (struct suggestion){.wanted = wanted, .distance = wanted.n / 3 + 1};
}

void suggest_offer(struct suggestion *s, struct str candidate)
{
    size_t distance = suggest_distance(s->wanted, candidate, s->distance);
    if (distance < s->distance || (distance == s->distance && s->best.n == 0)) {
        s->distance = distance;
        s->best = candidate;
    }
}
