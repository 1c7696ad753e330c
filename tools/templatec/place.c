/* What may stand in each place of the markup besides literal text, and what two arms leave behind
 * together. */
#include "markup.h"

enum rc markup_hole(struct markup *m, struct markup_pass *pass, enum field_type type,
                    struct str what, size_t offset, enum escaper *ret)
{
    if (type == TYPE_BOOL || type == TYPE_LIST || type == TYPE_VIEW)
        return template_fail(pass->set, pass->view, offset,
                             "\"%.*s\" is a %s and has no text: use {{%s}}", STR_ARG(what),
                             template_type_name(type),
                             type == TYPE_BOOL   ? "if"
                             : type == TYPE_LIST ? "each"
                                                 : "render");
    m->is_after_space = false;
    if (m->kind == MARKUP_VALUE)
        return attribute_hole(m, pass, type, what, offset, ret);
    if (m->kind == MARKUP_BEFORE_VALUE)
        return template_fail(pass->set, pass->view, offset,
                             "a hole in an unquoted attribute value: put double quotes around it");
    if (m->kind != MARKUP_TEXT && m->kind != MARKUP_RCDATA)
        return template_fail(pass->set, pass->view, offset,
                             "a hole in %s cannot be made safe: use {{if}} around literal text",
                             markup_name(m));
    if (type == TYPE_HTML && m->kind == MARKUP_RCDATA)
        return template_fail(pass->set, pass->view, offset,
                             "\"%.*s\" is html, but <%s> shows it as text: give it type text",
                             STR_ARG(what), m->tag);
    *ret = type == TYPE_HTML ? ESCAPE_NOTHING : type == TYPE_INT ? ESCAPE_COUNT : ESCAPE_TEXT;
    return RC_OK;
}

enum rc markup_boundary(struct markup *m, struct markup_pass *pass, size_t offset)
{
    switch (m->kind) {
    case MARKUP_TEXT:
    case MARKUP_RCDATA:
    case MARKUP_VALUE:
    case MARKUP_BEFORE_ATTRIBUTE:
    case MARKUP_AFTER_VALUE:
        return RC_OK;
    case MARKUP_AFTER_NAME:
        m->kind = MARKUP_AFTER_VALUE;
        return RC_OK;
    case MARKUP_TAG_NAME:
        if (!m->is_end_tag && m->tag[0]) {
            m->kind = MARKUP_AFTER_VALUE;
            return RC_OK;
        }
        break;
    case MARKUP_ATTRIBUTE_NAME:
        m->kind = MARKUP_AFTER_VALUE;
        return attribute_begin(m, pass, offset - strlen(m->attribute));
    case MARKUP_END_TAG:
    case MARKUP_BEFORE_VALUE:
    case MARKUP_COMMENT:
    case MARKUP_DECLARATION:
    case MARKUP_SCRIPT:
        break;
    }
    return template_fail(pass->set, pass->view, offset, "a directive in %s: move it outside",
                         markup_name(m));
}

enum rc markup_render(struct markup *m, struct markup_pass *pass, size_t offset)
{
    m->is_after_space = false;
    if (m->kind == MARKUP_TEXT)
        return RC_OK;
    return template_fail(pass->set, pass->view, offset,
                         "{{render}} in %s: it may stand between tags only", markup_name(m));
}

enum rc markup_csrf(struct markup *m, struct markup_pass *pass, size_t offset)
{
    if (m->kind != MARKUP_TEXT)
        return template_fail(pass->set, pass->view, offset,
                             "{{csrf}} in %s: it may stand between tags only", markup_name(m));
    if (!m->form_is_open || !m->form_is_post)
        return template_fail(pass->set, pass->view, offset,
                             "{{csrf}} outside a POST form would show the token: move it behind "
                             "<form method=\"post\">");
    m->form_has_csrf = true;
    m->is_after_space = false;
    return RC_OK;
}

enum rc markup_asset(struct markup *m, struct markup_pass *pass, size_t offset)
{
    m->is_after_space = false;
    if (m->kind == MARKUP_TEXT || m->kind == MARKUP_RCDATA)
        return RC_OK;
    if (m->kind != MARKUP_VALUE)
        return template_fail(pass->set, pass->view, offset,
                             "{{asset}} in %s: it may stand in a quoted value", markup_name(m));
    if (m->address != ADDRESS_NONE && m->address != ADDRESS_START)
        return template_fail(pass->set, pass->view, offset,
                             "{{asset}} is a whole address: put it at the start of \"%s\"",
                             m->attribute);
    if (m->address == ADDRESS_START)
        m->address = ADDRESS_PATH;
    return RC_OK;
}

static bool is_behind_path(enum address a)
{
    return a == ADDRESS_PATH || a == ADDRESS_SEPARATOR || a == ADDRESS_FRAGMENT;
}

/* Text may follow only what it may follow after both arms. */
static bool merge_address(struct markup *m, const struct markup *other)
{
    if (m->address == other->address)
        return m->address != ADDRESS_SCHEME || strcmp(m->value, other->value) == 0;
    if (!is_behind_path(m->address) || !is_behind_path(other->address))
        return false;
    m->address = ADDRESS_PATH;
    return true;
}

static bool is_in_tag(enum markup_kind kind)
{
    return kind == MARKUP_BEFORE_ATTRIBUTE || kind == MARKUP_AFTER_VALUE;
}

bool markup_merge(struct markup *m, const struct markup *other)
{
    if (is_in_tag(m->kind) && is_in_tag(other->kind)) {
        if (m->kind != other->kind)
            m->kind = MARKUP_AFTER_VALUE;
    } else if (m->kind != other->kind) {
        return false;
    }
    if (m->kind != MARKUP_TEXT && strcmp(m->tag, other->tag) != 0)
        return false;
    if (m->kind == MARKUP_VALUE &&
        (m->quote != other->quote || strcmp(m->attribute, other->attribute) != 0 ||
         !merge_address(m, other)))
        return false;
    if (m->kind == MARKUP_VALUE && strcmp(m->attribute, "method") == 0 &&
        strcmp(m->value, other->value) != 0)
        return false;
    if (m->form_is_open != other->form_is_open || m->is_preformatted != other->is_preformatted)
        return false;
    m->is_after_space &= other->is_after_space;
    m->form_is_post |= other->form_is_post;
    m->form_has_csrf &= other->form_has_csrf;
    m->has_source &= other->has_source;
    m->has_http_equiv |= other->has_http_equiv;
    m->has_content_hole |= other->has_content_hole;
    m->is_post |= other->is_post;
    return true;
}
