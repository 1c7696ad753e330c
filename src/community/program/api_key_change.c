/* Adding, changing, revoking and listing keys. */
#include "community/program/api_key.h"

#include <sodium.h>

#include "community/program/api_key_table.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "community/moderation/moderation.h"
#include "queries.h"

#define LIST_MAX    100
#define USAGE_DAYS  30
#define DAY_MINUTES (24 * 60)

/* --- what is asked for --- */

static enum rc check_name(struct str name, struct problem *problem)
{
    bool plain = name.n > 0 && name.n <= API_KEY_NAME_MAX && name.p[0] != '-';
    for (size_t i = 0; plain && i < name.n; i++)
        plain = char_is_alpha(name.p[i]) || char_is_digit(name.p[i]) || name.p[i] == '-' ||
                name.p[i] == '_' || name.p[i] == '.';
    return plain ? RC_OK
                 : problem_set(problem, RC_INVALID,
                               "a key's name has 1 to %d letters, digits, dots, hyphens and "
                               "underscores, and does not begin with a hyphen",
                               API_KEY_NAME_MAX);
}

static enum rc check_quota(int64_t quota, int64_t burst, int64_t *ret_burst,
                           struct problem *problem)
{
    if (quota < 0 || quota > API_KEY_QUOTA_MAX || burst < 0 || burst > API_KEY_QUOTA_MAX)
        return problem_set(problem, RC_INVALID, "quota and burst are numbers from 0 to %d",
                           API_KEY_QUOTA_MAX);
    if (quota == 0 && burst > 0)
        return problem_set(problem, RC_INVALID,
                           "a burst says how much of a quota may come at once: set a quota too");
    if (burst > quota * DAY_MINUTES)
        return problem_set(problem, RC_INVALID,
                           "a burst is at most what the quota allows in a day: %lld",
                           (long long)(quota * DAY_MINUTES));
    *ret_burst = burst > 0 ? burst : quota;
    return RC_OK;
}

static enum rc check_text(struct str text, struct problem *problem)
{
    bool plain = text.n >= API_KEY_TEXT_MIN && text.n <= API_KEY_TEXT_MAX;
    for (size_t i = 0; plain && i < text.n; i++)
        plain = text.p[i] > ' ' && text.p[i] <= '~';
    return plain ? RC_OK
                 : problem_set(problem, RC_INVALID,
                               "an existing key has %d to %d printable ASCII characters without "
                               "spaces, on one line",
                               API_KEY_TEXT_MIN, API_KEY_TEXT_MAX);
}

/* "https://news.example:8443": as browsers write it, so that it can be compared. */
static bool is_origin(struct str origin)
{
    struct str host = origin;
    if (str_starts(origin, STR("https://")))
        host = str_slice(origin, STR("https://").n, origin.n);
    else if (str_starts(origin, STR("http://")))
        host = str_slice(origin, STR("http://").n, origin.n);
    bool plain = host.n > 0 && host.n < origin.n;
    for (size_t i = 0; plain && i < host.n; i++) {
        char ch = host.p[i];
        plain = (ch >= 'a' && ch <= 'z') || char_is_digit(ch) || ch == '.' || ch == '-' ||
                ch == ':' || ch == '[' || ch == ']';
    }
    return plain && !str_ends(host, STR(":443")) && !str_ends(host, STR(":80"));
}

static enum rc check_origins(struct arena *a, struct str list, struct str *ret,
                             struct problem *problem)
{
    struct buf joined;
    enum rc rc = RC_OK;
    buf_init(&joined, API_KEY_ORIGINS_MAX);
    while (rc == RC_OK && list.n > 0) {
        struct str origin = str_trim(str_split(&list, ','));
        if (!is_origin(origin))
            rc = problem_set(problem, RC_INVALID,
                             "\"%.*s\" is no origin: write it as browsers do, as in "
                             "https://news.example (lower case, no path, the port only where it "
                             "is not the usual one)",
                             STR_ARG(origin));
        if (joined.n > 0)
            buf_put_char(&joined, ',');
        buf_put(&joined, origin);
    }
    if (rc == RC_OK && buf_status(&joined) != RC_OK)
        rc = problem_set(problem, RC_TOO_LARGE, "the origins of a key have at most %d bytes",
                         API_KEY_ORIGINS_MAX);
    *ret = arena_dup(a, buf_str(&joined));
    buf_release(&joined);
    return rc;
}

/* --- adding --- */

static enum rc check_room(struct db *db, struct api_key_add *op)
{
    struct q_api_key_load_row *rows;
    size_t count, secrets = 0;
    struct community_job *job = &op->job;
    const struct q_api_key_load_in in = {.site_id = op->job.community->site.id,
                                         .max_rows = API_KEYS_MAX};
    enum rc rc = q_api_key_load(db, &in, job->arena, &rows, &count);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++)
        secrets += rows[i].secret.n > 0;
    if (count == API_KEYS_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE,
                           "there are %d keys already; revoke some that are not used",
                           API_KEYS_MAX);
    if (op->scopes == API_SCOPE_CORAL && secrets >= API_KEY_SECRETS_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE,
                           "there are %d signing secrets already; revoke those that Coral does "
                           "not use any more",
                           API_KEY_SECRETS_MAX);
    return RC_OK;
}

static enum rc refuse_double(struct db *db, struct api_key_add *op)
{
    struct q_api_key_find_hash_row row;
    enum rc rc =
        q_api_key_find_hash(db,
                            &(struct q_api_key_find_hash_in){.site_id = op->job.community->site.id,
                                                             .key_hash = op->state.hash},
                            op->job.arena, &row);
    if (rc == RC_NOT_FOUND)
        return problem_set(&op->job.problem, RC_CONFLICT,
                           "there is a key called %.*s; take another name, or revoke that one",
                           STR_ARG(op->state.name));
    if (rc != RC_OK)
        return rc;
    return problem_set(&op->job.problem, RC_CONFLICT,
                       row.revoked_ms != 0
                           ? "this key was %.*s, which is revoked, and cannot come back"
                           : "this key is in use as %.*s",
                       STR_ARG(row.name));
}

static void put_scopes(struct buf *out, unsigned scopes)
{
    for (unsigned bit = 1; bit <= API_SCOPE_BATCH; bit <<= 1)
        if ((scopes & bit) != 0) {
            buf_put_char(out, ' ');
            buf_put(out, api_scope_name(bit));
        }
}

static enum rc enter(struct community_job *job, struct db *db, const struct actor *actor,
                     int64_t key_id, enum staff_action action, struct str name, struct str more)
{
    struct str detail = arena_printf(job->arena, "%.*s%.*s", STR_ARG(name), STR_ARG(more));
    job->changed_article_id = CORE_CHANGED_KEYS;
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){.actor_id = actor->account_id,
                                                           .action = action,
                                                           .target_id = key_id,
                                                           .detail = detail});
}

/* The command line has no account; its role was looked at when it was submitted. */
static enum rc check_actor(struct community_job *job, struct db *db, struct actor *actor)
{
    return actor->account_id != 0 ? moderation_check_actor(job, db, actor, ACTION_MANAGE_KEYS)
                                  : RC_OK;
}

static enum rc run_add(struct db *db, struct community_job *job)
{
    struct api_key_add *op = (struct api_key_add *)job;
    int64_t added = 0;
    struct buf said;
    enum rc rc = check_actor(job, db, &op->actor);
    if (rc == RC_OK)
        rc = check_room(db, op);
    op->ret_id = community_make_id(job->community);
    const struct q_api_key_add_in in = {
        .site_id = job->community->site.id,
        .id = op->ret_id,
        .name = op->state.name,
        .key_hash = op->state.hash,
        .secret = op->scopes == API_SCOPE_CORAL ? op->ret_text : STR(""),
        .scopes = op->scopes,
        .quota = op->quota,
        .burst = op->state.burst,
        .origins = op->state.origins,
        .now_ms = community_now_ms(job->community),
    };
    if (rc == RC_OK)
        rc = q_api_key_add(db, &in, &added);
    if (rc == RC_OK && added == 0)
        rc = refuse_double(db, op);
    if (rc != RC_OK)
        return rc;
    buf_init(&said, 256);
    buf_put_char(&said, ':');
    put_scopes(&said, op->scopes);
    rc = enter(job, db, &op->actor, op->ret_id, STAFF_ADD_KEY, op->state.name, buf_str(&said));
    buf_release(&said);
    return rc;
}

static struct str make_text(struct community *c, struct arena *a)
{
    unsigned char bytes[API_KEY_MADE_TEXT / 2];
    char *text = arena_alloc(a, API_KEY_MADE_TEXT + 1);
    if (text == NULL)
        return (struct str){0};
    community_random(c, bytes, sizeof bytes);
    sodium_bin2hex(text, API_KEY_MADE_TEXT + 1, bytes, sizeof bytes);
    return str_make(text, API_KEY_MADE_TEXT);
}

static enum rc prepare_text(struct api_key_add *op)
{
    struct arena *a = op->job.arena;
    enum rc rc = RC_OK;
    if (op->scopes == API_SCOPE_CORAL && op->text.n == 0)
        return problem_set(&op->job.problem, RC_INVALID,
                           "a signing secret is made by Coral: give it on standard input");
    if (op->text.n > 0)
        rc = check_text(op->text, &op->job.problem);
    if (rc != RC_OK)
        return rc;
    op->ret_text = op->text.n > 0 ? arena_dup(a, op->text) : make_text(op->job.community, a);
    uint8_t *hash = arena_alloc(a, API_KEY_HASH_BYTES);
    if (hash == NULL || op->ret_text.n == 0)
        return RC_NO_MEMORY;
    api_key_hash(op->job.community, op->ret_text, hash);
    op->state.hash = str_make((char *)hash, API_KEY_HASH_BYTES);
    return RC_OK;
}

enum rc api_key_add_submit(struct community_job *job)
{
    struct api_key_add *op = (struct api_key_add *)job;
    struct problem *problem = &job->problem;
    enum rc rc = access_check(&op->actor, ACTION_MANAGE_KEYS, 0);
    if (rc == RC_OK)
        rc = check_name(op->name, problem);
    if (rc == RC_OK && op->scopes != API_SCOPE_CORAL &&
        (op->scopes == 0 || (op->scopes & ~(unsigned)API_SCOPES_ALL) != 0))
        rc = problem_set(problem, RC_INVALID, "a key needs at least one scope");
    if (rc == RC_OK)
        rc = check_quota(op->quota, op->burst, &op->state.burst, problem);
    if (rc == RC_OK)
        rc = check_origins(job->arena, op->origins, &op->state.origins, problem);
    if (rc == RC_OK)
        rc = prepare_text(op);
    if (rc != RC_OK)
        return rc;
    op->state.name = op->name;
    job->run = run_add;
    return community_submit(job);
}

/* --- changing --- */

static enum rc change(struct community_job *job, struct db *db, int64_t id)
{
    const struct api_key_change *op = (const struct api_key_change *)job;
    int64_t site_id = job->community->site.id, changed = 0;
    int64_t now_ms = community_now_ms(job->community);
    enum rc rc =
        op->revoke ? q_api_key_revoke(
                         db,
                         &(struct q_api_key_revoke_in){
                             .site_id = site_id, .id = id, .now_ms = now_ms, .empty = STR("")},
                         &changed)
                   : q_api_key_set_quota(
                         db,
                         &(struct q_api_key_set_quota_in){
                             .site_id = site_id, .id = id, .quota = op->quota, .burst = op->burst},
                         &changed);
    return rc == RC_OK && changed == 0 ? RC_NOT_FOUND : rc;
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct api_key_change *op = (struct api_key_change *)job;
    struct q_api_key_find_row row;
    enum rc rc = check_actor(job, db, &op->actor);
    if (rc == RC_OK)
        rc = q_api_key_find(
            db, &(struct q_api_key_find_in){.site_id = job->community->site.id, .name = op->name},
            job->arena, &row);
    if (rc == RC_OK)
        rc = change(job, db, row.id);
    if (rc == RC_NOT_FOUND)
        return problem_set(&job->problem, rc,
                           "there is no key called %.*s in force; comity key list shows them",
                           STR_ARG(op->name));
    /* What a program said that is not believed any more is unlearned. */
    if (rc == RC_OK && op->revoke)
        rc = learning_touch(job->community, db);
    if (rc != RC_OK || op->revoke)
        return rc == RC_OK ? enter(job, db, &op->actor, row.id, STAFF_REVOKE_KEY, op->name, STR(""))
                           : rc;
    struct str quota = arena_printf(job->arena, ": %lld a minute, %lld at once",
                                    (long long)op->quota, (long long)op->burst);
    return enter(job, db, &op->actor, row.id, STAFF_CHANGE_QUOTA, op->name, quota);
}

enum rc api_key_change_submit(struct community_job *job)
{
    struct api_key_change *op = (struct api_key_change *)job;
    enum rc rc = access_check(&op->actor, ACTION_MANAGE_KEYS, 0);
    if (rc == RC_OK)
        rc = check_name(op->name, &job->problem);
    if (rc == RC_OK && !op->revoke)
        rc = check_quota(op->quota, op->burst, &op->burst, &job->problem);
    if (rc != RC_OK)
        return rc;
    job->run = run_change;
    return community_submit(job);
}

/* --- listing --- */

static enum rc fill(struct community_reader *r, const struct q_api_key_list_row *row,
                    struct api_key_view *ret)
{
    struct q_api_key_usage_row usage;
    int64_t since = community_now_ms(r->community) / DAY_MS - USAGE_DAYS + 1;
    arena_reset(r->scratch);
    enum rc rc = q_api_key_usage(r->db,
                                 &(struct q_api_key_usage_in){.site_id = r->community->site.id,
                                                              .key_id = row->id,
                                                              .since_day = since},
                                 r->scratch, &usage);
    if (rc != RC_OK)
        return rc;
    *ret = (struct api_key_view){
        .id = row->id,
        .name = row->name,
        .origins = row->origins,
        .scopes = (unsigned)row->scopes,
        .quota = row->quota,
        .burst = row->burst,
        .made_ms = row->made_ms,
        .last_used_ms = row->last_used_ms,
        .revoked_ms = row->revoked_ms,
        .requests = usage.requests,
        .refused = usage.refused,
    };
    return RC_OK;
}

enum rc api_key_list(struct community_reader *r, const struct actor *actor, int64_t after_id,
                     struct arena *a, struct api_key_view **ret, size_t *ret_count,
                     int64_t *ret_more)
{
    struct q_api_key_list_row *rows;
    size_t count;
    const struct q_api_key_list_in in = {
        .site_id = r->community->site.id, .after_id = after_id, .max_rows = LIST_MAX};
    enum rc rc = access_check(actor, ACTION_MANAGE_KEYS, 0);
    if (rc == RC_OK)
        rc = q_api_key_list(r->db, &in, a, &rows, &count);
    struct api_key_view *list = rc == RC_OK ? ARENA_ARRAY(a, count, struct api_key_view) : NULL;
    if (rc == RC_OK && list == NULL)
        rc = RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = fill(r, &rows[i], &list[i]);
    if (rc != RC_OK)
        return rc;
    *ret = list;
    *ret_count = count;
    *ret_more = count == LIST_MAX ? rows[count - 1].id : 0;
    return RC_OK;
}
