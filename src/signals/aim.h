/*
 * Whom an insulting word is about: the reader addressed, somebody else, or nobody; and whether it is denied or only
 * reported. Told by the words before it in its sentence.
 *
 * What the words between "you" and the insult must be:
 *  1. "you are", "you sound like" and their kin: a copula says so, whatever adjectives follow.
 *  2. "you pathetic little liar": without one, adjectives only, two at most, no article.
 *  3. A word that opens another phrase ("you, with his stupid law") ends the search: it is about that.
 *  4. "if you are an idiot", "he said you are an idiot", "I did not call you an idiot" are no insults.
 *
 * Must not: weigh anything.
 */
#ifndef COMITY_SIGNALS_AIM_H
#define COMITY_SIGNALS_AIM_H

#include "text/text.h"

struct aim {
    bool addressed, negated, reported;
};

/* How strict to be: words that are innocent otherwise need a copula, or to stand at once behind "you" that begins
 * its clause. */
enum aim_kind { AIM_INNOCENT, AIM_INSULT };

/* Of the word that is the tokens from `first` up to, not including, `behind`. */
struct aim aim_of(const struct text *t, size_t first, size_t behind, enum aim_kind kind);

/* Whether a sentence says the word at `first` of somebody talked about: "he is a", "the mayor was such a"; not of a thing
 * ("this is"), of the author ("I am") or denied. */
bool aim_at_person(const struct text *t, size_t first);

/* Whether the word is thrown at whoever is answered, without "you": "What an", "Such a", or nothing before it. */
bool aim_at_answered(const struct text *t, size_t first);

/* Of a phrase that is aimed as it stands ("shut up"): whether the words before leave it so; "told them to shut up"
 * and "we got lost" do not. */
bool aim_phrase_stands(const struct text *t, size_t first);

#endif
