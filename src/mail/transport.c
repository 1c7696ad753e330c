#include "mail/transport_ways.h"

#include <stdio.h>

#include "mail/compose.h"

#define TRANSPORT_ARENA_MAX ((size_t)256 * 1024)

static bool is_local(struct str host)
{
    return str_eq(host, STR("localhost")) || str_eq(host, STR("127.0.0.1")) ||
           str_eq(host, STR("[::1]"));
}

static enum rc refuse_url(struct problem *problem)
{
    return problem_set(problem, RC_INVALID,
                       "mail.url must be smtp://HOST:PORT or smtps://HOST:PORT, without a name or "
                       "password in it: those are mail.user and mail.password_file");
}

/* "HOST:PORT/" taken apart; a path would name us to the server, and mail.hello does that. */
static enum rc read_host(struct str rest, struct str *ret_host, struct problem *problem)
{
    struct str place = str_ends(rest, STR("/")) ? str_slice(rest, 0, rest.n - 1) : rest;
    struct str host = place;
    bool v6 = str_starts(place, STR("["));
    size_t colon = str_rfind_char(place, ':');
    bool port_given = colon != STR_NONE && !(v6 && str_ends(place, STR("]")));
    if (port_given)
        host = str_slice(place, 0, colon);
    for (size_t i = 0; i < host.n; i++)
        if (!char_is_alpha(host.p[i]) && !char_is_digit(host.p[i]) &&
            strchr(v6 ? "[]:." : "-.", host.p[i]) == NULL)
            return refuse_url(problem);
    uint64_t port = 0;
    struct str port_text = port_given ? str_slice(place, colon + 1, place.n) : (struct str){0};
    if (host.n == 0 || str_find_char(port_text, '@', 0) != STR_NONE)
        return refuse_url(problem);
    if (port_given && (str_to_u64(port_text, &port) != RC_OK || port == 0 || port > 65535))
        return problem_set(problem, RC_INVALID, "mail.url: \"%.*s\" is no port",
                           STR_ARG(port_text));
    *ret_host = host;
    return RC_OK;
}

static enum rc check_tls(const struct transport_config *c, struct str host, bool smtps,
                         struct problem *problem)
{
    bool required = str_eq(c->tls, STR("required"));
    if (!required && !str_eq(c->tls, STR("opportunistic")) && !str_eq(c->tls, STR("off")))
        return problem_set(problem, RC_INVALID,
                           "mail.tls must be required, opportunistic or off, not \"%.*s\"",
                           STR_ARG(c->tls));
    if (c->user.n > 0 && !smtps && !required && !is_local(host))
        return problem_set(problem, RC_INVALID,
                           "mail.user is set, but mail.tls is not \"required\": the password would "
                           "travel for anybody to read");
    return RC_OK;
}

static enum rc open_smtp(struct transport *t, struct str rest, struct problem *problem)
{
    struct str host = {0};
    bool smtps = str_starts(t->config.url, STR("smtps:"));
    enum rc rc = read_host(rest, &host, problem);
    if (rc == RC_OK)
        rc = check_tls(&t->config, host, smtps, problem);
    if (rc == RC_OK && (t->config.user.n > 0) != (t->config.password.n > 0))
        rc = problem_set(problem, RC_INVALID,
                         "mail.user and mail.password_file belong together: set both or none");
    return rc == RC_OK ? smtp_open(t, problem) : rc;
}

static enum rc open_any(struct transport *t, struct problem *problem)
{
    struct str url = t->config.url;
    if (str_starts(url, STR("file:")) && url.n > 5)
        return folder_open(t, str_slice(url, 5, url.n), problem);
    if (str_starts(url, STR("smtp://")))
        return open_smtp(t, str_slice(url, 7, url.n), problem);
    if (str_starts(url, STR("smtps://")))
        return open_smtp(t, str_slice(url, 8, url.n), problem);
    return problem_set(problem, RC_INVALID,
                       "mail.url must be smtp://HOST:PORT, smtps://HOST:PORT or file:FOLDER, not "
                       "\"%.*s\"",
                       STR_ARG(url));
}

static void keep_config(struct transport *t, const struct transport_config *c)
{
    t->config = (struct transport_config){
        .url = arena_dup(t->arena, c->url),
        .tls = arena_dup(t->arena, c->tls),
        .user = arena_dup(t->arena, c->user),
        .password = arena_dup(t->arena, c->password),
        .ca_file = arena_dup(t->arena, c->ca_file),
        .hello = arena_dup(t->arena, c->hello),
        .timeout_ms = c->timeout_ms,
    };
}

enum rc transport_open(const struct transport_config *config, struct transport **ret,
                       struct problem *problem)
{
    struct arena *arena = arena_new(TRANSPORT_ARENA_MAX);
    struct transport *t = arena != NULL ? ARENA_NEW(arena, struct transport) : NULL;
    if (t == NULL) {
        arena_free(arena);
        return problem_set(problem, RC_NO_MEMORY, "no memory for sending mail");
    }
    t->arena = arena;
    keep_config(t, config);
    enum rc rc = arena_failed(arena) ? problem_set(problem, RC_NO_MEMORY, "mail.* is too long")
                                     : open_any(t, problem);
    if (rc != RC_OK) {
        transport_close(t);
        return rc;
    }
    *ret = t;
    return RC_OK;
}

void transport_close(struct transport *t)
{
    if (t == NULL)
        return;
    if (t->close != NULL)
        t->close(t);
    arena_free(t->arena);
}

void transport_send(struct transport *t, const struct transport_mail *mail,
                    struct transport_result *ret)
{
    *ret = (struct transport_result){.verdict = TRANSPORT_AWAY};
    if (atomic_load(&t->cancelled))
        snprintf(ret->text, sizeof ret->text, "the process ends");
    else
        t->send(t, mail, ret);
}

void transport_cancel(struct transport *t)
{
    atomic_store(&t->cancelled, true);
}
