/*
 * Changing one's user name, and an administrator's changing another's: what nobody should have to read stands beside every comment.
 *
 * Invariants:
 *  1. What may be a name and when two are the same is name.h's, as at joining; the unique skeleton in the database decides between
 *     two who want one name at once.
 *  2. The name given up stays its owner's for a year: nobody else is taken for them.
 *  3. It asks for a fresh sign-in, is limited (accounts.name_days), and is told by mail.
 *  4. An administrator's needs a reason, which the reader gets; the log has it, and neither name. The reader can change it again after
 *     accounts.name_days.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_RENAME_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_RENAME_H

#include "community/community.h"
#include "community/account/name_look.h"

struct account_rename {
    struct community_job job;
    struct actor actor;
    struct str name;
    struct { /* the operation's own */
        struct name_skeleton skeleton;
    } state;
};
/* RC_INVALID, RC_CONFLICT (taken), RC_LIMITED (changed lately), RC_EXPIRED (sign-in not fresh). */
enum rc account_rename_submit(struct community_job *job) MUST_CHECK;

struct account_renaming {
    struct community_job job;
    struct actor actor; /* account 0 with ROLE_ADMINISTRATOR: the command line */
    int64_t account_id;
    struct str name, reason;
    struct { /* the operation's own */
        struct name_skeleton skeleton;
    } state;
};
/* RC_FORBIDDEN, RC_NOT_FOUND, RC_INVALID, RC_CONFLICT (taken). */
enum rc account_renaming_submit(struct community_job *job) MUST_CHECK;

#endif
