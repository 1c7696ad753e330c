#include "support/test_store.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "unit/test.h"

bool test_store_is_postgres(void)
{
    const char *engine = getenv("COMITY_TEST_ENGINE");
    return engine != NULL && strcmp(engine, "postgres") == 0;
}

static void postgres_command(const char *verb, const char *name, const char *rest)
{
    char sql[256];
    snprintf(sql, sizeof sql, "%s DATABASE %s %s", verb, name, rest);
    PGconn *connection = PQconnectdb(getenv("COMITY_TEST_POSTGRES_URL"));
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
}

static void postgres_create(struct test_store *t, const char *template)
{
    static int serial;
    const char *server = getenv("COMITY_TEST_POSTGRES_URL");
    if (server == NULL)
        fail_msg(
            "COMITY_TEST_POSTGRES_URL is not set: run this through tests/support/with-postgres");
    char rest[128];
    snprintf(rest, sizeof rest, "TEMPLATE %s ENCODING 'UTF8' LC_COLLATE 'C'", template);
    snprintf(t->name, sizeof t->name, "test_%d_%d", (int)getpid(), serial++);
    postgres_command("CREATE", t->name, rest);
    const char *query = strchr(server, '?');
    snprintf(t->url, sizeof t->url, "postgresql://comity@/%s%s", t->name,
             query != NULL ? query : "");
}

static void open_store(struct test_store *t)
{
    struct problem problem = {0};
    if (store_open(str_from_cstr(t->url), &t->store, &problem) != RC_OK ||
        store_open_reader(t->store, &t->db, &problem) != RC_OK)
        fail_msg("%s: %s", t->url, problem.message);
}

static void migrate(struct test_store *t)
{
    struct problem problem = {0};
    if (store_migrate(t->store, NULL, &problem) != RC_OK)
        fail_msg("%s", problem.message);
}

/* The database with the schema, made when first asked for. The server goes away with its databases. */
static const char *postgres_migrated(void)
{
    static struct test_store ready;
    if (ready.name[0] == '\0') {
        postgres_create(&ready, "template0");
        open_store(&ready);
        migrate(&ready);
        test_store_close(&ready);
    }
    return ready.name;
}

static void init(struct test_store *t, bool migrated)
{
    memset(t, 0, sizeof *t);
    const char *temporary = getenv("TMPDIR");
    snprintf(t->folder, sizeof t->folder, "%s/comity-test.XXXXXX", temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(t->folder));
    if (test_store_is_postgres())
        postgres_create(t, migrated ? postgres_migrated() : "template0");
    else
        snprintf(t->url, sizeof t->url, "sqlite:%s/test.db", t->folder);
    t->arena = arena_new((size_t)16 << 20);
    assert_non_null(t->arena);
    open_store(t);
    if (migrated && !test_store_is_postgres())
        migrate(t);
}

void test_store_init(struct test_store *t)
{
    init(t, false);
}

void test_store_init_migrated(struct test_store *t)
{
    init(t, true);
}

void test_store_close(struct test_store *t)
{
    db_close(t->db);
    store_close(t->store);
    t->db = NULL;
    t->store = NULL;
}

void test_store_reopen(struct test_store *t)
{
    test_store_close(t);
    open_store(t);
}

static void delete_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        char path[PATH_MAX + 300];
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlink(path);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(folder);
}

void test_store_release(struct test_store *t)
{
    test_store_close(t);
    arena_free(t->arena);
    if (t->name[0] != '\0')
        postgres_command("DROP", t->name, "WITH (FORCE)");
    delete_folder(t->folder);
}
