#include "base/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <ini.h>

#include "base/arena.h"
#include "base/suggest.h"
#include "base/utf8.h"

#define CONFIG_BYTES_MAX ((size_t)1024 * 1024)

struct config {
    struct arena *arena;
    int64_t number[SETTING_COUNT];
    struct str text[SETTING_COUNT];
    int line[SETTING_COUNT]; /* of the file that set it; 0: nothing, or the command line */
    struct str file;         /* read last */
};

#define RELOAD  false
#define RESTART true
static const struct setting_info table[SETTING_COUNT] = {
#define SETTING_INT(id, name_, when_, preset_, minimum_, maximum_, unit_, text_)                   \
    [SET_##id] = {.name = STR_INIT(name_),                                                         \
                  .needs_restart = (when_),                                                        \
                  .kind = SETTING_KIND_INT,                                                        \
                  .preset = (preset_),                                                             \
                  .minimum = (minimum_),                                                           \
                  .maximum = (maximum_),                                                           \
                  .unit = STR_INIT(unit_),                                                         \
                  .text = STR_INIT(text_)},
#define SETTING_BOOL(id, name_, when_, preset_, text_)                                             \
    [SET_##id] = {.name = STR_INIT(name_),                                                         \
                  .needs_restart = (when_),                                                        \
                  .kind = SETTING_KIND_BOOL,                                                       \
                  .preset = (preset_),                                                             \
                  .maximum = 1,                                                                    \
                  .text = STR_INIT(text_)},
#define SETTING_STR(id, name_, when_, preset_, text_)                                              \
    [SET_##id] = {.name = STR_INIT(name_),                                                         \
                  .needs_restart = (when_),                                                        \
                  .kind = SETTING_KIND_STR,                                                        \
                  .preset_text = STR_INIT(preset_),                                                \
                  .text = STR_INIT(text_)},
#include "base/settings.def"
#undef RELOAD
#undef RESTART
};

const struct setting_info *setting_info(enum setting_id id)
{
    return &table[id];
}

struct config *config_new(void)
{
    struct config *c = calloc(1, sizeof *c);
    struct arena *arena = arena_new(CONFIG_BYTES_MAX);
    if (c == NULL || arena == NULL) {
        arena_free(arena);
        free(c);
        return NULL;
    }
    c->arena = arena;
    for (int id = 0; id < SETTING_COUNT; id++) {
        c->number[id] = table[id].preset;
        c->text[id] = table[id].preset_text;
    }
    return c;
}

void config_free(struct config *c)
{
    if (c == NULL)
        return;
    arena_free(c->arena);
    free(c);
}

static enum rc find_setting(struct str name, enum setting_id *ret, struct problem *problem)
{
    struct suggestion near = suggest_begin(name);
    for (int id = 0; id < SETTING_COUNT; id++) {
        if (str_eq(table[id].name, name)) {
            *ret = (enum setting_id)id;
            return RC_OK;
        }
        suggest_offer(&near, table[id].name);
    }
    if (near.best.n > 0)
        return problem_set(problem, RC_INVALID,
                           "there is no setting \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(name),
                           STR_ARG(near.best));
    return problem_set(problem, RC_INVALID,
                       "there is no setting \"%.*s\"; `comity settings` lists them all",
                       STR_ARG(name));
}

static enum rc set_int(struct config *c, enum setting_id id, struct str value,
                       struct problem *problem)
{
    const struct setting_info *s = &table[id];
    int64_t number = 0;
    if (str_to_i64(value, &number) != RC_OK || number < s->minimum || number > s->maximum)
        return problem_set(
            problem, RC_INVALID, "%.*s must be a whole number from %lld to %lld, not \"%.*s\"",
            STR_ARG(s->name), (long long)s->minimum, (long long)s->maximum, STR_ARG(value));
    c->number[id] = number;
    return RC_OK;
}

static enum rc set_bool(struct config *c, enum setting_id id, struct str value,
                        struct problem *problem)
{
    bool on = str_eq(value, STR("on")) || str_eq(value, STR("true"));
    bool off = str_eq(value, STR("off")) || str_eq(value, STR("false"));
    if (!on && !off)
        return problem_set(problem, RC_INVALID, "%.*s must be on or off, not \"%.*s\"",
                           STR_ARG(table[id].name), STR_ARG(value));
    c->number[id] = on;
    return RC_OK;
}

static enum rc set_str(struct config *c, enum setting_id id, struct str value,
                       struct problem *problem)
{
    if (!utf8_valid(value))
        return problem_set(problem, RC_INVALID, "%.*s is not valid UTF-8", STR_ARG(table[id].name));
    struct str copy = arena_dup(c->arena, value);
    if (arena_failed(c->arena))
        return problem_set(problem, RC_NO_MEMORY, "the configuration is larger than %zu bytes",
                           CONFIG_BYTES_MAX);
    c->text[id] = copy;
    return RC_OK;
}

static enum rc assign(struct config *c, struct str name, struct str value, int line,
                      struct problem *problem)
{
    enum setting_id id;
    enum rc rc = find_setting(name, &id, problem);
    if (rc == RC_OK && table[id].kind == SETTING_KIND_INT)
        rc = set_int(c, id, value, problem);
    else if (rc == RC_OK && table[id].kind == SETTING_KIND_BOOL)
        rc = set_bool(c, id, value, problem);
    else if (rc == RC_OK)
        rc = set_str(c, id, value, problem);
    if (rc == RC_OK)
        c->line[id] = line;
    return rc;
}

enum rc config_set(struct config *c, struct str assignment, struct problem *problem)
{
    size_t equals = str_find_char(assignment, '=', 0);
    if (equals == STR_NONE)
        return problem_set(problem, RC_INVALID, "\"%.*s\" is not of the form section.name=value",
                           STR_ARG(assignment));
    return assign(c, str_trim(str_slice(assignment, 0, equals)),
                  str_trim(str_slice(assignment, equals + 1, assignment.n)), 0, problem);
}

struct file_reading {
    struct config *config;
    FILE *file;
    int line;
    struct problem problem;
};

/* inih's, counting lines: it does not say which one a pair stands on. */
static char *take_line(char *into, int size, void *ctx)
{
    struct file_reading *r = ctx;
    char *got = fgets(into, size, r->file);
    r->line += got != NULL;
    return got;
}

/* inih's callback: 1 goes on, 0 stops with this line's number. */
static int take_pair(void *ctx, const char *section, const char *name, const char *value)
{
    struct file_reading *r = ctx;
    struct str full = arena_printf(r->config->arena, "%s.%s", section, name);
    return assign(r->config, full, str_from_cstr(value), r->line, &r->problem) == RC_OK;
}

enum rc config_read_file(struct config *c, const char *path, struct problem *problem)
{
    errno = 0;
    struct file_reading reading = {.config = c, .file = fopen(path, "re")};
    int line =
        reading.file != NULL ? ini_parse_stream(take_line, &reading, take_pair, &reading) : -1;
    if (reading.file != NULL)
        fclose(reading.file);
    c->file = arena_dup(c->arena, str_from_cstr(path));
    if (line == 0)
        return RC_OK;
    if (line < 0)
        return problem_set(problem, RC_IO, "cannot read the configuration %s: %s", path,
                           errno ? strerror(errno) : "out of memory");
    if (reading.problem.message[0] == '\0')
        return problem_set_at(problem, RC_INVALID, line, 0,
                              "%s:%d: neither a [section] nor a name = value line", path, line);
    return problem_set_at(problem, RC_INVALID, line, 0, "%s:%d: %s", path, line,
                          reading.problem.message);
}

void config_locate(const struct config *c, struct problem *problem)
{
    const struct problem found = *problem;
    for (int id = 0; id < SETTING_COUNT; id++) {
        struct str name = table[id].name;
        bool named = str_starts(str_from_cstr(found.message), name) &&
                     !char_is_alpha(found.message[name.n]) && found.message[name.n] != '_';
        if (c->line[id] == 0 || !named)
            continue;
        *problem = (struct problem){0};
        (void)problem_set_at(problem, found.code, c->line[id], 0, "%.*s:%d: %s", STR_ARG(c->file),
                             c->line[id], found.message);
        return;
    }
}

int64_t config_int(const struct config *c, enum setting_id id)
{
    return c->number[id];
}

bool config_bool(const struct config *c, enum setting_id id)
{
    return c->number[id] != 0;
}

struct str config_str(const struct config *c, enum setting_id id)
{
    return c->text[id];
}

bool config_agrees(const struct config *a, const struct config *b, enum setting_id id)
{
    return a->number[id] == b->number[id] && str_eq(a->text[id], b->text[id]);
}

enum rc config_copy(struct config *c, const struct config *from, enum setting_id id)
{
    c->number[id] = from->number[id];
    c->text[id] = arena_dup(c->arena, from->text[id]);
    return arena_failed(c->arena) ? RC_NO_MEMORY : RC_OK;
}

void config_write_value(const struct config *c, enum setting_id id, struct buf *out)
{
    switch (table[id].kind) {
    case SETTING_KIND_INT:
        buf_put_i64(out, c->number[id]);
        return;
    case SETTING_KIND_BOOL:
        buf_put(out, c->number[id] ? STR("on") : STR("off"));
        return;
    case SETTING_KIND_STR:
        break;
    }
    bool secret = str_ends(table[id].name, STR("token")) && c->text[id].n > 0;
    buf_put(out, secret ? STR("(set)") : c->text[id]);
}
