#include "community/comment/pace.h"

#include <pthread.h>

#include "community/moderation/trust.h"
#include "queries.h"
#include "text/fingerprint.h"

/* A set-associative table: an account hashes to a set and takes the place least lately used in it. */
#define WAYS 8
#define SETS (PACE_ACCOUNTS_MAX / WAYS)

#define STALE_AFTER_MS (60 * 1000)

/* Of all documents that ever were; a slug is at most 64 bytes. A removal under one past it has no clause here. */
#define CLAUSES_MAX      1024
#define CLAUSE_BYTES_MAX 80

struct recent {
    int64_t at_ms;
    int64_t article_id;
    uint64_t fingerprint;
};

struct upheld {
    int64_t at_ms;
    unsigned clause; /* index into the table's clauses */
};

/* What the author has earned and lost, under one document. */
struct credit {
    int64_t standards_id; /* whose rules `points` was counted by; 0: none */
    bool is_verified;
    int64_t points, verified, removals;
    struct upheld upheld[PACE_UPHELD]; /* the newest */
    unsigned upheld_count;
};

struct entry {
    int64_t account_id; /* 0: free */
    int64_t read_ms;    /* from the database */
    int64_t used_ms;
    int64_t published, removed;
    struct credit credit;
    unsigned next; /* where the next comment goes */
    struct recent ring[PACE_RING];
};

struct pace {
    struct arena *arena; /* holds everything; entries are made when first needed */
    pthread_mutex_t lock;
    struct entry *entries[SETS][WAYS];
    struct str clauses[CLAUSES_MAX]; /* slugs of removals, each once; never taken out */
    unsigned clause_count;
};

enum rc pace_new(struct pace **ret)
{
    struct arena *arena =
        arena_new(sizeof(struct pace) + PACE_ACCOUNTS_MAX * (sizeof(struct entry) + 64) +
                  CLAUSES_MAX * CLAUSE_BYTES_MAX);
    struct pace *p = arena != NULL ? ARENA_NEW(arena, struct pace) : NULL;
    if (p == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    p->arena = arena;
    pthread_mutex_init(&p->lock, NULL);
    *ret = p;
    return RC_OK;
}

void pace_free(struct pace *p)
{
    if (p == NULL)
        return;
    pthread_mutex_destroy(&p->lock);
    arena_free(p->arena);
}

static struct entry **account_set(struct pace *p, int64_t account_id)
{
    return p->entries[(uint64_t)account_id * 0x9E3779B97F4A7C15u % SETS];
}

/* NULL when the account is not here. The lock is held. */
static struct entry *find_entry(struct pace *p, int64_t account_id)
{
    struct entry **set = account_set(p, account_id);
    for (unsigned i = 0; i < WAYS; i++)
        if (set[i] != NULL && set[i]->account_id == account_id)
            return set[i];
    return NULL;
}

/* The account's place, or one to be taken over; NULL when memory is out. The lock is held. */
static struct entry *claim_entry(struct pace *p, int64_t account_id)
{
    struct entry *oldest = find_entry(p, account_id);
    if (oldest != NULL)
        return oldest;
    struct entry **set = account_set(p, account_id);
    for (unsigned i = 0; i < WAYS; i++) {
        if (set[i] == NULL)
            return set[i] = ARENA_NEW(p->arena, struct entry);
        if (oldest == NULL || set[i]->used_ms < oldest->used_ms)
            oldest = set[i];
    }
    return oldest;
}

static void entry_add(struct entry *e, struct recent r)
{
    e->ring[e->next++ % PACE_RING] = r;
}

static uint64_t fingerprint_of(struct arena *a, struct str body)
{
    struct arena_mark mark = arena_mark(a);
    struct text t;
    uint64_t fingerprint = text_prepare(a, body, &t) == RC_OK ? fingerprint_text(&t) : 0;
    arena_rewind(a, mark);
    return fingerprint;
}

/* The index of a clause's slug; CLAUSES_MAX when there is no room. */
static unsigned intern(struct pace *p, struct str slug)
{
    pthread_mutex_lock(&p->lock);
    unsigned at = 0;
    while (at < p->clause_count && !str_eq(p->clauses[at], slug))
        at++;
    if (at == p->clause_count && at < CLAUSES_MAX) {
        p->clauses[at] = arena_dup(p->arena, slug);
        p->clause_count += p->clauses[at].n == slug.n;
    }
    at = at < p->clause_count ? at : CLAUSES_MAX;
    pthread_mutex_unlock(&p->lock);
    return at;
}

static enum rc read_credit(struct pace *p, struct community_reader *r, int64_t account_id,
                           int64_t now_ms, struct arena *a, struct credit *ret)
{
    struct trust_record record;
    enum rc rc = trust_read(r, account_id, a, &record);
    if (rc != RC_OK)
        return rc;
    ret->verified = record.verified;
    ret->removals = record.upheld;
    for (size_t i = 0; i < record.count && ret->upheld_count < PACE_UPHELD; i++)
        if (record.events[i].kind == TRUST_UPHELD_REMOVAL)
            ret->upheld[ret->upheld_count++] =
                (struct upheld){record.events[i].at_ms, intern(p, record.clauses[i])};
    struct community_judge *j = community_judge_ref(r->community);
    if (j == NULL)
        return RC_OK;
    ret->standards_id = community_judge_standards_id(j);
    ret->points = trust_points(standards_trust(judge_standards(community_judge_get(j))),
                               record.events, record.count, now_ms);
    community_judge_unref(j);
    return RC_OK;
}

static enum rc read_entry(struct pace *p, struct community_reader *r, int64_t account_id,
                          int64_t now_ms, struct arena *a, struct entry *ret)
{
    int64_t site_id = community_site(r->community)->id;
    struct q_account_tallies_row tallies;
    enum rc rc = q_account_tallies(
        r->db, &(struct q_account_tallies_in){.site_id = site_id, .id = account_id}, a, &tallies);
    if (rc != RC_OK)
        return rc;
    struct q_comment_recent_by_account_row *rows;
    size_t count;
    rc = q_comment_recent_by_account(
        r->db,
        &(struct q_comment_recent_by_account_in){
            .site_id = site_id, .account_id = account_id, .max_rows = PACE_RING},
        a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    *ret = (struct entry){
        .account_id = account_id,
        .read_ms = now_ms,
        .published = tallies.published_count,
        .removed = tallies.removed_count,
        .credit.is_verified = tallies.is_verified != 0,
    };
    for (size_t i = count; i-- > 0;)
        entry_add(ret, (struct recent){.at_ms = id_time_ms(rows[i].id),
                                       .article_id = rows[i].article_id,
                                       .fingerprint = fingerprint_of(a, rows[i].body)});
    return read_credit(p, r, account_id, now_ms, a, &ret->credit);
}

static int64_t standards_in_force(struct community *c)
{
    struct community_judge *j = community_judge_ref(c);
    int64_t id = j != NULL ? community_judge_standards_id(j) : 0;
    community_judge_unref(j);
    return id;
}

/* A copy of the account's entry if it is here, fresh, and counted by these standards. */
static bool copy_fresh(struct pace *p, int64_t account_id, int64_t now_ms, int64_t standards_id,
                       struct entry *ret)
{
    pthread_mutex_lock(&p->lock);
    struct entry *e = find_entry(p, account_id);
    bool fresh =
        e != NULL && now_ms - e->read_ms < STALE_AFTER_MS && e->credit.standards_id == standards_id;
    if (fresh) {
        e->used_ms = now_ms;
        *ret = *e;
    }
    pthread_mutex_unlock(&p->lock);
    return fresh;
}

static void keep_entry(struct pace *p, const struct entry *read, int64_t now_ms)
{
    pthread_mutex_lock(&p->lock);
    struct entry *e = claim_entry(p, read->account_id);
    if (e != NULL) {
        *e = *read;
        e->used_ms = now_ms;
    }
    pthread_mutex_unlock(&p->lock);
}

/* Of a comment in memory only its moment is known, which with the article is as good as its id. */
static bool is_comment(const struct recent *r, const struct pace_query *q)
{
    return q->comment_id != 0 && r->at_ms == id_time_ms(q->comment_id) &&
           r->article_id == q->article_id;
}

static void fill_context(const struct entry *e, const struct pace_query *q, uint64_t *fingerprints,
                         struct judge_context *context)
{
    unsigned count = e->next < PACE_RING ? e->next : PACE_RING, others = 0;
    context->signals.author.known = true;
    for (unsigned i = 0; i < count; i++) {
        const struct recent *r = &e->ring[i];
        int64_t age_ms = q->now_ms - r->at_ms;
        if (is_comment(r, q))
            continue;
        context->signals.author.comments_last_minute += age_ms < 60 * 1000;
        context->signals.author.comments_last_hour += age_ms < HOUR_MS;
        context->signals.author.thread_last_10_minutes +=
            r->article_id == q->article_id && age_ms < 10 * 60 * 1000;
        fingerprints[others++] = r->fingerprint;
    }
    context->signals.author.recent_fingerprints = fingerprints;
    context->signals.author.recent_fingerprint_count = others;
    context->author_published_comments = e->published;
    context->author_removed_comments = e->removed;
}

static enum rc fill_credit(struct pace *p, const struct credit *c, int64_t now_ms, struct arena *a,
                           struct judge_context *context)
{
    context->author_is_verified = c->is_verified;
    context->author_trust = c->points;
    context->author_verified_comments = c->verified;
    context->author_upheld_removals = c->removals;
    if (c->upheld_count == 0)
        return RC_OK;
    struct judge_tally *tallies = ARENA_ARRAY(a, c->upheld_count, struct judge_tally);
    if (tallies == NULL)
        return RC_NO_MEMORY;
    for (unsigned i = 0; i < c->upheld_count; i++) {
        const struct upheld *u = &c->upheld[i];
        if (u->clause < CLAUSES_MAX)
            tallies[i].clause = p->clauses[u->clause];
        tallies[i].number = now_ms > u->at_ms ? (now_ms - u->at_ms) / DAY_MS : 0;
    }
    context->upheld = tallies;
    context->upheld_count = c->upheld_count;
    return RC_OK;
}

enum rc pace_measure(struct pace *p, struct community_reader *r, const struct pace_query *q,
                     struct arena *a, struct judge_context *context)
{
    uint64_t *fingerprints = ARENA_ARRAY(a, PACE_RING, uint64_t);
    if (fingerprints == NULL)
        return RC_NO_MEMORY;
    struct entry e;
    if (!copy_fresh(p, q->account_id, q->now_ms, standards_in_force(r->community), &e)) {
        enum rc rc = read_entry(p, r, q->account_id, q->now_ms, a, &e);
        if (rc != RC_OK)
            return rc;
        keep_entry(p, &e, q->now_ms);
    }
    fill_context(&e, q, fingerprints, context);
    return fill_credit(p, &e.credit, q->now_ms, a, context);
}

void pace_add(struct pace *p, int64_t account_id, int64_t article_id, int64_t at_ms,
              uint64_t fingerprint)
{
    pthread_mutex_lock(&p->lock);
    struct entry *e = find_entry(p, account_id);
    if (e != NULL)
        entry_add(e, (struct recent){at_ms, article_id, fingerprint});
    pthread_mutex_unlock(&p->lock);
}

void pace_forget(struct pace *p, int64_t account_id)
{
    pthread_mutex_lock(&p->lock);
    struct entry *e = find_entry(p, account_id);
    if (e != NULL)
        e->account_id = 0;
    pthread_mutex_unlock(&p->lock);
}
