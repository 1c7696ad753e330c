#include "community/account/name_renew.h"

#include "base/log.h"
#include "community/core.h"
#include "community/account/name_look.h"
#include "queries.h"

/* Rows in one transaction: other jobs wait for so many at most. */
#define BATCH 1000
/* Of these while the start, or a sweep, waits: well under a second. The rest goes on beside the serving site. */
#define BATCHES_AT_ONCE 4
/* Somebody took a name at the moment an old one came to look like it: the next look finds both. */
#define TRIES 5

#define ARENA_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define TWINS_MAX       200

struct renewal {
    struct community *c;
    struct arena *arena;
    int64_t after_rules, after_id; /* the last account that was looked at */
    int64_t accounts, former;      /* made anew so far */
    /* of the last batch, which may run more than once */
    size_t batch_accounts, batch_former;
    int64_t batch_rules, batch_id;
};

/* An erased account's skeleton is made of its number and nobody's name; a name that has none, from a damaged database, keeps what
 * it has. */
static struct name_skeleton skeleton_of(struct arena *a, struct str name, struct str stored)
{
    struct name_skeleton made;
    if (str_starts(stored, STR("*")) || name_skeleton(a, name, &made) != RC_OK)
        made = (struct name_skeleton){.small = stored, .capitals = STR("")};
    return made;
}

static bool stays(const struct name_skeleton *made, struct str small, struct str capitals)
{
    return str_eq(made->small, small) && str_eq(made->capitals, capitals);
}

/* Most skeletons are the same by new rules: then none of the indexes over them is touched. Of twins it is asked anew whether
 * they are. */
static enum rc renew_account(struct renewal *w, struct db *db,
                             const struct q_account_stale_name_list_row *row)
{
    int64_t site_id = w->c->site.id, rules = name_look_rules();
    struct name_skeleton made = skeleton_of(w->arena, row->name, row->name_skeleton);
    if (row->name_twin == 0 && stays(&made, row->name_skeleton, row->name_capitals))
        return q_account_stamp_name(db, &(struct q_account_stamp_name_in){.site_id = site_id,
                                                                          .id = row->id,
                                                                          .name_rules = rules});
    return q_account_renew_name(db,
                                &(struct q_account_renew_name_in){.site_id = site_id,
                                                                  .id = row->id,
                                                                  .name_skeleton = made.small,
                                                                  .name_capitals = made.capitals,
                                                                  .name_rules = rules});
}

static enum rc renew_accounts(struct renewal *w, struct db *db)
{
    struct q_account_stale_name_list_row *rows;
    enum rc rc = q_account_stale_name_list(
        db,
        &(struct q_account_stale_name_list_in){.site_id = w->c->site.id,
                                               .after_rules = w->after_rules,
                                               .after_id = w->after_id,
                                               .name_rules = name_look_rules(),
                                               .max_rows = BATCH},
        w->arena, &rows, &w->batch_accounts);
    for (size_t i = 0; rc == RC_OK && i < w->batch_accounts; i++) {
        struct arena_mark mark = arena_mark(w->arena);
        w->batch_rules = rows[i].name_rules;
        w->batch_id = rows[i].id;
        rc = renew_account(w, db, &rows[i]);
        arena_rewind(w->arena, mark);
    }
    return rc;
}

/* The skeleton is part of the key. */
static enum rc renew_former_name(struct renewal *w, struct db *db,
                                 const struct q_former_name_stale_list_row *row)
{
    int64_t site_id = w->c->site.id;
    struct name_skeleton made = skeleton_of(w->arena, row->name, row->name_skeleton);
    if (stays(&made, row->name_skeleton, row->name_capitals))
        return q_former_name_stamp(
            db, &(struct q_former_name_stamp_in){.site_id = site_id,
                                                 .name_skeleton = row->name_skeleton,
                                                 .account_id = row->account_id,
                                                 .name_rules = name_look_rules()});
    enum rc rc = q_former_name_remove(
        db, &(struct q_former_name_remove_in){.site_id = site_id,
                                              .name_skeleton = row->name_skeleton,
                                              .account_id = row->account_id});
    return rc == RC_OK ? q_former_name_add(db,
                                           &(struct q_former_name_add_in){
                                               .site_id = site_id,
                                               .name_skeleton = made.small,
                                               .name_capitals = made.capitals,
                                               .name_rules = name_look_rules(),
                                               .account_id = row->account_id,
                                               .name = row->name,
                                               .changed_ms = row->changed_ms,
                                               .reserved_until_ms = row->reserved_until_ms})
                       : rc;
}

static enum rc renew_former(struct renewal *w, struct db *db)
{
    struct q_former_name_stale_list_row *rows;
    enum rc rc = q_former_name_stale_list(
        db,
        &(struct q_former_name_stale_list_in){
            .site_id = w->c->site.id, .name_rules = name_look_rules(), .max_rows = BATCH},
        w->arena, &rows, &w->batch_former);
    for (size_t i = 0; rc == RC_OK && i < w->batch_former; i++) {
        struct arena_mark mark = arena_mark(w->arena);
        rc = renew_former_name(w, db, &rows[i]);
        arena_rewind(w->arena, mark);
    }
    return rc;
}

static enum rc renew_batch(struct db *db, void *ctx)
{
    struct renewal *w = ctx;
    struct arena_mark mark = arena_mark(w->arena);
    enum rc rc = renew_accounts(w, db);
    if (rc == RC_OK)
        rc = renew_former(w, db);
    arena_rewind(w->arena, mark);
    return rc;
}

static enum rc renewal_init(struct renewal *w, struct community *c)
{
    *w = (struct renewal){.c = c, .arena = arena_new(ARENA_BYTES_MAX), .after_rules = -1};
    return w->arena != NULL ? RC_OK : RC_NO_MEMORY;
}

static void renewal_end(struct renewal *w, enum rc rc)
{
    arena_free(w->arena);
    if (w->accounts + w->former > 0)
        log_event(LOG_INFO, STR("names_renewed"), LOG_I64("accounts", w->accounts),
                  LOG_I64("former", w->former));
    if (rc != RC_OK)
        log_event(LOG_WARN, STR("names_unrenewed"), LOG_STR("reason", str_from_cstr(rc_text(rc))),
                  LOG_STR("remedy", STR("tried again with the next sweep")));
}

/* So many batches, or until all is done, or the community ends; `ret_done` says that none is left. */
static enum rc renew_some(struct renewal *w, size_t batches, bool *ret_done)
{
    enum rc rc = RC_OK;
    int failed = 0;
    *ret_done = false;
    for (size_t i = 0; rc == RC_OK && i < batches && !*ret_done && !atomic_load(&w->c->ends); i++) {
        rc = store_write_wait(w->c->store, renew_batch, w);
        if (rc == RC_CONFLICT && ++failed < TRIES) {
            rc = RC_OK;
            continue;
        }
        if (rc != RC_OK)
            break;
        *ret_done = w->batch_accounts < BATCH && w->batch_former < BATCH;
        w->accounts += (int64_t)w->batch_accounts;
        w->former += (int64_t)w->batch_former;
        if (w->batch_accounts > 0) {
            w->after_rules = w->batch_rules;
            w->after_id = w->batch_id;
        }
    }
    return rc;
}

static void renew_rest(void *ctx)
{
    struct community *c = ctx;
    struct renewal w;
    bool done;
    enum rc rc = renewal_init(&w, c);
    if (rc == RC_OK)
        rc = renew_some(&w, SIZE_MAX, &done);
    renewal_end(&w, rc);
    atomic_store(&c->renews_names, false);
}

enum rc names_renew(struct community *c)
{
    struct renewal w;
    bool done = false;
    if (atomic_exchange(&c->renews_names, true))
        return RC_OK;
    enum rc rc = renewal_init(&w, c);
    if (rc == RC_OK)
        rc = renew_some(&w, BATCHES_AT_ONCE, &done);
    renewal_end(&w, rc);
    if (rc == RC_OK && !done && offload_submit(c->errands, renew_rest, c) == RC_OK)
        return RC_OK;
    atomic_store(&c->renews_names, false);
    return rc;
}

enum rc names_list_twins(struct community_reader *r, int64_t after_id, struct arena *a,
                         struct name_twin **ret, size_t *ret_count)
{
    struct q_account_twin_list_row *rows;
    size_t count;
    enum rc rc = q_account_twin_list(
        r->db,
        &(struct q_account_twin_list_in){
            .site_id = r->community->site.id, .after_id = after_id, .max_rows = TWINS_MAX},
        a, &rows, &count);
    struct name_twin *list = rc == RC_OK ? ARENA_ARRAY(a, count + 1, struct name_twin) : NULL;
    if (rc == RC_OK && list == NULL)
        rc = RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        list[i] = (struct name_twin){.id = rows[i].id,
                                     .name = rows[i].name,
                                     .role = (enum role)rows[i].role,
                                     .joined_ms = id_time_ms(rows[i].id),
                                     .other_id = rows[i].other_id,
                                     .other_name = rows[i].other_name,
                                     .other_role = (enum role)rows[i].other_role,
                                     .other_joined_ms = id_time_ms(rows[i].other_id)};
    if (rc != RC_OK)
        return rc;
    *ret = list;
    *ret_count = count;
    return RC_OK;
}
