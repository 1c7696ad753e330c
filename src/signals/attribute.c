#include "signals/attribute.h"

#include "signals/correction.h"

const struct attribute attribute_table[] = {
#define ATTRIBUTE(name_, signal_, languages_, status_, text_)                                      \
    {.name = STR_INIT(name_),                                                                      \
     .signal = SIG_##signal_,                                                                      \
     .languages = STR_INIT(languages_),                                                            \
     .status = ATTRIBUTE_##status_,                                                                \
     .text = STR_INIT(text_)},
#include "signals/attributes.def"
#undef ATTRIBUTE
};
const size_t attribute_count = sizeof(attribute_table) / sizeof(attribute_table[0]);

#define VERSION_DIGITS_MAX 9

/* "TOXICITY" of "TOXICITY@6"; the whole name when what follows the sign is no number. */
static struct str without_version(struct str name)
{
    uint64_t version;
    size_t at = str_find_char(name, '@', 0);
    if (at == STR_NONE || name.n - at - 1 > VERSION_DIGITS_MAX ||
        str_to_u64(str_slice(name, at + 1, name.n), &version) != RC_OK)
        return name;
    return str_slice(name, 0, at);
}

const struct attribute *attribute_find(struct str name)
{
    struct str plain = without_version(name);
    for (size_t i = 0; i < attribute_count; i++) {
        if (str_eq(attribute_table[i].name, plain))
            return &attribute_table[i];
    }
    return NULL;
}

bool attribute_speaks(const struct attribute *a, struct str language)
{
    struct str rest = a->languages;
    struct str code = str_slice(language, 0, str_find_char(language, '-', 0));
    /* A script behind the hyphen ("hi-Latn") makes another way of writing of it, a region does not. */
    if (language.n - code.n >= sizeof("-Latn") - 1)
        return false;
    while (rest.p != NULL) {
        if (str_eq_ascii_case(str_split(&rest, ' '), code))
            return true;
    }
    return false;
}

const char *attribute_status_name(enum attribute_status s)
{
    static const char *const names[] = {"production", "experimental"};
    return names[s];
}

bool attribute_score(const struct attribute *a, const struct text *t, const struct facts *facts,
                     double *ret)
{
    bool known = facts->value[a->signal].known;
    if (!known && t->letters > 0)
        return false;
    *ret = known ? facts->value[a->signal].number : 0;
    return true;
}

bool attribute_learned_score(const struct attribute *a, const struct text *t,
                             const struct facts *facts, double *ret)
{
    for (size_t head = 0; head < HEAD_COUNT; head++) {
        enum signal_id learned = correction_learned[head];
        if (head_signals[head] != a->signal || !facts->value[learned].known)
            continue;
        *ret = facts->value[learned].number;
        return true;
    }
    return attribute_score(a, t, facts, ret);
}
