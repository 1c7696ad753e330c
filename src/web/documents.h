/*
 * Versions of the documents a reader consents to when registering.
 *
 * Invariant: the privacy policy's version changes with every change of templates/privacy.html that changes its meaning.
 */
#ifndef COMITY_WEB_DOCUMENTS_H
#define COMITY_WEB_DOCUMENTS_H

#include "web/request.h"

#define DOCUMENTS_PRIVACY_VERSION "2026-11-22"

/* Of the standards in force, in the request's arena; empty before they are loaded. */
struct str documents_standards_version(const struct request *r);

#endif
