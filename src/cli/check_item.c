#include "cli/check_item.h"

#include <jansson.h>

#include "policy/given.h"
#include "text/fingerprint.h"

static struct str copy(struct arena *a, const json_t *value)
{
    return arena_dup(a, str_make(json_string_value(value), json_string_length(value)));
}

static enum rc remember(struct arena *a, struct check_item *item, const json_t *earlier,
                        struct problem *problem)
{
    struct signal_context *s = &item->context.signals;
    uint64_t *before = ARENA_ARRAY(a, CHECK_ITEM_BEFORE_MAX, uint64_t);
    size_t count = json_array_size(earlier);
    if (!json_is_array(earlier) || count > CHECK_ITEM_BEFORE_MAX)
        return problem_set(problem, RC_INVALID, "\"before\" must be an array of at most %d texts",
                           CHECK_ITEM_BEFORE_MAX);
    for (size_t i = 0; before != NULL && i < count; i++) {
        const json_t *value = json_array_get(earlier, i);
        struct text t;
        if (!json_is_string(value) ||
            text_prepare(a, str_make(json_string_value(value), json_string_length(value)), &t) !=
                RC_OK)
            return problem_set(problem, RC_INVALID,
                               "\"before\" holds something that is not a comment");
        before[i] = fingerprint_text(&t);
    }
    s->author.known = true;
    s->author.recent_fingerprints = before;
    s->author.recent_fingerprint_count = count;
    return RC_OK;
}

static enum rc set_fact(struct arena *a, struct check_item *item, const char *key,
                        const json_t *value, struct problem *problem)
{
    struct str text = {0};
    if (json_is_string(value))
        text = copy(a, value);
    else if (json_is_integer(value))
        text = arena_printf(a, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        text = json_is_true(value) ? STR("true") : STR("false");
    else if (!json_is_string(value))
        return problem_set(problem, RC_INVALID,
                           "\"%.64s\" must be a text, a whole number, true or false", key);
    return given_set(&item->context, str_from_cstr(key), text, problem);
}

static enum rc set_id(struct arena *a, struct check_item *item, const json_t *value,
                      struct problem *problem)
{
    item->id_is_number = json_is_integer(value);
    if (!item->id_is_number && !json_is_string(value))
        return problem_set(problem, RC_INVALID, "\"id\" must be a text or a whole number");
    item->id = item->id_is_number ? arena_printf(a, "%lld", (long long)json_integer_value(value))
                                  : copy(a, value);
    return RC_OK;
}

static enum rc set_fields(struct arena *a, struct check_item *item, json_t *root,
                          struct problem *problem)
{
    const json_t *id = json_object_get(root, "id"), *text = json_object_get(root, "text");
    enum rc rc = id != NULL ? set_id(a, item, id, problem) : RC_OK;
    if (rc == RC_OK && !json_is_string(text))
        rc = problem_set(problem, RC_INVALID, "\"text\" is missing or not a text");
    else if (rc == RC_OK)
        item->text = copy(a, text);
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        struct str name = str_from_cstr(key);
        if (rc != RC_OK || str_eq(name, STR("id")) || str_eq(name, STR("text")))
            continue;
        rc = str_eq(name, STR("before")) ? remember(a, item, value, problem)
                                         : set_fact(a, item, key, value, problem);
    }
    return rc;
}

enum rc check_item_parse(struct arena *a, struct str line, struct check_item *item,
                         struct problem *problem)
{
    json_error_t error;
    json_t *root = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (root == NULL)
        return problem_set(problem, RC_INVALID, "not JSON: %.200s", error.text);
    enum rc rc =
        json_is_object(root)
            ? set_fields(a, item, root, problem)
            : problem_set(problem, RC_INVALID,
                          "not an object; write one a line, as in {\"id\": 1, \"text\": \"...\"}");
    json_decref(root);
    if (rc == RC_OK && arena_failed(a))
        rc = problem_set(problem, RC_NO_MEMORY, "out of memory");
    return rc;
}
