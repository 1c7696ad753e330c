/*
 * Times in mails: in the recipient's language and the site's zone, with the zone's name, since a mail may be read anywhere.
 *
 * Must not: depend on the process's locale or zone.
 */
#ifndef COMITY_MAIL_WHEN_H
#define COMITY_MAIL_WHEN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* "22 November 2026 at 12:00 CET"; the empty view when memory is out or the zone is none. */
struct str when_write(struct arena *a, int64_t ms, struct str language, struct str zone);

#endif
