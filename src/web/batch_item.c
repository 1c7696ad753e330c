#include "web/batch_item.h"

#include "base/json_tree.h"
#include "base/utf8.h"
#include "policy/given.h"
#include "text/fingerprint.h"
#include "text/text.h"

static enum rc read_id(const struct json_tree *value, struct batch_item *item,
                       struct problem *problem)
{
    int64_t number;
    item->id_is_number = value->kind == TREE_NUMBER;
    if (item->id_is_number ? str_to_i64(value->text, &number) != RC_OK
                           : value->kind != TREE_STRING || value->text.n > 1024)
        return problem_set(problem, RC_INVALID,
                           "\"id\" must be a whole number, or a text of at most 1024 bytes");
    item->id = value->text;
    return RC_OK;
}

static enum rc read_switch(const struct json_tree *value, bool *ret, struct problem *problem)
{
    if (value->kind != TREE_BOOL)
        return problem_set(problem, RC_INVALID, "\"%.*s\" must be true or false",
                           STR_ARG(value->name));
    *ret = value->truth;
    return RC_OK;
}

static enum rc read_before(const struct json_tree *value, struct arena *a, struct batch_item *item,
                           struct problem *problem)
{
    size_t n = 0;
    if (value->kind != TREE_ARRAY || value->count > BATCH_BEFORE_MAX)
        return problem_set(problem, RC_INVALID, "\"before\" must be an array of at most %d texts",
                           BATCH_BEFORE_MAX);
    for (const struct json_tree *e = value->first; e != NULL; e = e->next) {
        struct text t;
        if (e->kind != TREE_STRING || text_prepare(a, e->text, &t) != RC_OK)
            return problem_set(problem, RC_INVALID,
                               "\"before\" holds something that is not a comment");
        item->earlier[n++] = fingerprint_text(&t);
    }
    item->context.signals.author.known = true;
    item->context.signals.author.recent_fingerprints = item->earlier;
    item->context.signals.author.recent_fingerprint_count = n;
    return RC_OK;
}

static enum rc read_attributes(const struct json_tree *value, struct batch_item *item,
                               struct problem *problem)
{
    if (value->kind != TREE_ARRAY || value->count > BATCH_ATTRIBUTES_MAX)
        return problem_set(problem, RC_INVALID,
                           "\"attributes\" must be an array of at most %d names",
                           BATCH_ATTRIBUTES_MAX);
    for (const struct json_tree *e = value->first; e != NULL; e = e->next) {
        struct str name = e->kind == TREE_STRING ? e->text : STR("");
        const struct attribute *attribute = attribute_find(name);
        if (attribute == NULL)
            return problem_set(
                problem, RC_INVALID, "\"%.*s\" is no attribute; docs/ATTRIBUTES.md lists them",
                STR_ARG(str_slice(name, 0, utf8_valid(str_slice(name, 0, 64)) ? 64 : 0)));
        item->names[item->attribute_count] = name;
        item->attributes[item->attribute_count++] = attribute;
    }
    return RC_OK;
}

static enum rc read_fact(const struct json_tree *value, struct batch_item *item,
                         struct problem *problem)
{
    struct str text = value->text;
    if (value->kind == TREE_BOOL)
        text = value->truth ? STR("true") : STR("false");
    else if (value->kind != TREE_STRING && value->kind != TREE_NUMBER)
        return problem_set(problem, RC_INVALID,
                           "\"%.*s\" must be a text, a whole number, true or false",
                           STR_ARG(str_slice(value->name, 0, value->name.n <= 64 ? 64 : 0)));
    return given_set(&item->context, value->name, text, problem);
}

static enum rc read_member(const struct json_tree *m, struct arena *a, struct batch_item *item,
                           struct problem *problem)
{
    if (str_eq(m->name, STR("id")))
        return RC_OK; /* read before all else */
    if (str_eq(m->name, STR("text"))) {
        item->text = m->kind == TREE_STRING ? m->text : (struct str){0};
        return RC_OK;
    }
    if (str_eq(m->name, STR("before")))
        return read_before(m, a, item, problem);
    if (str_eq(m->name, STR("attributes")))
        return read_attributes(m, item, problem);
    if (str_eq(m->name, STR("verdict")))
        return read_switch(m, &item->wants_verdict, problem);
    if (str_eq(m->name, STR("explain")))
        return read_switch(m, &item->wants_explanation, problem);
    if (str_find_char(m->name, '.', 0) == STR_NONE)
        return problem_set(problem, RC_INVALID,
                           "a line has text, id, attributes, verdict, explain, before, and facts "
                           "with a dot in their names; not \"%.*s\"",
                           STR_ARG(str_slice(m->name, 0, m->name.n <= 64 ? 64 : 0)));
    return read_fact(m, item, problem);
}

enum rc batch_item_read(struct str line, struct arena *a, struct batch_item *item,
                        struct problem *problem)
{
    const struct json_tree *root;
    struct problem fault = {0};
    enum rc rc = json_tree_read(line, a, &root, &fault);
    if (rc == RC_INVALID || rc == RC_TOO_LARGE)
        return problem_set(problem, RC_INVALID, "not JSON: column %d: %s", fault.column,
                           fault.message);
    if (rc == RC_OK && root->kind != TREE_OBJECT)
        return problem_set(problem, RC_INVALID,
                           "not an object; write one a line, as in {\"id\": 1, \"text\": \"...\"}");
    const struct json_tree *id = rc == RC_OK ? json_tree_get(root, STR("id")) : NULL;
    if (id != NULL)
        rc = read_id(id, item, problem);
    for (const struct json_tree *m = rc == RC_OK ? root->first : NULL; rc == RC_OK && m != NULL;
         m = m->next)
        rc = read_member(m, a, item, problem);
    if (rc == RC_OK && item->text.p == NULL)
        rc = problem_set(problem, RC_INVALID, "\"text\" is missing or not a text");
    return rc;
}
