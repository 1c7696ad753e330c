#include "cli/reload.h"

#include "base/metrics.h"
#include "cli/live.h"
#include "community/identity/provider_desk.h"

/* Names of all settings with their separators. */
#define NAMES_MAX ((size_t)8192)

static void gauge_set(enum metric_gauge gauge, int64_t value)
{
    metric_gauge_add(gauge, value - metric_gauge_value(gauge));
}

static void note_outcome(const struct app *app, bool taken)
{
    gauge_set(GAUGE_reload_taken, taken);
    gauge_set(GAUGE_reload_time, clock_now_ms(&app->clock) / 1000);
}

void reload_note_start(const struct app *app)
{
    note_outcome(app, true);
}

/* Gives `fresh` the values in force of what needs a restart, and names the others that differ in `changed`. */
static enum rc keep_for_restart(struct config *fresh, const struct config *now, struct buf *changed)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < SETTING_COUNT && rc == RC_OK; i++) {
        enum setting_id id = (enum setting_id)i;
        const struct setting_info *s = setting_info(id);
        if (config_agrees(fresh, now, id))
            continue;
        if (!s->needs_restart) {
            buf_printf(changed, "%s%.*s", changed->n > 0 ? ", " : "", STR_ARG(s->name));
            continue;
        }
        log_event(LOG_WARN, STR("setting_kept"), LOG_STR("setting", s->name),
                  LOG_STR("reason", STR("needs a restart")),
                  LOG_STR("remedy", STR("systemctl restart comity, when it suits")));
        rc = config_copy(fresh, now, id);
    }
    return rc;
}

/* What is ready to be put in force. */
struct ready {
    struct config *config;
    struct live live;
    struct provider_desk *desk;
    struct outbox *outbox;
    bool keeps_outbox; /* its settings are the same: the one that works goes on */
};

static void drop(struct ready *n)
{
    outbox_stop(n->outbox, 0);
    provider_desk_free(n->desk);
    live_release(&n->live);
    config_free(n->config);
}

static enum rc make_ready(const struct reload *r, struct ready *n, struct problem *problem)
{
    struct community *c = r->app->community;
    enum rc rc =
        live_read(n->config, community_site(c), http_server_port(r->server), &n->live, problem);
    if (rc != RC_OK)
        return rc;
    rc = identity_prepare(c, &n->live.identity, &n->desk);
    n->live.identity.arena = NULL;
    n->live.outbox.community = c;
    n->live.outbox.is_held = true;
    bool sends = n->live.sends && !r->scoring_only;
    n->keeps_outbox = sends && outbox_agrees(*r->outbox, &n->live.outbox);
    if (rc == RC_OK && sends && !n->keeps_outbox)
        rc = outbox_start(&n->live.outbox, &n->outbox, problem);
    return rc == RC_OK ? rc : problem_set(problem, rc, "%s", rc_text(rc));
}

/* The document on disk may be half written or faulty: then the one in force stays. */
static enum rc load_standards(const struct reload *r, const struct config *fresh,
                              struct problem *problem)
{
    r->app->config = fresh;
    enum rc rc = app_load_standards(r->app, problem);
    r->app->config = r->cli->config;
    return rc;
}

static void put_in_force(const struct reload *r, struct ready *n)
{
    struct config *before = r->cli->config;
    struct outbox *last = *r->outbox;
    unsigned grace_ms = (unsigned)config_int(n->config, SET_HTTP_STOP_GRACE) * 1000;
    log_set_level(n->live.level);
    community_adjust(r->app->community, &n->live.rules);
    identity_open(r->app->community, n->desk);
    http_server_adjust(r->server, &n->live.http, n->live.proxies);
    n->live.proxies = NULL;
    r->cli->config = n->config;
    r->app->config = n->config;
    site_adjust(r->site, n->config, before);
    if (!n->keeps_outbox) {
        *r->outbox = n->outbox;
        outbox_release(n->outbox);
        outbox_stop(last, grace_ms);
    }
    live_release(&n->live);
}

static void refuse(const struct reload *r, struct str event, const struct problem *problem)
{
    struct str reason = str_from_cstr(problem->message);
    community_note_refusal(r->app->community, reason);
    note_outcome(r->app, false);
    log_event(LOG_ERROR, event, LOG_STR("reason", reason), LOG_I64("line", problem->line),
              LOG_I64("column", problem->column),
              LOG_STR("remedy", STR("everything stays as it was; mend it, try it with comity "
                                    "settings --check, and reload again")));
}

static void confirm(const struct reload *r, const struct ready *n, struct str changed)
{
    struct str mail = *r->outbox == NULL ? STR("off")
                      : n->keeps_outbox  ? STR("goes on")
                                         : STR("begun anew");
    note_outcome(r->app, true);
    log_event(LOG_INFO, STR("standards_reloaded"),
              LOG_STR("file", config_str(r->cli->config, SET_STANDARDS_FILE)));
    log_event(
        LOG_INFO, STR("settings_reloaded"),
        LOG_STR("file", str_from_cstr(r->cli->config_file != NULL ? r->cli->config_file : "")),
        LOG_STR("changed", changed), LOG_STR("mail", mail));
}

void reload_run(const struct reload *r)
{
    struct problem problem = {0};
    struct ready n = {.config = cli_read_config(r->cli, &problem)};
    struct buf changed;
    buf_init(&changed, NAMES_MAX);
    enum rc rc =
        n.config != NULL ? keep_for_restart(n.config, r->cli->config, &changed) : RC_INVALID;
    if (rc == RC_OK)
        rc = make_ready(r, &n, &problem);
    if (rc != RC_OK) {
        refuse(r, STR("settings_refused"), &problem);
        drop(&n);
    } else if (load_standards(r, n.config, &problem) != RC_OK) {
        refuse(r, STR("standards_refused"), &problem);
        drop(&n);
    } else {
        put_in_force(r, &n);
        confirm(r, &n, buf_str(&changed));
    }
    buf_release(&changed);
}
