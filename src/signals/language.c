/* The language of the comment; abstains when there is too little to tell, or two languages are as
 * likely. */
#include "signals/detect.h"
#include "base/utf8.h"
#include "signals/language_model.h"

/* Letters and probability from which the language is named, and from which it may be held against a comment:
 * models/language.md has what was measured. Languages the model does not know come out as a near relative. */
#define NAMED_LETTERS      12
#define NAMED_PROBABILITY  0.6
#define SURE_LETTERS       32
#define SURE_LETTERS_DENSE 8 /* in scripts where a character is a syllable or a word */
#define SURE_WORDS         4
#define SURE_PROBABILITY   0.98
#define MANY_WORDS         7    /* of which not all are names */
#define SITE_PROBABILITY   0.01 /* of being in the site's language, under which it is not */

struct script {
    const char *code;
    uint32_t begin, end;
};

/* Scripts of one language among those a reader is likely to meet; the model never saw them. */
static const struct script scripts[] = {
    {"el", 0x370, 0x400},   {"hy", 0x530, 0x590},   {"he", 0x590, 0x600},   {"bn", 0x980, 0xa00},
    {"pa", 0xa00, 0xa80},   {"gu", 0xa80, 0xb00},   {"ta", 0xb80, 0xc00},   {"te", 0xc00, 0xc80},
    {"kn", 0xc80, 0xd00},   {"ml", 0xd00, 0xd80},   {"si", 0xd80, 0xe00},   {"th", 0xe00, 0xe80},
    {"lo", 0xe80, 0xf00},   {"my", 0x1000, 0x10a0}, {"ka", 0x10a0, 0x1100}, {"am", 0x1200, 0x1380},
    {"km", 0x1780, 0x1800},
};
/* Words of the text that are looked at for its script. */
#define SCRIPT_WORDS 64

struct str signals_language(size_t number)
{
    if (number < language_model.languages)
        return str_make(language_model.code[number], 2);
    number -= language_model.languages;
    if (number < sizeof(scripts) / sizeof(scripts[0]))
        return str_from_cstr(scripts[number].code);
    return (struct str){0};
}

static const char *script_of(uint32_t c)
{
    if (c < scripts[0].begin)
        return NULL;
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        if (c >= scripts[i].begin && c < scripts[i].end)
            return scripts[i].code;
    }
    return NULL;
}

static const char *token_script(const struct text *t, size_t i)
{
    size_t length;
    return script_of(utf8_decode(t->folded, t->tokens[i].folded.begin, &length));
}

/* The language whose script more than half of the words at the beginning are of, or NULL: the first such script is
 * the only candidate, one Greek letter in an English text makes no Greek. */
static const char *language_by_script(const struct text *t)
{
    const char *code = NULL;
    int of_script = 0, seen = 0;
    for (size_t i = 0; i < t->token_count && seen < SCRIPT_WORDS; i++) {
        const char *script;
        if (t->tokens[i].kind != TOKEN_WORD)
            continue;
        seen++;
        script = token_script(t, i);
        code = code ? code : script;
        of_script += script && script == code;
    }
    return of_script * 2 > seen ? code : NULL;
}

static bool is_dense(struct str code)
{
    return str_eq(code, STR("zh")) || str_eq(code, STR("ja")) || str_eq(code, STR("ko")) ||
           str_eq(code, STR("th"));
}

static double probability_of(const struct language_guess *g, struct str code)
{
    for (uint32_t k = 0; k < language_model.languages; k++) {
        if (str_eq(code, str_make(language_model.code[k], 2)))
            return g->probability[k];
    }
    return 0;
}

/* Whether so much text of so little likeness to the site's language is foreign. It may be of a language that the model
 * does not know by name; a few words must be surely of one, as they may all be names. */
static bool is_foreign(const struct ngrams *n, struct str code, double probability, double of_site)
{
    bool named = n->words >= SURE_WORDS && probability >= SURE_PROBABILITY;
    bool enough = is_dense(code) ? n->letters >= SURE_LETTERS_DENSE
                                 : n->letters >= SURE_LETTERS && (named || n->words >= MANY_WORDS);
    return enough && of_site < SITE_PROBABILITY;
}

static void compare_with_site(struct detection *d, const struct ngrams *n, struct str code,
                              double probability, double of_site)
{
    struct str site = str_slice(d->context->site_language, 0, 2);
    bool named = probability >= NAMED_PROBABILITY;
    if (site.n < 2)
        return;
    if (named && str_eq(code, site)) {
        detect_bool(d, SIG_LANGUAGE_FOREIGN, false);
    } else if (is_foreign(n, code, probability, of_site)) {
        detect_bool(d, SIG_LANGUAGE_FOREIGN, true);
        detect_evidence_whole(d, SIG_LANGUAGE_FOREIGN);
    }
}

static void say(struct detection *d, const struct ngrams *n, struct str code, double probability,
                double of_site)
{
    detect_number(d, SIG_LANGUAGE_CONFIDENCE, probability);
    if (n->letters < NAMED_LETTERS && !is_dense(code))
        return;
    if (probability >= NAMED_PROBABILITY)
        detect_string(d, SIG_LANGUAGE_CODE, code);
    compare_with_site(d, n, code, probability, of_site);
}

void detect_language(struct detection *d)
{
    struct ngrams *n = ARENA_NEW(d->arena, struct ngrams);
    struct language_guess guess;
    const char *script;
    if (!n)
        return;
    ngrams_collect(d->text->folded, n);
    if (n->letters == 0)
        return;
    script = language_by_script(d->text);
    if (script) {
        say(d, n, str_from_cstr(script), 0.99, 0);
        return;
    }
    language_guess(&language_model, n, &guess);
    say(d, n, str_make(language_model.code[guess.best], 2), guess.probability[guess.best],
        probability_of(&guess, str_slice(d->context->site_language, 0, 2)));
}
