#include "signals/heads.h"

#include <math.h>

/* Counts enter as log(1 + count), so that the second time says less than the first. */
enum shape { AS_IT_IS, AS_COUNT };

static const struct {
    enum signal_id signal;
    enum shape shape;
} entries[] = {
    {SIG_PROFANITY_SCORE, AS_IT_IS},  {SIG_PROFANITY_COUNT, AS_COUNT},
    {SIG_PROFANITY_MILD, AS_COUNT},   {SIG_PROFANITY_SLURS, AS_COUNT},
    {SIG_PROFANITY_HINT, AS_COUNT},   {SIG_INSULT_SCORE, AS_IT_IS},
    {SIG_INSULT_WORDS, AS_COUNT},     {SIG_INSULT_DIRECTED, AS_COUNT},
    {SIG_MENTION_QUOTED, AS_IT_IS},   {SIG_MENTION_NEGATED, AS_IT_IS},
    {SIG_HATE_SCORE, AS_IT_IS},       {SIG_HATE_CALLS, AS_COUNT},
    {SIG_HATE_DEHUMANISED, AS_COUNT}, {SIG_HATE_CONTEMPT, AS_COUNT},
    {SIG_HATE_DENIAL, AS_COUNT},      {SIG_THREAT_SCORE, AS_IT_IS},
    {SIG_THREAT_DIRECT, AS_COUNT},    {SIG_THREAT_OTHERS, AS_COUNT},
    {SIG_THREAT_WISHES, AS_COUNT},    {SIG_MINORS_SCORE, AS_IT_IS},
    {SIG_INCITE_SCORE, AS_IT_IS},     {SIG_SELFHARM_URGED, AS_COUNT},
    {SIG_DRUGS_SCORE, AS_IT_IS},      {SIG_AGGRESSION_SCORE, AS_IT_IS},
    {SIG_ATTACK_READER, AS_COUNT},
    {SIG_ATTACK_AUTHOR, AS_COUNT},
    {SIG_ATTACK_OTHER, AS_COUNT},
    {SIG_CAPS_RATIO, AS_IT_IS},       {SIG_CAPS_WORDS, AS_COUNT},
    {SIG_PRIVACY_PHONE, AS_COUNT},    {SIG_PRIVACY_EMAIL, AS_COUNT},
    {SIG_LINKS_COUNT, AS_COUNT},      {SIG_LINKS_FOREIGN, AS_COUNT},
    {SIG_LINKS_SHORTENER, AS_COUNT},  {SIG_CONTACT_MESSENGER, AS_COUNT},
    {SIG_PROMO_SCORE, AS_IT_IS},      {SIG_PROMO_FAMILIES, AS_COUNT},
    {SIG_REPEAT_WITHIN, AS_IT_IS},
};
#define ENTRIES (sizeof(entries) / sizeof(entries[0]))
_Static_assert(ENTRIES <= HEADS_DENSE_MAX, "a model has no room for so many facts");

/* A count beyond this adds nothing. */
#define COUNT_MAX 20

size_t heads_dense_count(void)
{
    return ENTRIES;
}

const char *heads_dense_name(size_t i)
{
    return signal_table[entries[i].signal].name;
}

void heads_dense(const struct facts *f, float ret[HEADS_DENSE_MAX])
{
    for (size_t i = 0; i < ENTRIES; i++) {
        double v = f->value[entries[i].signal].known ? f->value[entries[i].signal].number : 0;
        if (entries[i].shape == AS_COUNT)
            v = log1p(v < COUNT_MAX ? v : COUNT_MAX);
        ret[i] = (float)v;
    }
}
