#include "cli/user_leaving.h"

#include <stdio.h>

#include "base/buf.h"
#include "community/account/account.h"
#include "community/leaving/leaving_own.h"

#define LIST_BYTES_MAX ((size_t)16 * 1024 * 1024)

enum rc user_delete(struct app *app, struct arena *a, struct str name, struct problem *problem)
{
    struct actor actor = app_actor();
    struct account_view account;
    enum rc rc = account_get_by_name(&app->reader, &actor, name, a, &account);
    if (rc != RC_OK)
        return problem_set(problem, rc, "there is no account called %.*s", STR_ARG(name));
    rc = leaving_delete(app->community, account.id, a, problem);
    if (rc == RC_OK)
        fprintf(stderr,
                "comity: %.*s is out of sight, and is erased in %d days; \"comity user restore\" "
                "brings it back until then\n",
                STR_ARG(account.name), LEAVING_KEPT_DAYS);
    return rc;
}

static enum rc find(struct app *app, struct arena *a, struct str name, int64_t *ret_id,
                    struct problem *problem)
{
    enum rc rc = leaving_find(&app->reader, name, a, ret_id);
    return rc == RC_OK
               ? rc
               : problem_set(problem, rc, "there is no deleted account called %.*s", STR_ARG(name));
}

enum rc user_restore(struct app *app, struct arena *a, struct str name, struct problem *problem)
{
    int64_t id;
    enum rc rc = find(app, a, name, &id, problem);
    return rc == RC_OK ? leaving_restore(app->community, id, a, problem) : rc;
}

enum rc user_purge(struct app *app, struct arena *a, struct str name, struct problem *problem)
{
    int64_t id;
    enum rc rc = find(app, a, name, &id, problem);
    if (rc == RC_OK)
        rc = leaving_purge(app->community, id, problem);
    if (rc == RC_OK)
        fprintf(stderr,
                "comity: erased for good; docs/PRIVACY-AND-RETENTION.md tells of backups\n");
    return rc;
}

enum rc user_erased(struct app *app, struct arena *a, struct problem *problem)
{
    struct leaving_erased last = {.erased_ms = 0}, *list;
    size_t count;
    do {
        struct arena_mark mark = arena_mark(a);
        enum rc rc = leaving_erased_list(&app->reader, 0, &last, a, &list, &count);
        if (rc != RC_OK)
            return problem_set(problem, rc, "the list could not be read");
        for (size_t i = 0; i < count; i++)
            printf("%lld\t%lld\t%lld\n", (long long)list[i].account_id, (long long)list[i].left_ms,
                   (long long)list[i].erased_ms);
        if (count > 0)
            last = list[count - 1];
        arena_rewind(a, mark);
    } while (count > 0);
    return RC_OK;
}

/* One account of the list, whatever the restored backup knows of it. */
static enum rc purge_one(struct app *app, struct arena *a, int64_t id, int *erased,
                         struct problem *problem)
{
    struct actor actor = app_actor();
    struct account_view account;
    struct leaving_view view;
    enum rc rc = leaving_get(&app->reader, id, &view);
    if (rc == RC_OK && view.state == LEAVING_ERASED)
        return RC_OK;
    if (rc == RC_NOT_FOUND) {
        rc = account_get(&app->reader, &actor, id, a, &account);
        if (rc == RC_NOT_FOUND)
            return RC_OK;
        if (rc == RC_OK)
            rc = leaving_delete(app->community, id, a, problem);
    }
    if (rc == RC_OK)
        rc = leaving_purge(app->community, id, problem);
    *erased += rc == RC_OK;
    return rc;
}

static enum rc purge_lines(struct app *app, struct arena *a, struct str text, int *erased,
                           struct problem *problem)
{
    enum rc rc = RC_OK;
    for (int line = 1; rc == RC_OK && text.n > 0; line++) {
        struct str rest = str_split(&text, '\n'), number = str_trim(str_split(&rest, '\t'));
        struct arena_mark mark = arena_mark(a);
        int64_t id;
        if (number.n == 0)
            continue;
        if (str_to_i64(number, &id) != RC_OK)
            return problem_set(problem, RC_INVALID,
                               "line %d does not begin with an account's number, as \"comity user "
                               "erased\" prints it",
                               line);
        rc = purge_one(app, a, id, erased, problem);
        arena_rewind(a, mark);
    }
    return rc;
}

enum rc user_purge_list(struct app *app, struct arena *a, struct str path, struct problem *problem)
{
    struct buf file;
    int erased = 0;
    const char *name = arena_cstr(a, path);
    if (name == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory");
    enum rc rc = app_read_file(name, LIST_BYTES_MAX, &file, problem);
    if (rc != RC_OK)
        return rc;
    rc = purge_lines(app, a, buf_str(&file), &erased, problem);
    buf_release(&file);
    if (rc == RC_OK)
        fprintf(stderr, "comity: erased %d accounts of the list\n", erased);
    return rc;
}
