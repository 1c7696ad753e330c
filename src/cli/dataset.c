#include "cli/dataset.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "text/text.h"

struct bound {
    size_t text, id, parent, article, language, by, spans; /* cells; NO_CELL: none */
};
#define NO_CELL SIZE_MAX

struct dataset {
    struct arena *arena; /* the caller's */
    struct dataset_map *map;
    FILE *file;
    int64_t read_bytes, size;
    struct table *table;
    struct bound cells;
    bool empty; /* no columns to find, and no rows to miss */
    struct str guess;
    struct dataset_row row;
    struct dataset_left left;
};

/* --- opening --- */

static enum rc read_file(void *context, char *p, size_t size, size_t *ret_count)
{
    struct dataset *d = context;
    *ret_count = fread(p, 1, size, d->file);
    d->read_bytes += (int64_t)*ret_count;
    return ferror(d->file) ? RC_IO : RC_OK;
}

static enum rc open_file(struct dataset *d, struct problem *problem)
{
    struct stat status;
    if (str_eq(d->map->path, STR("-"))) {
        d->file = stdin;
        return RC_OK;
    }
    const char *name = arena_cstr(d->arena, d->map->path);
    if (name == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    d->file = fopen(name, "rb");
    if (d->file == NULL)
        return problem_set(problem, errno == ENOENT ? RC_NOT_FOUND : RC_IO, "cannot open %s: %s",
                           name, strerror(errno));
    if (fstat(fileno(d->file), &status) != 0)
        return problem_set(problem, RC_IO, "cannot open %s: %s", name, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return problem_set(problem, RC_INVALID, "%s is a directory; name the file in it", name);
    d->size = S_ISREG(status.st_mode) ? (int64_t)status.st_size : 0;
    return RC_OK;
}

struct binding {
    struct dataset *d;
    struct problem *problem;
    enum rc rc; /* the first failure */
};

static size_t want(struct binding *b, struct str column)
{
    size_t cell = NO_CELL;
    if (b->rc == RC_OK && column.n > 0)
        b->rc = table_want(b->d->table, column, &cell, b->problem);
    return cell;
}

static void bind_rule(struct binding *b, struct dataset_rule *rule)
{
    for (size_t i = 0; i < rule->count; i++)
        rule->conditions[i].cell = want(b, rule->conditions[i].column);
}

static enum rc bind(struct dataset *d, struct problem *problem)
{
    struct dataset_map *m = d->map;
    struct binding b = {.d = d, .problem = problem};
    d->cells = (struct bound){.text = want(&b, m->text),
                              .id = want(&b, m->id),
                              .parent = want(&b, m->parent),
                              .article = want(&b, m->article),
                              .language = want(&b, m->language),
                              .by = want(&b, m->by),
                              .spans = want(&b, m->spans)};
    for (size_t i = 0; i < m->label_count; i++)
        bind_rule(&b, &m->labels[i].rule);
    for (size_t i = 0; i < m->group_count; i++)
        bind_rule(&b, &m->groups[i].rule);
    for (size_t i = 0; i < m->score_count; i++)
        m->scores[i].cell = want(&b, m->scores[i].column);
    bind_rule(&b, &m->only);
    return b.rc;
}

static enum rc begin(struct dataset *d, struct problem *problem)
{
    struct table_source source = {.read = read_file, .context = d, .name = d->map->path};
    enum rc rc = open_file(d, problem);
    if (rc == RC_OK)
        rc = table_open(&source, &d->map->table, &d->table, problem);
    d->empty = rc == RC_OK && table_column_count(d->table) == 0;
    if (rc == RC_OK && !d->empty && d->map->text.n == 0)
        rc = dataset_map_guess(d->arena, d->table, d->map, &d->guess, problem);
    return rc == RC_OK && !d->empty ? bind(d, problem) : rc;
}

enum rc dataset_open(struct dataset_map *map, struct arena *a, struct dataset **ret,
                     struct problem *problem)
{
    struct dataset *d = ARENA_NEW(a, struct dataset);
    if (d == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    *d = (struct dataset){.arena = a, .map = map};
    enum rc rc = begin(d, problem);
    if (rc != RC_OK) {
        dataset_close(d);
        return rc;
    }
    *ret = d;
    return RC_OK;
}

void dataset_close(struct dataset *d)
{
    if (d == NULL)
        return;
    table_close(d->table);
    if (d->file != NULL && d->file != stdin)
        fclose(d->file);
}

/* --- rows --- */

static struct str cell_of(const struct table_row *r, size_t cell)
{
    return cell == NO_CELL ? (struct str){0} : str_trim(r->cells[cell]);
}

static enum rc answer_rules(struct dataset *d, const struct table_row *r, struct problem *problem)
{
    const struct dataset_map *m = d->map;
    double number;
    enum rule_answer answer;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < m->label_count; i++)
        rc = dataset_rule_ask(&m->labels[i].rule, r->cells, &d->row.labels[i], &d->row.numbers[i],
                              problem);
    for (size_t i = 0; rc == RC_OK && i < m->group_count; i++) {
        rc = dataset_rule_ask(&m->groups[i].rule, r->cells, &answer, &number, problem);
        d->row.groups[i] = rc == RC_OK && answer == RULE_IS_YES;
    }
    return rc;
}

static void fill(struct dataset *d, const struct table_row *r)
{
    const struct bound *c = &d->cells;
    d->row.line = r->line;
    d->row.text = r->cells[c->text]; /* as it stands: spans count from its beginning */
    d->row.id = cell_of(r, c->id);
    d->row.parent = cell_of(r, c->parent);
    d->row.article = cell_of(r, c->article);
    d->row.language =
        d->map->language_given.n > 0 ? d->map->language_given : cell_of(r, c->language);
    d->row.by = cell_of(r, c->by);
    d->row.spans = cell_of(r, c->spans);
    for (size_t i = 0; i < d->map->score_count; i++)
        d->row.scores[i] = dataset_number(r->cells[d->map->scores[i].cell]);
}

/* Whether the row is one that is asked for, with all that is known of it in d->row. */
static bool use(struct dataset *d, const struct table_row *r)
{
    struct problem problem = {0};
    enum rule_answer answer = RULE_IS_YES;
    double number;
    enum rc rc = RC_OK;
    if (d->map->only.count > 0)
        rc = dataset_rule_ask(&d->map->only, r->cells, &answer, &number, &problem);
    if (rc == RC_OK && answer != RULE_IS_YES) {
        d->left.left_out++;
        return false;
    }
    if (rc == RC_OK)
        rc = answer_rules(d, r, &problem);
    if (rc != RC_OK) {
        table_refuse(d->table, "%s", problem.message);
        return false;
    }
    fill(d, r);
    if (d->row.text.n > TEXT_BYTES_MAX) {
        table_refuse(d->table, "the text is longer than %d bytes, the most that is judged",
                     TEXT_BYTES_MAX);
        return false;
    }
    bool has_text = str_trim(d->row.text).n > 0;
    d->left.without_text += !has_text;
    return has_text;
}

enum rc dataset_next(struct dataset *d, const struct dataset_row **ret, struct problem *problem)
{
    const struct table_row *r = NULL;
    enum rc rc;
    do
        rc = d->empty ? RC_OK : table_next(d->table, &r, problem);
    while (rc == RC_OK && r != NULL && !use(d, r));
    if (rc == RC_OK)
        *ret = r != NULL ? &d->row : NULL;
    return rc;
}

void dataset_refuse(struct dataset *d, const char *reason)
{
    table_refuse(d->table, "%s", reason);
}

const struct dataset_left *dataset_left(const struct dataset *d)
{
    return &d->left;
}

const struct table *dataset_table(const struct dataset *d)
{
    return d->table;
}

struct str dataset_guess(const struct dataset *d)
{
    return d->guess;
}

void dataset_progress(const struct dataset *d, int64_t *ret_read, int64_t *ret_size)
{
    *ret_read = d->read_bytes;
    *ret_size = d->size;
}
