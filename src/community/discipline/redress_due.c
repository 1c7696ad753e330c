/* When the time to decide is over. */
#include "community/core.h"
#include "community/discipline/complaint.h"
#include "community/discipline/redress_case.h"

#define ARENA_MAX ((size_t)1024 * 1024)

static enum rc tell_case(struct community_job *job, struct db *db,
                         const struct q_redress_overdue_row *row)
{
    const struct mail_fact due = {.name = "deadline", .kind = MAIL_TIME, .number = row->due_ms};
    if (row->kind == REDRESS_COMPLAINT)
        return complaint_tell(job, db, MAIL_KIND_COMPLAINT_OVERDUE, row->subject_id, STR(""),
                              row->due_ms);
    return mail_queue(job->community, db,
                      &(struct mail_order){.kind = MAIL_KIND_REDRESS_OVERDUE,
                                           .account_id = row->account_id,
                                           .subject_id = row->id,
                                           .facts = &due,
                                           .fact_count = 1});
}

/* Of two nodes that come to it at once, the one that marks it tells of it. */
static enum rc tell_once(struct community_job *job, struct db *db,
                         const struct q_redress_overdue_row *row)
{
    int64_t marked;
    enum rc rc = q_redress_set_due_told(
        db, &(struct q_redress_set_due_told_in){.site_id = job->community->site.id, .id = row->id},
        &marked);
    return rc == RC_OK && marked == 1 ? tell_case(job, db, row) : rc;
}

enum rc redress_sweep(struct community *c, struct db *db)
{
    struct community_job job = {.community = c, .arena = arena_new(ARENA_MAX)};
    struct q_redress_overdue_row *rows;
    size_t count = 0;
    if (job.arena == NULL)
        return RC_NO_MEMORY;
    enum rc rc = q_redress_overdue(db,
                                   &(struct q_redress_overdue_in){.site_id = c->site.id,
                                                                  .now_ms = community_now_ms(c),
                                                                  .max_rows = REDRESS_LIST_MAX},
                                   job.arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = tell_once(&job, db, &rows[i]);
    arena_free(job.arena);
    return rc;
}
