#include "community/account/account_consent.h"

#include "community/core.h"
#include "queries.h"

enum rc account_consents_check(const struct community *c, const struct account_consents *in,
                               const char **ret_field, struct problem *problem)
{
    if (in->standards.n == 0 || in->privacy.n == 0) {
        *ret_field = "consent";
        return problem_set(problem, RC_INVALID,
                           "To join, agree to the community standards and the privacy policy.");
    }
    if (in->age >= core_limits(c).minimum_age)
        return RC_OK;
    *ret_field = "age";
    return problem_set(
        problem, RC_INVALID,
        "To join, say that you have reached the age named here. If you have not yet, you are "
        "welcome to read everything without an account.");
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct account_consent *op = (struct account_consent *)job;
    int64_t changed = 0;
    enum rc rc = q_account_set_consent(
        db,
        &(struct q_account_set_consent_in){.site_id = job->community->site.id,
                                           .id = op->actor.account_id,
                                           .standards_consent = op->standards,
                                           .privacy_consent = op->privacy,
                                           .now_ms = community_now_ms(job->community)},
        &changed);
    return rc == RC_OK && changed == 0 ? RC_NOT_FOUND : rc;
}

enum rc account_consent_submit(struct community_job *job)
{
    struct account_consent *op = (struct account_consent *)job;
    enum rc rc = access_check(&op->actor, ACTION_USE_ACCOUNT, op->actor.account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Sign in first.");
    if (op->standards.n == 0 || op->privacy.n == 0)
        return problem_set(
            &job->problem, RC_INVALID,
            "To write here, agree to the community standards and the privacy policy.");
    job->run = run;
    return community_submit(job);
}
