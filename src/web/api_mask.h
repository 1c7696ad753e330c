/*
 * The query parameter `fields` of Google's APIs: which parts of an answer the client wants.
 *
 *   fields=attributeScores/TOXICITY/summaryScore      fields=languages,attributeScores(TOXICITY(summaryScore/value))
 *
 * "*" stands for every name; in arrays the selection is applied to each element. Dots separate as slashes do.
 *
 * Must not: know what answers look like.
 */
#ifndef COMITY_WEB_API_MASK_H
#define COMITY_WEB_API_MASK_H

#include "base/json.h"
#include "base/json_tree.h"

#define API_MASK_NODES_MAX 256
#define API_MASK_DEPTH_MAX 16

struct api_mask {
    struct str name;        /* "*": any */
    bool whole;             /* everything below is wanted */
    struct api_mask *first; /* what is wanted below */
    struct api_mask *next;
};

/* The selections at the top, under a nameless root. RC_INVALID for a malformed one. */
enum rc api_mask_parse(struct str text, struct arena *a, const struct api_mask **ret) MUST_CHECK;
/* Writes of `value` what the mask wants. */
void api_mask_write(const struct api_mask *mask, const struct json_tree *value, struct json *j);

#endif
