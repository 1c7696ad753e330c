/*
 * The author of an imported comment: an account with a name and no password.
 *
 * Nobody can sign in to it until its owner claims it. A name that is taken by an account that somebody can sign in to gets
 * a number behind it, so that an import never puts words into a member's mouth.
 */
#ifndef COMITY_COMMUNITY_ARTICLE_IMPORT_AUTHOR_H
#define COMITY_COMMUNITY_ARTICLE_IMPORT_AUTHOR_H

#include "community/community.h"

struct import_author {
    struct community_job job;
    struct str name;
    int64_t joined_ms; /* when the account counts as made */
    int64_t ret_account_id;
    bool ret_is_new; /* false: an earlier import made it */
};
enum rc import_author_submit(struct community_job *job) MUST_CHECK;

#endif
