#include "web/session_items.h"

#include "community/account/agent.h"
#include "community/account/session.h"
#include "web/dates.h"
#include "web/say.h"

/* "Firefox on Linux" where the agent says so plainly, else what it sent, shortened. */
static struct str agent_words(struct request *r, struct str sent)
{
    const struct agent agent = agent_read(sent);
    if (agent.browser.n > 0 && agent.system.n > 0)
        return SAY_WITH(r, "{0} on {1}", agent.browser, agent.system);
    return sent.n > 0 ? str_slice(sent, 0, 80) : SAY(r, "A browser that does not say its name");
}

enum rc session_items_make(struct request *r, int64_t account_id, struct url action,
                           struct session_items *ret)
{
    struct session_view *found;
    size_t count;
    enum rc rc = session_list(r->reader, &r->actor, account_id, r->arena, &found, &count);
    struct view_session_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_session_item) : NULL;
    if (items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    *ret = (struct session_items){.items = items, .count = count};
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct view_session_item){
            .csrf = request_csrf(r),
            .action = action,
            .handle = found[i].handle,
            .agent = agent_words(r, found[i].agent),
            .current = found[i].current,
            .created = say_time(r, found[i].created_ms),
            .created_iso = dates_iso(request_zone(r), found[i].created_ms, r->arena),
            .seen = say_time(r, found[i].seen_ms),
            .seen_iso = dates_iso(request_zone(r), found[i].seen_ms, r->arena),
        };
        ret->has_others = ret->has_others || !found[i].current;
    }
    return RC_OK;
}
