#include "community/identity/identity_arrival.h"

#include "community/account/accounts.h"
#include "community/account/bearer.h"
#include "community/core.h"
#include "community/account/name.h"
#include "community/account/throttle.h"
#include "queries.h"

static enum rc run_out(struct problem *problem)
{
    return problem_set(problem, RC_EXPIRED,
                       "Half an hour has passed since you came, or this was answered already. "
                       "Sign in once more.");
}

enum rc identity_arrival_make(struct community *c, struct db *db,
                              const struct identity_arrival_order *in, struct arena *a,
                              struct str *ret_token)
{
    const struct profile *p = in->profile;
    uint8_t hash[BEARER_HASH_BYTES];
    enum rc rc = bearer_make(c, a, hash, ret_token);
    if (rc != RC_OK)
        return rc;
    return q_identity_arrival_add(
        db, &(struct q_identity_arrival_add_in){
                .site_id = c->site.id,
                .token_hash = bearer_hash_str(hash),
                .provider_key = in->provider->key,
                .subject = p->subject,
                .name = p->name.n > 0 ? p->name : STR(""),
                .email = p->email.n > 0 ? p->email : STR(""),
                .email_confirmed = p->email_verified && in->provider->trusts_email,
                .back = in->back.n > 0 ? in->back : STR(""),
                .expires_ms = community_now_ms(c) + IDENTITY_ARRIVAL_LIFE_MS});
}

/* RC_EXPIRED for what is not there. */
static enum rc find(struct community *c, struct db *db, struct str token, struct arena *a,
                    struct identity_arrival *ret)
{
    uint8_t hash[BEARER_HASH_BYTES];
    struct q_identity_arrival_find_row row;
    struct q_identity_find_row identity = {0};
    if (!bearer_hash(token, hash))
        return RC_EXPIRED;
    enum rc rc =
        q_identity_arrival_find(db,
                                &(struct q_identity_arrival_find_in){
                                    .site_id = c->site.id, .token_hash = bearer_hash_str(hash)},
                                a, &row);
    const struct provider *p =
        rc == RC_OK ? provider_find_key(identity_providers(c), row.provider_key) : NULL;
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (p == NULL || row.expires_ms <= community_now_ms(c))))
        return RC_EXPIRED;
    if (rc == RC_OK)
        rc = q_identity_find(db,
                             &(struct q_identity_find_in){.site_id = c->site.id,
                                                          .provider_key = row.provider_key,
                                                          .subject = row.subject},
                             a, &identity);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    *ret = (struct identity_arrival){.provider = p,
                                     .subject = row.subject,
                                     .name = row.name,
                                     .email = row.email,
                                     .email_confirmed = row.email_confirmed != 0,
                                     .back = row.back,
                                     .account_id = identity.account_id};
    return RC_OK;
}

enum rc identity_arrival_look(struct community_reader *r, struct str token, struct arena *a,
                              struct identity_arrival *ret)
{
    struct identity_arrival found;
    struct q_account_get_row row;
    struct community *c = r->community;
    enum rc rc = find(c, r->db, token, a, &found);
    if (rc == RC_OK && found.account_id != 0) {
        rc = q_account_get(
            r->db, &(struct q_account_get_in){.site_id = c->site.id, .id = found.account_id}, a,
            &row);
        if (rc == RC_OK)
            found.account_name = row.name;
    }
    if (rc == RC_OK)
        *ret = found;
    return rc;
}

/* Finds it and uses it up; one of two at once. */
static enum rc take(struct community_job *job, struct db *db, struct str token,
                    struct identity_arrival *ret)
{
    struct community *c = job->community;
    uint8_t hash[BEARER_HASH_BYTES];
    int64_t taken = 0;
    enum rc rc = find(c, db, token, job->arena, ret);
    if (rc == RC_OK && bearer_hash(token, hash))
        rc =
            q_identity_arrival_take(db,
                                    &(struct q_identity_arrival_take_in){
                                        .site_id = c->site.id, .token_hash = bearer_hash_str(hash)},
                                    &taken);
    if (rc == RC_OK && taken == 0)
        rc = RC_EXPIRED;
    return rc == RC_EXPIRED ? run_out(&job->problem) : rc;
}

/* --- joining --- */

static enum rc name_taken(struct identity_join *op)
{
    op->ret_field = "name";
    return accounts_refuse_name(&op->job.problem);
}

/* First as confirmed, where the provider's word is taken for it; where the address is confirmed to be another's, as
 * everybody else's is added: that it is another's cannot be told from outside. */
static enum rc add_account(struct identity_join *op, struct db *db, bool confirmed, int64_t id,
                           bool *ret_confirmed)
{
    struct community *c = op->job.community;
    struct q_account_add_in in = {.id = id,
                                  .name = op->name,
                                  .name_skeleton = op->work.skeleton.small,
                                  .name_capitals = op->work.skeleton.capitals,
                                  .email = op->email,
                                  .email_key = op->work.email_key,
                                  .email_confirmed_ms = confirmed ? community_now_ms(c) : 0,
                                  .unconfirmed_until_ms =
                                      confirmed ? 0 : accounts_unconfirmed_until_ms(c),
                                  .password_hash = STR(""),
                                  .role = ROLE_READER,
                                  .standards_consent = op->consents.standards,
                                  .privacy_consent = op->consents.privacy,
                                  .age_consent = op->consents.age};
    bool added = false;
    enum rc rc = accounts_add(c, db, &in, op->job.arena, &added);
    if (rc == RC_OK && !added && confirmed) {
        in.email_confirmed_ms = 0;
        in.unconfirmed_until_ms = accounts_unconfirmed_until_ms(c);
        rc = accounts_add(c, db, &in, op->job.arena, &added);
    }
    *ret_confirmed = in.email_confirmed_ms > 0;
    return rc == RC_OK && !added ? name_taken(op) : rc;
}

static enum rc add_identity(struct identity_join *op, struct db *db,
                            const struct identity_arrival *arrival, int64_t account_id)
{
    struct community *c = op->job.community;
    int64_t added = 0;
    enum rc rc = q_identity_add(
        db,
        &(struct q_identity_add_in){.site_id = c->site.id,
                                    .provider_key = arrival->provider->key,
                                    .subject = arrival->subject,
                                    .id = community_make_id(c),
                                    .account_id = account_id,
                                    .label = arrival->email.n > 0 ? arrival->email : arrival->name,
                                    .used_ms = community_now_ms(c)},
        &added);
    return rc == RC_OK && added == 0 ? run_out(&op->job.problem) : rc;
}

static enum rc enter(struct identity_join *op, struct db *db, int64_t account_id)
{
    struct accounts_entry entry = {.account_id = account_id,
                                   .address_key = op->work.attempt.address_key,
                                   .way = ENTRANCE_JOINING,
                                   .shown = op->shown,
                                   .replaces = op->replaces};
    enum rc rc = accounts_enter(&op->job, db, &entry);
    op->ret_token = entry.ret_token;
    return rc;
}

static enum rc run_join(struct db *db, struct community_job *job)
{
    struct identity_join *op = (struct identity_join *)job;
    struct community *c = job->community;
    struct identity_arrival arrival;
    struct str said_key;
    bool confirmed = false;
    int64_t id = community_make_id(c);
    enum rc rc = take(job, db, op->token, &arrival);
    if (rc != RC_OK)
        return rc;
    op->ret_back = arrival.back;
    bool as_said = arrival.email_confirmed &&
                   name_email_check(job->arena, arrival.email, &said_key, NULL) == RC_OK &&
                   str_eq(said_key, op->work.email_key);
    rc = add_account(op, db, as_said, id, &confirmed);
    if (rc == RC_OK)
        rc = add_identity(op, db, &arrival, id);
    if (rc == RC_OK && !confirmed && accounts_confirm(c))
        rc = accounts_ask_confirmation(
            c, db,
            &(struct accounts_confirmation){.account_id = id,
                                            .email = op->email,
                                            .email_key = op->work.email_key,
                                            .browser = op->browser,
                                            .back = arrival.back},
            job->arena);
    return rc == RC_OK ? enter(op, db, id) : rc;
}

static enum rc check_fields(struct identity_join *op)
{
    struct arena *a = op->job.arena;
    struct problem *problem = &op->job.problem;
    op->ret_field = "name";
    enum rc rc = accounts_check_name(op->job.community, a, NAME_BY_PAGES, op->name, &op->name,
                                     &op->work.skeleton, problem);
    if (rc == RC_OK) {
        op->ret_field = "email";
        rc = accounts_check_email(op->job.community, a, op->email, &op->work.email_key, problem);
    }
    return rc == RC_OK
               ? account_consents_check(op->job.community, &op->consents, &op->ret_field, problem)
               : rc;
}

static enum rc check_free(struct community_reader *r, struct identity_join *op)
{
    struct identity_arrival arrival;
    bool taken = false;
    enum rc rc = identity_arrival_look(r, op->token, op->job.arena, &arrival);
    op->ret_field = NULL;
    if (rc == RC_EXPIRED || (rc == RC_OK && arrival.account_id != 0))
        return run_out(&op->job.problem);
    if (rc == RC_OK)
        rc = accounts_name_taken(r->community, r->db, &op->work.skeleton, 0, op->job.arena, &taken);
    return rc == RC_OK && taken ? name_taken(op) : rc;
}

enum rc identity_join_submit(struct community_reader *r, struct identity_join *op)
{
    enum rc rc = check_fields(op);
    if (rc == RC_OK)
        rc = check_free(r, op);
    if (rc != RC_OK)
        return rc;
    attempt_init_one(&op->work.attempt, r->community, &ACCOUNTS_JOIN_LIMITS, 0, op->address,
                     op->job.arena);
    return attempt_submit(&op->job, &op->work.attempt, NULL, run_join);
}

/* --- going on as who one is --- */

static enum rc run_enter(struct db *db, struct community_job *job)
{
    struct identity_enter *op = (struct identity_enter *)job;
    struct community *c = job->community;
    struct identity_arrival arrival;
    enum rc rc = take(job, db, op->token, &arrival);
    if (rc == RC_OK && arrival.account_id == 0)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    struct accounts_entry entry = {.account_id = arrival.account_id,
                                   .address_key = throttle_address_key(c, op->address, job->arena),
                                   .way = identity_entrance(arrival.provider),
                                   .provider = arrival.provider->title,
                                   .shown = op->shown,
                                   .replaces = op->replaces};
    op->ret_back = arrival.back;
    rc = accounts_enter(job, db, &entry);
    op->ret_token = entry.ret_token;
    if (rc == RC_OK)
        rc = q_identity_use(db, &(struct q_identity_use_in){
                                    .site_id = c->site.id,
                                    .provider_key = arrival.provider->key,
                                    .subject = arrival.subject,
                                    .label = arrival.email.n > 0 ? arrival.email : arrival.name,
                                    .used_ms = community_now_ms(c)});
    return rc;
}

enum rc identity_enter_submit(struct community_job *job)
{
    job->run = run_enter;
    return community_submit(job);
}
