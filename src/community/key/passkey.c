/* Keeping passkeys: making, listing, naming, removing. Using them is passkey_use.c's. */
#include "community/key/passkey.h"

#include "base/utf8.h"
#include "community/core.h"
#include "community/key/factor.h"
#include "community/key/passkey_state.h"
#include "community/account/sessions.h"
#include "queries.h"

#define TRANSPORTS_BYTES_MAX 100
#define NAME_BYTES_MAX       (4 * PASSKEY_NAME_MAX)

enum rc passkey_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                     struct arena *a, struct passkey_view **ret, size_t *ret_count)
{
    struct q_passkey_list_row *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_READ_FACTORS, account_id);
    if (rc == RC_OK)
        rc = q_passkey_list(
            r->db,
            &(struct q_passkey_list_in){.site_id = r->community->site.id, .account_id = account_id},
            a, &rows, &count);
    struct passkey_view *list = rc == RC_OK ? ARENA_ARRAY(a, count, struct passkey_view) : NULL;
    if (rc != RC_OK || list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct passkey_view){.id = rows[i].id,
                                        .name = rows[i].name,
                                        .made_ms = id_time_ms(rows[i].id),
                                        .used_ms = rows[i].used_ms,
                                        .is_backed_up = rows[i].backed_up};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

/* One line of text that is not too long. */
static enum rc check_name(struct str *name, struct problem *problem)
{
    struct str trimmed = str_trim(*name);
    size_t characters = 0;
    if (trimmed.n > NAME_BYTES_MAX)
        return problem_set(problem, RC_INVALID, "The name has more than %d characters.",
                           PASSKEY_NAME_MAX);
    for (size_t i = 0; i < trimmed.n; i++) {
        if ((unsigned char)trimmed.p[i] < ' ' || trimmed.p[i] == 0x7F)
            return problem_set(problem, RC_INVALID, "The name must be one line of text.");
        characters += ((unsigned char)trimmed.p[i] & 0xC0) != 0x80;
    }
    if (characters > PASSKEY_NAME_MAX)
        return problem_set(problem, RC_INVALID, "The name has more than %d characters.",
                           PASSKEY_NAME_MAX);
    *name = trimmed;
    return RC_OK;
}

/* Words of the specification and of those after it: letters and hyphens, separated by commas. Anything else is left out. */
static struct str check_transports(struct str given)
{
    if (given.n > TRANSPORTS_BYTES_MAX)
        return STR("");
    for (size_t i = 0; i < given.n; i++)
        if (!char_is_alpha(given.p[i]) && given.p[i] != '-' && given.p[i] != ',')
            return STR("");
    return given;
}

/* --- making one --- */

static enum rc check_room(struct passkey_addition *op, struct db *db)
{
    struct q_passkey_list_row *rows;
    size_t count;
    enum rc rc = q_passkey_list(db,
                                &(struct q_passkey_list_in){.site_id = op->job.community->site.id,
                                                            .account_id = op->actor.account_id},
                                op->job.arena, &rows, &count);
    if (rc == RC_OK && count >= PASSKEY_PER_ACCOUNT_MAX)
        return problem_set(&op->job.problem, RC_CONFLICT,
                           "There are %d passkeys already; remove one first.",
                           PASSKEY_PER_ACCOUNT_MAX);
    return rc;
}

static enum rc store(struct passkey_addition *op, struct db *db)
{
    struct community *c = op->job.community;
    const struct webauthn_credential *made = &op->state.credential;
    int64_t added = 0;
    enum rc rc =
        q_passkey_add(db,
                      &(struct q_passkey_add_in){
                          .site_id = c->site.id,
                          .id = community_make_id(c),
                          .account_id = op->actor.account_id,
                          .credential = made->id,
                          .algorithm = made->algorithm,
                          .public_key = made->public_key,
                          .sign_count = made->sign_count,
                          .user_verified = made->is_user_verified,
                          .backup_eligible = made->may_be_backed_up,
                          .backed_up = made->is_backed_up,
                          .aaguid = str_make((const char *)made->aaguid, sizeof made->aaguid),
                          .transports = op->transports,
                          .name = op->name},
                      &added);
    if (rc == RC_OK && added == 0)
        return problem_set(&op->job.problem, RC_CONFLICT, "This passkey is known here already.");
    return rc;
}

static enum rc run_add(struct db *db, struct community_job *job)
{
    struct passkey_addition *op = (struct passkey_addition *)job;
    struct community *c = job->community;
    int64_t id = op->actor.account_id;
    enum rc rc = factor_check_change(job, db, &op->actor);
    if (rc == RC_OK)
        rc = passkey_take_challenge(c, db, op->state.asked_key, op->state.asked_until_ms,
                                    &job->problem);
    if (rc == RC_OK)
        rc = check_room(op, db);
    if (rc == RC_OK)
        rc = store(op, db);
    if (rc == RC_OK)
        rc = factor_count_again(c, db, id);
    /* Who just made one need not be asked for it at once. */
    if (rc == RC_OK)
        rc = sessions_mark_proven(c, db, id, op->actor.token_hash);
    return rc == RC_OK ? factor_tell(c, db, id, MAIL_KIND_PASSKEY_ADDED, op->name) : rc;
}

static enum rc verify(struct passkey_addition *op)
{
    struct arena *a = op->job.arena;
    struct problem *problem = &op->job.problem;
    struct str client, attestation;
    if (passkey_decode(op->client_json, WEBAUTHN_CLIENT_MAX, a, &client) != RC_OK ||
        passkey_decode(op->attestation, WEBAUTHN_STATEMENT_MAX, a, &attestation) != RC_OK)
        return problem_set(problem, RC_INVALID,
                           "The browser's answer about the passkey is malformed.");
    struct passkey_asked asked = passkey_asked_of(PASSKEY_MAKE, &op->actor, (struct str){0});
    enum rc rc = passkey_check_challenge(op->job.community, &asked, client, a, &op->state.asked_key,
                                         &op->state.asked_until_ms, problem);
    if (rc != RC_OK)
        return rc;
    return webauthn_register(&(struct webauthn_registration){.party = op->party,
                                                             .client_json = client,
                                                             .attestation = attestation},
                             a, &op->state.credential, problem);
}

enum rc passkey_add_submit(struct passkey_addition *op)
{
    enum rc rc = access_check(&op->actor, ACTION_CHANGE_FACTORS, op->actor.account_id);
    if (rc == RC_OK)
        rc = check_name(&op->name, &op->job.problem);
    if (rc == RC_OK)
        rc = verify(op);
    if (rc != RC_OK)
        return rc;
    if (op->name.n == 0)
        op->name = STR("Passkey");
    op->transports = check_transports(op->transports);
    op->job.run = run_add;
    return community_submit(&op->job);
}

/* --- naming and removing --- */

static enum rc find_name(struct passkey_change *op, struct db *db, struct str *ret)
{
    struct q_passkey_list_row *rows;
    size_t count;
    enum rc rc = q_passkey_list(db,
                                &(struct q_passkey_list_in){.site_id = op->job.community->site.id,
                                                            .account_id = op->actor.account_id},
                                op->job.arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (rows[i].id == op->id) {
            *ret = rows[i].name;
            return RC_OK;
        }
    return rc == RC_OK ? problem_set(&op->job.problem, RC_NOT_FOUND, "There is no such passkey.")
                       : rc;
}

static enum rc remove_one(struct passkey_change *op, struct db *db, struct str name)
{
    struct community *c = op->job.community;
    int64_t id = op->actor.account_id, removed;
    enum rc rc = q_passkey_remove(
        db, &(struct q_passkey_remove_in){.site_id = c->site.id, .id = op->id, .account_id = id},
        &removed);
    if (rc == RC_OK)
        rc = factor_count_again(c, db, id);
    return rc == RC_OK ? factor_tell(c, db, id, MAIL_KIND_PASSKEY_REMOVED, name) : rc;
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct passkey_change *op = (struct passkey_change *)job;
    struct str name;
    int64_t changed;
    enum rc rc = factor_check_change(job, db, &op->actor);
    if (rc == RC_OK)
        rc = find_name(op, db, &name);
    if (rc != RC_OK)
        return rc;
    if (op->removes)
        return remove_one(op, db, name);
    return q_passkey_rename(db,
                            &(struct q_passkey_rename_in){.site_id = job->community->site.id,
                                                          .id = op->id,
                                                          .account_id = op->actor.account_id,
                                                          .name = op->name},
                            &changed);
}

enum rc passkey_change_submit(struct passkey_change *op)
{
    enum rc rc = check_name(&op->name, &op->job.problem);
    if (rc == RC_OK && !op->removes && op->name.n == 0)
        rc = problem_set(&op->job.problem, RC_INVALID, "Give it a name.");
    if (rc != RC_OK)
        return rc;
    op->job.run = run_change;
    return community_submit(&op->job);
}
