/*
 * Rows of the database as the views of the domain. Private to src/community.
 *
 * All queries that read comments with their authors, or decisions, give the same shapes (sql/query/discussion.sql,
 * sql/query/comment.sql); they become views here and nowhere else, so that a column more is one line.
 */
#ifndef COMITY_COMMUNITY_COMMENT_VIEW_H
#define COMITY_COMMUNITY_COMMENT_VIEW_H

#include "community/comment/comment.h"
#include "community/comment/transition.h"
#include "queries.h"

static inline struct comment_view view_comment(const struct q_comment_view *row)
{
    return (struct comment_view){
        .id = row->id,
        .article_id = row->article_id,
        .parent_id = row->has_parent_id ? row->parent_id : 0,
        .account_id = row->account_id,
        .status = (enum comment_status)row->status,
        .created_ms = id_time_ms(row->id),
        .edited_ms = row->has_edited_ms ? row->edited_ms : 0,
        .revision = row->revision,
        .reply_count = row->reply_count,
        .path = row->path,
        .body = row->body,
        .author_name = row->author_name,
        .author_role = (enum role)row->author_role,
        .depth = path_depth(row->path),
    };
}

static inline struct comment_decision view_decision(const struct q_comment_decision *row)
{
    return (struct comment_decision){
        .seq = row->seq,
        .decided_ms = row->decided_ms,
        .actor_id = row->actor_id,
        .actor_name = row->has_actor_name ? row->actor_name : (struct str){0},
        .action = (enum decision_action)row->action,
        .to_status = (enum comment_status)row->to_status,
        .revision = row->revision,
        .clause = row->has_clause ? row->clause : (struct str){0},
        .reason = row->has_reason ? row->reason : (struct str){0},
        .record = row->has_record ? row->record : (struct str){0},
        .standards_version = row->has_standards_version ? row->standards_version : (struct str){0},
    };
}

/* What strangers may know of a comment that is not visible: that there was one. */
static inline void view_bury(struct comment_view *v)
{
    v->tombstone = true;
    v->body = (struct str){0};
    v->author_name = (struct str){0};
    v->author_role = ROLE_ANONYMOUS;
    v->account_id = 0;
    v->edited_ms = 0;
    v->revision = 0;
    /* Held and deleted look alike from outside; "removed" is said, its clause is not. */
    if (v->status == COMMENT_HELD)
        v->status = COMMENT_REMOVED;
}

/* The same for what is left of an account that is deleted (leaving.h), whoever looks: it has no author. */
static inline void view_bury_left(struct comment_view *v)
{
    if (v->author_name.n == 0)
        view_bury(v);
}

#endif
