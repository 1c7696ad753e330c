/*
 * SIGHUP: a serving process takes its settings anew, and every file they name.
 *
 *   1. the settings file is read; what needs a restart keeps its value, and the log names it
 *   2. everything else that can be wrong is read and checked: rules, proxies, providers with their keys, mail
 *   3. where anything about mail changed, a second outbox is started but held; the new standards are loaded: the last
 *      steps that can fail
 *   4. all of it is put in force
 *
 * Invariants:
 *  1. All or nothing: before step 4 nothing that readers, writers or mails see has changed; nothing after it can fail.
 *  2. A request that is under way ends with the settings it began with.
 *  3. Whatever comes of it stands in the log, in the metrics and, when it was refused, at /admin.
 *
 * Must not: run on another thread than the one that does the chores.
 */
#ifndef COMITY_CLI_RELOAD_H
#define COMITY_CLI_RELOAD_H

#include "cli/app.h"
#include "http/http.h"
#include "mail/outbox.h"
#include "web/site.h"

struct reload {
    struct cli *cli; /* its configuration is replaced */
    struct app *app;
    struct site *site;
    struct http_server *server;
    struct outbox **outbox; /* replaced when its settings changed; NULL in it: no mail is sent */
    bool scoring_only;
};

void reload_run(const struct reload *r);
/* At the start, for the metrics: the settings are in force. */
void reload_note_start(const struct app *app);

#endif
