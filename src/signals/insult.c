/*
 * Insulting words, and what decides whether they insult: whether they are aimed at the reader addressed, quoted,
 * reported or denied. A first measure by words and their nearness; it knows no sarcasm.
 */
#include "lexicon_insult.h"
#include "signals/context.h"
#include "signals/detect.h"
#include "signals/scan.h"

/* Words before an insult within which "you" makes it personal. */
#define REACH_BEFORE 7
#define REACH_WORD   3 /* for words that are innocent otherwise */
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

/* What a neighbouring word says about whom the insult is aimed at. */
enum role { ROLE_NONE, ROLE_ADDRESSED, ROLE_OTHER, ROLE_NEGATION };

struct role_word {
    struct str word;
    enum role role;
};

#define ADDRESSED(w)                                                                               \
    {                                                                                              \
        STR_INIT(w), ROLE_ADDRESSED                                                                \
    }
#define OTHER(w)                                                                                   \
    {                                                                                              \
        STR_INIT(w), ROLE_OTHER                                                                    \
    }
#define NEGATION(w)                                                                                \
    {                                                                                              \
        STR_INIT(w), ROLE_NEGATION                                                                 \
    }

static const struct role_word roles[] = {
    ADDRESSED("you"),   ADDRESSED("u"),       ADDRESSED("ya"),     ADDRESSED("you're"),
    ADDRESSED("youre"), ADDRESSED("ur"),      ADDRESSED("you've"), ADDRESSED("yourself"),
    ADDRESSED("thou"),  ADDRESSED("yall"),    ADDRESSED("y'all"),  ADDRESSED("du"),
    ADDRESSED("ihr"),   ADDRESSED("dich"),    ADDRESSED("euch"),   ADDRESSED("tu"),
    ADDRESSED("t'es"),  ADDRESSED("toi"),     ADDRESSED("vous"),   ADDRESSED("eres"),
    ADDRESSED("usted"), ADDRESSED("ustedes"), ADDRESSED("sois"),   ADDRESSED("ты"),
    ADDRESSED("вы"),    ADDRESSED("тебя"),    ADDRESSED("вас"),    ADDRESSED("тебе"),
    ADDRESSED("вам"),   OTHER("he"),          OTHER("she"),        OTHER("they"),
    OTHER("it"),        OTHER("i"),           OTHER("we"),         OTHER("he's"),
    OTHER("she's"),     OTHER("they're"),     OTHER("it's"),       OTHER("i'm"),
    OTHER("this"),      OTHER("that"),        OTHER("those"),      OTHER("these"),
    OTHER("the"),       OTHER("his"),         OTHER("her"),        OTHER("their"),
    OTHER("my"),        OTHER("our"),         OTHER("your"),       OTHER("him"),
    OTHER("them"),      OTHER("who"),         OTHER("er"),         OTHER("sie"),
    OTHER("es"),        OTHER("ich"),         OTHER("wir"),        OTHER("der"),
    OTHER("die"),       OTHER("das"),         OTHER("dein"),       OTHER("deine"),
    OTHER("il"),        OTHER("elle"),        OTHER("ils"),        OTHER("je"),
    OTHER("ce"),        OTHER("le"),          OTHER("la"),         OTHER("él"),
    OTHER("ella"),      OTHER("ellos"),       OTHER("yo"),         OTHER("el"),
    OTHER("los"),       OTHER("он"),          OTHER("она"),        OTHER("они"),
    OTHER("я"),         OTHER("мы"),          OTHER("это"),        OTHER("эти"),
    OTHER("этот"),      NEGATION("not"),      NEGATION("aren't"),  NEGATION("arent"),
    NEGATION("isn't"),  NEGATION("never"),    NEGATION("ain't"),   NEGATION("no"),
    NEGATION("nicht"),  NEGATION("kein"),     NEGATION("keine"),   NEGATION("pas"),
    NEGATION("не"),     NEGATION("wasn't"),   NEGATION("weren't"), NEGATION("don't"),
    NEGATION("nobody"), NEGATION("hardly"),
};

static enum role role_of(struct str w)
{
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (str_eq(w, roles[i].word))
            return roles[i].role;
    }
    return ROLE_NONE;
}

static bool ends_sentence(struct str w)
{
    return w.n == 1 && strchr(".!?;", w.p[0]);
}

struct aim {
    bool addressed, negated;
};

/* Looks back from the insult to the nearest word that says whom it is about. */
static void aim_before(const struct text *t, size_t token, int reach, struct aim *a)
{
    int words = 0;
    for (size_t i = token; i > 0 && words < reach; i--) {
        struct str w = text_folded(t, t->tokens[i - 1].folded);
        enum role role;
        if (ends_sentence(w))
            return;
        if (t->tokens[i - 1].kind != TOKEN_WORD)
            continue;
        role = role_of(w);
        words++;
        a->negated |= role == ROLE_NEGATION;
        if (role == ROLE_ADDRESSED)
            a->addressed = true;
        if (role == ROLE_ADDRESSED || role == ROLE_OTHER)
            return;
    }
}

static bool is_like(struct str w)
{
    return str_eq(w, STR("like")) || str_eq(w, STR("wie")) || str_eq(w, STR("comme")) ||
           str_eq(w, STR("como")) || str_eq(w, STR("вроде"));
}

/* "idiots like you". */
static void aim_behind(const struct text *t, size_t token, struct aim *a)
{
    if (token + 1 < t->token_count && is_like(text_folded(t, t->tokens[token].folded)) &&
        role_of(text_folded(t, t->tokens[token + 1].folded)) == ROLE_ADDRESSED)
        a->addressed = true;
}

/* An insult that is the whole remark, or its beginning before a comma, is aimed at whom it answers: "Idiot!" */
static bool stands_as_address(const struct text *t, size_t first, size_t behind, uint8_t label)
{
    bool begins = first == 0 || ends_sentence(text_folded(t, t->tokens[first - 1].folded));
    struct str after =
        behind < t->token_count ? text_folded(t, t->tokens[behind].folded) : STR("!");
    return label >= LEXICON_INSULT_STRONG && begins && after.n == 1 && strchr("!.,?", after.p[0]);
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
    struct aim aim = {.addressed = h->label == LEXICON_INSULT_AIMED ||
                                   stands_as_address(d->text, first, behind, h->label)};
    bool quoted = quotes_cover(q, original) || context_reported(d->text, first);
    struct str read_as = scan_disguised(h) ? scan_read_as(h, d->arena) : (struct str){0};
    double weight;
    aim_before(d->text, first, h->label == LEXICON_INSULT_WORD ? REACH_WORD : REACH_BEFORE, &aim);
    aim_behind(d->text, behind, &aim);
    if (h->label == LEXICON_INSULT_WORD && !aim.addressed)
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
        *quoted += quotes_cover(q, e->original);
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
