/*
 * Sanctions in plain words: what one is called and how it stands, what would follow from making one, said before it is made.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Must not: decide what may be made; the words follow from what community/discipline/sanction_rules.h says.
 */
#ifndef COMITY_WEB_SANCTION_WORDS_H
#define COMITY_WEB_SANCTION_WORDS_H

#include "community/discipline/sanction.h"
#include "community/discipline/sanction_rules.h"
#include "templates.h"
#include "web/request.h"

/* "Warning", "Block", ... */
struct str sanction_words_name(struct request *r, enum sanction_kind kind);
/* What the button says: "Warn", "Block", ... */
struct str sanction_words_verb(struct request *r, enum sanction_kind kind);
/* How the account stands, in one sentence: "Blocked since 3 May 2026." `to_reader`: addressed to the reader. */
struct str sanction_words_standing(struct request *r, const struct sanction *list, size_t count,
                                   bool to_reader);
/* What keeps whoever is signed in from writing, and until when; absent (p NULL) for nothing. */
struct str sanction_words_refusal(struct request *r);
/* Why nothing of this kind can be made now; absent when it can. */
struct str sanction_words_bar(struct request *r, const struct sanction_outlook *o);
/* What would follow, a sentence each; the gravest stands out. `name` is the reader's. */
const struct view_consequence *sanction_words_ahead(struct request *r, enum sanction_kind kind,
                                                    const struct sanction_outlook *o,
                                                    struct str name, size_t *ret_count);
/* One for a list; moderators see who decided, and a link to the comment it came of. */
struct view_sanction_item sanction_words_item(struct request *r, const struct sanction *s,
                                              bool to_reader);

/* Whether comments written at that moment were held first; NULL: not. */
const struct sanction *sanction_words_held_at(const struct sanction *list, size_t count,
                                              int64_t at_ms);

#endif
