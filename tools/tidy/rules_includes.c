/* Who may include whom: the table of rooms in docs/ARCHITECTURE.md, read as it stands. */
#include "tidy.h"

#define LAYERS_MAX 32

struct room {
    struct str name;
    struct str may_use; /* words of the last column; "all" opens everything */
};

struct rooms {
    struct room rows[LAYERS_MAX];
    size_t count;
};

/* Libraries that one room hides from all others. */
static const struct {
    struct str header;
    struct str layer;
} hidden[] = {
    {STR_INIT("microhttpd.h"), STR_INIT("http")}, {STR_INIT("sqlite3.h"), STR_INIT("store")},
    {STR_INIT("libpq-fe.h"), STR_INIT("store")},  {STR_INIT("templates.h"), STR_INIT("web")},
    {STR_INIT("assets.h"), STR_INIT("web")},
};

/* Rows look like: | `src/base/` | what lives there | libc | */
static void read_row(struct rooms *rooms, struct str line)
{
    const struct str begin = STR("| `src/");
    size_t end = str_find(line, STR("/`"), begin.n);
    size_t last;

    if (!str_starts(line, begin) || end == STR_NONE || rooms->count == LAYERS_MAX)
        return;
    line = str_trim(line);
    last = str_rfind_char(str_slice(line, 0, line.n - 1), '|');
    rooms->rows[rooms->count++] = (struct room){.name = str_slice(line, begin.n, end),
                                                .may_use = str_slice(line, last + 1, line.n - 1)};
}

static void read_rooms(const struct tree *tree, struct rooms *rooms)
{
    const struct source *page = tree_find(tree, STR("docs/ARCHITECTURE.md"));
    struct str rest = page ? page->text : (struct str){0};

    while (rest.p)
        read_row(rooms, str_split(&rest, '\n'));
}

static const struct room *find_room(const struct rooms *rooms, struct str name)
{
    for (size_t i = 0; i < rooms->count; i++) {
        if (str_eq(rooms->rows[i].name, name))
            return &rooms->rows[i];
    }
    return NULL;
}

static bool may_use(const struct room *room, struct str other)
{
    return str_eq(room->name, other) || find_word(room->may_use, other, 0) != STR_NONE ||
           find_word(room->may_use, STR("all"), 0) != STR_NONE;
}

static void check_hidden(struct tree *tree, const struct source *s, struct str name,
                         struct str layer, size_t offset)
{
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (str_eq(name, hidden[i].header) && !str_eq(layer, hidden[i].layer))
            tree_report(tree, s, offset, "layers",
                        "%.*s belongs to src/%.*s alone: call that layer instead", STR_ARG(name),
                        STR_ARG(hidden[i].layer));
    }
}

static void check_include(struct tree *tree, const struct rooms *rooms, const struct source *s,
                          struct str name, size_t offset)
{
    struct str layer = path_layer(s->path);
    const struct room *room = find_room(rooms, layer);
    size_t slash = str_find_char(name, '/', 0);
    struct str other = str_slice(name, 0, slash == STR_NONE ? 0 : slash);

    check_hidden(tree, s, name, layer, offset);
    if (str_starts(name, STR("../")))
        tree_report(tree, s, offset, "layers", "a relative include: write \"layer/file.h\"");
    else if (room && find_room(rooms, other) && !may_use(room, other))
        tree_report(tree, s, offset, "layers",
                    "src/%.*s may not use %.*s: it may use%.*s (docs/ARCHITECTURE.md)",
                    STR_ARG(layer), STR_ARG(other), STR_ARG(room->may_use));
}

/* `#include "x"` and `#include <x>` alike: what stands between the marks. */
static void check_line(struct tree *tree, const struct rooms *rooms, const struct source *s,
                       size_t begin, size_t end)
{
    struct str line = str_trim(str_slice(s->text, begin, end));
    size_t open;
    size_t close;

    if (!str_starts(line, STR("#include")))
        return;
    open = str_find_char(line, '"', 0);
    close = open == STR_NONE ? STR_NONE : str_find_char(line, '"', open + 1);
    if (close == STR_NONE) {
        open = str_find_char(line, '<', 0);
        close = open == STR_NONE ? STR_NONE : str_find_char(line, '>', open + 1);
    }
    if (close != STR_NONE)
        check_include(tree, rooms, s, str_slice(line, open + 1, close), begin);
}

void rules_includes(struct tree *tree)
{
    struct rooms rooms = {.count = 0};

    read_rooms(tree, &rooms);
    for (const struct source *s = tree->sources; s; s = s->next) {
        if (!s->is_c || !path_is_in(s->path, "src"))
            continue;
        if (!find_room(&rooms, path_layer(s->path)))
            tree_report(tree, s, 0, "layers",
                        "its folder has no row in the table of rooms: add one to "
                        "docs/ARCHITECTURE.md");
        for (size_t begin = 0, end; begin < s->text.n; begin = end + 1) {
            end = str_find_char(s->text, '\n', begin);
            end = end == STR_NONE ? s->text.n : end;
            check_line(tree, &rooms, s, begin, end);
        }
    }
}
