#include <jansson.h>

#include "policy/context_row.h"

static struct str read_text(struct context_reading *in, const json_t *value)
{
    return arena_dup(in->arena, str_make(json_string_value(value), json_string_length(value)));
}

static enum rc read_tallies(struct context_reading *in, const struct context_row *r,
                            const json_t *array)
{
    size_t count = json_array_size(array);
    struct judge_tally *tallies = ARENA_ARRAY(in->arena, count, struct judge_tally);
    for (size_t i = 0; tallies != NULL && i < count; i++) {
        const json_t *clause = json_object_get(json_array_get(array, i), "clause");
        const json_t *number = json_object_get(json_array_get(array, i), "number");
        if (!json_is_string(clause) || !json_is_integer(number))
            return RC_INVALID;
        tallies[i] = (struct judge_tally){read_text(in, clause), json_integer_value(number)};
    }
    context_set_array(in, r, tallies, count);
    return json_is_array(array) ? RC_OK : RC_INVALID;
}

static enum rc read_names(struct context_reading *in, const struct context_row *r,
                          const json_t *array)
{
    size_t count = json_array_size(array);
    struct str *names = ARENA_ARRAY(in->arena, count, struct str);
    for (size_t i = 0; names != NULL && i < count; i++) {
        const json_t *name = json_array_get(array, i);
        if (!json_is_string(name))
            return RC_INVALID;
        names[i] = read_text(in, name);
    }
    context_set_array(in, r, names, count);
    return json_is_array(array) ? RC_OK : RC_INVALID;
}

static enum rc read_row(struct context_reading *in, const struct context_row *r,
                        const json_t *value)
{
    switch (r->kind) {
    case KIND_NUMBER:
        context_set_number(in, r, json_integer_value(value));
        return json_is_integer(value) ? RC_OK : RC_INVALID;
    case KIND_BOOL:
        *(bool *)context_place(in, r->offset) = json_is_true(value);
        return json_is_boolean(value) ? RC_OK : RC_INVALID;
    case KIND_TEXT:
        context_set_text(in, r, read_text(in, value));
        return json_is_string(value) ? RC_OK : RC_INVALID;
    case KIND_TALLIES:
        return read_tallies(in, r, value);
    case KIND_NAMES:
        return read_names(in, r, value);
    case KIND_CORRECTION:
        return json_is_string(value) ? context_set_correction(in, read_text(in, value))
                                     : RC_INVALID;
    case KIND_SIGNAL:
        break;
    }
    return json_is_number(value) ? context_set_signal(in, r, json_number_value(value)) : RC_INVALID;
}

enum rc context_read_json(const struct json_t *object, struct arena *a, struct judge_context *ret)
{
    struct context_reading in;
    struct judge_context context;
    enum rc rc = json_is_object(object) ? RC_OK : RC_INVALID;
    if (rc == RC_OK)
        rc = context_begin(&in, a, &context);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; rc == RC_OK && i < context_row_count; i++) {
        const json_t *value = json_object_get(object, context_name(&context_rows[i]));
        if (value != NULL)
            rc = read_row(&in, &context_rows[i], value);
    }
    return context_end(&in, rc, ret);
}
