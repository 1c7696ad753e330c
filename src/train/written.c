#include "train/written.h"

#include "base/random.h"

#define SEED     20261122
#define TEXT_MAX 4096

struct list {
    struct str name;
    struct str item[WRITTEN_ITEMS_MAX];
    size_t count;
};

struct writing {
    struct corpus *corpus;
    size_t set;
    int64_t each;
    int line;
    struct problem *problem;
    struct random random;
    size_t count;
    size_t pick[WRITTEN_LISTS_MAX]; /* the item of each list in the text being made */
    struct list list[WRITTEN_LISTS_MAX];
};

static enum rc fault(struct writing *w, const char *what, struct str word)
{
    return problem_set_at(w->problem, RC_INVALID, w->line, 1, "%s: \"%.*s\"", what, STR_ARG(word));
}

static enum rc read_list(struct writing *w, struct str line)
{
    struct list *l = &w->list[w->count];
    if (w->count == WRITTEN_LISTS_MAX)
        return fault(w, "one list too many", line);
    *l = (struct list){.name = str_split(&line, '\t')};
    while (line.p) {
        if (l->count == WRITTEN_ITEMS_MAX)
            return fault(w, "one item too many in the list", l->name);
        l->item[l->count++] = str_split(&line, '|');
    }
    w->count++;
    return l->count ? RC_OK : fault(w, "a list without items", l->name);
}

static bool label_of(struct str name, float label[HEAD_COUNT])
{
    for (int h = 0; h < HEAD_COUNT; h++) {
        if (str_eq(name, str_from_cstr(head_names[h]))) {
            label[h] = 1;
            return true;
        }
    }
    return false;
}

static enum rc read_labels(struct writing *w, struct str names, float label[HEAD_COUNT])
{
    bool none = str_eq(names, STR("-"));
    for (int h = 0; h < HEAD_COUNT; h++)
        label[h] = none || h == HEAD_SPAM || h == HEAD_SEXUAL ? 0 : -1;
    while (!none && names.p) {
        struct str name = str_split(&names, ',');
        if (!label_of(name, label))
            return fault(w, "no head has this name", name);
    }
    return RC_OK;
}

static size_t find_list(const struct writing *w, struct str name)
{
    size_t i = 0;
    while (i < w->count && !str_eq(w->list[i].name, name))
        i++;
    return i;
}

static bool put(char *text, size_t *n, struct str s)
{
    if (*n + s.n > TEXT_MAX)
        return false;
    if (s.n)
        memcpy(text + *n, s.p, s.n);
    *n += s.n;
    return true;
}

static enum rc make(struct writing *w, struct str template, char *text, size_t *ret_n)
{
    *ret_n = 0;
    while (template.p) {
        if (!put(text, ret_n, str_split(&template, '{')))
            return fault(w, "a text becomes too long", template);
        if (!template.p)
            return RC_OK;
        struct str name = str_split(&template, '}');
        size_t list = find_list(w, name);
        if (list == w->count || !template.p)
            return fault(w, "no list has this name, or a brace is missing", name);
        if (!put(text, ret_n, w->list[list].item[w->pick[list]]))
            return fault(w, "a text becomes too long", name);
    }
    return RC_OK;
}

static enum rc read_template(struct writing *w, struct str line)
{
    struct str names = str_split(&line, '\t');
    float label[HEAD_COUNT];
    char text[TEXT_MAX];
    size_t n;
    if (!line.p || line.n == 0)
        return fault(w, "a line is a list, or labels and a template with a tab between", names);
    enum rc rc = read_labels(w, names, label);
    for (int64_t i = 0; rc == RC_OK && i < w->each; i++) {
        for (size_t k = 0; k < w->count; k++)
            w->pick[k] = (size_t)random_below(&w->random, w->list[k].count);
        rc = make(w, line, text, &n);
        if (rc == RC_OK)
            rc = corpus_take(w->corpus, w->set, str_make(text, n), label);
    }
    return rc;
}

enum rc written_read(struct corpus *c, size_t set, struct str bytes, int64_t each,
                     struct problem *problem)
{
    struct writing *w = ARENA_NEW(c->arena, struct writing);
    if (!w)
        return problem_set(problem, RC_NO_MEMORY, "more templates than fit into memory");
    w->corpus = c;
    w->set = set;
    w->each = each;
    w->problem = problem;
    w->random = random_seeded(SEED);
    while (bytes.p) {
        struct str line = str_split(&bytes, '\n');
        enum rc rc = RC_OK;
        w->line++;
        if (line.n && line.p[0] == '=')
            rc = read_list(w, str_slice(line, 1, line.n));
        else if (line.n && line.p[0] != '#')
            rc = read_template(w, line);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}
