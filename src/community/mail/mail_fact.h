/*
 * Facts of a mail, from the row of the queue to what a template is filled with. Private to src/community.
 *
 * Ownership: everything lives in the arena given.
 *
 * Must not: know templates.
 */
#ifndef COMITY_COMMUNITY_MAIL_MAIL_FACT_H
#define COMITY_COMMUNITY_MAIL_MAIL_FACT_H

#include "community/mail/mail.h"

/* RC_CORRUPT for what mail_queue did not write. */
enum rc mail_fact_read(struct str json, struct arena *a, struct mail_fact **ret,
                       size_t *ret_count) MUST_CHECK;
/* Puts in the place of each clause's name its title, by the edition in the reader's language, else in the site's; a clause
 * that is no more keeps its name. `language` empty: the site's. */
void mail_fact_name_clauses(struct community *c, struct str language, struct mail_fact *facts,
                            size_t count, struct arena *a);

#endif
