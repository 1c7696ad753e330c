#include "policy/context_row.h"
#include "signals/correction.h"

static void write_tallies(struct json *j, const struct judge_tally *tallies, size_t count)
{
    json_begin_array(j);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(j);
        JSON_STR(j, "clause", tallies[i].clause);
        JSON_I64(j, "number", tallies[i].number);
        json_end(j);
    }
    json_end(j);
}

static void write_names(struct json *j, const struct str *names, size_t count)
{
    json_begin_array(j);
    for (size_t i = 0; i < count; i++)
        json_str(j, names[i]);
    json_end(j);
}

/* A record is at most so long; a correction met is some 2 KiB. */
#define CORRECTION_TEXT_MAX 8192

static void write_correction(struct json *j, const struct correction *c)
{
    struct buf text;
    buf_init(&text, CORRECTION_TEXT_MAX);
    correction_write(&text, c);
    json_str(j, buf_str(&text));
    buf_release(&text);
}

static void write_row(struct json *j, const struct context_row *r, const struct judge_context *c,
                      const struct facts *facts)
{
    const void *value = context_field(c, r->offset);
    double number = 0;
    json_key(j, str_from_cstr(context_name(r)));
    switch (r->kind) {
    case KIND_NUMBER:
        json_i64(j, context_number(r, c));
        return;
    case KIND_BOOL:
        json_bool(j, true);
        return;
    case KIND_TEXT:
        json_str(j, *(const struct str *)value);
        return;
    case KIND_TALLIES:
        write_tallies(j, *(const struct judge_tally *const *)value, context_count(r, c));
        return;
    case KIND_NAMES:
        write_names(j, *(const struct str *const *)value, context_count(r, c));
        return;
    case KIND_CORRECTION:
        write_correction(j, context_correction(c, facts));
        return;
    case KIND_SIGNAL:
        break;
    }
    if (context_given(r, c, facts, &number))
        json_f64(j, number);
}

void context_write_json(struct json *j, const struct judge_context *context,
                        const struct facts *facts)
{
    json_begin_object(j);
    for (size_t i = 0; i < context_row_count; i++)
        if (context_is_written(&context_rows[i], context, facts))
            write_row(j, &context_rows[i], context, facts);
    json_end(j);
}
