#include "cli/eval_set.h"

#include <math.h>

#include "base/suggest.h"

/* So many bytes a column at most: five hundred million rows. */
#define COLUMN_MAX ((size_t)4 << 30)

enum rc eval_set_init(struct eval_set *set, struct arena *a, struct str name,
                      const struct standards *standards)
{
    *set = (struct eval_set){.arena = a, .name = name, .standards = standards};
    for (size_t i = 0; i < EVAL_SCORERS_MAX; i++)
        buf_init(&set->scores[i], COLUMN_MAX);
    for (size_t i = 0; i < DATASET_LABELS_MAX; i++)
        buf_init(&set->answers[i], COLUMN_MAX);
    buf_init(&set->members, COLUMN_MAX);
    buf_init(&set->values, COLUMN_MAX);
    buf_init(&set->consequences, COLUMN_MAX);
    set->clauses = arena_alloc_array(a, DATASET_LABELS_MAX + 1, sizeof *set->clauses);
    return set->clauses != NULL ? RC_OK : RC_NO_MEMORY;
}

void eval_set_release(struct eval_set *set)
{
    for (size_t i = 0; i < EVAL_SCORERS_MAX; i++)
        buf_release(&set->scores[i]);
    for (size_t i = 0; i < DATASET_LABELS_MAX; i++)
        buf_release(&set->answers[i]);
    buf_release(&set->members);
    buf_release(&set->values);
    buf_release(&set->consequences);
}

/* --- what measures a label --- */

/* Words people use for what an attribute measures. */
static const struct {
    const char *label, *attribute;
} aliases[] = {
    {"toxic", "TOXICITY"},
    {"offensive", "TOXICITY"},
    {"abusive", "TOXICITY"},
    {"severe", "SEVERE_TOXICITY"},
    {"severe_toxic", "SEVERE_TOXICITY"},
    {"hate", "IDENTITY_ATTACK"},
    {"hateful", "IDENTITY_ATTACK"},
    {"identity", "IDENTITY_ATTACK"},
    {"identity_hate", "IDENTITY_ATTACK"},
    {"obscene", "PROFANITY"},
    {"profane", "PROFANITY"},
    {"sexual", "SEXUALLY_EXPLICIT"},
    {"sexual_explicit", "SEXUALLY_EXPLICIT"},
};

static const struct attribute *find_attribute(struct str name)
{
    char upper[64];
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (str_eq_ascii_case(name, str_from_cstr(aliases[i].label)))
            return attribute_find(str_from_cstr(aliases[i].attribute));
    if (name.n > sizeof upper)
        return NULL;
    for (size_t i = 0; i < name.n; i++)
        upper[i] = name.p[i] >= 'a' && name.p[i] <= 'z' ? (char)(name.p[i] - 32) : name.p[i];
    return attribute_find(str_make(upper, name.n));
}

static bool same_scorer(const struct eval_scorer *a, const struct eval_scorer *b)
{
    return a->kind == b->kind && a->other == b->other && str_eq(a->name, b->name);
}

/* Its index; EVAL_SCORERS_MAX when there is no more room. */
static size_t add_scorer(struct eval_set *set, struct eval_scorer scorer)
{
    for (size_t i = 0; i < set->scorer_count; i++)
        if (same_scorer(&set->scorers[i], &scorer))
            return i;
    if (set->scorer_count == EVAL_SCORERS_MAX)
        return EVAL_SCORERS_MAX;
    set->scorers[set->scorer_count] = scorer;
    return set->scorer_count++;
}

static enum rc add_to_label(struct eval_set *set, struct eval_label *label,
                            struct eval_scorer scorer, bool other, struct problem *problem)
{
    size_t own = add_scorer(set, scorer), twin = 0;
    if (other && own < EVAL_SCORERS_MAX) {
        scorer.other = true;
        scorer.twin = own;
        twin = add_scorer(set, scorer);
    }
    if (own == EVAL_SCORERS_MAX || twin == EVAL_SCORERS_MAX)
        return problem_set(problem, RC_TOO_LARGE, "%.*s: more than %d scores", STR_ARG(set->name),
                           EVAL_SCORERS_MAX);
    label->scorers |= (uint64_t)1 << own;
    if (other)
        label->scorers |= (uint64_t)1 << twin;
    return RC_OK;
}

static struct eval_scorer scorer_of(const struct attribute *a, enum signal_id signal)
{
    if (a != NULL)
        return (struct eval_scorer){.name = a->name, .kind = EVAL_BY_ATTRIBUTE, .attribute = a};
    return (struct eval_scorer){
        .name = str_from_cstr(signal_table[signal].name), .kind = EVAL_BY_SIGNAL, .signal = signal};
}

static enum rc unknown_scorer(struct str name, struct problem *problem)
{
    struct suggestion near = suggest_begin(name);
    for (size_t i = 0; i < attribute_count; i++)
        suggest_offer(&near, attribute_table[i].name);
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        suggest_offer(&near, str_from_cstr(signal_table[i].name));
    if (near.best.n > 0)
        return problem_set(problem, RC_NOT_FOUND,
                           "--score: \"%.*s\" is neither an attribute nor a signal; did you mean "
                           "\"%.*s\"?",
                           STR_ARG(name), STR_ARG(near.best));
    return problem_set(problem, RC_NOT_FOUND,
                       "--score: \"%.*s\" is neither an attribute (TOXICITY, INSULT ...) nor a "
                       "signal of docs/SIGNALS.md",
                       STR_ARG(name));
}

static enum rc add_wanted(struct eval_set *set, struct eval_label *label, struct str wanted,
                          bool other, struct problem *problem)
{
    enum rc rc = RC_OK;
    while (rc == RC_OK && wanted.p != NULL) {
        struct str name = str_trim(str_split(&wanted, ','));
        const struct attribute *a = find_attribute(name);
        enum signal_id signal = signal_find(name);
        if (name.n == 0)
            continue;
        if (a == NULL && (signal == SIGNAL_COUNT || signal_table[signal].kind == SIGNAL_STRING))
            return unknown_scorer(name, problem);
        rc = add_to_label(set, label, scorer_of(a, signal), other, problem);
    }
    return rc;
}

static enum rc add_usual(struct eval_set *set, struct eval_label *label, bool other,
                         struct problem *problem)
{
    const struct attribute *a = find_attribute(label->name);
    enum signal_id signal = signal_find(label->name);
    if (a == NULL && (signal == SIGNAL_COUNT || signal_table[signal].kind == SIGNAL_STRING))
        return RC_OK; /* the verdicts alone are held against it */
    return add_to_label(set, label, scorer_of(a, signal), other, problem);
}

/* --- taking up a map --- */

static enum rc bind_label(struct eval_set *set, struct str name, struct str wanted, bool other,
                          size_t *ret, struct problem *problem)
{
    for (*ret = 0; *ret < set->label_count; ++*ret)
        if (str_eq(set->labels[*ret].name, name))
            return RC_OK;
    if (set->label_count == DATASET_LABELS_MAX)
        return problem_set(problem, RC_TOO_LARGE, "%.*s: more than %d labels", STR_ARG(set->name),
                           DATASET_LABELS_MAX);
    struct eval_label *label = &set->labels[set->label_count++];
    label->name = name;
    return wanted.n > 0 ? add_wanted(set, label, wanted, other, problem)
                        : add_usual(set, label, other, problem);
}

static enum rc bind_group(struct eval_set *set, struct str name, size_t *ret,
                          struct problem *problem)
{
    for (*ret = 0; *ret < set->group_count; ++*ret)
        if (str_eq(set->groups[*ret], name))
            return RC_OK;
    if (set->group_count == DATASET_GROUPS_MAX)
        return problem_set(problem, RC_TOO_LARGE, "%.*s: more than %d groups", STR_ARG(set->name),
                           DATASET_GROUPS_MAX);
    set->groups[set->group_count++] = name;
    return RC_OK;
}

static enum rc bind_column(struct eval_set *set, const struct dataset_score *s, size_t *ret,
                           struct problem *problem)
{
    struct eval_scorer scorer = {.name =
                                     arena_printf(set->arena, "column %.*s", STR_ARG(s->column)),
                                 .kind = EVAL_BY_COLUMN};
    size_t label = 0;
    while (label < set->label_count && !str_eq(set->labels[label].name, s->name))
        label++;
    if (label == set->label_count)
        return problem_set(problem, RC_INVALID,
                           "%.*s: \"score %.*s\" belongs to no label; write score LABEL: COLUMN",
                           STR_ARG(set->name), STR_ARG(s->name));
    *ret = add_scorer(set, scorer);
    return add_to_label(set, &set->labels[label], scorer, false, problem);
}

enum rc eval_set_bind(struct eval_set *set, const struct dataset_map *map, struct str wanted,
                      bool other, struct eval_binding *ret, struct problem *problem)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < map->label_count; i++)
        rc = bind_label(set, map->labels[i].name, wanted, other, &ret->labels[i], problem);
    for (size_t i = 0; rc == RC_OK && i < map->group_count; i++)
        rc = bind_group(set, map->groups[i].name, &ret->groups[i], problem);
    for (size_t i = 0; rc == RC_OK && i < map->score_count; i++)
        rc = bind_column(set, &map->scores[i], &ret->scores[i], problem);
    set->has_values |= map->by.n > 0;
    set->has_spans |= map->spans.n > 0;
    return rc == RC_OK && arena_failed(set->arena) ? RC_NO_MEMORY : rc;
}

/* --- rows --- */

static void append(struct buf *column, const void *element, size_t size)
{
    buf_put(column, str_make(element, size));
}

static uint16_t value_index(struct eval_set *set, struct str value)
{
    for (size_t i = 0; i < set->value_count; i++)
        if (str_eq(set->value_names[i], value))
            return (uint16_t)i;
    if (set->value_count == EVAL_VALUES_MAX)
        return EVAL_VALUES_MAX - 1;
    bool last = set->value_count == EVAL_VALUES_MAX - 1;
    set->value_names[set->value_count] = last ? STR("(others)") : arena_dup(set->arena, value);
    return (uint16_t)set->value_count++;
}

static void count_findings(struct eval_set *set, size_t label, int kind,
                           const struct eval_item *item)
{
    for (size_t i = 0; i < item->finding_count; i++) {
        struct eval_clause_count *c = &set->clauses[label][kind][item->findings[i].clause];
        c->any++;
        c->stopped += item->findings[i].consequence >= CONSEQUENCE_NUDGE;
        c->removed += item->findings[i].consequence == CONSEQUENCE_REMOVE;
    }
}

static void store_answers(struct eval_set *set, const struct eval_binding *b,
                          const struct dataset_map *map, const struct eval_item *item)
{
    uint8_t answers[DATASET_LABELS_MAX] = {RULE_UNKNOWN};
    for (size_t i = 0; i < map->label_count; i++)
        answers[b->labels[i]] = (uint8_t)item->row.labels[i];
    for (size_t i = 0; i < set->label_count; i++) {
        append(&set->answers[i], &answers[i], sizeof answers[i]);
        set->labels[i].yes += answers[i] == RULE_IS_YES;
        set->labels[i].no += answers[i] == RULE_IS_NO;
        set->labels[i].unknown += answers[i] == RULE_UNKNOWN;
        if (answers[i] != RULE_UNKNOWN)
            count_findings(set, i, answers[i] == RULE_IS_YES ? EVAL_ROW_YES : EVAL_ROW_NO, item);
    }
    count_findings(set, DATASET_LABELS_MAX, EVAL_ROW_ALL, item);
}

static void store_scores(struct eval_set *set, const struct eval_binding *b,
                         const struct dataset_map *map, const struct eval_item *item)
{
    for (size_t i = 0; i < set->scorer_count; i++) {
        double score = set->scorers[i].kind == EVAL_BY_COLUMN ? NAN : item->scores[i];
        for (size_t k = 0; k < map->score_count; k++)
            if (b->scores[k] == i)
                score = item->row.scores[k];
        append(&set->scores[i], &score, sizeof score);
    }
}

static void store_types(struct eval_set *set, const struct eval_item *item)
{
    for (size_t i = 0; i < item->marked_count; i++) {
        struct str type = str_from_cstr(item->marked[i].type);
        size_t k = 0;
        while (k < set->type_count && !str_eq(set->types[k].type, type))
            k++;
        if (k == EVAL_TYPES_MAX)
            continue;
        if (k == set->type_count)
            set->types[set->type_count++].type = arena_dup(set->arena, type);
        set->types[k].wanted++;
        set->types[k].found += item->marked[i].found;
    }
}

static void store_spans(struct eval_set *set, const struct eval_item *item)
{
    struct eval_span_sum *s = &set->spans;
    int64_t together = item->wanted_characters + item->marked_characters;
    s->rows++;
    s->with_spans += item->wanted_characters > 0;
    s->wanted += item->wanted_characters;
    s->marked += item->marked_characters;
    s->both += item->both_characters;
    s->f1 += together > 0 ? 2 * (double)item->both_characters / (double)together : 1;
    s->clean += item->wanted_characters == 0;
    s->clean_marked += item->wanted_characters == 0 && item->marked_characters > 0;
    store_types(set, item);
}

static bool stored(const struct eval_set *set)
{
    bool all = buf_status(&set->members) == RC_OK && !arena_failed(set->arena);
    for (size_t i = 0; i < set->scorer_count; i++)
        all &= buf_status(&set->scores[i]) == RC_OK;
    return all;
}

enum rc eval_set_store(struct eval_set *set, const struct eval_binding *b,
                       const struct dataset_map *map, const struct eval_item *item)
{
    uint32_t members = 0;
    for (size_t i = 0; i < map->group_count; i++)
        if (item->row.groups[i])
            members |= (uint32_t)1 << b->groups[i];
    uint16_t value = set->has_values ? value_index(set, item->row.by) : 0;
    uint8_t consequence = (uint8_t)item->consequence;
    append(&set->members, &members, sizeof members);
    append(&set->values, &value, sizeof value);
    append(&set->consequences, &consequence, sizeof consequence);
    store_answers(set, b, map, item);
    store_scores(set, b, map, item);
    if (map->spans.n > 0)
        store_spans(set, item);
    if (map->language.n > 0 || map->language_given.n > 0)
        eval_language_add(&set->language, set->arena, item->row.language, item->language,
                          item->characters);
    set->rows++;
    return stored(set) ? RC_OK : RC_NO_MEMORY;
}

const double *eval_set_scores(const struct eval_set *set, size_t scorer)
{
    return (const void *)set->scores[scorer].p;
}

const uint8_t *eval_set_answers(const struct eval_set *set, size_t label)
{
    return (const void *)set->answers[label].p;
}

const uint32_t *eval_set_members(const struct eval_set *set)
{
    return (const void *)set->members.p;
}

const uint16_t *eval_set_values(const struct eval_set *set)
{
    return (const void *)set->values.p;
}

const uint8_t *eval_set_consequences(const struct eval_set *set)
{
    return (const void *)set->consequences.p;
}
