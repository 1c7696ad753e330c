/*
 * What a program asks of comments:analyze, or tells comments:suggestscore: bodies of the Perspective API, read and checked.
 *
 * Two kinds of fault are told apart as Google tells them: a body of the wrong shape (an unknown field, a wrong type) is a
 * google.rpc.BadRequest that names the field; a body of the right shape that cannot be served is an Error of
 * google.commentanalyzer.v1alpha1 with an errorType, which clients look at.
 *
 * Field names are taken in both spellings of protocol buffers, requestedAttributes and requested_attributes; null is the
 * same as absent.
 *
 * Invariants:
 *  1. After RC_OK the text is not blank, has at most SCORE_TEXT_MAX bytes, and at least one attribute is asked about.
 *  2. Nothing is ignored: a field that is not known is refused. sessionId and communityId are checked and kept.
 *
 * Must not: know HTTP; score.
 */
#ifndef COMITY_WEB_SCORE_REQUEST_H
#define COMITY_WEB_SCORE_REQUEST_H

#include "base/json_tree.h"
#include "signals/attribute.h"

#define SCORE_TEXT_MAX      20480 /* bytes of a comment */
#define SCORE_CONTEXT_MAX   20480 /* bytes read of an article and of a comment answered */
#define SCORE_LANGUAGES_MAX 16
#define SCORE_WANTED_MAX    64   /* attributes of a request */
#define SCORE_TOKEN_MAX     4096 /* bytes of clientToken, sessionId, communityId */

enum score_method { SCORE_ANALYZE, SCORE_SUGGEST };

struct score_fault {
    struct str type;  /* errorType; empty: the shape is wrong, and `field` says where */
    struct str field; /* "comment.text" */
    struct str message;
    struct str attribute; /* LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE, with: */
    const struct str *languages;
    size_t language_count;
    bool detected; /* and not requested */
};

struct score_wanted {
    struct str name; /* as sent: "TOXICITY@6" */
    const struct attribute *attribute;
    double threshold; /* analyze: lower scores are left out */
    bool has_value;   /* suggestscore: a summary score was given */
    double value;     /* 0 to 1 */
};

struct score_request {
    struct str text;
    struct str article, parent; /* of the context; empty: none */
    struct score_wanted *wanted;
    size_t wanted_count;
    struct str languages[SCORE_LANGUAGES_MAX];
    size_t language_count;
    bool spans, drop_unsupported, do_not_store;
    bool has_token;
    struct str token, session_id, community_id;
};

/* RC_INVALID with the fault, whose strings live in `a`; RC_NO_MEMORY. */
enum rc score_request_read(const struct json_tree *body, enum score_method method, struct arena *a,
                           struct score_request *ret, struct score_fault *fault) MUST_CHECK;

#endif
