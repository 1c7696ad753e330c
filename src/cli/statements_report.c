/*
 * The numbers of the yearly report on moderation (Regulation (EU) 2022/2065, Articles 15 and 24) as CSV: a line for each
 * number, with the letter of Article 15(1) it belongs to.
 */
#include "cli/statements.h"
#include "community/discipline/legal_notice.h"
#include "community/moderation/rates.h"
#include "community/discipline/redress.h"

#define REPORT_MAX ((size_t)1024 * 1024)
#define CATEGORIES 15
#define MEASURES   STATEMENT_MEASURE_COUNT

static const char *const CATEGORY_NAMES[] = {
#define REASON(words_, name_) words_,
#include "policy/reasons.def"
#undef REASON
};
_Static_assert(sizeof CATEGORY_NAMES / sizeof CATEGORY_NAMES[0] == CATEGORIES, "reasons.def");

static const char *const MEASURE_WORDS[MEASURES] = {
    [STATEMENT_HELD] = "held",
    [STATEMENT_REMOVED] = "removed",
    [STATEMENT_EDITED] = "changed",
    [STATEMENT_SUSPENDED] = "account suspended",
    [STATEMENT_BLOCKED] = "account blocked",
    [STATEMENT_DELETED] = "account deleted",
    [STATEMENT_PREMODERATED] = "account held first",
    [STATEMENT_WARNED] = "account warned",
};

struct tally {
    struct statements_command command; /* first: what statements_each is given is this */
    int64_t measures[CATEGORIES][MEASURES];
    int64_t by_program[CATEGORIES][MEASURES];
    int64_t sources[STATEMENT_SOURCE_COUNT];
};

static size_t category_of(struct str words)
{
    for (size_t i = 0; i < CATEGORIES; i++)
        if (str_eq(words, str_from_cstr(CATEGORY_NAMES[i])))
            return i;
    return CATEGORIES - 1; /* other violation of terms */
}

const char *statements_category(struct str words)
{
    return CATEGORY_NAMES[category_of(words)];
}

static int count(struct statements_command *c, const struct statement *list, size_t n)
{
    struct tally *t = (struct tally *)c;
    for (size_t i = 0; i < n; i++) {
        size_t category = category_of(list[i].category);
        t->measures[category][list[i].measure]++;
        t->by_program[category][list[i].measure] += list[i].decided_by_standards;
        t->sources[list[i].source]++;
    }
    return EXIT_DONE;
}

void statements_put_row(struct buf *out, const char *letter, const char *what, const char *part,
                        const char *detail, double value)
{
    buf_printf(out, "%s,%s,%s,%s,%.6g\r\n", letter, what, part, detail, value);
}

static void put_measures(struct buf *out, const struct tally *t)
{
    for (size_t c = 0; c < CATEGORIES; c++)
        for (size_t m = 0; m < MEASURES; m++) {
            if (t->measures[c][m] == 0)
                continue;
            const char *category = CATEGORY_NAMES[c];
            statements_put_row(out, "c", "measures", category, MEASURE_WORDS[m],
                               (double)t->measures[c][m]);
            statements_put_row(out, "c", "measures decided by a program", category,
                               MEASURE_WORDS[m], (double)t->by_program[c][m]);
        }
    statements_put_row(out, "c", "brought to attention", "found here", "",
                       (double)t->sources[STATEMENT_OWN]);
    statements_put_row(out, "c", "brought to attention", "readers' reports", "",
                       (double)t->sources[STATEMENT_REPORT]);
    statements_put_row(out, "c", "brought to attention", "notices", "",
                       (double)t->sources[STATEMENT_NOTICE]);
    statements_put_row(out, "c", "brought to attention", "trusted flaggers' notices", "",
                       (double)t->sources[STATEMENT_FLAGGER]);
    statements_put_row(out, "c", "brought to attention", "authorities' orders", "",
                       (double)t->sources[STATEMENT_ORDER]);
}

/* How many took how many whole hours; what took longer than a year counts as a year. */
#define HOURS_MAX ((int64_t)366 * 24)

struct hours {
    int64_t count, taken[HOURS_MAX + 1];
};

static void hours_add(struct hours *h, int64_t begun_ms, int64_t ended_ms)
{
    int64_t hours = (ended_ms - begun_ms) / HOUR_MS;
    h->taken[hours < 0 ? 0 : hours > HOURS_MAX ? HOURS_MAX : hours]++;
    h->count++;
}

/* The hours of the one at this place when they stand in order, from 0. */
static int64_t hours_at(const struct hours *h, int64_t place)
{
    int64_t hours = 0, below = h->taken[0];
    while (below <= place && hours < HOURS_MAX)
        below += h->taken[++hours];
    return hours;
}

static double hours_median(const struct hours *h)
{
    return (double)(hours_at(h, (h->count - 1) / 2) + hours_at(h, h->count / 2)) / 2;
}

struct notice_tally {
    int64_t notices[CATEGORIES], acted[CATEGORIES], by_flaggers;
    struct hours hours;
};

static enum rc count_notices(struct statements_command *c, struct notice_tally *t)
{
    const struct actor actor = app_actor();
    int64_t after_ms = c->period.since_ms - 1, after_id = INT64_MAX;
    struct legal_notice_closed *list;
    size_t n = 1;
    enum rc rc = RC_OK;
    while (rc == RC_OK && n > 0) {
        arena_reset(c->arena);
        rc = legal_notice_closed(&c->site.app.reader, &actor, &after_ms, &after_id,
                                 c->period.until_ms, c->arena, &list, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            size_t category = category_of(list[i].category);
            if (list[i].lane >= LEGAL_NOTICE_ORDER)
                continue;
            t->notices[category]++;
            t->acted[category] += list[i].outcome != REPORT_KEPT;
            t->by_flaggers += list[i].lane == LEGAL_NOTICE_FLAGGER;
            hours_add(&t->hours, id_time_ms(list[i].id), list[i].closed_ms);
        }
    }
    return rc;
}

static int put_notices(struct statements_command *c, struct buf *out)
{
    struct notice_tally t = {.by_flaggers = 0};
    if (count_notices(c, &t) != RC_OK)
        return cli_fail_text("the notices cannot be read: %s", db_error(c->site.app.reader.db));
    for (size_t i = 0; i < CATEGORIES; i++) {
        if (t.notices[i] == 0)
            continue;
        statements_put_row(out, "b", "notices decided", CATEGORY_NAMES[i], "",
                           (double)t.notices[i]);
        statements_put_row(out, "b", "notices acted on", CATEGORY_NAMES[i], "", (double)t.acted[i]);
    }
    statements_put_row(out, "b", "notices decided", "by trusted flaggers", "",
                       (double)t.by_flaggers);
    statements_put_row(out, "b", "notices decided by a program", "", "", 0);
    if (t.hours.count > 0)
        statements_put_row(out, "b", "hours until a decision", "median", "",
                           hours_median(&t.hours));
    return EXIT_DONE;
}

struct redress_tally {
    int64_t decided, granted;
    struct hours hours;
};

#define REDRESS_KINDS (REDRESS_COMPLAINT + 1)

static enum rc count_redress(struct statements_command *c,
                             struct redress_tally tallies[static REDRESS_KINDS])
{
    const struct actor actor = app_actor();
    struct redress_place place = {.decided_ms = c->period.since_ms - 1, .id = INT64_MAX};
    struct redress_outcome *list;
    size_t n = 1;
    enum rc rc = RC_OK;
    while (rc == RC_OK && n > 0) {
        arena_reset(c->arena);
        rc = redress_outcomes(&c->site.app.reader, &actor, &place, c->period.until_ms, c->arena,
                              &list, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            struct redress_tally *t = &tallies[list[i].kind];
            if (list[i].state == REDRESS_GONE)
                continue; /* nobody decided */
            t->decided++;
            t->granted += list[i].state == REDRESS_GRANTED;
            hours_add(&t->hours, id_time_ms(list[i].id), list[i].decided_ms);
        }
    }
    return rc;
}

static void put_tally(struct buf *out, const char *about, const struct redress_tally *t)
{
    statements_put_row(out, "d", "complaints decided", about, "", (double)t->decided);
    statements_put_row(out, "d", "decisions reversed", about, "", (double)t->granted);
    if (t->decided > 0)
        statements_put_row(out, "d", "hours until a decision", about, "median",
                           hours_median(&t->hours));
}

static int put_redress(struct statements_command *c, struct buf *out)
{
    struct redress_tally tallies[REDRESS_KINDS] = {{.decided = 0}};
    if (count_redress(c, tallies) != RC_OK)
        return cli_fail_text("letters and appeals cannot be read: %s",
                             db_error(c->site.app.reader.db));
    put_tally(out, "removals and changes of comments", &tallies[REDRESS_APPEAL]);
    put_tally(out, "sanctions on accounts", &tallies[REDRESS_LETTER]);
    put_tally(out, "notices of illegal content", &tallies[REDRESS_COMPLAINT]);
    return EXIT_DONE;
}

/* How often the program errs, measured by moderators who judge a sample blind. */
static int put_accuracy(struct statements_command *c, struct buf *out)
{
    const struct actor actor = app_actor();
    struct rates_report report;
    if (rates_get(&c->site.app.reader, &actor, c->arena, &report) != RC_OK)
        return cli_fail_text("the error rates cannot be read: %s", db_error(c->site.app.reader.db));
    const struct rates *r = &report.lately;
    statements_put_row(out, "e", "decisions of the program judged blind", "held or removed", "",
                       (double)r->acted);
    statements_put_row(out, "e", "share that was wrong", "held or removed", "",
                       r->wrong_share.share);
    statements_put_row(out, "e", "share that was wrong: lower bound", "held or removed", "",
                       r->wrong_share.low);
    statements_put_row(out, "e", "share that was wrong: upper bound", "held or removed", "",
                       r->wrong_share.high);
    statements_put_row(out, "e", "decisions of the program judged blind", "published", "",
                       (double)r->published);
    statements_put_row(out, "e", "share that breaks a clause", "published", "",
                       r->broken_share.share);
    return EXIT_DONE;
}

int statements_report(struct statements_command *c)
{
    struct tally t = {.command = *c};
    struct buf out;
    int status = statements_each(&t.command, count);
    if (status != EXIT_DONE)
        return status;
    buf_init(&out, REPORT_MAX);
    BUF_PUT(&out, "article 15(1),number,of,detail,value\r\n");
    put_measures(&out, &t);
    status = statements_orders(c, &out);
    if (status == EXIT_DONE)
        status = put_notices(c, &out);
    if (status == EXIT_DONE)
        status = put_redress(c, &out);
    if (status == EXIT_DONE)
        status = put_accuracy(c, &out);
    if (status == EXIT_DONE)
        status = cli_print(&out);
    buf_release(&out);
    return status;
}
