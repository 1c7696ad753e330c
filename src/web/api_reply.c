/* Answers to programs: whole or in part, indented for eyes as Google's are unless the client says no. */
#include "base/log.h"
#include "web/api.h"
#include "web/api_error.h"
#include "web/api_mask.h"

#define REPLY_MAX ((size_t)4 * 1024 * 1024)

/* What answers hold at their top; another name in `fields` is a slip worth telling. */
static bool is_answer_field(struct str name)
{
    static const char *const names[] = {"*",         "attributeScores",   "clientToken",
                                        "languages", "detectedLanguages", "requestedLanguages"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (str_eq(name, str_from_cstr(names[i])))
            return true;
    }
    return false;
}

/* Parses `fields`; what is wrong with it, or empty. */
static struct str read_mask(struct request *r, struct str fields, const struct api_mask **ret)
{
    if (api_mask_parse(fields, r->arena, ret) != RC_OK)
        return STR("Error expanding 'fields' parameter. The selection is malformed.");
    for (const struct api_mask *m = (*ret)->first; m != NULL; m = m->next) {
        if (!is_answer_field(m->name))
            return arena_printf(r->arena,
                                "Error expanding 'fields' parameter. Cannot find matching fields "
                                "for path '%.*s'.",
                                STR_ARG(api_echo(m->name)));
    }
    return STR("");
}

static enum rc select_parts(struct request *r, const struct api_mask *mask, struct str whole,
                            struct buf *out)
{
    const struct json_tree *tree;
    struct json j;
    enum rc rc = json_tree_read_own(whole, r->arena, &tree);
    if (rc != RC_OK)
        return rc;
    json_init(&j, out);
    api_mask_write(mask, tree, &j);
    return buf_status(out);
}

static void put_line(struct buf *out, unsigned depth)
{
    buf_put_char(out, '\n');
    for (unsigned i = 0; i < depth; i++)
        BUF_PUT(out, "  ");
}

/* The end of the string that begins at `at`. */
static size_t string_end(struct str json, size_t at)
{
    for (at++; at < json.n && json.p[at] != '"'; at++)
        at += json.p[at] == '\\';
    return at + 1;
}

/* Compact JSON of our own writer, indented. */
static void indent(struct str json, struct buf *out)
{
    unsigned depth = 0;
    for (size_t at = 0; at < json.n; at++) {
        char c = json.p[at], next = at + 1 < json.n ? json.p[at + 1] : '\0';
        if (c == '"') {
            size_t end = string_end(json, at);
            buf_put(out, str_slice(json, at, end));
            at = end - 1;
            continue;
        }
        if (c == '}' || c == ']')
            put_line(out, --depth);
        buf_put_char(out, c);
        if (c == ':')
            buf_put_char(out, ' ');
        else if (c == ',')
            put_line(out, depth);
        else if ((c == '{' && next == '}') || (c == '[' && next == ']'))
            buf_put_char(out, json.p[++at]);
        else if (c == '{' || c == '[')
            put_line(out, ++depth);
    }
    buf_put_char(out, '\n');
}

/* An answer that could not be made is told in the shortest form there is. */
static void send(struct request *r, struct buf *body)
{
    if (buf_status(body) != RC_OK || arena_failed(r->arena)) {
        log_event(LOG_ERROR, STR("answer_failed"), LOG_STR("request", http_request_id(r->x)));
        buf_clear(body);
        BUF_PUT(body, "{\"error\":{\"code\":500,\"message\":\"The answer could not be made.\","
                      "\"status\":\"INTERNAL\"}}\n");
        r->status = 500;
    }
    http_reply(r->x, r->status != 0 ? r->status : 200, STR("application/json; charset=utf-8"),
               buf_str(body));
}

void api_reply(struct request *r, struct buf *body)
{
    struct buf part, indented;
    struct buf *answer = body;
    const struct api_mask *mask = NULL;
    struct str fields = r->status < 400 ? request_query(r, "fields") : STR("");
    struct str fault = fields.n > 0 ? read_mask(r, fields, &mask) : STR("");
    if (fault.n > 0) {
        buf_release(body);
        api_reply_bad_field(r, STR("fields"), fault);
        return;
    }
    buf_init(&part, REPLY_MAX);
    buf_init(&indented, REPLY_MAX);
    if (mask != NULL && buf_status(body) == RC_OK) {
        answer = &part;
        part.failure = select_parts(r, mask, buf_str(body), &part);
    }
    if (!str_eq(request_query(r, "prettyPrint"), STR("false")) && buf_status(answer) == RC_OK) {
        indent(buf_str(answer), &indented);
        answer = &indented;
    }
    send(r, answer);
    buf_release(&indented);
    buf_release(&part);
    buf_release(body);
}
