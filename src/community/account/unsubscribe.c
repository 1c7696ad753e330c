#include "community/account/unsubscribe.h"

#include "community/core.h"

static enum rc look(struct community_reader *r, struct str token, struct arena *a,
                    int64_t *ret_account_id, struct unsubscribe_view *ret)
{
    struct link_view link;
    struct choices choices;
    enum rc rc = link_look(r, LINK_UNSUBSCRIBE, token, STR(""), a, &link);
    if (rc == RC_OK)
        rc = choice_read(r->community, r->db, link.account_id, a, &choices);
    if (rc != RC_OK)
        return rc;
    enum choice which = choice_of_mail(link.detail);
    if (which == CHOICE_COUNT)
        return RC_NOT_FOUND; /* of a kind that was done away with */
    *ret = (struct unsubscribe_view){.which = which, .language = choices.language};
    *ret_account_id = link.account_id;
    return RC_OK;
}

enum rc unsubscribe_look(struct community_reader *r, struct str token, struct arena *a,
                         struct unsubscribe_view *ret)
{
    int64_t account_id;
    return look(r, token, a, &account_id, ret);
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct unsubscribe *op = (struct unsubscribe *)job;
    struct community *c = job->community;
    struct community_reader reader = {.community = c, .db = db};
    int64_t account_id;
    enum rc rc = look(&reader, op->token, job->arena, &account_id, &op->ret_view);
    return rc == RC_OK ? choice_switch_off(c, db, account_id, op->ret_view.which, job->arena) : rc;
}

enum rc unsubscribe_submit(struct community_job *job)
{
    job->run = run;
    return community_submit(job);
}
