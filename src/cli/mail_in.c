/* Letters by mail, from a pipe or by LMTP. */
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
#include "community/letter.h"
#include "inbox/authentication.h"
#include "inbox/lmtp_server.h"
#include "inbox/message.h"

#define MAIL_ARENA_MAX ((size_t)64 * 1024 * 1024)
#define SYSTEMD_SOCKET 3 /* the first descriptor that systemd hands over (sd_listen_fds(3)) */

struct intake {
    struct cli cli;
    struct app app;
    struct arena *arena; /* of one mail */
    struct str lmtp, sender;
    struct str address; /* the one mail is taken for */
    struct problem problem;
};

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
    if (str_eq_ascii_case(m->from, in->address) ||
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

/* `envelope` is who the mail server says it is from; p NULL: it did not say. */
static enum lmtp_outcome take_mail(void *ctx, struct str envelope, struct str bytes,
                                   struct problem *problem)
{
    struct intake *in = ctx;
    struct message m;
    arena_reset(in->arena);
    enum rc rc = message_read(in->arena, bytes, &m, problem);
    if (rc != RC_OK)
        return outcome_of(rc);
    const char *why = why_dropped(in, envelope, &m);
    if (why == NULL)
        return outcome_of(take_letter(in, &m, problem));
    log_event(LOG_INFO, STR("mail_in"), LOG_STR("outcome", STR("dropped")),
              LOG_STR("why", str_from_cstr(why)));
    return LMTP_TAKEN;
}

/* --- from a pipe --- */

static int take_input(struct intake *in)
{
    static const int statuses[] = {
        [LMTP_TAKEN] = EX_OK, [LMTP_LATER] = EX_TEMPFAIL, [LMTP_REFUSED] = EX_DATAERR};
    struct buf bytes;
    buf_init(&bytes, MESSAGE_BYTES_MAX);
    enum rc rc = app_read_file("-", MESSAGE_BYTES_MAX, &bytes, &in->problem);
    enum lmtp_outcome outcome = outcome_of(rc);
    if (rc == RC_OK)
        outcome = take_mail(in, in->sender, buf_str(&bytes), &in->problem);
    buf_release(&bytes);
    if (outcome != LMTP_TAKEN)
        (void)cli_fail_text("%s", in->problem.message);
    return statuses[outcome];
}

/* --- by LMTP --- */

/* "letters+anything@example.org" is the same mailbox. */
static bool accepts(void *ctx, struct str recipient)
{
    const struct intake *in = ctx;
    size_t at = str_rfind_char(recipient, '@'), plus = str_find_char(recipient, '+', 0);
    size_t want_at = str_rfind_char(in->address, '@');
    if (at == STR_NONE || want_at == STR_NONE)
        return false;
    struct str local = str_slice(recipient, 0, plus < at ? plus : at);
    return str_eq_ascii_case(local, str_slice(in->address, 0, want_at)) &&
           str_eq_ascii_case(str_slice(recipient, at, recipient.n),
                             str_slice(in->address, want_at, in->address.n));
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
    size_t at = str_rfind_char(in->address, '@');
    if (at != STR_NONE)
        handler.host = str_slice(in->address, at + 1, in->address.n);
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

static int run(struct intake *in, const sigset_t *signals)
{
    enum rc rc = app_open(&in->app, in->cli.config, APP_COMMAND, &in->problem);
    in->address = config_str(in->cli.config, SET_REDRESS_ADDRESS);
    in->arena = arena_new(MAIL_ARENA_MAX);
    if (rc == RC_OK && str_find_char(in->address, '@', 0) == STR_NONE)
        rc = problem_set(&in->problem, RC_INVALID,
                         "set redress.address to the address these mails were sent to");
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
         &in.sender, NULL}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] < MAIL",
        .description =
            "Takes a letter to the moderators from standard input. Exit statuses are those of "
            "sysexits.h:\n"
            "0 taken, 65 the mail is faulty, 75 try again later. docs/REDRESS.md shows how to set "
            "up\nPostfix, Exim and Dovecot.",
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
