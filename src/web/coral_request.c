#include "web/coral_request.h"

#include "base/json.h"
#include "base/json_tree.h"
#include "web/api_judge.h"

struct str coral_status(enum consequence c)
{
    static const struct str names[] = {
        [CONSEQUENCE_PUBLISH] = STR_INIT("NONE"),
        [CONSEQUENCE_FLAG] = STR_INIT("NONE"),
        [CONSEQUENCE_NUDGE] = STR_INIT("PREMOD"),
        [CONSEQUENCE_HOLD] = STR_INIT("SYSTEM_WITHHELD"),
        [CONSEQUENCE_REMOVE] = STR_INIT("REJECTED"),
    };
    return names[c];
}

/* A text, or empty where it is absent or null. */
static enum rc read_text(const struct json_tree *object, const char *where, const char *name,
                         struct str *ret, struct problem *problem)
{
    const struct json_tree *member = json_tree_get(object, str_from_cstr(name));
    *ret = (struct str){0};
    if (member == NULL || member->kind == TREE_NULL)
        return RC_OK;
    if (member->kind != TREE_STRING)
        return problem_set(problem, RC_INVALID, "%s.%s must be a text.", where, name);
    *ret = member->text;
    return RC_OK;
}

static bool is_staff(struct str role)
{
    return str_eq(role, STR("STAFF")) || str_eq(role, STR("MODERATOR")) ||
           str_eq(role, STR("ADMIN"));
}

static enum rc read_members(const struct json_tree *root, struct coral_request *ret,
                            struct problem *problem)
{
    const struct json_tree *comment = json_tree_get(root, STR("comment"));
    const struct json_tree *story = json_tree_get(root, STR("story"));
    struct str role, parent;
    enum rc rc = read_text(comment, "comment", "body", &ret->body, problem);
    if (rc == RC_OK && ret->body.p == NULL)
        rc = problem_set(problem, RC_INVALID,
                         "comment.body is missing: Coral's external moderation phase sends it.");
    if (rc == RC_OK)
        rc = read_text(comment, "comment", "parentID", &parent, problem);
    if (rc == RC_OK)
        rc = read_text(comment, "comment", "parentBody", &ret->parent_text, problem);
    if (rc == RC_OK)
        rc = read_text(story, "story", "text", &ret->article_text, problem);
    if (rc == RC_OK)
        rc = read_text(json_tree_get(root, STR("author")), "author", "role", &role, problem);
    if (rc != RC_OK)
        return rc;
    ret->is_reply = parent.n > 0;
    ret->by_staff = is_staff(role);
    return RC_OK;
}

enum rc coral_request_read(struct str json, struct arena *a, struct coral_request *ret,
                           struct problem *problem)
{
    const struct json_tree *root;
    struct problem fault = {0};
    struct coral_request read = {0};
    enum rc rc = json_tree_read(json, a, &root, &fault);
    if (rc == RC_INVALID || rc == RC_TOO_LARGE)
        return problem_set(problem, RC_INVALID, "The body is no JSON. Line %d, column %d: %s.",
                           fault.line, fault.column, fault.message);
    if (rc == RC_OK)
        rc = read_members(root, &read, problem);
    if (rc == RC_OK)
        *ret = read;
    return rc;
}

static void put_flag(struct json *j, bool spam)
{
    json_begin_object(j);
    JSON_STR(j, "actionType", STR("FLAG"));
    JSON_STR(j, "reason", spam ? STR("COMMENT_DETECTED_SPAM") : STR("COMMENT_DETECTED_TOXIC"));
    json_end(j);
}

/* At most one flag of each reason, for what was more than published. */
static void put_actions(struct json *j, const struct verdict *v, struct str spam_clauses)
{
    bool spam = false, toxic = false;
    for (size_t i = 0; i < v->finding_count; i++) {
        if (v->findings[i].consequence == CONSEQUENCE_PUBLISH)
            continue;
        bool is_spam = api_names_contain(spam_clauses, v->findings[i].clause);
        spam |= is_spam;
        toxic |= !is_spam;
    }
    json_key(j, STR("actions"));
    json_begin_array(j);
    if (toxic)
        put_flag(j, false);
    if (spam)
        put_flag(j, true);
    json_end(j);
}

/* Coral passes this over: it is for whoever looks at the answer. */
static void put_findings(struct json *j, const struct verdict *v)
{
    json_key(j, STR("comity"));
    json_begin_object(j);
    JSON_STR(j, "consequence", consequence_name(v->consequence));
    json_key(j, STR("clauses"));
    json_begin_array(j);
    for (size_t i = 0; i < v->finding_count; i++)
        json_str(j, v->findings[i].clause);
    json_end(j);
    JSON_STR(j, "standards", v->standards_version);
    json_end(j);
}

void coral_answer_write(struct buf *out, const struct verdict *v, struct str spam_clauses)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    JSON_STR(&j, "status", coral_status(v->consequence));
    if (v->consequence != CONSEQUENCE_PUBLISH)
        put_actions(&j, v, spam_clauses);
    put_findings(&j, v);
    json_end(&j);
}
