#include "cli/app.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "community/account.h"
#include "community/admin.h"

/* Bytes of a password line: 256 characters of up to 4 bytes. */
#define LINE_MAX_BYTES 1100

/* One line from standard input, without its end; asked for on a terminal, which shows nothing of it. */
static enum rc read_secret(struct arena *a, const char *prompt, struct str *ret,
                           struct problem *problem)
{
    struct termios before, silent;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        fprintf(stderr, "%s", prompt);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    char *line = arena_alloc(a, LINE_MAX_BYTES);
    bool read = line != NULL && fgets(line, LINE_MAX_BYTES, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fprintf(stderr, "\n");
    }
    if (!read)
        return problem_set(problem, RC_INVALID, "no password was given on standard input");
    struct str s = str_from_cstr(line);
    if (str_ends(s, STR("\n")))
        s.n--;
    if (str_ends(s, STR("\r")))
        s.n--;
    *ret = s;
    return RC_OK;
}

/* Twice on a terminal, so that a slip is noticed. */
static enum rc read_password(struct arena *a, struct str *ret, struct problem *problem)
{
    struct str first, second;
    enum rc rc = read_secret(a, "Password (15 characters or more): ", &first, problem);
    if (rc == RC_OK && isatty(STDIN_FILENO)) {
        rc = read_secret(a, "Once more: ", &second, problem);
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
    struct str email, role;
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
    static const char *const statuses[] = {"active", "blocked", "deleted"};
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
    return problem_set(&u->problem, RC_INVALID,
                       "use: user add NAME, user role NAME ROLE, user password NAME, or user list");
}

int cmd_user(int argc, char **argv)
{
    struct user_command u = {0};
    const struct cli_option options[] = {
        {"email", "ADDRESS", "E-mail address of the new account", &u.email, NULL},
        {"role", "ROLE", "reader (default), author, moderator or administrator; lists only these",
         &u.role, NULL},
    };
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] add NAME | role NAME ROLE | password NAME | list",
        .description =
            "Adds and changes accounts. Passwords are read from the terminal, or as one line\n"
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
