#include "community/copies.h"

#include <pthread.h>

#include "community/core.h"
#include "queries.h"
#include "text/fingerprint.h"

#define PARTS  8
#define CHAINS 256
/* What the arena itself needs, for its blocks. */
#define ARENA_SLACK ((size_t)256 * 1024)
/* Comments of other processes may become visible after ones with a later id: so much is read again. */
#define OVERLAP_MS (10 * 1000)

struct copy {
    uint64_t fingerprint; /* 0: free */
    int64_t account_id, comment_id;
    uint32_t next[PARTS]; /* in the chain of that part; index + 1, 0 at its end */
};

struct copies {
    struct arena *arena; /* holds everything */
    pthread_mutex_t lock;
    uint32_t head[PARTS][CHAINS]; /* index + 1 of the newest */
    uint64_t added;               /* the ring's next place, counted on */
    struct copy *ring;

    pthread_mutex_t follow_lock; /* one thread reads on at a time */
    int64_t followed_ms;         /* when it last did */
    int64_t followed_id;         /* up to which comment; 0: nothing yet */
};

enum rc copies_new(struct copies **ret)
{
    struct arena *arena =
        arena_new(sizeof(struct copies) + COPIES_MAX * sizeof(struct copy) + ARENA_SLACK);
    struct copies *p = arena != NULL ? ARENA_NEW(arena, struct copies) : NULL;
    if (p != NULL)
        p->ring = ARENA_ARRAY(arena, COPIES_MAX, struct copy);
    if (p == NULL || p->ring == NULL) {
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

static unsigned part_of(uint64_t fingerprint, unsigned part)
{
    return (unsigned)(fingerprint >> (part * 8) & 0xff);
}

/* --- the index; the lock is held --- */

/* Takes a comment out of its chains: it is the oldest of each, so its end. */
static void unlink_copy(struct copies *p, uint32_t index)
{
    const struct copy *old = &p->ring[index];
    for (unsigned part = 0; part < PARTS && old->fingerprint != 0; part++) {
        uint32_t *link = &p->head[part][part_of(old->fingerprint, part)];
        while (*link != 0 && *link != index + 1)
            link = &p->ring[*link - 1].next[part];
        if (*link != 0)
            *link = old->next[part];
    }
}

static bool is_known(const struct copies *p, uint64_t fingerprint, int64_t comment_id)
{
    for (uint32_t i = p->head[0][part_of(fingerprint, 0)]; i != 0; i = p->ring[i - 1].next[0])
        if (p->ring[i - 1].comment_id == comment_id)
            return true;
    return false;
}

void copies_add(struct copies *p, uint64_t fingerprint, int64_t account_id, int64_t comment_id)
{
    if (fingerprint == 0)
        return;
    pthread_mutex_lock(&p->lock);
    if (!is_known(p, fingerprint, comment_id)) {
        uint32_t index = (uint32_t)(p->added++ % COPIES_MAX);
        unlink_copy(p, index);
        struct copy *fresh = &p->ring[index];
        *fresh = (struct copy){
            .fingerprint = fingerprint, .account_id = account_id, .comment_id = comment_id};
        for (unsigned part = 0; part < PARTS; part++) {
            uint32_t *head = &p->head[part][part_of(fingerprint, part)];
            fresh->next[part] = *head;
            *head = index + 1;
        }
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

/* A copy meets in several chains: it counts in the first part that is equal. */
static bool met_before(uint64_t a, uint64_t b, unsigned part)
{
    for (unsigned before = 0; before < part; before++)
        if (part_of(a, before) == part_of(b, before))
            return true;
    return false;
}

static void count_account(struct search *s, int64_t account_id)
{
    for (int64_t i = 0; i < s->found->accounts; i++)
        if (s->accounts[i] == account_id)
            return;
    if (s->found->accounts < COPIES_FOUND_MAX)
        s->accounts[s->found->accounts++] = account_id;
}

static void look_at(struct search *s, const struct copy *c, unsigned part)
{
    if (c->account_id == s->account_id || c->comment_id == s->comment_id ||
        c->comment_id < s->since_id ||
        fingerprint_distance(c->fingerprint, s->fingerprint) > COPIES_DISTANCE ||
        met_before(c->fingerprint, s->fingerprint, part))
        return;
    s->found->copies++;
    if (s->found->id_count < COPIES_FOUND_MAX)
        s->found->ids[s->found->id_count++] = c->comment_id;
    count_account(s, c->account_id);
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
    for (unsigned part = 0; part < PARTS; part++)
        for (uint32_t i = p->head[part][part_of(fingerprint, part)]; i != 0;
             i = p->ring[i - 1].next[part])
            look_at(&s, &p->ring[i - 1], part);
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
