/*
 * One comment as a moderator weighs it: evidence, what stands around it, what its author did before, what was decided.
 *
 * Addresses of the room keep the reader's place in the queue (?show=, ?after=), so that a decision leads on from there.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Must not: decide anything; that is community/moderation/moderation.h's.
 */
#ifndef COMITY_WEB_MODERATED_H
#define COMITY_WEB_MODERATED_H

#include "community/moderation/moderation.h"
#include "templates.h"
#include "web/request.h"

/* RC_NOT_FOUND when there is no such comment. */
enum rc moderated_make(struct request *r, int64_t comment_id,
                       const struct view_moderated **ret) MUST_CHECK;

/* A page of the room, at the place in the queue the request came from. */
struct url moderated_room_url(const struct request *r, struct str path);
struct url moderated_url(const struct request *r, int64_t comment_id);
/* "REVISION.STATUS": what a decision is made on. */
struct str moderated_seen(const struct request *r, const struct comment_view *c);
struct str moderated_excerpt(const struct request *r, struct str body, size_t characters_max);
/* A decision in the list of a comment's decisions, with the way to its record. */
struct view_decision_item moderated_decision(const struct request *r, int64_t comment_id,
                                             const struct comment_decision *d);
/* False when nothing was decided on it, or it is not there. */
bool moderated_last_decision(struct request *r, int64_t comment_id, struct comment_decision *ret);

#endif
