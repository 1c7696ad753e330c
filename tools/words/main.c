/*
 * wordsc OUTPUT.c PSEUDO.mo [LANGUAGE=CATALOGUE.mo ...]: catalogues as msgfmt compiles them, and what ICU knows of their
 * languages, as constant tables. English comes first by itself; last comes "qps", whose translation of every message is the
 * message in brackets: what is not translatable shows in it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../common/file.h"
#include "words/hash.h"
#include "words_tool.h"

#define ARENA_MAX  (64u << 20)
#define OUTPUT_MAX (64u << 20)

struct tool {
    struct arena *arena;
    struct buf out;   /* the texts and tables */
    struct buf rows;  /* the array of languages */
    const char *file; /* being read, for messages */
    struct problem problem;
};

struct place {
    uint64_t key;
    size_t at, n;
};

static enum rc place_pair(struct tool *t, struct place *places, size_t size,
                          const struct pair *pair, size_t at)
{
    uint64_t key = words_hash(pair->english);
    size_t i = key & (size - 1);
    for (; places[i].key != 0; i = (i + 1) & (size - 1))
        if (places[i].key == key)
            return problem_set(&t->problem, RC_CONFLICT,
                               "\"%.*s\" has the key of another message: word it otherwise",
                               STR_ARG(pair->english));
    if (key == 0)
        return problem_set(&t->problem, RC_CONFLICT, "\"%.*s\" has no key: word it otherwise",
                           STR_ARG(pair->english));
    places[i] = (struct place){.key = key, .at = at, .n = pair->other.n};
    return RC_OK;
}

static unsigned bits_for(size_t count)
{
    unsigned bits = 1;
    while (((size_t)1 << bits) < count * 2)
        bits++;
    return bits;
}

static void put_texts(struct tool *t, struct str language, const struct pair *pairs, size_t count)
{
    buf_printf(&t->out, "\nstatic const char text_%.*s[] =\n    \"\"\n", STR_ARG(language));
    for (size_t i = 0; i < count; i++) {
        struct buf line;
        buf_init(&line, OUTPUT_MAX);
        put_c_string(&line, pairs[i].other);
        /* without the parentheses */
        buf_printf(&t->out, "    %.*s\n", STR_ARG(str_slice(buf_str(&line), 1, line.n - 1)));
        buf_release(&line);
    }
    BUF_PUT(&t->out, "    ;\n");
}

static enum rc put_entries(struct tool *t, struct str language, const struct pair *pairs,
                           size_t count)
{
    unsigned bits = bits_for(count);
    size_t size = (size_t)1 << bits, at = 0;
    struct place *places = ARENA_ARRAY(t->arena, size, struct place);
    enum rc rc = places != NULL ? RC_OK : RC_NO_MEMORY;
    for (size_t i = 0; i < count && rc == RC_OK; i++) {
        rc = place_pair(t, places, size, &pairs[i], at);
        at += pairs[i].other.n;
    }
    if (rc != RC_OK)
        return rc;
    put_texts(t, language, pairs, count);
    buf_printf(&t->out, "static const struct words_entry entries_%.*s[] = {\n", STR_ARG(language));
    for (size_t i = 0; i < size; i++)
        buf_printf(&t->out, "    {UINT64_C(%llu), %zu, %zu},\n", (unsigned long long)places[i].key,
                   places[i].at, places[i].n);
    BUF_PUT(&t->out, "};\n");
    buf_printf(&t->rows, "     .bits = %u, .entries = entries_%.*s, .text = text_%.*s,\n", bits,
               STR_ARG(language), STR_ARG(language));
    return RC_OK;
}

static enum rc put_language(struct tool *t, struct str language, const struct pair *pairs,
                            size_t count)
{
    BUF_PUT(&t->rows, "    {.language = STR_INIT");
    put_c_string(&t->rows, language);
    BUF_PUT(&t->rows, ",\n");
    enum rc rc = pairs != NULL ? put_entries(t, language, pairs, count) : RC_OK;
    if (rc == RC_OK)
        rc = locale_write(language, &t->rows, &t->problem);
    BUF_PUT(&t->rows, "    },\n");
    return rc;
}

static enum rc read_pairs(struct tool *t, struct str path, struct pair **ret, size_t *ret_count)
{
    struct str bytes;
    enum rc rc = file_read(t->arena, path, &bytes, &t->problem);
    return rc == RC_OK ? mo_read(t->arena, bytes, ret, ret_count, &t->problem) : rc;
}

static enum rc check_pairs(struct tool *t, struct str language, const struct pair *pairs,
                           size_t count)
{
    struct str forms;
    enum rc rc = locale_plural_forms(language, t->arena, &forms, &t->problem);
    for (size_t i = 0; i < count && rc == RC_OK; i++) {
        struct problem problem = {0};
        rc = check_pair(&pairs[i], forms, &problem);
        if (rc != RC_OK)
            problem_set(&t->problem, rc, "\"%.*s\": %s",
                        (int)(pairs[i].english.n < 200 ? pairs[i].english.n : 200),
                        pairs[i].english.p, problem.message);
    }
    return rc;
}

static enum rc add_language(struct tool *t, const char *argument)
{
    struct str path = str_from_cstr(argument);
    struct str language = arena_dup(t->arena, str_split(&path, '='));
    struct pair *pairs;
    size_t count;
    language = str_from_cstr(arena_cstr(t->arena, language));
    t->file = argument;
    enum rc rc = read_pairs(t, path, &pairs, &count);
    if (rc == RC_OK)
        rc = check_pairs(t, language, pairs, count);
    return rc == RC_OK ? put_language(t, language, pairs, count) : rc;
}

/* Without the context it has. */
static struct str text_of(struct str english)
{
    size_t at = str_find_char(english, WORDS_CONTEXT_END, 0);
    return at == STR_NONE ? english : str_slice(english, at + 1, english.n);
}

static enum rc add_pseudo(struct tool *t, const char *path)
{
    struct pair *pairs;
    size_t count;
    t->file = path;
    enum rc rc = read_pairs(t, str_from_cstr(path), &pairs, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        pairs[i].other = arena_printf(t->arena, "⟦%.*s⟧", STR_ARG(text_of(pairs[i].english)));
    return rc == RC_OK ? put_language(t, STR("qps"), pairs, count) : rc;
}

static enum rc write_all(struct tool *t, int argc, char **argv)
{
    enum rc rc = put_language(t, STR("en"), NULL, 0);
    for (int i = 3; i < argc && rc == RC_OK; i++)
        rc = add_language(t, argv[i]);
    if (rc == RC_OK)
        rc = add_pseudo(t, argv[2]);
    if (rc != RC_OK)
        return rc;
    BUF_PUT(&t->out, "\nconst struct words words_catalogues[] = {\n");
    buf_put(&t->out, buf_str(&t->rows));
    BUF_PUT(&t->out, "};\nconst size_t words_catalogue_count = sizeof(words_catalogues) / "
                     "sizeof(words_catalogues[0]);\n");
    return file_write(argv[1], &t->out, &t->problem);
}

int main(int argc, char **argv)
{
    struct tool t = {.arena = arena_new(ARENA_MAX), .file = ""};
    if (argc < 3 || t.arena == NULL) {
        fprintf(stderr, "usage: wordsc OUTPUT.c PSEUDO.mo [LANGUAGE=CATALOGUE.mo ...]\n");
        return 2;
    }
    buf_init(&t.out, OUTPUT_MAX);
    buf_init(&t.rows, OUTPUT_MAX);
    BUF_PUT(&t.out, "/* Generated from po/ by wordsc: change the translations instead. "
                    "*/\n#include \"words/catalogue.h\"\n");
    enum rc rc = write_all(&t, argc, argv);
    if (rc != RC_OK)
        fprintf(stderr, "wordsc: %s: %s\n", t.file,
                t.problem.message[0] ? t.problem.message : rc_text(rc));
    buf_release(&t.out);
    buf_release(&t.rows);
    arena_free(t.arena);
    return rc != RC_OK;
}
