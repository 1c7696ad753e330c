/* One row per code. */
#include "web/errors.h"

#define WORDS(status_, heading_, message_, remedy_)                                                \
    (struct error_words)                                                                           \
    {                                                                                              \
        .status = status_, .heading = STR(heading_), .message = STR(message_),                     \
        .remedy = STR(remedy_)                                                                     \
    }

static struct error_words broken(void)
{
    return WORDS(500, "Something failed on our side",
                 "The request could not be finished. What was stored before is safe.",
                 "Try again in a moment; if it stays, tell the editors the number below.");
}

struct error_words errors_for(enum rc rc)
{
    switch (rc) {
    case RC_INVALID:
        return WORDS(400, "This cannot be used as it is", "Something in the request is not right.",
                     "Go back, change it, and send it again.");
    case RC_NOT_FOUND:
        return WORDS(404, "Nothing here",
                     "There is no such page. It may have been removed, or the address has a slip.",
                     "The front page leads on.");
    case RC_UNAUTHENTICATED:
        return WORDS(401, "Please sign in", "This page is for signed-in readers.", "");
    case RC_FORBIDDEN:
        return WORDS(403, "Not open to you", "Your account may not do this.", "");
    case RC_CONFLICT:
        return WORDS(409, "It changed meanwhile",
                     "Somebody else changed this after you opened the page, so nothing was done.",
                     "Open it again and decide anew.");
    case RC_EXPIRED:
        return WORDS(403, "This page is too old",
                     "Nothing was sent: the form was made for another or an earlier sign-in.",
                     "Open the page again and send it once more.");
    case RC_TOO_LARGE:
        return WORDS(413, "Too large", "This is more than we take at once.",
                     "Shorten it and send it again.");
    case RC_LIMITED:
        return WORDS(429, "Too many attempts", "There were too many attempts in a short time.",
                     "Wait a few minutes and try again.");
    case RC_UNSUPPORTED:
        return WORDS(415, "Not understood", "The request came in a form we do not read.", "");
    case RC_UNAVAILABLE:
    case RC_IO: /* the database's disk: it may come back, and retrying is right */
        return WORDS(503, "Busy for a moment", "We could not take this just now. Nothing is lost.",
                     "Try again in a moment.");
    case RC_NO_MEMORY:
    case RC_CORRUPT:
    case RC_BUG:
    case RC_OK:
    case RC_COUNT:
        break;
    }
    return broken();
}

struct error_words errors_for_status(int status)
{
    struct error_words words;
    switch (status) {
    case 400:
        return errors_for(RC_INVALID);
    case 404:
        return errors_for(RC_NOT_FOUND);
    case 405:
        return WORDS(405, "Not possible here", "This address does not take that kind of request.",
                     "The front page leads on.");
    case 413:
        return errors_for(RC_TOO_LARGE);
    case 414:
        return WORDS(414, "The address is too long", "The address is longer than we read.", "");
    case 431:
        return WORDS(431, "Too many headers", "The request's headers are larger than we read.",
                     "Clear this site's cookies and try again.");
    default:
        words = broken();
        words.status = status;
        return words;
    }
}
