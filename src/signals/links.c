/*
 * Links and invitations to messengers: addresses with http, with www, bare domains and spelt ones, each judged by
 * its host alone.
 */
#include "signals/detect.h"
#include "signals/domain.h"

/* Words within which a messenger's name belongs to a handle or number. */
#define NEAR_WORDS 4
#define HANDLE_MIN 4
/* Tokens before a messenger's name within which a handle begins: "@name_of_1 on". */
#define HANDLE_TOKENS 9

struct finder {
    struct detection *d;
    struct str s;
    uint32_t links, foreign, bare, shorteners, messengers;
};

static struct span span_of(size_t begin, size_t end)
{
    return (struct span){(uint32_t)begin, (uint32_t)end};
}

static bool is_own(const struct finder *f, struct str host)
{
    for (size_t i = 0; i < f->d->context->site_domain_count; i++) {
        if (domain_covers(f->d->context->site_domains[i], host))
            return true;
    }
    return false;
}

/* Whether more than the host stands there: "bit.ly" alone is talked about and leads nowhere. */
static bool leads(const struct finder *f, struct str host, struct span span)
{
    size_t end = (size_t)(host.p - f->s.p) + host.n;
    return span.end > end + 1;
}

static void add_link(struct finder *f, struct str host, struct span span, bool bare)
{
    f->links++;
    detect_evidence_folded(f->d, SIG_LINKS_COUNT, span, (struct str){0});
    if (is_own(f, host))
        return;
    f->foreign++;
    detect_evidence_folded(f->d, SIG_LINKS_FOREIGN, span, host);
    if (bare) {
        f->bare++;
        detect_evidence_folded(f->d, SIG_LINKS_BARE, span, (struct str){0});
    }
    if (domain_is_shortener(host) && leads(f, host, span)) {
        f->shorteners++;
        detect_evidence_folded(f->d, SIG_LINKS_SHORTENER, span, (struct str){0});
    }
    if (domain_is_messenger(host) && leads(f, host, span)) {
        f->messengers++;
        detect_evidence_folded(f->d, SIG_CONTACT_MESSENGER, span, (struct str){0});
    }
}

static bool ends_address(char c)
{
    return char_is_space(c) || c == '"' || c == '<' || c == '>' || c == '|' || c == '\\' ||
           c == '^' || c == '`' || c == '{' || c == '}';
}

/* The address from `at` to white space, without the punctuation of the sentence around it. */
static size_t address_end(struct str s, size_t at)
{
    size_t end = at;
    bool opened = false;
    for (; end < s.n && !ends_address(s.p[end]) && !(s.p[end] == ')' && !opened); end++)
        opened |= s.p[end] == '(';
    while (end > at && strchr(".,;:!?'*_~]", s.p[end - 1]))
        end--;
    return end;
}

static struct str host_at(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.n && !ends_address(s.p[end]) && !strchr("/?#:()[],;!'", s.p[end]))
        end++;
    while (end > at && s.p[end - 1] == '.')
        end--;
    return str_slice(s, at, end);
}

/* "https://" and its like at `at`: the bytes of it, or 0. */
static size_t scheme_length(struct str s, size_t at)
{
    static const struct str schemes[] = {STR_INIT("https://"), STR_INIT("http://"),
                                         STR_INIT("hxxps://"), STR_INIT("hxxp://"),
                                         STR_INIT("ftp://"),   STR_INIT("tg://")};
    struct str rest = str_slice(s, at, at + 8);
    if (rest.p[0] != 'h' && rest.p[0] != 'f' && rest.p[0] != 't')
        return 0;
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (str_starts(rest, schemes[i]))
            return schemes[i].n;
    }
    return 0;
}

/* Typed in lower case, as addresses are: "time.It was" lacks a space. */
static bool typed_as_domain(const struct finder *f, size_t end, struct str host, struct str address)
{
    struct span original = text_original_span(f->d->text, span_of(end - domain_top(host).n, end));
    const char *top = f->d->text->original.p + original.begin;
    bool path = address.n > host.n + 1;
    bool capital = top[0] >= 'A' && top[0] <= 'Z' && !(top[1] >= 'A' && top[1] <= 'Z');
    bool hides = domain_is_shortener(host) || domain_is_messenger(host);
    return path || (!hides && !capital && !domain_top_is_doubtful(domain_top(host)));
}

/* Signs behind which no address begins: it would be the rest of one. */
static bool joins_address(char c)
{
    return c == '@' || c == '.' || c == '-' || c == '_' || c == '/' || c == '=' || c == '&';
}

static bool begins_word(struct str s, size_t at)
{
    char before = at ? s.p[at - 1] : ' ';
    if (char_is_space(before))
        return true;
    return !char_is_alpha(before) && !char_is_digit(before) && (unsigned char)before < 0x80 &&
           !joins_address(before);
}

/* A bare domain at `at`; returns its end, or `at`. */
static size_t find_bare(struct finder *f, size_t at)
{
    size_t host_end = domain_end(f->s, at), end;
    struct str host = str_slice(f->s, at, host_end);
    bool www = str_starts(host, STR("www."));
    if (host_end == at || (host_end < f->s.n && f->s.p[host_end] == '@'))
        return at;
    end = host_end < f->s.n && strchr("/?#:", f->s.p[host_end]) ? address_end(f->s, at) : host_end;
    end = end < host_end ? host_end : end;
    if (!www && !typed_as_domain(f, host_end, host, str_slice(f->s, at, end)))
        return at;
    add_link(f, host, span_of(at, end), true);
    return end;
}

static bool breaks_word(char c)
{
    return char_is_space(c) || c == '\0' || strchr("/([<\"'>,;:!?@", c);
}

/* The end of what can be no second domain: the rest of the word that was looked at. */
static size_t word_rest(struct str s, size_t at)
{
    while (at < s.n && (char_is_alpha(s.p[at]) || !breaks_word(s.p[at])))
        at++;
    return at;
}

static void find_addresses(struct finder *f)
{
    for (size_t at = 0; at < f->s.n;) {
        size_t scheme, end;
        if (char_is_space(f->s.p[at]) || !begins_word(f->s, at)) {
            at++;
            continue;
        }
        scheme = scheme_length(f->s, at);
        if (scheme) {
            end = address_end(f->s, at);
            if (end > at + scheme)
                add_link(f, host_at(f->s, at + scheme), span_of(at, end), false);
        } else {
            end = find_bare(f, at);
            end = end > at ? end : word_rest(f->s, at);
        }
        at = end > at ? end : at + 1;
    }
}

static struct str word(const struct text *t, size_t i)
{
    return i < t->token_count ? text_folded(t, t->tokens[i].folded) : (struct str){0};
}

/* "example dot com". */
static void find_spelt(struct finder *f)
{
    const struct text *t = f->d->text;
    for (size_t i = 1; i + 1 < t->token_count; i++) {
        if (!str_eq(word(t, i), STR("dot")))
            continue;
        struct str top = word(t, i + 1);
        bool after_at = i >= 2 && str_eq(word(t, i - 2), STR("at"));
        if (!domain_is_top(top) || domain_top_is_doubtful(top) || after_at ||
            t->tokens[i - 1].kind == TOKEN_SYMBOL)
            continue;
        add_link(f, top, span_of(t->tokens[i - 1].folded.begin, t->tokens[i + 1].folded.end), true);
    }
}

static bool is_messenger_name(struct str w)
{
    static const struct str names[] = {
        STR_INIT("telegram"), STR_INIT("tg"),       STR_INIT("whatsapp"),  STR_INIT("whats"),
        STR_INIT("viber"),    STR_INIT("discord"),  STR_INIT("skype"),     STR_INIT("wechat"),
        STR_INIT("snapchat"), STR_INIT("телеграм"), STR_INIT("телеграмм"), STR_INIT("телегу"),
        STR_INIT("телеге"),   STR_INIT("тг"),       STR_INIT("вацап"),     STR_INIT("ватсап"),
        STR_INIT("вотсап"),   STR_INIT("вайбер"),   STR_INIT("signal"),    STR_INIT("kik"),
        STR_INIT("insta"),    STR_INIT("instagram")};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (str_eq(w, names[i]))
            return true;
    }
    return false;
}

/* The end of "@name_of_1" whose mark is token `i`, or `i`. */
static size_t handle_end(const struct text *t, size_t i)
{
    size_t end = i + 1, best = i;
    uint32_t begin = t->tokens[i].folded.end;
    for (; end < t->token_count && t->tokens[end].folded.begin == t->tokens[end - 1].folded.end;
         end++) {
        bool joint = str_eq(text_folded(t, t->tokens[end].folded), STR("_"));
        if (t->tokens[end].kind == TOKEN_SYMBOL && !joint)
            break;
        if (t->tokens[end].folded.end - begin >= HANDLE_MIN)
            best = end + 1;
    }
    return best;
}

/* A handle ("@name") or a number of seven digits and more that begins with this token: its end, or `i`. */
static size_t contact_end(const struct text *t, size_t i)
{
    const struct token *k = &t->tokens[i];
    struct str mark = text_folded(t, k->folded);
    size_t digits = 0, end = i;
    if (str_eq(mark, STR("@")))
        return handle_end(t, i);
    if (!str_eq(mark, STR("+")) && k->kind != TOKEN_NUMBER)
        return i;
    for (end = i; end < t->token_count && end < i + 10; end++) {
        struct str w = word(t, end);
        if (t->tokens[end].kind == TOKEN_NUMBER)
            digits += w.n;
        else if (w.n != 1 || !strchr("+-() ", w.p[0]))
            break;
    }
    return digits >= 7 ? end : i;
}

static bool is_full_stop(struct str w)
{
    return w.n == 1 && strchr(".!?;", w.p[0]);
}

static void add_messenger(struct finder *f, size_t first, size_t end)
{
    const struct token *tokens = f->d->text->tokens;
    f->messengers++;
    detect_evidence_folded(f->d, SIG_CONTACT_MESSENGER,
                           span_of(tokens[first].folded.begin, tokens[end - 1].folded.end),
                           (struct str){0});
}

/* "WhatsApp: +44 7700 900123", "on telegram write to @name": the end, or `name`. */
static size_t contact_behind(const struct text *t, size_t name)
{
    for (size_t i = name + 1; i <= name + NEAR_WORDS && i < t->token_count; i++) {
        size_t end = contact_end(t, i);
        if (end > i)
            return end;
        if (is_full_stop(word(t, i)))
            break;
    }
    return name;
}

/* "@name on telegram", "@name (tg)": where it begins, or `name`. */
static size_t contact_before(const struct text *t, size_t name)
{
    for (size_t back = 2; back <= HANDLE_TOKENS && back <= name; back++) {
        size_t end = contact_end(t, name - back);
        if (end > name - back && str_eq(word(t, name - back), STR("@")) && name - end <= 1)
            return name - back;
    }
    return name;
}

static void find_messengers(struct finder *f)
{
    const struct text *t = f->d->text;
    for (size_t i = 0; i < t->token_count; i++) {
        size_t begin, end;
        if (t->tokens[i].kind != TOKEN_WORD || !is_messenger_name(word(t, i)))
            continue;
        end = contact_behind(t, i);
        begin = end > i ? i : contact_before(t, i);
        if (end == i && begin == i)
            continue;
        end = end > i ? end : i + 1;
        add_messenger(f, begin, end);
        i = end - 1;
    }
}

void detect_links(struct detection *d)
{
    struct finder f = {.d = d, .s = d->text->folded};
    find_addresses(&f);
    find_spelt(&f);
    find_messengers(&f);
    detect_number(d, SIG_LINKS_COUNT, f.links);
    detect_number(d, SIG_LINKS_FOREIGN, f.foreign);
    detect_number(d, SIG_LINKS_BARE, f.bare);
    detect_number(d, SIG_LINKS_SHORTENER, f.shorteners);
    detect_number(d, SIG_CONTACT_MESSENGER, f.messengers);
}
