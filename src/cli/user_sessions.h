/*
 * `comity user sessions|sign-out`: where an account is signed in, and ending it, for whoever has the machine and no browser at hand.
 *
 * Must not: be what administrators use in a browser; that is /admin/users/ID/security.
 */
#ifndef COMITY_CLI_USER_SESSIONS_H
#define COMITY_CLI_USER_SESSIONS_H

#include "cli/site_command.h"

/* Prints the sessions of the account that the first argument names, a line each: its handle, when it was made, when last seen, the browser. */
enum rc user_sessions(struct site_command *site) MUST_CHECK;
/* Ends all of them, or the one whose handle is the second argument. In the log of staff actions. */
enum rc user_sign_out(struct site_command *site) MUST_CHECK;

#endif
