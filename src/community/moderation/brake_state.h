/*
 * The emergency brake's inside: what brake.c counts and brake_sync.c writes and reads. Private to these two.
 *
 *   watch: one clause of the document in force, with a ring of stretches of the window
 *
 * Invariants:
 *  1. Everything but `arena` is read and written under `lock`; no query runs while it is held.
 *  2. `active` is the number of watches that are braked; it may be read without the lock.
 *  3. A watch that is `pending` is braked here and not yet in the database.
 */
#ifndef COMITY_COMMUNITY_MODERATION_BRAKE_STATE_H
#define COMITY_COMMUNITY_MODERATION_BRAKE_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "community/moderation/brake.h"

#define BRAKE_STRETCHES      60 /* of the window */
#define BRAKE_RING           64
#define BRAKE_SLUG_BYTES_MAX 64

struct brake_stretch {
    int64_t number; /* time / stretch_ms */
    int64_t judged, acted;
    bool unwritten;
};

struct brake_watch {
    char slug[BRAKE_SLUG_BYTES_MAX];
    size_t slug_n;
    double share;
    int64_t since_ms;
    struct brake_stretch ring[BRAKE_RING];
    int64_t
        last_acted; /* the number of the stretch it last acted in; most clauses have none in the window */
    int64_t others_judged, others_acted;
    bool braked, pending;
    int64_t judged, acted; /* when it was braked */
};

#define BRAKE_PLAN_ROWS   64 /* counts in one writing; what is left goes with the next */
#define BRAKE_PLAN_BRAKES 8

/* What one job writes: made when it is submitted and not changed until it is done, for a job may run twice. */
struct brake_plan {
    struct brake_plan_row {
        char slug[BRAKE_SLUG_BYTES_MAX]; /* empty: all comments judged */
        size_t slug_n;
        int64_t start_ms, number;
    } rows[BRAKE_PLAN_ROWS];
    size_t row_count;
    struct brake_plan_brake {
        char slug[BRAKE_SLUG_BYTES_MAX];
        size_t slug_n;
        int64_t judged, acted, window_ms, standards_id;
        double share;
    } brakes[BRAKE_PLAN_BRAKES];
    size_t brake_count;
};

struct brake {
    struct arena *arena;   /* holds this and the watches */
    struct arena *reading; /* what brake_tick reads, forgotten with the next */
    struct arena *paper;   /* what a job under way needs, forgotten with the next */
    pthread_mutex_t lock;
    _Atomic int active;
    int64_t standards_id; /* the watches are this document's; 0: none yet */
    int64_t window_ms, stretch_ms, at_least;
    size_t count;
    struct brake_watch *watches[STANDARDS_CLAUSES_MAX]; /* made when first needed */
    struct brake_stretch all[BRAKE_RING];
    bool writing; /* a job is under way, with `plan` */
    struct brake_plan plan;
    unsigned written; /* jobs that have ended */
    int64_t last_write_ms;
    int64_t last_read_ms; /* of other processes' counts */
};

static inline struct str brake_slug(const struct brake_watch *w)
{
    return str_make(w->slug, w->slug_n);
}

/* NULL for none; under the lock. */
struct brake_watch *brake_find(struct brake *b, struct str clause);
/* Under the lock: `w` is braked from now on, or not any more and counted anew. */
void brake_set(struct brake *b, struct brake_watch *w, int64_t judged, int64_t acted);
void brake_clear(struct brake *b, struct brake_watch *w, int64_t since_ms);
/* Writes new brakes and counts not written yet, unless that is under way. */
void brake_write(struct community *c);

#endif
