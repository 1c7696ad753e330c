/*
 * The captcha on registration: proof of work in the ALTCHA protocol (version 1,
 * https://altcha.org/docs/v2/), and a question in plain words for browsers without JavaScript. No
 * third party, nothing stored before it is solved.
 *
 * Challenge: a number n below `maxnumber`, challenge = SHA-256(salt || n) in hexadecimal, signature
 * = HMAC-SHA256(challenge) under the site's key; the salt carries the expiry as ?expires=SECONDS. A
 * question is signed the same way with its accepted answers hashed into the signature.
 *
 * Invariants:
 *  1. Each is good for ten minutes and once: solving it is recorded when it is used, inside the job
 * that needs it.
 *  2. A question's form holds neither its answer nor a hash of the answer that can be tried
 * offline.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_CAPTCHA_H
#define COMITY_COMMUNITY_ACCOUNT_CAPTCHA_H

#include "community/community.h"

/* The challenge as the widget's JSON, in `a`. */
enum rc captcha_challenge(struct community *c, struct arena *a, struct str *ret_json) MUST_CHECK;

struct captcha_question {
    struct str text;  /* "Which of these is a colour: table, green, Tuesday?", or "13 + 7" */
    struct str token; /* goes into the form and comes back with the answer */
};
/* `figures`: a sum without words, to be asked in whatever language. */
enum rc captcha_question(struct community *c, bool figures, struct arena *a,
                         struct captcha_question *ret) MUST_CHECK;

/* What an operation keeps of a check, from its form to its job. */
struct captcha_proof {
    bool wanted; /* the site asks for checks */
    int64_t key, expires_ms;
};
/* captcha_verify where the site asks for checks, with words for who is to be checked; whether it concerns them (somebody signed
 * in, say, it may not) is the caller's to know. RC_OK, RC_INVALID, RC_EXPIRED. */
enum rc captcha_check(struct community_job *job, struct str payload, struct str answer,
                      struct captcha_proof *ret) MUST_CHECK;
/* Inside the job: uses it up, where one was wanted. RC_EXPIRED, with words, when it was used before. */
enum rc captcha_spend(struct community_job *job, struct db *db,
                      const struct captcha_proof *proof) MUST_CHECK;

/* Verifies either: `payload` is the widget's base64 or a question's token, `answer` what was typed
 * (unused for the widget). RC_INVALID, RC_EXPIRED. On RC_OK `ret_key` and `ret_expires_ms` are what
 * captcha_use records. */
enum rc captcha_verify(struct community *c, struct str payload, struct str answer, struct arena *a,
                       int64_t *ret_key, int64_t *ret_expires_ms) MUST_CHECK;
/* Inside a job: RC_EXPIRED when it was used before. */
enum rc captcha_use(struct community *c, struct db *db, int64_t key, int64_t expires_ms) MUST_CHECK;

#endif
