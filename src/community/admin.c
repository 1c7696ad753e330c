#include "community/admin.h"

#include "community/comment/comment.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "community/moderation/moderation.h"
#include "community/account/accounts.h"
#include "community/account/name.h"
#include "community/account/sessions.h"
#include "queries.h"

#define PAGE_ROWS 50

/* --- overview --- */

static enum rc count_things(struct community_reader *r, struct arena *a, struct admin_overview *ret)
{
    int64_t site_id = r->community->site.id;
    int64_t since_ms = community_now_ms(r->community) - DAY_MS;
    struct q_account_count_row accounts;
    struct q_article_count_row articles;
    struct q_decision_count_since_row decisions;
    enum rc rc =
        q_account_count(r->db, &(struct q_account_count_in){.site_id = site_id}, a, &accounts);
    if (rc == RC_OK)
        rc = q_article_count(r->db, &(struct q_article_count_in){.site_id = site_id}, a, &articles);
    if (rc == RC_OK)
        rc = q_decision_count_since(
            r->db,
            &(struct q_decision_count_since_in){
                .site_id = site_id, .since_id = id_from_time(since_ms), .since_ms = since_ms},
            a, &decisions);
    if (rc != RC_OK)
        return rc;
    ret->accounts = accounts.count;
    ret->articles = articles.count;
    ret->decisions_by_standards_day = decisions.by_standards;
    ret->decisions_by_people_day = decisions.by_people;
    return RC_OK;
}

static enum rc describe_standards(struct community_reader *r, struct arena *a,
                                  struct admin_overview *ret)
{
    struct community_judge *j = community_judge_ref(r->community);
    if (j == NULL)
        return RC_OK;
    ret->standards_version =
        arena_dup(a, standards_version(judge_standards(community_judge_get(j))));
    community_judge_unref(j);
    struct q_standards_version_find_row row;
    enum rc rc = q_standards_version_find(
        r->db,
        &(struct q_standards_version_find_in){.site_id = r->community->site.id,
                                              .version = ret->standards_version},
        a, &row);
    if (rc == RC_OK)
        ret->standards_since_ms = row.first_used_ms;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc admin_overview(struct community_reader *r, const struct actor *actor, struct arena *a,
                       struct admin_overview *ret)
{
    struct admin_overview o = {0};
    enum rc rc = access_check(actor, ACTION_READ_ADMIN, 0);
    if (rc == RC_OK)
        rc = count_things(r, a, &o);
    if (rc == RC_OK)
        rc = moderation_waiting(r, actor, &o.held, &o.flagged);
    if (rc == RC_OK)
        rc = describe_standards(r, a, &o);
    if (rc == RC_OK)
        *ret = o;
    return rc;
}

/* --- searching --- */

#define VIEW_ACCOUNT(row, now_ms)                                                                  \
    ((struct account_view){                                                                        \
        .id = (row)->id,                                                                           \
        .name = (row)->name,                                                                       \
        .email = (row)->email,                                                                     \
        .role = (enum role)(row)->role,                                                            \
        .status = account_standing_of((row)->status, (row)->suspended_until_ms, (now_ms)),         \
        .created_ms = id_time_ms((row)->id),                                                       \
        .published_count = (row)->published_count,                                                 \
        .removed_count = (row)->removed_count,                                                     \
        .is_verified = (row)->is_verified != 0,                                                    \
        .is_flagger = (row)->is_flagger != 0,                                                      \
        .is_premoderated = (row)->premoderated_until_ms > (now_ms),                                \
    })

#define COPY_ACCOUNTS(r, a, rows, count, ret)                                                      \
    do {                                                                                           \
        *(ret) = ARENA_ARRAY((a), (count), struct account_view);                                   \
        if (*(ret) == NULL)                                                                        \
            return RC_NO_MEMORY;                                                                   \
        for (size_t i_ = 0; i_ < (count); i_++)                                                    \
            (*(ret))[i_] = VIEW_ACCOUNT(&(rows)[i_], community_now_ms((r)->community));            \
    } while (0)

enum admin_standing admin_standing_of(const struct account_view *v)
{
    switch (v->status) {
    case ACCOUNT_DELETED:
        return ADMIN_DELETED;
    case ACCOUNT_BLOCKED:
        return ADMIN_BLOCKED;
    case ACCOUNT_SUSPENDED:
        return ADMIN_SUSPENDED;
    case ACCOUNT_ACTIVE:
        break;
    }
    return v->is_premoderated ? ADMIN_PREMODERATED : ADMIN_ACTIVE;
}

static enum rc list_accounts(struct community_reader *r, const struct admin_search *search,
                             struct arena *a, struct account_view **ret, size_t *ret_count)
{
    struct q_account_list_row *rows;
    enum rc rc =
        q_account_list(r->db,
                       &(struct q_account_list_in){.site_id = r->community->site.id,
                                                   .after_id = search->after_id,
                                                   .role = search->role,
                                                   .standing = search->standing,
                                                   .now_ms = community_now_ms(r->community),
                                                   .max_rows = PAGE_ROWS + 1},
                       a, &rows, ret_count);
    if (rc == RC_OK)
        COPY_ACCOUNTS(r, a, rows, *ret_count, ret);
    return rc;
}

/* Every string that begins with `prefix` lies in [prefix, prefix + the last character). */
static struct str above_prefix(struct arena *a, struct str prefix)
{
    return arena_printf(a, "%.*s\xF4\x8F\xBF\xBF", STR_ARG(prefix));
}

static enum rc search_names(struct community_reader *r, struct str prefix, struct arena *a,
                            struct account_view **ret, size_t *ret_count)
{
    struct name_skeleton skeleton;
    struct q_account_search_name_row *rows;
    enum rc rc = name_skeleton(a, prefix, &skeleton);
    if (rc == RC_OK)
        rc = q_account_search_name(
            r->db,
            &(struct q_account_search_name_in){.site_id = r->community->site.id,
                                               .low = skeleton.small,
                                               .high = above_prefix(a, skeleton.small),
                                               .max_rows = PAGE_ROWS},
            a, &rows, ret_count);
    if (rc == RC_OK)
        COPY_ACCOUNTS(r, a, rows, *ret_count, ret);
    return rc;
}

static enum rc search_emails(struct community_reader *r, struct str prefix, struct arena *a,
                             struct account_view **ret, size_t *ret_count)
{
    struct q_account_search_email_row *rows;
    char *low = arena_alloc(a, prefix.n + 1);
    if (low == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < prefix.n; i++)
        low[i] = char_lower(prefix.p[i]);
    struct str key = str_make(low, prefix.n);
    enum rc rc =
        q_account_search_email(r->db,
                               &(struct q_account_search_email_in){.site_id = r->community->site.id,
                                                                   .low = key,
                                                                   .high = above_prefix(a, key),
                                                                   .max_rows = PAGE_ROWS},
                               a, &rows, ret_count);
    if (rc == RC_OK)
        COPY_ACCOUNTS(r, a, rows, *ret_count, ret);
    return rc;
}

/* The account with this number. RC_NOT_FOUND: none that is in lists. */
static enum rc find_by_id(struct community_reader *r, struct str digits, struct arena *a,
                          struct account_view **ret, size_t *ret_count)
{
    int64_t id;
    if (str_to_i64(digits, &id) != RC_OK || id <= 0)
        return RC_NOT_FOUND;
    const struct admin_search only = {.after_id = id - 1};
    enum rc rc = list_accounts(r, &only, a, ret, ret_count);
    if (rc != RC_OK)
        return rc;
    *ret_count = *ret_count > 0 && (*ret)[0].id == id;
    return *ret_count > 0 ? RC_OK : RC_NOT_FOUND;
}

static size_t keep_matching(const struct admin_search *search, struct account_view *list,
                            size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if ((search->role == ROLE_ANONYMOUS || list[i].role == search->role) &&
            (search->standing == ADMIN_ANY || admin_standing_of(&list[i]) == search->standing))
            list[kept++] = list[i];
    return kept;
}

enum rc admin_search_accounts(struct community_reader *r, const struct actor *actor,
                              const struct admin_search *search, struct arena *a,
                              struct account_view **ret, size_t *ret_count, int64_t *ret_next)
{
    struct str wanted = str_trim(search->prefix);
    struct account_view *list = NULL;
    size_t count = 0;
    enum rc rc = access_check(actor, ACTION_SEARCH_ACCOUNTS, 0);
    if (rc != RC_OK)
        return rc;
    if (wanted.n == 0) {
        rc = list_accounts(r, search, a, &list, &count);
    } else {
        rc = find_by_id(r, wanted, a, &list, &count);
        if (rc == RC_NOT_FOUND)
            rc = str_find_char(wanted, '@', 0) != STR_NONE
                     ? search_emails(r, wanted, a, &list, &count)
                     : search_names(r, wanted, a, &list, &count);
        if (rc == RC_OK)
            count = keep_matching(search, list, count);
    }
    if (rc != RC_OK)
        return rc;
    bool more = count > PAGE_ROWS;
    *ret = list;
    *ret_count = more ? PAGE_ROWS : count;
    *ret_next = more ? list[PAGE_ROWS - 1].id : 0;
    return RC_OK;
}

/* --- changing --- */

static enum rc check_standing(struct admin_account_change *op, struct db *db, enum action action)
{
    /* The command line is no account; it holds the database itself. */
    if (op->actor.account_id == 0)
        return access_check(&op->actor, action, 0);
    struct q_account_hold_row row;
    enum rc rc = q_account_hold(db,
                                &(struct q_account_hold_in){.site_id = op->job.community->site.id,
                                                            .id = op->actor.account_id},
                                op->job.arena, &row);
    if (rc != RC_OK)
        return rc;
    op->actor.role = (enum role)row.role;
    op->actor.status = account_standing_of(row.status, row.suspended_until_ms,
                                           community_now_ms(op->job.community));
    return access_check(&op->actor, action, 0);
}

static enum rc check_target(struct admin_account_change *op, struct db *db,
                            const struct q_account_hold_row *target)
{
    bool demotes = target->role == ROLE_ADMINISTRATOR && op->change == ADMIN_SET_ROLE &&
                   op->role != ROLE_ADMINISTRATOR;
    enum account_status status = account_standing_of(target->status, target->suspended_until_ms,
                                                     community_now_ms(op->job.community));
    if (!demotes || status != ACCOUNT_ACTIVE)
        return RC_OK;
    return accounts_check_last_administrator(&op->job, db, op->account_id);
}

static enum rc apply_change(struct admin_account_change *op, struct db *db)
{
    int64_t site_id = op->job.community->site.id, changed;
    /* The badge stands beside every comment of the account. */
    op->job.changed_everything = op->change == ADMIN_SET_ROLE;
    if (op->change == ADMIN_SET_ROLE)
        return q_account_set_role(db,
                                  &(struct q_account_set_role_in){
                                      .site_id = site_id, .id = op->account_id, .role = op->role},
                                  &changed);
    if (op->change == ADMIN_FLAGGER || op->change == ADMIN_UNFLAGGER)
        return q_account_set_flagger(
            db,
            &(struct q_account_set_flagger_in){.site_id = site_id,
                                               .id = op->account_id,
                                               .is_flagger = op->change == ADMIN_FLAGGER},
            &changed);
    return q_account_set_verified(
        db,
        &(struct q_account_set_verified_in){
            .site_id = site_id, .id = op->account_id, .is_verified = op->change == ADMIN_VERIFY},
        &changed);
}

static enum rc log_change(struct admin_account_change *op, struct db *db)
{
    static const enum staff_action actions[] = {
        [ADMIN_SET_ROLE] = STAFF_SET_ROLE,        [ADMIN_VERIFY] = STAFF_VERIFY,
        [ADMIN_UNVERIFY] = STAFF_UNVERIFY,        [ADMIN_FLAGGER] = STAFF_MAKE_FLAGGER,
        [ADMIN_UNFLAGGER] = STAFF_UNMAKE_FLAGGER,
    };
    struct str detail =
        op->change == ADMIN_SET_ROLE
            ? arena_printf(op->job.arena, "%.*s%s%.*s", STR_ARG(role_name(op->role)),
                           op->reason.n > 0 ? ": " : "", STR_ARG(op->reason))
            : op->reason;
    return ledger_add_action(&op->job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = actions[op->change],
                                                           .target_id = op->account_id,
                                                           .detail = detail});
}

static enum rc run_account_change(struct db *db, struct community_job *job)
{
    struct admin_account_change *op = (struct admin_account_change *)job;
    struct q_account_hold_row target;
    static const enum action actions[] = {
        [ADMIN_SET_ROLE] = ACTION_CHANGE_ROLE,    [ADMIN_VERIFY] = ACTION_MARK_VERIFIED,
        [ADMIN_UNVERIFY] = ACTION_MARK_VERIFIED,  [ADMIN_FLAGGER] = ACTION_MARK_VERIFIED,
        [ADMIN_UNFLAGGER] = ACTION_MARK_VERIFIED,
    };
    enum rc rc = check_standing(op, db, actions[op->change]);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "This account may not do that.");
    rc = q_account_hold(
        db, &(struct q_account_hold_in){.site_id = job->community->site.id, .id = op->account_id},
        job->arena, &target);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "There is no such account.");
    rc = check_target(op, db, &target);
    if (rc == RC_OK)
        rc = apply_change(op, db);
    if (rc == RC_OK && op->change == ADMIN_SET_ROLE)
        rc = sessions_end_others(job->community, db, op->account_id, NULL);
    pace_forget(job->community->pace, op->account_id);
    return rc == RC_OK ? log_change(op, db) : rc;
}

enum rc admin_change_account_submit(struct community_job *job)
{
    struct admin_account_change *op = (struct admin_account_change *)job;
    if (op->change == ADMIN_SET_ROLE && (op->role < ROLE_READER || op->role > ROLE_ADMINISTRATOR))
        return problem_set(&job->problem, RC_INVALID, "There is no such role.");
    if (op->reason.n > COMMENT_REASON_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE, "The reason is longer than %d bytes.",
                           COMMENT_REASON_MAX);
    job->run = run_account_change;
    return community_submit(job);
}
