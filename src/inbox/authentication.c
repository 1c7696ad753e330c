#include "inbox/authentication.h"

struct findings {
    struct str domain; /* in From */
    bool dmarc_passed, dmarc_failed, other_passed;
};

/* Longer than any server writes; of a longer one nothing is believed. */
#define PLAIN_MAX 8192

/* The value without comments and with quoted words as they are meant; RFC 5322 section 3.2. */
struct plain {
    char p[PLAIN_MAX];
    size_t n;
};

static bool make_plain(struct str value, struct plain *ret)
{
    unsigned comments = 0;
    bool quoted = false;
    ret->n = 0;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c == '\\' && (quoted || comments > 0) && i + 1 < value.n)
            c = value.p[++i];
        else if (c == '"' && comments == 0) {
            quoted = !quoted;
            continue;
        } else if (c == '(' && !quoted) {
            comments++;
            continue;
        } else if (c == ')' && !quoted && comments > 0) {
            comments--;
            c = ' ';
        }
        if (comments > 0)
            continue;
        /* What would divide the value is part of no name or result we ask for. */
        if (quoted && (c == ';' || c == '=' || char_is_space(c)))
            c = '?';
        if (ret->n >= sizeof ret->p)
            return false;
        ret->p[ret->n++] = c;
    }
    return comments == 0 && !quoted;
}

static struct str next_word(struct str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && !char_is_space(rest->p[n]))
        n++;
    struct str word = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return word;
}

/* The domain of "d", "@d" or "local@d". */
static struct str domain_of(struct str s)
{
    size_t at = str_rfind_char(s, '@');
    return at == STR_NONE ? s : str_slice(s, at + 1, s.n);
}

static bool has_property(struct str words, struct str name, struct str domain)
{
    while (words.n > 0) {
        struct str value = next_word(&words);
        struct str property = str_split(&value, '=');
        if (str_eq_ascii_case(property, name) && value.p != NULL &&
            str_eq_ascii_case(domain_of(value), domain))
            return true;
    }
    return false;
}

/* "dmarc=pass header.from=example.org" */
static void read_result(struct findings *f, struct str words)
{
    struct str result = next_word(&words);
    struct str method = str_split(&result, '=');
    bool passed = str_eq_ascii_case(result, STR("pass"));
    if (str_eq_ascii_case(method, STR("dmarc"))) {
        if (passed && has_property(words, STR("header.from"), f->domain))
            f->dmarc_passed = true;
        else if (!str_eq_ascii_case(result, STR("none")))
            f->dmarc_failed = true;
    } else if (passed && str_eq_ascii_case(method, STR("dkim"))) {
        f->other_passed |= has_property(words, STR("header.d"), f->domain) ||
                           has_property(words, STR("header.i"), f->domain);
    } else if (passed && str_eq_ascii_case(method, STR("spf"))) {
        f->other_passed |= has_property(words, STR("smtp.mailfrom"), f->domain);
    }
}

static void read_results(struct findings *f, struct str value, struct str server)
{
    struct plain plain;
    if (!make_plain(value, &plain))
        return;
    struct str rest = str_make(plain.p, plain.n);
    struct str head = str_split(&rest, ';');
    if (!str_eq_ascii_case(next_word(&head), server))
        return;
    while (rest.p != NULL)
        read_result(f, str_split(&rest, ';'));
}

bool authentication_vouches(const struct message *m, struct str server)
{
    struct findings f = {.domain = domain_of(m->from)};
    for (size_t i = 0; i < m->result_count; i++)
        read_results(&f, m->results[i], server);
    return !f.dmarc_failed && (f.dmarc_passed || f.other_passed);
}
