#include "http/forms.h"

#include "base/utf8.h"
#include "http/guard.h"

/* Longest name quoted in a message: names come from strangers. */
#define NAME_SHOWN 40

/* Decodes '+' and "%XX"; CRLF becomes LF. RC_INVALID for a '%' without two digits. */
static enum rc value_decode(struct str raw, struct arena *a, struct str *ret)
{
    char *out = arena_alloc(a, raw.n);
    size_t n = 0;
    if (out == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            if (raw.n - i < 3 || guard_hex(raw.p[i + 1]) < 0 || guard_hex(raw.p[i + 2]) < 0)
                return RC_INVALID;
            c = (char)(guard_hex(raw.p[i + 1]) * 16 + guard_hex(raw.p[i + 2]));
            i += 2;
        }
        if (c == '\n' && n > 0 && out[n - 1] == '\r')
            n--;
        out[n++] = c;
    }
    *ret = str_make(out, n);
    return RC_OK;
}

static bool is_text(struct str s)
{
    return utf8_valid(s) && str_find_char(s, '\0', 0) == STR_NONE;
}

/* The name as far as it may be shown. */
static struct str name_shown(struct str name)
{
    return is_text(name) && name.n > 0 ? utf8_prefix(name, NAME_SHOWN) : STR("?");
}

static enum rc field_parse(struct str pair, struct arena *a, struct form_field *ret,
                           struct problem *problem)
{
    struct str rest = pair, raw_name = str_split(&rest, '=');
    enum rc rc = value_decode(raw_name, a, &ret->name);
    if (rc == RC_NO_MEMORY)
        return problem_set(problem, rc, "The form does not fit into memory.");
    if (rc != RC_OK || !is_text(ret->name))
        return problem_set(problem, RC_INVALID, "A field's name is not valid text.");
    if (ret->name.n > FORM_NAME_MAX)
        return problem_set(problem, RC_TOO_LARGE, "A field's name is longer than %d bytes.",
                           FORM_NAME_MAX);
    struct str shown = name_shown(ret->name);
    rc = value_decode(rest, a, &ret->value);
    if (rc == RC_NO_MEMORY)
        return problem_set(problem, rc, "The form does not fit into memory.");
    if (rc != RC_OK)
        return problem_set(problem, rc, "Field \"%.*s\" has a malformed percent-encoding.",
                           STR_ARG(shown));
    if (!utf8_valid(ret->value))
        return problem_set(problem, RC_INVALID, "Field \"%.*s\" is not valid UTF-8.",
                           STR_ARG(shown));
    if (str_find_char(ret->value, '\0', 0) != STR_NONE)
        return problem_set(problem, RC_INVALID, "Field \"%.*s\" contains a NUL character.",
                           STR_ARG(shown));
    return RC_OK;
}

static size_t fields_count(struct str text)
{
    size_t count = 0;
    while (text.p != NULL)
        count += str_split(&text, '&').n > 0;
    return count;
}

enum rc form_parse(struct str text, struct arena *a, struct form *ret, struct problem *problem)
{
    size_t max = fields_count(text), count = 0;
    if (max > FORM_FIELDS_MAX)
        return problem_set(problem, RC_TOO_LARGE, "The form has more than %d fields.",
                           FORM_FIELDS_MAX);
    struct form_field *fields = ARENA_ARRAY(a, max, struct form_field);
    if (fields == NULL)
        return problem_set(problem, RC_NO_MEMORY, "The form does not fit into memory.");
    while (text.p != NULL) {
        struct str pair = str_split(&text, '&');
        if (pair.n == 0)
            continue;
        enum rc rc = field_parse(pair, a, &fields[count], problem);
        if (rc != RC_OK)
            return rc;
        count++;
    }
    *ret = (struct form){.fields = fields, .count = count};
    return RC_OK;
}

bool content_type_is(struct str content_type, struct str type)
{
    return str_eq_ascii_case(str_trim(str_split(&content_type, ';')), type);
}

enum rc form_read_body(struct http_exchange *x, struct form *ret, struct problem *problem)
{
    struct str type = http_header(x, STR("Content-Type"));
    if (!content_type_is(type, STR("application/x-www-form-urlencoded")))
        return problem_set(
            problem, RC_UNSUPPORTED,
            "Send this form as application/x-www-form-urlencoded; other kinds are not read here.");
    return form_parse(http_body(x), http_arena(x), ret, problem);
}

enum rc form_read_query(struct http_exchange *x, struct form *ret, struct problem *problem)
{
    return form_parse(http_query(x), http_arena(x), ret, problem);
}

static const struct form_field *field_find(const struct form *form, struct str name)
{
    for (size_t i = 0; i < form->count; i++)
        if (str_eq(form->fields[i].name, name))
            return &form->fields[i];
    return NULL;
}

struct str form_get(const struct form *form, const char *name)
{
    const struct form_field *f = field_find(form, str_from_cstr(name));
    return f ? f->value : (struct str){0};
}

bool form_has(const struct form *form, const char *name)
{
    return field_find(form, str_from_cstr(name)) != NULL;
}

struct str form_repeated(const struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (field_find(form, form->fields[i].name) != &form->fields[i])
            return form->fields[i].name;
    return (struct str){0};
}

static bool is_listed(struct str name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (str_eq(name, str_from_cstr(*names)))
            return true;
    return false;
}

enum rc form_reject_unknown(const struct form *form, const char *const *names,
                            struct problem *problem)
{
    for (size_t i = 0; i < form->count; i++) {
        struct str name = form->fields[i].name, shown = name_shown(name);
        if (!is_listed(name, names))
            return problem_set(problem, RC_INVALID, "Field \"%.*s\" is not part of this form.",
                               STR_ARG(shown));
        if (field_find(form, name) != &form->fields[i])
            return problem_set(problem, RC_INVALID, "Field \"%.*s\" was sent twice.",
                               STR_ARG(shown));
    }
    return RC_OK;
}
