#include "cli/eval_spans.h"

#include <string.h>
#include <jansson.h>

#include "base/utf8.h"
#include "cli/eval_table.h"

enum { WANTED = 1, MARKED = 2 };

/* One text's characters and what is marked of them. */
struct field {
    uint8_t *marks;
    size_t count;
    struct eval_item *item;
};

/* --- what the data marks --- */

static json_t *load(struct str list)
{
    if (str_trim(list).n == 0)
        return json_array();
    return json_loadb(list.p, list.n, 0, NULL);
}

static const json_t *member(const json_t *o, const char *const *names)
{
    const json_t *v = NULL;
    for (size_t i = 0; v == NULL && names[i] != NULL; i++)
        v = json_object_get(o, names[i]);
    return v;
}

static bool take_offset(const json_t *v, size_t *ret)
{
    if (!json_is_integer(v) || json_integer_value(v) < 0)
        return false;
    *ret = (size_t)json_integer_value(v);
    return true;
}

struct wanted {
    size_t begin, end;
    struct str type; /* views the list */
};

static bool read_span(const json_t *v, struct wanted *ret)
{
    static const char *const begins[] = {"start", "begin", "start_position", NULL};
    static const char *const ends[] = {"end", "end_position", NULL};
    static const char *const types[] = {"type", "entity_type", "label", NULL};
    *ret = (struct wanted){0};
    if (json_is_object(v)) {
        const json_t *type = member(v, types);
        if (json_is_string(type))
            ret->type = str_make(json_string_value(type), json_string_length(type));
        return take_offset(member(v, begins), &ret->begin) &&
               take_offset(member(v, ends), &ret->end);
    }
    if (json_is_array(v))
        return json_array_size(v) == 2 && take_offset(json_array_get(v, 0), &ret->begin) &&
               take_offset(json_array_get(v, 1), &ret->end);
    bool single = take_offset(v, &ret->begin);
    ret->end = ret->begin + 1;
    return single;
}

bool eval_spans_readable(struct str list)
{
    json_t *root = load(list);
    struct wanted w;
    bool fine = json_is_array(root);
    for (size_t i = 0; fine && i < json_array_size(root); i++)
        fine = read_span(json_array_get(root, i), &w);
    json_decref(root);
    return fine;
}

static size_t mark(struct field *f, size_t begin, size_t end, uint8_t bit)
{
    size_t marked = 0;
    for (size_t i = begin; i < end && i < f->count; i++) {
        marked += (f->marks[i] & MARKED) != 0;
        f->marks[i] |= bit;
    }
    return marked;
}

static void put_type(char ret[static EVAL_TYPE_BYTES], struct str type)
{
    size_t n = type.n < EVAL_TYPE_BYTES ? type.n : EVAL_TYPE_BYTES - 1;
    while (!utf8_boundary(type, n))
        n--;
    memcpy(ret, type.p, n);
    ret[n] = '\0';
}

static void take_wanted(struct field *f, const json_t *root)
{
    struct wanted w;
    for (size_t i = 0; i < json_array_size(root); i++) {
        const json_t *v = json_array_get(root, i);
        if (!read_span(v, &w))
            continue;
        size_t found = mark(f, w.begin, w.end, WANTED);
        if (w.type.n == 0 || w.end <= w.begin || f->item->marked_count == EVAL_MARKED_MAX)
            continue;
        put_type(f->item->marked[f->item->marked_count].type, w.type);
        f->item->marked[f->item->marked_count++].found = 2 * found >= w.end - w.begin;
    }
}

/* --- what the detectors mark --- */

static bool counts(const struct evidence *e, const struct facts *facts, struct str prefixes,
                   double threshold)
{
    if (e->signal >= SIGNAL_COUNT || !facts->value[e->signal].known ||
        facts->value[e->signal].number < threshold)
        return false;
    struct str name = str_from_cstr(signal_table[e->signal].name);
    while (prefixes.p != NULL) {
        struct str prefix = str_trim(str_split(&prefixes, ','));
        if (prefix.n > 0 && str_starts(name, prefix))
            return true;
    }
    return false;
}

static void take_evidence(struct field *f, const struct facts *facts, struct str prefixes,
                          double threshold)
{
    struct str text = f->item->row.text;
    for (size_t i = 0; i < facts->evidence_count; i++) {
        const struct evidence *e = &facts->evidence[i];
        if (!counts(e, facts, prefixes, threshold))
            continue;
        size_t begin = utf8_count(str_slice(text, 0, e->original.begin));
        size_t length = utf8_count(str_slice(text, e->original.begin, e->original.end));
        mark(f, begin, begin + length, MARKED);
    }
}

enum rc eval_spans_measure(struct eval_item *item, const struct facts *facts, struct str prefixes,
                           double threshold, struct arena *a)
{
    struct field f = {.count = item->characters, .item = item};
    f.marks = ARENA_ARRAY(a, f.count, uint8_t);
    json_t *root = load(item->row.spans);
    item->marked_count = 0;
    item->wanted_characters = item->marked_characters = item->both_characters = 0;
    if (f.marks == NULL || root == NULL) {
        json_decref(root);
        return f.marks == NULL ? RC_NO_MEMORY : RC_INVALID;
    }
    take_evidence(&f, facts, prefixes, threshold);
    take_wanted(&f, root);
    json_decref(root);
    for (size_t i = 0; i < f.count; i++) {
        item->wanted_characters += (f.marks[i] & WANTED) != 0;
        item->marked_characters += (f.marks[i] & MARKED) != 0;
        item->both_characters += f.marks[i] == (WANTED | MARKED);
    }
    return RC_OK;
}

/* --- tables --- */

static void put_types(const struct eval_set *set, struct eval_book *b)
{
    static const char *const columns[] = {"type", "spans", "found", NULL};
    struct eval_table *t =
        eval_table_add(b, set->name, "span_types", STR("marked spans found, by type"), columns);
    for (size_t i = 0; i < set->type_count; i++) {
        eval_row_add(b, t);
        eval_put_text(t, set->types[i].type);
        eval_put_count(t, set->types[i].wanted);
        eval_put_share(t, set->types[i].found, set->types[i].wanted);
    }
}

void eval_spans_tables(const struct eval_set *set, struct eval_book *b)
{
    static const char *const columns[] = {"rows",
                                          "with spans",
                                          "precision",
                                          "recall",
                                          "F1",
                                          "mean F1 of rows",
                                          "marked without spans",
                                          NULL};
    const struct eval_span_sum *s = &set->spans;
    if (s->rows == 0)
        return;
    struct eval_table *t = eval_table_add(b, set->name, "spans", STR("characters marked"), columns);
    int64_t together = s->wanted + s->marked;
    eval_row_add(b, t);
    eval_put_count(t, s->rows);
    eval_put_count(t, s->with_spans);
    eval_put_share(t, s->both, s->marked);
    eval_put_share(t, s->both, s->wanted);
    eval_put_number(t, together > 0 ? 2 * (double)s->both / (double)together : 0);
    eval_put_number(t, s->f1 / (double)s->rows);
    eval_put_share(t, s->clean_marked, s->clean);
    put_types(set, b);
}
