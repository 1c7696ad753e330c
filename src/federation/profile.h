/*
 * What somebody else says of a person who signs in: the subject that names them there, and what a form here may be
 * filled with.
 *
 * Invariants:
 *  1. `subject` is 1 to PROFILE_SUBJECT_MAX bytes of valid UTF-8 without control characters. With the issuer it is the
 *     only thing that an account is recognised by.
 *  2. `name` and `email` are suggestions, foreign text of bounded length; whoever uses them checks them like any input.
 *  3. `email_verified` only where the other side said so in as many words (a JSON true, or "true").
 *
 * Must not: decide what an address said to be verified is good for; that is the provider's row and identity_join.h.
 */
#ifndef COMITY_FEDERATION_PROFILE_H
#define COMITY_FEDERATION_PROFILE_H

#include "base/json_tree.h"

#define PROFILE_SUBJECT_MAX 255
#define PROFILE_NAME_MAX    200
#define PROFILE_EMAIL_MAX   254

struct profile {
    struct str subject;
    struct str name;  /* empty: none */
    struct str email; /* empty: none */
    bool email_verified;
};

/* Where in an answer the parts stand: members' names with dots between them ("data.id"); empty: nowhere. */
struct profile_map {
    struct str subject, name, email, email_verified;
};
/* The standard claims of OpenID Connect. */
extern const struct profile_map profile_map_openid;

/* RC_INVALID: no usable subject. A subject that is a whole number is taken as it is written. */
enum rc profile_read(const struct json_tree *answer, const struct profile_map *map,
                     struct profile *ret, struct problem *problem) MUST_CHECK;
/* Fills what `into` lacks from `more`, which must be of the same subject: RC_INVALID. */
enum rc profile_merge(struct profile *into, const struct profile *more,
                      struct problem *problem) MUST_CHECK;

#endif
