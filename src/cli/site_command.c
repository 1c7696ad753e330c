#include "cli/site_command.h"

#include "community/account/account.h"

static const struct site_verb *find_verb(const struct cli *cli, const struct site_verbs *verbs)
{
    size_t arguments = cli->positional_count - 1;
    for (size_t i = 0; i < verbs->count; i++) {
        const struct site_verb *v = &verbs->list[i];
        if (str_eq(cli->positional[0], str_from_cstr(v->word)) && arguments >= v->least &&
            arguments <= v->most)
            return v;
    }
    return NULL;
}

static enum rc run(struct site_command *c, const struct site_verbs *verbs)
{
    const struct site_verb *verb = find_verb(&c->cli, verbs);
    if (verb == NULL)
        return site_command_usage(c, verbs->say);
    enum rc rc =
        verb->needs_no_site ? RC_OK : app_open(&c->app, c->cli.config, APP_COMMAND, &c->problem);
    if (rc == RC_OK)
        rc = verb->run(c);
    app_close(&c->app);
    return rc;
}

int site_command_main(struct site_command *c, const struct cli_usage *usage,
                      const struct site_verbs *verbs, int argc, char **argv)
{
    int status;
    if (!cli_begin(&c->cli, usage, argc, argv, &status))
        return status;
    enum rc rc = run(c, verbs);
    if (rc != RC_OK) {
        problem_set(&c->problem, rc, "%s", rc_text(rc));
        status = cli_fail(&c->problem);
    }
    cli_end(&c->cli);
    return c->status != EXIT_DONE ? c->status : status;
}

enum rc site_command_job(struct site_command *c, enum rc (*submit)(struct community_job *),
                         struct community_job *job)
{
    enum rc rc = community_run(submit, job);
    if (rc == RC_OK)
        return rc;
    const char *said = job->problem.message;
    return problem_set(&c->problem, rc, "%s", said[0] != '\0' ? said : rc_text(rc));
}

enum rc site_command_account(struct site_command *c, struct str name, int64_t *ret_id)
{
    const struct actor actor = app_actor();
    struct account_view account;
    enum rc rc = account_get_by_name(&c->app.reader, &actor, name, c->cli.arena, &account);
    if (rc == RC_OK)
        *ret_id = account.id;
    return rc == RC_NOT_FOUND
               ? problem_set(&c->problem, rc, "there is no account called %.*s", STR_ARG(name))
               : rc;
}

enum rc site_command_period(struct site_command *c, struct period *period)
{
    enum rc rc = period_read(period, clock_now_ms(&c->app.clock), &c->problem);
    if (rc != RC_OK)
        c->status = EXIT_USAGE;
    return rc;
}

enum rc site_command_usage(struct site_command *c, const char *message)
{
    c->status = EXIT_USAGE;
    return problem_set(&c->problem, RC_INVALID, "%s", message);
}
