#include "community/account/entrance.h"

#include "community/core.h"
#include "community/record/ledger.h"
#include "queries.h"

/* "password, Firefox on Linux". */
#define BETWEEN STR(", ")
#define ON      STR(" on ")

const struct entrance_row entrance_table[ENTRANCE_COUNT] = {
#define ENTRANCE(id, name_, tells_, text_)                                                         \
    [ENTRANCE_##id] = {.name = STR_INIT(name_), .tells = tells_, .text = text_},
#include "community/account/entrance.def"
#undef ENTRANCE
};

static struct str detail_of(const struct entrance_note *note, struct arena *a)
{
    const struct agent agent = agent_read(note->agent);
    const struct str way = entrance_table[note->way].name;
    if (agent.browser.n == 0 || agent.system.n == 0)
        return way;
    return arena_printf(a, "%.*s, %.*s on %.*s", STR_ARG(way), STR_ARG(agent.browser),
                        STR_ARG(agent.system));
}

enum rc entrance_note(struct community_job *job, struct db *db, const struct entrance_note *note)
{
    if (note->role < ROLE_AUTHOR)
        return RC_OK;
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){.actor_id = note->account_id,
                                                           .action = note->action,
                                                           .target_id = note->account_id,
                                                           .detail = detail_of(note, job->arena)});
}

enum rc entrance_note_step(struct community_job *job, struct db *db,
                           const struct entrance_note *note)
{
    struct q_account_get_row row;
    struct entrance_note whole = *note;
    enum rc rc = q_account_get(
        db, &(struct q_account_get_in){.site_id = job->community->site.id, .id = note->account_id},
        job->arena, &row);
    if (rc != RC_OK)
        return rc;
    whole.role = (enum role)row.role;
    return entrance_note(job, db, &whole);
}

enum rc entrance_read(struct str detail, enum entrance *ret_way, struct agent *ret)
{
    size_t comma = str_find(detail, BETWEEN, 0);
    struct str way = str_slice(detail, 0, comma == STR_NONE ? detail.n : comma);
    struct str rest = str_slice(detail, comma == STR_NONE ? detail.n : comma + 2, detail.n);
    size_t on = str_find(rest, ON, 0);
    int found = 0;
    while (found < ENTRANCE_COUNT && !str_eq(entrance_table[found].name, way))
        found++;
    if (found == ENTRANCE_COUNT || (rest.n > 0 && on == STR_NONE))
        return RC_CORRUPT;
    *ret_way = (enum entrance)found;
    *ret = (struct agent){.browser = STR("")};
    if (rest.n > 0)
        *ret = (struct agent){.browser = str_slice(rest, 0, on),
                              .system = str_slice(rest, on + 4, rest.n)};
    return RC_OK;
}
