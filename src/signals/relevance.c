/*
 * What a comment shares with the article it stands under, with the comment it answers and with the thread. There are no words to
 * point at when nothing is shared: then the whole comment is shown.
 */
#include <math.h>

#include "signals/detect.h"
#include "signals/topic.h"

#define SHARED_LITTLE 0.05
/* Words under which nothing is a quotation of an article, only its language. */
#define QUOTED_WORDS_MIN 8

/* To a hundredth: what is stored with a comment is short, and read back it is the same. */
static double rounded(double share)
{
    return floor(share * 100 + 0.5) / 100;
}

static void measure_shared(struct detection *d, enum signal_id id, const struct topic *topic)
{
    double share;
    if (!detect_given(d, id, &share)) {
        if (topic == NULL || !topic_shared(topic, d->text, d->arena, &share))
            return;
        share = rounded(share);
    }
    detect_number(d, id, share);
    if (share < SHARED_LITTLE)
        detect_evidence_whole(d, id);
}

static void measure_quoted(struct detection *d, const struct topic *topic)
{
    double share = 0;
    if (!detect_given(d, SIG_RELEVANCE_QUOTED, &share) && topic != NULL &&
        d->text->token_count >= QUOTED_WORDS_MIN)
        share = rounded(topic_quoted(topic, d->text));
    if (share <= 0)
        return;
    detect_number(d, SIG_RELEVANCE_QUOTED, share);
    detect_evidence_whole(d, SIG_RELEVANCE_QUOTED);
}

/* The topic prepared, or one made here of a text; NULL for neither. */
static const struct topic *topic_of(struct detection *d, const struct topic *prepared,
                                    struct str text)
{
    struct topic *made;
    if (prepared != NULL || text.n == 0)
        return prepared;
    made = ARENA_NEW(d->arena, struct topic);
    return made && topic_make(d->arena, d->arena, text, made) == RC_OK ? made : NULL;
}

void detect_relevance(struct detection *d)
{
    const struct signal_context *c = d->context;
    const struct topic *article = topic_of(d, c->article_topic, c->article_text);
    measure_shared(d, SIG_RELEVANCE_ARTICLE, article);
    measure_shared(d, SIG_RELEVANCE_PARENT, topic_of(d, c->parent_topic, c->parent_text));
    measure_shared(d, SIG_RELEVANCE_THREAD, c->thread_topic);
    measure_quoted(d, article);
}
