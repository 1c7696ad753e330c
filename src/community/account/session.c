#include "community/account/session.h"

#include <sodium.h>

#include "community/account/accounts.h"
#include "community/account/browser.h"
#include "community/core.h"
#include "community/key/factor.h"
#include "community/record/ledger.h"
#include "community/account/sessions.h"
#include "queries.h"

#define FORM_TOKEN_BYTES 32
#define TOUCH_AFTER_MS   HOUR_MS
#define AGENT_BYTES_MAX  200

_Static_assert(sizeof(((struct actor *)0)->token_hash) == BEARER_HASH_BYTES, "SHA-256");

static struct actor actor_of(struct community *c, const struct q_session_find_row *row,
                             int64_t now_ms)
{
    struct actor actor = {
        .account_id = row->account_id,
        .role = (enum role)row->role,
        .status = account_standing_of(row->status, row->suspended_until_ms, now_ms),
        .name = row->name,
        .is_premoderated = row->premoderated_until_ms > now_ms,
        .language = row->language,
        .owes = accounts_owes(c, row),
        .fresh_ms = row->fresh_ms,
    };
    actor_set_owes(&actor, OWES_ACKNOWLEDGEMENT, row->warning_id != 0);
    actor.awaits_step = factor_is_awaited(core_limits(c).staff_second_factor, actor.role,
                                          (unsigned)row->factors, row->proven != 0);
    if (actor.awaits_step)
        actor.role = ROLE_READER;
    return actor;
}

enum rc session_find(struct community_reader *r, struct str token, struct arena *a,
                     struct actor *ret, bool *ret_touch)
{
    struct community *c = r->community;
    struct actor actor = {0};
    uint8_t hash[BEARER_HASH_BYTES];
    struct q_session_find_row row;
    bool touch = false;
    int64_t now_ms = community_now_ms(c);
    enum rc rc = RC_NOT_FOUND;
    if (bearer_hash(token, hash))
        rc = q_session_find(
            r->db,
            &(struct q_session_find_in){.site_id = c->site.id, .token_hash = bearer_hash_str(hash)},
            a, &row);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (rc == RC_OK && row.status != ACCOUNT_DELETED && row.expires_ms > now_ms &&
        row.seen_ms + core_limits(c).session_idle_ms > now_ms) {
        actor = actor_of(c, &row, now_ms);
        memcpy(actor.token_hash, hash, sizeof actor.token_hash);
        touch = now_ms - row.seen_ms > TOUCH_AFTER_MS;
    }
    *ret = actor;
    *ret_touch = touch;
    return RC_OK;
}

bool session_is_fresh(const struct actor *actor, int64_t now_ms)
{
    int64_t age_ms = now_ms - actor->fresh_ms; /* below zero: the clock was set back */
    return actor_signed_in(actor) && age_ms < SESSION_FRESH_MS && age_ms > -SESSION_FRESH_MS;
}

/* --- touching --- */

struct touch {
    struct arena *arena; /* holds this struct */
    struct community *community;
    uint8_t token_hash[BEARER_HASH_BYTES];
};

static enum rc run_touch(struct db *db, void *ctx)
{
    struct touch *t = ctx;
    return q_session_touch(
        db, &(struct q_session_touch_in){.site_id = t->community->site.id,
                                         .token_hash = bearer_hash_str(t->token_hash),
                                         .now_ms = community_now_ms(t->community)});
}

static void touched(enum rc rc, void *ctx)
{
    (void)rc;
    struct touch *t = ctx;
    arena_free(t->arena);
}

void session_touch(struct community *c, const struct actor *actor)
{
    struct arena *arena = arena_new(4096);
    struct touch *t = arena != NULL ? ARENA_NEW(arena, struct touch) : NULL;
    if (t == NULL) {
        arena_free(arena);
        return;
    }
    t->arena = arena;
    t->community = c;
    memcpy(t->token_hash, actor->token_hash, sizeof t->token_hash);
    if (store_write(c->store, run_touch, touched, t) != RC_OK)
        arena_free(arena);
}

/* --- making and ending --- */

enum rc sessions_create(struct community *c, struct db *db, const struct sessions_order *order,
                        struct arena *a, struct str *ret_token, uint8_t ret_hash[static 32])
{
    int64_t now_ms = community_now_ms(c);
    struct str kept = str_slice(order->agent, 0, AGENT_BYTES_MAX);
    enum rc rc = bearer_make(c, a, ret_hash, ret_token);
    if (rc != RC_OK)
        return rc;
    return q_session_add(
        db, &(struct q_session_add_in){.site_id = c->site.id,
                                       .token_hash = bearer_hash_str(ret_hash),
                                       .account_id = order->account_id,
                                       .now_ms = now_ms,
                                       .expires_ms = now_ms + core_limits(c).session_absolute_ms,
                                       .address_key = order->address_key,
                                       .browser_key = order->browser_key,
                                       .agent = sessions_printable(a, kept)});
}

enum rc sessions_renew(struct community *c, struct db *db, const struct actor *actor,
                       struct arena *a, struct str *ret_token, uint8_t ret_hash[static 32])
{
    uint8_t hash[BEARER_HASH_BYTES];
    struct str token;
    int64_t renewed = 0;
    enum rc rc = bearer_make(c, a, hash, &token);
    if (rc == RC_OK)
        rc = q_session_renew(
            db,
            &(struct q_session_renew_in){.site_id = c->site.id,
                                         .token_hash = bearer_hash_str(actor->token_hash),
                                         .account_id = actor->account_id,
                                         .new_hash = bearer_hash_str(hash),
                                         .now_ms = community_now_ms(c)},
            &renewed);
    if (rc == RC_OK && renewed == 0)
        rc = RC_UNAUTHENTICATED;
    if (rc == RC_OK) {
        *ret_token = token;
        memcpy(ret_hash, hash, sizeof hash);
    }
    return rc;
}

enum rc sessions_mark_proven(struct community *c, struct db *db, int64_t account_id,
                             const uint8_t *hash)
{
    return q_session_prove(db, &(struct q_session_prove_in){.site_id = c->site.id,
                                                            .token_hash = bearer_hash_str(hash),
                                                            .account_id = account_id});
}

enum rc sessions_check_fresh(struct community *c, struct db *db, const struct actor *actor,
                             struct arena *a, struct problem *problem)
{
    struct actor now = *actor;
    struct q_session_freshness_row row;
    if (!actor_signed_in(actor))
        return RC_OK;
    enum rc rc = accounts_hold(c, db, actor->account_id, a);
    if (rc == RC_OK)
        rc = q_session_freshness(
            db,
            &(struct q_session_freshness_in){.site_id = c->site.id,
                                             .token_hash = bearer_hash_str(actor->token_hash),
                                             .account_id = actor->account_id},
            a, &row);
    if (rc == RC_NOT_FOUND)
        return problem_set(problem, RC_UNAUTHENTICATED,
                           "You were signed out meanwhile; sign in and do it again.");
    if (rc != RC_OK)
        return rc;
    now.fresh_ms = row.fresh_ms;
    return session_is_fresh(&now, community_now_ms(c))
               ? RC_OK
               : problem_set(problem, RC_EXPIRED,
                             "This asks for a sign-in of the last ten minutes; sign in once more.");
}

struct str sessions_printable(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    if (out == NULL)
        return (struct str){0};
    for (size_t i = 0; i < s.n; i++)
        out[i] = s.p[i] >= ' ' && s.p[i] < 0x7F ? s.p[i] : '?';
    return str_make(out, s.n);
}

enum rc sessions_end_others(struct community *c, struct db *db, int64_t account_id,
                            const uint8_t *spared_hash)
{
    return q_session_end_others(
        db, &(struct q_session_end_others_in){
                .site_id = c->site.id,
                .account_id = account_id,
                .token_hash = spared_hash != NULL ? bearer_hash_str(spared_hash) : STR("none")});
}

enum rc sessions_end_one(struct community *c, struct db *db, int64_t account_id,
                         const uint8_t *hash)
{
    return q_session_end(db, &(struct q_session_end_in){.site_id = c->site.id,
                                                        .account_id = account_id,
                                                        .token_hash = bearer_hash_str(hash)});
}

static enum rc end_one(struct session_end *op, struct db *db, int64_t account_id)
{
    struct community *c = op->job.community;
    uint8_t hash[BEARER_HASH_BYTES];
    if (core_base64url_decode(op->handle, hash, sizeof hash) != RC_OK)
        return problem_set(&op->job.problem, RC_INVALID, "There is no such session.");
    enum rc rc = browser_forget(c, db, account_id, hash);
    return rc == RC_OK ? sessions_end_one(c, db, account_id, hash) : rc;
}

static enum rc end_all_but(struct community *c, struct db *db, int64_t account_id,
                           const uint8_t *spared_hash)
{
    enum rc rc = browser_forget_but(c, db, account_id, spared_hash);
    return rc == RC_OK ? sessions_end_others(c, db, account_id, spared_hash) : rc;
}

/* From afar a session is ended because it may not be the owner's: its browser is a stranger's from then on. */
static enum rc end_some(struct db *db, struct community_job *job)
{
    struct session_end *op = (struct session_end *)job;
    int64_t account_id = op->account_id != 0 ? op->account_id : op->actor.account_id;
    switch (op->which) {
    case SESSION_END_CURRENT:
        return sessions_end_one(job->community, db, op->actor.account_id, op->actor.token_hash);
    case SESSION_END_ONE:
        return end_one(op, db, account_id);
    case SESSION_END_OTHERS:
        return end_all_but(job->community, db, account_id, op->actor.token_hash);
    case SESSION_END_ALL:
        return end_all_but(job->community, db, account_id, NULL);
    }
    return RC_BUG;
}

/* What staff do to others' sessions is told in their log. */
static enum rc run_end(struct db *db, struct community_job *job)
{
    const struct session_end *op = (const struct session_end *)job;
    enum rc rc = end_some(db, job);
    if (rc != RC_OK || op->account_id == 0 || op->account_id == op->actor.account_id)
        return rc;
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){
                                 .actor_id = op->actor.account_id,
                                 .action = STAFF_END_SESSIONS,
                                 .target_id = op->account_id,
                                 .detail = op->which == SESSION_END_ONE ? STR("one") : STR("all")});
}

enum rc session_end_submit(struct community_job *job)
{
    struct session_end *op = (struct session_end *)job;
    int64_t account_id = op->account_id != 0 ? op->account_id : op->actor.account_id;
    enum rc rc = access_check(&op->actor, ACTION_END_SESSION, account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Only its owner can end a session.");
    job->run = run_end;
    return community_submit(job);
}

enum rc session_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                     struct arena *a, struct session_view **ret, size_t *ret_count)
{
    struct q_session_list_row *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_LIST_SESSIONS, account_id);
    if (rc == RC_OK)
        rc = q_session_list(
            r->db,
            &(struct q_session_list_in){.site_id = r->community->site.id, .account_id = account_id},
            a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct session_view *list = ARENA_ARRAY(a, count, struct session_view);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct session_view){
            .handle = core_base64url(a, rows[i].token_hash.p, rows[i].token_hash.n),
            .created_ms = rows[i].created_ms,
            .seen_ms = rows[i].seen_ms,
            .agent = rows[i].agent,
            .current = str_eq(rows[i].token_hash, bearer_hash_str(actor->token_hash)),
        };
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

/* --- form tokens --- */

struct str session_stranger_cookie(struct community *c, struct arena *a)
{
    uint8_t bytes[FORM_TOKEN_BYTES];
    community_random(c, bytes, sizeof bytes);
    return core_base64url(a, bytes, sizeof bytes);
}

static void form_token(struct community *c, const struct actor *actor, struct str cookie,
                       uint8_t out[static FORM_TOKEN_BYTES])
{
    crypto_generichash_state h;
    const unsigned char signed_in = actor_signed_in(actor);
    crypto_generichash_init(&h, c->form_key, sizeof c->form_key, FORM_TOKEN_BYTES);
    crypto_generichash_update(&h, &signed_in, 1);
    if (signed_in)
        crypto_generichash_update(&h, actor->token_hash, sizeof actor->token_hash);
    else
        crypto_generichash_update(&h, (const unsigned char *)cookie.p, cookie.n);
    crypto_generichash_final(&h, out, FORM_TOKEN_BYTES);
}

struct str session_form_token(struct community *c, const struct actor *actor, struct str cookie,
                              struct arena *a)
{
    uint8_t token[FORM_TOKEN_BYTES];
    form_token(c, actor, cookie, token);
    return core_base64url(a, token, sizeof token);
}

bool session_form_token_valid(struct community *c, const struct actor *actor, struct str cookie,
                              struct str token)
{
    uint8_t given[FORM_TOKEN_BYTES], wanted[FORM_TOKEN_BYTES];
    /* A stranger without the cookie has nothing that an attacker could not know. */
    if (!actor_signed_in(actor) && cookie.n != BEARER_TEXT)
        return false;
    if (core_base64url_decode(token, given, sizeof given) != RC_OK)
        return false;
    form_token(c, actor, cookie, wanted);
    return sodium_memcmp(given, wanted, sizeof wanted) == 0;
}
