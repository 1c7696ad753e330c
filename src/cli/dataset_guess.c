/* What columns mean, by what people call them. */
#include "base/buf.h"
#include "cli/dataset_map.h"

#define SAID_MAX 4096

/* In the order of how surely a column so called is the text. */
static const char *const texts[] = {"comment_text", "text",      "comment", "content", "body",
                                    "comment_body", "tweet",     "message", "post",    "sentence",
                                    "utterance",    "test_case", "v2",      "reply",   "review",
                                    "phrase",       "toxic_text"};
static const char *const parents[] = {"parent", "parent_text", "parent_comment", "reply_to_text",
                                      "context"};
static const char *const articles[] = {"article_text", "article", "article_body"};
static const char *const languages[] = {"language", "lang", "locale"};
static const char *const ids[] = {"id", "comment_id", "case_id", "rev_id", "tweet_id"};
static const char *const bys[] = {"functionality"};
static const char *const spans[] = {"spans"};

/* Columns that are labels, and what the label is called. */
static const struct {
    const char *column, *label;
} labels[] = {
    {"toxicity", "toxic"},
    {"toxic", "toxic"},
    {"is_toxic", "toxic"},
    {"target", "toxic"},
    {"severe_toxicity", "severe"},
    {"severe_toxic", "severe"},
    {"obscene", "obscene"},
    {"profanity", "obscene"},
    {"threat", "threat"},
    {"insult", "insult"},
    {"identity_attack", "hate"},
    {"identity_hate", "hate"},
    {"hate", "hate"},
    {"hateful", "hate"},
    {"sexual_explicit", "sexual"},
    {"sexually_explicit", "sexual"},
    {"spam", "spam"},
    {"is_spam", "spam"},
};
/* Columns that are the only label there is, and do not say of what. */
static const char *const plain_labels[] = {"label",    "label_gold", "class", "v1",
                                           "category", "y",          "gold"};

static struct str find(const struct table *t, struct str name)
{
    for (size_t i = 0; i < table_column_count(t); i++)
        if (str_eq_ascii_case(table_column_name(t, i), name))
            return table_column_name(t, i);
    return (struct str){0};
}

static struct str find_any(const struct table *t, const char *const *names, size_t count)
{
    struct str found = {0};
    for (size_t i = 0; i < count && found.n == 0; i++)
        found = find(t, str_from_cstr(names[i]));
    return found;
}
#define FIND_ANY(t, names) find_any((t), (names), sizeof(names) / sizeof *(names))

/* Unless the map says what has the role. */
static void add(struct buf *said, const char *role, struct str given, struct str column)
{
    if (column.n > 0 && given.n == 0)
        buf_printf(said, "%s%s: \"%.*s\"", said->n > 0 ? "; " : "", role, STR_ARG(column));
}

static void add_labels(const struct table *t, struct buf *said)
{
    const char *seen[sizeof labels / sizeof labels[0]];
    size_t count = 0;
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        struct str column = find(t, str_from_cstr(labels[i].column));
        bool taken = false;
        for (size_t k = 0; k < count; k++)
            taken |= str_eq(str_from_cstr(seen[k]), str_from_cstr(labels[i].label));
        if (column.n == 0 || taken)
            continue;
        seen[count++] = labels[i].label;
        buf_printf(said, "; label %s: \"%.*s\"", labels[i].label, STR_ARG(column));
    }
    struct str column = FIND_ANY(t, plain_labels);
    if (count == 0 && column.n > 0)
        buf_printf(said, "; label toxic: \"%.*s\"", STR_ARG(column));
}

enum rc dataset_map_guess(struct arena *a, const struct table *t, struct dataset_map *map,
                          struct str *ret_said, struct problem *problem)
{
    struct str text = FIND_ANY(t, texts);
    if (text.n == 0)
        return problem_set(problem, RC_NOT_FOUND,
                           "%.*s: none of the columns is called as a text would be; say which it "
                           "is: --map 'text: COLUMN; label toxic: COLUMN'",
                           STR_ARG(map->path));
    struct buf said;
    buf_init(&said, SAID_MAX);
    add(&said, "text", map->text, text);
    add(&said, "id", map->id, FIND_ANY(t, ids));
    add(&said, "parent", map->parent, FIND_ANY(t, parents));
    add(&said, "article", map->article, FIND_ANY(t, articles));
    add(&said, "language", map->language_given.n > 0 ? map->language_given : map->language,
        FIND_ANY(t, languages));
    add(&said, "by", map->by, FIND_ANY(t, bys));
    add(&said, "spans", map->spans, FIND_ANY(t, spans));
    if (map->label_count == 0)
        add_labels(t, &said);
    struct str items = arena_dup(a, buf_str(&said));
    enum rc rc = buf_status(&said);
    buf_release(&said);
    if (rc != RC_OK || arena_failed(a))
        return RC_NO_MEMORY;
    *ret_said = items;
    return dataset_map_add(a, items, map, problem);
}
