#include "template.h"

#include <stdio.h>

static void place_of(struct str source, size_t offset, int *line, int *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset && i < source.n; i++) {
        *column += 1;
        if (source.p[i] == '\n') {
            *line += 1;
            *column = 1;
        }
    }
}

enum rc template_fail(struct template_set *set, const struct view *view, size_t offset,
                      const char *format, ...)
{
    char message[PROBLEM_MESSAGE_MAX];
    int line;
    int column;
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    place_of(view->source, offset, &line, &column);
    if (set->problem.code == RC_OK)
        set->failed_file = view->file;
    return problem_set_at(&set->problem, RC_INVALID, line, column, "%s", message);
}

struct view *template_find(const struct template_set *set, struct str name)
{
    struct view *view = set->views;

    while (view && !str_eq(view->name, name))
        view = view->next;
    return view;
}

struct field *template_field(const struct view *view, struct str name)
{
    struct field *field = view->fields;

    while (field && !str_eq(field->name, name))
        field = field->next;
    return field;
}

const char *template_type_name(enum field_type type)
{
    static const char *const names[] = {"text", "html", "url", "int", "bool", "list", "view"};

    return names[type];
}

void template_set_assets(struct template_set *set, struct str lines)
{
    while (lines.p) {
        struct str url = str_split(&lines, '\n');
        struct str name = str_split(&url, ' ');
        struct asset *asset = ARENA_NEW(set->arena, struct asset);

        if (!asset || name.n == 0 || url.n == 0)
            continue;
        *asset = (struct asset){.name = name, .url = url, .next = set->assets};
        set->assets = asset;
    }
}
