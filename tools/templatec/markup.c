#include "markup.h"

#define MARKUP_TEXT_OF(name, text) text,
static const char *const place_names[] = {MARKUP_TABLE(MARKUP_TEXT_OF)};
#undef MARKUP_TEXT_OF

/* The literal being followed. */
struct cursor {
    struct markup_pass *pass;
    struct str s;
    size_t at;
    size_t base;
};

#define fail_here(c, ...)                                                                          \
    template_fail((c)->pass->set, (c)->pass->view, (c)->base + (c)->at, __VA_ARGS__)

void markup_init(struct markup *m)
{
    *m = (struct markup){.kind = MARKUP_TEXT, .is_after_space = true};
}

const char *markup_name(const struct markup *m)
{
    return place_names[m->kind];
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool ahead(const struct cursor *c, struct str what)
{
    return str_starts(str_slice(c->s, c->at, c->s.n), what);
}

static bool append(char *name, char c)
{
    size_t n = strlen(name);

    if (n + 1 >= MARKUP_NAME_MAX)
        return false;
    name[n] = char_lower(c);
    name[n + 1] = 0;
    return true;
}

/* A run of white space goes out as one byte, a line break when it held one. */
static void put_space(struct markup *m, struct cursor *c)
{
    bool has_break = false;

    while (c->at < c->s.n && char_is_space(c->s.p[c->at])) {
        has_break |= c->s.p[c->at] == '\n';
        c->at++;
    }
    c->at--;
    if (!m->is_after_space)
        buf_put_char(c->pass->out, has_break ? '\n' : ' ');
    m->is_after_space = true;
}

static enum rc open_tag(struct markup *m, struct cursor *c)
{
    char next = c->at + 1 < c->s.n ? c->s.p[c->at + 1] : 0;

    m->tag_offset = c->base + c->at;
    m->tag[0] = 0;
    if (ahead(c, STR("<!--"))) {
        m->kind = MARKUP_COMMENT;
        c->at += 3;
        return RC_OK;
    }
    m->is_end_tag = next == '/';
    if (next == '!')
        m->kind = MARKUP_DECLARATION;
    else if (char_is_alpha(next) || next == '/')
        m->kind = MARKUP_TAG_NAME;
    else if (next == 0 && c->at + 1 == c->s.n)
        m->kind = MARKUP_TAG_NAME;
    else
        return fail_here(c, "\"<\" begins no tag here: write &lt; for the character");
    buf_put_char(c->pass->out, '<');
    if (m->is_end_tag) {
        buf_put_char(c->pass->out, '/');
        c->at++;
    }
    m->has_source = m->has_http_equiv = m->has_content_hole = m->is_post = false;
    return RC_OK;
}

static enum rc step_text(struct markup *m, struct cursor *c)
{
    char byte = c->s.p[c->at];

    if (byte == '<')
        return open_tag(m, c);
    if (char_is_space(byte) && !m->is_preformatted) {
        put_space(m, c);
        return RC_OK;
    }
    buf_put_char(c->pass->out, byte);
    m->is_after_space = false;
    return RC_OK;
}

static enum rc check_tag_name(struct markup *m, struct cursor *c)
{
    static const char *const refused[] = {"xmp",      "plaintext", "noembed", "noframes", "iframe",
                                          "object",   "embed",     "base",    "applet",   "frame",
                                          "frameset", "animate",   "set"};

    if (!m->tag[0])
        return fail_here(c, "a tag without a name: write &lt; for the character");
    if (is(m->tag, "style"))
        return template_fail(
            c->pass->set, c->pass->view, m->tag_offset,
            "<style> is refused by the content security policy: put the rules into assets/css");
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (is(m->tag, refused[i]))
            return template_fail(c->pass->set, c->pass->view, m->tag_offset,
                                 "<%s> may not stand in a template", m->tag);
    }
    return RC_OK;
}

static enum rc close_form(struct markup *m, struct cursor *c)
{
    if (m->form_is_open && m->form_is_post && !m->form_has_csrf)
        return template_fail(
            c->pass->set, c->pass->view, m->form_offset,
            "this POST form has no CSRF field: write {{csrf}} in it (on every way through it)");
    m->form_is_open = m->form_is_post = m->form_has_csrf = false;
    return RC_OK;
}

static enum rc open_form(struct markup *m, struct cursor *c)
{
    if (m->form_is_open)
        return template_fail(c->pass->set, c->pass->view, m->tag_offset,
                             "a form inside a form: close the first one before it");
    m->form_is_open = true;
    m->form_is_post = m->is_post;
    m->form_has_csrf = false;
    m->form_offset = m->tag_offset;
    return RC_OK;
}

static enum rc finish_start_tag(struct markup *m, struct cursor *c)
{
    bool is_kept = is(m->tag, "textarea") || is(m->tag, "pre");

    if (m->has_http_equiv && m->has_content_hole)
        return template_fail(
            c->pass->set, c->pass->view, m->tag_offset,
            "a hole in the content of an http-equiv meta: send the header from C instead");
    if (is(m->tag, "script")) {
        if (!m->has_source)
            return template_fail(
                c->pass->set, c->pass->view, m->tag_offset,
                "an inline script is refused by the content security policy: put it under assets/ "
                "and give the tag a src");
        m->kind = MARKUP_SCRIPT;
    }
    if (is(m->tag, "textarea") || is(m->tag, "title"))
        m->kind = MARKUP_RCDATA;
    m->is_preformatted |= is(m->tag, "pre");
    if (is_kept) {
        /* The parser drops one line break after these tags; without ours it would eat the text's
         * own. */
        buf_put_char(c->pass->out, '\n');
        if (c->at + 1 < c->s.n && c->s.p[c->at + 1] == '\n')
            c->at++;
    }
    return is(m->tag, "form") ? open_form(m, c) : RC_OK;
}

/* At the ">" of any tag. */
static enum rc finish_tag(struct markup *m, struct cursor *c)
{
    buf_put_char(c->pass->out, '>');
    m->kind = MARKUP_TEXT;
    m->is_after_space = false;
    if (!m->is_end_tag)
        return finish_start_tag(m, c);
    if (is(m->tag, "pre"))
        m->is_preformatted = false;
    return is(m->tag, "form") ? close_form(m, c) : RC_OK;
}

static enum rc step_tag_name(struct markup *m, struct cursor *c)
{
    char byte = c->s.p[c->at];
    enum rc rc;

    if (!char_is_space(byte) && byte != '>' && byte != '/') {
        if (!m->tag[0] && !char_is_alpha(byte))
            return fail_here(c, "a tag's name begins with a letter: write &lt; for the character");
        if (!append(m->tag, byte))
            return fail_here(c, "a tag name longer than any: check the spelling");
        buf_put_char(c->pass->out, byte);
        return RC_OK;
    }
    rc = check_tag_name(m, c);
    if (rc != RC_OK)
        return rc;
    m->kind = m->is_end_tag ? MARKUP_END_TAG : MARKUP_AFTER_VALUE;
    c->at--;
    return RC_OK;
}

static enum rc step_end_tag(struct markup *m, struct cursor *c)
{
    if (c->s.p[c->at] == '>')
        return finish_tag(m, c);
    if (char_is_space(c->s.p[c->at]))
        return RC_OK;
    return fail_here(c, "an end tag takes no attributes: write </%s>", m->tag);
}

/* Between attributes, and directly behind a value, where white space has to come first. */
static enum rc step_between(struct markup *m, struct cursor *c)
{
    char byte = c->s.p[c->at];

    if (byte == '>')
        return finish_tag(m, c);
    if (byte == '/') {
        buf_put_char(c->pass->out, '/');
        m->kind = MARKUP_AFTER_VALUE;
        return RC_OK;
    }
    if (char_is_space(byte)) {
        if (m->kind == MARKUP_AFTER_VALUE)
            buf_put_char(c->pass->out, ' ');
        m->kind = MARKUP_BEFORE_ATTRIBUTE;
        return RC_OK;
    }
    if (byte == '"' || byte == '\'' || byte == '=' || byte == '<')
        return fail_here(
            c, "\"%c\" stands where an attribute's name should: check the quotes before it", byte);
    if (m->kind == MARKUP_AFTER_VALUE)
        return fail_here(c, "white space is needed before the next attribute");
    m->attribute[0] = 0;
    m->kind = MARKUP_ATTRIBUTE_NAME;
    c->at--;
    return RC_OK;
}

static enum rc step_attribute_name(struct markup *m, struct cursor *c)
{
    char byte = c->s.p[c->at];
    enum rc rc;

    if (!char_is_space(byte) && byte != '>' && byte != '/' && byte != '=') {
        if (byte == '"' || byte == '\'' || byte == '<')
            return fail_here(c, "\"%c\" in an attribute's name: check the quotes before it", byte);
        if (!append(m->attribute, byte))
            return fail_here(c, "an attribute name longer than any: check the quotes before it");
        buf_put_char(c->pass->out, byte);
        return RC_OK;
    }
    rc = attribute_begin(m, c->pass, c->base + c->at - strlen(m->attribute));
    if (rc != RC_OK)
        return rc;
    m->kind = MARKUP_AFTER_NAME;
    c->at--;
    return RC_OK;
}

static enum rc step_after_name(struct markup *m, struct cursor *c)
{
    char byte = c->s.p[c->at];

    if (byte == '=') {
        buf_put_char(c->pass->out, '=');
        m->kind = MARKUP_BEFORE_VALUE;
        return RC_OK;
    }
    if (char_is_space(byte)) {
        size_t next = c->at;

        while (next < c->s.n && char_is_space(c->s.p[next]))
            next++;
        if (next < c->s.n && c->s.p[next] == '=') {
            c->at = next - 1;
            return RC_OK;
        }
    }
    m->kind = MARKUP_AFTER_VALUE;
    c->at--;
    return RC_OK;
}

static enum rc step_before_value(struct markup *m, struct cursor *c)
{
    char byte = c->s.p[c->at];

    if (char_is_space(byte))
        return RC_OK;
    if (byte != '"' && byte != '\'')
        return fail_here(c, "the value of \"%s\" is not quoted: put it into double quotes",
                         m->attribute);
    m->quote = byte;
    m->kind = MARKUP_VALUE;
    buf_put_char(c->pass->out, byte);
    return RC_OK;
}

static enum rc step_value(struct markup *m, struct cursor *c)
{
    char byte = c->s.p[c->at];

    buf_put_char(c->pass->out, byte);
    if (byte != m->quote)
        return attribute_step(m, c->pass, byte, c->base + c->at);
    attribute_end(m);
    m->kind = MARKUP_AFTER_VALUE;
    return RC_OK;
}

static enum rc step_comment(struct markup *m, struct cursor *c)
{
    if (ahead(c, STR("-->"))) {
        c->at += 2;
        m->kind = MARKUP_TEXT;
    }
    return RC_OK;
}

static enum rc step_declaration(struct markup *m, struct cursor *c)
{
    buf_put_char(c->pass->out, c->s.p[c->at]);
    if (c->s.p[c->at] == '>')
        m->kind = MARKUP_TEXT;
    return RC_OK;
}

static bool is_closing(const struct markup *m, const struct cursor *c)
{
    struct str rest = str_slice(c->s, c->at, c->s.n);
    size_t n = strlen(m->tag);

    return str_starts(rest, STR("</")) &&
           str_eq_ascii_case(str_slice(rest, 2, 2 + n), str_make(m->tag, n));
}

static enum rc step_script(struct markup *m, struct cursor *c)
{
    if (is_closing(m, c))
        return open_tag(m, c);
    if (char_is_space(c->s.p[c->at]))
        return RC_OK;
    return fail_here(c, "a script with src holds nothing: put its text under assets/");
}

static enum rc step_rcdata(struct markup *m, struct cursor *c)
{
    if (is_closing(m, c))
        return open_tag(m, c);
    buf_put_char(c->pass->out, c->s.p[c->at]);
    return RC_OK;
}

enum rc markup_feed(struct markup *m, struct markup_pass *pass, struct str literal, size_t offset)
{
    static enum rc (*const steps[])(struct markup *, struct cursor *) = {
        [MARKUP_TEXT] = step_text,
        [MARKUP_TAG_NAME] = step_tag_name,
        [MARKUP_END_TAG] = step_end_tag,
        [MARKUP_BEFORE_ATTRIBUTE] = step_between,
        [MARKUP_ATTRIBUTE_NAME] = step_attribute_name,
        [MARKUP_AFTER_NAME] = step_after_name,
        [MARKUP_BEFORE_VALUE] = step_before_value,
        [MARKUP_VALUE] = step_value,
        [MARKUP_AFTER_VALUE] = step_between,
        [MARKUP_COMMENT] = step_comment,
        [MARKUP_DECLARATION] = step_declaration,
        [MARKUP_SCRIPT] = step_script,
        [MARKUP_RCDATA] = step_rcdata,
    };
    struct cursor c = {.pass = pass, .s = literal, .base = offset};

    for (; c.at < literal.n; c.at++) {
        enum rc rc = steps[m->kind](m, &c);

        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

enum rc markup_finish(struct markup *m, struct markup_pass *pass, size_t offset)
{
    if (m->kind != MARKUP_TEXT)
        return template_fail(pass->set, pass->view, offset, "the template ends inside %s: close it",
                             markup_name(m));
    if (m->form_is_open)
        return template_fail(pass->set, pass->view, m->form_offset,
                             "this form is not closed in its template: write </form>");
    return RC_OK;
}
