/*
 * What readers choose for themselves: language, what they are written about, what others see, whom they mute.
 *
 * Invariants:
 *  1. Who has never chosen has the presets, also of choices that are added later.
 *  2. A mute is its reader's own affair: nobody else learns of it, and nothing is counted from it.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_CHOICE_H
#define COMITY_COMMUNITY_ACCOUNT_CHOICE_H

#include "community/community.h"

#define CHOICE_MUTES_MAX 500

enum choice {
#define CHOICE(id, name, preset, mail, text) CHOICE_##id,
#include "community/account/choice.def"
#undef CHOICE
    CHOICE_COUNT
};

struct choice_row {
    const char *name;
    bool preset;
    const char *mail; /* kinds with blanks between; empty: none */
    const char *text;
};
extern const struct choice_row choice_table[CHOICE_COUNT];

/* The choice that switches this kind of mail; CHOICE_COUNT for a kind nobody can choose about. */
enum choice choice_of_mail(struct str kind);

/* What an account has chosen, in order of choice.def. RC_NOT_FOUND. `db`: a reader's connection or a job's. */
struct choices {
    bool on[CHOICE_COUNT];
    struct str language; /* empty: the site's */
};
enum rc choice_read(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                    struct choices *ret) MUST_CHECK;

struct choice_change {
    struct community_job job;
    struct actor actor;
    struct choices wanted;
};
/* Stores what the actor wants for themselves. */
enum rc choice_change_submit(struct community_job *job) MUST_CHECK;
/* Switches one choice off, for a way out that stands in a mail. Inside a job; RC_OK also when it was off. */
enum rc choice_switch_off(struct community *c, struct db *db, int64_t account_id, enum choice which,
                          struct arena *a) MUST_CHECK;

/* --- muting --- */
struct choice_mute {
    struct community_job job;
    struct actor actor;
    int64_t muted_id;
    bool ends; /* takes the mute back */
};
/* RC_INVALID for oneself, RC_NOT_FOUND for nobody, RC_TOO_LARGE past CHOICE_MUTES_MAX. */
enum rc choice_mute_submit(struct community_job *job) MUST_CHECK;

struct choice_muted {
    int64_t account_id, since_ms;
    struct str name; /* empty: the account is deleted */
};
enum rc choice_muted_list(struct community_reader *r, const struct actor *actor, struct arena *a,
                          struct choice_muted **ret, size_t *ret_count) MUST_CHECK;
/* Whether `account_id` does not want to see `other_id`. */
enum rc choice_is_muted(struct community *c, struct db *db, int64_t account_id, int64_t other_id,
                        struct arena *a, bool *ret) MUST_CHECK;

#endif
