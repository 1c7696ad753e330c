/*
 * Attributes: which may stand, which hold an address, and what may follow in it. An address takes a
 * whole `url` at its start, or text after a literal local path; so no text ever decides the scheme
 * or the host.
 */
#include "markup.h"

#include <stdio.h>

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(name, *list) == 0)
            return true;
    }
    return false;
}

static bool is_address(const struct markup *m)
{
    static const char *const names[] = {
        "href",       "src",    "action",      "formaction", "poster",  "data",
        "cite",       "ping",   "background",  "longdesc",   "icon",    "manifest",
        "xlink:href", "srcset", "imagesrcset", "codebase",   "profile", NULL};

    return is_one_of(m->attribute, names);
}

static bool is_list(const struct markup *m)
{
    static const char *const names[] = {"srcset", "imagesrcset", "ping", NULL};

    return is_one_of(m->attribute, names);
}

enum rc attribute_begin(struct markup *m, struct markup_pass *pass, size_t offset)
{
    const char *name = m->attribute;

    if (strncmp(name, "on", 2) == 0)
        return template_fail(
            pass->set, pass->view, offset,
            "event attribute \"%s\" is refused by the content security policy: use "
            "addEventListener in a script under assets/",
            name);
    if (strcmp(name, "style") == 0)
        return template_fail(
            pass->set, pass->view, offset,
            "a style attribute is refused by the content security policy: use a class and "
            "assets/css");
    if (strcmp(name, "srcdoc") == 0 || strcmp(name, "formmethod") == 0)
        return template_fail(pass->set, pass->view, offset,
                             "attribute \"%s\" may not stand in a template: remove it", name);
    if (strcmp(m->tag, "script") == 0 && strcmp(name, "src") == 0)
        m->has_source = true;
    if (strcmp(m->tag, "meta") == 0 && strcmp(name, "http-equiv") == 0)
        m->has_http_equiv = true;
    m->value[0] = 0;
    m->slashes = 0;
    m->address_last = 0;
    m->address = is_address(m) ? ADDRESS_START : ADDRESS_NONE;
    return RC_OK;
}

static bool append(char *word, char c)
{
    size_t n = strlen(word);

    if (n + 1 >= MARKUP_NAME_MAX)
        return false;
    word[n] = char_lower(c);
    word[n + 1] = 0;
    return true;
}

static enum rc end_scheme(struct markup *m, struct markup_pass *pass, size_t offset)
{
    if (strcmp(m->value, "http") == 0 || strcmp(m->value, "https") == 0) {
        m->address = ADDRESS_ORIGIN;
        return RC_OK;
    }
    m->address = ADDRESS_OTHER;
    if (strcmp(m->value, "mailto") == 0)
        return RC_OK;
    return template_fail(
        pass->set, pass->view, offset,
        "an address with the scheme \"%s:\" may not stand in a template: use http, https, mailto "
        "or a local path",
        m->value);
}

static enum address after_path_byte(char c)
{
    if (c == '#')
        return ADDRESS_FRAGMENT;
    return c == '/' || c == '=' || c == '?' || c == '&' ? ADDRESS_SEPARATOR : ADDRESS_PATH;
}

static enum rc step_start(struct markup *m, char c)
{
    if (char_is_space(c))
        return RC_OK;
    m->value[0] = 0;
    m->slashes = 0;
    m->address = ADDRESS_SCHEME;
    if (c == '/')
        m->address = ADDRESS_ROOT;
    else if (c == '?' || c == '#')
        m->address = after_path_byte(c);
    else
        append(m->value, c);
    return RC_OK;
}

static enum rc step_root(struct markup *m, char c)
{
    m->address = c == '/' || c == '\\' ? ADDRESS_OTHER : after_path_byte(c);
    return RC_OK;
}

static enum rc step_scheme(struct markup *m, struct markup_pass *pass, char c, size_t offset)
{
    if (c == ':')
        return end_scheme(m, pass, offset);
    if (c == '&')
        return template_fail(
            pass->set, pass->view, offset,
            "an entity may hide the scheme of an address: write the character itself");
    /* Browsers drop tabs and line breaks inside a scheme. */
    if (char_is_space(c))
        return RC_OK;
    if (c == '/' || c == '?' || c == '#' || !append(m->value, c))
        m->address = c == '#' ? ADDRESS_FRAGMENT : ADDRESS_OTHER;
    return RC_OK;
}

static enum rc step_address(struct markup *m, struct markup_pass *pass, char c, size_t offset)
{
    m->address_last = c;
    if (is_list(m) && (c == ',' || char_is_space(c))) {
        m->address = ADDRESS_START;
        return RC_OK;
    }
    switch (m->address) {
    case ADDRESS_START:
        return step_start(m, c);
    case ADDRESS_SCHEME:
        return step_scheme(m, pass, c, offset);
    case ADDRESS_ROOT:
        return step_root(m, c);
    case ADDRESS_ORIGIN:
        m->slashes += c == '/';
        m->address = m->slashes == 3 ? ADDRESS_SEPARATOR : ADDRESS_ORIGIN;
        return RC_OK;
    case ADDRESS_SEPARATOR:
    case ADDRESS_PATH:
        m->address = after_path_byte(c);
        return RC_OK;
    case ADDRESS_NONE:
    case ADDRESS_OTHER:
    case ADDRESS_FRAGMENT:
        return RC_OK;
    }
    return RC_OK;
}

enum rc attribute_step(struct markup *m, struct markup_pass *pass, char c, size_t offset)
{
    if (m->address != ADDRESS_NONE)
        return step_address(m, pass, c, offset);
    append(m->value, c);
    return RC_OK;
}

void attribute_end(struct markup *m)
{
    if (strcmp(m->tag, "form") == 0 && strcmp(m->attribute, "method") == 0 &&
        strcmp(m->value, "post") == 0)
        m->is_post = true;
    m->address = ADDRESS_NONE;
}

/* A whole address, at its start; or one as a query's value, encoded. */
static enum rc url_hole(struct markup *m, struct markup_pass *pass, size_t offset,
                        enum escaper *ret)
{
    if (m->address == ADDRESS_START)
        *ret = ESCAPE_ATTRIBUTE;
    else if (m->address == ADDRESS_FRAGMENT ||
             (m->address == ADDRESS_SEPARATOR && m->address_last == '='))
        *ret = ESCAPE_URL;
    else
        return template_fail(
            pass->set, pass->view, offset,
            "a url is a whole address: put it at the start of \"%s\", or after \"=\" as a query's "
            "value",
            m->attribute);
    if (m->address != ADDRESS_FRAGMENT)
        m->address = ADDRESS_PATH;
    return RC_OK;
}

static enum rc text_in_address(struct markup *m, struct markup_pass *pass, bool is_number,
                               struct str what, size_t offset, enum escaper *ret)
{
    bool follows_path = m->address == ADDRESS_SEPARATOR || m->address == ADDRESS_FRAGMENT;

    /* Digits cannot be empty or hold a mark, so they may stand anywhere behind a path's beginning.
     */
    if (is_number)
        follows_path |= m->address == ADDRESS_PATH || m->address == ADDRESS_ROOT ||
                        (m->address == ADDRESS_START && is_list(m));
    if (m->address == ADDRESS_ROOT && !is_number)
        return template_fail(
            pass->set, pass->view, offset,
            "\"%.*s\" may be empty, and \"//\" leads to another site: give it type url, or write "
            "a path such as \"/tag/\" before it",
            STR_ARG(what));
    if (!follows_path)
        return template_fail(
            pass->set, pass->view, offset,
            "\"%.*s\" would decide the address in \"%s\": give it type url, or write a literal "
            "local path ending in / = ? or & before it",
            STR_ARG(what), m->attribute);
    *ret = is_number ? ESCAPE_NUMBER : ESCAPE_URL;
    if (m->address != ADDRESS_FRAGMENT)
        m->address = ADDRESS_PATH;
    return RC_OK;
}

enum rc attribute_hole(struct markup *m, struct markup_pass *pass, enum field_type type,
                       struct str what, size_t offset, enum escaper *ret)
{
    if (type == TYPE_HTML)
        return template_fail(
            pass->set, pass->view, offset,
            "\"%.*s\" is html and stands in attribute \"%s\": only text, url and int may",
            STR_ARG(what), m->attribute);
    if (strcmp(m->attribute, "method") == 0)
        return template_fail(
            pass->set, pass->view, offset,
            "a form's method must be literal, so that its CSRF field can be checked");
    if (strcmp(m->tag, "meta") == 0 && strcmp(m->attribute, "content") == 0)
        m->has_content_hole = true;
    if (m->address != ADDRESS_NONE && type == TYPE_URL)
        return url_hole(m, pass, offset, ret);
    if (m->address != ADDRESS_NONE)
        return text_in_address(m, pass, type == TYPE_INT, what, offset, ret);
    *ret = type == TYPE_INT ? ESCAPE_NUMBER : ESCAPE_ATTRIBUTE;
    return RC_OK;
}
