#include "web/batch_line.h"

#include "base/json.h"
#include "policy/decisive.h"
#include "web/api_judge.h"
#include "web/batch_item.h"

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

/* --- writing --- */

static void put_head(struct json *j, int64_t number, const struct batch_item *item)
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

static void put_error(int64_t number, const struct batch_item *item, struct str message,
                      struct buf *out)
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
    put_error(number, &(struct batch_item){0}, message, out);
}

/* What the program abstained from is null, never a number. */
static void put_attributes(struct json *j, const struct batch_item *item,
                           const struct api_judged *judged)
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

static void put_answer(int64_t number, const struct batch_item *item,
                       const struct api_judged *judged, struct buf *out)
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

static enum rc judge(struct community *c, struct batch_item *item, struct arena *a,
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
    struct batch_item *item = ARENA_NEW(a, struct batch_item);
    if (item == NULL || line.n > BATCH_LINE_MAX) {
        batch_line_refuse(number, STR("the line is longer than 524288 bytes"), out);
        return;
    }
    item->wants_verdict = true;
    item->context = api_judge_context(c);
    enum rc rc = batch_item_read(line, a, item, &problem);
    if (rc == RC_OK)
        rc = judge(c, item, a, &judged);
    if (rc != RC_OK) {
        put_error(number, item, reason_of(rc, &problem), out);
        return;
    }
    put_answer(number, item, &judged, out);
    api_judged_release(&judged);
}
