/* Sanctions from the command line: what was decided on an account, deciding, and ending it. */
#include "community/discipline/sanction.h"

#include "cli/judging.h"
#include "cli/site_command.h"

#define LIST_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct sanction_command {
    struct site_command site;
    struct str clause, reason, serious, days, number;
    bool final, mistake;
    int64_t account_id;
};

/* A name, or "#" and a user ID, which a deleted account has, too. */
static enum rc find_account(struct sanction_command *c)
{
    struct str name = c->site.cli.positional[1];
    if (name.n > 1 && name.p[0] == '#' &&
        str_to_i64(str_slice(name, 1, name.n - 1), &c->account_id) == RC_OK)
        return RC_OK;
    return site_command_account(&c->site, name, &c->account_id);
}

static enum rc read_list(struct sanction_command *c, struct sanction **ret, size_t *ret_count)
{
    const struct actor actor = app_actor();
    enum rc rc = sanction_list(&c->site.app.reader, &actor, c->account_id, c->site.cli.arena, ret,
                               ret_count);
    return rc == RC_OK ? rc : problem_set(&c->site.problem, rc, "the sanctions cannot be read");
}

static void put_words(struct buf *out, const char *what, struct str words)
{
    if (words.n == 0)
        return;
    buf_printf(out, "\t%s: ", what);
    judging_put_safe(out, words);
    buf_put_char(out, '\n');
}

static void put_sanction(struct buf *out, const struct sanction *s, int64_t now_ms)
{
    static const char *const ends[] = {
        [SANCTION_LIFTED] = "ended", [SANCTION_ANNULLED] = "taken back as a mistake"};
    buf_printf(out, "%lld\t%.*s, ", (long long)s->id, STR_ARG(sanction_kind_name(s->kind)));
    cli_put_time(out, s->at_ms);
    if (s->until_ms != 0) {
        BUF_PUT(out, " until ");
        cli_put_time(out, s->until_ms);
    }
    buf_printf(out, ", by %.*s%s%s\n",
               STR_ARG(s->by_name.n > 0 ? s->by_name : STR("the command line")),
               s->is_final ? ", final" : "", sanction_in_force(s, now_ms) ? ", in force" : "");
    put_words(out, "clause", s->clause);
    put_words(out, "reason", s->reason);
    put_words(out, "without a warning, because", s->grave);
    if (s->end != SANCTION_STANDS)
        put_words(out, ends[s->end], s->end_why);
}

static enum rc list(struct site_command *site)
{
    struct sanction_command *c = (struct sanction_command *)site;
    struct sanction *all;
    size_t count;
    struct buf out;
    enum rc rc = find_account(c);
    if (rc == RC_OK)
        rc = read_list(c, &all, &count);
    if (rc != RC_OK)
        return rc;
    buf_init(&out, LIST_BYTES_MAX);
    for (size_t i = 0; i < count; i++)
        put_sanction(&out, &all[i], community_now_ms(c->site.app.community));
    if (count == 0)
        BUF_PUT(&out, "nothing was ever decided on this account\n");
    site->status = cli_print(&out);
    buf_release(&out);
    return RC_OK;
}

/* The verb is the sanction's own name. */
static enum rc give(struct site_command *site)
{
    struct sanction_command *c = (struct sanction_command *)site;
    struct sanction_order op = {
        .job = {.community = site->app.community, .arena = site->cli.arena},
        .actor = app_actor(),
        .clause = c->clause,
        .reason = c->reason,
        .grave = c->serious,
        .knows_final = c->final,
        .seen_id = -1,
    };
    enum rc rc = sanction_kind_parse(site->cli.positional[0], &op.kind);
    if (rc == RC_OK)
        rc = find_account(c);
    if (rc == RC_OK && c->days.n > 0 && str_to_i64(c->days, &op.days) != RC_OK)
        rc = problem_set(&site->problem, RC_INVALID, "--days is a number");
    op.account_id = c->account_id;
    return rc == RC_OK ? site_command_job(site, sanction_give_submit, &op.job) : rc;
}

/* The newest that is in force, or the one named. */
static enum rc find_ended(struct sanction_command *c, int64_t *ret)
{
    struct sanction *all;
    size_t count;
    if (c->number.n > 0)
        return str_to_i64(c->number, ret) == RC_OK
                   ? RC_OK
                   : problem_set(&c->site.problem, RC_INVALID,
                                 "--sanction is a number from the list");
    enum rc rc = read_list(c, &all, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (sanction_in_force(&all[i], community_now_ms(c->site.app.community))) {
            *ret = all[i].id;
            return RC_OK;
        }
    return rc == RC_OK ? problem_set(&c->site.problem, RC_NOT_FOUND, "nothing is in force") : rc;
}

static enum rc end(struct site_command *site)
{
    struct sanction_command *c = (struct sanction_command *)site;
    struct sanction_lift_order op = {
        .job = {.community = site->app.community, .arena = site->cli.arena},
        .actor = app_actor(),
        .lifting = {.end = c->mistake ? SANCTION_ANNULLED : SANCTION_LIFTED, .why = c->reason},
    };
    enum rc rc = find_account(c);
    op.lifting.account_id = c->account_id;
    if (rc == RC_OK)
        rc = find_ended(c, &op.lifting.sanction_id);
    return rc == RC_OK ? site_command_job(site, sanction_lift_submit, &op.job) : rc;
}

static const struct site_verb verb_list[] = {
    {"list", 1, 1, list, false},        {"warn", 1, 1, give, false},
    {"premoderate", 1, 1, give, false}, {"suspend", 1, 1, give, false},
    {"block", 1, 1, give, false},       {"delete", 1, 1, give, false},
    {"end", 1, 1, end, false},
};

static const struct site_verbs verbs = {
    .list = verb_list,
    .count = sizeof verb_list / sizeof verb_list[0],
    .say = "say list, warn, premoderate, suspend, block, delete or end, and a name"};

int cmd_sanction(int argc, char **argv)
{
    struct sanction_command c = {0};
    const struct cli_option options[] = {
        {"clause", "SLUG", "the clause that was broken", &c.clause, NULL},
        {"reason", "TEXT", "what they did, or why it ends; the reader is told", &c.reason, NULL},
        {"serious", "TEXT", "in mode dsa, without an earlier warning: why it cannot wait",
         &c.serious, NULL},
        {"days", "N", "suspend: how long; premoderate: how long, else without an end", &c.days,
         NULL},
        {"final", NULL, "a second block in literal mode: nobody can lift it, and you know", NULL,
         &c.final},
        {"sanction", "NUMBER", "end: which one, from the list; else the newest in force", &c.number,
         NULL},
        {"mistake", NULL, "end: it was a mistake and counts for nothing", NULL, &c.mistake}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] list|warn|premoderate|suspend|block|delete|end NAME",
        .description =
            "Shows what was decided on an account, decides, and ends it before its time. NAME is "
            "a\n"
            "user name, or # and a user ID. docs/MODERATION.md says what follows from each.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 2,
        .positional_max = 2};
    return site_command_main(&c.site, &usage, &verbs, argc, argv);
}
