#include "community/account/choice.h"

#include "community/core.h"
#include "community/moderation/moderation.h"
#include "queries.h"

const struct choice_row choice_table[CHOICE_COUNT] = {
#define CHOICE(id, name_, preset_, mail_, text_)                                                   \
    [CHOICE_##id] = {.name = name_, .preset = preset_, .mail = mail_, .text = text_},
#include "community/account/choice.def"
#undef CHOICE
};

_Static_assert(CHOICE_COUNT < 63, "a bit each");

enum choice choice_of_mail(struct str kind)
{
    for (int i = 0; i < CHOICE_COUNT; i++) {
        struct str kinds = str_from_cstr(choice_table[i].mail);
        while (kinds.p != NULL)
            if (kind.n > 0 && str_eq(kind, str_split(&kinds, ' ')))
                return (enum choice)i;
    }
    return CHOICE_COUNT;
}

enum rc choice_read(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                    struct choices *ret)
{
    struct q_choice_get_row row;
    enum rc rc = q_choice_get(
        db, &(struct q_choice_get_in){.site_id = c->site.id, .id = account_id}, a, &row);
    if (rc != RC_OK)
        return rc;
    *ret = (struct choices){.language = row.language};
    for (int i = 0; i < CHOICE_COUNT; i++)
        ret->on[i] = choice_table[i].preset != ((row.choices >> i & 1) != 0);
    return RC_OK;
}

static enum rc store(struct community *c, struct db *db, int64_t account_id,
                     const struct choices *wanted)
{
    int64_t bits = 0;
    for (int i = 0; i < CHOICE_COUNT; i++)
        if (wanted->on[i] != choice_table[i].preset)
            bits |= (int64_t)1 << i;
    return q_choice_set(db, &(struct q_choice_set_in){.site_id = c->site.id,
                                                      .id = account_id,
                                                      .choices = bits,
                                                      .language = wanted->language.p != NULL
                                                                      ? wanted->language
                                                                      : STR("")});
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct choice_change *op = (struct choice_change *)job;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_USE_ACCOUNT);
    return rc == RC_OK ? store(job->community, db, op->actor.account_id, &op->wanted) : rc;
}

enum rc choice_change_submit(struct community_job *job)
{
    job->run = run_change;
    return community_submit(job);
}

enum rc choice_switch_off(struct community *c, struct db *db, int64_t account_id, enum choice which,
                          struct arena *a)
{
    struct choices now;
    enum rc rc = choice_read(c, db, account_id, a, &now);
    if (rc != RC_OK || !now.on[which])
        return rc;
    now.on[which] = false;
    return store(c, db, account_id, &now);
}

/* --- muting --- */

static enum rc check_other(struct choice_mute *op, struct db *db)
{
    struct community *c = op->job.community;
    struct problem *problem = &op->job.problem;
    struct q_account_standing_row other;
    struct q_mute_count_row mutes;
    if (op->muted_id == op->actor.account_id)
        return problem_set(problem, RC_INVALID, "You cannot mute yourself.");
    enum rc rc = q_account_standing(
        db, &(struct q_account_standing_in){.site_id = c->site.id, .id = op->muted_id},
        op->job.arena, &other);
    if (rc == RC_OK && other.status == ACCOUNT_DELETED)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = q_mute_count(
            db,
            &(struct q_mute_count_in){.site_id = c->site.id, .account_id = op->actor.account_id},
            op->job.arena, &mutes);
    if (rc == RC_OK && mutes.count >= CHOICE_MUTES_MAX)
        return problem_set(problem, RC_TOO_LARGE,
                           "Your list of muted readers is full; take somebody off it first.");
    return rc;
}

static enum rc run_mute(struct db *db, struct community_job *job)
{
    struct choice_mute *op = (struct choice_mute *)job;
    int64_t site_id = job->community->site.id, own = op->actor.account_id;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_USE_ACCOUNT);
    if (rc == RC_OK && op->ends)
        return q_mute_remove(db, &(struct q_mute_remove_in){.site_id = site_id,
                                                            .account_id = own,
                                                            .muted_id = op->muted_id});
    if (rc == RC_OK)
        rc = check_other(op, db);
    if (rc == RC_OK)
        rc = q_mute_add(db, &(struct q_mute_add_in){.site_id = site_id,
                                                    .account_id = own,
                                                    .muted_id = op->muted_id,
                                                    .now_ms = community_now_ms(job->community)});
    return rc;
}

enum rc choice_mute_submit(struct community_job *job)
{
    job->run = run_mute;
    return community_submit(job);
}

enum rc choice_muted_list(struct community_reader *r, const struct actor *actor, struct arena *a,
                          struct choice_muted **ret, size_t *ret_count)
{
    struct q_mute_list_row *rows;
    enum rc rc = q_mute_list(r->db,
                             &(struct q_mute_list_in){.site_id = r->community->site.id,
                                                      .account_id = actor->account_id,
                                                      .max_rows = CHOICE_MUTES_MAX},
                             a, &rows, ret_count);
    if (rc != RC_OK)
        return rc;
    *ret = ARENA_ARRAY(a, *ret_count, struct choice_muted);
    if (*ret == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct choice_muted){
            .account_id = rows[i].muted_id, .since_ms = rows[i].since_ms, .name = rows[i].name};
    return RC_OK;
}

enum rc choice_is_muted(struct community *c, struct db *db, int64_t account_id, int64_t other_id,
                        struct arena *a, bool *ret)
{
    struct q_mute_find_row row;
    enum rc rc =
        q_mute_find(db,
                    &(struct q_mute_find_in){
                        .site_id = c->site.id, .account_id = account_id, .muted_id = other_id},
                    a, &row);
    *ret = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
