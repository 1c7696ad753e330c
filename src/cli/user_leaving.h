/*
 * `comity user delete|restore|purge|erased`: accounts that go, come back, or are erased for good.
 *
 * Must not: be what readers use; see src/community/leaving/leaving_own.h.
 */
#ifndef COMITY_CLI_USER_LEAVING_H
#define COMITY_CLI_USER_LEAVING_H

#include "cli/app.h"

/* Out of sight at once, erased after LEAVING_KEPT_DAYS. */
enum rc user_delete(struct app *app, struct arena *a, struct str name,
                    struct problem *problem) MUST_CHECK;
enum rc user_restore(struct app *app, struct arena *a, struct str name,
                     struct problem *problem) MUST_CHECK;
/* Erases a deleted account now. */
enum rc user_purge(struct app *app, struct arena *a, struct str name,
                   struct problem *problem) MUST_CHECK;
/* Prints the erased accounts, a line each: number, when it was deleted, when erased. */
enum rc user_erased(struct app *app, struct arena *a, struct problem *problem) MUST_CHECK;
/* Erases every account of such a list that is there: after a backup was restored. */
enum rc user_purge_list(struct app *app, struct arena *a, struct str path,
                        struct problem *problem) MUST_CHECK;

#endif
