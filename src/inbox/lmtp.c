#include "inbox/lmtp.h"

#include <string.h>

#include "base/utf8.h"
#include "inbox/message.h"

#define OUTPUT_MAX ((size_t)64 * 1024)

static void reply(struct lmtp *l, const char *text)
{
    buf_put(&l->out, str_from_cstr(text));
    BUF_PUT(&l->out, "\r\n");
    /* Somebody who sends and never reads. */
    if (buf_status(&l->out) != RC_OK)
        l->state = LMTP_CLOSED;
}

static void fault(struct lmtp *l, const char *text)
{
    if (++l->faults > LMTP_FAULTS_MAX) {
        reply(l, "421 4.7.0 Too many faulty commands");
        l->state = LMTP_CLOSED;
        return;
    }
    reply(l, text);
}

static void forget_mail(struct lmtp *l)
{
    buf_clear(&l->from);
    buf_clear(&l->to);
    buf_release(&l->mail);
    l->recipients = 0;
    if (l->state != LMTP_GREETED && l->state != LMTP_CLOSED)
        l->state = LMTP_READY;
}

void lmtp_init(struct lmtp *l, const struct lmtp_handler *handler)
{
    *l = (struct lmtp){.handler = handler, .state = LMTP_GREETED};
    buf_init(&l->line, LMTP_LINE_MAX);
    buf_init(&l->mail, MESSAGE_BYTES_MAX);
    buf_init(&l->from, LMTP_LINE_MAX);
    buf_init(&l->to, (size_t)LMTP_RECIPIENTS_MAX * LMTP_LINE_MAX);
    buf_init(&l->out, OUTPUT_MAX);
    buf_printf(&l->out, "220 %.*s Comity LMTP\r\n", STR_ARG(handler->host));
}

void lmtp_release(struct lmtp *l)
{
    buf_release(&l->line);
    buf_release(&l->mail);
    buf_release(&l->from);
    buf_release(&l->to);
    buf_release(&l->out);
}

struct str lmtp_output(const struct lmtp *l)
{
    return buf_str(&l->out);
}

void lmtp_sent(struct lmtp *l, size_t n)
{
    memmove(l->out.p, l->out.p + n, l->out.n - n);
    l->out.n -= n;
}

/* --- commands --- */

/* "FROM:<ann@example.org> SIZE=1" after `word`; false when it is not of that form. */
static bool read_path(struct str rest, struct str word, struct str *ret)
{
    bool quoted = false;
    if (rest.n < word.n || !str_eq_ascii_case(str_slice(rest, 0, word.n), word))
        return false;
    rest = str_trim(str_slice(rest, word.n, rest.n));
    if (rest.n == 0 || rest.p[0] != '<')
        return false;
    for (size_t i = 1; i < rest.n; i++) {
        if (rest.p[i] == '"')
            quoted = !quoted;
        if (rest.p[i] != '>' || quoted)
            continue;
        *ret = str_slice(rest, 1, i);
        return i + 1 == rest.n || char_is_space(rest.p[i + 1]);
    }
    return false;
}

static void say_hello(struct lmtp *l)
{
    forget_mail(l);
    l->state = LMTP_READY;
    buf_printf(&l->out,
               "250-%.*s\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n"
               "250-SMTPUTF8\r\n250 SIZE %zu\r\n",
               STR_ARG(l->handler->host), MESSAGE_BYTES_MAX);
}

static bool announces_too_much(struct str rest)
{
    while (rest.p != NULL) {
        struct str word = str_trim(str_split(&rest, ' '));
        uint64_t size;
        if (word.n > 5 && str_eq_ascii_case(str_slice(word, 0, 5), STR("SIZE=")) &&
            str_to_u64(str_slice(word, 5, word.n), &size) == RC_OK && size > MESSAGE_BYTES_MAX)
            return true;
    }
    return false;
}

static void begin_mail(struct lmtp *l, struct str rest)
{
    struct str from;
    if (l->state != LMTP_READY) {
        fault(l, "503 5.5.1 Not now");
        return;
    }
    if (!read_path(rest, STR("FROM:"), &from)) {
        fault(l, "501 5.5.4 Say MAIL FROM:<address>");
        return;
    }
    if (announces_too_much(rest)) {
        reply(l, "552 5.3.4 The mail is too large");
        return;
    }
    buf_clear(&l->from);
    buf_put(&l->from, from);
    l->state = LMTP_MAIL;
    reply(l, "250 2.1.0 OK");
}

static void add_recipient(struct lmtp *l, struct str rest)
{
    struct str to;
    if (l->state != LMTP_MAIL && l->state != LMTP_RECIPIENT) {
        fault(l, "503 5.5.1 Not now");
        return;
    }
    if (!read_path(rest, STR("TO:"), &to)) {
        fault(l, "501 5.5.4 Say RCPT TO:<address>");
        return;
    }
    if (l->recipients == LMTP_RECIPIENTS_MAX) {
        reply(l, "452 4.5.3 Too many recipients");
        return;
    }
    if (!l->handler->accepts(l->handler->ctx, to)) {
        fault(l, "550 5.1.1 No mail is taken for this address");
        return;
    }
    if (l->recipients++ > 0)
        buf_put_char(&l->to, '\n');
    buf_put(&l->to, to);
    l->state = LMTP_RECIPIENT;
    reply(l, "250 2.1.5 OK");
}

static void begin_data(struct lmtp *l, struct str rest)
{
    (void)rest;
    if (l->state != LMTP_RECIPIENT) {
        fault(l, l->state == LMTP_MAIL ? "503 5.5.1 No valid recipients" : "503 5.5.1 Not now");
        return;
    }
    l->state = LMTP_DATA;
    l->mark = LMTP_AT_LINE;
    reply(l, "354 Go on, and end with a line holding a single dot");
}

static void hear_hello(struct lmtp *l, struct str rest)
{
    if (str_trim(rest).n == 0)
        fault(l, "501 5.5.4 Say LHLO with a name");
    else
        say_hello(l);
}

static void hear_reset(struct lmtp *l, struct str rest)
{
    (void)rest;
    forget_mail(l);
    reply(l, "250 2.0.0 OK");
}

static void hear_nothing(struct lmtp *l, struct str rest)
{
    (void)rest;
    reply(l, "250 2.0.0 OK");
}

static void hear_question(struct lmtp *l, struct str rest)
{
    (void)rest;
    fault(l, "252 2.5.2 Send a mail and see");
}

static void hear_end(struct lmtp *l, struct str rest)
{
    (void)rest;
    reply(l, "221 2.0.0 Good bye");
    l->state = LMTP_CLOSED;
}

static const struct {
    struct str word;
    void (*run)(struct lmtp *l, struct str rest);
} commands[] = {
    {STR_INIT("LHLO"), hear_hello},    {STR_INIT("MAIL"), begin_mail},
    {STR_INIT("RCPT"), add_recipient}, {STR_INIT("DATA"), begin_data},
    {STR_INIT("RSET"), hear_reset},    {STR_INIT("NOOP"), hear_nothing},
    {STR_INIT("VRFY"), hear_question}, {STR_INIT("QUIT"), hear_end},
};

static void run_command(struct lmtp *l, struct str line)
{
    struct str rest = line;
    struct str word = str_split(&rest, ' ');
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (str_eq_ascii_case(word, commands[i].word)) {
            commands[i].run(l, rest);
            return;
        }
    fault(l, "500 5.5.1 Unknown command; this is LMTP, which begins with LHLO");
}

/* One byte of a command line; it ends with LF, before which a CR is dropped. */
static void take_command(struct lmtp *l, char c)
{
    if (c != '\n') {
        buf_put_char(&l->line, c);
        return;
    }
    struct str line = buf_str(&l->line);
    if (str_ends(line, STR("\r")))
        line.n--;
    if (buf_status(&l->line) != RC_OK)
        fault(l, "500 5.5.2 The line is too long");
    else if (!utf8_valid(line) || str_find_char(line, '\0', 0) != STR_NONE)
        fault(l, "500 5.5.2 The line is not valid UTF-8");
    else
        run_command(l, line);
    buf_clear(&l->line);
}

/* --- mails --- */

static const char *const outcomes[] = {
    [LMTP_TAKEN] = "250 2.0.0 Taken",
    [LMTP_LATER] = "451 4.3.0 Try again later",
    [LMTP_REFUSED] = "554 5.6.0 Refused",
};

static enum lmtp_outcome hand_over(struct lmtp *l, struct problem *problem)
{
    struct str to[LMTP_RECIPIENTS_MAX], rest = buf_str(&l->to);
    /* Empty is said, not unknown: it has an address. */
    struct lmtp_envelope envelope = {.from = l->from.n > 0 ? buf_str(&l->from) : STR(""), .to = to};
    if (buf_status(&l->to) != RC_OK || buf_status(&l->from) != RC_OK)
        return LMTP_LATER;
    while (rest.p != NULL && envelope.to_count < LMTP_RECIPIENTS_MAX)
        to[envelope.to_count++] = str_split(&rest, '\n');
    return l->handler->deliver(l->handler->ctx, &envelope, buf_str(&l->mail), problem);
}

static void end_mail(struct lmtp *l)
{
    struct problem problem = {.code = RC_OK};
    enum lmtp_outcome outcome = LMTP_REFUSED;
    enum rc rc = buf_status(&l->mail);
    if (rc == RC_OK)
        outcome = hand_over(l, &problem);
    else if (rc == RC_NO_MEMORY)
        outcome = LMTP_LATER;
    else
        (void)problem_set(&problem, rc, "the mail is too large");
    int recipients = l->recipients;
    forget_mail(l);
    l->state = LMTP_READY;
    for (int i = 0; i < recipients; i++) {
        buf_put(&l->out, str_from_cstr(outcomes[outcome]));
        if (outcome != LMTP_TAKEN && problem.message[0] != '\0')
            buf_printf(&l->out, ": %s", problem.message);
        reply(l, "");
    }
}

/* One byte of a mail: lines that begin with a dot have one too many, a dot alone is the end. */
static void take_data(struct lmtp *l, char c)
{
    switch (l->mark) {
    case LMTP_AT_LINE:
        if (c == '.') {
            l->mark = LMTP_DOT;
            return;
        }
        break;
    case LMTP_DOT:
        if (c == '\r') {
            l->mark = LMTP_DOT_CR;
            return;
        }
        break;
    case LMTP_DOT_CR:
        if (c == '\n') {
            end_mail(l);
            return;
        }
        buf_put_char(&l->mail, '\r');
        break;
    case LMTP_CR:
    case LMTP_IN_LINE:
        break;
    }
    bool line_ends = (l->mark == LMTP_CR || l->mark == LMTP_DOT_CR) && c == '\n';
    buf_put_char(&l->mail, c);
    l->mark = line_ends ? LMTP_AT_LINE : c == '\r' ? LMTP_CR : LMTP_IN_LINE;
}

void lmtp_feed(struct lmtp *l, struct str bytes)
{
    for (size_t i = 0; i < bytes.n && l->state != LMTP_CLOSED; i++) {
        if (l->state == LMTP_DATA)
            take_data(l, bytes.p[i]);
        else
            take_command(l, bytes.p[i]);
    }
}
