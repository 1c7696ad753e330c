#include "community/account/attempt.h"

#include "community/core.h"
#include "community/account/throttle.h"
#include "queries.h"

void attempt_init(struct attempt *at, struct community *c, const struct attempt_limits *limits,
                  int64_t account_id, struct str login, struct str address, struct arena *a)
{
    struct str prefix = throttle_prefix(a, address), what = str_from_cstr(limits->what);
    int64_t number = throttle_key(c, STR("login"), 0, login);
    *at = (struct attempt){
        .limits = limits,
        .account_id = account_id,
        .address_key = throttle_key(c, STR("address"), 0, prefix),
        .by_address = throttle_key(c, what, 0, prefix),
        .here = throttle_key(c, what, number, prefix),
        .by_login = throttle_key(c, what, number, (struct str){0}),
    };
}

/* For attempts from many addresses; who signed in from here before is not kept out by them. */
static enum rc count_elsewhere(struct community *c, struct db *db, struct attempt *at,
                               struct arena *a, bool *ret_limited)
{
    struct q_session_known_address_row known;
    enum rc rc = q_session_known_address(
        db,
        &(struct q_session_known_address_in){
            .site_id = c->site.id, .account_id = at->account_id, .address_key = at->address_key},
        a, &known);
    if (rc != RC_OK)
        return rc;
    rc = throttle_count(c, db, at->by_login, at->limits->login_max, at->limits->login_window_ms, a,
                        &at->retry_after_ms);
    *ret_limited = rc == RC_LIMITED && known.count == 0;
    return rc == RC_LIMITED ? RC_OK : rc;
}

enum rc attempt_count(struct community *c, struct db *db, struct attempt *at, struct arena *a)
{
    bool elsewhere = false;
    const struct attempt_limits *l = at->limits;
    int64_t *retry = &at->retry_after_ms;
    enum rc rc = count_elsewhere(c, db, at, a, &elsewhere);
    enum rc here = throttle_count(c, db, at->here, l->here_max, l->window_ms, a, retry);
    enum rc address = throttle_count(c, db, at->by_address, l->address_max, l->window_ms, a, retry);
    at->limited = elsewhere || here == RC_LIMITED || address == RC_LIMITED;
    if (rc != RC_OK || at->limited)
        return rc;
    return here != RC_OK ? here : address;
}

enum rc attempt_succeed(struct community *c, struct db *db, const struct attempt *at)
{
    enum rc rc = throttle_clear(c, db, at->here);
    if (rc == RC_OK)
        rc = throttle_take_back(c, db, at->by_address);
    return rc == RC_OK ? throttle_take_back(c, db, at->by_login) : rc;
}
