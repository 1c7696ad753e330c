#include "community/account/name_renew.h"

#include "base/log.h"
#include "community/core.h"
#include "community/account/name_look.h"
#include "queries.h"

/* Rows in one transaction: other jobs wait for so many at most. */
#define BATCH 1000
/* Somebody took a name at the moment an old one came to look like it: the next look finds both. */
#define TRIES 5

#define ARENA_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define TWINS_MAX       200

struct renewal {
    struct community *c;
    struct arena *arena;
    size_t accounts, former; /* in the last batch */
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

static enum rc renew_accounts(struct renewal *w, struct db *db)
{
    struct q_account_stale_name_list_row *rows;
    int64_t site_id = w->c->site.id, rules = name_look_rules();
    enum rc rc =
        q_account_stale_name_list(db,
                                  &(struct q_account_stale_name_list_in){
                                      .site_id = site_id, .name_rules = rules, .max_rows = BATCH},
                                  w->arena, &rows, &w->accounts);
    for (size_t i = 0; rc == RC_OK && i < w->accounts; i++) {
        struct arena_mark mark = arena_mark(w->arena);
        struct name_skeleton made = skeleton_of(w->arena, rows[i].name, rows[i].name_skeleton);
        rc = q_account_renew_name(db,
                                  &(struct q_account_renew_name_in){.site_id = site_id,
                                                                    .id = rows[i].id,
                                                                    .name_skeleton = made.small,
                                                                    .name_capitals = made.capitals,
                                                                    .name_rules = rules});
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
        w->arena, &rows, &w->former);
    for (size_t i = 0; rc == RC_OK && i < w->former; i++) {
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

enum rc names_renew(struct community *c)
{
    struct renewal w = {.c = c, .arena = arena_new(ARENA_BYTES_MAX)};
    int64_t accounts = 0, former = 0;
    enum rc rc = w.arena != NULL ? RC_OK : RC_NO_MEMORY;
    for (int failed = 0; rc == RC_OK;) {
        rc = store_write_wait(c->store, renew_batch, &w);
        if (rc == RC_CONFLICT && ++failed < TRIES) {
            rc = RC_OK;
            continue;
        }
        accounts += (int64_t)w.accounts;
        former += (int64_t)w.former;
        if (w.accounts < BATCH && w.former < BATCH)
            break;
    }
    arena_free(w.arena);
    if (rc == RC_OK && accounts + former > 0)
        log_event(LOG_INFO, STR("names_renewed"), LOG_I64("accounts", accounts),
                  LOG_I64("former", former));
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
