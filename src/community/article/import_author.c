#include "community/article/import_author.h"

#include "community/account/accounts.h"
#include "community/account/name.h"
#include "queries.h"

#define NUMBERS_TRIED 1000

/* Takes the name if it is free or an earlier import's. RC_CONFLICT: somebody can sign in to it, or it looks like another's. */
static enum rc claim_name(struct db *db, struct import_author *op, struct str name,
                          const struct name_skeleton *looks)
{
    struct community *c = op->job.community;
    struct q_account_alike_row row;
    bool taken = false;
    enum rc rc = accounts_find_named(c, db, name, op->job.arena, &row);
    if (rc == RC_OK) {
        if (row.password_hash.n > 0 || row.email.n > 0)
            return RC_CONFLICT;
        op->ret_account_id = row.id;
        op->ret_is_new = false;
        return RC_OK;
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    /* The id holds the time of joining; the random low bits keep those of one millisecond apart. */
    uint32_t salt;
    bool added = false;
    community_random(c, &salt, sizeof salt);
    const struct q_account_add_in account = {
        .id = id_from_time(op->joined_ms) | (salt & 0x3FFFFF),
        .name = name,
        .name_skeleton = looks->small,
        .name_capitals = looks->capitals,
        .role = ROLE_READER,
    };
    rc = accounts_name_taken(c, db, looks, 0, op->job.arena, &taken);
    if (rc != RC_OK || taken)
        return rc == RC_OK ? RC_CONFLICT : rc;
    rc = accounts_add(c, db, &account, op->job.arena, &added);
    op->ret_account_id = account.id;
    op->ret_is_new = true;
    /* Nobody had it a moment ago: the job ends, and what it wrote goes with it. */
    return rc == RC_OK && !added ? problem_set(&op->job.problem, RC_UNAVAILABLE,
                                               "its name was taken at this moment; import again")
                                 : rc;
}

static enum rc import_author_run(struct db *db, struct community_job *job)
{
    struct import_author *op = (struct import_author *)job;
    struct str wanted = op->name;
    for (int number = 2; number < NUMBERS_TRIED; number++) {
        struct str name;
        struct name_skeleton looks;
        enum rc rc = accounts_check_name(job->community, job->arena, NAME_BY_IMPORT, wanted, &name,
                                         &looks, &job->problem);
        if (rc == RC_OK)
            rc = claim_name(db, op, name, &looks);
        if (rc != RC_CONFLICT)
            return rc;
        wanted = arena_printf(job->arena, "%.*s-%d", STR_ARG(op->name), number);
    }
    return problem_set(&job->problem, RC_CONFLICT, "every variant of the name is taken");
}

enum rc import_author_submit(struct community_job *job)
{
    job->run = import_author_run;
    return community_submit(job);
}
