/*
 * Fills a site's SQLite database for measuring: readers, articles with threads of a wanted size, and sessions for
 * posters. Written in bulk, past the program, into a database that nobody has open.
 *
 *     fill DATABASE POSTERS VALUES-FILE [SLUG COUNT]...
 *
 * Each SLUG becomes an article with COUNT comments, a third of them replies. VALUES-FILE gets a line per poster:
 * session token, tab, form token.
 */
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "community/comment/path.h"
#include "community/account/session.h"
#include "prose.h"

#define READERS         500
#define POSTERS_MAX     256
#define RECENT          16
#define STEP_MS         1500
#define TOKEN_BYTES     32
#define DATABASE_AGE_MS ((int64_t)60 * 24 * 3600 * 1000)

/* Of an article: enough that comments made of the same words belong to it. */
#define ARTICLE_PARAGRAPHS 16

struct fill {
    sqlite3 *handle;
    sqlite3_stmt *comment;
    int64_t site_id, now_ms, newest_id, first_account;
    uint64_t made;
};

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "fill: %s\n", what);
    exit(1);
}

/* Asks for the message after the step has failed: as an argument it could be taken before. */
static void must_be(struct fill *f, int code, int wanted)
{
    must(code == wanted, code == wanted ? "" : sqlite3_errmsg(f->handle));
}

static void run(struct fill *f, const char *sql)
{
    must_be(f, sqlite3_exec(f->handle, sql, NULL, NULL, NULL), SQLITE_OK);
}

static sqlite3_stmt *prepare(struct fill *f, const char *sql)
{
    sqlite3_stmt *st = NULL;
    must_be(f, sqlite3_prepare_v2(f->handle, sql, -1, &st, NULL), SQLITE_OK);
    return st;
}

static void finish(struct fill *f, sqlite3_stmt *st)
{
    must_be(f, sqlite3_step(st), SQLITE_DONE);
    sqlite3_reset(st);
}

static int64_t number(struct fill *f, const char *sql)
{
    sqlite3_stmt *st = prepare(f, sql);
    int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_finalize(st);
    return n;
}

static int64_t next_id(struct fill *f)
{
    f->newest_id += id_from_time(STEP_MS);
    must(id_time_ms(f->newest_id) < f->now_ms, "too many comments for the time there is");
    return f->newest_id;
}

static void make_readers(struct fill *f)
{
    f->first_account = number(f, "SELECT min(id) FROM account WHERE name LIKE 'bench reader %'");
    if (f->first_account != 0)
        return;
    sqlite3_stmt *st = prepare(
        f,
        "INSERT INTO account (site_id, id, name, name_skeleton, email, email_key, "
        "password_hash, role, status, "
        "standards_consent, privacy_consent, published_count, removed_count, email_confirmed_ms) "
        "VALUES (?1, ?2, 'bench reader ' || ?3, 'bench-' || ?3, "
        "'reader' || ?3 || '@example.org', 'reader' || ?3 || '@example.org', '', 1, 0, "
        "'', '', 20, 0, 1)");
    f->first_account = id_from_time(f->now_ms - DATABASE_AGE_MS);
    for (int i = 0; i < READERS; i++) {
        sqlite3_bind_int64(st, 1, f->site_id);
        sqlite3_bind_int64(st, 2, f->first_account + i);
        sqlite3_bind_int(st, 3, i);
        finish(f, st);
    }
    sqlite3_finalize(st);
}

static int64_t make_article(struct fill *f, const char *slug, int64_t count)
{
    int64_t id = next_id(f);
    sqlite3_stmt *st = prepare(f, "INSERT INTO article SELECT ?1, ?2, ?3, (SELECT min(slug) FROM "
                                  "section WHERE site_id = ?1), 'en', "
                                  "'A thread to measure: ' || ?3, 'What many readers say.', 'The "
                                  "bench', ?4, ?4, '', '', '', '', 0, 0, "
                                  "'', ?3, 0, ?5, ''");
    char text[ARTICLE_PARAGRAPHS * PROSE_BYTES_MAX];
    size_t n = 0;
    for (uint64_t i = 0; i < ARTICLE_PARAGRAPHS; i++) {
        n += prose_make((uint64_t)id + i, text + n);
        text[n++] = '\n';
    }
    sqlite3_bind_int64(st, 1, f->site_id);
    sqlite3_bind_int64(st, 2, id);
    sqlite3_bind_text(st, 3, slug, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 4, id_time_ms(id));
    sqlite3_bind_text(st, 5, text, (int)n, SQLITE_STATIC);
    finish(f, st);
    sqlite3_finalize(st);
    st = prepare(f, "INSERT INTO thread VALUES (?1, ?2, 0, ?3, ?4)");
    sqlite3_bind_int64(st, 1, f->site_id);
    sqlite3_bind_int64(st, 2, id);
    sqlite3_bind_int64(st, 3, count);
    sqlite3_bind_int64(st, 4, f->now_ms);
    finish(f, st);
    sqlite3_finalize(st);
    return id;
}

struct recent {
    int64_t id;
    struct path path;
};

static void add_comment(struct fill *f, int64_t article_id, const struct recent *parent,
                        struct recent *ret)
{
    char text[PROSE_BYTES_MAX];
    size_t n = prose_make(++f->made, text);
    sqlite3_stmt *st = f->comment;
    ret->id = next_id(f);
    ret->path = parent != NULL ? path_reply(path_str(&parent->path), ret->id) : path_root(ret->id);
    sqlite3_bind_int64(st, 1, f->site_id);
    sqlite3_bind_int64(st, 2, article_id);
    sqlite3_bind_blob(st, 3, ret->path.bytes, ret->path.n, SQLITE_TRANSIENT);
    sqlite3_bind_int64(st, 4, ret->id);
    sqlite3_bind_null(st, 5);
    if (parent != NULL)
        sqlite3_bind_int64(st, 5, parent->id);
    sqlite3_bind_int64(st, 6, f->first_account + (int64_t)(f->made * 7919 % READERS));
    sqlite3_bind_text(st, 7, text, (int)n, SQLITE_STATIC);
    char context[64];
    snprintf(context, sizeof context, "1len;oreader;A%dP20G%dC%ds%s;", (int)(f->made % 60),
             (int)(f->made % 500), (int)(f->made % 1000), "politics");
    sqlite3_bind_text(st, 8, context, -1, SQLITE_TRANSIENT);
    finish(f, st);
}

static void make_thread(struct fill *f, const char *slug, int64_t count)
{
    struct recent recent[RECENT];
    int64_t article_id = make_article(f, slug, count);
    for (int64_t i = 0; i < count; i++) {
        const struct recent parent = recent[(uint64_t)i * 31 % RECENT];
        bool reply = i >= RECENT && i % 3 == 0;
        add_comment(f, article_id, reply ? &parent : NULL, &recent[i % RECENT]);
    }
}

static void open_database(struct fill *f, const char *path)
{
    struct clock clock = clock_system();
    must(sqlite3_open_v2(path, &f->handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK, path);
    run(f, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN");
    f->site_id = number(f, "SELECT site_id FROM site");
    f->now_ms = clock_now_ms(&clock);
    f->newest_id = id_from_time(f->now_ms - DATABASE_AGE_MS);
    int64_t newest =
        number(f, "SELECT max(max(id), coalesce((SELECT max(id) FROM article WHERE source_guid = "
                  "slug), 0)) FROM comment "
                  "WHERE account_id IN (SELECT id FROM account WHERE name LIKE 'bench reader %')");
    if (newest > f->newest_id)
        f->newest_id = newest;
    f->made = (uint64_t)number(f, "SELECT count(*) FROM comment");
    f->comment = prepare(
        f, "INSERT INTO comment VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, 0, 0, 0, NULL, 1, ?7, ?8)");
}

static void make_session(struct fill *f, int poster, char *ret_token)
{
    uint8_t token[TOKEN_BYTES], hash[crypto_hash_sha256_BYTES];
    randombytes_buf(token, sizeof token);
    crypto_hash_sha256(hash, token, sizeof token);
    sodium_bin2base64(ret_token, BEARER_TEXT + 1, token, sizeof token,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sqlite3_stmt *st =
        prepare(f, "INSERT INTO session (site_id, token_hash, account_id, created_ms, seen_ms, "
                   "expires_ms, address_key, agent) VALUES (?1, ?2, ?3, ?4, ?4, ?5, 0, 'bench')");
    sqlite3_bind_int64(st, 1, f->site_id);
    sqlite3_bind_blob(st, 2, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_int64(st, 3, f->first_account + poster);
    sqlite3_bind_int64(st, 4, f->now_ms);
    sqlite3_bind_int64(st, 5, f->now_ms + (int64_t)24 * 3600 * 1000);
    finish(f, st);
    sqlite3_finalize(st);
}

/* The form tokens need the site's secret: the community makes them. */
static void write_values(const char *database, char tokens[][BEARER_TEXT + 1], int posters,
                         const char *path)
{
    struct problem problem = {0};
    struct clock clock = clock_system();
    struct community_config config = {.clock = &clock};
    struct community *community = NULL;
    struct community_reader reader;
    struct arena *arena = arena_new(1 << 20);
    char url[4200];
    snprintf(url, sizeof url, "sqlite:%s", database);
    must(store_open(str_from_cstr(url), &config.store, &problem) == RC_OK &&
             community_new(&config, &community, &problem) == RC_OK &&
             community_reader_open(community, &reader, &problem) == RC_OK,
         problem.message);
    FILE *out = fopen(path, "w");
    must(out != NULL, path);
    for (int i = 0; i < posters; i++) {
        struct actor actor;
        bool touch;
        must(session_find(&reader, str_from_cstr(tokens[i]), arena, &actor, &touch) == RC_OK &&
                 actor.account_id != 0,
             "a session is not found");
        struct str token = session_form_token(community, &actor, STR(""), arena);
        fprintf(out, "%s\t%.*s\n", tokens[i], STR_ARG(token));
    }
    fclose(out);
    community_reader_close(&reader);
    community_free(community);
    store_close(config.store);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static char tokens[POSTERS_MAX][BEARER_TEXT + 1];
    struct fill f = {0};
    int posters = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (argc < 4 || argc % 2 != 0 || posters < 0 || posters > POSTERS_MAX) {
        fprintf(stderr, "usage: fill DATABASE POSTERS VALUES-FILE [SLUG COUNT]...\n");
        return 2;
    }
    must(sodium_init() >= 0, "libsodium");
    open_database(&f, argv[1]);
    make_readers(&f);
    for (int i = 4; i + 1 < argc; i += 2)
        make_thread(&f, argv[i], strtoll(argv[i + 1], NULL, 10));
    for (int i = 0; i < posters; i++)
        make_session(&f, i, tokens[i]);
    run(&f, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_finalize(f.comment);
    sqlite3_close(f.handle);
    write_values(argv[1], tokens, posters, argv[3]);
    return 0;
}
