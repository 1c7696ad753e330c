#include "unit/community/intruder.h"

#include <stdio.h>
#include <string.h>

void intruder_run(struct intruder *in, const char *sql)
{
    if (in->sqlite != NULL) {
        char *message = NULL;
        if (sqlite3_exec(in->sqlite, sql, NULL, NULL, &message) != SQLITE_OK)
            fail_msg("%s: %s", sql, message);
        return;
    }
    PGresult *r = PQexec(in->postgres, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(in->postgres));
    PQclear(r);
}

bool intruder_refused(struct intruder *in, const char *sql)
{
    if (in->sqlite != NULL)
        return sqlite3_exec(in->sqlite, sql, NULL, NULL, NULL) == SQLITE_CONSTRAINT;
    PGresult *r = PQexec(in->postgres, sql);
    bool fatal = PQresultStatus(r) == PGRES_FATAL_ERROR;
    PQclear(r);
    return fatal;
}

struct intruder intruder_enter(const struct test_store *store)
{
    struct intruder in = {0};
    if (test_store_is_postgres()) {
        in.postgres = PQconnectdb(store->url);
        if (PQstatus(in.postgres) != CONNECTION_OK)
            fail_msg("%s", PQerrorMessage(in.postgres));
        return in;
    }
    assert_int_equal(sqlite3_open(store->url + strlen("sqlite:"), &in.sqlite), SQLITE_OK);
    sqlite3_busy_timeout(in.sqlite, 5000);
    return in;
}

void intruder_leave(struct intruder *in)
{
    sqlite3_close(in->sqlite);
    if (in->postgres != NULL)
        PQfinish(in->postgres);
}

void intruder_keep(struct intruder *in, const char *const *tables)
{
    char sql[120];
    for (size_t i = 0; tables[i] != NULL; i++) {
        snprintf(sql, sizeof sql, "CREATE TABLE kept_%s AS SELECT * FROM %s", tables[i], tables[i]);
        intruder_run(in, sql);
    }
}

void intruder_put_back(struct intruder *in, const char *const *tables)
{
    char sql[120];
    for (size_t i = 0; tables[i] != NULL; i++) {
        snprintf(sql, sizeof sql, "DELETE FROM %s", tables[i]);
        intruder_run(in, sql);
        snprintf(sql, sizeof sql, "INSERT INTO %s SELECT * FROM kept_%s", tables[i], tables[i]);
        intruder_run(in, sql);
    }
}

void intruder_drop_triggers(struct intruder *in)
{
    static const char *const sqlite[] = {
        "ledger_no_update",      "ledger_no_delete",      "audit_no_update",
        "audit_no_delete",       "decision_no_delete",    "decision_no_update",
        "trust_event_no_update", "verify_item_no_update", "verify_item_no_delete"};
    char sql[80];
    for (size_t i = 0; in->sqlite != NULL && i < sizeof sqlite / sizeof sqlite[0]; i++) {
        snprintf(sql, sizeof sql, "DROP TRIGGER %s", sqlite[i]);
        intruder_run(in, sql);
    }
    if (in->postgres == NULL)
        return;
    intruder_run(in, "ALTER TABLE ledger DISABLE TRIGGER ALL");
    intruder_run(in, "ALTER TABLE audit DISABLE TRIGGER ALL");
    intruder_run(in, "ALTER TABLE decision DISABLE TRIGGER ALL");
    intruder_run(in, "ALTER TABLE trust_event DISABLE TRIGGER ALL");
    intruder_run(in, "ALTER TABLE verify_item DISABLE TRIGGER ALL");
}
