#include "lexicon_arabic.h"
#include "lexicon_correspondence.h"
#include "lexicon_glue.h"
#include "lexicon_harm.h"
#include "lexicon_insult.h"
#include "lexicon_political.h"
#include "lexicon_profanity.h"
#include "lexicon_promo.h"
#include "lexicon_publisher.h"
#include "signals/background.h"
#include "signals/heads.h"
#include "signals/language_model.h"
#include "signals/load.h"

/* Raised by hand when the code of a detector changes what it measures. */
#define REVISION 5

/* Over all lexicons and models, in a fixed order. */
static uint64_t tables_hash(const struct heads_model *heads)
{
    const uint64_t parts[] = {
        lexicon_profanity.hash,      lexicon_arabic.hash,    lexicon_glue.hash,
        lexicon_insult.hash,         lexicon_promo.hash,     lexicon_harm.hash,
        lexicon_correspondence.hash, lexicon_political.hash, lexicon_publisher.hash,
        language_model.hash,         background_model.hash,  heads ? heads->hash : 0};
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a, by words */
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        h = (h ^ parts[i]) * 0x100000001b3u;
    return h;
}

static bool model_fits(void)
{
    return language_model.magic == LANGUAGE_MAGIC && language_model.languages >= 2 &&
           language_model.languages <= LANGUAGE_COLUMNS &&
           background_model.magic == BACKGROUND_MAGIC &&
           background_model.buckets == BACKGROUND_BUCKETS;
}

enum rc signals_new(struct signals **ret, struct problem *problem)
{
    if (heads_model.magic != HEADS_MAGIC || heads_model.layout != heads_layout())
        return problem_set(
            problem, RC_CORRUPT,
            "the model of heads built into the program is for another version of it: "
            "make models/heads.bin with \"comity train heads\" and rebuild");
    return signals_new_with_heads(&heads_model, ret, problem);
}

enum rc signals_new_with_heads(const struct heads_model *heads, struct signals **ret,
                               struct problem *problem)
{
    struct arena *a;
    struct signals *s;
    if (!model_fits())
        return problem_set(problem, RC_CORRUPT,
                           "a model built into the program is not one: train models/language.bin "
                           "and models/background.bin again and rebuild");
    a = arena_new(SIGNALS_MEMORY_MAX);
    s = a ? ARENA_NEW(a, struct signals) : NULL;
    if (!s) {
        arena_free(a);
        return problem_set(problem, RC_NO_MEMORY, "no memory for the signals' tables");
    }
    s->arena = a;
    s->heads = heads;
    s->version = arena_printf(a, "%d-%016llx", REVISION, (unsigned long long)tables_hash(heads));
    *ret = s;
    return RC_OK;
}

void signals_free(struct signals *s)
{
    if (s)
        arena_free(s->arena);
}

struct str signals_version(const struct signals *s)
{
    return s->version;
}
