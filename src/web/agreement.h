/*
 * What a form asks one to agree to: the documents in force and, of who joins, the age that the site asks for.
 *
 *     view.agreement = agreement_make(r, field, true);            the form
 *     rc = agreement_read(r, form, &op->consents);                what came of it
 *
 * Invariants:
 *  1. Nobody agrees to a text they were not shown: a form that was made with other versions than those in force is refused, and
 *     made anew.
 *  2. What is read is a version in force, or the age asked for, or nothing: never what a form made up.
 */
#ifndef COMITY_WEB_AGREEMENT_H
#define COMITY_WEB_AGREEMENT_H

#include "community/account/account_consent.h"
#include "templates.h"
#include "web/request.h"

struct checked_form;

/* The fields of a form that has one. */
#define AGREEMENT_FIELDS                                                                           \
    "consent_standards", "consent_privacy", "consent_age", "standards_version", "privacy_version"

/* `field`: what r->problem is about; "consent" and "age" stand here. `joins`: the age is asked for, too. NULL without memory. */
const struct view_agreement *agreement_make(struct request *r, const char *field, bool joins);
/* The field of the form that a problem with "consent" or "age" leads to; NULL for any other. */
const char *agreement_field(const char *field);

/* RC_CONFLICT, with r->problem and r->status, when the documents have changed since the form was made; its field is "consent". */
enum rc agreement_read(struct request *r, const struct checked_form *form,
                       struct account_consents *ret) MUST_CHECK;

#endif
