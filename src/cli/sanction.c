/* Sanctions from the command line: what was decided on an account, deciding, and ending it; and its comments removed
 * together. */
#include "community/discipline/sanction.h"

#include <stdio.h>

#include "cli/judging.h"
#include "cli/sanction_export.h"
#include "cli/site_command.h"
#include "community/account/account.h"
#include "community/moderation/bulk_removal.h"

#define LIST_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct sanction_command {
    struct site_command site;
    struct str clause, reason, serious, days, number, hours, by;
    bool final, mistake, ended, lines;
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

static enum rc read_bulks(struct sanction_command *c, struct bulk_removal **ret, size_t *ret_count)
{
    const struct actor actor = app_actor();
    enum rc rc = bulk_removal_list(&c->site.app.reader, &actor, c->account_id, c->site.cli.arena,
                                   ret, ret_count);
    return rc == RC_OK
               ? rc
               : problem_set(&c->site.problem, rc, "the removals of comments cannot be read");
}

static void put_bulk(struct buf *out, const struct bulk_removal *b)
{
    static const char *const states[] = {[BULK_REMOVING] = "being removed",
                                         [BULK_REMOVED] = "removed",
                                         [BULK_RESTORING] = "being put back",
                                         [BULK_RESTORED] = "put back",
                                         [BULK_STOPPED] = "stopped"};
    buf_printf(out, "%lld\tcomments, ", (long long)b->id);
    cli_put_time(out, b->at_ms);
    buf_printf(out, ", by %.*s, %s: %lld found, %lld removed, %lld put back\n", STR_ARG(b->by_name),
               states[b->state], (long long)b->found, (long long)b->removed,
               (long long)b->restored);
    put_words(out, "clause", b->clause);
    put_words(out, "reason", b->reason);
    put_words(out, "put back", b->end_why);
}

static enum rc list(struct site_command *site)
{
    struct sanction_command *c = (struct sanction_command *)site;
    struct sanction *all;
    struct bulk_removal *bulks;
    size_t count, bulk_count;
    struct buf out;
    enum rc rc = find_account(c);
    if (rc == RC_OK)
        rc = read_list(c, &all, &count);
    if (rc == RC_OK)
        rc = read_bulks(c, &bulks, &bulk_count);
    if (rc != RC_OK)
        return rc;
    buf_init(&out, LIST_BYTES_MAX);
    for (size_t i = 0; i < count; i++)
        put_sanction(&out, &all[i], community_now_ms(c->site.app.community));
    for (size_t i = 0; i < bulk_count; i++)
        put_bulk(&out, &bulks[i]);
    if (count + bulk_count == 0)
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

/* --- comments together --- */

/* A removed comment was decided on by a person, whom an appeal goes past: the command line is none. */
static enum rc find_staff(struct sanction_command *c, struct actor *ret)
{
    struct site_command *site = &c->site;
    const struct actor actor = app_actor();
    struct account_view account;
    if (c->by.n == 0)
        return problem_set(&site->problem, RC_INVALID,
                           "--as NAME is needed: the member of staff who decides it");
    enum rc rc = account_get_by_name(&site->app.reader, &actor, c->by, site->cli.arena, &account);
    if (rc != RC_OK)
        return problem_set(&site->problem, rc, "there is no account called %.*s", STR_ARG(c->by));
    *ret = (struct actor){.account_id = account.id,
                          .name = account.name,
                          .role = account.role,
                          .status = account.status};
    return RC_OK;
}

static enum rc remove_comments(struct site_command *site)
{
    struct sanction_command *c = (struct sanction_command *)site;
    struct bulk_removal_order op = {
        .job = {.community = site->app.community, .arena = site->cli.arena},
        .hours = BULK_REMOVAL_ALL,
        .clause = c->clause,
        .reason = c->reason,
    };
    enum rc rc = find_account(c);
    if (rc == RC_OK && c->hours.n > 0 && (str_to_i64(c->hours, &op.hours) != RC_OK || op.hours < 1))
        rc = problem_set(&site->problem, RC_INVALID, "--hours is a number from 1");
    if (rc == RC_OK)
        rc = find_staff(c, &op.actor);
    op.account_id = c->account_id;
    if (rc == RC_OK)
        rc = site_command_job(site, bulk_removal_submit, &op.job);
    if (rc == RC_OK)
        printf("%lld\t%lld comments; more than %d go on in the background\n", (long long)op.ret_id,
               (long long)op.ret_found, BULK_REMOVAL_STEP);
    return rc;
}

/* The newest that was not taken back, or the one named. */
static enum rc find_bulk(struct sanction_command *c, int64_t *ret)
{
    struct bulk_removal *all;
    size_t count;
    if (c->number.n > 0)
        return str_to_i64(c->number, ret) == RC_OK
                   ? RC_OK
                   : problem_set(&c->site.problem, RC_INVALID,
                                 "--sanction is a number from the list");
    enum rc rc = read_bulks(c, &all, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (all[i].end_ms == 0) {
            *ret = all[i].id;
            return RC_OK;
        }
    return rc == RC_OK ? problem_set(&c->site.problem, RC_NOT_FOUND,
                                     "no removal of comments is left to take back")
                       : rc;
}

static enum rc restore_comments(struct site_command *site)
{
    struct sanction_command *c = (struct sanction_command *)site;
    struct bulk_removal_undo op = {
        .job = {.community = site->app.community, .arena = site->cli.arena}, .why = c->reason};
    enum rc rc = find_account(c);
    if (rc == RC_OK)
        rc = find_staff(c, &op.actor);
    if (rc == RC_OK)
        rc = find_bulk(c, &op.bulk_id);
    op.account_id = c->account_id;
    return rc == RC_OK ? site_command_job(site, bulk_removal_undo_submit, &op.job) : rc;
}

/* --- all of them --- */

static enum rc export_all(struct site_command *site)
{
    const struct sanction_command *c = (const struct sanction_command *)site;
    const struct sanction_export in = {.ended = c->ended, .lines = c->lines};
    return sanction_export_print(site, &in);
}

static const struct site_verb verb_list[] = {
    {"list", 1, 1, list, false},
    {"warn", 1, 1, give, false},
    {"premoderate", 1, 1, give, false},
    {"suspend", 1, 1, give, false},
    {"block", 1, 1, give, false},
    {"delete", 1, 1, give, false},
    {"end", 1, 1, end, false},
    {"remove-comments", 1, 1, remove_comments, false},
    {"restore-comments", 1, 1, restore_comments, false},
    {"export", 0, 0, export_all, false},
};

static const struct site_verbs verbs = {
    .list = verb_list,
    .count = sizeof verb_list / sizeof verb_list[0],
    .say = "say list, warn, premoderate, suspend, block, delete, end, remove-comments or "
           "restore-comments, and a name; or export"};

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
        {"sanction", "NUMBER",
         "end, restore-comments: which one, from the list; else the newest that stands", &c.number,
         NULL},
        {"hours", "N", "remove-comments: those of so many hours up to now; else all", &c.hours,
         NULL},
        {"as", "NAME", "remove-comments, restore-comments: the member of staff who decides it",
         &c.by, NULL},
        {"all", NULL, "export: those that have ended, too", NULL, &c.ended},
        {"jsonl", NULL, "export: a JSON object a line, instead of CSV", NULL, &c.lines},
        {"mistake", NULL, "end: it was a mistake and counts for nothing", NULL, &c.mistake}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] list|warn|premoderate|suspend|block|delete|end|remove-comments|"
                     "restore-comments NAME | export",
        .description =
            "Shows what was decided on an account, decides, and ends it before its time; removes "
            "its\n"
            "comments together, and puts them back. NAME is a user name, or # and a user ID.\n"
            "export prints all sanctions in force, for an archive or a move.\n"
            "docs/MODERATION.md says what follows from each.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 2};
    return site_command_main(&c.site, &usage, &verbs, argc, argv);
}
