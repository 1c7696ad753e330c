#include "signals/domain.h"

/* The one list, read once for each table. */
#define SHORTENER(host)
#define MESSENGER(host)
#define TOP(label)      STR_INIT(label),
#define DOUBTFUL(label) STR_INIT(label),
static const struct str tops[] = {
#include "signals/domain_list.def"
};
#undef TOP
#define TOP(label)
static const struct str doubtful[] = {
#include "signals/domain_list.def"
};
#undef DOUBTFUL
#define DOUBTFUL(label)
#undef SHORTENER
#define SHORTENER(host) STR_INIT(host),
static const struct str shorteners[] = {
#include "signals/domain_list.def"
};
#undef SHORTENER
#define SHORTENER(host)
#undef MESSENGER
#define MESSENGER(host) STR_INIT(host),
static const struct str messengers[] = {
#include "signals/domain_list.def"
};

#define LIST_HAS(list, s) list_has((list), sizeof(list) / sizeof((list)[0]), (s))

static bool list_has(const struct str *list, size_t count, struct str s)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i], s))
            return true;
    }
    return false;
}

static struct str without_www(struct str host)
{
    return str_starts(host, STR("www.")) ? str_slice(host, 4, host.n) : host;
}

bool domain_is_top(struct str label)
{
    return LIST_HAS(tops, label) || str_starts(label, STR("xn--"));
}

bool domain_top_is_doubtful(struct str label)
{
    return LIST_HAS(doubtful, label);
}

bool domain_is_shortener(struct str host)
{
    return LIST_HAS(shorteners, without_www(host));
}

bool domain_is_messenger(struct str host)
{
    return LIST_HAS(messengers, without_www(host));
}

bool domain_covers(struct str domain, struct str host)
{
    if (domain.n == 0 || !str_ends(host, domain))
        return false;
    return host.n == domain.n || host.p[host.n - domain.n - 1] == '.';
}

struct str domain_top(struct str host)
{
    size_t dot = str_rfind_char(host, '.');
    return dot == STR_NONE ? (struct str){0} : str_slice(host, dot + 1, host.n);
}

static bool is_label(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '-' || (unsigned char)c >= 0x80;
}

/* Labels that make a domain name; 253 bytes at most (RFC 1035, 2.3.4). */
size_t domain_end(struct str s, size_t at)
{
    size_t best = at, i = at, label = at;
    while (i < s.n && i - at < 254 && (is_label(s.p[i]) || (s.p[i] == '.' && i > label))) {
        if (s.p[i] == '.') {
            label = i + 1;
        } else if (label > at && (i + 1 >= s.n || !is_label(s.p[i + 1]))) {
            if (domain_is_top(str_slice(s, label, i + 1)))
                best = i + 1;
        }
        i++;
    }
    return best;
}
