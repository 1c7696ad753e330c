#include "store/postgres.h"

#include <stdio.h>

#include "base/clock.h"

#define RETRY_NS 250000000

static void ignore_notice(void *context, const char *message)
{
    (void)context;
    (void)message;
}

/* Classes and codes: PostgreSQL 15, appendix A. */
enum rc postgres_rc(const char *sqlstate)
{
    static const struct {
        const char *prefix;
        enum rc rc;
    } table[] = {
        {"23505", RC_CONFLICT},  {"23503", RC_CONFLICT}, {"23", RC_INVALID},
        {"22", RC_INVALID},      {"40", RC_UNAVAILABLE}, {"55P03", RC_UNAVAILABLE},
        {"08", RC_UNAVAILABLE},  {"57", RC_UNAVAILABLE}, {"53100", RC_IO},
        {"53200", RC_NO_MEMORY}, {"53", RC_UNAVAILABLE}, {"54", RC_TOO_LARGE},
        {"58", RC_IO},           {"XX001", RC_CORRUPT},  {"XX002", RC_CORRUPT},
        {"25006", RC_BUG},       {"28", RC_UNAVAILABLE}, {"3D", RC_UNAVAILABLE},
    };
    if (sqlstate == NULL)
        return RC_UNAVAILABLE;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (str_starts(str_from_cstr(sqlstate), str_from_cstr(table[i].prefix)))
            return table[i].rc;
    return RC_BUG;
}

static bool await(struct postgres *pg, int sent, enum postgres_awaited what, uint16_t number)
{
    if (!sent) {
        db_failed(&pg->db, RC_UNAVAILABLE, PQerrorMessage(pg->connection));
        return false;
    }
    pg->awaited[pg->awaited_count].what = what;
    pg->awaited[pg->awaited_count++].number = number;
    return true;
}

static void statement_name(const struct db_query *q, char name[static 16])
{
    snprintf(name, 16, "q%u", (unsigned)q->number);
}

static enum rc send_prepare(struct postgres *pg, const struct db_query *q)
{
    if (pg->prepared[q->number])
        return RC_OK;
    Oid types[DB_FIELDS_MAX];
    for (size_t i = 0; i < q->in_count; i++)
        types[i] = postgres_type(q->in[i].type);
    char name[16];
    statement_name(q, name);
    int sent = PQsendPrepare(pg->connection, name, q->sql[STORE_POSTGRES], q->in_count, types);
    if (!await(pg, sent, POSTGRES_PREPARED, q->number))
        return RC_UNAVAILABLE;
    pg->prepared[q->number] = true;
    return RC_OK;
}

enum rc postgres_send(struct postgres *pg, const struct db_query *q, const void *in,
                      enum postgres_awaited what)
{
    struct postgres_values v;
    enum rc rc = postgres_encode(q, in, &v);
    if (rc == RC_OK)
        rc = send_prepare(pg, q);
    if (rc != RC_OK)
        return rc;
    char name[16];
    statement_name(q, name);
    int sent =
        PQsendQueryPrepared(pg->connection, name, q->in_count, v.values, v.lengths, v.formats, 1);
    return await(pg, sent, what, q->number) ? RC_OK : RC_UNAVAILABLE;
}

enum rc postgres_send_describe(struct postgres *pg, const struct db_query *q)
{
    enum rc rc = send_prepare(pg, q);
    if (rc != RC_OK)
        return rc;
    char name[16];
    statement_name(q, name);
    int sent = PQsendDescribePrepared(pg->connection, name);
    return await(pg, sent, POSTGRES_WANTED, q->number) ? RC_OK : RC_UNAVAILABLE;
}

enum rc postgres_send_command(struct postgres *pg, const char *command, enum postgres_awaited what)
{
    int sent = PQsendQueryParams(pg->connection, command, 0, NULL, NULL, NULL, NULL, 0);
    return await(pg, sent, what, 0) ? RC_OK : RC_UNAVAILABLE;
}

/* Whether an answer says that its statement ran. */
static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
}

static void note_failure(struct postgres *pg, struct postgres_outcome *o, const PGresult *result,
                         enum postgres_awaited what)
{
    if (o->rc != RC_OK || PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
        return;
    o->rc = postgres_rc(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    o->deferred = what == POSTGRES_IGNORED;
    db_failed(&pg->db, o->rc, PQresultErrorMessage(result));
}

/* One answer. Every one but a sync's is followed by a NULL. */
static void settle_one(struct postgres *pg, size_t i, struct postgres_outcome *o)
{
    enum postgres_awaited what = pg->awaited[i].what;
    PGresult *result = PQgetResult(pg->connection);
    if (result == NULL) {
        o->broken = true;
        return;
    }
    bool good = is_good(result);
    if (!good) {
        note_failure(pg, o, result, what);
        if (what == POSTGRES_PREPARED)
            pg->prepared[pg->awaited[i].number] = false;
    }
    if (good && what == POSTGRES_WANTED && o->rc == RC_OK)
        o->wanted = result;
    else
        PQclear(result);
    while (what != POSTGRES_SYNC && (result = PQgetResult(pg->connection)) != NULL)
        PQclear(result);
}

struct postgres_outcome postgres_settle(struct postgres *pg)
{
    struct postgres_outcome o = {.rc = RC_OK};
    o.broken = !await(pg, PQpipelineSync(pg->connection), POSTGRES_SYNC, 0);
    for (size_t i = 0; i < pg->awaited_count && !o.broken; i++) {
        settle_one(pg, i, &o);
        o.broken = o.broken || PQstatus(pg->connection) != CONNECTION_OK;
    }
    pg->awaited_count = 0;
    if (o.broken) {
        o.rc = RC_UNAVAILABLE;
        db_failed(&pg->db, o.rc, PQerrorMessage(pg->connection));
    }
    if (o.rc != RC_OK) {
        PQclear(o.wanted);
        o.wanted = NULL;
    }
    return o;
}

enum rc postgres_script(struct postgres *pg, const char *sql)
{
    if (!PQexitPipelineMode(pg->connection))
        return db_failed(&pg->db, RC_BUG, PQerrorMessage(pg->connection));
    PGresult *result = PQexec(pg->connection, sql);
    enum rc rc = RC_OK;
    if (!is_good(result))
        rc = db_failed(&pg->db, postgres_rc(PQresultErrorField(result, PG_DIAG_SQLSTATE)),
                       PQresultErrorMessage(result));
    PQclear(result);
    if (!PQenterPipelineMode(pg->connection) && rc == RC_OK)
        rc = db_failed(&pg->db, RC_UNAVAILABLE, PQerrorMessage(pg->connection));
    return rc;
}

/* Reads what there is without waiting, so that a server that went away is noticed before anything is sent: its
 * last words first, the end behind them. */
static bool is_alive(PGconn *connection)
{
    return connection != NULL && PQconsumeInput(connection) && PQconsumeInput(connection) &&
           PQstatus(connection) == CONNECTION_OK;
}

enum rc postgres_revive(struct postgres *pg)
{
    if (is_alive(pg->connection))
        return RC_OK;
    int64_t now_ns = clock_monotonic_ns();
    if (now_ns < pg->next_attempt_ns)
        return RC_UNAVAILABLE;
    struct problem problem = {0};
    enum rc rc = postgres_connect(pg, &problem);
    pg->next_attempt_ns = clock_monotonic_ns() + RETRY_NS;
    return rc == RC_OK ? RC_OK : db_failed(&pg->db, RC_UNAVAILABLE, problem.message);
}

static PGconn *dial(const char *url)
{
    /* What the URL says wins over what stands before it; what must hold stands behind it. */
    static const char *const names[] = {"connect_timeout", "fallback_application_name", "dbname",
                                        "client_encoding", NULL};
    const char *values[] = {"5", "comity", url, "UTF8", NULL};
    return PQconnectdbParams(names, values, 1);
}

enum rc postgres_connect(struct postgres *pg, struct problem *problem)
{
    PQfinish(pg->connection);
    pg->connection = dial(pg->url);
    pg->awaited_count = 0;
    memset(pg->prepared, 0, sizeof pg->prepared);
    if (PQstatus(pg->connection) != CONNECTION_OK)
        return problem_set(problem, RC_UNAVAILABLE, "no connection to PostgreSQL: %s",
                           PQerrorMessage(pg->connection));
    PQsetNoticeProcessor(pg->connection, ignore_notice, NULL);
    if (!PQenterPipelineMode(pg->connection))
        return problem_set(problem, RC_UNAVAILABLE, "no pipeline to PostgreSQL: %s",
                           PQerrorMessage(pg->connection));
    if (pg->db.role == DB_READER &&
        postgres_script(pg, "SET default_transaction_read_only = on") != RC_OK)
        return problem_set(problem, RC_UNAVAILABLE, "PostgreSQL refused a session: %s",
                           pg->db.error);
    return postgres_session_begin(pg, problem);
}
