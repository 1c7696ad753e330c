/*
 * What a refusal means for an address: SMTP's answers (RFC 5321) and the enhanced status codes (RFC 3463, RFC 7504).
 *
 * Hard is only what says that there is no such mailbox. Full, busy, and refused for what the mail says or who sends it are
 * soft: that passes, or is no fault of the address.
 */
#ifndef COMITY_COMMUNITY_MAIL_MAIL_STATUS_H
#define COMITY_COMMUNITY_MAIL_MAIL_STATUS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct mail_status {
    int reply;       /* 550; 0: none */
    struct str code; /* "5.1.1"; empty: none */
};
/* `status` as a report has it, may be empty; `said` is what a server said, "550 5.1.1 …" or "smtp; 550 …". Views both. A code
 * that says nothing (x.0.0) gives way to the one that was said. */
struct mail_status mail_status_read(struct str status, struct str said);
bool mail_status_is_hard(const struct mail_status *s);
/* `said` as one short line without addresses, in `a`. */
struct str mail_status_words(struct str said, struct arena *a);

#endif
