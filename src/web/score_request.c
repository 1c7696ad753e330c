#include "web/score_request.h"

#include "base/utf8.h"

#define ECHO_MAX 120

struct reading {
    struct arena *arena;
    struct score_request *request;
    struct score_fault *fault;
};

static struct str echo(struct str sent)
{
    size_t n = sent.n < ECHO_MAX ? sent.n : ECHO_MAX;
    while (!utf8_boundary(sent, n))
        n--;
    return str_slice(sent, 0, n);
}

static bool fail(struct reading *rd, struct str type, struct str message)
{
    rd->fault->type = type;
    rd->fault->message = message;
    return false;
}

static bool fail_shape(struct reading *rd, struct str field, struct str message)
{
    rd->fault->field = field;
    return fail(rd, STR(""), message);
}

/* --- members --- */
static struct str join(struct reading *rd, struct str path, struct str name)
{
    return path.n > 0 ? arena_printf(rd->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(name)) : name;
}

/* Whether `sent` spells the field `camel`: so, or in lower case with underscores. */
static bool is_field(struct str sent, const char *camel)
{
    size_t at = 0;
    for (; *camel != '\0'; camel++) {
        bool upper = *camel >= 'A' && *camel <= 'Z';
        if (upper && at < sent.n && sent.p[at] == '_') {
            at++;
            if (at >= sent.n || sent.p[at] != char_lower(*camel))
                return false;
        } else if (at >= sent.n || sent.p[at] != *camel) {
            return false;
        }
        at++;
    }
    return at == sent.n;
}

static bool fail_unknown(struct reading *rd, struct str path, struct str name)
{
    struct str said = echo(name);
    if (path.n == 0)
        return fail_shape(rd, path,
                          arena_printf(rd->arena,
                                       "Invalid JSON payload received. Unknown name \"%.*s\": "
                                       "Cannot find field.",
                                       STR_ARG(said)));
    return fail_shape(rd, path,
                      arena_printf(rd->arena,
                                   "Invalid JSON payload received. Unknown name \"%.*s\" at "
                                   "'%.*s': Cannot find field.",
                                   STR_ARG(said), STR_ARG(path)));
}

/* A value of another kind than `type`, in the words of the parser of protocol buffers. */
static bool fail_kind(struct reading *rd, struct str path, const char *type,
                      const struct json_tree *value)
{
    static const char *const words[] = {"null",
                                        "a boolean",
                                        "",
                                        "",
                                        "Starting a list on a single field",
                                        "Starting an object on a scalar field"};
    struct str shown = str_from_cstr(words[value->kind]);
    if (value->kind == TREE_BOOL)
        shown = value->truth ? STR("true") : STR("false");
    else if (value->kind == TREE_NUMBER)
        shown = value->text;
    else if (value->kind == TREE_STRING)
        shown = arena_printf(rd->arena, "\"%.*s\"", STR_ARG(echo(value->text)));
    return fail_shape(rd, path,
                      arena_printf(rd->arena, "Invalid value at '%.*s' (%s), %.*s", STR_ARG(path),
                                   type, STR_ARG(shown)));
}

/* Sorts the members of `object` under `names` (NULL at the end); what is null or absent stays NULL. */
static bool take_members(struct reading *rd, const struct json_tree *object, struct str path,
                         const char *const *names, const struct json_tree **ret)
{
    if (object->kind != TREE_OBJECT)
        return path.n > 0 ? fail_kind(rd, path, "TYPE_MESSAGE", object)
                          : fail_shape(rd, path,
                                       STR("Invalid JSON payload received. Unknown name \"\": Root "
                                           "element must be a message."));
    for (size_t i = 0; names[i] != NULL; i++)
        ret[i] = NULL;
    for (const struct json_tree *m = object->first; m != NULL; m = m->next) {
        size_t i = 0;
        while (names[i] != NULL && !is_field(m->name, names[i]))
            i++;
        if (names[i] == NULL)
            return fail_unknown(rd, path, m->name);
        if (ret[i] != NULL)
            return fail_shape(rd, join(rd, path, m->name),
                              STR("Invalid JSON payload received. A field stands in both its "
                                  "spellings."));
        if (m->kind != TREE_NULL)
            ret[i] = m;
    }
    return true;
}

static bool take_string(struct reading *rd, const struct json_tree *value, const char *path,
                        struct str *ret)
{
    if (value == NULL)
        return true;
    if (value->kind != TREE_STRING)
        return fail_kind(rd, str_from_cstr(path), "TYPE_STRING", value);
    if (value->text.n > SCORE_TOKEN_MAX)
        return fail_shape(rd, str_from_cstr(path),
                          arena_printf(rd->arena,
                                       "Invalid value at '%s' (TYPE_STRING): it is longer "
                                       "than %d bytes.",
                                       path, SCORE_TOKEN_MAX));
    *ret = value->text;
    return true;
}

static bool take_bool(struct reading *rd, const struct json_tree *value, const char *path,
                      bool *ret)
{
    if (value == NULL)
        return true;
    if (value->kind != TREE_BOOL)
        return fail_kind(rd, str_from_cstr(path), "TYPE_BOOL", value);
    *ret = value->truth;
    return true;
}

/* --- texts --- */
static bool take_type(struct reading *rd, const struct json_tree *value, struct str path)
{
    if (value == NULL)
        return true;
    if (value->kind == TREE_STRING && (str_eq(value->text, STR("PLAIN_TEXT")) ||
                                       str_eq(value->text, STR("TEXT_TYPE_UNSPECIFIED"))))
        return true;
    if (value->kind == TREE_STRING && str_eq(value->text, STR("HTML")))
        return fail(rd, STR("INVALID_REQUEST"),
                    STR("Text of type HTML is not supported. Send plain text, type PLAIN_TEXT."));
    return fail_kind(rd, join(rd, path, STR("type")),
                     "type.googleapis.com/google.commentanalyzer.v1alpha1.TextEntry.TextType",
                     value);
}

static bool take_text(struct reading *rd, const struct json_tree *entry, struct str path,
                      struct str *ret)
{
    static const char *const names[] = {"text", "type", NULL};
    const struct json_tree *members[2];
    if (entry == NULL)
        return true;
    if (!take_members(rd, entry, path, names, members) || !take_type(rd, members[1], path))
        return false;
    if (members[0] == NULL)
        return true;
    if (members[0]->kind != TREE_STRING)
        return fail_kind(rd, join(rd, path, STR("text")), "TYPE_STRING", members[0]);
    *ret = members[0]->text;
    return true;
}

static bool check_text(struct reading *rd, struct str text)
{
    if (str_trim(text).n == 0)
        return fail(rd, STR("COMMENT_EMPTY"), STR("Comment must be non-empty."));
    if (text.n > SCORE_TEXT_MAX)
        return fail(
            rd, STR("COMMENT_TOO_LONG"),
            arena_printf(rd->arena,
                         "Comment text was too many bytes. Value (%zu) exceeded limit (%d).",
                         text.n, SCORE_TEXT_MAX));
    return true;
}

/* The beginning of what a comment is about: enough to tell whether it keeps to it. */
static struct str beginning(struct str text)
{
    size_t n = text.n < SCORE_CONTEXT_MAX ? text.n : SCORE_CONTEXT_MAX;
    while (!utf8_boundary(text, n))
        n--;
    return str_slice(text, 0, n);
}

/* The last of the messages before it is what a comment answers. */
static bool take_entries(struct reading *rd, const struct json_tree *entries)
{
    size_t i = 0;
    if (entries->kind != TREE_ARRAY)
        return fail_kind(rd, STR("context.entries"), "TYPE_MESSAGE", entries);
    for (const struct json_tree *e = entries->first; e != NULL; e = e->next, i++) {
        if (!take_text(rd, e, arena_printf(rd->arena, "context.entries[%zu]", i),
                       &rd->request->parent))
            return false;
    }
    return true;
}

static bool take_context(struct reading *rd, const struct json_tree *context)
{
    static const char *const names[] = {"entries", "articleAndParentComment", NULL};
    static const char *const both[] = {"article", "parentComment", NULL};
    const struct json_tree *members[2], *texts[2];
    struct score_request *q = rd->request;
    struct str path = STR("context.article_and_parent_comment");
    if (context == NULL)
        return true;
    if (!take_members(rd, context, STR("context"), names, members))
        return false;
    if (members[0] != NULL && members[1] != NULL)
        return fail(rd, STR("INVALID_REQUEST"),
                    STR("Context must have only one of entries and articleAndParentComment."));
    if (members[0] != NULL && !take_entries(rd, members[0]))
        return false;
    if (members[1] != NULL &&
        (!take_members(rd, members[1], path, both, texts) ||
         !take_text(rd, texts[0], join(rd, path, STR("article")), &q->article) ||
         !take_text(rd, texts[1], join(rd, path, STR("parent_comment")), &q->parent)))
        return false;
    q->article = beginning(q->article);
    q->parent = beginning(q->parent);
    return true;
}

static bool is_language(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!char_is_alpha(s.p[i]) && !char_is_digit(s.p[i]) && s.p[i] != '-')
            return false;
    }
    return s.n >= 2 && s.n <= 35; /* BCP 47 */
}

static bool take_languages(struct reading *rd, const struct json_tree *languages)
{
    struct score_request *q = rd->request;
    if (languages == NULL)
        return true;
    if (languages->kind != TREE_ARRAY)
        return fail_kind(rd, STR("languages"), "TYPE_STRING", languages);
    for (const struct json_tree *l = languages->first; l != NULL; l = l->next) {
        if (l->kind != TREE_STRING)
            return fail_kind(rd, arena_printf(rd->arena, "languages[%zu]", q->language_count),
                             "TYPE_STRING", l);
        if (!is_language(l->text))
            return fail(rd, STR("INVALID_REQUEST"),
                        arena_printf(rd->arena,
                                     "\"%.*s\" is not a language: send ISO 639-1 codes such as "
                                     "\"en\".",
                                     STR_ARG(echo(l->text))));
        if (q->language_count == SCORE_LANGUAGES_MAX)
            return fail(
                rd, STR("INVALID_REQUEST"),
                arena_printf(rd->arena, "There are more than %d languages.", SCORE_LANGUAGES_MAX));
        q->languages[q->language_count++] = l->text;
    }
    return true;
}

/* --- attributes --- */
/* Only probabilities: the other types were announced and never filled. */
static bool take_score_type(struct reading *rd, const struct json_tree *value, struct str path)
{
    static const char *const others[] = {"STD_DEV_SCORE", "PERCENTILE", "RAW"};
    if (value == NULL)
        return true;
    if (value->kind == TREE_STRING && (str_eq(value->text, STR("PROBABILITY")) ||
                                       str_eq(value->text, STR("SCORE_TYPE_UNSPECIFIED"))))
        return true;
    for (size_t i = 0; value->kind == TREE_STRING && i < sizeof(others) / sizeof(others[0]); i++) {
        if (str_eq(value->text, str_from_cstr(others[i])))
            return fail(rd, STR("INVALID_REQUEST"),
                        arena_printf(rd->arena,
                                     "Score type %s is not supported. Ask for PROBABILITY.",
                                     others[i]));
    }
    return fail_kind(rd, path, "type.googleapis.com/google.commentanalyzer.v1alpha1.ScoreType",
                     value);
}

static bool take_float(struct reading *rd, const struct json_tree *value, struct str path,
                       double *ret)
{
    if (value == NULL)
        return true;
    if (value->kind != TREE_NUMBER)
        return fail_kind(rd, path, "TYPE_FLOAT", value);
    *ret = value->number;
    return true;
}

static bool take_parameters(struct reading *rd, const struct json_tree *value, struct str path,
                            struct score_wanted *w)
{
    static const char *const names[] = {"scoreType", "scoreThreshold", NULL};
    const struct json_tree *members[2];
    return take_members(rd, value, path, names, members) &&
           take_score_type(rd, members[0], join(rd, path, STR("score_type"))) &&
           take_float(rd, members[1], join(rd, path, STR("score_threshold")), &w->threshold);
}

/* {"value": 1, "type": "PROBABILITY"}: a ruling is a number from 0 to 1. */
static bool take_score(struct reading *rd, const struct json_tree *value, struct str path,
                       double *ret)
{
    static const char *const names[] = {"value", "type", NULL};
    const struct json_tree *members[2];
    if (!take_members(rd, value, path, names, members) ||
        !take_score_type(rd, members[1], join(rd, path, STR("type"))) ||
        !take_float(rd, members[0], join(rd, path, STR("value")), ret))
        return false;
    if (members[0] == NULL || *ret < 0 || *ret > 1)
        return fail(rd, STR("INVALID_REQUEST"),
                    arena_printf(rd->arena, "Score at '%.*s' must have a value from 0 to 1.",
                                 STR_ARG(path)));
    return true;
}

static bool take_span_score(struct reading *rd, const struct json_tree *span, struct str path)
{
    static const char *const names[] = {"begin", "end", "score", NULL};
    const struct json_tree *members[3];
    double begin = -1, end = -1, score;
    if (!take_members(rd, span, path, names, members) ||
        !take_float(rd, members[0], join(rd, path, STR("begin")), &begin) ||
        !take_float(rd, members[1], join(rd, path, STR("end")), &end))
        return false;
    if (begin < 0 || end <= begin || end > rd->request->text.n || members[2] == NULL)
        return fail(rd, STR("INVALID_REQUEST"),
                    arena_printf(rd->arena, "Span at '%.*s' must have begin, end and score.",
                                 STR_ARG(path)));
    return take_score(rd, members[2], join(rd, path, STR("score")), &score);
}

/* What is suggested for a part of the text is checked, and only what is suggested for the whole is kept. */
static bool take_suggested(struct reading *rd, const struct json_tree *value, struct str path,
                           struct score_wanted *w)
{
    static const char *const names[] = {"summaryScore", "spanScores", NULL};
    const struct json_tree *members[2];
    size_t i = 0;
    if (!take_members(rd, value, path, names, members))
        return false;
    struct str spans = join(rd, path, STR("span_scores"));
    if (members[1] != NULL && members[1]->kind != TREE_ARRAY)
        return fail_kind(rd, spans, "TYPE_MESSAGE", members[1]);
    for (const struct json_tree *s = members[1] != NULL ? members[1]->first : NULL; s != NULL;
         s = s->next, i++) {
        if (!take_span_score(rd, s, arena_printf(rd->arena, "%.*s[%zu]", STR_ARG(spans), i)))
            return false;
    }
    if (members[0] == NULL && i == 0)
        return fail(rd, STR("INVALID_REQUEST"),
                    arena_printf(rd->arena, "Attribute scores at '%.*s' must not be empty.",
                                 STR_ARG(path)));
    w->has_value = members[0] != NULL;
    return members[0] == NULL ||
           take_score(rd, members[0], join(rd, path, STR("summary_score")), &w->value);
}

static bool take_attribute(struct reading *rd, const struct json_tree *m, enum score_method method,
                           struct score_wanted *w)
{
    size_t i = (size_t)(w - rd->request->wanted);
    struct str path = arena_printf(rd->arena,
                                   method == SCORE_ANALYZE ? "requested_attributes[%zu].value"
                                                           : "attribute_scores[%zu].value",
                                   i);
    w->name = m->name;
    w->attribute = attribute_find(m->name);
    w->threshold = -1;
    if (m->kind == TREE_NULL)
        return fail_kind(rd, path, "TYPE_MESSAGE", m);
    if (method == SCORE_ANALYZE ? !take_parameters(rd, m, path, w)
                                : !take_suggested(rd, m, path, w))
        return false;
    if (w->attribute == NULL)
        return fail(
            rd, STR("INVALID_REQUEST"),
            arena_printf(rd->arena, "Unknown requested attribute: %.*s", STR_ARG(echo(m->name))));
    return true;
}

static bool take_attributes(struct reading *rd, const struct json_tree *map,
                            enum score_method method)
{
    struct score_request *q = rd->request;
    const char *name = method == SCORE_ANALYZE ? "requested_attributes" : "attribute_scores";
    if (map != NULL && map->kind != TREE_OBJECT)
        return fail_kind(rd, str_from_cstr(name), "TYPE_MESSAGE", map);
    if (map == NULL || map->count == 0)
        return method == SCORE_ANALYZE
                   ? fail(rd, STR("NO_REQUESTED_ATTRIBUTES"), STR("No requested attributes."))
                   : fail(rd, STR("INVALID_REQUEST"), STR("Attribute scores must not be empty."));
    if (map->count > SCORE_WANTED_MAX)
        return fail(
            rd, STR("INVALID_REQUEST"),
            arena_printf(rd->arena, "There are more than %d attributes.", SCORE_WANTED_MAX));
    q->wanted = ARENA_ARRAY(rd->arena, map->count, struct score_wanted);
    for (const struct json_tree *m = map->first; q->wanted != NULL && m != NULL; m = m->next) {
        if (!take_attribute(rd, m, method, &q->wanted[q->wanted_count++]))
            return false;
    }
    return true;
}

enum field {
    FIELD_COMMENT,
    FIELD_CONTEXT,
    FIELD_ATTRIBUTES,
    FIELD_LANGUAGES,
    FIELD_DO_NOT_STORE,
    FIELD_TOKEN,
    FIELD_SESSION,
    FIELD_COMMUNITY,
    FIELD_SPANS, /* from here on only of analyze */
    FIELD_DROP,
    FIELD_COUNT
};

static bool take_request(struct reading *rd, const struct json_tree *body, enum score_method method)
{
    static const char *const analyze[] = {"comment",
                                          "context",
                                          "requestedAttributes",
                                          "languages",
                                          "doNotStore",
                                          "clientToken",
                                          "sessionId",
                                          "communityId",
                                          "spanAnnotations",
                                          "dropUnsupportedAttributes",
                                          NULL};
    static const char *const suggest[] = {"comment",   "context",     "attributeScores",
                                          "languages", "doNotStore",  "clientToken",
                                          "sessionId", "communityId", NULL};
    const struct json_tree *f[FIELD_COUNT] = {NULL};
    struct score_request *q = rd->request;
    if (!take_members(rd, body, STR(""), method == SCORE_ANALYZE ? analyze : suggest, f) ||
        !take_text(rd, f[FIELD_COMMENT], STR("comment"), &q->text) ||
        !take_bool(rd, f[FIELD_DO_NOT_STORE], "do_not_store", &q->do_not_store) ||
        !take_bool(rd, f[FIELD_SPANS], "span_annotations", &q->spans) ||
        !take_bool(rd, f[FIELD_DROP], "drop_unsupported_attributes", &q->drop_unsupported) ||
        !take_string(rd, f[FIELD_TOKEN], "client_token", &q->token) ||
        !take_string(rd, f[FIELD_SESSION], "session_id", &q->session_id) ||
        !take_string(rd, f[FIELD_COMMUNITY], "community_id", &q->community_id) ||
        !check_text(rd, q->text))
        return false;
    q->has_token = f[FIELD_TOKEN] != NULL;
    return take_attributes(rd, f[FIELD_ATTRIBUTES], method) && take_context(rd, f[FIELD_CONTEXT]) &&
           take_languages(rd, f[FIELD_LANGUAGES]);
}

enum rc score_request_read(const struct json_tree *body, enum score_method method, struct arena *a,
                           struct score_request *ret, struct score_fault *fault)
{
    struct score_request request = {.wanted_count = 0};
    struct reading rd = {.arena = a, .request = &request, .fault = fault};
    bool read = take_request(&rd, body, method);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    if (!read)
        return RC_INVALID;
    *ret = request;
    return RC_OK;
}
