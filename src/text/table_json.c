#include "text/table_json.h"

#include <stdio.h>
#include <jansson.h>

#define DEPTH_MAX 8
#define STEPS_MAX 16

/* A member, or an element where `key` is NULL. */
struct step {
    const char *key;
    size_t index;
};

struct table_path {
    const char *whole; /* a member of just that name comes first: "user.name" may be one */
    struct step steps[STEPS_MAX];
    size_t count;
};

static const json_t *value_of(const struct table_json *o)
{
    return (const json_t *)o;
}

struct table_json *table_json_parse(struct str line, char reason[static TABLE_REASON_MAX])
{
    json_error_t error;
    json_t *root = json_loadb(line.p, line.n, JSON_DECODE_ANY, &error);
    if (root == NULL) {
        enum json_error_code code = json_error_code(&error);
        bool nul = code == json_error_null_character || code == json_error_null_byte_in_key;
        snprintf(reason, TABLE_REASON_MAX, "no JSON: %.120s (column %d)",
                 nul ? "a zero character, \\u0000" : error.text, error.column);
        return NULL;
    }
    if (!json_is_object(root)) {
        snprintf(reason, TABLE_REASON_MAX, "no JSON object");
        json_decref(root);
        return NULL;
    }
    return (struct table_json *)root;
}

void table_json_free(struct table_json *o)
{
    json_decref((json_t *)o);
}

/* --- paths --- */

static bool add_key(struct arena *a, struct table_path *p, struct str key)
{
    if (key.n == 0 || p->count == STEPS_MAX)
        return false;
    p->steps[p->count].key = arena_cstr(a, key);
    return p->steps[p->count++].key != NULL;
}

/* "[0]", several in a row. */
static bool add_elements(struct table_path *p, struct str s)
{
    while (s.n > 0) {
        size_t close = str_find_char(s, ']', 0);
        uint64_t index;
        if (s.p[0] != '[' || close == STR_NONE || p->count == STEPS_MAX ||
            str_to_u64(str_slice(s, 1, close), &index) != RC_OK)
            return false;
        p->steps[p->count++] = (struct step){.index = (size_t)index};
        s = str_slice(s, close + 1, s.n);
    }
    return true;
}

enum rc table_json_path(struct arena *a, struct str text, const struct table_path **ret,
                        struct problem *problem)
{
    struct table_path *p = ARENA_NEW(a, struct table_path);
    bool fits = p != NULL && text.n > 0;
    if (p != NULL)
        p->whole = arena_cstr(a, text);
    for (struct str rest = text; fits && rest.p != NULL;) {
        struct str part = str_split(&rest, '.');
        size_t open = str_find_char(part, '[', 0);
        size_t key = open == STR_NONE ? part.n : open;
        fits =
            add_key(a, p, str_slice(part, 0, key)) && add_elements(p, str_slice(part, key, part.n));
    }
    if (arena_failed(a))
        return RC_NO_MEMORY;
    if (!fits)
        return problem_set(problem, RC_INVALID,
                           "\"%.*s\" is no path into an object: write user.name or answers[0].text",
                           STR_ARG(text));
    *ret = p;
    return RC_OK;
}

static const json_t *find(const struct table_path *path, const json_t *root)
{
    const json_t *v = json_object_get(root, path->whole);
    if (v != NULL)
        return v;
    v = root;
    for (size_t i = 0; i < path->count && v != NULL; i++) {
        const struct step *s = &path->steps[i];
        v = s->key != NULL ? json_object_get(v, s->key) : json_array_get(v, s->index);
    }
    return v;
}

static struct str written(const json_t *v, struct arena *a)
{
    const size_t flags = JSON_ENCODE_ANY | JSON_COMPACT;
    size_t n = json_dumpb(v, NULL, 0, flags);
    char *p = n > 0 ? ARENA_ARRAY(a, n, char) : NULL;
    if (p == NULL || json_dumpb(v, p, n, flags) != n)
        return STR("");
    return str_make(p, n);
}

struct str table_json_text(const struct table_path *path, const struct table_json *o,
                           struct arena *a)
{
    const json_t *v = find(path, value_of(o));
    if (v == NULL || json_is_null(v))
        return (struct str){0};
    if (json_is_string(v))
        return str_make(json_string_value(v), json_string_length(v));
    return written(v, a);
}

/* --- what an object has --- */

struct paths {
    struct arena *arena;
    struct str *list;
    size_t count, max;
};

static void collect(struct paths *c, json_t *object, struct str before, int depth)
{
    const char *key;
    json_t *v;
    json_object_foreach(object, key, v)
    {
        struct str path = before.n > 0 ? arena_printf(c->arena, "%.*s.%s", STR_ARG(before), key)
                                       : arena_dup(c->arena, str_from_cstr(key));
        if (json_is_object(v) && depth < DEPTH_MAX)
            collect(c, v, path, depth + 1);
        else if (c->count < c->max)
            c->list[c->count++] = path;
    }
}

size_t table_json_paths(struct table_json *o, struct arena *a, struct str *ret, size_t max)
{
    struct paths c = {.arena = a, .list = ret, .max = max};
    collect(&c, (json_t *)o, STR(""), 0);
    return c.count;
}
