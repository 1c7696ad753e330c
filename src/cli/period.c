#include "cli/period.h"

#include "base/id.h"
#include "text/date.h"

static int64_t unit_ms(char unit)
{
    const int64_t minute = 60 * 1000;
    switch (unit) {
    case 'm':
        return minute;
    case 'h':
        return 60 * minute;
    case 'd':
        return 24 * 60 * minute;
    case 'w':
        return 7 * 24 * 60 * minute;
    case 'y':
        return (int64_t)365 * 24 * 60 * minute;
    default:
        return 0;
    }
}

enum rc period_moment(struct str s, const char *option, int64_t now_ms, int64_t *ret_ms,
                      struct problem *problem)
{
    uint64_t count = 0;
    int64_t unit = s.n > 1 ? unit_ms(s.p[s.n - 1]) : 0;
    if (unit > 0 && str_to_u64(str_slice(s, 0, s.n - 1), &count) == RC_OK && count < 100000) {
        int64_t back = (int64_t)count * unit;
        *ret_ms = back < now_ms ? now_ms - back : 0;
        return RC_OK;
    }
    if (date_parse(s, ret_ms) == RC_OK)
        return RC_OK;
    return problem_set(problem, RC_INVALID,
                       "--%s is a date such as 2026-05-01 or \"2026-05-01 18:00\" (UTC), or a time "
                       "before now such as 12h, 7d, 4w or 1y; not \"%.*s\"",
                       option, STR_ARG(s));
}

enum rc period_read(struct period *p, int64_t now_ms, struct problem *problem)
{
    enum rc rc = RC_OK;
    p->since_ms = 0;
    p->until_ms = now_ms;
    if (p->since.n > 0)
        rc = period_moment(p->since, "since", now_ms, &p->since_ms, problem);
    if (rc == RC_OK && p->until.n > 0)
        rc = period_moment(p->until, "until", now_ms, &p->until_ms, problem);
    if (rc == RC_OK && p->until_ms < p->since_ms)
        rc = problem_set(problem, RC_INVALID, "--until is before --since");
    if (rc != RC_OK)
        return rc;
    p->after_id = p->since_ms > 0 ? id_from_time(p->since_ms) - 1 : 0;
    p->before_id = id_from_time(p->until_ms + 1);
    return RC_OK;
}
