/*
 * Versions of the documents a reader consents to when registering.
 *
 * Invariant: the privacy policy's version changes with every change of templates/privacy.html that changes its meaning.
 */
#ifndef COMITY_WEB_DOCUMENTS_H
#define COMITY_WEB_DOCUMENTS_H

#include "web/request.h"

#define DOCUMENTS_PRIVACY_VERSION "2026-11-22"

struct checked_form;

/* Of the standards in force, in the request's arena; empty before they are loaded. */
struct str documents_standards_version(const struct request *r);

/* Nobody agrees to a text they were not shown: whether the versions a form was made with are those in force. */
bool documents_were_shown(struct request *r, const struct checked_form *form);
/* The version agreed to, of the form's field `version`; empty when its box was not ticked. */
struct str documents_consent(const struct checked_form *form, const char *box, const char *version);

#endif
