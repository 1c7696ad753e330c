#include "base/proportion.h"

#include <math.h>

/* The normal distribution's 97.5 % point: 95 % lie within. */
#define Z 1.959963984540054

static double within(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

struct proportion proportion_wilson(double hits, double n)
{
    if (!(n > 0))
        return (struct proportion){.high = 1};
    double share = within(hits / n, 0, 1), z2 = Z * Z;
    double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return (struct proportion){
        .share = share,
        .low = within(middle - half, 0, share),
        .high = within(middle + half, share, 1),
    };
}

void proportion_add(struct proportion_sample *s, int64_t weight_milli, int hit)
{
    double weight = (double)weight_milli / 1000;
    s->count++;
    s->hits += hit != 0;
    s->weight += weight;
    s->weight_squared += weight * weight;
    s->weight_hits += hit != 0 ? weight : 0;
}

struct proportion proportion_of(const struct proportion_sample *s)
{
    if (!(s->weight_squared > 0))
        return proportion_wilson(0, 0);
    double effective = s->weight * s->weight / s->weight_squared;
    return proportion_wilson(s->weight_hits / s->weight * effective, effective);
}
