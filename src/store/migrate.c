#include "store/migrate.h"

#include "engine_queries.h"
#include "store/engine.h"

#define LEDGER_BYTES_MAX ((size_t)1 << 20)

/* The ledger must be the beginning of what the program knows: same order, same names, same
 * checksums. */
static enum rc compare(const struct engine_migration_list_row *rows, size_t count,
                       const struct db_schema *schema, struct problem *problem)
{
    for (size_t i = 0; i < count; i++) {
        const struct engine_migration_list_row *row = &rows[i];
        if (i >= schema->count)
            return problem_set(
                problem, RC_CORRUPT,
                "the database has migration %.*s, which this program does not know: it was "
                "made by a newer one, use that",
                STR_ARG(row->name));
        const struct db_migration *m = &schema->migrations[i];
        if (row->version != m->version || !str_eq(row->name, str_from_cstr(m->name)))
            return problem_set(
                problem, RC_CORRUPT,
                "the database has migration %.*s where this program has %s: the database "
                "belongs to another version",
                STR_ARG(row->name), m->name);
        if (!str_eq(row->checksum, str_from_cstr(m->checksum)))
            return problem_set(
                problem, RC_CORRUPT,
                "migration %s was changed after it ran on this database: put the file back "
                "as it was and make the change in a new one",
                m->name);
    }
    return RC_OK;
}

/* Under the lock: the ledger read and compared. */
static enum rc read_ledger(struct db *db, struct arena *arena, const struct db_schema *schema,
                           size_t *ret_count, struct problem *problem)
{
    struct engine_migration_list_row *rows = NULL;
    enum rc rc = db->engine->migration_lock(db);
    if (rc == RC_OK)
        rc = engine_migration_table(db);
    if (rc == RC_OK)
        rc = engine_migration_list(db, arena, &rows, ret_count);
    if (rc != RC_OK)
        return problem_set(problem, rc, "the list of migrations cannot be read: %s", db->error);
    return compare(rows, *ret_count, schema, problem);
}

static enum rc apply(struct db *db, const struct db_migration *m, struct problem *problem)
{
    struct engine_migration_record_in in = {.version = m->version,
                                            .name = str_from_cstr(m->name),
                                            .checksum = str_from_cstr(m->checksum)};
    enum rc rc = db->engine->script(db, m->sql[db->engine->kind]);
    if (rc == RC_OK)
        rc = engine_migration_record(db, &in);
    if (rc == RC_OK)
        rc = db->engine->stamp(db, m->version);
    if (rc != RC_OK)
        problem_set(problem, rc, "migration %s failed: %s", m->name, db->error);
    return rc;
}

/* One transaction: the next migration, if any is left. */
static enum rc step(struct db *db, struct arena *arena, const struct db_schema *schema,
                    bool *ret_done, struct problem *problem)
{
    size_t count = 0;
    enum rc rc = db->engine->begin(db, true);
    if (rc != RC_OK)
        return problem_set(problem, rc, "the migrations cannot begin: %s", db->error);
    rc = read_ledger(db, arena, schema, &count, problem);
    bool done = rc == RC_OK && count == schema->count;
    if (rc == RC_OK && !done)
        rc = apply(db, &schema->migrations[count], problem);
    if (rc != RC_OK) {
        db->engine->rollback(db);
        return rc;
    }
    rc = db->engine->commit(db);
    if (rc != RC_OK)
        return problem_set(problem, rc, "the migrations cannot be committed: %s", db->error);
    *ret_done = done;
    return RC_OK;
}

enum rc migrate_run(struct db *db, const struct db_schema *schema, int *ret_applied,
                    struct problem *problem)
{
    struct arena *arena = arena_new(LEDGER_BYTES_MAX);
    if (arena == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for the list of migrations");
    enum rc rc = RC_OK;
    bool done = false;
    int applied = -1; /* the last step finds nothing to do */
    while (rc == RC_OK && !done) {
        arena_reset(arena);
        rc = step(db, arena, schema, &done, problem);
        applied++;
    }
    arena_free(arena);
    if (rc == RC_OK && ret_applied != NULL)
        *ret_applied = applied;
    return rc;
}
