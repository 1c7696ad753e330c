/*
 * The community: what every part of the domain stands on. One per process; one site.
 *
 * It holds the store, clock, ids, randomness, the judge, the site's facts and secrets, and the
 * limits. Pages run on event-loop threads, each with its own `struct community_reader`; whatever
 * writes is a `struct community_job`, run on the store's writer thread.
 *
 *   web thread                      hashing thread             writer thread
 *   prepare (reads, who may) ──────► argon2id (only accounts) ─► job runs, commit, on_change, done
 *
 * Writing, everywhere in the domain: a function NAME_submit(op) queues an operation whose first
 * member is the job; op->job.done is called exactly once, on another thread, after the commit is
 * durable. The operation and its arena belong to the job from submit until done. When submit itself
 * answers anything but RC_OK nothing was queued and done is not called. community_run is the same
 * and waits: for the command line and tests.
 *
 * Invariants:
 *  1. The judge in use is swapped whole; a judgement under way keeps the one it began with.
 *  2. on_change is called after the durable commit and before done: a page fetched after an
 * acknowledgement is never older than it.
 *  3. A job asks anew whatever a moment could have changed: the account's standing and role, the
 * thread's mode, the comment's revision and status.
 *
 * Must not: know HTTP or HTML.
 */
#ifndef COMITY_COMMUNITY_COMMUNITY_H
#define COMITY_COMMUNITY_COMMUNITY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "community/access.h"
#include "policy/edition.h"
#include "policy/judge.h"
#include "store/store.h"

/* What is asked of staff besides a password (factor.h): whoever has set up a second step is asked for it in any case. */
enum factor_policy {
    FACTOR_OFF,     /* nothing */
    FACTOR_ASKED,   /* to set one up, kindly */
    FACTOR_REQUIRED /* to have one: without it no staff's rights */
};

struct community_limits {
    int64_t comment_characters_max; /* 0 takes the default: 5,000 */
    int64_t comment_characters_min; /* 2 */
    int64_t edit_window_ms;         /* 15 minutes; negative: no editing */
    int64_t session_idle_ms;        /* 30 days */
    int64_t session_absolute_ms;    /* 90 days */
    unsigned hashing_threads;       /* 1 */
    int64_t captcha_work;           /* numbers to try at most: 100,000 */
    enum factor_policy staff_second_factor;
    bool mail_on;              /* mails can be sent */
    bool confirm_email;        /* readers confirm their address before they write; only with mail */
    int64_t name_change_ms;    /* between two changes of one's name: 30 days; negative: never */
    struct str reserved_names; /* besides the program's own, separated by commas */
    bool judge_names;          /* name_judge.h; new names only */
    int64_t minimum_age;       /* that who joins says to have reached; 0: not asked */
    struct str refused_domains;   /* of e-mail addresses, separated by commas */
    struct str refused_passwords; /* as password_list_read packs them */
    struct str privacy_version;   /* of the policy in force */
    bool renew_privacy;           /* who agreed to another version is asked to agree again */
    bool renew_standards;
    bool skip_captcha;          /* on registration: for tests and closed networks */
    int64_t suggestion_keep_ms; /* scores that programs suggest; 0: not at all */
    int64_t suggestions_a_day;  /* of one key: 2,000 */
};

/* Sanctions (sanction.h); 0 takes the default. */
struct community_sanctions {
    bool literal; /* without prior notice, a second block is final; else the rules of the DSA */
    int64_t warning_days;    /* for which a warning counts as one: 365 */
    int64_t suspension_days; /* the longest suspension: 180 */
};

/* Letters and appeals (redress.h); 0 takes the default. */
struct community_redress {
    int64_t due_ms;    /* within which they are decided: 14 days */
    int64_t again_ms;  /* from a refused letter to the next: 30 days */
    int64_t appeal_ms; /* within which a removal is appealed against: 184 days */
};

/* Learning from rulings (learning.h); 0 takes the default. */
struct community_learning {
    bool is_off;
    int64_t rulings; /* the newest so many: 4,000 */
    int64_t words;   /* 2,000 */
    int64_t texts;   /* that a word must stand in: 3 */
    int64_t word_max, person_max, day_max,
        sum_max;                              /* thousandths of log-odds: 1500, 800, 1000, 2500 */
    int64_t remove_precision, remove_answers; /* 95 %, 50 */
    int64_t remove_from;                      /* percent of probability: 90 */
    int64_t versions;                         /* remembered: 1,000 */
};

/* The site as its row says; strings live as long as the community. */
struct community_site {
    int64_t id;
    struct str title, tagline, language, time_zone, base_url;
    const struct str *domains; /* links to these are not promotion */
    size_t domain_count;
};

/* A verdict's maker with what must live as long as it; reference-counted. */
struct community_judge;

struct community_config {
    struct store *store; /* migrated; outlives the community */
    const struct clock *clock;
    struct random *random; /* NULL: the system's */
    unsigned node;         /* 0 to 1023, see base/id.h */
    struct community_limits limits;
    struct community_learning learning;
    struct community_sanctions sanctions;
    const uint8_t
        *seal_key; /* SEAL_KEY_BYTES (seal.h), copied; NULL: no codes can be set up or checked */
    struct community_redress redress;
    bool
        looks_on; /* only reads: no ledger is begun for what is there, so that a missing one is seen */
    bool
        announce; /* other processes keep pages of this database: tell them of changes, see notice.h */
};

/* The one place the community tells the outside that something readers see has changed. Called on
 * the writer thread; must be short. `article_id` 0: everything may have. */
typedef void (*community_change_fn)(int64_t article_id, void *ctx);

struct community;

/* Reads site and secrets, making the secrets (and an unnamed site) on a fresh database. */
enum rc community_new(const struct community_config *config, struct community **ret,
                      struct problem *problem) MUST_CHECK;
/* Waits for the hashing threads. The store must still be open; jobs must have finished. Accepts
 * NULL. */
void community_free(struct community *c);

const struct community_site *community_site(const struct community *c);
/* A copy of those in force, without the lists. */
struct community_limits community_limits(const struct community *c);
/* What a running process takes anew; zeroes are defaults, as at the start. */
struct community_rules {
    struct community_limits limits; /* hashing_threads stays as it was */
    struct buf reserved_names, refused_domains, refused_passwords; /* the limits' */
    struct community_learning learning;
    struct community_sanctions sanctions;
    struct community_redress redress;
};
/* Leaves in `rules` the buffers of before. On the thread that calls learning_tick. */
void community_adjust(struct community *c, struct community_rules *rules);
/* Pinned by every request: what was replaced while it ran stays until it is over. */
struct epochs *community_epochs(struct community *c);
struct store *community_store(struct community *c);
int64_t community_now_ms(const struct community *c);
void community_random(struct community *c, void *out, size_t n); /* thread-safe */
int64_t community_make_id(struct community *c);

/* Writes the site's row; readers see it after the next community_new. */
enum rc community_set_site(struct community *c, const struct community_site *site) MUST_CHECK;

/* --- the standards in force --- */
/* The site's document as read from its file, and its own editions of it. */
struct community_standards {
    struct str document, name;
    const struct edition_text *editions;
    size_t edition_count;
    bool
        only_looks; /* nothing will be judged by them: they are not recorded as having been in force */
};
/* Loads the document with all its editions and puts it in force, storing its version unless it only looks. `signals`
 * outlives the community. On failure, whichever of them is faulty, all of the old ones stay. Waits
 * for a write: never from an event loop. */
enum rc community_load_editions(struct community *c, const struct community_standards *texts,
                                const struct signals *signals, struct problem *problem) MUST_CHECK;
/* Whether it could be loaded. */
enum rc community_check_editions(const struct community_standards *texts,
                                 const struct signals *signals, struct problem *problem) MUST_CHECK;
/* Loads a document without editions of the site's own. */
enum rc community_load_standards(struct community *c, struct str document, struct str name,
                                 const struct signals *signals, struct problem *problem) MUST_CHECK;
/* Remembers for administrators why the document on disk was not taken. The next one that is makes it
 * forgotten. */
void community_note_refusal(struct community *c, struct str reason);
/* Empty when the last document was taken. */
struct str community_refusal(struct community *c, struct arena *a);
/* The judge in force with a reference; NULL before the first load. */
struct community_judge *community_judge_ref(struct community *c);
void community_judge_unref(struct community_judge *j); /* accepts NULL */
const struct judge *community_judge_get(const struct community_judge *j);
const struct edition_shelf *community_judge_editions(const struct community_judge *j);
int64_t community_judge_standards_id(const struct community_judge *j);

/* --- reading --- */
struct community_reader {
    struct community *community;
    struct db *db;         /* this thread's connection */
    struct arena *scratch; /* for rows without strings: forgotten at the next call */
};
enum rc community_reader_open(struct community *c, struct community_reader *ret,
                              struct problem *problem) MUST_CHECK;
void community_reader_close(struct community_reader *r);

/* --- writing --- */
struct community_job {
    /* set by the caller before submit */
    struct community *community;
    struct arena *arena; /* the operation's own until done */
    void (*done)(struct community_job *job, enum rc rc);
    void *ctx; /* the caller's */
    /* set by the operation */
    enum rc (*run)(struct db *db, struct community_job *job);
    int64_t changed_article_id; /* 0: nothing readers see has changed */
    bool changed_everything;    /* what readers see of any article may have */
    bool wakes_leaving;         /* there are steps to do, see leaving.h and bulk_removal.h */
    void (*after)(struct community_job *job,
                  enum rc rc);                  /* a further stage, in place of done; NULL: none */
    enum rc (*work)(struct community_job *job); /* before `run`, see core_submit_work */
    struct attempt *attempt;                    /* counted before both, see account/attempt.h */
    struct problem problem; /* why it failed, in words for the person who asked */
};
/* Queues `job->run`. Operations call it; callers use NAME_submit. */
enum rc community_submit(struct community_job *job) MUST_CHECK;
/* Queues it through `submit` (any NAME_submit) and waits for done; `done` and `ctx` are not used.
 */
enum rc community_run(enum rc (*submit)(struct community_job *job),
                      struct community_job *job) MUST_CHECK;

void community_on_change(struct community *c, community_change_fn fn, void *ctx);

/* Removes what has run out: sessions, throttle windows, used captchas, drafts. Call every few
 * minutes. */
enum rc community_sweep(struct community *c) MUST_CHECK;

#endif
