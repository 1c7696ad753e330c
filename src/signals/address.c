#include "signals/address.h"
#include "signals/words.h"

/* Words of a street's name. */
#define NAME_WORDS_MAX 3
/* Tokens looked at for what makes the street a home: before it, and behind it. */
#define REACH_BEFORE 10
#define REACH_BEHIND 7
/* House numbers have few digits. */
#define NUMBER_BYTES_MAX 5

static bool is_word(const struct text *t, size_t i)
{
    return i < t->token_count && t->tokens[i].kind == TOKEN_WORD;
}

static bool is_english_street(struct str w)
{
    static const struct str words[] = {
        STR_INIT("street"),    STR_INIT("road"),  STR_INIT("avenue"), STR_INIT("lane"),
        STR_INIT("drive"),     STR_INIT("close"), STR_INIT("court"),  STR_INIT("crescent"),
        STR_INIT("terrace"),   STR_INIT("place"), STR_INIT("square"), STR_INIT("gardens"),
        STR_INIT("boulevard"), STR_INIT("mews"),  STR_INIT("row"),    STR_INIT("way"),
        STR_INIT("st"),        STR_INIT("rd"),    STR_INIT("ave"),    STR_INIT("blvd")};
    return IS_ONE_OF(w, words);
}

/* What stands between a number and "street" when no street is meant: "2 men on the street". */
static bool is_glue(struct str w)
{
    static const struct str words[] = {
        STR_INIT("on"),  STR_INIT("of"), STR_INIT("in"),   STR_INIT("the"),   STR_INIT("a"),
        STR_INIT("at"),  STR_INIT("to"), STR_INIT("and"),  STR_INIT("by"),    STR_INIT("from"),
        STR_INIT("per"), STR_INIT("or"), STR_INIT("with"), STR_INIT("their"), STR_INIT("this"),
        STR_INIT("are"), STR_INIT("is"), STR_INIT("took"), STR_INIT("for"),   STR_INIT("cars")};
    return IS_ONE_OF(w, words);
}

/* Streets everybody knows for who works there. */
static bool is_public(struct str w)
{
    static const struct str words[] = {STR_INIT("downing"), STR_INIT("baker"), STR_INIT("wall"),
                                       STR_INIT("fleet"), STR_INIT("pennsylvania")};
    return IS_ONE_OF(w, words);
}

/* "12 Oak Street": the token behind it, or `number`. */
static size_t english_end(const struct text *t, size_t number)
{
    for (size_t i = number + 1; is_word(t, i) && i <= number + 1 + NAME_WORDS_MAX; i++) {
        struct str w = words_token(t, i);
        if (is_glue(w) || is_public(w))
            return number;
        if (i > number + 1 && is_english_street(w))
            return i + 1;
    }
    return number;
}

/* "12, rue des Lilas". */
static size_t french_end(const struct text *t, size_t number)
{
    static const struct str words[] = {
        STR_INIT("rue"),     STR_INIT("avenue"), STR_INIT("boulevard"), STR_INIT("chemin"),
        STR_INIT("impasse"), STR_INIT("allée"),  STR_INIT("quai")};
    size_t i = number + 1;
    i += str_eq(words_token(t, i), STR("bis")) || str_eq(words_token(t, i), STR("ter"));
    i += str_eq(words_token(t, i), STR(","));
    if (!IS_ONE_OF(words_token(t, i), words) || !is_word(t, i + 1))
        return number;
    return is_word(t, i + 2) ? i + 3 : i + 2;
}

/* "Lindenstraße 12", "Lange Straße 12": the token it begins at, or `number`. */
static size_t german_begin(const struct text *t, size_t number)
{
    static const struct str endings[] = {STR_INIT("straße"), STR_INIT("strasse"), STR_INIT("str"),
                                         STR_INIT("gasse"),  STR_INIT("allee"),   STR_INIT("weg"),
                                         STR_INIT("platz"),  STR_INIT("damm"),    STR_INIT("ufer")};
    size_t i = number;
    if (i > 0 && str_eq(words_token(t, i - 1), STR(".")))
        i--;
    if (i == 0 || !is_word(t, i - 1))
        return number;
    struct str w = words_token(t, --i);
    for (size_t e = 0; e < sizeof(endings) / sizeof(endings[0]); e++) {
        if (!str_ends(w, endings[e]))
            continue;
        if (w.n > endings[e].n + 2)
            return i;
        return i > 0 && is_word(t, i - 1) ? i - 1 : number;
    }
    return number;
}

/* "calle Mayor 12", "ул. Ленина, д. 12". */
static size_t leading_begin(const struct text *t, size_t number)
{
    static const struct str streets[] = {
        STR_INIT("calle"),     STR_INIT("avenida"),  STR_INIT("plaza"),   STR_INIT("paseo"),
        STR_INIT("ул"),        STR_INIT("улица"),    STR_INIT("улице"),   STR_INIT("проспект"),
        STR_INIT("проспекте"), STR_INIT("переулок"), STR_INIT("бульвар"), STR_INIT("шоссе")};
    static const struct str between[] = {STR_INIT(","),     STR_INIT("."),    STR_INIT("д"),
                                         STR_INIT("дом"),   STR_INIT("доме"), STR_INIT("nº"),
                                         STR_INIT("número")};
    size_t names = 0;
    for (size_t i = number; i > 0 && names <= NAME_WORDS_MAX; i--) {
        struct str w = words_token(t, i - 1);
        if (IS_ONE_OF(w, streets))
            return names > 0 ? i - 1 : number;
        if (IS_ONE_OF(w, between))
            continue;
        if (!is_word(t, i - 1))
            return number;
        names++;
    }
    return number;
}

static bool says_home(struct str w)
{
    static const struct str words[] = {
        STR_INIT("lives"),     STR_INIT("live"),      STR_INIT("living"),   STR_INIT("lived"),
        STR_INIT("home"),      STR_INIT("house"),     STR_INIT("address"),  STR_INIT("resides"),
        STR_INIT("visit"),     STR_INIT("wohnt"),     STR_INIT("wohnen"),   STR_INIT("adresse"),
        STR_INIT("wohnung"),   STR_INIT("zuhause"),   STR_INIT("habite"),   STR_INIT("habitent"),
        STR_INIT("domicile"),  STR_INIT("vive"),      STR_INIT("viven"),    STR_INIT("domicilio"),
        STR_INIT("dirección"), STR_INIT("живёт"),     STR_INIT("живет"),    STR_INIT("адрес"),
        STR_INIT("адресу"),    STR_INIT("проживает"), STR_INIT("прописан"), STR_INIT("flat"),
        STR_INIT("door")};
    return IS_ONE_OF(w, words);
}

static bool is_flat(struct str w)
{
    static const struct str words[] = {
        STR_INIT("flat"),     STR_INIT("apartment"), STR_INIT("apt"),  STR_INIT("кв"),
        STR_INIT("квартира"), STR_INIT("wohnung"),   STR_INIT("piso"), STR_INIT("appartement")};
    return IS_ONE_OF(w, words);
}

/* "10969 Berlin", "SW4 7AA": five digits before a name, or the two halves of a British code. */
static bool is_postcode(const struct text *t, size_t i)
{
    struct str w = words_token(t, i), next = words_token(t, i + 1);
    if (t->tokens[i].kind == TOKEN_NUMBER)
        return w.n == 5 && is_word(t, i + 1) && char_is_digit(w.p[4]);
    return w.n >= 2 && w.n <= 4 && (char_is_digit(w.p[w.n - 1]) || char_is_digit(w.p[1])) &&
           next.n == 3 && char_is_digit(next.p[0]) && char_is_alpha(next.p[1]) &&
           char_is_alpha(next.p[2]);
}

static bool is_sentence_end(const struct text *t, size_t i)
{
    struct str w = words_token(t, i);
    return w.n == 1 && strchr("!?;", w.p[0]);
}

/* Whether the street of the tokens from `begin` up to `end` is somebody's home. */
static bool is_home(const struct text *t, size_t begin, size_t end, size_t *ret_end)
{
    for (size_t i = end; i < t->token_count && i < end + REACH_BEHIND && !is_sentence_end(t, i);
         i++) {
        if (is_postcode(t, i)) {
            *ret_end = i + 2 < t->token_count ? i + 2 : t->token_count;
            return true;
        }
        if (is_flat(words_token(t, i)) && i + 1 < t->token_count) {
            *ret_end = i + 1;
            return true;
        }
    }
    *ret_end = end;
    for (size_t i = begin; i > 0 && i + REACH_BEFORE > begin && !is_sentence_end(t, i - 1); i--)
        if (says_home(words_token(t, i - 1)))
            return true;
    return false;
}

static bool find_street(const struct text *t, size_t number, size_t *ret_begin, size_t *ret_end)
{
    *ret_begin = number;
    *ret_end = english_end(t, number);
    if (*ret_end == number)
        *ret_end = french_end(t, number);
    if (*ret_end > number)
        return true;
    *ret_end = number + 1;
    *ret_begin = german_begin(t, number);
    if (*ret_begin == number)
        *ret_begin = leading_begin(t, number);
    return *ret_begin < number;
}

bool address_find(const struct text *t, size_t *token, struct span *ret)
{
    for (size_t i = *token; i < t->token_count; i++) {
        size_t begin, end;
        if (t->tokens[i].kind != TOKEN_NUMBER || words_token(t, i).n > NUMBER_BYTES_MAX ||
            words_token(t, i).p[0] == '0')
            continue;
        if (!find_street(t, i, &begin, &end) || !is_home(t, begin, end, &end))
            continue;
        *ret = (struct span){t->tokens[begin].folded.begin, t->tokens[end - 1].folded.end};
        *token = end > i ? end : i + 1;
        return true;
    }
    return false;
}
