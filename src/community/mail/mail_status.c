#include "community/mail/mail_status.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "community/mail/mail_bounce.h"

static size_t count_digits(struct str s)
{
    size_t n = 0;
    while (n < s.n && char_is_digit(s.p[n]))
        n++;
    return n;
}

/* "5.1.1" at the start, or empty. */
static struct str code_at(struct str s)
{
    struct str rest = s;
    size_t used = 0;
    for (int part = 0; part < 3; part++) {
        size_t n = count_digits(rest);
        if (n == 0 || n > (part == 0 ? 1 : 3))
            return (struct str){0};
        used += n;
        rest = str_slice(rest, n, rest.n);
        if (part < 2 && !str_starts(rest, STR(".")))
            return (struct str){0};
        if (part < 2) {
            used++;
            rest = str_slice(rest, 1, rest.n);
        }
    }
    bool known = s.p[0] == '2' || s.p[0] == '4' || s.p[0] == '5';
    return known && (used == s.n || !char_is_digit(s.p[used])) ? str_slice(s, 0, used)
                                                               : (struct str){0};
}

/* "smtp; 550 …" without its type (RFC 3464 section 2.1.2). */
static struct str without_type(struct str said)
{
    size_t at = str_find_char(said, ';', 0);
    bool typed = at != STR_NONE && at > 0 && at < 20;
    for (size_t i = 0; typed && i < at; i++)
        typed = char_is_alpha(said.p[i]) || said.p[i] == '-';
    return str_trim(typed ? str_slice(said, at + 1, said.n) : said);
}

static bool says_nothing(struct str code)
{
    return code.n == 0 || str_ends(code, STR(".0.0"));
}

struct mail_status mail_status_read(struct str status, struct str said)
{
    struct mail_status s = {.code = code_at(str_trim(status))};
    struct str text = without_type(said);
    uint64_t reply = 0;
    if (count_digits(text) == 3 && str_to_u64(str_slice(text, 0, 3), &reply) == RC_OK &&
        reply >= 400 && reply < 600) {
        s.reply = (int)reply;
        text = text.n > 4 ? str_trim(str_slice(text, 4, text.n)) : (struct str){0};
    }
    struct str code = code_at(text);
    if (says_nothing(s.code) && code.n > 0)
        s.code = code;
    return s;
}

bool mail_status_is_hard(const struct mail_status *s)
{
    static const struct str hard[] = {
        STR_INIT("5.1.0"),  STR_INIT("5.1.1"), STR_INIT("5.1.2"),
        STR_INIT("5.1.3"),  STR_INIT("5.1.4"), STR_INIT("5.1.6"),
        STR_INIT("5.1.10"), STR_INIT("5.2.1"), STR_INIT("5.4.4"),
    };
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++)
        if (str_eq(s->code, hard[i]))
            return true;
    if (!says_nothing(s->code) || str_starts(s->code, STR("4")))
        return false;
    /* Without a reply it was the reporting server itself that found no way. */
    return s->reply == 550 || s->reply == 551 || s->reply == 553 || s->reply == 556 ||
           (s->reply == 0 && str_starts(s->code, STR("5")));
}

struct str mail_status_words(struct str said, struct arena *a)
{
    struct buf out;
    struct str rest = without_type(said);
    buf_init(&out, said.n * 3 + 4);
    while (rest.p != NULL) {
        struct str word = str_split(&rest, ' ');
        if (word.n == 0)
            continue;
        if (out.n > 0)
            buf_put_char(&out, ' ');
        if (str_find_char(word, '@', 0) != STR_NONE)
            BUF_PUT(&out, "...");
        else
            buf_put(&out, word);
    }
    bool clean = buf_status(&out) == RC_OK && utf8_valid(buf_str(&out));
    for (size_t i = 0; i < out.n; i++)
        if ((unsigned char)out.p[i] < ' ' || out.p[i] == 0x7F)
            out.p[i] = ' ';
    struct str words =
        clean ? arena_dup(a, utf8_prefix(buf_str(&out), MAIL_BOUNCE_DIAGNOSTIC_MAX)) : STR("");
    buf_release(&out);
    return words;
}
