/* One row per code. */
#include "web/errors.h"

#include "words/words.h"

#define WORDS(status_, heading_, message_, remedy_)                                                \
    (struct error_words)                                                                           \
    {                                                                                              \
        .status = status_, .heading = STR(heading_), .message = STR(message_),                     \
        .remedy = STR(remedy_)                                                                     \
    }

static struct error_words broken(void)
{
    return WORDS(500, SAID("Something failed on our side"),
                 SAID("The request could not be finished. What was stored before is safe."),
                 SAID("Try again in a moment; if it stays, tell the editors the number below."));
}

struct error_words errors_for(enum rc rc)
{
    switch (rc) {
    case RC_INVALID:
        return WORDS(400, SAID("This cannot be used as it is"),
                     SAID("Something in the request is not right."),
                     SAID("Go back, change it, and send it again."));
    case RC_NOT_FOUND:
        return WORDS(
            404, SAID("Nothing here"),
            SAID("There is no such page. It may have been removed, or the address has a slip."),
            SAID("The front page leads on."));
    case RC_UNAUTHENTICATED:
        return WORDS(401, SAID("Please sign in"), SAID("This page is for signed-in readers."), "");
    case RC_FORBIDDEN:
        return WORDS(403, SAID("Not open to you"), SAID("Your account may not do this."), "");
    case RC_CONFLICT:
        return WORDS(
            409, SAID("It changed meanwhile"),
            SAID("Somebody else changed this after you opened the page, so nothing was done."),
            SAID("Open it again and decide anew."));
    case RC_EXPIRED:
        return WORDS(403, SAID("This page is too old"),
                     SAID("Nothing was sent: the form was made for another or an earlier sign-in."),
                     SAID("Open the page again and send it once more."));
    case RC_TOO_LARGE:
        return WORDS(413, SAID("Too large"), SAID("This is more than we take at once."),
                     SAID("Shorten it and send it again."));
    case RC_LIMITED:
        return WORDS(429, SAID("Too many attempts"),
                     SAID("There were too many attempts in a short time."),
                     SAID("Wait a few minutes and try again."));
    case RC_UNSUPPORTED:
        return WORDS(415, SAID("Not understood"),
                     SAID("The request came in a form we do not read."), "");
    case RC_UNAVAILABLE:
    case RC_IO: /* the database's disk: it may come back, and retrying is right */
        return WORDS(503, SAID("Busy for a moment"),
                     SAID("We could not take this just now. Nothing is lost."),
                     SAID("Try again in a moment."));
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
        return WORDS(405, SAID("Not possible here"),
                     SAID("This address does not take that kind of request."),
                     SAID("The front page leads on."));
    case 413:
        return errors_for(RC_TOO_LARGE);
    case 414:
        return WORDS(414, SAID("The address is too long"),
                     SAID("The address is longer than we read."), "");
    case 431:
        return WORDS(431, SAID("Too many headers"),
                     SAID("The request's headers are larger than we read."),
                     SAID("Clear this site's cookies and try again."));
    default:
        words = broken();
        words.status = status;
        return words;
    }
}
