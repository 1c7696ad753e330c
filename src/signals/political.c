/*
 * Campaign material: it asks for votes, money and helpers, says where to put the cross and who paid for it. Kinds
 * are counted, because one alone is what everybody may say ("vote for the greens"). What is told about others
 * ("he asked us to vote for him") is not material.
 */
#include "lexicon_political.h"
#include "signals/context.h"
#include "signals/detect.h"
#include "signals/scan.h"
#include "signals/words.h"

#define KINDS 5

/* Words before "vote for" and its like that tell of somebody instead of asking the reader. */
static bool tells(struct str w)
{
    static const struct str words[] = {
        STR_INIT("i"),      STR_INIT("we"),     STR_INIT("they"),   STR_INIT("he"),
        STR_INIT("she"),    STR_INIT("who"),    STR_INIT("you"),    STR_INIT("to"),
        STR_INIT("will"),   STR_INIT("would"),  STR_INIT("did"),    STR_INIT("not"),
        STR_INIT("didn't"), STR_INIT("don't"),  STR_INIT("won't"),  STR_INIT("can't"),
        STR_INIT("could"),  STR_INIT("people"), STR_INIT("voters"), STR_INIT("never"),
        STR_INIT("always"), STR_INIT("the"),    STR_INIT("a"),      STR_INIT("his"),
        STR_INIT("her"),    STR_INIT("their"),  STR_INIT("my"),     STR_INIT("that"),
        STR_INIT("of"),     STR_INIT("may"),    STR_INIT("might"),  STR_INIT("should"),
        STR_INIT("cannot"), STR_INIT("why"),    STR_INIT("must"),   STR_INIT("can"),
        STR_INIT("if"),     STR_INIT("in"),     STR_INIT("this"),   STR_INIT("nicht"),
        STR_INIT("wer"),    STR_INIT("ich"),    STR_INIT("er"),     STR_INIT("de"),
        STR_INIT("je"),     STR_INIT("qui"),    STR_INIT("ne"),     STR_INIT("no"),
        STR_INIT("que"),    STR_INIT("не"),     STR_INIT("я")};
    return IS_ONE_OF(w, words);
}

static bool is_told(const struct text *t, size_t first)
{
    return first > 0 && t->tokens[first - 1].kind == TOKEN_WORD &&
           tells(text_folded(t, t->tokens[first - 1].folded));
}

/* "Paid for by" heads an imprint, or stands behind what was paid; elsewhere somebody tells of a payment. */
static bool is_payment(const struct text *t, size_t first)
{
    static const struct str paid[] = {
        STR_INIT("ad"),      STR_INIT("advert"),  STR_INIT("advertisement"),
        STR_INIT("message"), STR_INIT("content"), STR_INIT("post")};
    if (!str_eq(text_folded(t, t->tokens[first].folded), STR("paid")) || first == 0 ||
        t->tokens[first - 1].kind == TOKEN_SYMBOL)
        return false;
    return !IS_ONE_OF(words_token(t, first - 1), paid);
}

void detect_political(struct detection *d)
{
    bool seen[KINDS] = {false};
    size_t kinds = 0, imprints = 0;
    struct quotes quotes;
    struct scan s;
    struct scan_hit h;
    if (!cells_get(d))
        return;
    quotes = quotes_find(d);
    s = scan_begin(&lexicon_political, d->cells, false);
    while (scan_next(&s, &h)) {
        struct span folded = cells_folded(d->cells, h.begin, h.end);
        struct span original = text_original_span(d->text, folded);
        size_t first = context_token(d->text, folded.begin);
        bool asks = h.label != LEXICON_POLITICAL_LIST && h.label != LEXICON_POLITICAL_IMPRINT;
        if (quotes_cover(&quotes, original) ||
            (asks ? is_told(d->text, first) : is_payment(d->text, first)))
            continue;
        kinds += !seen[h.label];
        seen[h.label] = true;
        detect_evidence(d, SIG_POLITICAL_MARKERS, original, (struct str){0});
        if (h.label != LEXICON_POLITICAL_IMPRINT)
            continue;
        detect_evidence(d, SIG_POLITICAL_IMPRINT, original, (struct str){0});
        imprints++;
    }
    detect_number(d, SIG_POLITICAL_MARKERS, (double)kinds);
    detect_number(d, SIG_POLITICAL_IMPRINT, (double)imprints);
}
