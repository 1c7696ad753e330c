/* Mail from the command line: does it arrive, what waits, try again. */
#include <inttypes.h>
#include <stdio.h>

#include "base/id.h"
#include "cli/mail_in.h"
#include "cli/mailing.h"
#include "cli/site_command.h"
#include "community/mail/mail_bounce.h"

#define LIST_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct mail_command {
    struct site_command site;
    struct str language;
    bool waiting, given_up, sent, dropped, undeliverable, queue;
};

/* --- test --- */

static enum rc send_test(struct mail_command *m, const struct outbox_config *config, struct str to)
{
    struct transport *transport;
    struct transport_result result;
    struct str bytes;
    const int64_t id = community_make_id(m->site.app.community);
    const struct mail_task task = {
        .id = id,
        .kind = MAIL_KIND_TEST,
        .to = to,
        .language = m->language,
        .report_token = mail_bounce_token(m->site.app.community, id, m->site.cli.arena)};
    enum rc rc = writer_write(&config->writer, &task, clock_now_ms(&m->site.app.clock),
                              m->site.cli.arena, &bytes);
    if (rc != RC_OK)
        return problem_set(&m->site.problem, rc, "\"%.*s\" is no address that mail can go to",
                           STR_ARG(to));
    rc = transport_open(&config->transport, &transport, &m->site.problem);
    if (rc != RC_OK)
        return rc;
    const struct transport_mail mail = {
        .from = writer_envelope_sender(&config->writer, &task, m->site.cli.arena),
        .to = to,
        .bytes = bytes,
        .id = id};
    transport_send(transport, &mail, &result);
    transport_close(transport);
    if (result.verdict == TRANSPORT_SENT)
        printf("%.*s took the mail to %.*s over\n", STR_ARG(config->transport.url), STR_ARG(to));
    else
        rc = problem_set(&m->site.problem, RC_UNAVAILABLE, "%.*s: %s",
                         STR_ARG(config->transport.url), result.text);
    return rc;
}

/* The whole road: a serving process takes it from the queue. */
static enum rc queue_test(struct mail_command *m, struct str to)
{
    struct mail_send op = {.job = {.community = m->site.app.community, .arena = m->site.cli.arena},
                           .order = {.kind = MAIL_KIND_TEST, .to = to}};
    if (!compose_address_fits(to))
        return problem_set(&m->site.problem, RC_INVALID,
                           "\"%.*s\" is no address that mail can go to", STR_ARG(to));
    enum rc rc = community_run(mail_send_submit, &op.job);
    if (rc != RC_OK)
        return problem_set(&m->site.problem, rc, "the mail cannot be queued: %s", rc_text(rc));
    printf("queued; a serving process sends it, and comity mail list shows what becomes of it\n");
    return RC_OK;
}

static enum rc test(struct site_command *site)
{
    struct mail_command *m = (struct mail_command *)site;
    struct outbox_config config;
    enum rc rc = mailing_config(community_site(m->site.app.community), m->site.cli.config,
                                config_int(m->site.cli.config, SET_HTTP_PORT), m->site.cli.arena,
                                &config, &m->site.problem);
    if (rc != RC_OK)
        return rc;
    return m->queue ? queue_test(m, m->site.cli.positional[1])
                    : send_test(m, &config, m->site.cli.positional[1]);
}

/* --- list --- */

static void put_entry(struct buf *out, enum mail_state state, const struct mail_entry *e,
                      int64_t now_ms)
{
    static const char *const states[] = {"waiting", "sent", "given up", "dropped"};
    buf_printf(out, "%" PRId64 "\t%s\t%.*s\tqueued ", e->id, states[state], STR_ARG(e->kind));
    cli_put_time(out, id_time_ms(e->id));
    if (e->address.n > 0)
        buf_printf(
            out, "\tto %.*s",
            STR_ARG(compose_address_fits(e->address) ? e->address : STR("what is no address")));
    else if (e->account_id != 0)
        buf_printf(out, "\tto account %" PRId64, e->account_id);
    if (state == MAIL_WAITING) {
        buf_printf(out, "\t%s ", e->taken_until_ms > now_ms ? "being sent until" : "due");
        cli_put_time(out, e->due_ms);
    } else {
        buf_printf(out, "\t%s ", states[state]);
        cli_put_time(out, e->done_ms);
    }
    buf_printf(out, "\tattempts %" PRId64, e->attempts);
    if (e->problem.n > 0)
        buf_printf(out, "\t%.*s", STR_ARG(e->problem));
    buf_put_char(out, '\n');
}

static enum rc list_state(struct mail_command *m, enum mail_state state)
{
    struct mail_entry *entries, last;
    size_t count = 0;
    bool first = true;
    enum rc rc = RC_OK;
    do {
        struct buf out;
        struct arena_mark mark = arena_mark(m->site.cli.arena);
        rc = mail_work_list(&m->site.app.reader, state, first ? NULL : &last, m->site.cli.arena,
                            &entries, &count);
        if (rc != RC_OK)
            return problem_set(&m->site.problem, rc, "the mails cannot be read: %s",
                               db_error(m->site.app.reader.db));
        buf_init(&out, LIST_BYTES_MAX);
        for (size_t i = 0; i < count; i++)
            put_entry(&out, state, &entries[i], clock_now_ms(&m->site.app.clock));
        if (cli_print(&out) != EXIT_DONE)
            rc = problem_set(&m->site.problem, RC_IO, "the list could not be printed");
        buf_release(&out);
        if (count > 0)
            last = entries[count - 1];
        first = false;
        arena_rewind(m->site.cli.arena, mark);
    } while (rc == RC_OK && count > 0);
    return rc;
}

static void put_bounce(struct buf *out, const struct mail_bounce_entry *e)
{
    const struct mail_bounce_view *v = &e->view;
    buf_printf(out, "account %" PRId64 "\t%s", e->account_id,
               v->failed_ms > 0    ? "does not accept mail since "
               : v->soft_count > 0 ? "failed on some days, last "
                                   : "accepts mail");
    if (v->failed_ms > 0 || v->soft_count > 0)
        cli_put_time(out, v->failed_ms > 0 ? v->failed_ms : v->last_ms);
    if (v->soft_count > 0)
        buf_printf(out, "\tpassing failures %" PRId64, v->soft_count);
    if (v->status.n > 0)
        buf_printf(out, "\tstatus %.*s", STR_ARG(v->status));
    if (v->diagnostic.n > 0)
        buf_printf(out, "\t%.*s", STR_ARG(v->diagnostic));
    if (v->complained_ms > 0) {
        BUF_PUT(out, "\tcomplained ");
        cli_put_time(out, v->complained_ms);
    }
    buf_put_char(out, '\n');
}

static enum rc list_bounces(struct mail_command *m)
{
    struct mail_bounce_entry *entries;
    size_t count = 0;
    int64_t after_id = 0;
    enum rc rc = RC_OK;
    do {
        struct buf out;
        struct arena_mark mark = arena_mark(m->site.cli.arena);
        rc = mail_bounce_list(&m->site.app.reader, after_id, m->site.cli.arena, &entries, &count);
        if (rc != RC_OK)
            return problem_set(&m->site.problem, rc, "the addresses cannot be read: %s",
                               db_error(m->site.app.reader.db));
        buf_init(&out, LIST_BYTES_MAX);
        for (size_t i = 0; i < count; i++)
            put_bounce(&out, &entries[i]);
        if (cli_print(&out) != EXIT_DONE)
            rc = problem_set(&m->site.problem, RC_IO, "the list could not be printed");
        buf_release(&out);
        if (count > 0)
            after_id = entries[count - 1].account_id;
        arena_rewind(m->site.cli.arena, mark);
    } while (rc == RC_OK && count > 0);
    return rc;
}

static enum rc list(struct site_command *site)
{
    struct mail_command *m = (struct mail_command *)site;
    bool usual = !m->waiting && !m->given_up && !m->sent && !m->dropped && !m->undeliverable;
    const bool wanted[] = {[MAIL_WAITING] = usual || m->waiting,
                           [MAIL_SENT] = m->sent,
                           [MAIL_GIVEN_UP] = usual || m->given_up,
                           [MAIL_DROPPED] = m->dropped};
    enum rc rc = RC_OK;
    for (enum mail_state state = MAIL_WAITING; state <= MAIL_DROPPED && rc == RC_OK; state++)
        if (wanted[state])
            rc = list_state(m, state);
    return rc == RC_OK && m->undeliverable ? list_bounces(m) : rc;
}

/* --- retry --- */

static enum rc retry(struct site_command *site)
{
    struct mail_retry op = {.job = {.community = site->app.community, .arena = site->cli.arena}};
    if (site->cli.positional_count == 2 &&
        (str_to_i64(site->cli.positional[1], &op.id) != RC_OK || op.id <= 0))
        return problem_set(&site->problem, RC_INVALID,
                           "\"%.*s\" is no number of a mail; comity mail list shows them",
                           STR_ARG(site->cli.positional[1]));
    enum rc rc = site_command_job(site, mail_retry_submit, &op.job);
    if (rc != RC_OK)
        return rc;
    fprintf(stderr, "comity: %" PRId64 " mail%s will be tried at once by a serving process\n",
            op.ret_count, op.ret_count == 1 ? "" : "s");
    return RC_OK;
}

static const struct site_verb verb_list[] = {
    {"test", 1, 1, test, false}, {"list", 0, 0, list, false}, {"retry", 0, 1, retry, false}};

static const struct site_verbs verbs = {
    .list = verb_list,
    .count = sizeof verb_list / sizeof verb_list[0],
    .say = "say `comity mail test ADDRESS`, `mail list`, `mail retry [ID]` or `mail in`"};

int cmd_mail(int argc, char **argv)
{
    struct mail_command m = {0};
    /* Mail servers call it, with a command line and exit statuses of its own. */
    if (argc > 1 && str_eq(str_from_cstr(argv[1]), STR("in"))) {
        char title[] = "mail in";
        argv[1] = title;
        return mail_in(argc - 1, argv + 1);
    }
    const struct cli_option options[] = {
        {"language", "LANGUAGE", "test: write it in this language", &m.language, NULL},
        {"queue", NULL, "test: put it into the queue, for a serving process to send", NULL,
         &m.queue},
        {"waiting", NULL, "list: those that wait", NULL, &m.waiting},
        {"given-up", NULL, "list: those given up", NULL, &m.given_up},
        {"sent", NULL, "list: those sent in the last 30 days", NULL, &m.sent},
        {"dropped", NULL, "list: those that were not to be sent any more", NULL, &m.dropped},
        {"undeliverable", NULL,
         "list: accounts whose address does not accept mail, failed lately, or complained", NULL,
         &m.undeliverable}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] test ADDRESS | list | retry [ID] | in",
        .description =
            "test   sends a mail to ADDRESS at once, past the queue, and says what the mail server "
            "answered;\n       with --queue it goes the way of all mails.\n"
            "list   shows mails that wait or were given up, with the reason.\n"
            "retry  tries one mail, or all, again: those given up, and those waiting for later.\n"
            "in     takes letters to the moderators and reports about mails from a mail server;\n"
            "       `comity mail in --help`.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 2};
    return site_command_main(&m.site, &usage, &verbs, argc, argv);
}
