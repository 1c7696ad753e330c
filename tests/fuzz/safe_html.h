/*
 * Whether markup is what our renderers may write: known tags, balanced, checked addresses, no other attribute.
 * An oracle for the fuzz targets, written apart from the code it checks.
 */
#ifndef COMITY_TESTS_FUZZ_SAFE_HTML_H
#define COMITY_TESTS_FUZZ_SAFE_HTML_H

#include "base/str.h"
#include "fuzz.h"

#define SAFE_DEPTH_MAX 64

struct safe_html {
    struct str stack[SAFE_DEPTH_MAX];
    size_t depth;
};

static inline int safe_name_known(struct str name)
{
    static const char *const names[] = {
        "p",  "h2", "h3", "h4", "em",     "strong",     "del",  "code", "pre", "blockquote",
        "ul", "ol", "li", "a",  "figure", "figcaption", "mark", "sup",  "br",  "img"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq(name, str_from_cstr(names[i])))
            return 1;
    }
    return 0;
}

static inline int safe_address(struct str s)
{
    return str_starts(s, STR("http://")) || str_starts(s, STR("https://")) ||
           str_starts(s, STR("mailto:")) || (s.n > 0 && s.p[0] == '#') ||
           (s.n > 0 && s.p[0] == '/' && !(s.n > 1 && (s.p[1] == '/' || s.p[1] == '\\')));
}

/* What the marks of evidence carry: a prefix and a number of the program's, never the author's words. */
static inline int safe_reference(struct str name, struct str value)
{
    struct str prefix = str_eq(name, STR("id"))           ? STR("mark-")
                        : str_eq(name, STR("aria-label")) ? STR("finding ")
                                                          : STR("");
    if (prefix.n == 0 || !str_starts(value, prefix) || value.n == prefix.n)
        return 0;
    for (size_t i = prefix.n; i < value.n; i++)
        if (value.p[i] < '0' || value.p[i] > '9')
            return 0;
    return 1;
}

/* One attribute, name="value", with a blank before it; `rest` moves behind it. */
static inline void safe_attribute(struct str *rest)
{
    size_t equals = str_find_char(*rest, '=', 0);
    FUZZ_CHECK(rest->p[0] == ' ' && equals != STR_NONE && equals + 1 < rest->n &&
               rest->p[equals + 1] == '"');
    struct str name = str_slice(*rest, 1, equals);
    size_t end = str_find_char(*rest, '"', equals + 2);
    FUZZ_CHECK(end != STR_NONE);
    struct str value = str_slice(*rest, equals + 2, end);
    FUZZ_CHECK(str_find_char(value, '<', 0) == STR_NONE);
    if (str_eq(name, STR("href")) || str_eq(name, STR("src")))
        FUZZ_CHECK(safe_address(value));
    else
        FUZZ_CHECK(str_eq(name, STR("alt")) || str_eq(value, STR("nofollow ugc noopener")) ||
                   str_eq(value, STR("lazy")) || str_eq(value, STR("evidence")) ||
                   safe_reference(name, value));
    *rest = str_slice(*rest, end + 1, rest->n);
}

static inline void safe_tag(struct safe_html *h, struct str tag)
{
    if (tag.n > 0 && tag.p[0] == '/') {
        FUZZ_CHECK(h->depth > 0 && str_eq(h->stack[h->depth - 1], str_slice(tag, 1, tag.n)));
        h->depth--;
        return;
    }
    size_t space = str_find_char(tag, ' ', 0);
    struct str name = str_slice(tag, 0, space == STR_NONE ? tag.n : space);
    struct str rest = str_slice(tag, name.n, tag.n);
    FUZZ_CHECK(safe_name_known(name));
    while (rest.n > 0)
        safe_attribute(&rest);
    if (str_eq(name, STR("br")) || str_eq(name, STR("img")))
        return;
    FUZZ_CHECK(h->depth < SAFE_DEPTH_MAX);
    h->stack[h->depth++] = name;
}

static inline void safe_html_check(struct str html)
{
    struct safe_html h = {.depth = 0};
    for (size_t at = 0; at < html.n; at++) {
        FUZZ_CHECK(html.p[at] != '\0');
        if (html.p[at] != '<')
            continue;
        size_t end = str_find_char(html, '>', at);
        FUZZ_CHECK(end != STR_NONE);
        safe_tag(&h, str_slice(html, at + 1, end));
        at = end;
    }
    FUZZ_CHECK(h.depth == 0);
}

#endif
