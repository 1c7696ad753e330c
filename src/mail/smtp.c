/* Sending through a mail server with libcurl; one connection is kept from mail to mail. */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/utf8.h"
#include "mail/transport_ways.h"

#define CONNECT_TIMEOUT_MAX_MS 15000

/* How far the conversation has come, read from our own commands. */
enum stage { STAGE_GREETING, STAGE_SENDER, STAGE_RECIPIENT, STAGE_CONTENT };

struct smtp {
    CURL *curl;
    enum stage stage;
    struct str unsent; /* what of the mail has not been handed over */
    int socket;        /* of the connection; -1: none */
    char answer[160];  /* the server's refusal */
};

/* --- callbacks --- */

static size_t give_bytes(char *out, size_t size, size_t n, void *ctx)
{
    struct smtp *s = ctx;
    size_t wanted = size * n < s->unsent.n ? size * n : s->unsent.n;
    memcpy(out, s->unsent.p, wanted);
    s->unsent = str_slice(s->unsent, wanted, s->unsent.n);
    return wanted;
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct smtp *s = ctx;
    (void)purpose;
    s->socket = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    return s->socket;
}

static int close_socket(void *ctx, curl_socket_t socket)
{
    struct smtp *s = ctx;
    if (s->socket == socket)
        s->socket = -1;
    return close(socket);
}

static int look_up(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct transport *t = ctx;
    (void)a, (void)b, (void)c, (void)d;
    return atomic_load(&t->cancelled) ? 1 : 0;
}

/* Refusals are kept for the operator as printable characters, several lines of one behind each other. */
static void keep_refusal(struct smtp *s, struct str line)
{
    struct str text = str_trim(line);
    size_t n = strlen(s->answer);
    if (text.n < 3 || (text.p[0] != '4' && text.p[0] != '5'))
        return;
    if (n > 0 && n + 1 < sizeof s->answer)
        s->answer[n++] = ' ';
    for (size_t i = 0; i < text.n && n + 1 < sizeof s->answer; i++)
        if (text.p[i] >= ' ' && text.p[i] < 0x7F)
            s->answer[n++] = text.p[i];
    s->answer[n] = '\0';
}

/* Only the first words of our commands are looked at: what follows AUTH is a secret. */
static int listen_in(CURL *curl, curl_infotype type, char *bytes, size_t n, void *ctx)
{
    struct smtp *s = ctx;
    struct str line = str_make(bytes, n);
    (void)curl;
    if (type == CURLINFO_HEADER_IN)
        keep_refusal(s, line);
    if (type != CURLINFO_HEADER_OUT || str_starts(line, STR("QUIT")))
        return 0;
    s->answer[0] = '\0';
    if (str_starts(line, STR("MAIL FROM:")))
        s->stage = STAGE_SENDER;
    else if (str_starts(line, STR("RCPT TO:")))
        s->stage = STAGE_RECIPIENT;
    else if (str_starts(line, STR("DATA\r\n")))
        s->stage = STAGE_CONTENT;
    return 0;
}

/* --- what came of it --- */

static bool mentions_relay(const char *answer)
{
    for (const char *at = answer; *at != '\0'; at++)
        if (str_eq_ascii_case(str_slice(str_from_cstr(at), 0, 5), STR("relay")))
            return true;
    return false;
}

/* Whose fault it is. 421: the server goes away. 530 and 535: it wants us signed in. A refusal to relay is mostly one of the
 * settings: the mail is not given up for it, but since the words may come from the recipient's side, no other waits for it. */
static enum transport_verdict judge(const struct smtp *s, CURLcode code, long answer)
{
    bool refused =
        answer >= 400 && answer < 600 &&
        (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
         code == CURLE_UPLOAD_FAILED || code == CURLE_REMOTE_ACCESS_DENIED);
    if (code == CURLE_OK)
        return TRANSPORT_SENT;
    if (code == CURLE_URL_MALFORMAT || code == CURLE_BAD_FUNCTION_ARGUMENT)
        return TRANSPORT_NEVER; /* the recipient's domain is none; the settings were checked */
    if (answer == 421 || answer == 530 || answer == 535 || s->stage < STAGE_RECIPIENT)
        return TRANSPORT_AWAY;
    /* Cut off while it was about this mail: others may fare better. */
    if (!refused || answer < 500 || (s->stage == STAGE_RECIPIENT && mentions_relay(s->answer)))
        return TRANSPORT_LATER;
    return TRANSPORT_NEVER;
}

/* What happened where the server said nothing, and what to do about it. */
static const char *remedy(const struct transport *t, const struct smtp *s, CURLcode code)
{
    bool smtps = str_starts(t->config.url, STR("smtps:"));
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "the host of mail.url is not known: look at its spelling, and at this machine's DNS";
    case CURLE_COULDNT_CONNECT:
        return "nobody listens there: look at host and port of mail.url, and at firewalls between";
    case CURLE_USE_SSL_FAILED:
        return "the server offers no STARTTLS; mail.tls=off is for a relay on this machine";
    case CURLE_PEER_FAILED_VERIFICATION:
        return "its certificate is not trusted for this name: mail.url must name the host as the "
               "certificate does, and mail.ca_file the authority, or the certificate itself when "
               "it "
               "is signed by nobody else";
    case CURLE_SSL_CACERT_BADFILE:
        return "mail.ca_file cannot be read, or holds no certificates in PEM";
    case CURLE_SSL_CONNECT_ERROR:
        return smtps
                   ? "it does not speak TLS from the first byte: on port 587 and 25 say smtp:// in "
                     "mail.url, which begins with STARTTLS"
                   : "TLS could not be agreed on: it needs version 1.2 or newer";
    case CURLE_LOGIN_DENIED:
        return "it refused mail.user with the password of mail.password_file";
    case CURLE_OPERATION_TIMEDOUT:
        return s->stage == STAGE_GREETING && !smtps
                   ? "no greeting within mail.timeout: on port 465 say smtps:// in mail.url; else "
                     "look at its port, and at firewalls between"
                   : "it did not answer within mail.timeout";
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return "it broke the connection off";
    case CURLE_WEIRD_SERVER_REPLY:
        return "what answers there is no mail server: look at the port of mail.url";
    default:
        return curl_easy_strerror(code);
    }
}

/* What an operator may do about a refusal; empty where only the recipient's side can. */
static const char *advice(const struct transport *t, const struct smtp *s, long answer)
{
    if (answer == 530 || answer == 535 || answer == 534)
        return t->config.user.n > 0 ? " (mail.user and mail.password_file are what it refuses)"
                                    : " (it wants a sign-in: set mail.user and mail.password_file)";
    if (s->stage == STAGE_GREETING)
        return " (it refuses this machine, or the name in mail.hello)";
    if (s->stage == STAGE_SENDER)
        return " (it does not let us send as mail.from, or mail.bounce_address where that is set)";
    if (s->stage == STAGE_RECIPIENT && mentions_relay(s->answer))
        return " (it takes mail to others only after a sign-in, or from machines it knows: set "
               "mail.user, or let it know this machine)";
    return "";
}

/* An answer belongs to a failure only where the server refused something; else it is one from before. */
static void explain(const struct transport *t, const struct smtp *s, CURLcode code,
                    struct transport_result *ret)
{
    static const char *const stages[] = {"", " to the sender", " to the recipient",
                                         " to the content"};
    if (ret->verdict == TRANSPORT_SENT)
        return;
    bool refused = ret->code >= 400 && s->answer[0] != '\0';
    if (atomic_load(&t->cancelled))
        snprintf(ret->text, sizeof ret->text, "the process ends");
    else if (refused)
        snprintf(ret->text, sizeof ret->text, "the server answered%s: %s%s", stages[s->stage],
                 s->answer, advice(t, s, ret->code));
    else
        snprintf(ret->text, sizeof ret->text, "%s", remedy(t, s, code));
    if (refused)
        memcpy(ret->answer, s->answer, sizeof ret->answer);
    ret->recipient = refused && s->stage == STAGE_RECIPIENT && !mentions_relay(s->answer);
}

/* --- one mail --- */

static void set_connection(struct transport *t, CURL *h)
{
    struct smtp *s = t->way;
    long timeout_ms = (long)t->config.timeout_ms;
    long tls = str_eq(t->config.tls, STR("required")) ? CURLUSESSL_ALL
               : str_eq(t->config.tls, STR("off"))    ? CURLUSESSL_NONE
                                                      : CURLUSESSL_TRY;
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(h, CURLOPT_USE_SSL, tls);
    curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
                     timeout_ms < CONNECT_TIMEOUT_MAX_MS ? timeout_ms : CONNECT_TIMEOUT_MAX_MS);
    curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     timeout_ms / 1000 > 0 ? timeout_ms / 1000 : 1L);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, look_up);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, t);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, s);
    curl_easy_setopt(h, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(h, CURLOPT_CLOSESOCKETDATA, s);
    curl_easy_setopt(h, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(h, CURLOPT_DEBUGFUNCTION, listen_in);
    curl_easy_setopt(h, CURLOPT_DEBUGDATA, s);
    if (t->config.ca_file.n > 0)
        curl_easy_setopt(h, CURLOPT_CAINFO, t->config.ca_file.p);
    if (t->config.user.n > 0) {
        curl_easy_setopt(h, CURLOPT_USERNAME, t->config.user.p);
        curl_easy_setopt(h, CURLOPT_PASSWORD, t->config.password.p);
    }
}

/* libcurl says goodbye and waits a minute for the answer, also to a server that no longer answers anything. */
static void hang_up(const struct smtp *s)
{
    if (s->socket >= 0)
        shutdown(s->socket, SHUT_RDWR);
}

/* The path of the address is the name we greet with. */
static struct str full_url(const struct transport *t, struct arena *a)
{
    struct str url = t->config.url;
    if (str_ends(url, STR("/")))
        url.n--;
    return arena_printf(a, "%.*s/%.*s", STR_ARG(url), STR_ARG(t->config.hello));
}

static CURLcode perform(struct smtp *s, struct str bytes)
{
    s->stage = STAGE_GREETING;
    s->answer[0] = '\0';
    s->unsent = bytes;
    return curl_easy_perform(s->curl);
}

/* A server ends connections that lie idle, and says so at most to the next mail that comes by it: to that mail it has answered
 * nothing, so it goes by a connection of its own at once instead of waiting for its next turn. */
static CURLcode perform_on_any(struct smtp *s, struct str bytes, int64_t timeout_ms)
{
    long made = 0;
    curl_off_t spent_us = 0;
    CURLcode code = perform(s, bytes);
    curl_easy_getinfo(s->curl, CURLINFO_NUM_CONNECTS, &made);
    curl_easy_getinfo(s->curl, CURLINFO_TOTAL_TIME_T, &spent_us);
    int64_t left_ms = timeout_ms - spent_us / 1000;
    bool stale = made == 0 && s->stage < STAGE_RECIPIENT && code != CURLE_OPERATION_TIMEDOUT &&
                 code != CURLE_ABORTED_BY_CALLBACK;
    if (code == CURLE_OK || !stale || left_ms <= 0)
        return code;
    curl_easy_setopt(s->curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(s->curl, CURLOPT_TIMEOUT_MS, (long)left_ms);
    return perform(s, bytes);
}

static void send_mail(struct transport *t, const struct transport_mail *mail,
                      struct transport_result *ret)
{
    struct smtp *s = t->way;
    long answer = 0;
    struct arena_mark mark = arena_mark(t->arena);
    struct str url = full_url(t, t->arena);
    struct str from = arena_printf(t->arena, "<%.*s>", STR_ARG(mail->from));
    struct str to = arena_printf(t->arena, "<%.*s>", STR_ARG(mail->to));
    struct curl_slist *recipients = to.n > 0 ? curl_slist_append(NULL, to.p) : NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    if (url.n > 0 && from.n > 0 && recipients != NULL) {
        curl_easy_reset(s->curl);
        set_connection(t, s->curl);
        curl_easy_setopt(s->curl, CURLOPT_URL, url.p);
        curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from.p);
        curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, recipients);
        curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, give_bytes);
        curl_easy_setopt(s->curl, CURLOPT_READDATA, s);
        code = perform_on_any(s, mail->bytes, t->config.timeout_ms);
        curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &answer);
    }
    ret->verdict = judge(s, code, answer);
    ret->code = (int)answer;
    explain(t, s, code, ret);
    if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK)
        hang_up(s);
    curl_slist_free_all(recipients);
    arena_rewind(t->arena, mark);
}

static void close_smtp(struct transport *t)
{
    struct smtp *s = t->way;
    if (s == NULL)
        return;
    if (atomic_load(&t->cancelled))
        hang_up(s);
    curl_easy_cleanup(s->curl);
}

static void start_library(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum rc smtp_open(struct transport *t, struct problem *problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_library);
    struct smtp *s = ARENA_NEW(t->arena, struct smtp);
    t->way = s;
    t->close = close_smtp;
    t->send = send_mail;
    if (s != NULL) {
        s->socket = -1;
        s->curl = curl_easy_init();
    }
    if (s == NULL || s->curl == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for sending mail");
    return RC_OK;
}
