#include "community/account/name_judge.h"

#include "community/account/name_look.h"
#include "signals/signals.h"

/* Words beside the innocent ones: a family name may be one, whatever it says. */
#define OTHERS_MAX 1

static const enum signal_id grave[] = {
    SIG_PROFANITY_COUNT, SIG_PROFANITY_SLURS,  SIG_PROFANITY_SEXUAL, SIG_PROFANITY_HINT,
    SIG_HATE_CALLS,      SIG_HATE_DEHUMANISED, SIG_HATE_CONTEMPT,    SIG_THREAT_DIRECT,
    SIG_THREAT_OTHERS,   SIG_THREAT_WISHES,    SIG_MINORS_SEXUAL,    SIG_INCITE_VIOLENCE,
    SIG_INCITE_PRAISES,  SIG_SELFHARM_URGED,   SIG_LINKS_COUNT,      SIG_PRIVACY_EMAIL,
    SIG_PRIVACY_PHONE,   SIG_PRIVACY_CARD,     SIG_PRIVACY_IBAN,     SIG_CONTACT_MESSENGER,
};
#define GRAVE_COUNT (sizeof grave / sizeof grave[0])

static enum rc measure(const struct signals *signals, struct arena *a, struct str text, bool *found)
{
    struct text prepared;
    struct facts facts;
    struct signals_wanted wanted = {0};
    for (size_t i = 0; i < GRAVE_COUNT; i++)
        signals_want(&wanted, grave[i]);
    enum rc rc = text_prepare(a, text, &prepared);
    if (rc == RC_OK)
        rc = signals_measure_wanted(signals, &prepared, &(struct signal_context){0}, wanted, a,
                                    &facts);
    for (size_t i = 0; rc == RC_OK && i < GRAVE_COUNT; i++)
        *found |= facts.value[grave[i]].known && facts.value[grave[i]].number > 0;
    return rc;
}

static bool is_separator(char c)
{
    return c == '.' || c == '-' || c == '_' || c == ' ';
}

static enum rc spaced(struct arena *a, struct str name, struct str *ret)
{
    char *p = arena_alloc(a, name.n + 1);
    if (p == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < name.n; i++)
        p[i] = is_separator(name.p[i]) ? ' ' : name.p[i];
    *ret = str_make(p, name.n);
    return RC_OK;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static enum rc read_name(const struct signals *signals, struct arena *a, struct str name,
                         struct str words, bool *found)
{
    struct name_skeleton looks;
    enum rc rc = measure(signals, a, name, found);
    if (rc == RC_OK && !*found)
        rc = measure(signals, a, words, found);
    if (rc == RC_OK && !*found)
        rc = name_skeleton(a, name, &looks);
    return rc == RC_OK && !*found && !is_ascii(name) && is_ascii(looks.small)
               ? measure(signals, a, looks.small, found)
               : rc;
}

/* --- names that are such words --- */

enum part { PART_OTHER, PART_INNOCENT, PART_PARTICLE };

static enum rc part_of(struct arena *a, struct str word, enum part *ret)
{
    static const struct {
        enum part part;
        struct str word;
    } known[] = {
#define NAME_INNOCENT(word) {PART_INNOCENT, STR_INIT(word)},
#define NAME_PARTICLE(word) {PART_PARTICLE, STR_INIT(word)},
#include "community/account/name_innocent.def"
#undef NAME_INNOCENT
#undef NAME_PARTICLE
    };
    struct name_skeleton looks, other;
    enum rc rc = name_skeleton(a, word, &looks);
    *ret = PART_OTHER;
    for (size_t i = 0; rc == RC_OK && i < sizeof known / sizeof known[0]; i++) {
        rc = name_skeleton(a, known[i].word, &other);
        if (rc == RC_OK && str_eq(looks.small, other.small)) {
            *ret = known[i].part;
            return RC_OK;
        }
    }
    return rc;
}

/* What remains of the words without the innocent ones, and whether they may excuse it: one is there, and at most one word
 * that is no part of a name we know. */
static enum rc take_innocent(struct arena *a, struct str words, struct str *ret, bool *ret_excused)
{
    size_t n = 0, innocent = 0, others = 0;
    char *left = arena_alloc(a, words.n + 1);
    enum rc rc = left != NULL ? RC_OK : RC_NO_MEMORY;
    while (rc == RC_OK && words.n > 0) {
        struct str word = str_split(&words, ' ');
        enum part part = PART_OTHER;
        if (word.n == 0)
            continue;
        rc = part_of(a, word, &part);
        innocent += part == PART_INNOCENT;
        others += part == PART_OTHER;
        for (size_t i = 0; part == PART_OTHER && i < word.n; i++)
            left[n++] = word.p[i];
    }
    *ret = str_make(left, n);
    *ret_excused = innocent > 0 && others <= OTHERS_MAX;
    return rc;
}

enum rc name_judge(const struct signals *signals, struct arena *a, struct str name,
                   bool *ret_refused)
{
    struct str words, left;
    bool found = false, excused = false;
    enum rc rc = spaced(a, name, &words);
    if (rc == RC_OK)
        rc = read_name(signals, a, name, words, &found);
    if (rc == RC_OK && found)
        rc = take_innocent(a, words, &left, &excused);
    if (rc == RC_OK && found && excused) {
        found = false;
        rc = read_name(signals, a, left, left, &found);
    }
    *ret_refused = found;
    return rc;
}
