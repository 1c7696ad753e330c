/*
 * A judgement's context, kept: everything the site told the judge besides the text, so that the judgement can be
 * repeated from what is stored.
 *
 * There are two forms. The compact one stands beside every comment ("1len;A34P12G5C80s;politics;" would be
 * one: a version, then a letter and a value for each fact that is not zero); the JSON one stands in a verdict's record,
 * by the names of the facts. src/policy/context.def lists what is kept, in order.
 *
 * Signals that depend on other texts (how similar a comment is to its author's earlier ones) are kept as the numbers
 * that were measured and handed back as signal_context.given; the texts themselves, and their fingerprints, are not.
 * The site's own domains are kept only for a comment with links: nothing else asks for them.
 *
 * Invariants:
 *  1. Writing what was parsed gives the same bytes, in both forms.
 *  2. A parsed context and the text give the same measurements as the context it was written from.
 *  3. An empty compact form is a context of which nothing is known.
 *
 * Must not: know where contexts are stored.
 */
#ifndef COMITY_POLICY_CONTEXT_H
#define COMITY_POLICY_CONTEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "policy/judge.h"

/* Longer ones are not parsed. */
#define CONTEXT_COMPACT_MAX ((size_t)64 * 1024)

/* `facts` are those measured with this context, from which the given signals are taken; NULL: those of
 * context->signals.given. */
void context_write_compact(struct buf *out, const struct judge_context *context,
                           const struct facts *facts);

/* All of it lives in `a`. Unknown letters of a later version are skipped. RC_INVALID for anything that is not a
 * compact context. */
enum rc context_parse_compact(struct str compact, struct arena *a,
                              struct judge_context *ret) MUST_CHECK;

/* A copy with which the judgement is repeated: it gives back what `facts` measured of other texts, and none of those
 * texts, so that what was unknown stays so. Lives in `a`; views `context`. */
enum rc context_freeze(const struct judge_context *context, const struct facts *facts,
                       struct arena *a, struct judge_context *ret) MUST_CHECK;

/* An object, by names. */
void context_write_json(struct json *j, const struct judge_context *context,
                        const struct facts *facts);

/* Reads such an object, given as a jansson value; unknown names are ignored. RC_INVALID for a value of the wrong
 * type. */
struct json_t;
enum rc context_read_json(const struct json_t *object, struct arena *a,
                          struct judge_context *ret) MUST_CHECK;

#endif
