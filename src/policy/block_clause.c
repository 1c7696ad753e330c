#include "policy/block.h"

#include "base/suggest.h"
#include "policy/block_lines.h"
#include "policy/block_steps.h"
#include "policy/escalation.h"
#include "policy/expr.h"

enum key {
    KEY_WHEN,
    KEY_ELSE_WHEN,
    KEY_THEN,
    KEY_EVIDENCE,
    KEY_REASONS,
    KEY_BY,
    KEY_FOR,
    KEY_REPEAT,
    KEY_SHARE,
    KEY_BEFORE,
};
static const char *const key_names[] = {"when", "else_when", "then",    "evidence", "reasons",
                                        "by",   "for ",      "repeat ", "share",    "before"};
static const struct block_step_keys step_keys = {
    .for_level = KEY_FOR, .repeat = KEY_REPEAT, .share = KEY_SHARE};

struct clause_reader {
    struct arena *arena;
    const struct source *source;
    const struct block_scope *scope;
    struct problem *problem;
    struct standards_clause *clause;
    struct standards_branch *branches;
    bool waiting; /* the last branch has no consequence yet */
    const struct block_line *by;
    const struct block_line *step; /* the first of those that block_steps_read takes */
};

static enum rc out_of_memory(struct clause_reader *r)
{
    return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
}

/* The condition as one line of prose: line breaks, comments and indentation become one space. */
static struct str condition_text(struct clause_reader *r, const struct block_line *line)
{
    struct str doc = r->source->document;
    char *out = arena_alloc(r->arena, line->end - line->begin + 1);
    size_t n = 0;
    char quote = '\0';
    for (size_t i = line->begin; out != NULL && i < line->end; i++) {
        char c = doc.p[i];
        if (quote == '\0' && c == '#')
            while (i + 1 < line->end && doc.p[i + 1] != '\n')
                i++;
        else if (quote != '\0' || !char_is_space(c))
            out[n++] = c;
        else if (n > 0 && out[n - 1] != ' ')
            out[n++] = ' ';
        if (quote != '\0' && c == '\\' && i + 1 < line->end)
            out[n++] = doc.p[++i];
        else if (c == '"' || c == '\'')
            quote = quote == '\0' ? c : quote == c ? '\0' : quote;
    }
    return str_trim(str_make(out, n));
}

/* The condition just read, when those above it are true whenever it is. */
static enum rc refuse_unreachable(struct clause_reader *r, const struct block_line *line)
{
    const struct expr *before[STANDARDS_BRANCHES_MAX];
    size_t last = r->clause->branch_count - 1;
    for (size_t i = 0; i < last; i++)
        before[i] = r->branches[i].expr;
    if (last == 0 || r->source->kept ||
        expr_reachable(r->arena, before, last, r->branches[last].expr))
        return RC_OK;
    return source_fault(r->source, r->problem, line->begin,
                        "this condition is never reached: whenever it is true, one above it is "
                        "true and decides; put the narrower one first, or remove it");
}

static enum rc read_when(struct clause_reader *r, const struct block_line *line)
{
    struct standards_clause *c = r->clause;
    bool first = line->key == KEY_WHEN;
    if (r->waiting)
        return source_fault(r->source, r->problem, line->at,
                            "the condition above has no \"then:\"; say what follows from it first");
    if (first && c->branch_count > 0)
        return source_fault(r->source, r->problem, line->at,
                            "a second \"when:\"; write \"else_when:\" or open another clause");
    if (!first && c->branch_count == 0)
        return source_fault(r->source, r->problem, line->at,
                            "\"else_when:\" needs a \"when:\" above");
    if (c->branch_count == STANDARDS_BRANCHES_MAX)
        return source_fault(r->source, r->problem, line->at,
                            "more than %d conditions in one clause", STANDARDS_BRANCHES_MAX);
    struct standards_branch *b = &r->branches[c->branch_count++];
    struct source part = *r->source;
    part.begin = line->begin;
    part.end = line->end;
    b->line = source_line(r->source, line->at);
    b->condition = condition_text(r, line);
    r->waiting = true;
    enum rc rc = expr_compile(r->arena, &part, r->scope->names, &b->expr, r->problem);
    if (rc == RC_OK && !part.kept)
        rc = expr_refuse_settled(r->arena, b->expr, r->problem);
    return rc == RC_OK ? refuse_unreachable(r, line) : rc;
}

static enum rc fault_consequence(struct clause_reader *r, const struct block_line *line)
{
    struct suggestion near = suggest_begin(line->value);
    for (int c = CONSEQUENCE_PUBLISH; c <= CONSEQUENCE_REMOVE; c++)
        suggest_offer(&near, consequence_name((enum consequence)c));
    if (near.best.n > 0)
        return source_fault(r->source, r->problem, line->begin,
                            "unknown consequence \"%.*s\"; did you mean \"%.*s\"?",
                            STR_ARG(line->value), STR_ARG(near.best));
    return source_fault(
        r->source, r->problem, line->begin,
        "unknown consequence \"%.*s\"; it is flag, nudge, hold or remove, or publish "
        "for an exemption",
        STR_ARG(line->value));
}

static enum rc read_then(struct clause_reader *r, const struct block_line *line)
{
    if (!r->waiting)
        return source_fault(r->source, r->problem, line->at,
                            "\"then:\" needs a \"when:\" or \"else_when:\" above");
    struct standards_branch *b = &r->branches[r->clause->branch_count - 1];
    r->waiting = false;
    if (consequence_parse(line->value, &b->consequence) != RC_OK)
        return fault_consequence(r, line);
    if (b->consequence == CONSEQUENCE_REMOVE && !r->source->kept &&
        escalation_rests_on_reports(r->arena, b))
        return source_fault(r->source, r->problem, line->begin,
                            "only a reported comment can meet this condition, and reports alone "
                            "never remove; write \"hold\"");
    return RC_OK;
}

static enum rc find_evidence(struct clause_reader *r, struct str name, int *ret_fact)
{
    size_t at = (size_t)(name.p - r->source->document.p);
    const struct fact_names *names = r->scope->names;
    if (fact_find(names, name, ret_fact) == RC_OK &&
        (*ret_fact < SIGNAL_COUNT || *ret_fact >= FACT_COUNT))
        return RC_OK;
    struct str near = fact_suggest(names, name);
    if (near.n > 0 && !str_eq(near, name))
        return source_fault(r->source, r->problem, at,
                            "unknown signal \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(name),
                            STR_ARG(near));
    return source_fault(r->source, r->problem, at,
                        "\"%.*s\" is not a signal and has no evidence; \"comity standards facts\" "
                        "lists the signals",
                        STR_ARG(name));
}

static enum rc read_evidence(struct clause_reader *r, const struct block_line *line)
{
    struct str rest = str_slice(r->source->document, line->begin, line->end);
    size_t most = 1;
    for (size_t i = 0; i < rest.n; i++)
        most += rest.p[i] == ',';
    int *facts = ARENA_ARRAY(r->arena, most, int);
    if (facts == NULL)
        return out_of_memory(r);
    size_t count = 0;
    while (rest.p != NULL) {
        struct str name = str_trim(str_split(&rest, ','));
        enum rc rc = find_evidence(r, name, &facts[count++]);
        if (rc != RC_OK)
            return rc;
    }
    r->clause->evidence_facts = facts;
    r->clause->evidence_fact_count = count;
    return RC_OK;
}

static enum rc check_category(struct clause_reader *r, struct str category, size_t at)
{
    static const char *const known[] = {
#define REASON(words, name) words,
#include "policy/reasons.def"
#undef REASON
    };
    struct suggestion near = suggest_begin(category);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_eq(category, str_from_cstr(known[i])))
            return RC_OK;
        suggest_offer(&near, str_from_cstr(known[i]));
    }
    if (near.best.n > 0)
        return source_fault(r->source, r->problem, at,
                            "unknown category \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(category),
                            STR_ARG(near.best));
    return source_fault(r->source, r->problem, at,
                        "unknown category \"%.*s\"; docs/STANDARDS.md lists them",
                        STR_ARG(category));
}

static enum rc read_reasons(struct clause_reader *r, const struct block_line *line)
{
    struct str rest = line->value;
    struct str ground = str_trim(str_split(&rest, ' '));
    struct str category = str_trim(rest);
    if (!str_eq(ground, STR("terms")) && !str_eq(ground, STR("illegal")))
        return source_fault(
            r->source, r->problem, line->begin,
            "reasons begin with \"terms\" or \"illegal\", as in \"terms scams and fraud\"");
    r->clause->reasons_ground = ground;
    r->clause->reasons_category = category;
    if (category.n == 0)
        return RC_OK;
    return check_category(r, category, (size_t)(category.p - r->source->document.p));
}

static enum rc read_by(struct clause_reader *r, const struct block_line *line)
{
    if (!str_eq(line->value, STR("moderators")))
        return source_fault(r->source, r->problem, line->begin,
                            "\"by:\" is \"moderators\"; leave the line out when conditions decide");
    r->clause->by_moderators = true;
    r->by = line;
    return RC_OK;
}

static enum rc read_one(struct clause_reader *r, const struct block_line *line)
{
    bool may_continue = line->key <= KEY_ELSE_WHEN || line->key == KEY_EVIDENCE;
    if (line->continued && !may_continue)
        return source_fault(r->source, r->problem, line->at, "\"%.*s:\" must stand on one line",
                            STR_ARG(line->name));
    switch ((enum key)line->key) {
    case KEY_WHEN:
    case KEY_ELSE_WHEN:
        return read_when(r, line);
    case KEY_THEN:
        return read_then(r, line);
    case KEY_EVIDENCE:
        return read_evidence(r, line);
    case KEY_REASONS:
        return read_reasons(r, line);
    case KEY_BY:
        return read_by(r, line);
    case KEY_FOR:
    case KEY_REPEAT:
    case KEY_SHARE:
        r->step = r->step != NULL ? r->step : line;
        return RC_OK;
    case KEY_BEFORE:
        break;
    }
    return source_fault(r->source, r->problem, line->at,
                        "\"before:\" says where a new section of a layer stands; only a clause "
                        "that \"extends: shipped\" does not know yet may have it");
}

static enum rc check_whole(struct clause_reader *r, size_t at)
{
    const struct standards_clause *c = r->clause;
    if (r->waiting)
        return source_fault(r->source, r->problem, at,
                            "the last condition of this clause has no \"then:\"; add one");
    if (c->by_moderators && c->branch_count > 0)
        return source_fault(
            r->source, r->problem, r->by->at,
            "a clause decided by moderators has no condition; remove \"by:\" or \"when:\"");
    if (c->by_moderators && r->step != NULL)
        return source_fault(r->source, r->problem, r->step->at,
                            "a clause decided by moderators does not escalate by itself; remove "
                            "\"%.*s:\"",
                            STR_ARG(r->step->name));
    if (!c->by_moderators && c->branch_count == 0)
        return source_fault(r->source, r->problem, at,
                            "the clause has no condition; write \"when:\" and \"then:\", or "
                            "\"by: moderators\"");
    if (c->branch_count > 0 && c->branches[c->branch_count - 1].consequence == CONSEQUENCE_PUBLISH)
        return source_fault(r->source, r->problem, at,
                            "the clause ends with an exemption; \"then: publish\" needs an "
                            "\"else_when:\" behind it");
    return RC_OK;
}

enum rc block_read_clause(struct arena *a, const struct source *source, size_t at,
                          const struct block_scope *scope, struct standards_clause *ret,
                          struct problem *problem)
{
    struct clause_reader r = {
        .arena = a, .source = source, .scope = scope, .problem = problem, .clause = ret};
    struct block_line *lines;
    size_t count;
    enum rc rc = block_lines_read(a, source, key_names, sizeof key_names / sizeof key_names[0],
                                  &lines, &count, problem);
    if (rc != RC_OK)
        return rc;
    r.branches = ARENA_ARRAY(a, STANDARDS_BRANCHES_MAX, struct standards_branch);
    if (r.branches == NULL)
        return out_of_memory(&r);
    ret->branches = r.branches;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        /* when, else_when and then have rules of their own. */
        if (lines[i].key >= KEY_EVIDENCE)
            rc = block_lines_refuse_repeated(source, lines, i, problem);
        if (rc == RC_OK)
            rc = read_one(&r, &lines[i]);
    }
    if (rc == RC_OK)
        rc = check_whole(&r, at);
    return rc == RC_OK
               ? block_steps_read(a, source, scope->trust, lines, count, &step_keys, ret, problem)
               : rc;
}
