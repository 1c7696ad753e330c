#include "unit/community/fixture.h"

#include <string.h>

#include "community/record/ledger_verify.h"
#include "community/account/name_look.h"
#include "community/comment/path.h"
#include "queries.h"

#define TEST_NOW_MS 1790000000000

/* One clause for each consequence. */
static const char standards[] =
    "# Test standards\n\n```standards\nlanguage: en\n```\n\nBe kind.\n\n"
    "## Mild words {#mild}\n\nNo mild words.\n\n"
    "```clause\nwhen: profanity.mild >= 1\nthen: flag\n```\n\n"
    "## Capitals {#capitals}\n\nDo not shout.\n\n"
    "```clause\nwhen: caps.ratio >= 0.7\nthen: nudge\n```\n\n"
    "## Strong words {#strong}\n\nNo strong words.\n\n"
    "```clause\nwhen: profanity.score >= 0.7\nthen: hold\n```\n\n"
    "## Length {#length}\n\nNo floods.\n\n"
    "```clause\nwhen: text.words >= 100\nthen: remove\n```\n\n"
    "## Haste {#haste}\n\nTake your time.\n\n"
    "```clause\nwhen: rate.minute >= 60\nthen: hold\n```\n\n"
    "## Reports {#reported}\n\nReaders say so.\n\n"
    "```clause\nwhen: reports.here >= 3\nthen: hold\nelse_when: reports.here >= 1\n"
    "then: flag\n```\n\n"
    "## Copies {#copies}\n\nSay it yourself.\n\n"
    "```clause\nwhen: campaign.accounts >= 3\nthen: hold\nelse_when: campaign.accounts >= 2\n"
    "then: flag\n```\n";

struct str fixture_standards(void)
{
    return str_from_cstr(standards);
}

static void start(struct fixture *f)
{
    struct problem problem = {0};
    f->limits.skip_captcha = true;
    const struct community_config config = {
        .store = f->store.store,
        .clock = &f->clock,
        .random = &f->random,
        .learning = f->learning,
        .sanctions = f->sanctions,
        .limits = f->limits,
    };
    if (community_new(&config, &f->community, &problem) != RC_OK ||
        community_load_standards(f->community, fixture_standards(), STR("test"), f->signals,
                                 &problem) != RC_OK ||
        community_reader_open(f->community, &f->reader, &problem) != RC_OK)
        fail_msg("%s", problem.message);
}

void fixture_open(struct fixture *f)
{
    struct problem problem = {0};
    int applied;
    if (store_migrate(f->store.store, &applied, &problem) != RC_OK ||
        signals_new(&f->signals, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    f->clock = clock_fixed(TEST_NOW_MS);
    f->random = random_seeded(7);
    f->arena = arena_new((size_t)256 * 1024 * 1024);
    start(f);
}

void fixture_init(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    test_store_init_migrated(&f->store);
    fixture_open(f);
    struct import_article op = {
        .job = {.community = f->community, .arena = f->arena},
        .actor = {.role = ROLE_ADMINISTRATOR},
        .draft = {.source_guid = STR("test:1"),
                  .headline = STR("The ferry sails again"),
                  .section = STR("World")},
    };
    assert_ok(community_run(import_article_submit, &op.job));
    f->article_id = op.ret_article_id;
}

static void stop(struct fixture *f)
{
    community_reader_close(&f->reader);
    community_free(f->community);
}

void fixture_restart(struct fixture *f)
{
    stop(f);
    f->clock.fixed_ms++; /* it takes time: ids made before and after differ */
    start(f);
}

/* Whatever a test did, no decision and no staff action went past the ledger. */
static void fail_on_finding(const struct ledger_finding *finding, void *ctx)
{
    (void)ctx;
    fail_msg("%s", finding->text);
}

int fixture_tear_down(void **state)
{
    struct fixture *f = *state;
    struct ledger_check check = {.found = fail_on_finding};
    assert_ok(ledger_verify(&f->reader, &check));
    fixture_release(f);
    return 0;
}

void fixture_release(struct fixture *f)
{
    stop(f);
    signals_free(f->signals);
    arena_free(f->arena);
    test_store_release(&f->store);
}

int fixture_set_up(void **state)
{
    static struct fixture f;
    fixture_init(&f);
    *state = &f;
    return 0;
}

struct adding {
    struct fixture *fixture;
    const char *name;
    enum role role;
    int64_t id;
};

static enum rc add_account(struct db *db, void *ctx)
{
    struct adding *a = ctx;
    struct str name = str_from_cstr(a->name);
    struct name_skeleton looks;
    int64_t added;
    a->id = community_make_id(a->fixture->community);
    enum rc rc = name_skeleton(a->fixture->arena, name, &looks);
    if (rc == RC_OK)
        rc = q_account_add(db,
                           &(struct q_account_add_in){.site_id = 1,
                                                      .id = a->id,
                                                      .name = name,
                                                      .name_skeleton = looks.small,
                                                      .name_capitals = looks.capitals,
                                                      .name_rules = name_look_rules(),
                                                      .email = STR("a@example.org"),
                                                      .email_key = STR("a@example.org"),
                                                      .password_hash = STR("none"),
                                                      .role = a->role,
                                                      .standards_consent = STR("1"),
                                                      .privacy_consent = STR("1")},
                           &added);
    return rc == RC_OK && added == 0 ? RC_CONFLICT : rc;
}

struct actor fixture_actor(struct fixture *f, const char *name, enum role role)
{
    struct adding a = {.fixture = f, .name = name, .role = role};
    assert_ok(store_write_wait(f->store.store, add_account, &a));
    return (struct actor){.account_id = a.id, .role = role, .name = str_from_cstr(name)};
}

enum rc fixture_try(struct fixture *f, const struct actor *actor, const struct comment_input *input,
                    struct comment_draft **ret)
{
    struct problem problem = {0};
    enum rc rc = comment_prepare(&f->reader, actor, input, f->arena, ret, &problem);
    return rc == RC_OK ? community_run(comment_commit_submit, &(*ret)->job) : rc;
}

struct filling {
    struct fixture *f;
    const struct actor *author;
    int64_t *ids;
    size_t count;
};

static enum rc fill(struct db *db, void *ctx)
{
    struct filling *x = ctx;
    int64_t added;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < x->count; i++) {
        x->ids[i] = community_make_id(x->f->community);
        struct path path = path_root(x->ids[i]);
        rc = q_comment_add(db,
                           &(struct q_comment_add_in){.site_id = 1,
                                                      .article_id = x->f->article_id,
                                                      .shown = 1,
                                                      .path = path_str(&path),
                                                      .id = x->ids[i],
                                                      .account_id = x->author->account_id,
                                                      .standards_id = 1,
                                                      .body = STR("A remark about the ferry.")},
                           &added);
    }
    return rc;
}

void fixture_fill(struct fixture *f, const struct actor *author, int64_t *ids, size_t count)
{
    struct filling x = {.f = f, .author = author, .ids = ids, .count = count};
    assert_ok(store_write_wait(f->store.store, fill, &x));
}

int64_t fixture_post(struct fixture *f, const struct actor *actor, int64_t parent_id,
                     const char *body)
{
    struct comment_draft *draft;
    const struct comment_input input = {.article_id = f->article_id,
                                        .parent_id = parent_id,
                                        .body = str_from_cstr(body),
                                        .insists = true};
    f->clock.fixed_ms += 1000;
    assert_ok(fixture_try(f, actor, &input, &draft));
    assert_false(draft->ret_repeated);
    return draft->ret_comment_id;
}

struct comment_view fixture_comment(struct fixture *f, int64_t id)
{
    const struct actor everyone = {.account_id = 1, .role = ROLE_ADMINISTRATOR};
    struct comment_view view;
    assert_ok(comment_get(&f->reader, &everyone, id, f->arena, &view));
    return view;
}

enum rc fixture_decide(struct fixture *f, const struct actor *actor, enum moderation_verb verb,
                       int64_t comment_id)
{
    struct comment_view seen = fixture_comment(f, comment_id);
    struct moderation_decision op = {
        .job = {.community = f->community, .arena = f->arena},
        .actor = *actor,
        .verb = verb,
        .comment_id = comment_id,
        .revision = seen.revision,
        .seen_status = seen.status,
        .clause = verb == MODERATION_REMOVE || verb == MODERATION_EDIT ? STR("mild") : STR(""),
        .reason = STR("as the test says"),
        .body = STR("What a moderator made of it."),
    };
    return community_run(moderation_decide_submit, &op.job);
}
