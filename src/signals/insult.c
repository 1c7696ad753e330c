/*
 * Insulting words, and what decides whether they insult: whether they are aimed at the reader addressed, quoted,
 * reported or denied. A first measure by words and their nearness; it knows no sarcasm.
 */
#include "lexicon_insult.h"
#include "signals/aim.h"
#include "signals/context.h"
#include "signals/detect.h"
#include "signals/scan.h"

/* What little a quoted, reported or denied insult weighs. */
#define MENTION_WEIGHT 0.1

struct weight {
    double alone, aimed;
};

static const struct weight weights[] = {
    [LEXICON_INSULT_WORD] = {0.00, 0.60},   [LEXICON_INSULT_MILD] = {0.10, 0.62},
    [LEXICON_INSULT_STRONG] = {0.35, 0.88}, [LEXICON_INSULT_SEVERE] = {0.60, 0.95},
    [LEXICON_INSULT_AIMED] = {0.87, 0.87},
};

static bool ends_sentence(struct str w)
{
    return w.n == 1 && strchr(".!?;", w.p[0]);
}

/* An insult that is the whole remark, or its beginning before a comma, is aimed at whom it answers: "Idiot!" */
static bool stands_as_address(const struct text *t, size_t first, size_t behind, uint8_t label)
{
    bool begins = first == 0 || ends_sentence(text_folded(t, t->tokens[first - 1].folded));
    struct str after =
        behind < t->token_count ? text_folded(t, t->tokens[behind].folded) : STR("!");
    return label >= LEXICON_INSULT_STRONG && begins && after.n == 1 && strchr("!.,?", after.p[0]);
}

static struct aim aim_of_hit(const struct text *t, size_t first, size_t behind, uint8_t label)
{
    struct aim aim;
    if (label == LEXICON_INSULT_AIMED)
        return (struct aim){.addressed = aim_phrase_stands(t, first)};
    aim = aim_of(t, first, behind, label == LEXICON_INSULT_WORD ? AIM_INNOCENT : AIM_INSULT);
    aim.addressed |= stands_as_address(t, first, behind, label);
    return aim;
}

struct tally {
    uint32_t words, directed, quoted, negated;
    double innocence; /* product of (1 - weight) */
};

static void weigh(struct detection *d, const struct quotes *q, const struct scan_hit *h,
                  struct tally *y)
{
    struct span folded = cells_folded(d->cells, h->begin, h->end);
    struct span original = text_original_span(d->text, folded);
    size_t first = context_token(d->text, folded.begin),
           behind = context_token(d->text, folded.end);
    struct aim aim = aim_of_hit(d->text, first, behind, h->label);
    bool quoted = quotes_cover(q, original) || context_reported(d->text, first) || aim.reported;
    struct str read_as = scan_disguised(h) ? scan_read_as(h, d->arena) : (struct str){0};
    double weight;
    if (!aim.addressed && (h->label == LEXICON_INSULT_WORD || h->label == LEXICON_INSULT_AIMED))
        return;
    weight = aim.addressed ? weights[h->label].aimed : weights[h->label].alone;
    if (quoted || aim.negated)
        weight = MENTION_WEIGHT;
    else if (aim.addressed)
        detect_evidence(d, SIG_INSULT_DIRECTED, original, read_as);
    y->directed += aim.addressed && !quoted && !aim.negated;
    y->quoted += quoted;
    y->negated += aim.negated;
    y->words++;
    y->innocence *= 1 - weight;
    detect_evidence(d, SIG_INSULT_WORDS, original, read_as);
    detect_evidence(d, SIG_INSULT_SCORE, original, read_as);
}

/* Profane words count among what has to be quoted for the comment to be a mention. */
static void count_profanity(const struct detection *d, const struct quotes *q, uint32_t *all,
                            uint32_t *quoted)
{
    for (size_t i = 0; i < d->facts->evidence_count; i++) {
        const struct evidence *e = &d->facts->evidence[i];
        if (e->signal != SIG_PROFANITY_SCORE)
            continue;
        *all += 1;
        *quoted += quotes_cover(q, e->original) ||
                   context_reported(d->text, context_token_of_original(d->text, e->original.begin));
    }
}

void detect_insult(struct detection *d)
{
    struct tally y = {.innocence = 1};
    struct quotes quotes;
    struct scan s;
    struct scan_hit h;
    uint32_t profane = 0, profane_quoted = 0;
    if (!cells_get(d))
        return;
    quotes = quotes_find(d);
    s = scan_begin(&lexicon_insult, d->cells, true);
    while (scan_next(&s, &h)) {
        if (!h.joined && !h.spaced && !h.masked)
            weigh(d, &quotes, &h, &y);
    }
    count_profanity(d, &quotes, &profane, &profane_quoted);
    detect_number(d, SIG_INSULT_SCORE, 1 - y.innocence);
    detect_number(d, SIG_INSULT_WORDS, y.words);
    detect_number(d, SIG_INSULT_DIRECTED, y.directed);
    detect_bool(d, SIG_MENTION_QUOTED,
                y.words + profane > 0 && y.quoted == y.words && profane_quoted == profane);
    detect_bool(d, SIG_MENTION_NEGATED, y.words > 0 && y.negated == y.words);
}
