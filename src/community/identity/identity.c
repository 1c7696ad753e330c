#include "community/identity/identity.h"

#include "community/account/browser.h"
#include "community/core.h"
#include "community/mail/mail.h"
#include "community/account/sessions.h"
#include "queries.h"

static void dispose_desk(void *desk)
{
    provider_desk_free(desk);
}

enum rc identity_prepare(struct community *c, const struct identity_settings *settings,
                         struct provider_desk **ret)
{
    *ret = NULL;
    if (settings->providers != NULL && settings->providers->count > 0)
        return provider_desk_new(
            &(struct provider_desk_config){.providers = settings->providers,
                                           .arena = settings->arena,
                                           .community = c,
                                           .private_addresses = settings->private_addresses,
                                           .timeout_ms = settings->timeout_ms},
            ret);
    arena_free(settings->arena);
    return RC_OK;
}

void identity_open(struct community *c, struct provider_desk *desk)
{
    struct provider_desk *old = atomic_exchange(&c->desk, desk);
    if (old != NULL)
        epochs_retire(c->epochs, dispose_desk, old);
}

void identity_stop(struct community *c)
{
    if (c != NULL)
        provider_desk_end(c->desk);
}

const struct providers *identity_providers(const struct community *c)
{
    const struct provider_desk *desk = atomic_load(&c->desk);
    return desk != NULL ? provider_desk_list(desk) : NULL;
}

static struct str title_of(const struct community *c, struct str provider_key)
{
    const struct provider *p = provider_find_key(identity_providers(c), provider_key);
    return p != NULL ? p->title : provider_key;
}

enum rc identity_list(struct community_reader *r, const struct actor *actor, struct arena *a,
                      struct identity_view **ret, size_t *ret_count)
{
    struct community *c = r->community;
    struct q_identity_list_row *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_USE_ACCOUNT, actor->account_id);
    if (rc == RC_OK)
        rc = q_identity_list(
            r->db,
            &(struct q_identity_list_in){.site_id = c->site.id, .account_id = actor->account_id}, a,
            &rows, &count);
    struct identity_view *list = rc == RC_OK ? ARENA_ARRAY(a, count, struct identity_view) : NULL;
    if (rc == RC_OK && list == NULL)
        rc = RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct identity_view){
            .id = rows[i].id,
            .title = title_of(c, rows[i].provider_key),
            .label = rows[i].label,
            .connected_ms = id_time_ms(rows[i].id),
            .used_ms = rows[i].used_ms,
            .provider = provider_find_key(identity_providers(c), rows[i].provider_key)};
    }
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

/* --- disconnecting --- */

/* A password, a passkey, another identity, or an address that links can be mailed to. */
static enum rc check_other_way(struct identity_removal *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_account_get_row account;
    struct q_identity_count_row identities;
    struct q_passkey_count_row passkeys = {0};
    int64_t site_id = c->site.id, id = op->actor.account_id;
    enum rc rc = q_account_get(db, &(struct q_account_get_in){.site_id = site_id, .id = id},
                               op->job.arena, &account);
    if (rc == RC_OK)
        rc = q_identity_count(db,
                              &(struct q_identity_count_in){.site_id = site_id, .account_id = id},
                              op->job.arena, &identities);
    if (rc == RC_OK)
        rc = q_passkey_count(db, &(struct q_passkey_count_in){.site_id = site_id, .account_id = id},
                             op->job.arena, &passkeys);
    if (rc != RC_OK)
        return rc;
    bool by_mail = mail_is_on(c) && account.email.n > 0 && account.email_confirmed_ms > 0;
    if (account.password_hash.n > 0 || identities.count > 1 || passkeys.count > 0 || by_mail)
        return RC_OK;
    return problem_set(&op->job.problem, RC_CONFLICT,
                       "This is the only way you can sign in. Set a password or connect another "
                       "one first.");
}

static enum rc run_remove(struct db *db, struct community_job *job)
{
    struct identity_removal *op = (struct identity_removal *)job;
    struct community *c = job->community;
    struct q_identity_get_row row;
    int64_t site_id = c->site.id, account_id = op->actor.account_id;
    enum rc rc = sessions_check_fresh(c, db, &op->actor, job->arena, &job->problem);
    if (rc == RC_OK)
        rc = q_identity_get(
            db,
            &(struct q_identity_get_in){.site_id = site_id, .account_id = account_id, .id = op->id},
            job->arena, &row);
    if (rc == RC_NOT_FOUND)
        return problem_set(&job->problem, RC_NOT_FOUND, "It is not connected any more.");
    if (rc == RC_OK)
        rc = check_other_way(op, db);
    if (rc == RC_OK)
        rc = q_identity_remove(db, &(struct q_identity_remove_in){
                                       .site_id = site_id, .account_id = account_id, .id = op->id});
    /* Whoever disconnects may do so because it was taken over: what was opened with it is closed. */
    if (rc == RC_OK)
        rc = browser_forget_but(c, db, account_id, op->actor.token_hash);
    if (rc == RC_OK)
        rc = sessions_end_others(c, db, account_id, op->actor.token_hash);
    return rc == RC_OK ? identity_tell(c, db, op->actor.account_id, MAIL_KIND_IDENTITY_DISCONNECTED,
                                       title_of(c, row.provider_key))
                       : rc;
}

enum rc identity_remove_submit(struct community_job *job)
{
    struct identity_removal *op = (struct identity_removal *)job;
    enum rc rc = access_check(&op->actor, ACTION_CONNECT_IDENTITY, op->actor.account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Your account cannot be changed at the moment.");
    job->run = run_remove;
    return community_submit(job);
}

/* --- inside jobs --- */

enum entrance identity_entrance(const struct provider *p)
{
    return p->kind == PROVIDER_SSO ? ENTRANCE_SSO : ENTRANCE_PROVIDER;
}

enum rc identity_tell(struct community *c, struct db *db, int64_t account_id, enum mail_kind kind,
                      struct str title)
{
    const struct mail_fact facts[] = {
        {.name = "provider", .kind = MAIL_TEXT, .text = title},
        {.name = "when", .kind = MAIL_TIME, .number = community_now_ms(c)},
    };
    return mail_queue(c, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = account_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

enum rc identity_sweep(struct community *c, struct db *db)
{
    int64_t site_id = c->site.id, now_ms = community_now_ms(c);
    enum rc rc = q_identity_visit_sweep(
        db, &(struct q_identity_visit_sweep_in){.site_id = site_id, .now_ms = now_ms});
    if (rc == RC_OK)
        rc = q_identity_arrival_sweep(
            db, &(struct q_identity_arrival_sweep_in){.site_id = site_id, .now_ms = now_ms});
    if (rc == RC_OK)
        rc = q_sso_sweep(db, &(struct q_sso_sweep_in){.site_id = site_id, .now_ms = now_ms});
    return rc;
}
