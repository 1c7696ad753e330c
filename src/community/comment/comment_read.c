#include "community/core.h"
#include "community/comment/discussion.h"
#include "community/comment/view.h"
#include "queries.h"

struct str comment_status_name(enum comment_status s)
{
    static const struct str names[COMMENT_STATUS_COUNT] = {
        STR_INIT("published"), STR_INIT("flagged"), STR_INIT("held"),
        STR_INIT("removed"),   STR_INIT("deleted"),
    };
    return s < COMMENT_STATUS_COUNT ? names[s] : STR("unknown");
}

struct str decision_action_name(enum decision_action d)
{
    static const struct str names[] = {
        STR_INIT("judged"),   STR_INIT("approved"),      STR_INIT("removed"),
        STR_INIT("restored"), STR_INIT("edited"),        STR_INIT("deleted"),
        STR_INIT("undone"),   STR_INIT("flagged"),       STR_INIT("upheld"),
        STR_INIT("noticed"),  STR_INIT("text returned"), STR_INIT("edit upheld"),
    };
    return (size_t)d < sizeof names / sizeof names[0] ? names[d] : STR("unknown");
}

enum rc comment_get(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                    struct arena *a, struct comment_view *ret)
{
    struct q_comment_get_row row;
    enum rc rc = q_comment_get(
        r->db, &(struct q_comment_get_in){.site_id = r->community->site.id, .id = comment_id}, a,
        &row);
    if (rc != RC_OK)
        return rc;
    bool shown = transition_visible(row.comment_view.status) && row.thread_mode != THREAD_OFF;
    if (!shown && !access_allows(actor, ACTION_READ_HIDDEN, row.comment_view.account_id))
        return RC_NOT_FOUND;
    *ret = view_comment(&row.comment_view);
    view_bury_left(ret);
    return RC_OK;
}

/* RC_NOT_FOUND unless the actor may do `action` to the comment. */
static enum rc check_owner(struct community_reader *r, const struct actor *actor,
                           enum action action, int64_t comment_id, struct arena *a)
{
    struct q_comment_known_row row;
    enum rc rc = q_comment_known(
        r->db, &(struct q_comment_known_in){.site_id = r->community->site.id, .id = comment_id}, a,
        &row);
    if (rc == RC_OK && !access_allows(actor, action, row.account_id))
        rc = RC_NOT_FOUND;
    return rc;
}

/* Authors learn what was decided and why, not which moderator it was. */
static void hide_moderator(const struct actor *actor, struct comment_decision *d)
{
    if (d->actor_id != actor->account_id && !access_allows(actor, ACTION_READ_QUEUE, 0))
        d->actor_name = (struct str){0};
}

enum rc comment_decisions(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                          struct arena *a, struct comment_decision **ret, size_t *ret_count)
{
    enum rc rc = check_owner(r, actor, ACTION_READ_VERDICT, comment_id, a);
    if (rc != RC_OK)
        return rc;
    struct q_comment_decision *rows;
    size_t count;
    rc = q_decision_list(
        r->db,
        &(struct q_decision_list_in){.site_id = r->community->site.id, .comment_id = comment_id}, a,
        &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct comment_decision *list = ARENA_ARRAY(a, count, struct comment_decision);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        list[i] = view_decision(&rows[i]);
        list[i].returns_text =
            list[i].action == DECISION_TEXT_RETURNED ||
            (list[i].action == DECISION_UNDONE && i > 0 && list[i - 1].action == DECISION_EDITED);
        hide_moderator(actor, &list[i]);
    }
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

enum rc comment_history(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                        struct arena *a, struct comment_revision **ret, size_t *ret_count)
{
    enum rc rc = check_owner(r, actor, ACTION_READ_HISTORY, comment_id, a);
    if (rc != RC_OK)
        return rc;
    struct q_comment_revision_list_row *rows;
    size_t count;
    rc = q_comment_revision_list(r->db,
                                 &(struct q_comment_revision_list_in){
                                     .site_id = r->community->site.id, .comment_id = comment_id},
                                 a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    bool names = access_allows(actor, ACTION_READ_QUEUE, 0);
    struct comment_revision *list = ARENA_ARRAY(a, count, struct comment_revision);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        bool named = rows[i].has_editor_name && (names || rows[i].editor_id == actor->account_id);
        list[i] = (struct comment_revision){
            .revision = rows[i].revision,
            .replaced_ms = rows[i].replaced_ms,
            .editor_id = rows[i].editor_id,
            .editor_name = named ? rows[i].editor_name : (struct str){0},
            .reason = rows[i].reason,
            .body = rows[i].body,
        };
    }
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

static enum rc read_latest(struct community_reader *r, const struct actor *actor,
                           struct comment_own *own, struct arena *a)
{
    struct q_comment_decision row;
    enum rc rc = q_decision_latest(r->db,
                                   &(struct q_decision_latest_in){.site_id = r->community->site.id,
                                                                  .comment_id = own->comment.id},
                                   a, &row);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    own->has_decision = true;
    own->decision = view_decision(&row);
    hide_moderator(actor, &own->decision);
    return RC_OK;
}

#define OWN_PAGE_MAX 100

enum rc comment_list_by_account(struct community_reader *r, const struct actor *actor,
                                int64_t account_id, int64_t before_id, size_t limit,
                                struct arena *a, struct comment_own **ret, size_t *ret_count,
                                int64_t *ret_next)
{
    bool all = access_allows(actor, ACTION_READ_HIDDEN, account_id);
    size_t wanted = limit < OWN_PAGE_MAX ? limit : OWN_PAGE_MAX;
    struct q_comment_list_by_account_row *rows;
    size_t count;
    enum rc rc = q_comment_list_by_account(
        r->db,
        &(struct q_comment_list_by_account_in){.site_id = r->community->site.id,
                                               .account_id = account_id,
                                               .hidden = all,
                                               .before_id = before_id != 0 ? before_id : INT64_MAX,
                                               .max_rows = (int64_t)wanted + 1},
        a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    size_t used = count < wanted ? count : wanted;
    struct comment_own *list = ARENA_ARRAY(a, used, struct comment_own);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < used; i++) {
        list[i].comment = view_comment(&rows[i].comment_view);
        view_bury_left(&list[i].comment);
        list[i].article_slug = rows[i].article_slug;
        list[i].article_headline = rows[i].article_headline;
        if (all)
            rc = read_latest(r, actor, &list[i], a);
    }
    if (rc != RC_OK)
        return rc;
    *ret = list;
    *ret_count = used;
    *ret_next = count > wanted ? rows[wanted - 1].comment_view.id : 0;
    return RC_OK;
}
