#include "community/account/account.h"
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/name.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "queries.h"

static enum rc refuse_name(struct account_registration *op)
{
    op->ret_field = "name";
    return accounts_refuse_name(&op->job.problem);
}

static enum rc check_fields(struct account_registration *op)
{
    struct arena *a = op->job.arena;
    struct problem *problem = &op->job.problem;
    op->ret_field = "name";
    enum rc rc = accounts_check_name(op->job.community, a, NAME_BY_PAGES, op->name, &op->name,
                                     &op->state.skeleton, problem);
    if (rc == RC_OK) {
        op->ret_field = "email";
        rc = accounts_check_email(op->job.community, a, op->email, &op->state.email_key, problem);
    }
    if (rc == RC_OK) {
        op->ret_field = "password";
        rc = accounts_check_password(op->job.community, a, op->password, op->name, op->email,
                                     problem);
    }
    return rc == RC_OK
               ? account_consents_check(op->job.community, &op->consents, &op->ret_field, problem)
               : rc;
}

static enum rc check_captcha(struct account_registration *op)
{
    enum rc rc = captcha_check(&op->job, op->captcha, op->captcha_answer, &op->state.captcha);
    if (rc != RC_OK)
        op->ret_field = "captcha";
    return rc;
}

static enum rc add_account(struct account_registration *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t id = community_make_id(c);
    bool added = false;
    const struct q_account_add_in account = {
        .id = id,
        .name = op->name,
        .name_skeleton = op->state.skeleton.small,
        .name_capitals = op->state.skeleton.capitals,
        .email = op->email,
        .email_key = op->state.email_key,
        .password_hash = op->state.password_hash,
        .unconfirmed_until_ms = accounts_unconfirmed_until_ms(c),
        .role = ROLE_READER,
        .standards_consent = op->consents.standards,
        .privacy_consent = op->consents.privacy,
        .age_consent = op->consents.age,
    };
    enum rc rc = accounts_add(c, db, &account, op->job.arena, &added);
    if (rc == RC_OK && !added)
        return refuse_name(op);
    op->ret_actor = (struct actor){.account_id = id, .role = ROLE_READER, .name = op->name};
    return rc;
}

static enum rc ask_confirmation(struct account_registration *op, struct db *db)
{
    struct community *c = op->job.community;
    op->ret_confirms = accounts_confirm(c);
    if (!op->ret_confirms)
        return RC_OK;
    const struct accounts_confirmation in = {.account_id = op->ret_actor.account_id,
                                             .email = op->email,
                                             .email_key = op->state.email_key,
                                             .browser = op->browser,
                                             .back = op->back};
    return accounts_ask_confirmation(c, db, &in, op->job.arena);
}

static enum rc run_register(struct db *db, struct community_job *job)
{
    struct account_registration *op = (struct account_registration *)job;
    enum rc rc = add_account(op, db);
    struct accounts_entry entry = {.account_id = op->ret_actor.account_id,
                                   .address_key = op->state.attempt.address_key,
                                   .way = ENTRANCE_JOINING,
                                   .shown = op->shown};
    if (rc == RC_OK) {
        rc = captcha_spend(job, db, &op->state.captcha);
        op->ret_field = rc == RC_EXPIRED ? "captcha" : NULL;
    }
    if (rc == RC_OK)
        rc = ask_confirmation(op, db);
    if (rc == RC_OK)
        rc = accounts_enter(job, db, &entry);
    op->ret_token = entry.ret_token;
    op->ret_actor = entry.ret_actor;
    return rc;
}

static enum rc hash_for_registration(struct community_job *job)
{
    struct account_registration *op = (struct account_registration *)job;
    return password_hash(job->arena, op->password, &op->state.password_hash);
}

static enum rc check_name_free(struct community_reader *r, struct account_registration *op)
{
    bool taken;
    enum rc rc =
        accounts_name_taken(r->community, r->db, &op->state.skeleton, 0, op->job.arena, &taken);
    return rc == RC_OK && taken ? refuse_name(op) : rc;
}

enum rc account_register_submit(struct community_reader *reader, struct account_registration *op)
{
    enum rc rc = check_fields(op);
    if (rc == RC_OK)
        rc = check_name_free(reader, op);
    if (rc == RC_OK)
        rc = check_captcha(op);
    if (rc != RC_OK)
        return rc;
    op->ret_field = NULL;
    attempt_init_one(&op->state.attempt, reader->community, &ACCOUNTS_JOIN_LIMITS, 0, op->address,
                     op->job.arena);
    return attempt_submit(&op->job, &op->state.attempt, hash_for_registration, run_register);
}
