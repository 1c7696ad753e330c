/*
 * The letter to the moderators: a reader under a sanction asks to be let back, on a page or by mail.
 *
 *   page: letter_look ──► letter_submit ─┐
 *   mail: letter_mail_submit ────────────┴─► the three parts are there (letter_parts.h) ──► a case of redress.h
 *                                            something lacks ──► kindly refused with what; the text is kept
 *
 * Invariants:
 *  1. One letter a sanction is open; a mail after it is a further message of the same conversation.
 *  2. A mail counts only when its sender is the confirmed address of the account. Whoever it came from, an answer goes to
 *     the account's own address and nowhere else, and only so many a day; a stranger's mail is not answered, and nothing
 *     tells them whether an account exists. Of a mail that may be somebody else's the account's address hears only while it
 *     has a sanction to write about: nobody is sent mail because their address was put into a From.
 *  3. What a program wrote is never answered.
 *  4. A final block (sanction.h) is not asked to be lifted: the reader is told so.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_LETTER_H
#define COMITY_COMMUNITY_DISCIPLINE_LETTER_H

#include "community/community.h"
#include "community/discipline/letter_parts.h"
#include "community/discipline/sanction.h"

#define LETTER_ANSWERS_PER_DAY 5 /* to mails that open no case */

enum letter_state {
    LETTER_NONE, /* nothing to be lifted */
    LETTER_MAY,
    LETTER_OPEN,  /* one was written and waits */
    LETTER_LATER, /* one was refused; another may be written from again_ms on */
    LETTER_FINAL  /* the block cannot be lifted */
};

struct letter_place {
    enum letter_state state;
    struct sanction sanction; /* but for LETTER_NONE */
    int64_t case_id;          /* the last letter about it; 0: none */
    int64_t seq;              /* of the next one */
    int64_t again_ms;
    struct str draft_subject, draft_text; /* of a mail that lacked something */
};
/* For the actor's own page. */
enum rc letter_look(struct community_reader *r, const struct actor *actor, struct arena *a,
                    struct letter_place *ret) MUST_CHECK;

struct letter {
    struct community_job job;
    struct actor actor;
    struct str subject, user_id, text;
    unsigned ret_lacks; /* on RC_INVALID: bits of enum letter_lack */
    int64_t ret_id;
    bool ret_repeated; /* there was one already: nothing was done */
};
/* RC_INVALID (something lacks), RC_TOO_LARGE, RC_FORBIDDEN (final), RC_CONFLICT (no sanction), RC_LIMITED. */
enum rc letter_submit(struct community_job *job) MUST_CHECK;

/* --- by mail --- */
enum letter_mail_outcome {
    LETTER_MAIL_OPENED,
    LETTER_MAIL_ADDED,      /* to the letter there is */
    LETTER_MAIL_INCOMPLETE, /* answered with what it lacks */
    LETTER_MAIL_USELESS,    /* no sanction, a final one, or too soon; answered */
    LETTER_MAIL_UNVOUCHED,  /* perhaps not from who it says */
    LETTER_MAIL_STRANGER,   /* no account has confirmed this address, or its owner has left */
};
/* "opened a letter", ...: for the log. */
const char *letter_mail_outcome_text(enum letter_mail_outcome outcome);

struct letter_mail {
    struct community_job job;
    struct str from, subject, text, own;
    struct str id;   /* Message-ID; may be empty */
    bool is_vouched; /* the sender is who it says, or nobody asks for that */
    enum letter_mail_outcome ret_outcome;
};
/* RC_OK for every outcome; RC_TOO_LARGE for what the sender's server shall be told. */
enum rc letter_mail_submit(struct community_job *job) MUST_CHECK;

/* --- shared by page and mail, inside jobs --- */
enum rc letter_find_place(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                          struct letter_place *ret) MUST_CHECK;
struct redress_words;
enum rc letter_open(struct community_job *job, struct db *db, int64_t account_id,
                    const struct letter_place *place, const struct redress_words *words,
                    int64_t *ret_id, bool *ret_repeated) MUST_CHECK;

#endif
