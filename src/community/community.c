#include "community/account/password_list.h"
#include "community/core.h"

#include <sodium.h>
#include <string.h>

#include "community/account/browser.h"
#include "community/account/account_confirm.h"
#include "community/account/invitation.h"
#include "community/discipline/redress.h"
#include "community/identity/identity.h"
#include "community/record/ledger.h"
#include "community/mail/mail_work.h"
#include "community/account/name_renew.h"
#include "community/learning/suggestion.h"
#include "community/moderation/verify.h"
#include "queries.h"

#define SITE_ID 1

/* All settings together are shorter. */
#define RESERVED_BYTES_MAX ((size_t)1024 * 1024)
#define SCRATCH_BYTES_MAX  ((size_t)64 * 1024)

static int64_t preset(int64_t value, int64_t otherwise)
{
    return value != 0 ? value : otherwise;
}

static struct community_limits limits_with_presets(struct community_limits l)
{
    l.comment_characters_max = preset(l.comment_characters_max, 5000);
    l.comment_characters_min = preset(l.comment_characters_min, 2);
    l.edit_window_ms = preset(l.edit_window_ms, 15 * MINUTE_MS);
    l.session_idle_ms = preset(l.session_idle_ms, 30 * DAY_MS);
    l.session_absolute_ms = preset(l.session_absolute_ms, 90 * DAY_MS);
    l.name_change_ms = preset(l.name_change_ms, 30 * DAY_MS);
    l.hashing_threads = l.hashing_threads != 0 ? l.hashing_threads : 1;
    l.captcha_work = preset(l.captcha_work, 100000);
    l.suggestions_a_day = preset(l.suggestions_a_day, 2000);
    return l;
}

struct secret {
    struct str name;
    uint8_t *key;
};

#define SECRETS(c)                                                                                 \
    {                                                                                              \
        {STR("form"), (c)->form_key}, {STR("captcha"), (c)->captcha_key},                          \
            {STR("hash"), (c)->hash_key},                                                          \
    }

/* On a fresh database: an unnamed site, and secrets. */
static enum rc create_missing(struct db *db, void *ctx)
{
    struct community *c = ctx;
    struct q_site_get_row site;
    enum rc rc = q_site_get(db, &(struct q_site_get_in){.site_id = SITE_ID}, c->arena, &site);
    if (rc == RC_NOT_FOUND)
        rc = q_site_put(db, &(struct q_site_put_in){.site_id = SITE_ID,
                                                    .title = STR("Comity"),
                                                    .tagline = STR(""),
                                                    .language = STR("en"),
                                                    .time_zone = STR("UTC"),
                                                    .base_url = STR("")});
    const struct secret secrets[] = SECRETS(c);
    for (size_t i = 0; rc == RC_OK && i < sizeof secrets / sizeof secrets[0]; i++) {
        uint8_t fresh[SECRET_BYTES];
        community_random(c, fresh, sizeof fresh);
        rc = q_site_secret_add(
            db, &(struct q_site_secret_add_in){.site_id = SITE_ID,
                                               .name = secrets[i].name,
                                               .value = str_make((char *)fresh, sizeof fresh)});
    }
    return rc;
}

static enum rc read_site(struct community *c, struct db *db)
{
    struct q_site_get_row row;
    enum rc rc = q_site_get(db, &(struct q_site_get_in){.site_id = SITE_ID}, c->arena, &row);
    if (rc == RC_OK)
        c->site = (struct community_site){
            .id = SITE_ID,
            .title = row.title,
            .tagline = row.tagline,
            .language = row.language,
            .time_zone = row.time_zone,
            .base_url = row.base_url,
        };
    return rc;
}

static enum rc read_secrets(struct community *c, struct db *db)
{
    const struct secret secrets[] = SECRETS(c);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        struct q_site_secret_get_row row;
        enum rc rc = q_site_secret_get(
            db, &(struct q_site_secret_get_in){.site_id = SITE_ID, .name = secrets[i].name},
            c->arena, &row);
        if (rc != RC_OK)
            return rc;
        if (row.value.n != SECRET_BYTES)
            return RC_CORRUPT;
        memcpy(secrets[i].key, row.value.p, SECRET_BYTES);
    }
    return RC_OK;
}

/* The host of the site's own address: links to it promote nothing. */
static void add_own_domain(struct community *c)
{
    struct str url = c->site.base_url;
    size_t at = str_find(url, STR("://"), 0);
    if (at == STR_NONE)
        return;
    struct str rest = str_slice(url, at + 3, url.n);
    struct str host = str_split(&rest, '/');
    size_t colon = str_rfind_char(host, ':');
    struct str *domain = ARENA_NEW(c->arena, struct str);
    if (domain == NULL || host.n == 0)
        return;
    *domain = str_slice(host, 0, colon == STR_NONE ? host.n : colon);
    c->site.domains = domain;
    c->site.domain_count = 1;
}

static enum rc read_all(struct community *c, struct problem *problem)
{
    struct db *db;
    enum rc rc = store_open_reader(c->store, &db, problem);
    if (rc != RC_OK)
        return rc;
    rc = read_site(c, db);
    if (rc == RC_OK)
        rc = read_secrets(c, db);
    if (rc == RC_NOT_FOUND) {
        rc = store_write_wait(c->store, create_missing, c);
        if (rc == RC_OK)
            rc = read_site(c, db);
        if (rc == RC_OK)
            rc = read_secrets(c, db);
    }
    if (rc != RC_OK)
        rc =
            problem_set(problem, rc, "The site cannot be read from the database: %s", db_error(db));
    db_close(db);
    add_own_domain(c);
    return rc;
}

static struct community_redress redress_with_presets(struct community_redress given)
{
    if (given.due_ms == 0)
        given.due_ms = 14 * DAY_MS;
    if (given.again_ms == 0)
        given.again_ms = 30 * DAY_MS;
    if (given.appeal_ms == 0)
        given.appeal_ms = 184 * DAY_MS;
    return given;
}

static struct community_sanctions sanctions_with_presets(struct community_sanctions given)
{
    if (given.warning_days == 0)
        given.warning_days = 365;
    if (given.suspension_days == 0)
        given.suspension_days = 180;
    return given;
}

void community_adjust(struct community *c, struct community_rules *rules)
{
    pthread_mutex_lock(&c->rules_lock);
    struct buf names = c->reserved_names, domains = c->refused_domains;
    struct buf passwords = c->refused_passwords;
    c->limits = limits_with_presets(rules->limits);
    c->limits.reserved_names = c->limits.refused_domains = (struct str){0};
    c->limits.refused_passwords = (struct str){0};
    c->reserved_names = rules->reserved_names;
    c->refused_domains = rules->refused_domains;
    c->refused_passwords = rules->refused_passwords;
    c->sanctions = sanctions_with_presets(rules->sanctions);
    c->redress = redress_with_presets(rules->redress);
    pthread_mutex_unlock(&c->rules_lock);
    rules->reserved_names = names;
    rules->refused_domains = domains;
    rules->refused_passwords = passwords;
    learning_adjust(c, &rules->learning);
}

/* The same at the start. */
static enum rc put_rules(struct community *c, const struct community_config *config)
{
    struct community_rules rules = {.limits = config->limits,
                                    .learning = config->learning,
                                    .sanctions = config->sanctions,
                                    .redress = config->redress};
    buf_init(&rules.reserved_names, RESERVED_BYTES_MAX);
    buf_put(&rules.reserved_names, config->limits.reserved_names);
    buf_init(&rules.refused_domains, RESERVED_BYTES_MAX);
    buf_put(&rules.refused_domains, config->limits.refused_domains);
    buf_init(&rules.refused_passwords, PASSWORD_LIST_BYTES_MAX);
    buf_put(&rules.refused_passwords, config->limits.refused_passwords);
    enum rc rc = buf_status(&rules.reserved_names);
    if (rc == RC_OK)
        rc = buf_status(&rules.refused_domains);
    if (rc == RC_OK)
        rc = buf_status(&rules.refused_passwords);
    if (rc == RC_OK)
        community_adjust(c, &rules);
    buf_release(&rules.reserved_names);
    buf_release(&rules.refused_domains);
    buf_release(&rules.refused_passwords);
    return rc;
}

enum rc community_new(const struct community_config *config, struct community **ret,
                      struct problem *problem)
{
    if (sodium_init() < 0)
        return problem_set(problem, RC_UNAVAILABLE, "libsodium cannot be initialised");
    struct arena *arena = arena_new(CORE_ARENA_MAX);
    struct community *c = arena != NULL ? ARENA_NEW(arena, struct community) : NULL;
    if (c == NULL) {
        arena_free(arena);
        return problem_set(problem, RC_NO_MEMORY, "No memory for the community");
    }
    c->arena = arena;
    c->store = config->store;
    c->clock = config->clock;
    c->random = config->random != NULL ? *config->random : random_system();
    c->announce = config->announce;
    if (config->seal_key != NULL)
        memcpy(c->seal_key, config->seal_key, sizeof c->seal_key);
    c->has_seal_key = config->seal_key != NULL;
    c->maker = (int64_t)(random_u64(&c->random) >> 1);
    id_maker_init(&c->ids, c->clock, config->node, (uint64_t)c->maker);
    pthread_mutex_init(&c->random_lock, NULL);
    pthread_mutex_init(&c->judge_lock, NULL);
    pthread_mutex_init(&c->rules_lock, NULL);
    buf_init(&c->reserved_names, RESERVED_BYTES_MAX);
    buf_init(&c->refused_domains, RESERVED_BYTES_MAX);
    buf_init(&c->refused_passwords, PASSWORD_LIST_BYTES_MAX);
    enum rc rc = learning_new(&c->learning);
    if (rc == RC_OK)
        rc = put_rules(c, config);
    if (rc == RC_OK)
        rc = epochs_new(&c->epochs);
    if (rc == RC_OK)
        rc = read_all(c, problem);
    if (rc == RC_OK && !config->looks_on)
        rc = ledger_start(c);
    if (rc == RC_OK)
        rc = pace_new(&c->pace);
    if (rc == RC_OK)
        rc = subjects_new(&c->subjects);
    if (rc == RC_OK)
        rc = copies_new(&c->copies);
    if (rc == RC_OK)
        rc = brake_new(&c->brake);
    if (rc == RC_OK)
        rc = api_keys_new(&c->api_keys);
    if (rc == RC_OK)
        rc = leaving_new(c, &c->leaving);
    if (rc == RC_OK)
        rc = offload_new(core_limits(c).hashing_threads, &c->offload);
    if (rc == RC_OK)
        rc = offload_new(1, &c->errands);
    if (rc == RC_OK && !config->looks_on)
        rc = names_renew(c);
    if (rc != RC_OK) {
        community_free(c);
        return problem_set(problem, rc, "The community cannot start");
    }
    *ret = c;
    return RC_OK;
}

void community_free(struct community *c)
{
    if (c == NULL)
        return;
    atomic_store(&c->ends, true);
    leaving_free(c->leaving);
    offload_free(c->offload);
    offload_free(c->errands);
    provider_desk_free(c->desk);
    epochs_free(c->epochs);
    pace_free(c->pace);
    brake_finish(c);
    api_keys_finish(c);
    subjects_free(c->subjects);
    copies_free(c->copies);
    brake_free(c->brake);
    api_keys_free(c->api_keys);
    learning_free(c->learning);
    community_judge_unref(c->judge);
    pthread_mutex_destroy(&c->random_lock);
    pthread_mutex_destroy(&c->judge_lock);
    pthread_mutex_destroy(&c->rules_lock);
    buf_release(&c->reserved_names);
    buf_release(&c->refused_domains);
    buf_release(&c->refused_passwords);
    arena_free(c->arena);
}

const struct community_site *community_site(const struct community *c)
{
    return &c->site;
}

struct community_limits community_limits(const struct community *c)
{
    return core_limits(c);
}

struct epochs *community_epochs(struct community *c)
{
    return c->epochs;
}

struct store *community_store(struct community *c)
{
    return c->store;
}

int64_t community_now_ms(const struct community *c)
{
    return clock_now_ms(c->clock);
}

void community_random(struct community *c, void *out, size_t n)
{
    pthread_mutex_lock(&c->random_lock);
    random_fill(&c->random, out, n);
    pthread_mutex_unlock(&c->random_lock);
}

int64_t community_make_id(struct community *c)
{
    return id_make(&c->ids);
}

static enum rc put_site(struct db *db, void *ctx)
{
    const struct community_site *s = ctx;
    return q_site_put(db, &(struct q_site_put_in){.site_id = SITE_ID,
                                                  .title = s->title,
                                                  .tagline = s->tagline,
                                                  .language = s->language,
                                                  .time_zone = s->time_zone,
                                                  .base_url = s->base_url});
}

enum rc community_set_site(struct community *c, const struct community_site *site)
{
    struct community_site copy = *site;
    return store_write_wait(c->store, put_site, &copy);
}

enum rc community_reader_open(struct community *c, struct community_reader *ret,
                              struct problem *problem)
{
    struct arena *scratch = arena_new(SCRATCH_BYTES_MAX);
    if (scratch == NULL)
        return problem_set(problem, RC_NO_MEMORY, "No memory for a reader");
    struct db *db;
    enum rc rc = store_open_reader(c->store, &db, problem);
    if (rc == RC_OK)
        *ret = (struct community_reader){.community = c, .db = db, .scratch = scratch};
    else
        arena_free(scratch);
    return rc;
}

void community_reader_close(struct community_reader *r)
{
    db_close(r->db);
    arena_free(r->scratch);
    *r = (struct community_reader){0};
}

/* What nobody came to judge blind, what the emergency brake does not count any more, and old counts of keys. */
static enum rc sweep_checks(struct community *c, struct db *db, int64_t now_ms)
{
    int64_t before_id = id_from_time(now_ms - VERIFY_KEPT_DAYS * DAY_MS);
    enum rc rc =
        q_verify_sweep(db, &(struct q_verify_sweep_in){.site_id = SITE_ID, .before_id = before_id});
    if (rc == RC_OK)
        rc = q_verify_skip_sweep(
            db, &(struct q_verify_skip_sweep_in){.site_id = SITE_ID, .before_id = before_id});
    if (rc == RC_OK)
        rc = q_brake_count_sweep(db, &(struct q_brake_count_sweep_in){
                                         .site_id = SITE_ID, .before_ms = now_ms - 2 * DAY_MS});
    if (rc == RC_OK)
        rc = q_api_key_usage_sweep(
            db, &(struct q_api_key_usage_sweep_in){
                    .site_id = SITE_ID, .before_day = now_ms / DAY_MS - API_KEY_USAGE_DAYS});
    if (rc == RC_OK)
        rc = q_learning_version_sweep(
            db, &(struct q_learning_version_sweep_in){.site_id = SITE_ID,
                                                      .keep = learning_versions_kept(c)});
    return rc == RC_OK ? suggestion_sweep(c, db) : rc;
}

static enum rc sweep(struct db *db, void *ctx)
{
    struct community *c = ctx;
    int64_t now = community_now_ms(c);
    enum rc rc = q_session_sweep(
        db, &(struct q_session_sweep_in){.site_id = SITE_ID,
                                         .now_ms = now,
                                         .idle_since_ms = now - core_limits(c).session_idle_ms});
    if (rc == RC_OK)
        rc = browser_sweep(c, db);
    if (rc == RC_OK)
        rc = q_throttle_sweep(
            db, &(struct q_throttle_sweep_in){.site_id = SITE_ID, .cutoff_ms = now - DAY_MS});
    if (rc == RC_OK)
        rc = q_captcha_sweep(db, &(struct q_captcha_sweep_in){.site_id = SITE_ID, .now_ms = now});
    if (rc == RC_OK)
        rc = q_passkey_asked_sweep(
            db, &(struct q_passkey_asked_sweep_in){.site_id = SITE_ID, .now_ms = now});
    if (rc == RC_OK)
        rc = q_draft_sweep(db, &(struct q_draft_sweep_in){.site_id = SITE_ID,
                                                          .before_id = id_from_time(now - DAY_MS)});
    if (rc == RC_OK)
        rc = q_notice_sweep(db, &(struct q_notice_sweep_in){
                                    .site_id = SITE_ID, .before_id = id_from_time(now - DAY_MS)});
    if (rc == RC_OK)
        rc = q_link_sweep_tokens(
            db, &(struct q_link_sweep_tokens_in){.site_id = SITE_ID, .old_ms = now - DAY_MS});
    if (rc == RC_OK)
        rc =
            q_link_sweep(db, &(struct q_link_sweep_in){.site_id = SITE_ID, .old_ms = now - DAY_MS});
    if (rc == RC_OK)
        rc = q_invitation_sweep(db, &(struct q_invitation_sweep_in){
                                        .site_id = SITE_ID, .before_ms = now - INVITATION_KEPT_MS});
    if (rc == RC_OK)
        rc = mail_work_sweep(c, db, now);
    if (rc == RC_OK)
        rc = account_confirm_sweep(c, db);
    if (rc == RC_OK)
        rc = sweep_checks(c, db, now);
    if (rc == RC_OK)
        rc = identity_sweep(c, db);
    if (rc == RC_OK)
        rc = leaving_sweep(c, db);
    if (rc == RC_OK)
        rc = redress_sweep(c, db);
    return rc;
}

enum rc community_sweep(struct community *c)
{
    enum rc rc = store_write_wait(c->store, sweep, c);
    leaving_wake(c);
    return rc == RC_OK ? names_renew(c) : rc;
}
