#include "cli/check_line.h"

#include "base/json.h"
#include "cli/check_item.h"
#include "cli/judging.h"
#include "library/engine.h"

#define ITEM_ARENA_MAX ((size_t)8 * 1024 * 1024)
/* What the lines of one reading can come to. */
#define OUTPUT_MAX ((size_t)512 * 1024 * 1024)

enum rc checker_init(struct checker *c, const struct comity_engine *engine,
                     struct check_format format)
{
    *c = (struct checker){
        .engine = engine,
        .format = format,
        .worker = comity_worker_new(),
        .context = comity_context_new(),
        .arena = arena_new(ITEM_ARENA_MAX),
    };
    buf_init(&c->out, OUTPUT_MAX);
    if (c->worker != NULL && c->context != NULL && c->arena != NULL)
        return RC_OK;
    checker_release(c);
    return RC_NO_MEMORY;
}

void checker_release(struct checker *c)
{
    buf_release(&c->out);
    arena_free(c->arena);
    comity_context_free(c->context);
    comity_worker_free(c->worker);
    *c = (struct checker){0};
}

static void put_head(struct json *j, int64_t number, const struct check_item *item)
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

static void put_error(struct checker *c, int64_t number, const struct check_item *item,
                      const char *message)
{
    c->any_failed = true;
    if (!c->format.json_out) {
        buf_printf(&c->out, "error  line %lld: %s\n", (long long)number, message);
        return;
    }
    struct json j;
    json_init(&j, &c->out);
    put_head(&j, number, item);
    JSON_STR(&j, "error", str_from_cstr(message));
    json_end(&j);
    buf_put_char(&c->out, '\n');
}

static void put_verdict(struct checker *c, int64_t number, const struct check_item *item,
                        const struct comity_verdict *v)
{
    if (!c->format.json_out) {
        if (!c->format.whole)
            buf_printf(&c->out, "line %lld: ", (long long)number);
        judging_show(&c->out, &v->verdict, item->text, c->format.terminal);
        return;
    }
    struct comity_string record;
    struct comity_problem problem = {0};
    if (comity_verdict_json(v, &record, &problem) != COMITY_OK) {
        put_error(c, number, item, problem.message);
        return;
    }
    struct json j;
    json_init(&j, &c->out);
    put_head(&j, number, item);
    /* The head's object goes on with the record's members. */
    buf_put_char(&c->out, ',');
    buf_put(&c->out, str_make(record.p + 1, record.n - 1));
    buf_put_char(&c->out, '\n');
}

void checker_refuse(struct checker *c, int64_t number)
{
    struct problem problem = {0};
    problem_set(&problem, RC_TOO_LARGE, "longer than %zu bytes", CHECK_LINE_MAX);
    put_error(c, number, &(struct check_item){0}, problem.message);
}

void checker_judge(struct checker *c, int64_t number, struct str line)
{
    struct comity_problem problem = {0};
    struct check_item item = {.text = line};
    const struct comity_verdict *v;
    if (line.n == 0)
        return;
    arena_reset(c->arena);
    comity_context_clear(c->context);
    enum comity_result result = c->format.json_in
                                    ? check_item_parse(c->arena, line, c->context, &item, &problem)
                                    : COMITY_OK;
    if (result == COMITY_OK)
        result =
            comity_judge(c->worker, c->engine, item.text.p, item.text.n, c->context, &v, &problem);
    if (result == COMITY_OK)
        put_verdict(c, number, &item, v);
    else
        put_error(c, number, &item, problem.message);
}
