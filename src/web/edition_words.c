#include "web/edition_words.h"

#include "base/buf.h"
#include "words/words.h"

#define LANGUAGES     6
#define FILLED_MAX    ((size_t)1024)
#define CONDITION_MAX ((size_t)32 * 1024)

struct edition_words {
    const char *language;
    const char *words[WORD_COUNT];
};

#define WORDS_FIRST(id, en, de, fr, es, ru, ar)  [WORD_##id] = en,
#define WORDS_SECOND(id, en, de, fr, es, ru, ar) [WORD_##id] = de,
#define WORDS_THIRD(id, en, de, fr, es, ru, ar)  [WORD_##id] = fr,
#define WORDS_FOURTH(id, en, de, fr, es, ru, ar) [WORD_##id] = es,
#define WORDS_FIFTH(id, en, de, fr, es, ru, ar)  [WORD_##id] = ru,
#define WORDS_SIXTH(id, en, de, fr, es, ru, ar)  [WORD_##id] = ar,

static const struct edition_words tables[LANGUAGES] = {
#define WORDS WORDS_FIRST
    {"en",
     {
#include "web/edition_words.def"
     }},
#undef WORDS
#define WORDS WORDS_SECOND
    {"de",
     {
#include "web/edition_words.def"
     }},
#undef WORDS
#define WORDS WORDS_THIRD
    {"fr",
     {
#include "web/edition_words.def"
     }},
#undef WORDS
#define WORDS WORDS_FOURTH
    {"es",
     {
#include "web/edition_words.def"
     }},
#undef WORDS
#define WORDS WORDS_FIFTH
    {"ru",
     {
#include "web/edition_words.def"
     }},
#undef WORDS
#define WORDS WORDS_SIXTH
    {"ar",
     {
#include "web/edition_words.def"
     }},
#undef WORDS
};

static struct str primary(struct str language)
{
    return str_split(&language, '-');
}

const struct edition_words *edition_words_for(struct str language)
{
    for (size_t i = 0; i < LANGUAGES; i++)
        if (str_eq(primary(language), str_from_cstr(tables[i].language)))
            return &tables[i];
    return &tables[0];
}

struct str edition_words_language(const struct edition_words *w)
{
    return str_from_cstr(w->language);
}

struct str edition_words_get(const struct edition_words *w, enum edition_word word)
{
    return str_from_cstr(w->words[word]);
}

struct str edition_words_fill(const struct edition_words *w, enum edition_word word,
                              const struct str *values, size_t count, struct arena *a)
{
    struct str rest = edition_words_get(w, word);
    struct buf out;
    buf_init(&out, FILLED_MAX);
    for (size_t i = 0; i < count; i++) {
        size_t hole = str_find(rest, STR("{}"), 0);
        if (hole == STR_NONE)
            break;
        buf_put(&out, str_slice(rest, 0, hole));
        buf_put(&out, values[i]);
        rest = str_slice(rest, hole + 2, rest.n);
    }
    buf_put(&out, rest);
    struct str filled = arena_dup(a, buf_status(&out) == RC_OK ? buf_str(&out) : STR(""));
    buf_release(&out);
    return filled;
}

struct str edition_words_label(const struct edition_words *w, enum consequence c)
{
    static const enum edition_word labels[] = {
        [CONSEQUENCE_PUBLISH] = WORD_PUBLISHED, [CONSEQUENCE_FLAG] = WORD_FLAGGED,
        [CONSEQUENCE_NUDGE] = WORD_NUDGED,      [CONSEQUENCE_HOLD] = WORD_HELD,
        [CONSEQUENCE_REMOVE] = WORD_REMOVED,
    };
    return edition_words_get(w, labels[c]);
}

struct str edition_words_sentence(const struct edition_words *w, enum consequence c)
{
    static const enum edition_word sentences[] = {
        [CONSEQUENCE_PUBLISH] = WORD_THEN_PUBLISH, [CONSEQUENCE_FLAG] = WORD_THEN_FLAG,
        [CONSEQUENCE_NUDGE] = WORD_THEN_NUDGE,     [CONSEQUENCE_HOLD] = WORD_THEN_HOLD,
        [CONSEQUENCE_REMOVE] = WORD_THEN_REMOVE,
    };
    return edition_words_get(w, sentences[c]);
}

struct str edition_words_category(const struct edition_words *w, struct str category)
{
    for (int i = WORD_CATEGORY_FIRST; i <= WORD_CATEGORY_LAST; i++)
        if (str_eq(edition_words_get(&tables[0], (enum edition_word)i), category))
            return edition_words_get(w, (enum edition_word)i);
    return category;
}

struct str edition_words_day(const struct edition_words *w, int64_t year, int month, int day,
                             struct arena *a)
{
    return words_date(words_for(edition_words_language(w)), WORDS_DAY,
                      &(struct words_moment){.year = year, .month = month, .day = day}, a);
}

struct str edition_words_number(const struct edition_words *w, double value, struct arena *a)
{
    return words_decimal(words_for(edition_words_language(w)), value, a);
}

struct str edition_words_percent(const struct edition_words *w, double share, struct arena *a)
{
    return words_percent(words_for(edition_words_language(w)), share, a);
}

/* --- conditions --- */
static const struct operator_words {
    const char *written;
    const char *shown; /* NULL: one of the language's words */
    enum edition_word word;
} operators[] = {
    {"&&", NULL, WORD_AND}, {"||", NULL, WORD_OR}, {">=", "≥", 0},        {"<=", "≤", 0},
    {"==", "=", 0},         {"!=", "≠", 0},        {"!", NULL, WORD_NOT},
};

/* The operator that stands at the beginning, or NULL. */
static const struct operator_words *operator_at(struct str rest)
{
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        if (str_starts(rest, str_from_cstr(operators[i].written)))
            return &operators[i];
    return NULL;
}

/* The bytes of the text that begins with this quotation mark, both marks included. */
static size_t text_length(struct str rest)
{
    size_t i = 1;
    while (i < rest.n && rest.p[i] != rest.p[0])
        i += rest.p[i] == '\\' ? 2 : 1;
    return i < rest.n ? i + 1 : rest.n;
}

struct str edition_words_condition(const struct edition_words *w, struct str condition,
                                   struct arena *a)
{
    struct buf out;
    buf_init(&out, CONDITION_MAX);
    for (size_t i = 0; i < condition.n;) {
        struct str rest = str_slice(condition, i, condition.n);
        const struct operator_words *op = operator_at(rest);
        size_t n = op != NULL                              ? strlen(op->written)
                   : rest.p[0] == '"' || rest.p[0] == '\'' ? text_length(rest)
                                                           : 1;
        if (op == NULL)
            buf_put(&out, str_slice(rest, 0, n));
        else if (op->shown != NULL)
            buf_put(&out, str_from_cstr(op->shown));
        else
            buf_put(&out, edition_words_get(w, op->word));
        if (op != NULL && op->word == WORD_NOT)
            buf_put_char(&out, ' ');
        i += n;
    }
    struct str words = arena_dup(a, buf_status(&out) == RC_OK ? buf_str(&out) : condition);
    buf_release(&out);
    return words;
}

/* --- languages --- */
struct str edition_words_own_name(struct str language)
{
    static const struct {
        const char *code, *name;
    } names[] = {
        {"ar", "العربية"},  {"be", "Беларуская"}, {"bg", "Български"},   {"ca", "Català"},
        {"cs", "Čeština"},  {"cy", "Cymraeg"},    {"da", "Dansk"},       {"de", "Deutsch"},
        {"el", "Ελληνικά"}, {"en", "English"},    {"es", "Español"},     {"et", "Eesti"},
        {"eu", "Euskara"},  {"fa", "فارسی"},      {"fi", "Suomi"},       {"fr", "Français"},
        {"ga", "Gaeilge"},  {"gl", "Galego"},     {"he", "עברית"},       {"hr", "Hrvatski"},
        {"hu", "Magyar"},   {"hy", "Հայերեն"},    {"it", "Italiano"},    {"ja", "日本語"},
        {"ka", "ქართული"},  {"kk", "Қазақша"},    {"ko", "한국어"},      {"lt", "Lietuvių"},
        {"lv", "Latviešu"}, {"mk", "Македонски"}, {"nb", "Norsk"},       {"nl", "Nederlands"},
        {"no", "Norsk"},    {"pl", "Polski"},     {"pt", "Português"},   {"ro", "Română"},
        {"ru", "Русский"},  {"sk", "Slovenčina"}, {"sl", "Slovenščina"}, {"sq", "Shqip"},
        {"sr", "Српски"},   {"sv", "Svenska"},    {"tr", "Türkçe"},      {"uk", "Українська"},
        {"ur", "اردو"},     {"zh", "中文"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (str_eq(primary(language), str_from_cstr(names[i].code)))
            return str_from_cstr(names[i].name);
    return language;
}
