#include "web/akismet_form.h"

#include "base/utf8.h"

#define NAME_BYTES_MAX 128

static const struct str names[AKISMET_FIELD_COUNT] = {
    [AKISMET_API_KEY] = STR_INIT("api_key"),
    [AKISMET_KEY] = STR_INIT("key"),
    [AKISMET_BLOG] = STR_INIT("blog"),
    [AKISMET_USER_IP] = STR_INIT("user_ip"),
    [AKISMET_USER_AGENT] = STR_INIT("user_agent"),
    [AKISMET_REFERRER] = STR_INIT("referrer"),
    [AKISMET_PERMALINK] = STR_INIT("permalink"),
    [AKISMET_TYPE] = STR_INIT("comment_type"),
    [AKISMET_AUTHOR] = STR_INIT("comment_author"),
    [AKISMET_AUTHOR_EMAIL] = STR_INIT("comment_author_email"),
    [AKISMET_AUTHOR_URL] = STR_INIT("comment_author_url"),
    [AKISMET_CONTENT] = STR_INIT("comment_content"),
    [AKISMET_DATE] = STR_INIT("comment_date_gmt"),
    [AKISMET_POST_MODIFIED] = STR_INIT("comment_post_modified_gmt"),
    [AKISMET_LANGUAGE] = STR_INIT("blog_lang"),
    [AKISMET_CHARSET] = STR_INIT("blog_charset"),
    [AKISMET_USER_ROLE] = STR_INIT("user_role"),
    [AKISMET_IS_TEST] = STR_INIT("is_test"),
    [AKISMET_TEST_DISCARD] = STR_INIT("test_discard"),
    [AKISMET_RECHECK_REASON] = STR_INIT("recheck_reason"),
    [AKISMET_HONEYPOT_NAME] = STR_INIT("honeypot_field_name"),
    [AKISMET_HONEYPOT] = STR_INIT("POST_ak_hp_textarea"),
};

static int digit_of(char c)
{
    if (char_is_digit(c))
        return c - '0';
    c = char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-encoding undone; a '%' that begins nothing stands for itself. NUL becomes a space, CRLF a line feed. */
static size_t decode(struct str s, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int high = c == '%' && i + 2 < s.n ? digit_of(s.p[i + 1]) : -1;
        int low = high >= 0 ? digit_of(s.p[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        if (c == '\n' && n > 0 && out[n - 1] == '\r')
            n--;
        out[n++] = c != '\0' ? c : ' ';
    }
    return n;
}

static struct str from_latin1(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, 2 * s.n);
    size_t n = 0;
    if (out == NULL)
        return (struct str){0};
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80) {
            out[n++] = (char)c;
            continue;
        }
        out[n++] = (char)(0xC0 | c >> 6);
        out[n++] = (char)(0x80 | (c & 0x3F));
    }
    return str_make(out, n);
}

static struct str decode_value(struct arena *a, struct str raw)
{
    char *out = arena_alloc(a, raw.n + 1);
    if (out == NULL)
        return (struct str){0};
    struct str value = str_make(out, decode(raw, out));
    return utf8_valid(value) ? value : from_latin1(a, value);
}

/* The name as it was meant, in `room`; empty for one that is longer than any documented. */
static struct str decode_name(struct str raw, char room[static NAME_BYTES_MAX])
{
    if (raw.n > NAME_BYTES_MAX)
        return (struct str){0};
    return str_make(room, decode(raw, room));
}

static struct str *field_of(struct akismet_form *form, struct str name)
{
    for (size_t i = 0; name.n > 0 && i < AKISMET_FIELD_COUNT; i++)
        if (str_eq(names[i], name))
            return &form->value[i];
    return NULL;
}

/* What stands under the name that honeypot_field_name gives. */
static void read_honeypot(struct str body, struct arena *a, struct akismet_form *form)
{
    char room[NAME_BYTES_MAX];
    struct str wanted = form->value[AKISMET_HONEYPOT_NAME];
    while (wanted.n > 0 && body.p != NULL) {
        struct str value = str_split(&body, '&');
        struct str name = decode_name(str_split(&value, '='), room);
        if (!str_eq(name, wanted))
            continue;
        form->value[AKISMET_HONEYPOT] = decode_value(a, value);
        return;
    }
}

enum rc akismet_form_read(struct str body, struct arena *a, struct akismet_form *ret)
{
    char room[NAME_BYTES_MAX];
    struct str rest = body;
    struct akismet_form form = {0};
    while (rest.p != NULL) {
        struct str value = str_split(&rest, '&');
        struct str *field = field_of(&form, decode_name(str_split(&value, '='), room));
        if (field != NULL && field->p == NULL)
            *field = decode_value(a, value);
    }
    read_honeypot(body, a, &form);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    *ret = form;
    return RC_OK;
}

struct str akismet_host_key(struct str host)
{
    size_t dot = str_find_char(host, '.', 0);
    return dot != STR_NONE ? str_slice(host, 0, dot) : (struct str){0};
}
