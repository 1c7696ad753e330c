/*
 * What a text is about, prepared once and asked often: the stems of its words, and its runs of four words.
 *
 * An article's topic is made of headline, standfirst, tags and body when its first comment comes, a parent's when it
 * is answered. Two texts share what rare stems they share: each stem of the comment weighs by how rare it is in
 * ordinary text of five languages (models/background.md), so that "the" and "people" say nothing and "harbour" does.
 *
 * A stem is the first five letters of a word, accents and trailing vowels off: crude, the same for every language,
 * and kind: words that only look related make a comment more relevant, never less.
 *
 * Ownership: the tables live in the arena given to topic_make; read-only afterwards, so threads may share them.
 *
 * Must not: judge what is too little.
 */
#ifndef COMITY_SIGNALS_TOPIC_H
#define COMITY_SIGNALS_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "text/text.h"

/* Hashes in an open table of a power of two; 0 is a free place. */
struct topic_table {
    const uint32_t *place;
    uint32_t mask;
    uint32_t count;
};

struct topic {
    struct topic_table stems;
    struct topic_table runs;
};

/* `text` is the article's or parent's, plain; what is past TEXT_BYTES_MAX is not looked at. `scratch` may be `keep`;
 * what is put there is not needed afterwards. Errors as text_prepare. */
enum rc topic_make(struct arena *keep, struct arena *scratch, struct str text,
                   struct topic *ret) MUST_CHECK;

/* One contribution to a conversation: a plain text and whose it is. */
struct topic_voice {
    struct str text;
    int64_t writer;
};

/* What a conversation is about: the stems that two different writers used, so that nobody makes a subject alone. It has
 * no runs of words. A text too strange to prepare adds nothing. RC_NO_MEMORY alone. */
enum rc topic_make_common(struct arena *keep, struct arena *scratch,
                          const struct topic_voice *voices, size_t count,
                          struct topic *ret) MUST_CHECK;

/* The same in another arena. */
enum rc topic_copy(const struct topic *topic, struct arena *a, struct topic *ret) MUST_CHECK;

/* The share, 0 to 1 and by weight, of the distinct rare stems of `t` that the topic has. False when `t` has too few of
 * them, or the topic, to tell. */
bool topic_shared(const struct topic *topic, const struct text *t, struct arena *a,
                  double *ret_share);

/* The share of the words of `t` that stand in the topic's text in the same order, four at least. */
double topic_quoted(const struct topic *topic, const struct text *t);

/* The stem of one folded word, hashed; 0 for a word too short to mean anything. */
uint32_t topic_stem(struct str word);
/* How rare a stem is, 0 to 255. */
uint8_t topic_weight(uint32_t stem);

#endif
