/* Letters and appeals as readers and moderators see them. */
#include "community/core.h"
#include "community/discipline/redress_case.h"

enum rc redress_case_messages(struct community_reader *r, int64_t id, int64_t reader_id,
                              bool names_staff, struct arena *a, struct redress_case *ret)
{
    struct q_redress_message_list_row *rows;
    size_t count;
    enum rc rc = q_redress_message_list(
        r->db,
        &(struct q_redress_message_list_in){.site_id = r->community->site.id, .redress_id = id}, a,
        &rows, &count);
    struct redress_message *list =
        rc == RC_OK ? ARENA_ARRAY(a, count, struct redress_message) : NULL;
    if (rc != RC_OK || list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        bool by_staff = rows[i].author_id != reader_id;
        bool named = rows[i].has_author_name && (names_staff || !by_staff);
        list[i] =
            (struct redress_message){.author_id = rows[i].author_id,
                                     .sent_ms = rows[i].sent_ms,
                                     .channel = (enum redress_channel)rows[i].channel,
                                     .by_staff = by_staff,
                                     .author_name = named ? rows[i].author_name : (struct str){0},
                                     .subject = rows[i].subject,
                                     .body = rows[i].body};
    }
    ret->messages = list;
    ret->message_count = count;
    return RC_OK;
}

/* Who of the staff has it in hand is for staff to know. */
static struct redress_item item_of(const struct q_redress_item *row, bool staff)
{
    return (struct redress_item){
        .id = row->id,
        .kind = (enum redress_kind)row->kind,
        .state = (enum redress_state)row->state,
        .account_id = row->account_id,
        .due_ms = row->due_ms,
        .messages = row->messages,
        .taken_by = row->taken_by,
        .decided_ms = row->decided_ms,
        .subject_id = row->subject_id,
        .account_name = row->has_account_name ? row->account_name : (struct str){0},
        .taken_name = staff && row->has_taken_name ? row->taken_name : (struct str){0},
    };
}

static enum rc list_of(const struct q_redress_item *rows, size_t count, bool staff, struct arena *a,
                       struct redress_item **ret, size_t *ret_count)
{
    struct redress_item *list = ARENA_ARRAY(a, count, struct redress_item);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = item_of(&rows[i], staff);
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

static struct redress_case case_of(const struct q_redress_get_row *row, bool staff)
{
    return (struct redress_case){
        .item = item_of(&row->redress_item, staff),
        .subject_seq = row->subject_seq,
        .taken_ms = row->taken_ms,
        .decided_by = staff ? row->decided_by : 0,
        .decided_name = staff && row->has_decided_name ? row->decided_name : (struct str){0},
        .reason = row->reason,
        .alone = row->alone != 0,
    };
}

enum rc redress_get(struct community_reader *r, const struct actor *actor, int64_t id,
                    struct arena *a, struct redress_case *ret)
{
    struct q_redress_get_row row;
    bool staff = access_allows(actor, ACTION_DECIDE_REDRESS, 0);
    enum rc rc = q_redress_get(
        r->db, &(struct q_redress_get_in){.site_id = r->community->site.id, .id = id}, a, &row);
    bool own = rc == RC_OK && row.redress_item.account_id == actor->account_id;
    if (rc == RC_OK && (!access_allows(actor, ACTION_READ_REDRESS, row.redress_item.account_id) ||
                        (row.has_left && !own)))
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    struct redress_case found = case_of(&row, staff && !own);
    rc = redress_case_messages(r, id, found.item.account_id, staff && !own, a, &found);
    if (rc == RC_OK)
        *ret = found;
    return rc;
}

enum rc redress_about(struct community_reader *r, const struct actor *actor, enum redress_kind kind,
                      int64_t subject_id, struct arena *a, struct redress_case *ret)
{
    struct q_redress_about_row row;
    enum rc rc = q_redress_about(r->db,
                                 &(struct q_redress_about_in){.site_id = r->community->site.id,
                                                              .kind = kind,
                                                              .subject_id = subject_id},
                                 a, &row);
    return rc == RC_OK ? redress_get(r, actor, row.id, a, ret) : rc;
}

enum rc redress_list_of(struct community_reader *r, const struct actor *actor, int64_t account_id,
                        int64_t before_id, struct arena *a, struct redress_item **ret,
                        size_t *ret_count)
{
    struct q_redress_item *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_READ_REDRESS, account_id);
    if (rc == RC_OK)
        rc = q_redress_list_own(
            r->db,
            &(struct q_redress_list_own_in){.site_id = r->community->site.id,
                                            .account_id = account_id,
                                            .before_id = before_id != 0 ? before_id : INT64_MAX,
                                            .max_rows = REDRESS_LIST_MAX},
            a, &rows, &count);
    bool staff = account_id != actor->account_id;
    return rc == RC_OK ? list_of(rows, count, staff, a, ret, ret_count) : rc;
}

/* --- for moderators --- */

enum rc redress_queue(struct community_reader *r, const struct actor *actor,
                      const struct redress_item *after, struct arena *a, struct redress_item **ret,
                      size_t *ret_count)
{
    struct q_redress_item *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_DECIDE_REDRESS, 0);
    if (rc == RC_OK)
        rc = q_redress_list_waiting(
            r->db,
            &(struct q_redress_list_waiting_in){.site_id = r->community->site.id,
                                                .after_due_ms = after != NULL ? after->due_ms : 0,
                                                .after_id = after != NULL ? after->id : 0,
                                                .max_rows = REDRESS_LIST_MAX},
            a, &rows, &count);
    return rc == RC_OK ? list_of(rows, count, true, a, ret, ret_count) : rc;
}

enum rc redress_decided(struct community_reader *r, const struct actor *actor, int64_t before_ms,
                        struct arena *a, struct redress_item **ret, size_t *ret_count)
{
    struct q_redress_item *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_DECIDE_REDRESS, 0);
    if (rc == RC_OK)
        rc = q_redress_list_decided(
            r->db,
            &(struct q_redress_list_decided_in){.site_id = r->community->site.id,
                                                .before_ms = before_ms != 0 ? before_ms : INT64_MAX,
                                                .max_rows = REDRESS_LIST_MAX},
            a, &rows, &count);
    return rc == RC_OK ? list_of(rows, count, true, a, ret, ret_count) : rc;
}

enum rc redress_waiting(struct community_reader *r, const struct actor *actor, int64_t *ret_open,
                        int64_t *ret_overdue)
{
    struct q_redress_count_row row;
    enum rc rc = access_check(actor, ACTION_DECIDE_REDRESS, 0);
    if (rc != RC_OK)
        return rc;
    arena_reset(r->scratch);
    rc = q_redress_count(r->db,
                         &(struct q_redress_count_in){.site_id = r->community->site.id,
                                                      .now_ms = community_now_ms(r->community),
                                                      .max_rows = REDRESS_COUNT_MAX},
                         r->scratch, &row);
    if (rc != RC_OK)
        return rc;
    *ret_open = row.count;
    *ret_overdue = row.overdue;
    return RC_OK;
}

enum rc redress_check_decide(struct community_reader *r, const struct actor *actor, int64_t id,
                             struct arena *a, bool *ret_alone, struct problem *problem)
{
    struct q_redress_get_row row;
    enum rc rc = q_redress_get(
        r->db, &(struct q_redress_get_in){.site_id = r->community->site.id, .id = id}, a, &row);
    if (rc != RC_OK)
        return rc;
    struct q_redress_row_row about = {.kind = row.redress_item.kind,
                                      .account_id = row.redress_item.account_id,
                                      .subject_id = row.redress_item.subject_id,
                                      .subject_seq = row.subject_seq};
    return redress_case_check_decide(r->community, r->db, a, actor, &about, ret_alone, problem);
}

enum rc redress_outcomes(struct community_reader *r, const struct actor *actor,
                         struct redress_place *place, int64_t until_ms, struct arena *a,
                         struct redress_outcome **ret, size_t *ret_count)
{
    struct q_redress_outcomes_row *rows;
    enum rc rc = access_check(actor, ACTION_READ_AUDIT, 0);
    if (rc == RC_OK)
        rc = q_redress_outcomes(r->db,
                                &(struct q_redress_outcomes_in){.site_id = r->community->site.id,
                                                                .after_ms = place->decided_ms,
                                                                .after_id = place->id,
                                                                .until_ms = until_ms,
                                                                .max_rows = REDRESS_LIST_MAX},
                                a, &rows, ret_count);
    *ret = rc == RC_OK ? ARENA_ARRAY(a, *ret_count, struct redress_outcome) : NULL;
    if (rc != RC_OK || *ret == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret)[i] = (struct redress_outcome){.id = rows[i].id,
                                             .decided_ms = rows[i].decided_ms,
                                             .kind = (enum redress_kind)rows[i].kind,
                                             .state = (enum redress_state)rows[i].state};
        *place = (struct redress_place){rows[i].decided_ms, rows[i].id};
    }
    return RC_OK;
}
