#include "web/batch_line.h"

#include "base/json.h"
#include "base/json_tree.h"
#include "base/utf8.h"
#include "policy/decisive.h"
#include "policy/given.h"
#include "signals/attribute.h"
#include "text/fingerprint.h"
#include "text/text.h"
#include "web/api_judge.h"

struct item {
    struct str id; /* as it is written back; p NULL: none */
    bool id_is_number;
    struct str text;
    bool wants_verdict, wants_explanation;
    const struct attribute *attributes[BATCH_ATTRIBUTES_MAX];
    struct str names[BATCH_ATTRIBUTES_MAX]; /* as asked for */
    size_t attribute_count;
    uint64_t earlier[BATCH_BEFORE_MAX];
    struct judge_context context;
};

bool batch_line_next(struct str *rest, struct str *ret)
{
    if (rest->p == NULL)
        return false;
    struct str line = str_split(rest, '\n');
    if (str_ends(line, STR("\r")))
        line.n--;
    *ret = line;
    return true;
}

/* --- reading --- */

static enum rc read_id(const struct json_tree *value, struct item *item, struct problem *problem)
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

static enum rc read_before(const struct json_tree *value, struct arena *a, struct item *item,
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

static enum rc read_attributes(const struct json_tree *value, struct item *item,
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
                problem, RC_INVALID, "\"%.*s\" is no attribute; docs/API.md lists them",
                STR_ARG(str_slice(name, 0, utf8_valid(str_slice(name, 0, 64)) ? 64 : 0)));
        item->names[item->attribute_count] = name;
        item->attributes[item->attribute_count++] = attribute;
    }
    return RC_OK;
}

static enum rc read_fact(const struct json_tree *value, struct item *item, struct problem *problem)
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

static enum rc read_member(const struct json_tree *m, struct arena *a, struct item *item,
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
    return read_fact(m, item, problem);
}

static enum rc read_item(struct str line, struct arena *a, struct item *item,
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

/* --- writing --- */

static void put_head(struct json *j, int64_t number, const struct item *item)
{
    json_begin_object(j);
    if (item->id.p != NULL) {
        json_key(j, STR("id"));
        if (item->id_is_number)
            json_raw(j, item->id);
        else
            json_str(j, item->id);
    }
    JSON_I64(j, "line", number);
}

static void put_error(int64_t number, const struct item *item, struct str message, struct buf *out)
{
    struct json j;
    json_init(&j, out);
    put_head(&j, number, item);
    JSON_STR(&j, "error", message);
    json_end(&j);
    buf_put_char(out, '\n');
}

void batch_line_refuse(int64_t number, struct str message, struct buf *out)
{
    put_error(number, &(struct item){0}, message, out);
}

/* What the program abstained from is null, never a number. */
static void put_attributes(struct json *j, const struct item *item, const struct api_judged *judged)
{
    double score;
    json_key(j, STR("attributes"));
    json_begin_object(j);
    for (size_t i = 0; i < item->attribute_count; i++) {
        json_key(j, item->names[i]);
        if (attribute_score(item->attributes[i], &judged->text, judged->verdict.facts, &score))
            json_f64(j, score);
        else
            json_put_null(j);
    }
    json_end(j);
}

static void put_answer(int64_t number, const struct item *item, const struct api_judged *judged,
                       struct buf *out)
{
    struct json j;
    json_init(&j, out);
    put_head(&j, number, item);
    if (item->attribute_count > 0)
        put_attributes(&j, item, judged);
    if (item->wants_verdict)
        verdict_write_members(&j, &judged->verdict, item->text);
    json_end(&j);
    buf_put_char(out, '\n');
}

/* --- the line --- */

static struct str reason_of(enum rc rc, const struct problem *problem)
{
    if (problem->message[0] != '\0')
        return str_from_cstr(problem->message);
    return rc == RC_TOO_LARGE ? STR("\"text\" is longer than 65536 bytes, the most that is judged")
           : rc == RC_NO_MEMORY   ? STR("the text asks for more memory than one comment may take")
           : rc == RC_UNAVAILABLE ? STR("no standards are in force yet; try again")
                                  : STR("\"text\" cannot be judged");
}

static enum rc judge(struct community *c, struct item *item, struct arena *a,
                     struct api_judged *ret)
{
    enum rc rc = api_judge(c, item->text, &item->context, a, ret);
    if (rc != RC_OK || !item->wants_verdict || !item->wants_explanation ||
        ret->verdict.finding_count == 0)
        return rc;
    rc =
        decisive_find(community_judge_get(ret->held), item->text, &item->context, a, &ret->verdict);
    if (rc != RC_OK)
        api_judged_release(ret);
    return rc;
}

void batch_line_judge(struct community *c, struct str line, int64_t number, struct arena *a,
                      struct buf *out)
{
    struct problem problem = {0};
    struct api_judged judged;
    struct item *item = ARENA_NEW(a, struct item);
    if (item == NULL || line.n > BATCH_LINE_MAX) {
        batch_line_refuse(number, STR("the line is longer than 524288 bytes"), out);
        return;
    }
    item->wants_verdict = true;
    item->context = api_judge_context(c);
    enum rc rc = read_item(line, a, item, &problem);
    if (rc == RC_OK)
        rc = judge(c, item, a, &judged);
    if (rc != RC_OK) {
        put_error(number, item, reason_of(rc, &problem), out);
        return;
    }
    put_answer(number, item, &judged, out);
    api_judged_release(&judged);
}
