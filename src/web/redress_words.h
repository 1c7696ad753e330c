/*
 * Letters and appeals in plain words, for their readers and for moderators.
 *
 * Ownership: everything lives in the request's arena.
 */
#ifndef COMITY_WEB_REDRESS_WORDS_H
#define COMITY_WEB_REDRESS_WORDS_H

#include "community/discipline/appeal.h"
#include "community/discipline/redress.h"
#include "templates.h"
#include "web/request.h"

/* Whose it is, for staff: by name where there is one. */
struct str redress_words_sender(struct request *r, const struct redress_item *item);

/* "Letter", "Appeal", "Complaint about a notice" */
struct str redress_words_name(struct request *r, enum redress_kind kind);
/* "Open; decided by 5 December 2026", "Granted on ...". */
struct str redress_words_state(struct request *r, const struct redress_item *item);
/* "/account/redress/ID" and "/moderation/redress/ID" */
struct url redress_words_own_url(struct request *r, int64_t id);
struct url redress_words_room_url(struct request *r, int64_t id);
/* That a second block is final, to the reader it is about. */
struct str redress_words_final(struct request *r);
/* Where an appeal stands, or until when one may be made. */
struct str redress_words_appeal(struct request *r, const struct appeal_place *place);
/* The conversation; `to_staff` names who wrote. */
const struct view_redress_message *redress_words_messages(struct request *r,
                                                          const struct redress_case *c,
                                                          bool to_staff, size_t *ret_count);

#endif
