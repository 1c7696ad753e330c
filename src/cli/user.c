#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/secret_line.h"
#include "cli/site_command.h"
#include "cli/user_leaving.h"
#include "cli/user_sessions.h"
#include "community/account/account.h"
#include "community/account/account_rename.h"
#include "community/account/invitation.h"
#include "community/admin.h"
#include "community/key/factor.h"
#include "community/account/name_judge.h"
#include "community/account/name_renew.h"
#include "community/moderation/trust.h"

/* Twice on a terminal, so that a slip is noticed. */
static enum rc read_password(struct arena *a, struct str *ret, struct problem *problem)
{
    struct str first, second;
    enum rc rc =
        secret_line_read(a, "password", "Password (15 characters or more): ", &first, problem);
    if (rc == RC_OK && isatty(STDIN_FILENO)) {
        rc = secret_line_read(a, "password", "Once more: ", &second, problem);
        if (rc == RC_OK && !str_eq(first, second))
            rc = problem_set(problem, RC_INVALID, "the two passwords are not the same");
    }
    if (rc == RC_OK)
        *ret = first;
    return rc;
}

struct user_command {
    struct site_command site;
    struct str email, role, list, reason;
};

static enum rc add(struct site_command *site)
{
    struct user_command *u = (struct user_command *)site;
    struct arena *a = u->site.cli.arena;
    struct account_addition in = {.name = u->site.cli.positional[1], .email = u->email};
    int64_t id;
    in.role = ROLE_READER;
    if (u->role.n > 0 && role_parse(u->role, &in.role) != RC_OK)
        return problem_set(&u->site.problem, RC_INVALID,
                           "--role is reader, author, moderator or administrator");
    if (in.email.n == 0)
        return problem_set(&u->site.problem, RC_INVALID, "--email is missing");
    enum rc rc = read_password(a, &in.password, &u->site.problem);
    if (rc == RC_OK)
        rc = account_add(u->site.app.community, &in, a, &id, &u->site.problem);
    if (rc == RC_OK)
        fprintf(stderr, "comity: added %.*s as %.*s\n", STR_ARG(in.name),
                STR_ARG(role_name(in.role)));
    return rc;
}

/* The mail goes out from the serving process. */
static enum rc invite(struct site_command *site)
{
    struct user_command *u = (struct user_command *)site;
    struct invitation_order op = {
        .job = {.community = site->app.community, .arena = site->cli.arena},
        .actor = app_actor(),
        .email = site->cli.positional[1],
    };
    if (role_parse(u->role, &op.role) != RC_OK || !invitation_role_is(op.role))
        return problem_set(&site->problem, RC_INVALID,
                           "--role is author, moderator or administrator");
    enum rc rc = site_command_job(site, invitation_make_submit, &op.job);
    if (rc == RC_OK)
        fprintf(stderr, "comity: invited %.*s as %.*s\n", STR_ARG(op.email),
                STR_ARG(role_name(op.role)));
    return rc;
}

static enum rc set_role(struct site_command *site)
{
    enum role role;
    if (site->cli.positional_count != 3 || role_parse(site->cli.positional[2], &role) != RC_OK)
        return problem_set(&site->problem, RC_INVALID,
                           "after the name comes reader, author, moderator or administrator");
    return account_set_role(site->app.community, site->cli.positional[1], role, site->cli.arena,
                            &site->problem);
}

static enum rc set_password(struct site_command *site)
{
    struct str password;
    enum rc rc = read_password(site->cli.arena, &password, &site->problem);
    if (rc == RC_OK)
        rc = account_set_password(site->app.community, site->cli.positional[1], password,
                                  site->cli.arena, &site->problem);
    return rc;
}

static void print_account(const struct account_view *v)
{
    static const char *const statuses[] = {"active", "blocked", "deleted", "suspended"};
    printf("%lld\t%.*s\t%.*s\t%s\t%.*s\n", (long long)v->id, STR_ARG(v->name),
           STR_ARG(role_name(v->role)), statuses[v->status], STR_ARG(v->email));
}

/* Which of the accounts on a page are printed. */
typedef enum rc (*list_filter)(struct user_command *u, const struct account_view *v, bool *ret);

static enum rc print_page(struct user_command *u, const struct account_view *list, size_t count,
                          list_filter wants)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        bool wanted = false;
        rc = wants(u, &list[i], &wanted);
        if (rc == RC_OK && wanted)
            print_account(&list[i]);
    }
    return rc;
}

static enum rc list_wanted(struct user_command *u, list_filter wants)
{
    struct actor actor = app_actor();
    int64_t after = 0;
    do {
        struct account_view *list;
        size_t count;
        struct arena_mark mark = arena_mark(u->site.cli.arena);
        enum rc rc = admin_search_accounts(&u->site.app.reader, &actor,
                                           &(struct admin_search){.after_id = after},
                                           u->site.cli.arena, &list, &count, &after);
        if (rc == RC_OK)
            rc = print_page(u, list, count, wants);
        if (rc != RC_OK)
            return problem_set(&u->site.problem, rc, "the accounts could not be read");
        arena_rewind(u->site.cli.arena, mark);
    } while (after != 0);
    return RC_OK;
}

static enum rc has_role(struct user_command *u, const struct account_view *v, bool *ret)
{
    *ret = u->role.n == 0 || str_eq(u->role, role_name(v->role));
    return RC_OK;
}

static enum rc list(struct site_command *site)
{
    return list_wanted((struct user_command *)site, has_role);
}

static enum rc has_refused_name(struct user_command *u, const struct account_view *v, bool *ret)
{
    enum rc rc = has_role(u, v, ret);
    return rc == RC_OK && *ret ? name_judge(u->site.app.signals, u->site.cli.arena, v->name, ret)
                               : rc;
}

/* Who has a name that nobody new would get: from before names were judged, or imported. */
static enum rc list_refused_names(struct site_command *site)
{
    return list_wanted((struct user_command *)site, has_refused_name);
}

static void print_time(int64_t at_ms)
{
    time_t seconds = (time_t)(at_ms / 1000);
    struct tm utc;
    char text[32] = "";
    if (gmtime_r(&seconds, &utc) != NULL)
        strftime(text, sizeof text, "%Y-%m-%d %H:%M", &utc);
    printf("%s", text);
}

static void print_twin(int64_t id, struct str name, enum role role, int64_t joined_ms, char end)
{
    printf("%lld\t%.*s\t%.*s\t", (long long)id, STR_ARG(name), STR_ARG(role_name(role)));
    print_time(joined_ms);
    putchar(end);
}

/* Who kept a name that looks like another's, a line each: both accounts with number, role and the day of joining. */
static enum rc list_look_alikes(struct site_command *site)
{
    size_t count;
    int64_t after = 0;
    do {
        struct name_twin *twins;
        struct arena_mark mark = arena_mark(site->cli.arena);
        enum rc rc = names_list_twins(&site->app.reader, after, site->cli.arena, &twins, &count);
        if (rc != RC_OK)
            return problem_set(&site->problem, rc, "the accounts could not be read");
        for (size_t i = 0; i < count; i++) {
            const struct name_twin *t = &twins[i];
            print_twin(t->id, t->name, t->role, t->joined_ms, '\t');
            print_twin(t->other_id, t->other_name, t->other_role, t->other_joined_ms, '\n');
            after = t->id;
        }
        arena_rewind(site->cli.arena, mark);
    } while (count > 0);
    return RC_OK;
}

static void print_trust(const struct trust_view *t, const struct trust_entry *list, size_t count)
{
    static const char *const kinds[] = {"taken back", "found good", "removed"};
    printf("%lld points, level %.*s", (long long)t->points, STR_ARG(t->level));
    if (t->next_level.n > 0)
        printf("; %.*s begins with %lld", STR_ARG(t->next_level), (long long)t->next_points);
    printf(
        "\n%lld comments found good (%+.3g each), %lld removals upheld (%+.3g each); points halve "
        "every %lld days\n",
        (long long)t->verified, t->verified_points, (long long)t->upheld, t->upheld_points,
        (long long)t->half_life_days);
    if (t->is_verified)
        printf("verified: an administrator has confirmed who this is\n");
    for (size_t i = 0; i < count; i++) {
        print_time(list[i].at_ms);
        printf("\t%lld\t%s%s%.*s\tby %.*s%s\n", (long long)list[i].comment_id, kinds[list[i].kind],
               list[i].clause.n > 0 ? " under " : "", STR_ARG(list[i].clause),
               STR_ARG(list[i].by_name), list[i].stands ? "" : "\tdoes not count any more");
    }
}

static enum rc show_trust(struct site_command *site)
{
    struct actor actor = app_actor();
    int64_t id = 0;
    struct trust_view trust;
    struct trust_entry *list;
    size_t count;
    struct arena *a = site->cli.arena;
    enum rc rc = site_command_account(site, site->cli.positional[1], &id);
    if (rc == RC_OK)
        rc = trust_get(&site->app.reader, &actor, id, a, &trust);
    if (rc == RC_OK)
        rc = trust_list(&site->app.reader, &actor, id, a, &list, &count);
    if (rc != RC_OK)
        return problem_set(&site->problem, rc, "the account's trust could not be read");
    print_trust(&trust, list, count);
    return RC_OK;
}

/* For who has lost passkeys, telephone and recovery codes, and is known to the operator in another way. */
static enum rc reset_factors(struct site_command *site)
{
    struct factor_reset op = {
        .job = {.community = site->app.community, .arena = site->cli.arena},
        .actor = app_actor(),
    };
    enum rc rc = site_command_account(site, site->cli.positional[1], &op.account_id);
    return rc == RC_OK ? site_command_job(site, factor_reset_submit, &op.job) : rc;
}

/* For a name nobody should have to read. */
static enum rc rename_account(struct site_command *site)
{
    struct user_command *u = (struct user_command *)site;
    struct account_renaming op = {
        .job = {.community = site->app.community, .arena = site->cli.arena},
        .actor = app_actor(),
        .reason = u->reason,
    };
    if (site->cli.positional_count < 3)
        return problem_set(&site->problem, RC_INVALID, "after the name comes the new one");
    op.name = site->cli.positional[2];
    enum rc rc = site_command_account(site, site->cli.positional[1], &op.account_id);
    return rc == RC_OK ? site_command_job(site, account_renaming_submit, &op.job) : rc;
}

/* verify and unverify, flagger and unflagger: the word says which. */
static bool is_taken_back(const struct site_command *site)
{
    return str_starts(site->cli.positional[0], STR("un"));
}

static enum rc set_verified(struct site_command *site)
{
    return account_set_verified(site->app.community, site->cli.positional[1], !is_taken_back(site),
                                site->cli.arena, &site->problem);
}

static enum rc set_flagger(struct site_command *site)
{
    return account_set_flagger(site->app.community, site->cli.positional[1], !is_taken_back(site),
                               site->cli.arena, &site->problem);
}

static enum rc confirm(struct site_command *site)
{
    return account_set_confirmed(site->app.community, site->cli.positional[1], site->cli.arena,
                                 &site->problem);
}

static enum rc delete_account(struct site_command *site)
{
    return user_delete(&site->app, site->cli.arena, site->cli.positional[1], &site->problem);
}

static enum rc restore(struct site_command *site)
{
    return user_restore(&site->app, site->cli.arena, site->cli.positional[1], &site->problem);
}

static enum rc list_erased(struct site_command *site)
{
    return user_erased(&site->app, site->cli.arena, &site->problem);
}

static enum rc purge(struct site_command *site)
{
    struct user_command *u = (struct user_command *)site;
    if (u->list.n > 0)
        return user_purge_list(&site->app, site->cli.arena, u->list, &site->problem);
    if (site->cli.positional_count < 2)
        return site_command_usage(site, "say `comity user purge NAME` or `user purge --list FILE`");
    return user_purge(&site->app, site->cli.arena, site->cli.positional[1], &site->problem);
}

static const struct site_verb verb_list[] = {
    {"add", 1, 1, add, false},
    {"invite", 1, 1, invite, false},
    {"role", 1, 2, set_role, false},
    {"rename", 1, 2, rename_account, false},
    {"password", 1, 1, set_password, false},
    {"trust", 1, 1, show_trust, false},
    {"confirm", 1, 1, confirm, false},
    {"verify", 1, 1, set_verified, false},
    {"unverify", 1, 1, set_verified, false},
    {"flagger", 1, 1, set_flagger, false},
    {"unflagger", 1, 1, set_flagger, false},
    {"delete", 1, 1, delete_account, false},
    {"restore", 1, 1, restore, false},
    {"purge", 0, 1, purge, false},
    {"reset-factors", 1, 1, reset_factors, false},
    {"sessions", 1, 1, user_sessions, false},
    {"sign-out", 1, 2, user_sign_out, false},
    {"erased", 0, 0, list_erased, false},
    {"look-alikes", 0, 0, list_look_alikes, false},
    {"refused-names", 0, 0, list_refused_names, false},
    {"list", 0, 0, list, false},
};

static const struct site_verbs verbs = {
    .list = verb_list,
    .count = sizeof verb_list / sizeof verb_list[0],
    .say = "use: user add NAME, user invite ADDRESS, user role NAME ROLE, user rename NAME NEW, "
           "user password NAME, "
           "user trust NAME, user "
           "confirm NAME, user verify NAME, user unverify NAME, user flagger NAME, user unflagger "
           "NAME, user delete NAME, user restore NAME, user purge NAME, user reset-factors NAME, "
           "user sessions NAME, user sign-out NAME [SESSION], "
           "user erased, user look-alikes, user refused-names, or user list"};

int cmd_user(int argc, char **argv)
{
    struct user_command u = {0};
    const struct cli_option options[] = {
        {"email", "ADDRESS", "E-mail address of the new account", &u.email, NULL},
        {"role", "ROLE",
         "reader (default), author, moderator or administrator; whom to invite as; lists only "
         "these",
         &u.role, NULL},
        {"reason", "TEXT", "rename: why, in words for the reader", &u.reason, NULL},
        {"list", "FILE", "purge: every account of a list that \"user erased\" printed", &u.list,
         NULL},
    };
    const struct cli_usage usage = {
        .arguments =
            "[OPTIONS] "
            "add NAME | invite ADDRESS | "
            "password|reset-factors|trust|confirm|verify|unverify|flagger|unflagger|delete|"
            "restore|purge|sessions NAME "
            "| sign-out NAME [SESSION] | role NAME "
            "ROLE | rename NAME NEW | erased | look-alikes | refused-names | list",
        .description =
            "Adds and changes accounts; invites staff by mail, with --role; shows an account's "
            "trust with the events behind it, and\n"
            "marks it as verified: somebody confirmed who the person is; or as a trusted flagger, "
            "whose\n"
            "notices of illegal content come first. What is deleted is out of "
            "sight\n"
            "at once, can be restored for 30 days and is then erased; purge erases now. "
            "reset-factors "
            "takes all\n"
            "passkeys, codes and recovery codes off an account and signs it out. sessions lists "
            "where an "
            "account\n"
            "is signed in, sign-out ends that, or one of them. look-alikes lists "
            "who kept a name\n"
            "that looks like another's from before that was refused; refused-names who has one "
            "that\n"
            "accounts.judge_names would refuse to newcomers. rename gives an account "
            "another name "
            "and\n"
            "tells its reader, with --reason. Passwords are "
            "read "
            "from "
            "the terminal, or as one line\n"
            "from standard input; never from the command line.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 3,
    };
    return site_command_main(&u.site, &usage, &verbs, argc, argv);
}
