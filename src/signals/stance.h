/*
 * Whose words an attack on a group is in, beyond what mention.h knows: said by those who hate, suffered by those who are
 * hated, forbidden, asked in earnest; and whether a slur is only a word talked about or taken back.
 *
 * Must not: look further than the sentence.
 */
#ifndef COMITY_SIGNALS_STANCE_H
#define COMITY_SIGNALS_STANCE_H

#include "signals/harm.h"

/* Of what hits `first` to `last` of a list of hatred.h say together; a set of enum mention. */
unsigned stance_of(const struct text *t, const struct harm *h, uint32_t first, uint32_t last);

/* Whether they are nothing but a name that demeans, which little can excuse. */
bool stance_is_name(const struct harm *h, uint32_t first, uint32_t last);

/* Whether the sentence ends in a question mark. */
bool stance_asks(const struct text *t, uint32_t sentence);

#endif
