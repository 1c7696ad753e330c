#include "community/notice.h"

#include "community/core.h"
#include "queries.h"

void notice_follow(struct notice_follower *f, const struct community *c)
{
    *f = (struct notice_follower){.begun_ms = community_now_ms(c)};
}

static bool was_taken(const struct notice_follower *f, int64_t id)
{
    for (size_t i = 0; i < f->taken_count; i++) {
        if (f->taken[i] == id)
            return true;
    }
    return false;
}

enum rc notice_read(struct notice_follower *f, struct community_reader *r)
{
    struct community *c = r->community;
    struct q_notice_list_row *rows;
    size_t count;
    int64_t since = community_now_ms(c) - NOTICE_OVERLAP_MS;
    const struct q_notice_list_in in = {
        .site_id = c->site.id,
        .after_id = id_from_time(since > f->begun_ms ? since : f->begun_ms),
        .maker = c->maker,
        .max_rows = NOTICE_ROWS_MAX,
    };
    arena_reset(r->scratch);
    enum rc rc = q_notice_list(r->db, &in, r->scratch, &rows, &count);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++) {
        if (!was_taken(f, rows[i].id))
            core_changed(c, rows[i].article_id);
    }
    /* More than fits: what was cut off may be anything. */
    if (count == NOTICE_ROWS_MAX) {
        core_changed(c, 0);
        core_changed(c, CORE_CHANGED_KEYS);
    }
    for (size_t i = 0; i < count; i++)
        f->taken[i] = rows[i].id;
    f->taken_count = count;
    return RC_OK;
}
