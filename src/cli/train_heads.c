/* `comity train heads`: files in, a model and a table of its quality out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/app.h"
#include "cli/train.h"
#include "train/fit.h"
#include "train/quality.h"
#include "train/written.h"

#define CORPUS_MEMORY_MAX  ((size_t)4 << 30)
#define SCRATCH_MEMORY_MAX ((size_t)64 << 20)
#define MANIFEST_BYTES_MAX ((size_t)1 << 20)
#define VECTORS_BYTES_MAX  ((size_t)256 << 20)
#define WRITTEN_BYTES_MAX  ((size_t)4 << 20)

struct training {
    const struct train_request *request;
    struct arena *arena, *scratch;
    struct signals *signals;
    struct manifest *manifest;
    struct corpus corpus;
    struct net_given given; /* word vectors */
    struct fit *fit;
    struct fit_options options;
    struct heads_model *model;
    double *score; /* by head, then by example */
    struct problem problem;
    bool terminal;
};

/* --- reading --- */

static const char *path_of(struct training *t, struct str file)
{
    struct str manifest = t->request->manifest, folder = t->request->data;
    if (str_starts(file, STR("./"))) {
        size_t slash = str_rfind_char(manifest, '/');
        folder = slash == STR_NONE ? STR(".") : str_slice(manifest, 0, slash);
        file = str_slice(file, 2, file.n);
    }
    return arena_cstr(t->arena,
                      arena_printf(t->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(file)));
}

static enum rc read_stream(void *context, char *p, size_t size, size_t *ret_count)
{
    FILE *f = context;
    *ret_count = fread(p, 1, size, f);
    return ferror(f) ? RC_IO : RC_OK;
}

static enum rc read_written(struct training *t, size_t number, const char *path)
{
    struct buf bytes;
    buf_init(&bytes, WRITTEN_BYTES_MAX);
    enum rc rc = app_read_file(path, WRITTEN_BYTES_MAX, &bytes, &t->problem);
    if (rc == RC_OK)
        rc = written_read(&t->corpus, number, arena_dup(t->arena, buf_str(&bytes)),
                          t->manifest->set[number].written, &t->problem);
    buf_release(&bytes);
    return rc;
}

static enum rc read_table(struct training *t, size_t number, const char *path)
{
    const struct manifest_set *s = &t->manifest->set[number];
    const struct table_options options = {
        .no_header = s->headless, .quotes = s->quote_free ? TABLE_QUOTES_NONE : TABLE_QUOTES_GUESS};
    FILE *f = fopen(path, "rb");
    const struct table_source source = {
        .read = read_stream, .context = f, .name = str_from_cstr(path)};
    struct table *table = NULL;
    if (!f)
        return problem_set(&t->problem, RC_NOT_FOUND,
                           "the set \"%.*s\" is missing: %s: %s; --data says where the sets are",
                           STR_ARG(s->name), path, strerror(errno));
    enum rc rc = table_open(&source, &options, &table, &t->problem);
    if (rc == RC_OK)
        rc = corpus_read(&t->corpus, number, table, &t->problem);
    table_close(table);
    fclose(f);
    return rc;
}

static void tell_set(const struct training *t, size_t number)
{
    const struct manifest_set *s = &t->manifest->set[number];
    const struct corpus_set *c = &t->corpus.set[number];
    fprintf(stderr, "%-22.*s %7lld texts", STR_ARG(s->name), (long long)c->examples);
    if (c->skipped)
        fprintf(stderr, ", %lld passed over", (long long)c->skipped);
    if (c->tally.broken)
        fprintf(stderr, ", %lld rows broken (line %lld: %s)", (long long)c->tally.broken,
                (long long)c->tally.faults[0].line, c->tally.faults[0].reason);
    fprintf(stderr, "\n");
}

static enum rc read_set(struct training *t, size_t number)
{
    const struct manifest_set *s = &t->manifest->set[number];
    const char *path = path_of(t, s->file);
    if (!path)
        return RC_NO_MEMORY;
    enum rc rc = s->written ? read_written(t, number, path) : read_table(t, number, path);
    if (rc == RC_OK)
        tell_set(t, number);
    else if (t->problem.code != RC_NOT_FOUND || !strstr(t->problem.message, path)) {
        struct problem inner = t->problem;
        t->problem = (struct problem){0};
        return problem_set_at(&t->problem, rc, inner.line, inner.column,
                              "the set \"%.*s\", %s: %.300s", STR_ARG(s->name), path,
                              inner.message);
    }
    return rc;
}

static enum rc read_manifest(struct training *t)
{
    struct buf bytes;
    const char *path = arena_cstr(t->arena, t->request->manifest);
    t->manifest = ARENA_NEW(t->arena, struct manifest);
    if (!path || !t->manifest)
        return RC_NO_MEMORY;
    buf_init(&bytes, MANIFEST_BYTES_MAX);
    enum rc rc = app_read_file(path, MANIFEST_BYTES_MAX, &bytes, &t->problem);
    if (rc == RC_OK) {
        struct problem fault = {0};
        rc = manifest_read(arena_dup(t->arena, buf_str(&bytes)), t->manifest, &fault);
        if (fault.line > 0)
            problem_set(&t->problem, rc, "%s, line %d: %.300s", path, fault.line, fault.message);
        else if (rc != RC_OK)
            problem_set(&t->problem, rc, "%s: %.300s", path, fault.message);
    }
    buf_release(&bytes);
    return rc;
}

/* A head needs texts that are and texts that are not. */
static bool is_labelled_both_ways(const struct corpus *c, int head)
{
    bool yes = false, no = false;
    for (size_t i = 0; i < c->count && !(yes && no); i++) {
        float label = c->example[i].label[head];
        yes = yes || label >= 0.5F;
        no = no || (label >= 0 && label < 0.5F);
    }
    return yes && no;
}

static enum rc check_labels(struct training *t)
{
    for (int h = 0; h < HEAD_COUNT; h++)
        if (is_labelled_both_ways(&t->corpus, h))
            return RC_OK;
    return problem_set(&t->problem, RC_INVALID,
                       "%.*s: no head has both texts that are and texts that are not; nothing can "
                       "be learned",
                       STR_ARG(t->request->manifest));
}

static enum rc read_all(struct training *t)
{
    enum rc rc = read_manifest(t);
    if (rc == RC_OK)
        rc = corpus_begin(&t->corpus, t->manifest, t->signals, t->arena, t->scratch);
    for (size_t i = 0; rc == RC_OK && i < t->manifest->count; i++)
        rc = read_set(t, i);
    return rc == RC_OK ? check_labels(t) : rc;
}

static enum rc read_vectors(struct training *t)
{
    struct buf bytes;
    const char *path = path_of(t, t->manifest->vectors);
    if (t->manifest->vectors.n == 0)
        return RC_OK;
    if (!path)
        return RC_NO_MEMORY;
    buf_init(&bytes, VECTORS_BYTES_MAX);
    enum rc rc = app_read_file(path, VECTORS_BYTES_MAX, &bytes, &t->problem);
    if (rc == RC_OK)
        rc = net_given_read(t->arena, buf_str(&bytes), &t->given, &t->problem);
    buf_release(&bytes);
    if (rc == RC_OK)
        fprintf(stderr, "%-22s %7zu words\n", "vectors", t->given.count);
    return rc;
}

/* --- measuring --- */

static void score_all(struct training *t)
{
    double z[HEAD_COUNT];
    for (size_t i = 0; i < t->corpus.count; i++) {
        fit_logits(t->model, &t->corpus.example[i], z);
        for (int h = 0; h < HEAD_COUNT; h++)
            t->score[(size_t)h * t->corpus.count + i] =
                heads_calibrated(t->model, (enum head)h, z[h]);
    }
}

static enum rc measure(struct training *t, int h, enum quality_scope scope, struct str group,
                       struct quality *ret)
{
    return quality_measure(&t->corpus, t->score + (size_t)h * t->corpus.count, (enum head)h, scope,
                           group, t->arena, ret);
}

static void print_row(const char *name, struct str set, const struct quality *q, double wide)
{
    printf("| %-8s | %-10.*s | %6zu | %6zu | %.3f | ", name, STR_ARG(set), q->yes, q->no, q->auc);
    if (wide > 0)
        printf("%.3f | ", wide);
    printf("%4.1f %% | %4.1f %% | %.2f | %.2f | %.3f |\n", 100 * q->at_5, 100 * q->at_1,
           q->precision, q->recall, q->error);
}

static void print_title(bool wide)
{
    printf("| head | set | yes | no | AUC | %sfound at 5 %% | found at 1 %% | precision | recall | "
           "error |\n|---|---|---|---|---|%s---|---|---|---|---|\n",
           wide ? "against other sets | " : "", wide ? "---|" : "");
}

/* All heads that the scope has examples for; of a group also against what other sets hold. */
static enum rc print_heads(struct training *t, struct str group)
{
    for (int h = 0; h < HEAD_COUNT; h++) {
        struct quality q, wide = {0};
        enum rc rc = measure(t, h, group.n ? QUALITY_GROUP : QUALITY_PART, group, &q);
        if (rc == RC_OK && group.n)
            rc = measure(t, h, QUALITY_WIDE, group, &wide);
        if (rc != RC_OK)
            return rc;
        if (q.yes && q.no)
            print_row(head_names[h], group.n ? group : STR("all"), &q, group.n ? wide.auc : 0);
    }
    return RC_OK;
}

/* --- training --- */

static void tell_epoch(void *context, int epoch, double loss)
{
    const struct training *t = context;
    if (t->terminal)
        fprintf(stderr, "\rpass %d of %d, loss %.4f ", epoch, t->options.epochs, loss);
    if (t->terminal && epoch == t->options.epochs)
        fprintf(stderr, "\n");
}

static bool read_number(struct str s, double *value)
{
    char copy[32], *end;
    if (s.n == 0)
        return true;
    if (s.n >= sizeof(copy))
        return false;
    memcpy(copy, s.p, s.n);
    copy[s.n] = 0;
    *value = strtod(copy, &end);
    return *end == 0 && *value >= 0;
}

static enum rc read_options(struct training *t)
{
    const struct train_request *q = t->request;
    t->options = fit_defaults();
    double epochs = t->options.epochs;
    if (!read_number(q->epochs, &epochs) || epochs < 1 || epochs > 1000 ||
        !read_number(q->rate, &t->options.rate) || !read_number(q->decay, &t->options.decay) ||
        !read_number(q->dropout, &t->options.dropout) || t->options.dropout >= 1 ||
        !read_number(q->smoothing, &t->options.smoothing) || t->options.smoothing >= 0.5)
        return problem_set(&t->problem, RC_INVALID,
                           "--epochs, --rate, --decay, --dropout and --smoothing take numbers: at "
                           "least one pass, dropout below 1, smoothing below 0.5");
    t->options.epochs = (int)epochs;
    t->options.progress = tell_epoch;
    t->options.context = t;
    return RC_OK;
}

static enum rc write_model(struct training *t)
{
    struct str out = t->request->out.n > 0 ? t->request->out : STR("models/heads.bin");
    const char *path = arena_cstr(t->arena, out);
    FILE *f = path ? fopen(path, "wb") : NULL;
    bool written = f && fwrite(t->model, sizeof(*t->model), 1, f) == 1;
    if (f)
        written &= fclose(f) == 0;
    if (!written)
        return problem_set(&t->problem, RC_IO, "%s cannot be written: %s", path ? path : "",
                           strerror(errno));
    fprintf(stderr, "%s: %zu bytes, %016llx\n", path, sizeof(*t->model),
            (unsigned long long)t->model->hash);
    return RC_OK;
}

static enum rc train_without(struct training *t, struct str group)
{
    t->options.without = group;
    fit_run(t->fit, &t->options, t->model);
    score_all(t);
    return print_heads(t, group);
}

static bool is_first_of_group(const struct manifest *m, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (str_eq(m->set[k].group, m->set[i].group))
            return false;
    }
    return true;
}

static bool is_wanted(struct str wanted, struct str group)
{
    while (wanted.p) {
        struct str one = str_split(&wanted, ',');
        if (str_eq(one, STR("each")) || str_eq(one, group))
            return true;
    }
    return false;
}

static enum rc leave_out(struct training *t)
{
    struct str wanted = t->request->leave_out;
    bool any = false;
    enum rc rc = RC_OK;
    print_title(true);
    for (size_t i = 0; rc == RC_OK && i < t->manifest->count; i++) {
        struct str group = t->manifest->set[i].group;
        if (!is_first_of_group(t->manifest, i) || !is_wanted(wanted, group))
            continue;
        any = true;
        rc = train_without(t, group);
        fflush(stdout);
    }
    if (rc == RC_OK && !any)
        return problem_set(&t->problem, RC_NOT_FOUND, "no set is of a group \"%.*s\"",
                           STR_ARG(wanted));
    return rc;
}

static enum rc train(struct training *t)
{
    struct str none = {0};
    if (t->request->leave_out.n)
        return leave_out(t);
    fit_run(t->fit, &t->options, t->model);
    score_all(t);
    print_title(false);
    enum rc rc = print_heads(t, none);
    return rc == RC_OK ? write_model(t) : rc;
}

static enum rc begin(struct training *t)
{
    t->arena = arena_new(CORPUS_MEMORY_MAX);
    t->scratch = arena_new(SCRATCH_MEMORY_MAX);
    if (!t->arena || !t->scratch)
        return RC_NO_MEMORY;
    t->terminal = isatty(STDERR_FILENO);
    enum rc rc = read_options(t);
    if (rc == RC_OK)
        rc = signals_new_with_heads(NULL, &t->signals, &t->problem);
    if (rc == RC_OK)
        rc = read_all(t);
    if (rc == RC_OK)
        rc = read_vectors(t);
    if (rc == RC_OK)
        rc = fit_new(t->arena, &t->corpus, &t->given, &t->fit);
    if (rc != RC_OK)
        return rc;
    t->model = ARENA_NEW(t->arena, struct heads_model);
    t->score = ARENA_ARRAY(t->arena, t->corpus.count * HEAD_COUNT, double);
    return t->model && t->score ? RC_OK : RC_NO_MEMORY;
}

int train_heads(const struct train_request *request)
{
    struct training t = {.request = request};
    enum rc rc = begin(&t);
    if (rc == RC_OK)
        rc = train(&t);
    if (rc != RC_OK)
        problem_set(&t.problem, rc, "%s", rc_text(rc));
    signals_free(t.signals);
    arena_free(t.scratch);
    arena_free(t.arena);
    return rc == RC_OK ? EXIT_DONE : cli_fail(&t.problem);
}
