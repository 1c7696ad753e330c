#include "cli/mailing.h"

#include "cli/app.h"
#include "community/mail/mail_bounce.h"

#define PASSWORD_BYTES_MAX     1024
#define CERTIFICATES_BYTES_MAX ((size_t)1024 * 1024)
#define LOCAL_PART_MAX         64

struct str mailing_base_url(struct arena *a, const struct config *c, int64_t port)
{
    struct str configured = config_str(c, SET_HTTP_BASE_URL);
    struct str address = config_str(c, SET_HTTP_ADDRESS);
    bool v6 = str_find_char(address, ':', 0) != STR_NONE;
    if (configured.n > 0)
        return str_ends(configured, STR("/")) ? str_slice(configured, 0, configured.n - 1)
                                              : configured;
    /* Every interface is no address that a link could name. */
    if (str_eq(address, STR("0.0.0.0")) || str_eq(address, STR("::")))
        return arena_printf(a, "http://localhost:%lld", (long long)port);
    return arena_printf(a, v6 ? "http://[%.*s]:%lld" : "http://%.*s:%lld", STR_ARG(address),
                        (long long)port);
}

/* "https://courier.example:8443/x": "courier.example". A number is no name to greet with. */
static struct str host_of(struct str base_url)
{
    size_t slashes = str_find(base_url, STR("//"), 0);
    struct str rest = slashes == STR_NONE ? base_url : str_slice(base_url, slashes + 2, base_url.n);
    size_t end = 0;
    bool letters = false;
    while (end < rest.n && rest.p[end] != ':' && rest.p[end] != '/') {
        letters = letters || char_is_alpha(rest.p[end]);
        end++;
    }
    return letters && rest.p[0] != '[' ? str_slice(rest, 0, end) : STR("localhost");
}

static enum rc check_hello(struct str hello, struct problem *problem)
{
    bool fits = hello.n > 0 && hello.n < 255;
    for (size_t i = 0; i < hello.n; i++)
        fits = fits && (char_is_alpha(hello.p[i]) || char_is_digit(hello.p[i]) ||
                        hello.p[i] == '.' || hello.p[i] == '-');
    return fits ? RC_OK
                : problem_set(problem, RC_INVALID,
                              "mail.hello must be a host's name, such as courier.example, not "
                              "\"%.*s\"",
                              STR_ARG(hello));
}

static enum rc read_password(const struct config *c, struct arena *a, struct str *ret,
                             struct problem *problem)
{
    struct str file = config_str(c, SET_MAIL_PASSWORD_FILE), content;
    *ret = (struct str){0};
    if (file.n == 0)
        return RC_OK;
    enum rc rc =
        app_read_named_file(SET_MAIL_PASSWORD_FILE, file, PASSWORD_BYTES_MAX, a, &content, problem);
    if (rc != RC_OK)
        return rc;
    struct str line = str_split(&content, '\n');
    if (str_ends(line, STR("\r")))
        line.n--;
    *ret = line;
    return line.n > 0
               ? RC_OK
               : problem_set(problem, RC_INVALID,
                             "mail.password_file: the first line of %.*s is empty", STR_ARG(file));
}

/* libcurl reads it with every mail; that it is there is seen now. */
static enum rc check_certificates(const struct config *c, struct arena *a, struct problem *problem)
{
    struct str file = config_str(c, SET_MAIL_CA_FILE), content;
    return file.n == 0 ? RC_OK
                       : app_read_named_file(SET_MAIL_CA_FILE, file, CERTIFICATES_BYTES_MAX, a,
                                             &content, problem);
}

static enum rc check_address(const char *name, struct str address, struct problem *problem)
{
    if (compose_address_fits(address))
        return RC_OK;
    return problem_set(problem, RC_INVALID,
                       "%s must be an address such as comments@courier.example, not \"%.*s\"", name,
                       STR_ARG(address));
}

/* A local part has 64 bytes (RFC 5321, 4.5.3.1.1); the token and its + take theirs. */
static enum rc check_bounces(struct str address, struct problem *problem)
{
    enum rc rc = check_address("mail.bounce_address", address, problem);
    if (rc != RC_OK)
        return rc;
    struct str local = str_slice(address, 0, str_rfind_char(address, '@'));
    if (local.n > LOCAL_PART_MAX - 1 - MAIL_BOUNCE_TOKEN_TEXT ||
        str_find_char(local, '+', 0) != STR_NONE)
        return problem_set(problem, RC_INVALID,
                           "mail.bounce_address must have at most %d characters before its @ and "
                           "no +, since a token is put behind them; \"%.*s\" does not fit",
                           LOCAL_PART_MAX - 1 - MAIL_BOUNCE_TOKEN_TEXT, STR_ARG(address));
    return RC_OK;
}

static enum rc read_sender(const struct config *c, struct writer *w, struct problem *problem)
{
    bool into_files = str_starts(config_str(c, SET_MAIL_URL), STR("file:"));
    w->from = config_str(c, SET_MAIL_FROM);
    w->reply_to = config_str(c, SET_MAIL_REPLY_TO);
    w->contact = config_str(c, SET_MAIL_CONTACT);
    w->letters = config_str(c, SET_REDRESS_ADDRESS);
    w->bounces = config_str(c, SET_MAIL_BOUNCE_ADDRESS);
    if (w->from.n == 0 && into_files)
        w->from = STR("comity@localhost");
    enum rc rc = check_address("mail.from", w->from, problem);
    if (rc == RC_OK && w->reply_to.n > 0)
        rc = check_address("mail.reply_to", w->reply_to, problem);
    if (rc == RC_OK && w->letters.n > 0)
        rc = check_address("redress.address", w->letters, problem);
    return rc == RC_OK && w->bounces.n > 0 ? check_bounces(w->bounces, problem) : rc;
}

enum rc mailing_config(const struct community_site *site, const struct config *c, int64_t port,
                       struct arena *a, struct outbox_config *ret, struct problem *problem)
{
    struct str hello = config_str(c, SET_MAIL_HELLO);
    *ret = (struct outbox_config){
        .writer = {.site = site->title,
                   .time_zone = site->time_zone,
                   .language = site->language,
                   .base_url = mailing_base_url(a, c, port)},
        .transport = {.url = config_str(c, SET_MAIL_URL),
                      .tls = config_str(c, SET_MAIL_TLS),
                      .user = config_str(c, SET_MAIL_USER),
                      .ca_file = config_str(c, SET_MAIL_CA_FILE),
                      .timeout_ms = config_int(c, SET_MAIL_TIMEOUT) * 1000},
        .first_pause_ms = config_int(c, SET_MAIL_PAUSE) * 1000,
        .give_up_ms = config_int(c, SET_MAIL_GIVE_UP) * HOUR_MS,
        .news_a_day = config_int(c, SET_MAIL_NEWS_A_DAY),
    };
    if (ret->transport.url.n == 0)
        return problem_set(
            problem, RC_INVALID,
            "no mail is sent: set mail.url, such as smtp://mail.courier.example:587");
    ret->transport.hello = hello.n > 0 ? hello : host_of(ret->writer.base_url);
    enum rc rc = read_sender(c, &ret->writer, problem);
    if (rc == RC_OK)
        rc = check_hello(ret->transport.hello, problem);
    if (rc == RC_OK)
        rc = check_certificates(c, a, problem);
    return rc == RC_OK ? read_password(c, a, &ret->transport.password, problem) : rc;
}
