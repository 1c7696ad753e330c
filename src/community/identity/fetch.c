#include "community/identity/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <unistd.h>

#include "base/buf.h"

#define BYTES_PRESET      ((size_t)8 * 1024 * 1024)
#define TIMEOUT_PRESET_MS 20000
#define REDIRECTS_MAX     5

/* --- which addresses are public --- */

struct block {
    uint8_t bytes[16];
    unsigned bits;
};

/* RFC 6890 and the IANA special-purpose registries: everything not globally reachable, and multicast. */
static const struct block blocks4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 88, 99}, 24},
    {{192, 168}, 16},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 4},
    {{240}, 4},
};

/* Inside 2000::/3, the only global unicast space, what is not to be reached. */
static const struct block blocks6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23}, /* protocol assignments, Teredo */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x20, 0x02}, 16},             /* 6to4 */
    {{0x3f, 0xff}, 20},             /* documentation */
};

static bool in_block(const uint8_t *address, const struct block *b)
{
    size_t whole = b->bits / 8;
    unsigned rest = b->bits % 8;
    if (memcmp(address, b->bytes, whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ b->bytes[whole]) >> (8 - rest) == 0;
}

static bool public4(const uint8_t *a)
{
    for (size_t i = 0; i < sizeof blocks4 / sizeof blocks4[0]; i++)
        if (in_block(a, &blocks4[i]))
            return false;
    return true;
}

static bool public6(const uint8_t *a)
{
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    static const uint8_t translated[12] = {0x00, 0x64, 0xFF, 0x9B};
    if (memcmp(a, mapped, sizeof mapped) == 0 || memcmp(a, translated, sizeof translated) == 0)
        return public4(a + 12);
    if (a[0] >> 5 != 1)
        return false;
    for (size_t i = 0; i < sizeof blocks6 / sizeof blocks6[0]; i++)
        if (in_block(a, &blocks6[i]))
            return false;
    return true;
}

bool fetch_address_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return public4((const uint8_t *)&in.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return public6((const uint8_t *)&in6.sin6_addr);
    }
    return false;
}

/* --- fetching --- */

struct fetching {
    struct buf body;
    const struct fetch_options *options;
    struct curl_slist *headers;
    bool refused; /* a connection to a private address */
    bool too_large;
};

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetching *f = ctx;
    (void)purpose;
    if (!f->options->allow_private && !fetch_address_public(&address->addr)) {
        f->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_bytes(char *bytes, size_t size, size_t n, void *ctx)
{
    struct fetching *f = ctx;
    buf_put(&f->body, str_make(bytes, size * n));
    if (buf_status(&f->body) != RC_OK) {
        f->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    return size * n;
}

static int goes_on(void *ctx, curl_off_t to_take, curl_off_t taken, curl_off_t to_give,
                   curl_off_t given)
{
    const struct fetching *f = ctx;
    (void)to_take, (void)taken, (void)to_give, (void)given;
    return f->options->gives_up != NULL && atomic_load(f->options->gives_up);
}

static bool add_header(struct fetching *f, const char *line)
{
    struct curl_slist *longer = line != NULL ? curl_slist_append(f->headers, line) : NULL;
    if (longer != NULL)
        f->headers = longer;
    return longer != NULL;
}

/* Credentials and forms are for the address asked and for no other. */
static bool set_call(CURL *h, struct fetching *f, struct arena *a)
{
    const struct fetch_options *o = f->options;
    bool set = add_header(f, "Accept: application/json");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_FAILONERROR, 0L);
    if (o->authorization.n > 0) {
        struct str line = arena_printf(a, "Authorization: %.*s", STR_ARG(o->authorization));
        bool breaks =
            str_find_char(line, '\n', 0) != STR_NONE || str_find_char(line, '\r', 0) != STR_NONE;
        set = set && !breaks && add_header(f, line.p);
    }
    if (o->post.p != NULL) {
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)o->post.n);
        curl_easy_setopt(h, CURLOPT_COPYPOSTFIELDS, o->post.p);
    }
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, f->headers);
    return set;
}

static void set_options(CURL *h, const char *url, const struct fetch_options *o, struct fetching *f)
{
    long timeout_ms = o->timeout_ms > 0 ? (long)o->timeout_ms : TIMEOUT_PRESET_MS;
    curl_easy_setopt(h, CURLOPT_URL, url);
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(h, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms < 10000 ? timeout_ms : 10000);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(h, CURLOPT_USERAGENT, "Comity/" COMITY_VERSION);
    /* Decoded bytes are what the callback counts, so a compressed bomb meets the same limit. */
    curl_easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, f);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, goes_on);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, f);
}

static enum rc explain(CURLcode code, const struct fetching *f, struct str url, struct problem *p)
{
    if (f->refused)
        return problem_set(p, RC_FORBIDDEN,
                           "%.*s leads to a private address. If that is meant, set %s.",
                           STR_ARG(url),
                           f->options->private_setting != NULL ? f->options->private_setting
                                                               : "import.private_addresses");
    if (f->too_large)
        return problem_set(p, RC_TOO_LARGE, "%.*s is larger than %zu bytes.", STR_ARG(url),
                           f->body.max);
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
        return problem_set(p, RC_INVALID, "%.*s is not an http or https address.", STR_ARG(url));
    return problem_set(p, RC_UNAVAILABLE, "%.*s could not be fetched: %s.", STR_ARG(url),
                       curl_easy_strerror(code));
}

static enum rc keep_result(CURL *h, const struct fetching *f, struct arena *a,
                           struct fetch_result *ret)
{
    const char *type = NULL, *url = NULL;
    curl_easy_getinfo(h, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(h, CURLINFO_EFFECTIVE_URL, &url);
    struct fetch_result result = {
        .body = arena_dup(a, buf_str(&f->body)),
        .content_type = arena_dup(a, str_from_cstr(type)),
        .url = arena_dup(a, str_from_cstr(url)),
    };
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &result.status);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    *ret = result;
    return RC_OK;
}

static void start_library(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum rc fetch_url(struct str url, const struct fetch_options *options, struct arena *a,
                  struct fetch_result *ret, struct problem *problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_library);
    const char *address = str_find_char(url, '\0', 0) == STR_NONE ? arena_cstr(a, url) : NULL;
    CURL *h = address != NULL ? curl_easy_init() : NULL;
    if (h == NULL)
        return problem_set(problem, address != NULL ? RC_NO_MEMORY : RC_INVALID,
                           "The address cannot be used.");
    struct fetching f = {.options = options};
    buf_init(&f.body, options->bytes_max > 0 ? options->bytes_max : BYTES_PRESET);
    set_options(h, address, options, &f);
    bool set = !options->is_call || set_call(h, &f, a);
    CURLcode code = set ? curl_easy_perform(h) : CURLE_URL_MALFORMAT;
    enum rc rc = code == CURLE_OK ? keep_result(h, &f, a, ret) : explain(code, &f, url, problem);
    curl_easy_cleanup(h);
    curl_slist_free_all(f.headers);
    buf_release(&f.body);
    return rc;
}
