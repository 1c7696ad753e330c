#include "cli/app.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/secret_line.h"
#include "cli/user_leaving.h"
#include "community/account.h"
#include "community/admin.h"
#include "community/factor.h"
#include "community/trust.h"

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
    struct cli cli;
    struct app app;
    struct str email, role, list;
    struct problem problem;
};

static enum rc user_add(struct user_command *u)
{
    struct arena *a = u->cli.arena;
    struct account_addition in = {.name = u->cli.positional[1], .email = u->email};
    int64_t id;
    in.role = ROLE_READER;
    if (u->role.n > 0 && role_parse(u->role, &in.role) != RC_OK)
        return problem_set(&u->problem, RC_INVALID,
                           "--role is reader, author, moderator or administrator");
    if (in.email.n == 0)
        return problem_set(&u->problem, RC_INVALID, "--email is missing");
    enum rc rc = read_password(a, &in.password, &u->problem);
    if (rc == RC_OK)
        rc = account_add(u->app.community, &in, a, &id, &u->problem);
    if (rc == RC_OK)
        fprintf(stderr, "comity: added %.*s as %.*s\n", STR_ARG(in.name),
                STR_ARG(role_name(in.role)));
    return rc;
}

static enum rc user_role(struct user_command *u)
{
    enum role role;
    if (u->cli.positional_count != 3 || role_parse(u->cli.positional[2], &role) != RC_OK)
        return problem_set(&u->problem, RC_INVALID,
                           "after the name comes reader, author, moderator or administrator");
    return account_set_role(u->app.community, u->cli.positional[1], role, u->cli.arena,
                            &u->problem);
}

static enum rc user_password(struct user_command *u)
{
    struct str password;
    enum rc rc = read_password(u->cli.arena, &password, &u->problem);
    if (rc == RC_OK)
        rc = account_set_password(u->app.community, u->cli.positional[1], password, u->cli.arena,
                                  &u->problem);
    return rc;
}

static void print_account(const struct account_view *v)
{
    static const char *const statuses[] = {"active", "blocked", "deleted", "suspended"};
    printf("%lld\t%.*s\t%.*s\t%s\t%.*s\n", (long long)v->id, STR_ARG(v->name),
           STR_ARG(role_name(v->role)), statuses[v->status], STR_ARG(v->email));
}

static enum rc user_list(struct user_command *u)
{
    struct actor actor = app_actor();
    int64_t after = 0;
    do {
        struct account_view *list;
        size_t count;
        struct arena_mark mark = arena_mark(u->cli.arena);
        enum rc rc = admin_search_accounts(&u->app.reader, &actor, STR(""), after, u->cli.arena,
                                           &list, &count, &after);
        if (rc != RC_OK)
            return problem_set(&u->problem, rc, "the accounts could not be read");
        for (size_t i = 0; i < count; i++) {
            if (u->role.n == 0 || str_eq(u->role, role_name(list[i].role)))
                print_account(&list[i]);
        }
        arena_rewind(u->cli.arena, mark);
    } while (after != 0);
    return RC_OK;
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

static enum rc user_trust(struct user_command *u)
{
    struct actor actor = app_actor();
    struct account_view account;
    struct trust_view trust;
    struct trust_entry *list;
    size_t count;
    struct arena *a = u->cli.arena;
    struct str name = u->cli.positional[1];
    enum rc rc = account_get_by_name(&u->app.reader, &actor, name, a, &account);
    if (rc == RC_NOT_FOUND)
        return problem_set(&u->problem, rc, "there is no account called %.*s", STR_ARG(name));
    if (rc == RC_OK)
        rc = trust_get(&u->app.reader, &actor, account.id, a, &trust);
    if (rc == RC_OK)
        rc = trust_list(&u->app.reader, &actor, account.id, a, &list, &count);
    if (rc != RC_OK)
        return problem_set(&u->problem, rc, "the account's trust could not be read");
    print_trust(&trust, list, count);
    return RC_OK;
}

/* For who has lost passkeys, telephone and recovery codes, and is known to the operator in another way. */
static enum rc user_reset_factors(struct user_command *u)
{
    struct actor actor = app_actor();
    struct account_view account;
    struct str name = u->cli.positional[1];
    struct factor_reset op = {.job = {.community = u->app.community, .arena = u->cli.arena},
                              .actor = actor};
    enum rc rc = account_get_by_name(&u->app.reader, &actor, name, u->cli.arena, &account);
    if (rc == RC_NOT_FOUND)
        return problem_set(&u->problem, rc, "there is no account called %.*s", STR_ARG(name));
    op.account_id = account.id;
    if (rc == RC_OK)
        rc = community_run(factor_reset_submit, &op.job);
    if (rc != RC_OK)
        problem_set(&u->problem, rc, "%s", op.job.problem.message);
    return rc;
}

/* RC_UNSUPPORTED: another verb. */
static enum rc run_leaving(struct user_command *u, struct str verb, bool named)
{
    struct arena *a = u->cli.arena;
    struct str name = named ? u->cli.positional[1] : STR("");
    if (str_eq(verb, STR("erased")))
        return user_erased(&u->app, a, &u->problem);
    if (str_eq(verb, STR("purge")) && u->list.n > 0)
        return user_purge_list(&u->app, a, u->list, &u->problem);
    if (str_eq(verb, STR("purge")) && named)
        return user_purge(&u->app, a, name, &u->problem);
    if (str_eq(verb, STR("delete")) && named)
        return user_delete(&u->app, a, name, &u->problem);
    if (str_eq(verb, STR("restore")) && named)
        return user_restore(&u->app, a, name, &u->problem);
    return RC_UNSUPPORTED;
}

static enum rc user_run(struct user_command *u)
{
    struct str verb = u->cli.positional[0];
    bool named = u->cli.positional_count >= 2;
    if (str_eq(verb, STR("list")))
        return user_list(u);
    if (str_eq(verb, STR("add")) && named)
        return user_add(u);
    if (str_eq(verb, STR("role")) && named)
        return user_role(u);
    if (str_eq(verb, STR("password")) && named)
        return user_password(u);
    if (str_eq(verb, STR("trust")) && named)
        return user_trust(u);
    if (str_eq(verb, STR("reset-factors")) && named)
        return user_reset_factors(u);
    if ((str_eq(verb, STR("verify")) || str_eq(verb, STR("unverify"))) && named)
        return account_set_verified(u->app.community, u->cli.positional[1],
                                    str_eq(verb, STR("verify")), u->cli.arena, &u->problem);
    if ((str_eq(verb, STR("flagger")) || str_eq(verb, STR("unflagger"))) && named)
        return account_set_flagger(u->app.community, u->cli.positional[1],
                                   str_eq(verb, STR("flagger")), u->cli.arena, &u->problem);
    if (str_eq(verb, STR("confirm")) && named)
        return account_set_confirmed(u->app.community, u->cli.positional[1], u->cli.arena,
                                     &u->problem);
    enum rc rc = run_leaving(u, verb, named);
    if (rc != RC_UNSUPPORTED)
        return rc;
    return problem_set(
        &u->problem, RC_INVALID,
        "use: user add NAME, user role NAME ROLE, user password NAME, user trust "
        "NAME, user confirm NAME, user verify NAME, user unverify NAME, user flagger NAME, user "
        "unflagger NAME, user delete NAME, user restore NAME, "
        "user purge NAME, user reset-factors NAME, user erased, or user list");
}

int cmd_user(int argc, char **argv)
{
    struct user_command u = {0};
    const struct cli_option options[] = {
        {"email", "ADDRESS", "E-mail address of the new account", &u.email, NULL},
        {"role", "ROLE", "reader (default), author, moderator or administrator; lists only these",
         &u.role, NULL},
        {"list", "FILE", "purge: every account of a list that \"user erased\" printed", &u.list,
         NULL},
    };
    const struct cli_usage usage = {
        .arguments =
            "[OPTIONS] "
            "add|password|reset-factors|trust|confirm|verify|unverify|flagger|unflagger|delete|"
            "restore|purge NAME "
            "| role NAME "
            "ROLE | erased | list",
        .description =
            "Adds and changes accounts; shows an account's trust with the events behind it, and\n"
            "marks it as verified: somebody confirmed who the person is; or as a trusted flagger, "
            "whose\n"
            "notices of illegal content come first. What is deleted is out of "
            "sight\n"
            "at once, can be restored for 30 days and is then erased; purge erases now. "
            "reset-factors "
            "takes all\n"
            "passkeys, codes and recovery codes off an account and signs it out. Passwords are "
            "read "
            "from "
            "the terminal, or as one line\n"
            "from standard input; never from the command line.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 3,
    };
    int status;
    if (!cli_begin(&u.cli, &usage, argc, argv, &status))
        return status;
    status = EXIT_DONE;
    enum rc rc = app_open(&u.app, u.cli.config, APP_COMMAND, &u.problem);
    if (rc == RC_OK)
        rc = user_run(&u);
    if (rc != RC_OK)
        status = cli_fail(&u.problem);
    app_close(&u.app);
    cli_end(&u.cli);
    return status;
}
