#include "policy/block_steps.h"

#include <stdio.h>

#include "base/suggest.h"
#include "policy/escalation.h"

#define REPEAT_MAX 1000

struct steps_reader {
    struct arena *arena;
    const struct source *source;
    const struct standards_trust *trust;
    struct standards_clause *clause;
    struct standards_for *levels;
    struct standards_repeat *repeats;
    struct problem *problem;
};

static size_t place_of(const struct steps_reader *r, struct str part)
{
    return (size_t)(part.p - r->source->document.p);
}

static enum rc read_consequence(struct steps_reader *r, const struct block_line *line,
                                enum consequence *ret)
{
    struct suggestion near = suggest_begin(line->value);
    if (consequence_parse(line->value, ret) == RC_OK)
        return RC_OK;
    for (int c = CONSEQUENCE_PUBLISH; c <= CONSEQUENCE_REMOVE; c++)
        suggest_offer(&near, consequence_name((enum consequence)c));
    if (near.best.n > 0)
        return source_fault(r->source, r->problem, line->begin,
                            "unknown consequence \"%.*s\"; did you mean \"%.*s\"?",
                            STR_ARG(line->value), STR_ARG(near.best));
    return source_fault(r->source, r->problem, line->begin,
                        "unknown consequence \"%.*s\"; it is publish, flag, nudge, hold or remove",
                        STR_ARG(line->value));
}

static enum rc find_level(struct steps_reader *r, struct str name, size_t *ret)
{
    struct suggestion near = suggest_begin(name);
    char all[STANDARDS_LEVELS_MAX * 40];
    int n = 0;
    for (size_t i = 0; i < r->trust->level_count; i++) {
        n += snprintf(all + n, sizeof all - (size_t)n, "%s%.*s", i > 0 ? ", " : "",
                      STR_ARG(r->trust->levels[i].name));
        if (str_eq(name, r->trust->levels[i].name)) {
            *ret = i;
            return RC_OK;
        }
        suggest_offer(&near, r->trust->levels[i].name);
    }
    if (near.best.n > 0)
        return source_fault(r->source, r->problem, place_of(r, name),
                            "there is no level of trust \"%.*s\"; did you mean \"%.*s\"?",
                            STR_ARG(name), STR_ARG(near.best));
    return source_fault(r->source, r->problem, place_of(r, name),
                        "there is no level of trust \"%.*s\"; there is %s", STR_ARG(name), all);
}

/* Whether any condition of the clause leads to something milder (stricter) than `than`. */
static bool any_branch(const struct standards_clause *c, enum consequence than, bool milder)
{
    for (size_t i = 0; i < c->branch_count; i++) {
        enum consequence b = c->branches[i].consequence;
        if (b != CONSEQUENCE_PUBLISH && (milder ? b < than : b > than))
            return true;
    }
    return false;
}

/* Whether a higher level would fare worse than a lower one, `line` being the one just read. */
static enum rc check_order(struct steps_reader *r, const struct block_line *line,
                           const struct standards_for *fresh)
{
    for (size_t i = 0; i < r->clause->level_count; i++) {
        const struct standards_for *other = &r->levels[i];
        bool higher = fresh->level > other->level;
        const struct standards_for *high = higher ? fresh : other, *low = higher ? other : fresh;
        if (low->level > 0 && high->consequence >= low->consequence)
            return source_fault(r->source, r->problem, line->at,
                                "\"%.*s\" would fare no better than \"%.*s\"; give the higher "
                                "level the milder consequence",
                                STR_ARG(r->trust->levels[high->level].name),
                                STR_ARG(r->trust->levels[low->level].name));
    }
    return RC_OK;
}

static enum rc read_for(struct steps_reader *r, const struct block_line *line)
{
    struct standards_for f = {.line = source_line(r->source, line->at)};
    enum rc rc = find_level(r, line->argument, &f.level);
    if (rc == RC_OK)
        rc = read_consequence(r, line, &f.consequence);
    if (rc != RC_OK)
        return rc;
    bool lowest = f.level == 0;
    if (!any_branch(r->clause, f.consequence, lowest))
        return source_fault(r->source, r->problem, line->at,
                            "this line never changes anything: no condition of the clause leads "
                            "to something %s than %.*s",
                            lowest ? "milder" : "stricter",
                            STR_ARG(consequence_name(f.consequence)));
    rc = check_order(r, line, &f);
    if (rc != RC_OK)
        return rc;
    size_t at = r->clause->level_count++;
    for (; at > 0 && r->levels[at - 1].level > f.level; at--)
        r->levels[at] = r->levels[at - 1];
    r->levels[at] = f;
    return RC_OK;
}

/* A repeat line counts for something only where trust or the conditions leave something milder. */
static bool repeat_matters(const struct standards_clause *c, enum consequence consequence)
{
    if (any_branch(c, consequence, true))
        return true;
    for (size_t i = 0; i < c->level_count; i++)
        if (c->levels[i].level > 0 && c->levels[i].consequence < consequence)
            return true;
    return false;
}

/* Whether every condition of the clause needs readers' reports: then nothing makes it remove. */
static bool rests_on_reports(const struct steps_reader *r)
{
    for (size_t i = 0; i < r->clause->branch_count; i++) {
        const struct standards_branch *b = &r->clause->branches[i];
        if (b->consequence != CONSEQUENCE_PUBLISH && !escalation_rests_on_reports(r->arena, b))
            return false;
    }
    return true;
}

static enum rc check_repeat(struct steps_reader *r, const struct block_line *line,
                            const struct standards_repeat *fresh)
{
    if (fresh->consequence == CONSEQUENCE_REMOVE && !r->source->kept && rests_on_reports(r))
        return source_fault(r->source, r->problem, line->at,
                            "this line never removes anything: only reported comments can meet the "
                            "conditions of the clause, and reports alone never remove; write "
                            "\"hold\"");
    if (!repeat_matters(r->clause, fresh->consequence))
        return source_fault(r->source, r->problem, line->at,
                            "this line never changes anything: no condition of the clause leads "
                            "to something milder than %.*s",
                            STR_ARG(consequence_name(fresh->consequence)));
    for (size_t i = 0; i < r->clause->repeat_count; i++) {
        const struct standards_repeat *other = &r->repeats[i];
        bool later = fresh->from > other->from;
        const struct standards_repeat *high = later ? fresh : other, *low = later ? other : fresh;
        if (high->consequence <= low->consequence)
            return source_fault(r->source, r->problem, line->at,
                                "\"repeat %lld\" is no stricter than \"repeat %lld\"; more "
                                "removals must lead to something stricter",
                                (long long)high->from, (long long)low->from);
    }
    return RC_OK;
}

static enum rc read_repeat(struct steps_reader *r, const struct block_line *line)
{
    struct standards_repeat p = {.line = source_line(r->source, line->at)};
    uint64_t from = 0;
    if (str_to_u64(line->argument, &from) != RC_OK || from < 1 || from > REPEAT_MAX)
        return source_fault(r->source, r->problem, place_of(r, line->argument),
                            "\"%.*s\" is no number from 1 to %d; write \"repeat 3: hold\" for "
                            "what follows from the third removal on",
                            STR_ARG(line->argument), REPEAT_MAX);
    p.from = (int64_t)from;
    if (r->clause->repeat_count == STANDARDS_REPEATS_MAX)
        return source_fault(r->source, r->problem, line->at,
                            "more than %d \"repeat\" lines in one clause", STANDARDS_REPEATS_MAX);
    enum rc rc = read_consequence(r, line, &p.consequence);
    if (rc == RC_OK)
        rc = check_repeat(r, line, &p);
    if (rc != RC_OK)
        return rc;
    size_t at = r->clause->repeat_count++;
    for (; at > 0 && r->repeats[at - 1].from > p.from; at--)
        r->repeats[at] = r->repeats[at - 1];
    r->repeats[at] = p;
    return RC_OK;
}

static enum rc read_share(struct steps_reader *r, const struct block_line *line)
{
    if (!any_branch(r->clause, CONSEQUENCE_FLAG, false) && r->clause->repeat_count == 0)
        return source_fault(r->source, r->problem, line->at,
                            "this line never changes anything: the clause does no more than flag, "
                            "and the brake only demotes to that");
    return block_read_percent(r->source, line->value, line->begin, 0.01, &r->clause->brake_share,
                              r->problem);
}

enum rc block_steps_read(struct arena *a, const struct source *source,
                         const struct standards_trust *trust, const struct block_line *lines,
                         size_t count, const struct block_step_keys *keys,
                         struct standards_clause *ret, struct problem *problem)
{
    struct steps_reader r = {.arena = a,
                             .source = source,
                             .trust = trust,
                             .clause = ret,
                             .levels = ARENA_ARRAY(a, STANDARDS_LEVELS_MAX, struct standards_for),
                             .repeats =
                                 ARENA_ARRAY(a, STANDARDS_REPEATS_MAX, struct standards_repeat),
                             .problem = problem};
    if (r.levels == NULL || r.repeats == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    ret->levels = r.levels;
    ret->repeats = r.repeats;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (lines[i].key == keys->for_level)
            rc = read_for(&r, &lines[i]);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (lines[i].key == keys->repeat)
            rc = read_repeat(&r, &lines[i]);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (lines[i].key == keys->share)
            rc = read_share(&r, &lines[i]);
    return rc;
}
