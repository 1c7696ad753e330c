#include "cli/app.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/key_file.h"
#include "community/account/password_list.h"
#include "community/key/factor.h"
#include "community/learning/learning.h"
#include "community/record/versions.h"
#include "policy/standards.h"
#include "web/documents.h"

#define READ_STEP       ((size_t)65536)
#define EDITIONS_MAX    64
#define TEXTS_BYTES_MAX ((size_t)72 * 1024 * 1024)

static bool list_names(struct str list, struct str word)
{
    struct str rest = list;
    while (rest.p != NULL)
        if (str_eq(str_trim(str_split(&rest, ',')), word))
            return true;
    return false;
}

static struct community_limits limits_from(const struct config *c)
{
    int64_t edit_window_s = config_int(c, SET_DISCUSSION_EDIT_WINDOW);
    int64_t name_days = config_int(c, SET_ACCOUNTS_NAME_DAYS);
    return (struct community_limits){
        .comment_characters_max = config_int(c, SET_DISCUSSION_COMMENT_MAX),
        .edit_window_ms = edit_window_s > 0 ? edit_window_s * 1000 : -1,
        .hashing_threads = (unsigned)config_int(c, SET_ACCOUNTS_HASHES_AT_ONCE),
        .captcha_work = config_int(c, SET_CAPTCHA_WORK),
        .mail_on = config_str(c, SET_MAIL_URL).n > 0,
        .confirm_email = config_bool(c, SET_ACCOUNTS_CONFIRM_EMAIL),
        .name_change_ms = name_days > 0 ? name_days * DAY_MS : -1,
        .reserved_names = config_str(c, SET_ACCOUNTS_RESERVED_NAMES),
        .judge_names = config_bool(c, SET_ACCOUNTS_JUDGE_NAMES),
        .minimum_age = config_int(c, SET_ACCOUNTS_MINIMUM_AGE),
        .refused_domains = config_str(c, SET_ACCOUNTS_REFUSED_DOMAINS),
        .privacy_version = STR(DOCUMENTS_PRIVACY_VERSION),
        .renew_privacy = list_names(config_str(c, SET_ACCOUNTS_RENEW_CONSENT), STR("privacy")),
        .renew_standards = list_names(config_str(c, SET_ACCOUNTS_RENEW_CONSENT), STR("standards")),
        .suggestion_keep_ms = config_int(c, SET_API_SUGGESTIONS_KEPT) * DAY_MS,
        .suggestions_a_day = config_int(c, SET_API_SUGGESTIONS_A_DAY),
    };
}

static enum rc sanctions_from(const struct config *c, struct community_sanctions *ret,
                              struct problem *problem)
{
    struct str mode = config_str(c, SET_SANCTIONS_MODE);
    *ret = (struct community_sanctions){
        .literal = str_eq(mode, STR("literal")),
        .warning_days = config_int(c, SET_SANCTIONS_WARNING_DAYS),
        .suspension_days = config_int(c, SET_SANCTIONS_SUSPENSION_MAX),
    };
    if (ret->literal || str_eq(mode, STR("dsa")))
        return RC_OK;
    return problem_set(problem, RC_INVALID, "sanctions.mode is \"%.*s\"; it is literal or dsa",
                       STR_ARG(mode));
}

static struct community_redress redress_from(const struct config *c)
{
    return (struct community_redress){
        .due_ms = config_int(c, SET_REDRESS_DAYS) * DAY_MS,
        .again_ms = config_int(c, SET_REDRESS_AGAIN_DAYS) * DAY_MS,
        .appeal_ms = config_int(c, SET_REDRESS_APPEAL_DAYS) * DAY_MS,
    };
}

static struct community_learning learning_from(const struct config *c)
{
    return (struct community_learning){
        .is_off = !config_bool(c, SET_LEARNING_ON),
        .rulings = config_int(c, SET_LEARNING_RULINGS),
        .words = config_int(c, SET_LEARNING_WORDS),
        .texts = config_int(c, SET_LEARNING_TEXTS),
        .word_max = config_int(c, SET_LEARNING_WORD_MAX),
        .person_max = config_int(c, SET_LEARNING_PERSON_MAX),
        .day_max = config_int(c, SET_LEARNING_DAY_MAX),
        .sum_max = config_int(c, SET_LEARNING_SUM_MAX),
        .remove_precision = config_int(c, SET_LEARNING_REMOVE_PRECISION),
        .remove_answers = config_int(c, SET_LEARNING_REMOVE_ANSWERS),
        .remove_from = config_int(c, SET_LEARNING_REMOVE_FROM),
        .versions = config_int(c, SET_LEARNING_VERSIONS_KEPT),
    };
}

static enum rc read_policy(const struct config *config, struct community_limits *limits,
                           struct problem *problem)
{
    struct str word = config_str(config, SET_ACCOUNTS_STAFF_SECOND_FACTOR);
    if (factor_policy_parse(word, &limits->staff_second_factor) == RC_OK)
        return RC_OK;
    return problem_set(
        problem, RC_INVALID,
        "accounts.staff_second_factor is \"%.*s\": it must be off, asked or required",
        STR_ARG(word));
}

enum rc app_rules(const struct config *config, struct community_rules *ret, struct problem *problem)
{
    struct community_rules rules = {.limits = limits_from(config),
                                    .learning = learning_from(config),
                                    .redress = redress_from(config)};
    enum rc rc = sanctions_from(config, &rules.sanctions, problem);
    if (rc == RC_OK)
        rc = read_policy(config, &rules.limits, problem);
    if (rc == RC_OK)
        *ret = rules;
    return rc;
}

void app_close(struct app *app)
{
    if (app->reader.db != NULL)
        community_reader_close(&app->reader);
    community_free(app->community);
    signals_free(app->signals);
    store_close(app->store);
    *app = (struct app){0};
}

enum rc app_read_named_file(enum setting_id id, struct str file, size_t max, struct arena *a,
                            struct str *ret, struct problem *problem)
{
    struct buf content;
    struct problem fault = {0};
    char *path = arena_cstr(a, file);
    if (path == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    enum rc rc = app_read_file(path, max, &content, &fault);
    if (rc == RC_OK)
        *ret = arena_dup(a, buf_str(&content));
    buf_release(&content);
    if (rc == RC_OK && arena_failed(a))
        rc = problem_set(&fault, RC_NO_MEMORY, "the files it names are too long together");
    return rc == RC_OK ? rc
                       : problem_set(problem, rc, "%.*s: %s", STR_ARG(setting_info(id)->name),
                                     fault.message);
}

enum rc app_read_passwords(const struct config *config, struct buf *ret, struct problem *problem)
{
    struct str file = config_str(config, SET_ACCOUNTS_PASSWORD_LIST);
    char path[PATH_MAX];
    struct buf content;
    struct problem fault = {0};
    buf_init(ret, 0);
    if (file.n == 0)
        return RC_OK;
    if (file.n >= sizeof path)
        return problem_set(problem, RC_TOO_LARGE, "accounts.password_list: the path is too long");
    memcpy(path, file.p, file.n);
    path[file.n] = '\0';
    enum rc rc = app_read_file(path, PASSWORD_LIST_BYTES_MAX, &content, &fault);
    if (rc != RC_OK)
        problem_set(problem, rc, "accounts.password_list: %s", fault.message);
    else
        rc = password_list_read(buf_str(&content), file, ret, problem);
    buf_release(&content);
    return rc;
}

/* The document and the editions the settings name. */
static enum rc read_texts(const struct config *config, struct arena *a,
                          struct community_standards *ret, struct problem *problem)
{
    struct str files = config_str(config, SET_STANDARDS_EDITIONS);
    struct edition_text *editions = ARENA_ARRAY(a, EDITIONS_MAX, struct edition_text);
    enum rc rc = editions != NULL ? RC_OK : RC_NO_MEMORY;
    ret->name = config_str(config, SET_STANDARDS_FILE);
    if (rc == RC_OK && ret->name.n > 0)
        rc = app_read_named_file(SET_STANDARDS_FILE, ret->name, STANDARDS_BYTES_MAX, a,
                                 &ret->document, problem);
    else
        *ret = (struct community_standards){.document = standards_shipped(),
                                            .name = STR("standards.en.md")};
    ret->editions = editions;
    while (rc == RC_OK && files.p != NULL) {
        struct str file = str_trim(str_split(&files, ','));
        if (file.n == 0)
            continue;
        if (ret->edition_count == EDITIONS_MAX)
            return problem_set(problem, RC_TOO_LARGE, "standards.editions names more than %d files",
                               EDITIONS_MAX);
        struct edition_text *e = &editions[ret->edition_count++];
        e->name = file;
        rc = app_read_named_file(SET_STANDARDS_EDITIONS, file, STANDARDS_BYTES_MAX, a, &e->document,
                                 problem);
    }
    return rc;
}

static enum rc load(struct app *app, bool only_looks, struct problem *problem)
{
    struct arena *arena = arena_new(TEXTS_BYTES_MAX);
    struct community_standards texts = {0};
    enum rc rc = arena != NULL ? read_texts(app->config, arena, &texts, problem) : RC_NO_MEMORY;
    texts.only_looks = only_looks;
    if (rc == RC_OK)
        rc = community_load_editions(app->community, &texts, app->signals, problem);
    arena_free(arena);
    return rc;
}

enum rc app_load_standards(struct app *app, struct problem *problem)
{
    return load(app, false, problem);
}

enum rc app_check_standards(const struct config *config, struct problem *problem)
{
    struct arena *arena = arena_new(TEXTS_BYTES_MAX);
    struct signals *signals = NULL;
    struct community_standards texts = {0};
    enum rc rc = arena != NULL ? read_texts(config, arena, &texts, problem) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = signals_new(&signals, problem);
    if (rc == RC_OK)
        rc = community_check_editions(&texts, signals, problem);
    signals_free(signals);
    arena_free(arena);
    return rc;
}

/* The document that was put in force last; the shipped one before any was. */
static enum rc load_last(struct app *app, struct problem *problem)
{
    struct arena *arena = arena_new(TEXTS_BYTES_MAX);
    struct version_item *versions;
    struct version_text last = {.document = standards_shipped()};
    size_t count = 0;
    enum rc rc =
        arena != NULL ? versions_list(&app->reader, arena, &versions, &count) : RC_NO_MEMORY;
    if (rc == RC_OK && count > 0)
        rc = versions_get(&app->reader, versions[0].version, arena, &last);
    if (rc != RC_OK)
        problem_set(problem, rc, "the standards that were in force cannot be read");
    const struct community_standards texts = {
        .document = last.document, .name = STR("the last standards"), .only_looks = true};
    if (rc == RC_OK)
        rc = community_load_editions(app->community, &texts, app->signals, problem);
    arena_free(arena);
    return rc;
}

static enum rc look_at_standards(struct app *app, struct problem *problem)
{
    struct problem fault = {0};
    if (load(app, true, &fault) == RC_OK)
        return RC_OK;
    cli_fail(&fault);
    cli_fail_text("these standards are faulty; going on with those that were in force last");
    return load_last(app, problem);
}

/* Without a key the site serves on, but no authenticator app can be set up; a file that is there must be right. */
static enum rc read_seal_key(const struct config *config, uint8_t key[static SEAL_KEY_BYTES],
                             const uint8_t **ret, struct problem *problem)
{
    struct random random = random_system();
    struct problem fault = {0};
    enum rc rc = key_file_read(config_str(config, SET_ACCOUNTS_KEY_FILE), &random, key, &fault);
    if (rc == RC_OK)
        *ret = key;
    if (rc != RC_IO)
        return rc == RC_OK ? rc : problem_set(problem, rc, "%s", fault.message);
    log_event(LOG_WARN, STR("no_key_file"), LOG_STR("problem", str_from_cstr(fault.message)));
    return RC_OK;
}

enum rc app_open(struct app *app, const struct config *config, enum app_use use,
                 struct problem *problem)
{
    int applied;
    struct community_rules rules = {0};
    struct buf passwords = {0};
    *app = (struct app){.config = config, .clock = clock_system()};
    enum rc rc = app_rules(config, &rules, problem);
    if (rc == RC_OK)
        rc = app_read_passwords(config, &passwords, problem);
    rules.limits.refused_passwords = buf_str(&passwords);
    if (rc == RC_OK)
        rc = store_open(config_str(config, SET_DATABASE_URL), &app->store, problem);
    if (rc == RC_OK)
        rc = store_migrate(app->store, &applied, problem);
    if (rc == RC_OK)
        rc = signals_new(&app->signals, problem);
    enum store_engine engine = rc == RC_OK ? store_engine(app->store) : STORE_SQLITE;
    uint8_t key[SEAL_KEY_BYTES];
    struct community_config community = {
        .store = app->store,
        .clock = &app->clock,
        .node = (unsigned)config_int(config, SET_DATABASE_NODE),
        .limits = rules.limits,
        .learning = rules.learning,
        .sanctions = rules.sanctions,
        .redress = rules.redress,
        /* One SQLite database has one serving process, which need not be told of its own changes. */
        .announce = use != APP_SERVES || engine == STORE_POSTGRES,
    };
    if (rc == RC_OK && use == APP_SERVES)
        rc = read_seal_key(config, key, &community.seal_key, problem);
    if (rc == RC_OK)
        rc = community_new(&community, &app->community, problem);
    buf_release(&passwords);
    if (rc == RC_OK)
        rc = community_reader_open(app->community, &app->reader, problem);
    if (rc == RC_OK)
        rc =
            use == APP_COMMAND ? look_at_standards(app, problem) : app_load_standards(app, problem);
    if (rc == RC_OK && use != APP_COMMAND && learning_load(&app->reader) != RC_OK)
        rc = problem_set(problem, RC_UNAVAILABLE,
                         "what was learned from rulings cannot be read from the database");
    if (rc != RC_OK) {
        problem_set(problem, rc, "%s", rc_text(rc));
        app_close(app);
    }
    return rc;
}

struct actor app_actor(void)
{
    return (struct actor){.role = ROLE_ADMINISTRATOR, .name = STR("command line")};
}

static enum rc read_all(int fd, const char *path, struct buf *ret, struct problem *problem)
{
    for (;;) {
        size_t room = ret->max - ret->n < READ_STEP ? ret->max - ret->n : READ_STEP;
        /* One byte past the limit tells a full file from one that is too large. */
        char past, *into = room > 0 ? buf_reserve(ret, room) : &past;
        if (into == NULL)
            return problem_set(problem, RC_NO_MEMORY, "%s: out of memory", path);
        ssize_t n = read(fd, into, room > 0 ? room : 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return problem_set(problem, RC_IO, "cannot read %s: %s", path, strerror(errno));
        if (n == 0)
            return RC_OK;
        if (room == 0)
            return problem_set(problem, RC_TOO_LARGE, "%s is larger than %zu bytes", path,
                               ret->max);
        buf_commit(ret, (size_t)n);
    }
}

enum rc app_read_file(const char *path, size_t max, struct buf *ret, struct problem *problem)
{
    bool standard_input = strcmp(path, "-") == 0;
    buf_init(ret, max);
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return problem_set(problem, RC_IO, "cannot read %s: %s", path, strerror(errno));
    enum rc rc = read_all(fd, path, ret, problem);
    if (!standard_input)
        close(fd);
    return rc;
}
