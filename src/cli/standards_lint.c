/* `comity standards lint`: what is allowed in a document and yet probably not meant. */
#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/standards.h"
#include "policy/edition.h"
#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/outline.h"
#include "policy/rehearsal.h"

#define EXAMPLES_WANTED     10
#define PARAGRAPH_WORDS_MAX 130
#define BRANCHES_MAX        ((size_t)STANDARDS_CLAUSES_MAX * STANDARDS_BRANCHES_MAX)

struct lint {
    bool as_json;
    struct str editions; /* files, separated by commas */
    struct arena *arena;
    const struct standards *standards;
    struct buf *out;
    struct json json;
    const struct standards_clause *clause; /* being looked at */
    size_t count;
    struct str met[BRANCHES_MAX]; /* conditions that an example met */
    size_t met_count;
};

/* One warning. `check` is its name for machines. */
static void warn(struct lint *l, const char *check, int line, const char *format, ...)
    PRINTF_LIKE(4, 5);
static void warn(struct lint *l, const char *check, int line, const char *format, ...)
{
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    l->count++;
    if (!l->as_json) {
        standards_put_place(l->out, l->standards, line);
        if (l->clause != NULL)
            buf_printf(l->out, ": #%.*s", STR_ARG(l->clause->slug));
        BUF_PUT(l->out, ": ");
        standards_put_line(l->out, str_from_cstr(message));
        buf_printf(l->out, " [%s]\n", check);
        return;
    }
    struct standards_place place = standards_place(l->standards, line);
    json_begin_object(&l->json);
    JSON_STR(&l->json, "file", place.file);
    JSON_I64(&l->json, "line", place.line);
    if (l->clause != NULL)
        JSON_STR(&l->json, "clause", l->clause->slug);
    JSON_STR(&l->json, "check", str_from_cstr(check));
    JSON_STR(&l->json, "message", str_from_cstr(message));
    json_end(&l->json);
}

static void take_remark(void *context, int line, struct str message)
{
    warn(context, "part-settled", line, "%.*s", STR_ARG(message));
}

static void lint_examples(struct lint *l, const struct standards_clause *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->example_count; i++)
        kept += str_eq(c->examples[i].expected, STR("keep"));
    size_t acting = c->example_count - kept;
    if (c->example_count == 0)
        warn(l, "no-examples", c->line, "the clause has no examples: nothing shows that it works");
    else if (acting < EXAMPLES_WANTED)
        warn(l, "few-acting", c->line, "%zu examples that it should act on; %d show its reach",
             acting, EXAMPLES_WANTED);
    if (c->example_count > 0 && kept < EXAMPLES_WANTED)
        warn(l, "few-keep", c->line, "%zu \"keep\" examples; %d show what it leaves alone", kept,
             EXAMPLES_WANTED);
    for (size_t i = 0; i < c->example_count; i++)
        for (size_t k = 0; k < i; k++)
            if (c->examples[i].given_count == 0 && c->examples[k].given_count == 0 &&
                str_eq(c->examples[i].text, c->examples[k].text)) {
                warn(l, "example-twice", c->examples[i].line, "the same example stands above");
                break;
            }
}

static bool was_met(const struct lint *l, struct str condition)
{
    for (size_t i = 0; i < l->met_count; i++)
        if (l->met[i].p == condition.p)
            return true;
    return false;
}

static void lint_clause(struct lint *l, const struct standards_clause *c)
{
    l->clause = c;
    if (c->reasons_category.n == 0)
        warn(l, "no-reasons", c->line,
             "no category for the statement of reasons; write \"reasons: terms CATEGORY\"");
    for (size_t i = 0; i < c->branch_count; i++) {
        const struct standards_branch *b = &c->branches[i];
        expr_remarks(l->arena, b->expr, take_remark, l);
        if (c->example_count > 0 && b->consequence != CONSEQUENCE_PUBLISH &&
            !was_met(l, b->condition))
            warn(l, "condition-untried", b->line, "no example of this clause meets this condition");
    }
    if (!c->by_moderators)
        lint_examples(l, c);
    l->clause = NULL;
}

/* A paragraph of prose that nobody reads to its end. */
static void lint_prose(struct lint *l, const struct standards_section *s)
{
    struct str rest = s->prose_markdown;
    size_t words = 0, longest = 0;
    if (str_trim(rest).n == 0)
        warn(l, "no-prose", s->line, "the section has no words for readers");
    while (rest.n > 0) {
        struct str line = str_trim(str_split(&rest, '\n'));
        words = line.n == 0 ? 0 : words + 1;
        for (size_t i = 0; i < line.n; i++)
            words += line.p[i] == ' ';
        longest = words > longest ? words : longest;
    }
    if (longest > PARAGRAPH_WORDS_MAX)
        warn(l, "long-paragraph", s->line,
             "a paragraph of %zu words under \"%.*s\"; readers skim past %d: break it up", longest,
             STR_ARG(s->title), PARAGRAPH_WORDS_MAX);
}

/* A block that lost its place at the margin, or a sign of its fence, is prose to the program. */
static void lint_lost_blocks(struct lint *l, const struct standards_section *s)
{
    struct str rest = s->prose_markdown;
    while (rest.n > 0) {
        struct str line = str_trim(str_split(&rest, '\n')), word = line;
        while (word.n > 0 && (word.p[0] == '`' || word.p[0] == '~'))
            word = str_slice(word, 1, word.n);
        if (word.n == line.n)
            continue;
        word = str_split(&word, ' ');
        for (enum outline_block_kind k = 0; k < OUTLINE_KINDS; k++)
            if (str_eq(word, str_from_cstr(outline_block_name(k))))
                warn(l, "block-in-prose", s->line,
                     "\"%.*s\" begins no block and is shown to readers; a block begins at the "
                     "margin with ``` and that word",
                     STR_ARG(line));
    }
}

static bool clause_names(const struct standards_clause *c, int fact)
{
    bool found = false;
    for (size_t i = 0; i < c->evidence_fact_count && !found; i++)
        found = c->evidence_facts[i] == fact;
    for (size_t i = 0; i < c->branch_count && !found; i++) {
        size_t count;
        const int *facts = expr_facts(c->branches[i].expr, &count);
        for (size_t k = 0; k < count && !found; k++)
            found = facts[k] == fact;
    }
    return found;
}

static void lint_lists(struct lint *l)
{
    const struct fact_names *names = standards_fact_names(l->standards);
    size_t count;
    const struct standards_clause *c = standards_clauses(l->standards, &count);
    for (size_t n = 0; n < names->count; n++) {
        bool used = false;
        for (size_t i = 0; i < count && !used; i++)
            used = clause_names(&c[i], FACT_COUNT + (int)n);
        if (!used)
            warn(l, "list-unused", 1, "no clause asks for %s", names->table[n].name);
    }
}

static const struct finding *finding_of(const struct rehearsal_result *r)
{
    for (size_t i = 0; i < r->verdict->finding_count; i++)
        if (str_eq(r->verdict->findings[i].clause, r->clause->slug))
            return &r->verdict->findings[i];
    return NULL;
}

static void look_at_example(const struct rehearsal_result *r, void *context)
{
    struct lint *l = context;
    const struct finding *own = finding_of(r);
    l->clause = r->clause;
    if (own != NULL && l->met_count < BRANCHES_MAX && !was_met(l, own->condition))
        l->met[l->met_count++] = own->condition;
    if (!r->met) {
        warn(l, "example-fails", r->example->line,
             "the example comes out otherwise; \"comity standards test\" shows how");
    } else if (own != NULL && r->verdict->findings[0].consequence > own->consequence) {
        struct str other = r->verdict->findings[0].clause;
        struct str consequence = consequence_name(r->verdict->findings[0].consequence);
        warn(l, "example-overruled", r->example->line,
             "readers would see another verdict: %.*s by #%.*s", STR_ARG(consequence),
             STR_ARG(other));
    }
    l->clause = NULL;
}

/* Sections of a layer in another language that nobody has written in it. */
static void lint_language(struct lint *l)
{
    size_t count, foreign = 0;
    struct str own = standards_language(l->standards);
    struct str base = standards_base_language(l->standards);
    const struct standards_section *sections = standards_sections(l->standards, &count);
    for (size_t i = 0; i < count; i++)
        foreign += !sections[i].by_site;
    if (foreign > 0 && !str_eq(own, base) && standards_shipped_edition(own).n == 0)
        warn(
            l, "language-mixed", 1,
            "%zu sections have the words of the document that this one extends, in \"%.*s\", and "
            "no "
            "edition comes with the program in \"%.*s\"; write them anew, or take another language",
            foreign, STR_ARG(base), STR_ARG(own));
}

static void look_at_all(struct lint *l)
{
    size_t count;
    lint_language(l);
    const struct standards_section *sections = standards_sections(l->standards, &count);
    for (size_t i = 0; i < count; i++) {
        lint_prose(l, &sections[i]);
        lint_lost_blocks(l, &sections[i]);
    }
    const struct standards_clause *clauses = standards_clauses(l->standards, &count);
    for (size_t i = 0; i < count; i++)
        lint_clause(l, &clauses[i]);
    lint_lists(l);
}

static void put_summary(struct lint *l)
{
    if (l->as_json) {
        json_end(&l->json);
        JSON_I64(&l->json, "cost", (int64_t)standards_cost(l->standards));
        JSON_I64(&l->json, "cost_max", STANDARDS_COST_MAX);
        json_end(&l->json);
        buf_put_char(l->out, '\n');
        return;
    }
    buf_printf(l->out, "%zu warning%s; conditions take at most %zu of %d steps\n", l->count,
               l->count == 1 ? "" : "s", standards_cost(l->standards), STANDARDS_COST_MAX);
}

/* The same faults that a site would refuse them for. */
static enum rc load_editions(const struct lint *l, struct problem *problem)
{
    struct str files = l->editions;
    enum rc rc = RC_OK;
    while (rc == RC_OK && files.p != NULL) {
        struct str file = str_trim(str_split(&files, ','));
        struct standards_edition *edition = NULL;
        struct buf text;
        if (file.n == 0)
            continue;
        buf_init(&text, STANDARDS_BYTES_MAX);
        rc = judging_read(file, &text, problem);
        if (rc == RC_OK)
            rc = standards_edition_load(buf_str(&text), file, l->standards, &edition, problem);
        standards_edition_free(edition);
        buf_release(&text);
    }
    return rc;
}

static int work(struct judging *j, struct buf *out, void *context)
{
    struct lint *l = context;
    struct problem problem = {0};
    l->standards = j->standards;
    l->out = out;
    json_init(&l->json, out);
    if (l->as_json) {
        json_begin_object(&l->json);
        json_key(&l->json, STR("warnings"));
        json_begin_array(&l->json);
    }
    if (load_editions(l, &problem) != RC_OK ||
        rehearsal_run(j->judge, look_at_example, l, &problem) != RC_OK) {
        buf_clear(out);
        return cli_fail(&problem);
    }
    look_at_all(l);
    put_summary(l);
    return l->count > 0 ? EXIT_FAILED : EXIT_DONE;
}

int cmd_standards_lint(int argc, char **argv)
{
    struct cli cli;
    struct str file = {0}, editions = {0};
    bool as_json = false;
    int status;
    const struct cli_option options[] = {
        STANDARDS_OPTION(&file),
        {"edition", "FILE, ...", "editions to check against the document", &editions, NULL},
        {"json", NULL, "one JSON object instead of lines", NULL, &as_json}};
    const struct cli_usage usage = {.arguments = "[OPTIONS] [FILE]",
                                    .description =
                                        "Looks for what loads and is probably not meant: parts of "
                                        "conditions that change nothing,\n"
                                        "conditions that no example meets, clauses with fewer than "
                                        "ten examples of either kind,\n"
                                        "examples that fail or that another clause overrules, "
                                        "missing categories, unused lists,\n"
                                        "missing or endless prose, blocks that are none. Says what "
                                        "the conditions cost. Checks the\n"
                                        "editions given, or those of the settings. Exit status 1 "
                                        "when it finds anything.",
                                    .options = options,
                                    .option_count = sizeof options / sizeof options[0],
                                    .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    if (cli.positional_count > 0)
        file = cli.positional[0];
    struct lint *l = ARENA_NEW(cli.arena, struct lint);
    if (l != NULL) {
        l->as_json = as_json;
        l->editions = editions.n > 0 || cli.positional_count > 0
                          ? editions
                          : config_str(cli.config, SET_STANDARDS_EDITIONS);
        l->arena = cli.arena;
        status = standards_do(&cli, file, work, l);
    } else {
        status = cli_fail_text("out of memory");
    }
    cli_end(&cli);
    return status;
}
