#include "cli/dataset_map.h"

#include <math.h>

struct parse {
    struct arena *arena;
    struct dataset_map *map;
    struct str role, name, value; /* of the item being read */
    struct problem *problem;
};

static enum rc wrong(const struct parse *p, const char *what)
{
    return problem_set(p->problem, RC_INVALID, "%s in the item \"%.*s%s%.*s: %.*s\"", what,
                       STR_ARG(p->role), p->name.n > 0 ? " " : "", STR_ARG(p->name),
                       STR_ARG(p->value));
}

/* The one word an item's value is. */
static enum rc one_word(struct parse *p, struct str *ret)
{
    bool quoted;
    struct str rest = p->value;
    struct str word = dataset_word(&rest, &quoted);
    if (word.p == NULL || word.n == 0 || str_trim(rest).n > 0)
        return wrong(p, "one name is wanted; with blanks or signs in it, in double quotes,");
    *ret = arena_dup(p->arena, word);
    return RC_OK;
}

/* --- roles --- */

static enum rc take_language(struct parse *p)
{
    bool quoted;
    struct str rest = p->value;
    if (!str_eq(dataset_word(&rest, &quoted), STR("=")) || quoted)
        return one_word(p, &p->map->language);
    p->value = rest;
    return one_word(p, &p->map->language_given);
}

static enum rc take_rule(struct parse *p, struct dataset_named_rule *list, size_t *count,
                         size_t max)
{
    if (p->name.n == 0)
        return wrong(p, "a name is missing (label toxic: ...)");
    if (*count == max)
        return wrong(p, "too many of them");
    for (size_t i = 0; i < *count; i++)
        if (str_eq(list[i].name, p->name))
            return wrong(p, "the name is used twice");
    list[*count].name = p->name;
    enum rc rc = dataset_rule_parse(p->arena, p->value, &list[*count].rule, p->problem);
    *count += rc == RC_OK;
    return rc;
}

static enum rc take_label(struct parse *p)
{
    return take_rule(p, p->map->labels, &p->map->label_count, DATASET_LABELS_MAX);
}

static enum rc take_group(struct parse *p)
{
    return take_rule(p, p->map->groups, &p->map->group_count, DATASET_GROUPS_MAX);
}

static enum rc take_score(struct parse *p)
{
    if (p->name.n == 0)
        return wrong(p, "the label's name is missing (score toxic: COLUMN)");
    if (p->map->score_count == DATASET_SCORES_MAX)
        return wrong(p, "too many of them");
    struct dataset_score *s = &p->map->scores[p->map->score_count];
    s->name = p->name;
    enum rc rc = one_word(p, &s->column);
    p->map->score_count += rc == RC_OK;
    return rc;
}

static enum rc take_only(struct parse *p)
{
    return dataset_rule_parse(p->arena, p->value, &p->map->only, p->problem);
}

static enum rc take_weight(struct parse *p)
{
    p->map->weight = dataset_number(p->value);
    return p->map->weight >= 0 ? RC_OK : wrong(p, "a number from 0 up is wanted");
}

struct word {
    const char *word;
    int value;
};

static enum rc take_choice(struct parse *p, const struct word *words, size_t count, int *ret)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(p->value, str_from_cstr(words[i].word))) {
            *ret = words[i].value;
            return RC_OK;
        }
    return wrong(p, "an unknown word");
}
#define TAKE_CHOICE(p, words, ret) take_choice((p), (words), sizeof(words) / sizeof *(words), (ret))

static enum rc take_format(struct parse *p)
{
    static const struct word words[] = {
        {"csv", TABLE_CSV}, {"tsv", TABLE_TSV}, {"jsonl", TABLE_JSONL}};
    int value = 0;
    enum rc rc = TAKE_CHOICE(p, words, &value);
    p->map->table.format = (enum table_format)value;
    return rc;
}

static enum rc take_encoding(struct parse *p)
{
    static const struct word words[] = {{"utf-8", TABLE_UTF8},
                                        {"utf-16le", TABLE_UTF16LE},
                                        {"utf-16be", TABLE_UTF16BE},
                                        {"latin-1", TABLE_LATIN1},
                                        {"windows-1252", TABLE_LATIN1}};
    int value = 0;
    enum rc rc = TAKE_CHOICE(p, words, &value);
    p->map->table.encoding = (enum table_encoding)value;
    return rc;
}

static enum rc take_quotes(struct parse *p)
{
    static const struct word words[] = {{"yes", TABLE_QUOTES_YES}, {"none", TABLE_QUOTES_NONE}};
    int value = 0;
    enum rc rc = TAKE_CHOICE(p, words, &value);
    p->map->table.quotes = (enum table_quotes)value;
    return rc;
}

static enum rc take_header(struct parse *p)
{
    static const struct word words[] = {{"yes", 0}, {"no", 1}};
    int value = 0;
    enum rc rc = TAKE_CHOICE(p, words, &value);
    p->map->table.no_header = value != 0;
    return rc;
}

static enum rc take_separator(struct parse *p)
{
    static const struct word words[] = {
        {"tab", '\t'}, {"comma", ','}, {"semicolon", ';'}, {",", ','}, {"|", '|'}};
    int value = 0;
    enum rc rc = TAKE_CHOICE(p, words, &value);
    p->map->table.separator = (char)value;
    return rc;
}

struct role {
    const char *name;
    struct str *(*column)(struct dataset_map *map);
    enum rc (*take)(struct parse *p);
};

#define COLUMN_ROLE(field)                                                                         \
    static struct str *column_##field(struct dataset_map *map)                                     \
    {                                                                                              \
        return &map->field;                                                                        \
    }
COLUMN_ROLE(text)
COLUMN_ROLE(id)
COLUMN_ROLE(parent)
COLUMN_ROLE(article)
COLUMN_ROLE(by)
COLUMN_ROLE(spans)
COLUMN_ROLE(name)
COLUMN_ROLE(use)

static const struct role roles[] = {
    {"text", column_text, NULL},
    {"id", column_id, NULL},
    {"parent", column_parent, NULL},
    {"article", column_article, NULL},
    {"by", column_by, NULL},
    {"spans", column_spans, NULL},
    {"name", column_name, NULL},
    {"use", column_use, NULL},
    {"language", NULL, take_language},
    {"label", NULL, take_label},
    {"group", NULL, take_group},
    {"score", NULL, take_score},
    {"only", NULL, take_only},
    {"weight", NULL, take_weight},
    {"format", NULL, take_format},
    {"encoding", NULL, take_encoding},
    {"quotes", NULL, take_quotes},
    {"header", NULL, take_header},
    {"separator", NULL, take_separator},
};

/* --- items --- */

/* The first `c` outside double quotes. */
static size_t find_outside(struct str s, char c)
{
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        inside ^= s.p[i] == '"';
        if (!inside && s.p[i] == c)
            return i;
    }
    return STR_NONE;
}

static struct str next_item(struct str *rest)
{
    size_t at = find_outside(*rest, ';');
    struct str item = str_trim(str_slice(*rest, 0, at));
    *rest = at == STR_NONE ? (struct str){0} : str_slice(*rest, at + 1, rest->n);
    return item;
}

static enum rc take_item(struct parse *p)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (str_eq(p->role, str_from_cstr(roles[i].name)))
            return roles[i].column != NULL ? one_word(p, roles[i].column(p->map))
                                           : roles[i].take(p);
    return wrong(p, "an unknown role (text, label NAME, group NAME, score NAME, id, parent, "
                    "article, language, by, spans, only, name, weight, use, format, encoding, "
                    "quotes, header, separator)");
}

static enum rc parse_item(struct parse *p, struct str item)
{
    bool quoted;
    size_t colon = find_outside(item, ':');
    if (colon == STR_NONE)
        return problem_set(p->problem, RC_INVALID,
                           "\"%.*s\" is no item of a map: ROLE: COLUMN, such as text: comment",
                           STR_ARG(item));
    struct str head = str_slice(item, 0, colon);
    p->role = dataset_word(&head, &quoted);
    p->name = arena_dup(p->arena, dataset_word(&head, &quoted));
    p->value = str_trim(str_slice(item, colon + 1, item.n));
    if (str_trim(head).n > 0)
        return wrong(p, "more than a role and a name before the colon");
    return take_item(p);
}

enum rc dataset_map_add(struct arena *a, struct str items, struct dataset_map *map,
                        struct problem *problem)
{
    struct parse p = {.arena = a, .map = map, .problem = problem};
    enum rc rc = RC_OK;
    while (rc == RC_OK && items.p != NULL) {
        struct str item = next_item(&items);
        if (item.n > 0)
            rc = parse_item(&p, item);
    }
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}

static struct str file_name(struct str path)
{
    size_t slash = str_rfind_char(path, '/');
    return slash == STR_NONE ? path : str_slice(path, slash + 1, path.n);
}

enum rc dataset_map_parse(struct arena *a, struct str line, struct dataset_map *ret,
                          struct problem *problem)
{
    struct dataset_map map = {.weight = 1};
    struct str rest = line;
    struct str path = next_item(&rest);
    if (path.n >= 2 && path.p[0] == '"' && path.p[path.n - 1] == '"')
        path = str_slice(path, 1, path.n - 1);
    if (path.n == 0)
        return problem_set(problem, RC_INVALID,
                           "a data set begins with its file: FILE; text: COLUMN; ...");
    map.path = arena_dup(a, path);
    map.name = file_name(map.path);
    enum rc rc = dataset_map_add(a, rest, &map, problem);
    if (rc == RC_OK)
        *ret = map;
    return rc;
}

/* --- manifests --- */

/* A line with those it goes on in; `number` moves on. */
static struct str next_line(struct arena *a, struct str *rest, int *number)
{
    struct str line = str_trim(str_split(rest, '\n'));
    (*number)++;
    while (str_ends(line, STR("\\")) && rest->p != NULL) {
        struct str more = str_trim(str_split(rest, '\n'));
        line = arena_printf(a, "%.*s %.*s", STR_ARG(str_slice(line, 0, line.n - 1)), STR_ARG(more));
        (*number)++;
    }
    return line;
}

static size_t count_lines(struct str text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == '\n';
    return count;
}

enum rc dataset_manifest_parse(struct arena *a, struct str text, struct str base,
                               struct dataset_map **ret, size_t *ret_count, struct problem *problem)
{
    struct dataset_map *maps = ARENA_ARRAY(a, count_lines(text), struct dataset_map);
    size_t count = 0;
    int number = 0;
    while (maps != NULL && text.p != NULL) {
        int first = number + 1;
        struct str line = next_line(a, &text, &number);
        struct problem found = {0};
        if (line.n == 0 || line.p[0] == '#')
            continue;
        struct dataset_map *m = &maps[count++];
        enum rc rc = dataset_map_parse(a, line, m, &found);
        if (rc != RC_OK)
            return problem_set_at(problem, rc, first, 0, "line %d: %s", first,
                                  found.message[0] ? found.message : rc_text(rc));
        if (base.n > 0 && m->path.p[0] != '/' && !str_eq(m->path, STR("-")))
            m->path = arena_printf(a, "%.*s/%.*s", STR_ARG(base), STR_ARG(m->path));
    }
    if (arena_failed(a))
        return RC_NO_MEMORY;
    *ret = maps;
    *ret_count = count;
    return RC_OK;
}
