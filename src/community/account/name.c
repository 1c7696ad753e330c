#include "community/account/name.h"

#include <unicase.h>
#include <unictype.h>

#include "base/utf8.h"
#include "community/account/nfc.h"

static bool is_separator(uint32_t c)
{
    return c == '.' || c == '-' || c == '_' || c == ' ';
}

/* --- the same name --- */

/* NFKC makes at most eleven times as much of UTF-8 (Unicode Standard Annex 15, "Maximum Expansion Factors"). */
#define SPELLING_GROWTH 12

/* How it is spelt, without case, forms of one letter and separators. */
static enum rc spell(struct arena *a, struct str name, struct str *ret)
{
    size_t n = name.n * SPELLING_GROWTH + 1, out = 0;
    char *p = arena_alloc(a, n);
    if (p == NULL)
        return RC_NO_MEMORY;
    if (u8_casefold((const uint8_t *)name.p, name.n, NULL, UNINORM_NFKC, (uint8_t *)p, &n) !=
        (uint8_t *)p)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (!is_separator((unsigned char)p[i]))
            p[out++] = p[i];
    }
    *ret = str_make(p, out);
    return RC_OK;
}

enum name_likeness name_compare(struct arena *a, struct str typed, struct str name)
{
    struct str x, y;
    if (nfc_normalise(a, str_trim(typed), &x) != RC_OK)
        return NAME_OTHER;
    if (str_eq(x, name))
        return NAME_SAME;
    return spell(a, x, &x) == RC_OK && spell(a, name, &y) == RC_OK && x.n > 0 && str_eq(x, y)
               ? NAME_SPELT_SAME
               : NAME_OTHER;
}

/* --- rules --- */

/* Scripts that are written together count as one. */
static const uc_script_t *script_of(uint32_t c)
{
    const uc_script_t *s = uc_script(c);
    if (s == NULL || s == uc_script_byname("Common") || s == uc_script_byname("Inherited"))
        return NULL;
    if (s == uc_script_byname("Hiragana") || s == uc_script_byname("Katakana") ||
        s == uc_script_byname("Hangul") || s == uc_script_byname("Bopomofo"))
        return uc_script_byname("Han");
    return s;
}

static bool is_name_letter(uint32_t c)
{
    /* Fillers and variation selectors are letters and marks too, but nobody sees them. */
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_Mn |
                                                   UC_CATEGORY_MASK_Mc | UC_CATEGORY_MASK_Nd) &&
           !uc_is_property_default_ignorable_code_point(c);
}

/* Marks in a row: a letter of any alphabet takes at most two that belong to none, and four of its own. More would cover
 * the lines above and below. */
#define MARKS_LOOSE_MAX 2
#define MARKS_MAX       4

struct marks {
    unsigned loose, all;
};

/* Counts the marks that end with `c`; false when there are more than a letter takes, or there is no letter. */
static bool marks_fit(struct marks *m, uint32_t c, bool after_separator)
{
    if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M)) {
        *m = (struct marks){0};
        return true;
    }
    m->all++;
    m->loose += script_of(c) == NULL;
    return !after_separator && m->loose <= MARKS_LOOSE_MAX && m->all <= MARKS_MAX;
}

static enum rc check_characters(struct str name, struct problem *problem)
{
    const uc_script_t *script = NULL;
    bool after_separator = true;
    struct marks marks = {0};
    size_t length;
    for (size_t i = 0; i < name.n; i += length) {
        uint32_t c = utf8_decode(name, i, &length);
        bool separator = is_separator(c);
        if (!separator && !is_name_letter(c))
            return problem_set(
                problem, RC_INVALID,
                "A user name has letters and digits, and single spaces, dots, hyphens "
                "or underscores between them.");
        if (separator && (after_separator || i + length == name.n))
            return problem_set(
                problem, RC_INVALID,
                "Spaces, dots, hyphens and underscores stand singly between letters.");
        if (!marks_fit(&marks, c, after_separator))
            return problem_set(problem, RC_INVALID,
                               "A user name has more accents in one place than a letter takes.");
        after_separator = separator;
        const uc_script_t *s = script_of(c);
        if (s != NULL && script != NULL && s != script)
            return problem_set(problem, RC_INVALID,
                               "A user name is written in one alphabet; this one mixes %s and %s.",
                               script->name, s->name);
        script = s != NULL ? s : script;
    }
    return RC_OK;
}

static enum rc check_length(struct str name, struct problem *problem)
{
    size_t characters = utf8_count(name);
    if (characters < NAME_CHARACTERS_MIN || characters > NAME_CHARACTERS_MAX)
        return problem_set(problem, RC_INVALID, "A user name has %d to %d characters.",
                           NAME_CHARACTERS_MIN, NAME_CHARACTERS_MAX);
    return RC_OK;
}

enum reach { REACH_WHOLE, REACH_INSIDE };

/* Whether one side of the skeleton is, or holds, the same side of a word's. */
static bool looks_like(const struct name_skeleton *name, const struct name_skeleton *word,
                       enum reach reach)
{
    if (reach == REACH_WHOLE)
        return str_eq(name->small, word->small) || str_eq(name->capitals, word->capitals);
    return str_find(name->small, word->small, 0) != STR_NONE ||
           str_find(name->capitals, word->capitals, 0) != STR_NONE;
}

static bool is_reserved(struct arena *a, const struct name_skeleton *name, struct str site_title)
{
    static const struct {
        enum reach reach;
        struct str word;
    } reserved[] = {
#define NAME_RESERVED(reach, word) {REACH_##reach, STR_INIT(word)},
#include "community/account/name_reserved.def"
#undef NAME_RESERVED
    };
    struct name_skeleton word;
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (name_skeleton(a, reserved[i].word, &word) != RC_OK ||
            looks_like(name, &word, reserved[i].reach))
            return true;
    return name_skeleton(a, site_title, &word) != RC_OK ||
           (word.small.n >= 4 && looks_like(name, &word, REACH_INSIDE));
}

static bool fits(struct str side, struct str word, bool begins, bool ends)
{
    return begins && ends ? str_find(side, word, 0) != STR_NONE
           : begins       ? str_starts(side, word)
           : ends         ? str_ends(side, word)
                          : str_eq(side, word);
}

bool name_is_listed(struct arena *a, const struct name_skeleton *name, struct str list)
{
    struct str rest = list;
    while (rest.n > 0) {
        struct str entry = str_trim(str_split(&rest, ','));
        struct name_skeleton word;
        bool begins = entry.n > 1 && entry.p[entry.n - 1] == '*';
        bool ends = entry.n > 1 && entry.p[0] == '*';
        struct str bare = str_slice(entry, ends ? 1 : 0, begins ? entry.n - 1 : entry.n);
        if (name_skeleton(a, bare, &word) != RC_OK || word.small.n == 0 || word.capitals.n == 0)
            continue;
        if (fits(name->small, word.small, begins, ends) ||
            fits(name->capitals, word.capitals, begins, ends))
            return true;
    }
    return false;
}

enum rc name_check(struct arena *a, struct str name, struct str site_title, bool reserved_allowed,
                   struct str *ret_name, struct name_skeleton *ret_skeleton,
                   struct problem *problem)
{
    struct str composed;
    struct name_skeleton skeleton;
    enum rc rc = nfc_normalise(a, str_trim(name), &composed);
    if (rc != RC_OK)
        return problem_set(problem, rc, "The user name is not valid UTF-8.");
    rc = check_length(composed, problem);
    if (rc == RC_OK)
        rc = check_characters(composed, problem);
    if (rc == RC_OK)
        rc = name_skeleton(a, composed, &skeleton);
    if (rc != RC_OK)
        return problem_set(problem, rc, "The user name cannot be used.");
    if (skeleton.small.n < 2)
        return problem_set(problem, RC_INVALID, "A user name needs more letters than this.");
    if (!reserved_allowed && is_reserved(a, &skeleton, site_title))
        return problem_set(problem, RC_INVALID,
                           "This name could be taken for the staff or the site; choose another.");
    *ret_name = composed;
    *ret_skeleton = skeleton;
    return RC_OK;
}

/* --- e-mail addresses --- */

#define EMAIL_BYTES_MAX 254 /* RFC 5321, section 4.5.3.1, with erratum 1690 */

/* Characters nobody sees, that only order the others, or that mean nothing yet: an address with one is not the one it seems.
 * Those of ASCII are email_has_form's. */
static bool email_is_visible(struct str e)
{
    const uint32_t unseen = UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Z;
    size_t length;
    for (size_t i = 0; i < e.n; i += length) {
        uint32_t c = utf8_decode(e, i, &length);
        if (c >= 0x80 && (uc_is_general_category_withtable(c, unseen) ||
                          uc_is_property_default_ignorable_code_point(c)))
            return false;
    }
    return true;
}

static bool email_has_form(struct str e)
{
    size_t at = str_find_char(e, '@', 0);
    if (at == STR_NONE || at == 0 || at > 64 || str_find_char(e, '@', at + 1) != STR_NONE)
        return false;
    struct str domain = str_slice(e, at + 1, e.n);
    size_t dot = str_rfind_char(domain, '.');
    if (dot == STR_NONE || dot == 0 || dot + 2 >= domain.n || domain.p[0] == '-')
        return false;
    for (size_t i = 0; i < e.n; i++) {
        unsigned char c = (unsigned char)e.p[i];
        if (c <= ' ' || c == 0x7F || strchr("()<>,;:\\\"[]", c) != NULL)
            return false;
    }
    return str_find(domain, STR(".."), 0) == STR_NONE;
}

enum rc name_email_check(struct arena *a, struct str email, struct str *ret_key,
                         struct problem *problem)
{
    if (email.n > EMAIL_BYTES_MAX || !utf8_valid(email) || !email_has_form(email))
        return problem_set(problem, RC_INVALID,
                           "This is not an e-mail address; it should look like name@example.org.");
    if (!email_is_visible(email))
        return problem_set(problem, RC_INVALID,
                           "This e-mail address holds a character that cannot be seen. Type it "
                           "anew instead of pasting it.");
    char *key = arena_alloc(a, email.n + 1);
    if (key == NULL)
        return problem_set(problem, RC_NO_MEMORY, "No memory for the address.");
    for (size_t i = 0; i < email.n; i++)
        key[i] = char_lower(email.p[i]);
    *ret_key = str_make(key, email.n);
    return RC_OK;
}
