#include "cli/check_item.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* What is being read, and where to. */
struct reading {
    struct arena *arena;
    struct comity_context *context;
    struct check_item *item;
    struct comity_problem *problem;
};

static enum comity_result fault(struct reading *r, enum comity_result result, const char *format,
                                ...) PRINTF_LIKE(3, 4);

static enum comity_result fault(struct reading *r, enum comity_result result, const char *format,
                                ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->problem->message, sizeof r->problem->message, format, arguments);
    va_end(arguments);
    return result;
}

static struct str copy(struct arena *a, const json_t *value)
{
    return arena_dup(a, str_make(json_string_value(value), json_string_length(value)));
}

static enum comity_result remember(struct reading *r, const json_t *earlier)
{
    size_t i;
    json_t *value;
    if (!json_is_array(earlier) || json_array_size(earlier) > COMITY_EARLIER_MAX)
        return fault(r, COMITY_INVALID, "\"before\" must be an array of at most %d texts",
                     COMITY_EARLIER_MAX);
    json_array_foreach(earlier, i, value)
    {
        if (!json_is_string(value) ||
            comity_context_add_earlier(r->context, json_string_value(value),
                                       json_string_length(value), NULL) != COMITY_OK)
            return fault(r, COMITY_INVALID, "\"before\" holds something that is not a comment");
    }
    return COMITY_OK;
}

static enum comity_result set_fact(struct reading *r, const char *key, const json_t *value)
{
    char number[32];
    const char *text = number;
    if (json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value))
        text = json_string_value(value);
    else if (json_is_integer(value))
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        text = json_is_true(value) ? "true" : "false";
    else
        return fault(r, COMITY_INVALID, "\"%.64s\" must be a text, a whole number, true or false",
                     key);
    return comity_context_set(r->context, key, text, r->problem);
}

static enum comity_result set_id(struct reading *r, const json_t *value)
{
    struct check_item *item = r->item;
    item->id_is_number = json_is_integer(value);
    if (!item->id_is_number && !json_is_string(value))
        return fault(r, COMITY_INVALID, "\"id\" must be a text or a whole number");
    item->id = item->id_is_number
                   ? arena_printf(r->arena, "%lld", (long long)json_integer_value(value))
                   : copy(r->arena, value);
    return COMITY_OK;
}

static enum comity_result set_fields(struct reading *r, json_t *root)
{
    const json_t *id = json_object_get(root, "id"), *text = json_object_get(root, "text");
    enum comity_result result = id != NULL ? set_id(r, id) : COMITY_OK;
    if (result == COMITY_OK && !json_is_string(text))
        result = fault(r, COMITY_INVALID, "\"text\" is missing or not a text");
    else if (result == COMITY_OK)
        r->item->text = copy(r->arena, text);
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        struct str name = str_from_cstr(key);
        if (result != COMITY_OK || str_eq(name, STR("id")) || str_eq(name, STR("text")))
            continue;
        result = str_eq(name, STR("before")) ? remember(r, value) : set_fact(r, key, value);
    }
    return result;
}

enum comity_result check_item_parse(struct arena *a, struct str line,
                                    struct comity_context *context, struct check_item *item,
                                    struct comity_problem *problem)
{
    struct reading r = {a, context, item, problem};
    json_error_t error;
    json_t *root = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (root == NULL)
        return fault(&r, COMITY_INVALID, "not JSON: %.200s", error.text);
    enum comity_result result =
        json_is_object(root)
            ? set_fields(&r, root)
            : fault(&r, COMITY_INVALID,
                    "not an object; write one a line, as in {\"id\": 1, \"text\": \"...\"}");
    json_decref(root);
    if (result == COMITY_OK && arena_failed(a))
        result = fault(&r, COMITY_NO_MEMORY, "out of memory");
    return result;
}
