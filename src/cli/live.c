#include "cli/live.h"

#include "cli/app.h"
#include "cli/mailing.h"
#include "cli/providers.h"

#define PROXIES_MAX        64
#define LIVE_ARENA_MAX     ((size_t)4 * 1024 * 1024)
#define RESERVED_BYTES_MAX ((size_t)1024 * 1024)

static enum rc level_parse(struct str name, enum log_level *ret, struct problem *problem)
{
    static const struct str names[] = {STR_INIT("debug"), STR_INIT("info"), STR_INIT("warn"),
                                       STR_INIT("error")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq(name, names[i])) {
            *ret = (enum log_level)i;
            return RC_OK;
        }
    }
    return problem_set(problem, RC_INVALID,
                       "log.level must be debug, info, warn or error, not \"%.*s\"", STR_ARG(name));
}

size_t live_split_proxies(struct arena *a, struct str list, struct str **ret)
{
    size_t count = 0;
    *ret = ARENA_ARRAY(a, PROXIES_MAX, struct str);
    while (*ret != NULL && list.p != NULL && count < PROXIES_MAX) {
        struct str part = str_trim(str_split(&list, ','));
        if (part.n > 0)
            (*ret)[count++] = part;
    }
    return count;
}

static enum rc read_proxies(const struct config *c, struct live *l, struct problem *problem)
{
    struct str *proxies;
    size_t count = live_split_proxies(l->arena, config_str(c, SET_HTTP_TRUSTED_PROXIES), &proxies);
    struct problem fault = {0};
    enum rc rc = http_proxies_new(proxies, count, &l->proxies, &fault);
    return rc == RC_OK ? rc : problem_set(problem, rc, "http.trusted_proxies: %s", fault.message);
}

static enum rc read_rules(const struct config *c, struct live *l, struct problem *problem)
{
    enum rc rc = app_rules(c, &l->rules, problem);
    buf_init(&l->rules.reserved_names, RESERVED_BYTES_MAX);
    buf_put(&l->rules.reserved_names, l->rules.limits.reserved_names);
    buf_init(&l->rules.refused_domains, RESERVED_BYTES_MAX);
    buf_put(&l->rules.refused_domains, l->rules.limits.refused_domains);
    if (rc == RC_OK)
        rc = app_read_passwords(c, &l->rules.refused_passwords, problem);
    l->http = (struct http_limits){
        .body_max = (size_t)config_int(c, SET_HTTP_BODY_MAX),
        .url_max = (size_t)config_int(c, SET_HTTP_URL_MAX),
        .connections_per_address = (unsigned)config_int(c, SET_HTTP_CONNECTIONS_PER_ADDRESS),
        .request_timeout_s = (unsigned)config_int(c, SET_HTTP_REQUEST_TIMEOUT),
    };
    if (rc == RC_OK)
        rc = buf_status(&l->rules.reserved_names);
    return rc == RC_OK ? buf_status(&l->rules.refused_domains) : rc;
}

static enum rc read_mail(const struct config *c, const struct community_site *site, int64_t port,
                         struct live *l, struct problem *problem)
{
    struct transport *trial = NULL;
    l->sends = config_str(c, SET_MAIL_URL).n > 0;
    if (!l->sends)
        return RC_OK;
    enum rc rc = mailing_config(site, c, port, l->arena, &l->outbox, problem);
    if (rc == RC_OK)
        rc = transport_open(&l->outbox.transport, &trial, problem);
    transport_close(trial);
    return rc;
}

static enum rc read_parts(const struct config *c, const struct community_site *site, int64_t port,
                          struct live *l, struct problem *problem)
{
    enum rc rc = level_parse(config_str(c, SET_LOG_LEVEL), &l->level, problem);
    if (rc == RC_OK)
        rc = read_rules(c, l, problem);
    if (rc == RC_OK)
        rc = read_proxies(c, l, problem);
    if (rc == RC_OK)
        rc = providers_load(c, &l->identity, problem);
    if (rc == RC_OK)
        rc = read_mail(c, site, port, l, problem);
    return rc;
}

enum rc live_read(const struct config *c, const struct community_site *site, int64_t port,
                  struct live *ret, struct problem *problem)
{
    struct live l = {.arena = arena_new(LIVE_ARENA_MAX)};
    struct problem fault = {0};
    enum rc rc = l.arena != NULL ? read_parts(c, site, port, &l, &fault) : RC_NO_MEMORY;
    if (rc == RC_OK) {
        *ret = l;
        return rc;
    }
    live_release(&l);
    if (fault.message[0] == '\0')
        problem_set(&fault, rc, "%s", rc_text(rc));
    config_locate(c, &fault);
    if (problem != NULL && problem->message[0] == '\0')
        *problem = fault;
    return rc;
}

void live_release(struct live *l)
{
    buf_release(&l->rules.reserved_names);
    buf_release(&l->rules.refused_domains);
    buf_release(&l->rules.refused_passwords);
    http_proxies_free(l->proxies);
    arena_free(l->identity.arena);
    arena_free(l->arena);
    *l = (struct live){0};
}
