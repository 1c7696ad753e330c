/*
 * How somebody came in, and the log of it for staff: their sign-ins and second steps are rows among what staff do, with the way, the
 * browser and the system. Readers' sign-ins are their sessions and nothing else.
 *
 * Invariants:
 *  1. Nothing a client says of itself is in the log, which nobody can take anything out of: only names of entrance.def and agent.h.
 *  2. A second step that failed is entered where it was counted as an attempt, so no guessing fills the log.
 *
 * Must not: decide who may sign in.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ENTRANCE_H
#define COMITY_COMMUNITY_ACCOUNT_ENTRANCE_H

#include "community/account/agent.h"
#include "community/community.h"
#include "community/record/staff_action.h"

/* Rows of entrance.def. */
enum entrance {
#define ENTRANCE(id, name, tells, text) ENTRANCE_##id,
#include "community/account/entrance.def"
#undef ENTRANCE
    ENTRANCE_COUNT
};
struct entrance_row {
    struct str name;
    bool tells;
    const char *text; /* a message */
};
extern const struct entrance_row entrance_table[ENTRANCE_COUNT];

struct entrance_note {
    int64_t account_id;
    enum role role;
    enum staff_action action; /* STAFF_SIGN_IN, STAFF_SECOND_STEP, STAFF_SECOND_STEP_FAILED */
    enum entrance way;
    struct str agent; /* User-Agent */
};
/* Inside a job: a row in the log, where the account is staff's. */
enum rc entrance_note(struct community_job *job, struct db *db,
                      const struct entrance_note *note) MUST_CHECK;
/* The same, reading the role. */
enum rc entrance_note_step(struct community_job *job, struct db *db,
                           const struct entrance_note *note) MUST_CHECK;

/* Takes apart what entrance_note stores beside the action. `ret->browser` and `system` may be empty. RC_CORRUPT for anything else. */
enum rc entrance_read(struct str detail, enum entrance *ret_way, struct agent *ret) MUST_CHECK;

#endif
