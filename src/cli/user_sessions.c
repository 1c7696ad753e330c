#include "cli/user_sessions.h"

#include <stdio.h>

#include "community/account/agent.h"
#include "community/account/session.h"

#define LINE_BYTES_MAX 512

static enum rc list_of(struct site_command *site, int64_t *ret_id, struct session_view **ret,
                       size_t *ret_count)
{
    struct actor actor = app_actor();
    enum rc rc = site_command_account(site, site->cli.positional[1], ret_id);
    if (rc != RC_OK)
        return rc;
    rc = session_list(&site->app.reader, &actor, *ret_id, site->cli.arena, ret, ret_count);
    return rc == RC_OK ? rc : problem_set(&site->problem, rc, "the sessions could not be read");
}

static void print_session(const struct session_view *s)
{
    const struct agent agent = agent_read(s->agent);
    struct buf line;
    buf_init(&line, LINE_BYTES_MAX);
    buf_printf(&line, "%.*s\t", STR_ARG(s->handle));
    cli_put_time(&line, s->created_ms);
    BUF_PUT(&line, "\t");
    cli_put_time(&line, s->seen_ms);
    if (agent.browser.n > 0 && agent.system.n > 0)
        buf_printf(&line, "\t%.*s on %.*s\n", STR_ARG(agent.browser), STR_ARG(agent.system));
    else
        buf_printf(&line, "\t%.*s\n", STR_ARG(s->agent));
    printf("%.*s", STR_ARG(buf_str(&line)));
    buf_release(&line);
}

enum rc user_sessions(struct site_command *site)
{
    struct session_view *list;
    size_t count;
    int64_t id;
    enum rc rc = list_of(site, &id, &list, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        print_session(&list[i]);
    return rc;
}

static bool is_there(const struct session_view *list, size_t count, struct str handle)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(list[i].handle, handle))
            return true;
    return false;
}

enum rc user_sign_out(struct site_command *site)
{
    struct session_end op = {
        .job = {.community = site->app.community, .arena = site->cli.arena},
        .actor = app_actor(),
        .which = SESSION_END_ALL,
    };
    struct session_view *list;
    size_t count;
    enum rc rc = list_of(site, &op.account_id, &list, &count);
    if (rc != RC_OK)
        return rc;
    if (site->cli.positional_count > 2) {
        op.which = SESSION_END_ONE;
        op.handle = site->cli.positional[2];
        if (!is_there(list, count, op.handle))
            return problem_set(&site->problem, RC_NOT_FOUND,
                               "the account has no such session; \"comity user sessions\" lists "
                               "them");
    }
    return site_command_job(site, session_end_submit, &op.job);
}
