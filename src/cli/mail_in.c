/* Letters and reports by mail, from a pipe or by LMTP. */
#include "cli/mail_in.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/app.h"
#include "community/discipline/letter.h"
#include "community/mail/mail_bounce.h"
#include "inbox/authentication.h"
#include "inbox/lmtp_server.h"
#include "inbox/message.h"
#include "inbox/report.h"

#define MAIL_ARENA_MAX ((size_t)64 * 1024 * 1024)
#define SYSTEMD_SOCKET 3 /* the first descriptor that systemd hands over (sd_listen_fds(3)) */

struct intake {
    struct cli cli;
    struct app app;
    struct arena *arena; /* of one mail */
    struct str lmtp, sender, recipient;
    struct str letters, bounces; /* the addresses mail is taken for; empty: not */
    struct problem problem;
};

/* --- whom it is for --- */

/* "letters+detail@example.org" is for "letters@example.org". */
static bool is_for(struct str address, struct str recipient, struct str *ret_detail)
{
    size_t at = str_rfind_char(recipient, '@'), plus = str_find_char(recipient, '+', 0);
    size_t want_at = str_rfind_char(address, '@');
    if (at == STR_NONE || want_at == STR_NONE)
        return false;
    bool detailed = plus < at;
    if (!str_eq_ascii_case(str_slice(recipient, 0, detailed ? plus : at),
                           str_slice(address, 0, want_at)) ||
        !str_eq_ascii_case(str_slice(recipient, at, recipient.n),
                           str_slice(address, want_at, address.n)))
        return false;
    if (ret_detail != NULL)
        *ret_detail = detailed ? str_slice(recipient, plus + 1, at) : STR("");
    return true;
}

/* Whether it came to the address for reports; `ret_token` is what stood behind its +. */
static bool is_report(const struct intake *in, const struct lmtp_envelope *envelope,
                      struct str *ret_token)
{
    for (size_t i = 0; i < envelope->to_count; i++)
        if (is_for(in->bounces, envelope->to[i], ret_token))
            return true;
    return false;
}

/* --- one mail --- */

static enum lmtp_outcome outcome_of(enum rc rc)
{
    if (rc == RC_OK)
        return LMTP_TAKEN;
    return rc == RC_INVALID || rc == RC_TOO_LARGE ? LMTP_REFUSED : LMTP_LATER;
}

/* Programs write to programs for ever. */
static const char *why_dropped(const struct intake *in, struct str envelope,
                               const struct message *m)
{
    if (m->automatic != NULL)
        return m->automatic;
    if (envelope.p != NULL && (envelope.n == 0 || str_eq(envelope, STR("<>")) ||
                               str_eq_ascii_case(envelope, STR("MAILER-DAEMON"))))
        return "an empty envelope sender";
    if (str_eq_ascii_case(m->from, in->letters) || str_eq_ascii_case(m->from, in->bounces) ||
        str_eq_ascii_case(m->from, config_str(in->cli.config, SET_MAIL_FROM)))
        return "the site's own address";
    return NULL;
}

static enum rc take_letter(struct intake *in, const struct message *m, struct problem *problem)
{
    struct str server = config_str(in->cli.config, SET_REDRESS_AUTHSERV);
    struct letter_mail op = {.job = {.community = in->app.community, .arena = in->arena},
                             .from = m->from,
                             .subject = m->subject,
                             .text = m->text,
                             .own = m->own,
                             .id = m->id,
                             .is_vouched = server.n == 0 || authentication_vouches(m, server)};
    enum rc rc = community_run(letter_mail_submit, &op.job);
    if (rc == RC_OK)
        log_event(LOG_INFO, STR("mail_in"),
                  LOG_STR("outcome", str_from_cstr(letter_mail_outcome_text(op.ret_outcome))));
    else
        (void)problem_set(problem, rc, "%s",
                          op.job.problem.message[0] != '\0' ? op.job.problem.message : rc_text(rc));
    return rc;
}

static void log_dropped(const char *why)
{
    log_event(LOG_INFO, STR("mail_in"), LOG_STR("outcome", STR("dropped")),
              LOG_STR("why", str_from_cstr(why)));
}

static enum lmtp_outcome take_as_letter(struct intake *in, struct str sender, struct str bytes,
                                        struct problem *problem)
{
    struct message m;
    enum rc rc = message_read(in->arena, bytes, &m, problem);
    /* Refusing what came from nobody would have the mail server answer nobody, or somebody who did not write it. */
    if (outcome_of(rc) == LMTP_REFUSED && sender.p != NULL && sender.n == 0) {
        log_dropped("faulty, and an empty envelope sender");
        return LMTP_TAKEN;
    }
    if (rc != RC_OK)
        return outcome_of(rc);
    const char *why = why_dropped(in, sender, &m);
    if (why == NULL)
        return outcome_of(take_letter(in, &m, problem));
    log_dropped(why);
    return LMTP_TAKEN;
}

/* What a complaint is about stands behind the + of the envelope's sender that came back with it, signed as it was. */
static struct str token_of_complaint(const struct intake *in, const struct report *report)
{
    struct str token = STR("");
    return is_for(in->bounces, report->return_path, &token) ? token : STR("");
}

/* Nothing that comes here is answered or refused: it was sent by programs, or by whoever likes. */
static enum lmtp_outcome take_as_report(struct intake *in, struct str token, struct str bytes,
                                        struct problem *problem)
{
    struct report report;
    static const enum mail_bounce_event events[] = {
        [REPORT_FAILED] = MAIL_BOUNCE_FAILED,
        [REPORT_DELIVERED] = MAIL_BOUNCE_DELIVERED,
        [REPORT_COMPLAINT] = MAIL_BOUNCE_COMPLAINED,
    };
    enum rc rc = report_read(in->arena, bytes, &report, problem);
    if (outcome_of(rc) == LMTP_LATER)
        return LMTP_LATER;
    bool tells = rc == RC_OK && (report.kind == REPORT_FAILED || report.kind == REPORT_DELIVERED ||
                                 report.kind == REPORT_COMPLAINT);
    if (!tells) {
        log_dropped(rc == RC_OK && report.kind != REPORT_NONE ? "a report that nothing follows from"
                                                              : "no report of a mail system");
        return LMTP_TAKEN;
    }
    if (token.n == 0 && report.kind == REPORT_COMPLAINT)
        token = token_of_complaint(in, &report);
    struct mail_bounce_report op = {.job = {.community = in->app.community, .arena = in->arena},
                                    .token = token,
                                    .event = events[report.kind],
                                    .status = report.status,
                                    .diagnostic = report.diagnostic};
    rc = community_run(mail_bounce_report_submit, &op.job);
    if (rc != RC_OK) {
        (void)problem_set(problem, rc, "%s", rc_text(rc));
        return LMTP_LATER;
    }
    log_event(LOG_INFO, STR("mail_report"), LOG_STR("status", report.status),
              LOG_STR("outcome", str_from_cstr(mail_bounce_outcome_text(op.ret_outcome))));
    return LMTP_TAKEN;
}

static enum lmtp_outcome take_mail(void *ctx, const struct lmtp_envelope *envelope,
                                   struct str bytes, struct problem *problem)
{
    struct intake *in = ctx;
    struct str token;
    arena_reset(in->arena);
    return is_report(in, envelope, &token) ? take_as_report(in, token, bytes, problem)
                                           : take_as_letter(in, envelope->from, bytes, problem);
}

/* --- from a pipe --- */

static int take_input(struct intake *in)
{
    static const int statuses[] = {
        [LMTP_TAKEN] = EX_OK, [LMTP_LATER] = EX_TEMPFAIL, [LMTP_REFUSED] = EX_DATAERR};
    struct buf bytes;
    const struct lmtp_envelope envelope = {
        .from = in->sender, .to = &in->recipient, .to_count = in->recipient.n > 0 ? 1 : 0};
    buf_init(&bytes, MESSAGE_BYTES_MAX);
    enum rc rc = app_read_file("-", MESSAGE_BYTES_MAX, &bytes, &in->problem);
    enum lmtp_outcome outcome = outcome_of(rc);
    if (rc == RC_OK)
        outcome = take_mail(in, &envelope, buf_str(&bytes), &in->problem);
    buf_release(&bytes);
    if (outcome != LMTP_TAKEN)
        (void)cli_fail_text("%s", in->problem.message);
    return statuses[outcome];
}

/* --- by LMTP --- */

static bool accepts(void *ctx, struct str recipient)
{
    const struct intake *in = ctx;
    return is_for(in->letters, recipient, NULL) || is_for(in->bounces, recipient, NULL);
}

static enum rc open_listener(struct intake *in, int *ret)
{
    uint64_t pid;
    if (!str_eq(in->lmtp, STR("systemd")))
        return lmtp_server_listen(in->lmtp, ret, &in->problem);
    if (str_to_u64(str_from_cstr(getenv("LISTEN_PID")), &pid) != RC_OK ||
        pid != (uint64_t)getpid() || !str_eq(str_from_cstr(getenv("LISTEN_FDS")), STR("1")))
        return problem_set(&in->problem, RC_INVALID,
                           "systemd has handed over no socket: start this from a socket unit");
    int flags = fcntl(SYSTEMD_SOCKET, F_GETFL);
    if (flags < 0 || fcntl(SYSTEMD_SOCKET, F_SETFL, flags | O_NONBLOCK) < 0 ||
        fcntl(SYSTEMD_SOCKET, F_SETFD, FD_CLOEXEC) < 0)
        return problem_set(&in->problem, RC_IO, "the socket from systemd cannot be used");
    *ret = SYSTEMD_SOCKET;
    return RC_OK;
}

static int serve_lmtp(struct intake *in, const sigset_t *signals)
{
    struct lmtp_handler handler = {
        .accepts = accepts, .deliver = take_mail, .ctx = in, .host = STR("localhost")};
    int listener = -1, stop = signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
    struct str address = in->letters.n > 0 ? in->letters : in->bounces;
    handler.host = str_slice(address, str_rfind_char(address, '@') + 1, address.n);
    enum rc rc = stop >= 0 ? open_listener(in, &listener)
                           : problem_set(&in->problem, RC_IO, "signals cannot be waited for");
    if (rc == RC_OK) {
        log_event(LOG_INFO, STR("lmtp_listening"), LOG_STR("socket", in->lmtp));
        rc = lmtp_server_run(listener, stop, &in->app.clock, &handler, &in->problem);
    }
    if (listener >= 0)
        (void)close(listener);
    if (stop >= 0)
        (void)close(stop);
    return rc == RC_OK ? EXIT_DONE : cli_fail(&in->problem);
}

/* --- the command --- */

static enum rc check_addresses(struct intake *in)
{
    const struct str given[] = {in->letters, in->bounces};
    const char *const names[] = {"redress.address", "mail.bounce_address"};
    for (size_t i = 0; i < 2; i++)
        if (given[i].n > 0 && str_find_char(given[i], '@', 0) == STR_NONE)
            return problem_set(&in->problem, RC_INVALID, "%s must be an address, not \"%.*s\"",
                               names[i], STR_ARG(given[i]));
    return in->letters.n > 0 || in->bounces.n > 0
               ? RC_OK
               : problem_set(&in->problem, RC_INVALID,
                             "set redress.address, for letters, or mail.bounce_address, for "
                             "reports, to the address these mails were sent to");
}

static int run(struct intake *in, const sigset_t *signals)
{
    enum rc rc = app_open(&in->app, in->cli.config, APP_COMMAND, &in->problem);
    in->letters = config_str(in->cli.config, SET_REDRESS_ADDRESS);
    in->bounces = config_str(in->cli.config, SET_MAIL_BOUNCE_ADDRESS);
    in->arena = arena_new(MAIL_ARENA_MAX);
    if (rc == RC_OK)
        rc = check_addresses(in);
    if (rc == RC_OK && in->arena == NULL)
        rc = problem_set(&in->problem, RC_NO_MEMORY, "%s", rc_text(RC_NO_MEMORY));
    int status = EX_TEMPFAIL;
    if (rc != RC_OK)
        (void)cli_fail(&in->problem);
    else
        status = in->lmtp.p != NULL ? serve_lmtp(in, signals) : take_input(in);
    arena_free(in->arena);
    app_close(&in->app);
    return status;
}

int mail_in(int argc, char **argv)
{
    struct intake in = {.sender = {.p = NULL}};
    int status;
    sigset_t signals;
    const struct cli_option options[] = {
        {"lmtp", "SOCKET", "listen for LMTP on this Unix socket; systemd: on the one of its unit",
         &in.lmtp, NULL},
        {"sender", "ADDRESS", "the envelope's sender; empty for notices of mail systems",
         &in.sender, NULL},
        {"recipient", "ADDRESS", "the envelope's recipient; needed for reports about mails",
         &in.recipient, NULL}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] < MAIL",
        .description =
            "Takes a letter to the moderators, or a report about a mail of ours, from standard "
            "input. Exit\nstatuses are those of sysexits.h: 0 taken, 65 the mail is faulty, 75 try "
            "again later.\ndocs/REDRESS.md shows how to set up Postfix, Exim and Dovecot.",
        .options = options,
        .option_count = sizeof options / sizeof options[0]};
    /* Blocked before any thread is made, so that only the loop hears them. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (!cli_begin(&in.cli, &usage, argc, argv, &status))
        return status == EXIT_DONE ? EXIT_DONE : EX_TEMPFAIL;
    if (in.lmtp.p != NULL)
        (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    status = run(&in, &signals);
    cli_end(&in.cli);
    return status;
}
