/*
 * Children and young people: written about in a sexual way, or given away by name, school or address.
 *
 * A name is two capitalised words behind "is called" and its kin; a place is a school or a street by name behind
 * "goes to", "lives in" and their kin; either near a word for a child.
 */
#include "signals/rules.h"
#include "signals/words.h"

/* Tokens looked over for the child before, and for the name or place behind, the giving away. */
#define REACH_CHILD 14
#define REACH_PLACE 7

static const struct rule rules[] = {
    {SIG_MINORS_SEXUAL, 0.95, {HARM(ABUSE), HARM(OFFER) | HARM(SOURCE)}, {0, 8}, 0},
    {SIG_MINORS_SEXUAL,
     0.95,
     {HARM(OFFER) | HARM(SOURCE), HARM(ABUSE)},
     {0, 8},
     0,
     .despite = MENTION_QUESTION},
    {SIG_MINORS_SEXUAL, 0.85, {HARM(MINOR), HARM(SEXUAL)}, {0, 3}, HARM(COND)},
    {SIG_MINORS_SEXUAL, 0.85, {HARM(SEXUAL), HARM(MINOR)}, {0, 3}, HARM(COND)},
    {SIG_MINORS_SEXUAL, 0.90, {HARM(CONSENT)}},
};

static bool is_child(struct str w)
{
    static const struct str words[] = {
        STR_INIT("boy"),     STR_INIT("girl"),     STR_INIT("teenager"), STR_INIT("lad"),
        STR_INIT("son"),     STR_INIT("daughter"), STR_INIT("junge"),    STR_INIT("madchen"),
        STR_INIT("mädchen"), STR_INIT("sohn"),     STR_INIT("tochter"),  STR_INIT("kind"),
        STR_INIT("garçon"),  STR_INIT("fille"),    STR_INIT("fils"),     STR_INIT("enfant"),
        STR_INIT("niño"),    STR_INIT("niña"),     STR_INIT("hijo"),     STR_INIT("hija"),
        STR_INIT("мальчик"), STR_INIT("девочка"),  STR_INIT("ребёнок"),  STR_INIT("ребенок"),
        STR_INIT("сын"),     STR_INIT("дочь"),     STR_INIT("сына"),     STR_INIT("дочери")};
    return IS_ONE_OF(w, words);
}

static bool is_place(struct str w)
{
    static const struct str words[] = {
        STR_INIT("school"),      STR_INIT("primary"),      STR_INIT("academy"),
        STR_INIT("nursery"),     STR_INIT("kindergarten"), STR_INIT("street"),
        STR_INIT("road"),        STR_INIT("avenue"),       STR_INIT("lane"),
        STR_INIT("close"),       STR_INIT("crescent"),     STR_INIT("terrace"),
        STR_INIT("grundschule"), STR_INIT("gymnasium"),    STR_INIT("realschule"),
        STR_INIT("schule"),      STR_INIT("école"),        STR_INIT("collège"),
        STR_INIT("lycée"),       STR_INIT("rue"),          STR_INIT("escuela"),
        STR_INIT("colegio"),     STR_INIT("instituto"),    STR_INIT("calle"),
        STR_INIT("школа"),       STR_INIT("школу"),        STR_INIT("школе"),
        STR_INIT("улице"),       STR_INIT("гимназию"),     STR_INIT("гимназии")};
    return IS_ONE_OF(w, words) || str_ends(w, STR("straße")) || str_ends(w, STR("strasse"));
}

/* Folding changed its first character: it was a capital. */
static bool begins_upper(const struct text *t, size_t i)
{
    const struct token *k = &t->tokens[i];
    const char *was = t->original.p + k->original.begin, *is = t->folded.p + k->folded.begin;
    if (k->kind != TOKEN_WORD || k->altered)
        return false;
    return was[0] != is[0] || ((unsigned char)was[0] >= 0xc3 && was[1] != is[1]);
}

/* Whether a child is spoken of in the tokens before the hit. */
static bool child_before(const struct text *t, const struct harm *h, uint32_t hit)
{
    uint32_t at = h->hit[hit].first;
    for (uint32_t i = hit; i > 0 && h->hit[i - 1].behind + REACH_CHILD >= at; i--) {
        if (h->hit[i - 1].kinds & HARM(MINOR))
            return true;
    }
    for (uint32_t back = 1; back <= REACH_CHILD && back <= at; back++) {
        struct str w = words_token(t, at - back);
        if (is_child(str_ends(w, STR("'s")) ? str_slice(w, 0, w.n - 2) : w))
            return true;
    }
    return false;
}

/* Two capitalised words at once behind: first name and family name. */
static uint32_t name_end(const struct text *t, uint32_t at)
{
    bool name = at + 1 < t->token_count && begins_upper(t, at) && begins_upper(t, at + 1);
    return name ? at + 2 : at;
}

/* A place with a name of its own; returns the token behind it, or `at`. */
static uint32_t place_end(const struct text *t, uint32_t at)
{
    bool named = false, place = false;
    for (uint32_t i = at; i < at + REACH_PLACE && i < t->token_count; i++) {
        if (t->tokens[i].kind == TOKEN_SYMBOL &&
            strchr(".!?;", t->folded.p[t->tokens[i].folded.begin]))
            break;
        place |= is_place(words_token(t, i));
        named |= begins_upper(t, i) && !str_eq(words_token(t, i), STR("school"));
        if (place && named)
            return i + 1;
    }
    return at;
}

static bool is_naming(const struct text *t, const struct harm_hit *k)
{
    static const struct str words[] = {
        STR_INIT("is"),      STR_INIT("called"), STR_INIT("named"), STR_INIT("heißt"),
        STR_INIT("heisst"),  STR_INIT("ist"),    STR_INIT("est"),   STR_INIT("s'appelle"),
        STR_INIT("appelle"), STR_INIT("llama"),  STR_INIT("зовут"), STR_INIT("es")};
    return k->behind > k->first && IS_ONE_OF(words_token(t, k->behind - 1), words);
}

struct exposure {
    uint32_t named, placed;
    uint32_t end; /* token behind the last one: "is called" has "called" in it */
};

static void expose(struct detection *d, const struct harm *h, uint32_t hit, struct exposure *e)
{
    const struct harm_hit *k = &h->hit[hit];
    const struct text *t = d->text;
    bool naming = is_naming(t, k);
    uint32_t end = naming ? name_end(t, k->behind) : place_end(t, k->behind);
    if (end == k->behind || end == e->end || !child_before(t, h, hit) ||
        (mention_of(d, h, hit, hit) & (MENTION_QUOTED | MENTION_NEGATED)))
        return;
    e->end = end;
    e->named += naming;
    e->placed += !naming;
    detect_evidence(d, naming ? SIG_MINORS_NAMED : SIG_MINORS_PLACED,
                    (struct span){k->original.begin, t->tokens[end - 1].original.end},
                    (struct str){0});
}

void detect_minors(struct detection *d)
{
    const struct harm *h = harm_get(d);
    struct exposure e = {0};
    RULES_RUN(d, rules, SIG_MINORS_SCORE);
    if (!h)
        return;
    for (uint32_t i = 0; i < h->count && (h->present & HARM(REVEAL)); i++) {
        if (h->hit[i].kinds & HARM(REVEAL))
            expose(d, h, i, &e);
    }
    detect_number(d, SIG_MINORS_NAMED, e.named);
    detect_number(d, SIG_MINORS_PLACED, e.placed);
}
