#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "cli/eval_figures.h"
#include "cli/eval_model.h"
#include "cli/eval_run.h"
#include "cli/eval_spans.h"
#include "cli/judging.h"

#define SETS_MAX     64
#define MANIFEST_MAX ((size_t)1024 * 1024)
#define OUTPUT_MAX   ((size_t)64 * 1024 * 1024)
#define SCRATCH_MAX  ((size_t)64 << 30)
#define PROGRESS_NS  200000000
#define EVIDENCE     "profanity,insult,hate,threat,model"
#define THRESHOLDS   "0.5,0.7,0.9"
#define RATES        "0.002,0.01,0.02,0.05"

#define TABLES_USUAL                                                                               \
    "files,broken,labels,auc,verdicts,clauses_all,calibration,kinds,comparison,groups,spans,"      \
    "span_types,language_length,language_gate,language,language_confusions"
#define TABLES_MORE "clauses,thresholds,rates,reliability"

/* One file with its map and its place in a set. */
struct input {
    struct dataset_map *map;
    struct dataset *data;
    struct eval_set *set;
    struct eval_binding binding;
    int64_t passed_over;
};

struct eval {
    struct cli cli;
    struct judging judging;
    struct eval_model model, against;
    struct eval_run run;
    struct eval_levels levels;
    struct eval_book book;
    struct eval_sample sample;
    struct input inputs[SETS_MAX];
    size_t input_count;
    struct eval_set *sets[SETS_MAX];
    size_t set_count;
    struct arena *scratch;
    bool shows_progress, any_broken;
    int64_t begun_ns, shown_ns;
    const char *current; /* what is being read */
    /* options */
    struct str part, model_file, against_file, standards, map, manifest, data, scores, thresholds,
        rates, evidence, tables, sample_size, seed, jobs;
    bool language, json, markdown, strict;
};

/* --- options --- */

static bool wrong(const char *option, struct str value, const char *wanted)
{
    cli_fail_text("--%s must be %s, not \"%.*s\"", option, wanted, STR_ARG(value));
    return false;
}

static bool parse_count(const char *option, struct str given, uint64_t max, uint64_t *ret)
{
    if (given.n > 0 && (str_to_u64(given, ret) != RC_OK || *ret < 1 || *ret > max)) {
        cli_fail_text("--%s must be a number from 1 to %llu, not \"%.*s\"", option,
                      (unsigned long long)max, STR_ARG(given));
        return false;
    }
    return true;
}

static bool parse_levels(const char *option, struct str given, double *list, size_t *count)
{
    for (struct str rest = given; rest.p != NULL;) {
        double value = dataset_number(str_split(&rest, ','));
        if (!(value >= 0 && value <= 1) || *count == EVAL_LEVELS_MAX)
            return wrong(option, given, "up to 16 numbers from 0 to 1, separated by commas");
        list[(*count)++] = value;
    }
    return true;
}

static bool is_table(struct str name)
{
    for (struct str rest = STR(TABLES_USUAL "," TABLES_MORE); rest.p != NULL;)
        if (str_eq(str_split(&rest, ','), name))
            return true;
    return false;
}

static bool parse_tables(struct eval *e)
{
    if (str_eq(e->tables, STR("all")))
        e->tables = STR(TABLES_USUAL "," TABLES_MORE);
    for (struct str rest = e->tables; rest.p != NULL;)
        if (!is_table(str_split(&rest, ',')))
            return wrong("tables", e->tables,
                         "`all`, or names separated by commas: " TABLES_USUAL "," TABLES_MORE);
    return true;
}

static bool parse_part(struct eval *e)
{
    static const char *const names[PART_COUNT] = {"train", "calibrate", "test"};
    e->run.part = PART_COUNT;
    for (int i = 0; i < PART_COUNT; i++)
        if (str_eq(e->part, str_from_cstr(names[i])))
            e->run.part = (enum corpus_part)i;
    return e->part.n == 0 || e->run.part != PART_COUNT ||
           wrong("part", e->part, "train, calibrate or test");
}

static bool parse_options(struct eval *e)
{
    uint64_t jobs = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN), seed = 1, sample = 0;
    if (jobs > EVAL_JOBS_MAX)
        jobs = EVAL_JOBS_MAX;
    bool fine = parse_count("jobs", e->jobs, EVAL_JOBS_MAX, &jobs) &&
                parse_count("sample", e->sample_size, EVAL_SAMPLE_MAX, &sample) &&
                parse_levels("thresholds", e->thresholds, e->levels.thresholds,
                             &e->levels.threshold_count) &&
                parse_levels("rates", e->rates, e->levels.rates, &e->levels.rate_count) &&
                parse_tables(e) && parse_part(e);
    if (fine && e->seed.n > 0 && str_to_u64(e->seed, &seed) != RC_OK)
        fine = wrong("seed", e->seed, "a whole number");
    if (fine && e->manifest.n == 0 && e->cli.positional_count == 0) {
        cli_fail_text("no data set is named: comity eval FILE, or --manifest FILE");
        fine = false;
    }
    if (!fine)
        return false;
    e->run.jobs = (size_t)jobs;
    e->run.evidence = e->evidence;
    e->run.threshold = e->levels.thresholds[0];
    e->run.language = e->language;
    if (sample > 0) {
        e->run.sample = &e->sample;
        fine = eval_sample_init(&e->sample, e->cli.arena, (size_t)sample, seed) == RC_OK;
    }
    return fine;
}

/* --- inputs --- */

static enum rc add_input(struct eval *e, struct dataset_map *map, struct problem *problem)
{
    if (e->input_count == SETS_MAX)
        return problem_set(problem, RC_TOO_LARGE, "more than %d data sets at once", SETS_MAX);
    e->inputs[e->input_count++].map = map;
    return RC_OK;
}

static enum rc add_argument(struct eval *e, struct str argument, struct problem *problem)
{
    struct dataset_map *map = ARENA_NEW(e->cli.arena, struct dataset_map);
    if (map == NULL)
        return RC_NO_MEMORY;
    enum rc rc = dataset_map_parse(e->cli.arena, argument, map, problem);
    bool bare = str_find_char(argument, ';', 0) == STR_NONE;
    if (rc == RC_OK && bare)
        rc = dataset_map_add(e->cli.arena, e->map, map, problem);
    return rc == RC_OK ? add_input(e, map, problem) : rc;
}

static enum rc add_manifest(struct eval *e, struct problem *problem)
{
    struct buf text;
    struct dataset_map *maps = NULL;
    struct problem found = {0};
    size_t count = 0;
    buf_init(&text, MANIFEST_MAX);
    enum rc rc = judging_read(e->manifest, &text, problem);
    if (rc == RC_OK) {
        rc = dataset_manifest_parse(e->cli.arena, arena_dup(e->cli.arena, buf_str(&text)), e->data,
                                    &maps, &count, &found);
        if (rc != RC_OK)
            problem_set(problem, rc, "%.*s %s", STR_ARG(e->manifest), found.message);
    }
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = add_input(e, &maps[i], problem);
    buf_release(&text);
    return rc;
}

static enum rc add_inputs(struct eval *e, struct problem *problem)
{
    enum rc rc = e->manifest.n > 0 ? add_manifest(e, problem) : RC_OK;
    for (size_t i = 0; rc == RC_OK && i < e->cli.positional_count; i++)
        rc = add_argument(e, e->cli.positional[i], problem);
    return rc;
}

/* --- opening --- */

static enum rc find_set(struct eval *e, struct str name, struct eval_set **ret)
{
    for (size_t i = 0; i < e->set_count; i++)
        if (str_eq(e->sets[i]->name, name)) {
            *ret = e->sets[i];
            return RC_OK;
        }
    struct eval_set *set = ARENA_NEW(e->cli.arena, struct eval_set);
    enum rc rc =
        set != NULL ? eval_set_init(set, e->cli.arena, name, e->judging.standards) : RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = e->sets[e->set_count++] = set;
    return rc;
}

static void tell_guess(const struct input *in)
{
    struct str guess = dataset_guess(in->data);
    if (guess.n > 0)
        cli_fail_text("%.*s: taken by their names: %.*s (say otherwise with --map)",
                      STR_ARG(in->map->path), STR_ARG(guess));
}

static enum rc open_input(struct eval *e, struct input *in, struct problem *problem)
{
    enum rc rc = dataset_open(in->map, e->cli.arena, &in->data, problem);
    if (rc == RC_OK) {
        tell_guess(in);
        rc = find_set(e, in->map->name, &in->set);
    }
    if (rc == RC_OK)
        rc =
            eval_set_bind(in->set, in->map, e->scores, e->run.other != NULL, &in->binding, problem);
    if (rc == RC_OK && e->language && in->map->language.n == 0 && in->map->language_given.n == 0)
        rc = problem_set(problem, RC_INVALID,
                         "%.*s: --language needs to know the languages: language: COLUMN, or "
                         "language: = de, in the map",
                         STR_ARG(in->map->path));
    return rc;
}

/* --- running --- */

static void show_progress(void *context, int64_t rows, int64_t bytes, int64_t size)
{
    struct eval *e = context;
    int64_t now = clock_monotonic_ns();
    if (!e->shows_progress || now - e->shown_ns < PROGRESS_NS)
        return;
    e->shown_ns = now;
    double seconds = (double)(now - e->begun_ns) / 1e9;
    fprintf(stderr, "\r%lld rows, %.0f a second", (long long)rows,
            seconds > 0 ? (double)rows / seconds : 0.0);
    if (size > 0)
        fprintf(stderr, ", %lld %% of the file", (long long)(100 * bytes / size));
    fprintf(stderr, "   ");
}

static enum rc run_inputs(struct eval *e, struct problem *problem)
{
    enum rc rc = RC_OK;
    e->run.progress = show_progress;
    e->run.progress_context = e;
    e->begun_ns = clock_monotonic_ns();
    for (size_t i = 0; rc == RC_OK && i < e->input_count; i++) {
        struct input *in = &e->inputs[i];
        rc = eval_run_file(&e->run, in->set, &in->binding, in->map, in->data, problem);
        in->passed_over = e->run.passed_over;
    }
    if (e->shows_progress && e->shown_ns > 0)
        fprintf(stderr, "\r%lld rows in %.1f s%-40s\n", (long long)e->run.rows,
                (double)(clock_monotonic_ns() - e->begun_ns) / 1e9, "");
    return rc;
}

/* --- tables --- */

static void put_file(struct eval *e, const struct input *in, struct eval_table *t)
{
    const struct table_tally *tally = table_tally(dataset_table(in->data));
    const struct dataset_left *left = dataset_left(in->data);
    eval_row_add(&e->book, t);
    eval_put_text(t, in->map->path);
    eval_put_text(t, table_encoding_name(dataset_table(in->data)));
    eval_put_count(t, tally->rows - left->without_text - left->left_out - in->passed_over);
    eval_put_count(t, tally->broken);
    eval_put_count(t, left->without_text);
    eval_put_count(t, left->left_out);
    eval_put_count(t, in->passed_over);
    eval_put_count(t, tally->converted);
    eval_put_count(t, tally->replaced);
    e->any_broken |= tally->broken > 0;
}

static void put_faults(struct eval *e, const struct input *in, struct eval_table *t)
{
    const struct table_tally *tally = table_tally(dataset_table(in->data));
    for (size_t i = 0; i < tally->fault_count; i++) {
        eval_row_add(&e->book, t);
        eval_put_text(t, in->map->path);
        eval_put_count(t, tally->faults[i].line);
        eval_put_text(t, str_from_cstr(tally->faults[i].reason));
    }
}

static void put_files(struct eval *e)
{
    static const char *const files[] = {"file",         "encoding", "rows used",  "broken",
                                        "without text", "left out", "other part", "not UTF-8",
                                        "replaced",     NULL};
    static const char *const faults[] = {"file", "line", "reason", NULL};
    struct eval_table *t =
        eval_table_add(&e->book, STR("all"), "files", STR("what was read"), files);
    for (size_t i = 0; i < e->input_count; i++)
        put_file(e, &e->inputs[i], t);
    t = eval_table_add(&e->book, STR("all"), "broken", STR("the first broken rows of each file"),
                       faults);
    for (size_t i = 0; i < e->input_count; i++)
        put_faults(e, &e->inputs[i], t);
}

static enum rc put_set(struct eval *e, struct eval_set *set)
{
    struct eval_book *b = &e->book;
    if (e->language) {
        eval_language_tables(&set->language, set->name, standards_language(set->standards), b);
        return RC_OK;
    }
    eval_figures_labels(set, b);
    enum rc rc = eval_figures_scores(set, &e->levels, e->scratch, b);
    eval_figures_verdicts(set, b);
    eval_figures_values(set, &e->levels, b);
    if (rc == RC_OK)
        rc = eval_figures_comparisons(set, &e->levels, e->scratch, b);
    if (rc == RC_OK)
        rc = eval_figures_groups(set, e->scratch, b);
    if (rc == RC_OK)
        eval_spans_tables(set, b);
    return rc;
}

static int print_tables(struct eval *e)
{
    struct buf out;
    enum rc rc = RC_OK;
    e->book.arena = e->cli.arena;
    e->book.only = e->tables;
    put_files(e);
    for (size_t i = 0; rc == RC_OK && i < e->set_count; i++)
        if (e->sets[i]->rows > 0)
            rc = put_set(e, e->sets[i]);
    if (rc != RC_OK || e->book.failed)
        return cli_fail_text("out of memory for the figures");
    buf_init(&out, OUTPUT_MAX);
    if (e->json)
        eval_book_json(&e->book, &out);
    else if (e->markdown)
        eval_book_markdown(&e->book, &out);
    else
        eval_book_text(&e->book, &out);
    int status = cli_print(&out);
    buf_release(&out);
    return status;
}

static int print_sample(struct eval *e)
{
    struct buf out;
    buf_init(&out, (size_t)1 << 30);
    eval_sample_write(&e->sample, &out);
    int status = cli_print(&out);
    buf_release(&out);
    return status;
}

/* What was asked for is done; what was read may not have been worth it. */
static int assess(const struct eval *e)
{
    int status = EXIT_DONE;
    for (size_t i = 0; i < e->set_count; i++)
        if (e->sets[i]->rows == 0)
            status = cli_fail_text("%.*s has no row that can be used", STR_ARG(e->sets[i]->name));
    if (e->strict && e->any_broken)
        status = cli_fail_text("rows are broken, and --strict was given");
    return status;
}

static enum rc open_engines(struct eval *e, struct problem *problem)
{
    struct str standards = judging_file(&e->cli, e->standards);
    enum rc rc = judging_open(&e->judging, standards, problem);
    if (rc == RC_OK && e->model_file.n > 0)
        rc = eval_model_open(&e->model, e->model_file, standards, problem);
    if (rc == RC_OK && e->against_file.n > 0)
        rc = eval_model_open(&e->against, e->against_file, standards, problem);
    e->run.own = e->model.engine != NULL ? e->model.engine : e->judging.engine;
    e->run.other = e->against.engine;
    return rc;
}

static int run(struct eval *e)
{
    struct problem problem = {0};
    enum rc rc = add_inputs(e, &problem);
    if (rc == RC_OK)
        rc = open_engines(e, &problem);
    for (size_t i = 0; rc == RC_OK && i < e->input_count; i++)
        rc = open_input(e, &e->inputs[i], &problem);
    if (rc == RC_OK)
        rc = run_inputs(e, &problem);
    if (rc != RC_OK)
        return cli_fail(&problem);
    int status = e->run.sample != NULL ? print_sample(e) : print_tables(e);
    return status == EXIT_DONE ? assess(e) : status;
}

static void release(struct eval *e)
{
    for (size_t i = 0; i < e->input_count; i++)
        dataset_close(e->inputs[i].data);
    for (size_t i = 0; i < e->set_count; i++)
        eval_set_release(e->sets[i]);
    if (e->run.sample != NULL)
        eval_sample_release(&e->sample);
    eval_model_close(&e->against);
    eval_model_close(&e->model);
    judging_close(&e->judging);
    arena_free(e->scratch);
}

int cmd_eval(int argc, char **argv)
{
    static struct eval e;
    int status;
    e = (struct eval){.evidence = STR(EVIDENCE),
                      .thresholds = STR(THRESHOLDS),
                      .rates = STR(RATES),
                      .tables = STR(TABLES_USUAL),
                      .shows_progress = isatty(STDERR_FILENO) == 1};
    const struct cli_option options[] = {
        {"map", "ITEMS", "what the columns mean, for files without a map of their own", &e.map,
         NULL},
        {"manifest", "FILE", "a file of data sets with their maps, one a line", &e.manifest, NULL},
        {"data", "DIR", "where the manifest's files are", &e.data, NULL},
        {"score", "NAMES", "attributes and signals held against every label, with commas",
         &e.scores, NULL},
        {"standards", "FILE", "the document to judge by; without it, the setting standards.file",
         &e.standards, NULL},
        {"model", "FILE", "weights to judge with instead of the program's own", &e.model_file,
         NULL},
        {"against", "FILE", "weights to compare with, row by row", &e.against_file, NULL},
        {"thresholds", "LIST", "where precision and recall are taken; without it " THRESHOLDS,
         &e.thresholds, NULL},
        {"rates", "LIST", "shares of false positives; without it " RATES, &e.rates, NULL},
        {"evidence", "LIST", "signals whose words are held against spans; without it " EVIDENCE,
         &e.evidence, NULL},
        {"part", "NAME",
         "only texts that fall into it: train, calibrate, test (held back from training)", &e.part,
         NULL},
        {"language", NULL, "measure the naming of languages", NULL, &e.language},
        {"tables", "NAMES",
         "only these tables, as auc,verdicts; or all, some of which are not shown otherwise",
         &e.tables, NULL},
        {"json", NULL, "tables as one JSON object", NULL, &e.json},
        {"markdown", NULL, "tables as Markdown", NULL, &e.markdown},
        {"sample", "N", "print N random rows with their verdicts instead, for labelling",
         &e.sample_size, NULL},
        {"seed", "N", "which random rows; without it 1", &e.seed, NULL},
        {"strict", NULL, "fail when a row is broken", NULL, &e.strict},
        {"jobs", "N", "threads to judge with; without it, one a processor", &e.jobs, NULL},
    };
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] 'FILE; text: COLUMN; label NAME: RULE; ...' ...",
        .description =
            "Judges every row of data sets (CSV, TSV, JSON Lines) and prints how well scores, "
            "clauses\n"
            "and verdicts agree with their labels, with 95 % intervals. A map behind the file says "
            "what\n"
            "columns mean: text: comment; label toxic: target >= 0.5; group women: female = 1; "
            "parent:\n"
            "parent_text; score toxic: their_score; by: functionality; spans: spans. Without one "
            "it is\n"
            "guessed by their names, and said. Rows that cannot be read are counted and the first\n"
            "shown. Status 1: a file cannot be read, or has no row that can be used. docs/EVAL.md\n"
            "describes maps and tables.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_max = SIZE_MAX};
    if (!cli_begin(&e.cli, &usage, argc, argv, &status))
        return status;
    e.scratch = arena_new(SCRATCH_MAX);
    status = e.scratch == NULL    ? cli_fail_text("out of memory")
             : !parse_options(&e) ? EXIT_USAGE
                                  : run(&e);
    release(&e);
    cli_end(&e.cli);
    return status;
}
