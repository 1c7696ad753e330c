#include "signals/privacy_email.h"

#include "signals/domain.h"

#define LOCAL_MAX 64 /* RFC 5321, 4.5.3.1.1 */

static bool is_local(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || (unsigned char)c >= 0x80 ||
           (c && strchr(".!#$%&'*+-/=?^_`{|}~", c));
}

static size_t local_begin(struct str s, size_t mark)
{
    size_t begin = mark;
    while (begin > 0 && mark - begin < LOCAL_MAX && is_local(s.p[begin - 1]))
        begin--;
    while (begin < mark && !char_is_alpha(s.p[begin]) && !char_is_digit(s.p[begin]) &&
           (unsigned char)s.p[begin] < 0x80)
        begin++;
    return begin;
}

bool email_find(struct str s, size_t *at, struct span *ret)
{
    for (size_t mark = str_find_char(s, '@', *at); mark != STR_NONE;
         mark = str_find_char(s, '@', mark + 1)) {
        size_t begin = local_begin(s, mark), end = domain_end(s, mark + 1);
        if (begin == mark || end == mark + 1 || s.p[mark - 1] == '.')
            continue;
        *ret = (struct span){(uint32_t)begin, (uint32_t)end};
        *at = end;
        return true;
    }
    return false;
}

static struct str word(const struct text *t, size_t i)
{
    return i < t->token_count ? text_folded(t, t->tokens[i].folded) : (struct str){0};
}

/* Steps over "at" or "dot", bracketed or bare; returns the token behind, or `i`. */
static size_t spelt_mark(const struct text *t, size_t i, struct str name, bool *ret_bracketed)
{
    char open = word(t, i).n == 1 ? word(t, i).p[0] : 0;
    *ret_bracketed = open == '(' || open == '[' || open == '{';
    if (!*ret_bracketed)
        return str_eq(word(t, i), name) ? i + 1 : i;
    return str_eq(word(t, i + 1), name) && word(t, i + 2).n == 1 ? i + 3 : i;
}

/* "look at example dot com" tells where to look, not whom to write to. */
static bool is_no_name(struct str w)
{
    static const struct str words[] = {
        STR_INIT("look"),      STR_INIT("shop"),   STR_INIT("buy"),      STR_INIT("meet"),
        STR_INIT("available"), STR_INIT("find"),   STR_INIT("work"),     STR_INIT("works"),
        STR_INIT("order"),     STR_INIT("sold"),   STR_INIT("only"),     STR_INIT("here"),
        STR_INIT("is"),        STR_INIT("are"),    STR_INIT("now"),      STR_INIT("read"),
        STR_INIT("seen"),      STR_INIT("online"), STR_INIT("it"),       STR_INIT("them"),
        STR_INIT("me"),        STR_INIT("us"),     STR_INIT("published")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_eq(w, words[i]))
            return true;
    }
    return false;
}

/* Behind a bracketed "at" a domain may stand as it is: the byte behind it, or 0. */
static size_t plain_domain_end(const struct text *t, size_t domain)
{
    size_t begin = t->tokens[domain].folded.begin, end = domain_end(t->folded, begin);
    return end > begin ? end : 0;
}

/* The byte behind a spelt address whose name is token `i`, or 0. */
static size_t spelt_end(const struct text *t, size_t i)
{
    bool at_bracketed = false, dot_bracketed = false;
    size_t domain = spelt_mark(t, i + 1, STR("at"), &at_bracketed), top;
    if (domain == i + 1 || domain >= t->token_count || t->tokens[domain].kind == TOKEN_SYMBOL ||
        (!at_bracketed && is_no_name(word(t, i))))
        return 0;
    if (at_bracketed && plain_domain_end(t, domain))
        return plain_domain_end(t, domain);
    top = spelt_mark(t, domain + 1, STR("dot"), &dot_bracketed);
    return top > domain + 1 && domain_is_top(word(t, top)) ? t->tokens[top].folded.end : 0;
}

bool email_find_spelt(const struct text *t, size_t *token, struct span *ret)
{
    for (size_t i = *token; i < t->token_count; i++) {
        size_t end;
        if (t->tokens[i].kind == TOKEN_SYMBOL)
            continue;
        end = spelt_end(t, i);
        if (end == 0)
            continue;
        *ret = (struct span){t->tokens[i].folded.begin, (uint32_t)end};
        *token = i + 2;
        return true;
    }
    return false;
}
