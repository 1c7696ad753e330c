/*
 * Somebody whose comment or account was decided on, and two moderators: what tests of letters, appeals and edits repeat.
 */
#ifndef COMITY_TESTS_COMMUNITY_REDRESS_SCENE_H
#define COMITY_TESTS_COMMUNITY_REDRESS_SCENE_H

#include "community/discipline/appeal.h"
#include "community/discipline/redress.h"
#include "unit/community/fixture.h"

/* What nobody objects to. */
#define SCENE_TEXT "A quiet remark about the ferry and its crew."

struct scene {
    struct fixture *f;
    struct actor reader, mary, moe; /* mary and moe moderate */
};

struct scene scene_open(struct fixture *f);
/* Sets up an operation's job. */
void scene_job(struct fixture *f, struct community_job *job);
/* The case as moe sees it. */
struct redress_case scene_case(struct scene *s, int64_t id);
/* An appeal a second later; `ret_id` may be NULL. */
enum rc scene_appeal(struct scene *s, const struct actor *by, int64_t comment_id, int64_t *ret_id);
/* How the reader's appeal about a comment stands. */
enum appeal_state scene_place(struct scene *s, int64_t comment_id);

#endif
