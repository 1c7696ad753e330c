#include "community/discipline/statement_export.h"

#include <time.h>

#include "base/utf8.h"

/* --- writing --- */

static struct str category_name(struct str words)
{
    static const struct str names[][2] = {
#define REASON(words_, name_) {STR_INIT(words_), STR_INIT(name_)},
#include "policy/reasons.def"
#undef REASON
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(words, names[i][0]))
            return names[i][1];
    return STR("STATEMENT_CATEGORY_OTHER_VIOLATION_TC");
}

static struct str keyword_of(struct str clause)
{
    static const struct str names[][2] = {
#define KEYWORD(slug_, name_) {STR_INIT(slug_), STR_INIT(name_)},
#include "community/discipline/keyword.def"
#undef KEYWORD
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(clause, names[i][0]))
            return names[i][1];
    return STR("KEYWORD_OTHER");
}

/* "2026-11-22", in UTC. */
static struct str day(struct arena *a, int64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    char text[16];
    gmtime_r(&seconds, &tm);
    strftime(text, sizeof text, "%Y-%m-%d", &tm);
    return arena_printf(a, "%s", text);
}

static void put_list(struct json *j, struct str key, struct str only)
{
    json_key(j, key);
    json_begin_array(j);
    json_str(j, only);
    json_end(j);
}

static void put_measure(struct json *j, const struct statement *s, struct arena *a)
{
    switch (s->measure) {
    case STATEMENT_HELD:
        put_list(j, STR("decision_visibility"), STR("DECISION_VISIBILITY_CONTENT_DISABLED"));
        return;
    case STATEMENT_REMOVED:
        put_list(j, STR("decision_visibility"), STR("DECISION_VISIBILITY_CONTENT_REMOVED"));
        return;
    case STATEMENT_EDITED:
        put_list(j, STR("decision_visibility"), STR("DECISION_VISIBILITY_OTHER"));
        JSON_STR(j, "decision_visibility_other",
                 STR("The text was changed or removed in part; the rest stays visible."));
        return;
    case STATEMENT_SUSPENDED:
    case STATEMENT_BLOCKED:
        JSON_STR(j, "decision_account", STR("DECISION_ACCOUNT_SUSPENDED"));
        if (s->until_ms > 0)
            JSON_STR(j, "end_date_account_restriction", day(a, s->until_ms));
        return;
    case STATEMENT_DELETED:
        JSON_STR(j, "decision_account", STR("DECISION_ACCOUNT_TERMINATED"));
        return;
    case STATEMENT_PREMODERATED:
        JSON_STR(j, "decision_provision", STR("DECISION_PROVISION_PARTIAL_SUSPENSION"));
        return;
    case STATEMENT_WARNED:
    case STATEMENT_MEASURE_COUNT:
        return;
    }
}

/* At most 200 and 100 characters of what was typed: within what the database takes. */
static struct str name_order(const struct statement *s, struct arena *a)
{
    return arena_printf(a,
                        "Order of %.*s (%.*s), reference %.*s, of %.*s, Regulation (EU) "
                        "2022/2065, Article 9",
                        STR_ARG(s->authority), STR_ARG(s->authority_state), STR_ARG(s->reference),
                        STR_ARG(day(a, s->issued_ms)));
}

static void put_ground(struct json *j, const struct statement *s, struct str standards_url,
                       struct arena *a)
{
    bool ordered = s->source == STATEMENT_ORDER;
    struct str ground =
        ordered ? name_order(s, a)
                : arena_printf(a, "Community standards, clause \"%.*s\"", STR_ARG(s->clause_title));
    struct str why = arena_printf(
        a, "%sIt breaks the clause \"%.*s\" of the published community standards: %.*s#%.*s",
        ordered ? "An authority ordered that it be acted against. " : "", STR_ARG(s->clause_title),
        STR_ARG(standards_url), STR_ARG(s->clause));
    bool illegal = str_eq(s->ground, STR("illegal"));
    JSON_STR(j, "decision_ground",
             illegal ? STR("DECISION_GROUND_ILLEGAL_CONTENT")
                     : STR("DECISION_GROUND_INCOMPATIBLE_CONTENT"));
    json_key(j, illegal ? STR("illegal_content_legal_ground") : STR("incompatible_content_ground"));
    json_str(j, ground);
    json_key(j, illegal ? STR("illegal_content_explanation")
                        : STR("incompatible_content_explanation"));
    json_str(j, why);
}

static void put_content(struct json *j, const struct statement *s, struct arena *a)
{
    struct str keyword = keyword_of(s->clause);
    bool account = s->comment_id == 0;
    put_list(j, STR("content_type"),
             account ? STR("CONTENT_TYPE_OTHER") : STR("CONTENT_TYPE_TEXT"));
    if (account)
        JSON_STR(j, "content_type_other", STR("the account of a reader who comments"));
    JSON_STR(j, "category", category_name(s->category));
    put_list(j, STR("category_specification"), keyword);
    if (str_eq(keyword, STR("KEYWORD_OTHER")))
        JSON_STR(j, "category_specification_other", s->clause_title);
    JSON_STR(j, "content_date", day(a, s->content_ms > 0 ? s->content_ms : s->decided_ms));
    JSON_STR(j, "application_date", day(a, s->decided_ms));
}

static struct str facts(const struct statement *s)
{
    static const struct str found[STATEMENT_SOURCE_COUNT] = {
        STR_INIT("The publisher found it by itself."),
        STR_INIT("Readers had reported it."),
        STR_INIT("Somebody had given notice of it."),
        STR_INIT("A trusted flagger had given notice of it."),
        STR_INIT("An authority had ordered that it be acted against."),
    };
    return found[s->source];
}

static void put_means(struct json *j, const struct statement *s)
{
    static const struct str sources[STATEMENT_SOURCE_COUNT] = {
        STR_INIT("SOURCE_VOLUNTARY"), STR_INIT("SOURCE_TYPE_OTHER_NOTIFICATION"),
        STR_INIT("SOURCE_ARTICLE_16"), STR_INIT("SOURCE_TRUSTED_FLAGGER"),
        STR_INIT("SOURCE_TYPE_OTHER_NOTIFICATION")};
    JSON_STR(j, "source_type", sources[s->source]);
    if (s->source == STATEMENT_ORDER)
        JSON_STR(j, "source_identity", s->authority);
    JSON_STR(j, "automated_detection", s->found_by_standards ? STR("Yes") : STR("No"));
    JSON_STR(j, "automated_decision",
             s->decided_by_standards ? STR("AUTOMATED_DECISION_FULLY")
             : s->found_by_standards ? STR("AUTOMATED_DECISION_PARTIALLY")
                                     : STR("AUTOMATED_DECISION_NOT_AUTOMATED"));
}

void statement_export_write(struct json *j, const struct statement *s, struct str standards_url,
                            struct arena *a)
{
    json_begin_object(j);
    put_measure(j, s, a);
    put_ground(j, s, standards_url, a);
    put_content(j, s, a);
    JSON_STR(j, "decision_facts", facts(s));
    put_means(j, s);
    JSON_STR(j, "puid", s->name);
    json_end(j);
}

/* --- checking --- */

enum shape { SHAPE_CHOICE, SHAPE_CHOICES, SHAPE_TEXT, SHAPE_DATE, SHAPE_NAME };

struct rule {
    const char *field;
    enum shape shape;
    const char *prefix; /* of the values that may be chosen */
    size_t max;         /* characters of a text */
    bool needed;
};

static const struct rule RULES[] = {
    {"decision_visibility", SHAPE_CHOICES, "DECISION_VISIBILITY_", 0, false},
    {"decision_visibility_other", SHAPE_TEXT, NULL, 500, false},
    {"decision_monetary", SHAPE_CHOICE, "DECISION_MONETARY_", 0, false},
    {"decision_provision", SHAPE_CHOICE, "DECISION_PROVISION_", 0, false},
    {"decision_account", SHAPE_CHOICE, "DECISION_ACCOUNT_", 0, false},
    {"decision_ground", SHAPE_CHOICE, "DECISION_GROUND_", 0, true},
    {"illegal_content_legal_ground", SHAPE_TEXT, NULL, 500, false},
    {"illegal_content_explanation", SHAPE_TEXT, NULL, 2000, false},
    {"incompatible_content_ground", SHAPE_TEXT, NULL, 500, false},
    {"incompatible_content_explanation", SHAPE_TEXT, NULL, 2000, false},
    {"content_type", SHAPE_CHOICES, "CONTENT_TYPE_", 0, true},
    {"content_type_other", SHAPE_TEXT, NULL, 500, false},
    {"category", SHAPE_CHOICE, "STATEMENT_CATEGORY_", 0, true},
    {"category_specification", SHAPE_CHOICES, "KEYWORD_", 0, false},
    {"category_specification_other", SHAPE_TEXT, NULL, 500, false},
    {"content_date", SHAPE_DATE, NULL, 0, true},
    {"application_date", SHAPE_DATE, NULL, 0, true},
    {"end_date_account_restriction", SHAPE_DATE, NULL, 0, false},
    {"decision_facts", SHAPE_TEXT, NULL, 5000, true},
    {"source_type", SHAPE_CHOICE, "SOURCE_", 0, true},
    {"source_identity", SHAPE_TEXT, NULL, 500, false},
    {"automated_detection", SHAPE_CHOICE, NULL, 0, true},
    {"automated_decision", SHAPE_CHOICE, "AUTOMATED_DECISION_", 0, true},
    {"puid", SHAPE_NAME, NULL, 500, true},
};
#define RULE_COUNT (sizeof RULES / sizeof RULES[0])

/* The values that this program writes; others of the same prefix may be known to the database. */
static const struct str VALUES[] = {
#define REASON(words_, name_) STR_INIT(name_),
#include "policy/reasons.def"
#undef REASON
#define KEYWORD(slug_, name_) STR_INIT(name_),
#include "community/discipline/keyword.def"
#undef KEYWORD
    STR_INIT("KEYWORD_OTHER"),
    STR_INIT("DECISION_VISIBILITY_CONTENT_REMOVED"),
    STR_INIT("DECISION_VISIBILITY_CONTENT_DISABLED"),
    STR_INIT("DECISION_VISIBILITY_OTHER"),
    STR_INIT("DECISION_ACCOUNT_SUSPENDED"),
    STR_INIT("DECISION_ACCOUNT_TERMINATED"),
    STR_INIT("DECISION_PROVISION_PARTIAL_SUSPENSION"),
    STR_INIT("DECISION_GROUND_ILLEGAL_CONTENT"),
    STR_INIT("DECISION_GROUND_INCOMPATIBLE_CONTENT"),
    STR_INIT("CONTENT_TYPE_TEXT"),
    STR_INIT("CONTENT_TYPE_OTHER"),
    STR_INIT("SOURCE_ARTICLE_16"),
    STR_INIT("SOURCE_TRUSTED_FLAGGER"),
    STR_INIT("SOURCE_TYPE_OTHER_NOTIFICATION"),
    STR_INIT("SOURCE_VOLUNTARY"),
    STR_INIT("AUTOMATED_DECISION_FULLY"),
    STR_INIT("AUTOMATED_DECISION_PARTIALLY"),
    STR_INIT("AUTOMATED_DECISION_NOT_AUTOMATED"),
    STR_INIT("Yes"),
    STR_INIT("No"),
};

static bool is_choice(const struct json_tree *v, const char *prefix)
{
    if (v->kind != TREE_STRING || (prefix != NULL && !str_starts(v->text, str_from_cstr(prefix))))
        return false;
    if (prefix == NULL && !str_eq(v->text, STR("Yes")) && !str_eq(v->text, STR("No")))
        return false;
    for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++)
        if (str_eq(v->text, VALUES[i]))
            return true;
    return false;
}

static bool is_date(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (i == 4 || i == 7 ? s.p[i] != '-' : !char_is_digit(s.p[i]))
            return false;
    return s.n == 10;
}

static bool is_name(struct str s, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_alpha(s.p[i]) && !char_is_digit(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
            return false;
    return s.n > 0 && s.n <= max;
}

static bool fits(const struct json_tree *v, const struct rule *rule)
{
    switch (rule->shape) {
    case SHAPE_CHOICE:
        return is_choice(v, rule->prefix);
    case SHAPE_CHOICES:
        if (v->kind != TREE_ARRAY || v->count == 0)
            return false;
        for (const struct json_tree *e = v->first; e != NULL; e = e->next)
            if (!is_choice(e, rule->prefix))
                return false;
        return true;
    case SHAPE_TEXT:
        return v->kind == TREE_STRING && v->text.n > 0 && utf8_count(v->text) <= rule->max;
    case SHAPE_DATE:
        return v->kind == TREE_STRING && is_date(v->text);
    case SHAPE_NAME:
        return v->kind == TREE_STRING && is_name(v->text, rule->max);
    }
    return false;
}

static const struct rule *find_rule(struct str field)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (str_eq(field, str_from_cstr(RULES[i].field)))
            return &RULES[i];
    return NULL;
}

/* What belongs together: a measure, and the words of the ground that is named. */
static enum rc check_whole(const struct json_tree *s, size_t number, struct problem *problem)
{
    bool measured = json_tree_get(s, STR("decision_visibility")) != NULL ||
                    json_tree_get(s, STR("decision_monetary")) != NULL ||
                    json_tree_get(s, STR("decision_provision")) != NULL ||
                    json_tree_get(s, STR("decision_account")) != NULL;
    if (!measured)
        return problem_set(
            problem, RC_INVALID,
            "statement %zu names no measure: decision_visibility, decision_monetary, "
            "decision_provision or decision_account must stand there",
            number);
    bool illegal = str_eq(json_tree_get(s, STR("decision_ground"))->text,
                          STR("DECISION_GROUND_ILLEGAL_CONTENT"));
    const char *ground = illegal ? "illegal_content_legal_ground" : "incompatible_content_ground";
    const char *why = illegal ? "illegal_content_explanation" : "incompatible_content_explanation";
    if (json_tree_get(s, str_from_cstr(ground)) == NULL ||
        json_tree_get(s, str_from_cstr(why)) == NULL)
        return problem_set(problem, RC_INVALID,
                           "statement %zu: with its decision_ground, %s and %s must stand there",
                           number, ground, why);
    return RC_OK;
}

static enum rc check_one(const struct json_tree *s, size_t number, struct problem *problem)
{
    if (s->kind != TREE_OBJECT)
        return problem_set(problem, RC_INVALID, "statement %zu is no object", number);
    for (const struct json_tree *f = s->first; f != NULL; f = f->next) {
        const struct rule *rule = find_rule(f->name);
        if (rule == NULL)
            return problem_set(problem, RC_INVALID, "statement %zu: %.*s is no field", number,
                               STR_ARG(f->name));
        if (!fits(f, rule))
            return problem_set(problem, RC_INVALID,
                               "statement %zu: %s does not hold what the database takes there",
                               number, rule->field);
    }
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (RULES[i].needed && json_tree_get(s, str_from_cstr(RULES[i].field)) == NULL)
            return problem_set(problem, RC_INVALID, "statement %zu lacks %s", number,
                               RULES[i].field);
    return check_whole(s, number, problem);
}

enum rc statement_export_check(const struct json_tree *document, struct problem *problem)
{
    const struct json_tree *list = json_tree_get(document, STR("statements"));
    if (list == NULL)
        return check_one(document, 1, problem);
    if (list->kind != TREE_ARRAY || list->count == 0 || list->count > STATEMENT_LIST_MAX)
        return problem_set(problem, RC_INVALID, "\"statements\" is no list of 1 to %d",
                           STATEMENT_LIST_MAX);
    size_t number = 0;
    enum rc rc = RC_OK;
    for (const struct json_tree *s = list->first; rc == RC_OK && s != NULL; s = s->next)
        rc = check_one(s, ++number, problem);
    return rc;
}
