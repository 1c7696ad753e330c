#include "community/record/staff_log.h"

#include "base/id.h"
#include "community/core.h"
#include "queries.h"

#define PAGE_ROWS 50

/* --- places --- */

enum rc staff_log_place_parse(struct str text, struct staff_log_place *ret)
{
    struct staff_log_place p = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    int64_t *const parts[] = {&p.decided_ms, &p.comment_id, &p.decision_seq, &p.action_id};
    struct str rest = text;
    for (size_t i = 0; text.n > 0 && i < sizeof parts / sizeof parts[0]; i++)
        if (str_to_i64(str_split(&rest, '.'), parts[i]) != RC_OK || *parts[i] <= 0)
            return RC_INVALID;
    if (text.n > 0 && rest.p != NULL)
        return RC_INVALID;
    *ret = p;
    return RC_OK;
}

struct str staff_log_place_text(const struct staff_log_place *place, struct arena *a)
{
    return arena_printf(a, "%lld.%lld.%lld.%lld", (long long)place->decided_ms,
                        (long long)place->comment_id, (long long)place->decision_seq,
                        (long long)place->action_id);
}

struct staff_log_place staff_log_place_before(int64_t ms)
{
    return (struct staff_log_place){
        .decided_ms = ms, .comment_id = 1, .decision_seq = 1, .action_id = id_from_time(ms)};
}

/* --- reading --- */

/* One page of each kind, of which the newest are taken. */
struct log_page {
    struct q_staff_decision *decisions;
    struct q_audit_entry *actions;
    size_t decision_count, action_count;
};

static enum rc read_decisions(struct community_reader *r, const struct staff_log_filter *filter,
                              const struct staff_log_place *place, struct arena *a,
                              struct log_page *ret)
{
    int64_t site_id = r->community->site.id;
    const struct q_decision_staff_list_in all = {.site_id = site_id,
                                                 .before_ms = place->decided_ms,
                                                 .before_comment_id = place->comment_id,
                                                 .before_seq = place->decision_seq,
                                                 .max_rows = PAGE_ROWS + 1};
    const struct q_decision_staff_list_by_in one = {.site_id = site_id,
                                                    .actor_id = filter->actor_id,
                                                    .before_ms = place->decided_ms,
                                                    .before_comment_id = place->comment_id,
                                                    .before_seq = place->decision_seq,
                                                    .max_rows = PAGE_ROWS + 1};
    if (filter->part == STAFF_LOG_ACTIONS)
        return RC_OK;
    return filter->actor_id == 0
               ? q_decision_staff_list(r->db, &all, a, &ret->decisions, &ret->decision_count)
               : q_decision_staff_list_by(r->db, &one, a, &ret->decisions, &ret->decision_count);
}

static enum rc read_actions(struct community_reader *r, const struct staff_log_filter *filter,
                            const struct staff_log_place *place, struct arena *a,
                            struct log_page *ret)
{
    int64_t site_id = r->community->site.id;
    const struct q_audit_list_in all = {
        .site_id = site_id, .before_id = place->action_id, .max_rows = PAGE_ROWS + 1};
    const struct q_audit_list_by_in one = {.site_id = site_id,
                                           .actor_id = filter->actor_id,
                                           .before_id = place->action_id,
                                           .max_rows = PAGE_ROWS + 1};
    if (filter->part == STAFF_LOG_DECISIONS)
        return RC_OK;
    return filter->actor_id == 0
               ? q_audit_list(r->db, &all, a, &ret->actions, &ret->action_count)
               : q_audit_list_by(r->db, &one, a, &ret->actions, &ret->action_count);
}

static struct staff_log_entry decision_entry(const struct q_staff_decision *row)
{
    return (struct staff_log_entry){
        .at_ms = row->decided_ms,
        .actor_id = row->actor_id,
        .actor_name = row->has_actor_name ? row->actor_name : (struct str){0},
        .action = decision_action_name((enum decision_action)row->action),
        .decision_seq = row->seq,
        .decision = (enum decision_action)row->action,
        .account_name = row->has_author_name ? row->author_name : (struct str){0},
        .comment_id = row->comment_id,
        .detail = row->has_reason ? row->reason : (struct str){0},
        .clause = row->has_clause ? row->clause : (struct str){0},
    };
}

static struct staff_log_entry action_entry(const struct q_audit_entry *row)
{
    return (struct staff_log_entry){
        .at_ms = id_time_ms(row->id),
        .actor_id = row->actor_id,
        .actor_name = row->has_actor_name ? row->actor_name : (struct str){0},
        .action = row->action,
        .staff_action = staff_action_find(row->action),
        .target_id = row->target_id,
        .account_name = row->has_account_name ? row->account_name : (struct str){0},
        .article_slug = row->has_article_slug ? row->article_slug : (struct str){0},
        .headline = row->has_headline ? row->headline : (struct str){0},
        .redress_kind =
            row->has_redress_kind ? (enum redress_kind)row->redress_kind : (enum redress_kind)0,
        .comment_id = row->has_comment_id ? row->comment_id : 0,
        .detail = row->detail,
    };
}

/* The newer of the two that are next; moves `place` behind it. */
static struct staff_log_entry take_newer(struct log_page *page, struct staff_log_place *place)
{
    bool decision =
        page->decision_count > 0 &&
        (page->action_count == 0 || page->decisions->decided_ms >= id_time_ms(page->actions->id));
    if (!decision) {
        place->action_id = page->actions->id;
        page->action_count--;
        return action_entry(page->actions++);
    }
    place->decided_ms = page->decisions->decided_ms;
    place->comment_id = page->decisions->comment_id;
    place->decision_seq = page->decisions->seq;
    page->decision_count--;
    return decision_entry(page->decisions++);
}

enum rc staff_log_read(struct community_reader *r, const struct actor *actor,
                       const struct staff_log_filter *filter, struct staff_log_place *place,
                       struct arena *a, struct staff_log_entry **ret, size_t *ret_count,
                       bool *ret_more)
{
    struct log_page page = {.decision_count = 0};
    struct staff_log_entry *list = ARENA_ARRAY(a, PAGE_ROWS, struct staff_log_entry);
    enum rc rc = list != NULL ? access_check(actor, ACTION_READ_AUDIT, 0) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = read_decisions(r, filter, place, a, &page);
    if (rc == RC_OK)
        rc = read_actions(r, filter, place, a, &page);
    if (rc != RC_OK)
        return rc;
    size_t count = 0;
    while (count < PAGE_ROWS && page.decision_count + page.action_count > 0)
        list[count++] = take_newer(&page, place);
    *ret = list;
    *ret_count = count;
    *ret_more = page.decision_count + page.action_count > 0;
    return RC_OK;
}
