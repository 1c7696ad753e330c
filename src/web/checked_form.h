/*
 * A form that has passed the check against forged requests.
 *
 * POST handlers take this type and nothing else, and only checked_form_make makes one: so a handler that changes
 * something cannot be reached without the check.
 *
 * Invariants:
 *  1. The request came from a page of this site: its token belongs to this session (or this stranger's cookie), and
 *     the browser did not say that another site sent it. Of rows whose ACCESS is LINK the right is the token of a mail's
 *     link, which no other site knows: mail programs send those without a page.
 *  2. No field was sent twice; handlers name the fields they know (CHECKED_FORM_OPERATION, checked_form_only), and others
 *     are refused.
 *
 * Must not: be built by hand; the fields are checked_form.c's.
 */
#ifndef COMITY_WEB_CHECKED_FORM_H
#define COMITY_WEB_CHECKED_FORM_H

#include "http/forms.h"
#include "web/request.h"

struct checked_form;

/* RC_INVALID for a malformed form, RC_EXPIRED for a token of another session or none, RC_FORBIDDEN when another site
 * sent it. Lives in the request's arena; what could be read of the form is left in r->given either way. */
enum rc checked_form_make(struct request *r, const struct checked_form **ret,
                          struct problem *problem) MUST_CHECK;

/* False, and answered 400, when the form holds a field that is not in `names` (NULL at the end; "csrf" is
 * understood) or lacks `needed` (NULL: none). */
bool checked_form_only(struct request *r, const struct checked_form *f, const char *const *names,
                       const char *needed);

/* The operation that a form of those fields (as for checked_form_only) asks for: a zeroed `type` in the request's arena.
 * NULL: the request was answered. */
#define CHECKED_FORM_OPERATION(r, f, names, needed, type)                                          \
    ((type *)checked_form_operation((r), (f), (names), (needed), sizeof(type)))
void *checked_form_operation(struct request *r, const struct checked_form *f,
                             const char *const *names, const char *needed, size_t size);

/* The value of a field, empty with p == NULL when it was not sent. */
struct str checked_form_get(const struct checked_form *f, const char *name);
bool checked_form_has(const struct checked_form *f, const char *name);

#endif
