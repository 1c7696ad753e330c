/*
 * What the files of src/community share: the community's inside. Nobody else includes it.
 *
 * Invariants:
 *  1. Everything here but the judge, the desk, the change hook and the atomics is set by community_new and read-only afterwards, or has a
 *     lock of its own.
 *  2. Secrets leave this folder only inside keyed hashes.
 */
#ifndef COMITY_COMMUNITY_CORE_H
#define COMITY_COMMUNITY_CORE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/epoch.h"
#include "community/program/api_key.h"
#include "community/moderation/brake.h"
#include "community/community.h"
#include "community/comment/copies.h"
#include "community/learning/learning.h"
#include "community/leaving/leaving.h"
#include "community/offload.h"
#include "community/comment/pace.h"
#include "community/identity/provider_desk.h"
#include "community/article/subject.h"

#define SECRET_BYTES 32

/* Standards up to the document's size, the judge and the queue of a thread: far from the limit. */
#define CORE_ARENA_MAX ((size_t)4 * 1024 * 1024)

struct community {
    struct store *store;
    const struct clock *clock;
    struct arena *arena; /* the process's, filled once by community_new */
    struct community_site site;
    pthread_mutex_t rules_lock; /* of the three below and the lists */
    struct community_limits limits;
    struct community_sanctions sanctions;
    struct community_redress redress;
    struct buf reserved_names, refused_domains, refused_passwords; /* limits' */
    struct epochs *epochs;
    struct id_maker ids;
    bool announce;
    int64_t maker; /* names this process among those on the database */

    pthread_mutex_t random_lock;
    struct random random;

    pthread_mutex_t judge_lock;
    char refusal[PROBLEM_MESSAGE_MAX]; /* why the last document was not taken; under judge_lock */
    struct community_judge *judge;

    struct pace *pace;
    struct subjects *subjects;
    struct copies *copies;
    struct brake *brake;
    struct api_keys *api_keys;
    struct learning *learning;
    struct leaving_steps *leaving;
    struct offload *offload;
    struct offload *errands;   /* one thread for what takes long and nobody else waits for */
    _Atomic bool ends;         /* what goes on in steps stops after its step */
    _Atomic bool renews_names; /* somebody is at it */
    struct provider_desk
        *_Atomic desk; /* NULL: nobody signs in through others; retired through `epochs` */
    community_change_fn change_fn;
    void *change_ctx;

    uint8_t form_key[SECRET_BYTES];
    uint8_t captcha_key[SECRET_BYTES];
    uint8_t hash_key[SECRET_BYTES]; /* of addresses, drafts and throttle keys */
    uint8_t seal_key[SECRET_BYTES]; /* of secrets in the database; from outside it */
    bool has_seal_key;
};

/* What the settings say now; strings are not in it. */
struct community_limits core_limits(const struct community *c);
struct community_sanctions core_sanctions(const struct community *c);
struct community_redress core_redress(const struct community *c);
struct str core_reserved_names(const struct community *c, struct arena *a);
struct str core_refused_domains(const struct community *c, struct arena *a);
/* By its password_list_key. */
bool core_refuses_password(const struct community *c, uint64_t key);

/* What has changed, in place of an article, when it is the keys of programs: `changed_article_id` of a job, and in notices. */
#define CORE_CHANGED_KEYS (-1)
/* Tells this process: the change hook, or the keys. 0: everything readers see. */
void core_changed(struct community *c, int64_t article_id);
/* Ends a job for its caller: on_change when something readers see has changed, then done. */
void core_finish(struct community_job *job, enum rc rc);
/* Queues job->work for a hashing thread. When it answers RC_OK, job->run is submitted; otherwise the job ends with its answer.
 * RC_UNAVAILABLE when too much waits there: then nothing was queued. */
enum rc core_submit_work(struct community_job *job) MUST_CHECK;

/* A 63-bit keyed hash of several parts, each with its length. */
struct core_hash {
    _Alignas(64) unsigned char state[384];
};
void core_hash_init(struct core_hash *h, const struct community *c, struct str what);
void core_hash_str(struct core_hash *h, struct str s);
void core_hash_i64(struct core_hash *h, int64_t number);
int64_t core_hash_end(struct core_hash *h);

/* Base64url without padding, in `a`; the empty view when memory is out. */
struct str core_base64url(struct arena *a, const void *bytes, size_t n);
/* The reverse; RC_INVALID for anything but exactly `n` bytes so written. */
enum rc core_base64url_decode(struct str text, void *ret, size_t n) MUST_CHECK;

#endif
