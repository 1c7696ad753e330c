#include "cli/eval_language.h"

#include <stdlib.h>

static const size_t band_ends[EVAL_BANDS] = {20, 50, 100, 200, SIZE_MAX};
static const char *const band_names[EVAL_BANDS] = {"1 to 19", "20 to 49", "50 to 99", "100 to 199",
                                                   "200 and more"};

/* ISO 639-3 and 639-2 of the languages that have a code of two letters and are likely in data sets. */
static const struct {
    const char *three, *two;
} codes[] = {
    {"ara", "ar"}, {"aze", "az"}, {"bel", "be"}, {"ben", "bn"}, {"bul", "bg"}, {"cat", "ca"},
    {"ces", "cs"}, {"cze", "cs"}, {"cmn", "zh"}, {"zho", "zh"}, {"dan", "da"}, {"deu", "de"},
    {"ger", "de"}, {"ell", "el"}, {"gre", "el"}, {"eng", "en"}, {"est", "et"}, {"fas", "fa"},
    {"pes", "fa"}, {"fin", "fi"}, {"fra", "fr"}, {"fre", "fr"}, {"heb", "he"}, {"hin", "hi"},
    {"hrv", "hr"}, {"hun", "hu"}, {"hye", "hy"}, {"ind", "id"}, {"ita", "it"}, {"jpn", "ja"},
    {"kat", "ka"}, {"kaz", "kk"}, {"kor", "ko"}, {"lav", "lv"}, {"lit", "lt"}, {"mkd", "mk"},
    {"nld", "nl"}, {"dut", "nl"}, {"nob", "no"}, {"nor", "no"}, {"pol", "pl"}, {"por", "pt"},
    {"ron", "ro"}, {"rum", "ro"}, {"rus", "ru"}, {"slk", "sk"}, {"slv", "sl"}, {"spa", "es"},
    {"srp", "sr"}, {"swe", "sv"}, {"tha", "th"}, {"tur", "tr"}, {"ukr", "uk"}, {"vie", "vi"},
};

struct str eval_language_code(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '-' || s.p[i] == '_')
            s.n = i;
    for (size_t i = 0; s.n == 3 && i < sizeof codes / sizeof codes[0]; i++)
        if (str_eq_ascii_case(s, str_from_cstr(codes[i].three)))
            return str_from_cstr(codes[i].two);
    return s;
}

static size_t band_of(size_t characters)
{
    size_t band = 0;
    while (characters >= band_ends[band])
        band++;
    return band;
}

static size_t language_index(struct eval_language *l, struct arena *a, struct str name)
{
    size_t i = 0;
    while (i < l->language_count && !str_eq_ascii_case(l->languages[i].name, name))
        i++;
    if (i == l->language_count && i < EVAL_LANGUAGES_MAX) {
        l->languages[i].name = arena_dup(a, name);
        l->language_count++;
    }
    return i;
}

static void add_confusion(struct eval_language *l, struct str is, struct str named)
{
    size_t i = 0;
    while (i < l->confusion_count &&
           !(str_eq(l->confusions[i].is, is) && str_eq(l->confusions[i].named, named)))
        i++;
    if (i == EVAL_CONFUSIONS_MAX)
        return;
    l->confusion_count += i == l->confusion_count;
    l->confusions[i].is = is;
    l->confusions[i].named = named;
    l->confusions[i].count++;
}

void eval_language_add(struct eval_language *l, struct arena *a, struct str is, struct str named,
                       size_t characters)
{
    is = eval_language_code(is);
    size_t i = language_index(l, a, is);
    if (is.n == 0 || i == EVAL_LANGUAGES_MAX) {
        l->not_counted++;
        return;
    }
    struct eval_language_count *c = &l->languages[i].bands[band_of(characters)];
    if (named.n == 0) {
        c->abstained++;
        return;
    }
    bool right = str_eq_ascii_case(named, l->languages[i].name);
    c->right += right;
    c->wrong += !right;
    size_t other = right ? EVAL_LANGUAGES_MAX : language_index(l, a, named);
    if (other == EVAL_LANGUAGES_MAX)
        return;
    l->languages[other].taken_for[band_of(characters)]++;
    add_confusion(l, l->languages[i].name, l->languages[other].name);
}

/* --- tables --- */

static struct eval_language_count sum(struct eval_language_count a, struct eval_language_count b)
{
    return (struct eval_language_count){a.right + b.right, a.wrong + b.wrong,
                                        a.abstained + b.abstained};
}

static void put_counts(struct eval_table *t, struct eval_language_count c)
{
    int64_t named = c.right + c.wrong, all = named + c.abstained;
    eval_put_count(t, all);
    eval_put_share(t, c.right, all);
    eval_put_share(t, c.right, named);
    eval_put_share(t, c.wrong, all);
    eval_put_share(t, c.abstained, all);
}

static void put_bands(const struct eval_language *l, struct str set, struct eval_book *b)
{
    static const char *const columns[] = {"characters", "texts",     "right", "right of named",
                                          "wrong",      "abstained", NULL};
    struct eval_table *t =
        eval_table_add(b, set, "language_length", STR("language named, by length"), columns);
    struct eval_language_count all = {0};
    for (size_t band = 0; band < EVAL_BANDS; band++) {
        struct eval_language_count c = {0};
        for (size_t i = 0; i < l->language_count; i++)
            c = sum(c, l->languages[i].bands[band]);
        all = sum(all, c);
        if (c.right + c.wrong + c.abstained == 0)
            continue;
        eval_row_add(b, t);
        eval_put_text(t, str_from_cstr(band_names[band]));
        put_counts(t, c);
    }
    eval_row_add(b, t);
    eval_put_text(t, STR("all"));
    put_counts(t, all);
}

static void put_languages(const struct eval_language *l, struct str set, struct eval_book *b)
{
    static const char *const columns[] = {"language",        "texts", "right",
                                          "right of named",  "wrong", "abstained",
                                          "others so named", NULL};
    struct eval_table *t =
        eval_table_add(b, set, "language", STR("language named, by language"), columns);
    for (size_t i = 0; i < l->language_count; i++) {
        struct eval_language_count c = {0};
        int64_t taken_for = 0;
        for (size_t band = 0; band < EVAL_BANDS; band++) {
            c = sum(c, l->languages[i].bands[band]);
            taken_for += l->languages[i].taken_for[band];
        }
        if (c.right + c.wrong + c.abstained == 0)
            continue;
        eval_row_add(b, t);
        eval_put_text(t, l->languages[i].name);
        put_counts(t, c);
        eval_put_count(t, taken_for);
    }
}

/* The most frequent first, by repeated search: there are few. */
static void put_confusions(const struct eval_language *l, struct str set, struct eval_book *b)
{
    static const char *const columns[] = {"is", "named", "texts", NULL};
    struct eval_table *t =
        eval_table_add(b, set, "language_confusions", STR("most frequent confusions"), columns);
    bool shown[EVAL_CONFUSIONS_MAX] = {false};
    for (int place = 0; place < 10; place++) {
        size_t best = EVAL_CONFUSIONS_MAX;
        for (size_t i = 0; i < l->confusion_count; i++)
            if (!shown[i] &&
                (best == EVAL_CONFUSIONS_MAX || l->confusions[i].count > l->confusions[best].count))
                best = i;
        if (best == EVAL_CONFUSIONS_MAX)
            return;
        shown[best] = true;
        eval_row_add(b, t);
        eval_put_text(t, l->confusions[best].is);
        eval_put_text(t, l->confusions[best].named);
        eval_put_count(t, l->confusions[best].count);
    }
}

/* Whether texts in the site's language pass for that, and others do not; who abstains lets a text pass. */
static void put_gate(const struct eval_language *l, struct str set, struct str gate,
                     struct eval_book *b)
{
    static const char *const columns[] = {"characters",  "texts",       "named so",
                                          "named other", "other texts", "of them named so",
                                          "not named",   NULL};
    size_t own = 0;
    while (own < l->language_count && !str_eq(l->languages[own].name, gate))
        own++;
    struct eval_table *t =
        eval_table_add(b, set, "language_gate",
                       arena_printf(b->arena, "the gate for %.*s", STR_ARG(gate)), columns);
    for (size_t band = 0; own < l->language_count && band < EVAL_BANDS; band++) {
        struct eval_language_count is = l->languages[own].bands[band], others = {0};
        for (size_t i = 0; i < l->language_count; i++)
            others = sum(others,
                         i != own ? l->languages[i].bands[band] : (struct eval_language_count){0});
        int64_t all = is.right + is.wrong + is.abstained;
        int64_t rest = others.right + others.wrong + others.abstained;
        if (all + rest == 0)
            continue;
        eval_row_add(b, t);
        eval_put_text(t, str_from_cstr(band_names[band]));
        eval_put_count(t, all);
        eval_put_share(t, is.right, all);
        eval_put_share(t, is.wrong, all);
        eval_put_count(t, rest);
        eval_put_share(t, l->languages[own].taken_for[band], rest);
        eval_put_share(t, others.abstained, rest);
    }
}

static int by_name(const void *a, const void *b)
{
    const struct eval_language_one *x = a, *y = b;
    return str_compare(x->name, y->name);
}

void eval_language_tables(struct eval_language *l, struct str set, struct str gate,
                          struct eval_book *b)
{
    if (l->language_count == 0)
        return;
    qsort(l->languages, l->language_count, sizeof l->languages[0], by_name);
    put_bands(l, set, b);
    put_gate(l, set, gate, b);
    put_languages(l, set, b);
    put_confusions(l, set, b);
}
