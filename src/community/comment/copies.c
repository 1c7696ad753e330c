#include "community/comment/copies.h"

#include <pthread.h>

#include "community/core.h"
#include "queries.h"
#include "text/fingerprint.h"

/* What the arena itself needs, for its blocks. */
#define ARENA_SLACK ((size_t)64 * 1024)
/* Comments of other processes may become visible after ones with a later id: so much is read again. */
#define OVERLAP_MS (10 * 1000)

/* Beside each other, so that a search reads fingerprints and nothing else. */
struct rings {
    uint64_t fingerprints[COPIES_MAX];
    int64_t accounts[COPIES_MAX], comments[COPIES_MAX];
};

struct copies {
    struct arena *arena; /* holds everything */
    pthread_mutex_t lock;
    uint64_t added;      /* the rings' next place, counted on */
    struct rings *rings; /* made for the first comment: a site without any does not pay for them */

    pthread_mutex_t follow_lock; /* one thread reads on at a time */
    int64_t followed_ms;         /* when it last did */
    int64_t followed_id;         /* up to which comment; 0: nothing yet */
};

enum rc copies_new(struct copies **ret)
{
    struct arena *arena = arena_new(sizeof(struct copies) + sizeof(struct rings) + ARENA_SLACK);
    struct copies *p = arena != NULL ? ARENA_NEW(arena, struct copies) : NULL;
    if (p == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    p->arena = arena;
    pthread_mutex_init(&p->lock, NULL);
    pthread_mutex_init(&p->follow_lock, NULL);
    *ret = p;
    return RC_OK;
}

void copies_free(struct copies *p)
{
    if (p == NULL)
        return;
    pthread_mutex_destroy(&p->lock);
    pthread_mutex_destroy(&p->follow_lock);
    arena_free(p->arena);
}

uint64_t copies_fingerprint(const struct text *t)
{
    size_t words = 0;
    if (t->original.n < COPIES_BYTES_MIN)
        return 0;
    for (size_t i = 0; i < t->token_count; i++)
        words += t->tokens[i].kind == TOKEN_WORD;
    return words >= COPIES_WORDS_MIN ? fingerprint_text(t) : 0;
}

static size_t held(const struct copies *p)
{
    return p->added < COPIES_MAX ? (size_t)p->added : COPIES_MAX;
}

static bool is_known(const struct copies *p, uint64_t fingerprint, int64_t comment_id)
{
    for (size_t i = 0; i < held(p); i++)
        if (p->rings->fingerprints[i] == fingerprint && p->rings->comments[i] == comment_id)
            return true;
    return false;
}

void copies_add(struct copies *p, uint64_t fingerprint, int64_t account_id, int64_t comment_id)
{
    if (fingerprint == 0)
        return;
    pthread_mutex_lock(&p->lock);
    if (p->rings == NULL)
        p->rings = ARENA_NEW(p->arena, struct rings);
    if (p->rings != NULL && !is_known(p, fingerprint, comment_id)) {
        size_t at = (size_t)(p->added++ % COPIES_MAX);
        p->rings->fingerprints[at] = fingerprint;
        p->rings->accounts[at] = account_id;
        p->rings->comments[at] = comment_id;
    }
    pthread_mutex_unlock(&p->lock);
}

/* --- asking --- */

struct search {
    uint64_t fingerprint;
    int64_t account_id, comment_id, since_id;
    struct copies_found *found;
    int64_t accounts[COPIES_FOUND_MAX];
};

static void count_account(struct search *s, int64_t account_id)
{
    for (int64_t i = 0; i < s->found->accounts; i++)
        if (s->accounts[i] == account_id)
            return;
    if (s->found->accounts < COPIES_FOUND_MAX)
        s->accounts[s->found->accounts++] = account_id;
}

static void take_hit(struct search *s, int64_t account_id, int64_t comment_id)
{
    if (account_id == s->account_id || comment_id == s->comment_id || comment_id < s->since_id)
        return;
    s->found->copies++;
    if (s->found->id_count < COPIES_FOUND_MAX)
        s->found->ids[s->found->id_count++] = comment_id;
    count_account(s, account_id);
}

static inline __attribute__((always_inline)) void search_rings(const struct copies *p,
                                                               struct search *s)
{
    for (size_t i = 0; i < held(p); i++)
        if (fingerprint_distance(p->rings->fingerprints[i], s->fingerprint) <= COPIES_DISTANCE)
            take_hit(s, p->rings->accounts[i], p->rings->comments[i]);
}

/* Where the processor counts bits in one instruction, all of a day are compared in a few microseconds. */
#if defined(__x86_64__)
__attribute__((target("popcnt"))) static void search_counting(const struct copies *p,
                                                              struct search *s)
{
    search_rings(p, s);
}
#endif

static void search(const struct copies *p, struct search *s)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) {
        search_counting(p, s);
        return;
    }
#endif
    search_rings(p, s);
}

void copies_find(struct copies *p, uint64_t fingerprint, int64_t account_id, int64_t comment_id,
                 int64_t now_ms, struct copies_found *ret)
{
    struct search s = {.fingerprint = fingerprint,
                       .account_id = account_id,
                       .comment_id = comment_id,
                       .since_id = id_from_time(now_ms - COPIES_DAY_MS),
                       .found = ret};
    *ret = (struct copies_found){.fingerprint = fingerprint};
    if (fingerprint == 0)
        return;
    pthread_mutex_lock(&p->lock);
    search(p, &s);
    pthread_mutex_unlock(&p->lock);
}

/* --- following the database --- */

static void take_in(struct copies *p, struct arena *a, const struct q_comment_since_row *row)
{
    struct arena_mark mark = arena_mark(a);
    struct text t;
    if (row->body.n >= COPIES_BYTES_MIN && text_prepare(a, row->body, &t) == RC_OK)
        copies_add(p, copies_fingerprint(&t), row->account_id, row->id);
    arena_rewind(a, mark);
}

static enum rc read_on(struct community *c, struct db *db, struct arena *a, int64_t now_ms)
{
    struct copies *p = c->copies;
    int64_t day_ago = id_from_time(now_ms - COPIES_DAY_MS);
    struct q_comment_since_row *rows;
    size_t count;
    enum rc rc =
        q_comment_since(db,
                        &(struct q_comment_since_in){
                            .site_id = c->site.id,
                            .after_id = p->followed_id > day_ago ? p->followed_id : day_ago,
                            .max_rows = COPIES_FOLLOW_ROWS},
                        a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++)
        take_in(p, a, &rows[i]);
    int64_t overlap = id_from_time(now_ms - OVERLAP_MS);
    if (count > 0)
        p->followed_id = rows[count - 1].id;
    if (count < COPIES_FOLLOW_ROWS && p->followed_id > overlap)
        p->followed_id = overlap;
    return RC_OK;
}

enum rc copies_follow(struct community *c, struct db *db, struct arena *a)
{
    struct copies *p = c->copies;
    int64_t now_ms = community_now_ms(c);
    if (pthread_mutex_trylock(&p->follow_lock) != 0)
        return RC_OK;
    enum rc rc = RC_OK;
    if (now_ms - p->followed_ms >= COPIES_FOLLOW_MS) {
        p->followed_ms = now_ms;
        rc = read_on(c, db, a, now_ms);
    }
    pthread_mutex_unlock(&p->follow_lock);
    return rc;
}
