#include "signals/detect.h"

/* What the author does, not what the text says: there are no words to point at. */
void detect_rate(struct detection *d)
{
    if (!d->context->author.known)
        return;
    detect_number(d, SIG_RATE_MINUTE, (double)d->context->author.comments_last_minute);
    detect_number(d, SIG_RATE_HOUR, (double)d->context->author.comments_last_hour);
    detect_number(d, SIG_RATE_THREAD, (double)d->context->author.thread_last_10_minutes);
}
