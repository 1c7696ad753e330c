/*
 * Personal data, written for precision: what is found is what it is called. Numbers that prove themselves
 * (IBAN, cards, numbers of identity) are looked for before telephone numbers, which cannot.
 */
#include "signals/address.h"
#include "signals/detect.h"
#include "signals/identity.h"
#include "signals/number.h"
#include "signals/number_words.h"
#include "signals/privacy_email.h"

struct finder {
    struct detection *d;
    struct str s;
    uint32_t count[SIGNAL_COUNT];
};

static void finder_add(struct finder *f, enum signal_id id, size_t begin, size_t end)
{
    f->count[id]++;
    detect_evidence_folded(f->d, id, (struct span){(uint32_t)begin, (uint32_t)end},
                           (struct str){0});
}

static bool begins_here(struct str s, size_t at)
{
    char before = at ? s.p[at - 1] : ' ';
    if (char_is_alpha(before)) /* mostly */
        return false;
    return char_is_space(before) || strchr("([{\"':;,<>*|=", before);
}

static size_t find_identity(struct finder *f, size_t at)
{
    size_t end = identity_end(f->s, at);
    if (end > at)
        finder_add(f, SIG_PRIVACY_ID, at, end);
    return end;
}

/* The end of what begins at `at`, or `at`. */
static size_t find_here(struct finder *f, size_t at)
{
    size_t end = at;
    struct number n;
    if (!begins_here(f->s, at))
        return at;
    if (char_is_alpha(f->s.p[at])) {
        end = number_iban_end(f->s, at);
        if (end > at)
            finder_add(f, SIG_PRIVACY_IBAN, at, end);
        return end > at ? end : find_identity(f, at);
    }
    if (!number_read(f->s, at, &n))
        return at;
    if (number_is_card(&n)) {
        finder_add(f, SIG_PRIVACY_CARD, n.begin, n.end);
        return n.end;
    }
    end = find_identity(f, at);
    if (end > at)
        return end;
    if (number_is_phone(f->s, &n))
        finder_add(f, SIG_PRIVACY_PHONE, n.begin, n.end = number_phone_end(f->s, &n));
    return n.end;
}

static bool has_digit(struct str s)
{
    bool found = false;
    for (size_t i = 0; i < s.n; i++)
        found |= char_is_digit(s.p[i]);
    return found;
}

/* Everything looked for here has digits, and most comments have none. */
static void find_numbers(struct finder *f)
{
    if (!has_digit(f->s))
        return;
    for (size_t at = 0; at < f->s.n;) {
        char c = f->s.p[at];
        size_t end =
            char_is_digit(c) || c == '+' || c == '(' || char_is_alpha(c) ? find_here(f, at) : at;
        at = end > at ? end : at + 1;
    }
}

static void find_spelt_numbers(struct finder *f)
{
    struct span span;
    for (size_t token = 0; number_words_find(f->d->text, &token, &span);)
        finder_add(f, SIG_PRIVACY_PHONE, span.begin, span.end);
}

static void find_emails(struct finder *f)
{
    struct span span;
    for (size_t at = 0; email_find(f->s, &at, &span);)
        finder_add(f, SIG_PRIVACY_EMAIL, span.begin, span.end);
    for (size_t token = 0; email_find_spelt(f->d->text, &token, &span);)
        finder_add(f, SIG_PRIVACY_EMAIL, span.begin, span.end);
}

static void find_addresses(struct finder *f)
{
    struct span span;
    for (size_t token = 0; address_find(f->d->text, &token, &span);)
        finder_add(f, SIG_PRIVACY_ADDRESS, span.begin, span.end);
}

void detect_privacy(struct detection *d)
{
    static const enum signal_id ids[] = {SIG_PRIVACY_EMAIL, SIG_PRIVACY_PHONE, SIG_PRIVACY_CARD,
                                         SIG_PRIVACY_IBAN,  SIG_PRIVACY_ID,    SIG_PRIVACY_ADDRESS};
    struct finder f = {.d = d, .s = d->text->folded};
    find_emails(&f);
    find_numbers(&f);
    find_spelt_numbers(&f);
    find_addresses(&f);
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        detect_number(d, ids[i], f.count[ids[i]]);
}
