/* `comity train language` and `comity train background`: folders of plain texts in, models out. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/app.h"
#include "cli/train.h"
#include "train/background_fit.h"
#include "train/language_fit.h"

#define MEMORY_MAX     ((size_t)1 << 30)
#define SCRATCH_MAX    ((size_t)64 << 20)
#define FILE_BYTES_MAX ((size_t)256 << 20)
#define EPOCHS_MAX     100
#define FILES_MAX      1024

struct texts {
    const struct train_request *request;
    struct arena *arena, *scratch;
    struct language_fit *language;     /* of `comity train language` */
    struct background_fit *background; /* of `comity train background` */
    struct problem problem;
};

/* en_comments.txt: two letters of ISO 639-1, an underscore, a name. */
static bool is_texts(struct str name)
{
    return name.n > 7 && name.p[2] == '_' && str_ends(name, STR(".txt"));
}

static enum rc add_line(struct texts *t, struct str code, struct str line)
{
    if (t->background != NULL)
        return background_fit_add(t->background, line, t->scratch);
    enum rc rc = language_fit_add(t->language, code, line);
    if (rc == RC_TOO_LARGE)
        return problem_set(&t->problem, rc, "more than %d languages or %d texts", LANGUAGE_COLUMNS,
                           LANGUAGE_TEXTS_MAX);
    return rc;
}

static enum rc read_file(struct texts *t, const char *path, struct str code)
{
    struct buf bytes;
    buf_init(&bytes, FILE_BYTES_MAX);
    enum rc rc = app_read_file(path, FILE_BYTES_MAX, &bytes, &t->problem);
    struct str rest = buf_str(&bytes);
    while (rc == RC_OK && rest.n > 0)
        rc = add_line(t, code, str_trim(str_split(&rest, '\n')));
    buf_release(&bytes);
    return rc;
}

/* Files of one language follow each other; a background is complete when the next language begins. */
static enum rc read_files(struct texts *t, const struct str *files, size_t count)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        bool last = i + 1 == count || memcmp(files[i].p, files[i + 1].p, 2) != 0;
        const char *path =
            arena_cstr(t->arena, arena_printf(t->arena, "%.*s/%.*s", STR_ARG(t->request->data),
                                              STR_ARG(files[i])));
        rc = path == NULL ? RC_NO_MEMORY : read_file(t, path, str_slice(files[i], 0, 2));
        if (rc == RC_OK && last && t->background != NULL)
            background_fit_end_language(t->background);
    }
    return rc;
}

static int compare_names(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static enum rc list_files(struct texts *t, DIR *folder, struct str **ret, size_t *ret_count)
{
    struct str *files = ARENA_ARRAY(t->arena, FILES_MAX, struct str);
    size_t count = 0;
    for (struct dirent *e; files != NULL && (e = readdir(folder)) != NULL;) {
        struct str name = str_from_cstr(e->d_name);
        if (!is_texts(name))
            continue;
        if (count == FILES_MAX)
            return problem_set(&t->problem, RC_TOO_LARGE, "%.*s holds more than %d files of texts",
                               STR_ARG(t->request->data), FILES_MAX);
        files[count++] = arena_dup(t->arena, name);
    }
    if (arena_failed(t->arena))
        return RC_NO_MEMORY;
    qsort(files, count, sizeof(*files), compare_names);
    *ret = files;
    *ret_count = count;
    return RC_OK;
}

static enum rc read_folder(struct texts *t)
{
    struct str *files;
    size_t count = 0;
    const char *path = arena_cstr(t->arena, t->request->data);
    DIR *folder = path != NULL ? opendir(path) : NULL;
    if (folder == NULL)
        return problem_set(&t->problem, RC_IO, "%.*s cannot be read: %s", STR_ARG(t->request->data),
                           strerror(errno));
    enum rc rc = list_files(t, folder, &files, &count);
    closedir(folder);
    if (rc == RC_OK && count == 0)
        rc = problem_set(&t->problem, RC_NOT_FOUND,
                         "%.*s has no texts: name each file after its language, as in "
                         "en_comments.txt, with a text on every line",
                         STR_ARG(t->request->data));
    return rc == RC_OK ? read_files(t, files, count) : rc;
}

static enum rc write_model(struct texts *t, struct str preset, const void *model, size_t n)
{
    struct str out = t->request->out.n > 0 ? t->request->out : preset;
    const char *path = arena_cstr(t->arena, out);
    FILE *f = path ? fopen(path, "wb") : NULL;
    bool written = f && fwrite(model, n, 1, f) == 1;
    if (f)
        written &= fclose(f) == 0;
    if (!written)
        return problem_set(&t->problem, RC_IO, "%.*s cannot be written: %s", STR_ARG(out),
                           strerror(errno));
    fprintf(stderr, "%s: %zu bytes\n", path, n);
    return RC_OK;
}

static void tell_epoch(int epoch)
{
    fprintf(stderr, "pass %d\n", epoch);
}

static void print_quality(struct texts *t, const struct language_model *m)
{
    static const uint32_t sizes[] = {20, 50, 100};
    printf("%zu texts, %u languages\n", language_fit_texts(t->language), m->languages);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct language_quality q = language_fit_measure(t->language, m, sizes[i]);
        double texts = q.texts > 0 ? (double)q.texts : 1, sure = q.sure > 0 ? (double)q.sure : 1;
        printf(
            "%3u characters: %zu held-out texts, %.1f %% right; sure (0.95) of %.1f %%, of these "
            "%.2f %% right\n",
            sizes[i], q.texts, 100 * (double)q.right / texts, 100 * (double)q.sure / texts,
            100 * (double)q.sure_right / sure);
    }
}

static enum rc fit_language(struct texts *t)
{
    struct language_model *m = ARENA_NEW(t->arena, struct language_model);
    int64_t epochs = LANGUAGE_EPOCHS;
    bool given = t->request->epochs.n > 0;
    if (given &&
        (str_to_i64(t->request->epochs, &epochs) != RC_OK || epochs < 1 || epochs > EPOCHS_MAX))
        return problem_set(&t->problem, RC_INVALID, "--epochs takes a number from 1 to %d",
                           EPOCHS_MAX);
    enum rc rc = m == NULL ? RC_NO_MEMORY : language_fit_new(t->arena, &t->language);
    if (rc == RC_OK)
        rc = read_folder(t);
    if (rc == RC_OK)
        rc = language_fit_run(t->language, (int)epochs, tell_epoch, m);
    if (rc == RC_INVALID)
        return problem_set(&t->problem, rc,
                           "one language cannot be told from others: add files "
                           "of a second one");
    if (rc != RC_OK)
        return rc;
    print_quality(t, m);
    return write_model(t, STR("models/language.bin"), m, sizeof(*m));
}

static enum rc fit_background(struct texts *t)
{
    struct background *m = ARENA_NEW(t->arena, struct background);
    enum rc rc = m == NULL ? RC_NO_MEMORY : background_fit_new(t->arena, &t->background);
    if (rc == RC_OK)
        rc = read_folder(t);
    if (rc != RC_OK)
        return rc;
    background_fit_result(t->background, m);
    return write_model(t, STR("models/background.bin"), m, sizeof(*m));
}

static int train(const struct train_request *request, enum rc (*fit)(struct texts *t))
{
    struct texts t = {
        .request = request, .arena = arena_new(MEMORY_MAX), .scratch = arena_new(SCRATCH_MAX)};
    enum rc rc = t.arena != NULL && t.scratch != NULL ? fit(&t) : RC_NO_MEMORY;
    if (rc != RC_OK)
        problem_set(&t.problem, rc, "%s", rc_text(rc));
    arena_free(t.scratch);
    arena_free(t.arena);
    return rc == RC_OK ? EXIT_DONE : cli_fail(&t.problem);
}

int train_language(const struct train_request *request)
{
    return train(request, fit_language);
}

int train_background(const struct train_request *request)
{
    return train(request, fit_background);
}
