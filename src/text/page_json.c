#include <jansson.h>

#include "base/utf8.h"
#include "text/link.h"
#include "text/page_find.h"

/* Objects within objects that are looked into for the article. */
#define SEARCH_DEPTH_MAX 6

struct linked {
    struct finder *f;
    const json_t *root; /* where "@id" references are looked up */
};

static struct str string_of(const json_t *value)
{
    if (!json_is_string(value))
        return STR("");
    return str_make(json_string_value(value), json_string_length(value));
}

static struct str member(const json_t *object, const char *name)
{
    return string_of(json_object_get(object, name));
}

static const json_t *first_of(const json_t *value)
{
    return json_is_array(value) ? json_array_get(value, 0) : value;
}

static bool is_article_type(struct str type)
{
    return str_ends(type, STR("Article")) || str_ends(type, STR("BlogPosting"));
}

static bool is_article(const json_t *object)
{
    const json_t *type = json_object_get(object, "@type");
    for (size_t i = 0; i < json_array_size(type); i++) {
        if (is_article_type(string_of(json_array_get(type, i))))
            return true;
    }
    return is_article_type(string_of(type));
}

/* The article in a value: itself, an element, or under "@graph" or "mainEntity". */
static const json_t *find_article(const json_t *value, unsigned depth)
{
    const json_t *found = NULL;
    if (depth == SEARCH_DEPTH_MAX)
        return NULL;
    for (size_t i = 0; i < json_array_size(value) && !found; i++)
        found = find_article(json_array_get(value, i), depth + 1);
    if (!json_is_object(value))
        return found;
    if (is_article(value))
        return value;
    found = find_article(json_object_get(value, "@graph"), depth + 1);
    return found ? found : find_article(json_object_get(value, "mainEntity"), depth + 1);
}

/* The object that {"@id": …} stands for, where the graph has it. */
static const json_t *resolved(const struct linked *l, const json_t *value)
{
    struct str id = member(value, "@id");
    const json_t *graph = json_is_array(l->root) ? l->root : json_object_get(l->root, "@graph");
    if (id.n == 0 || json_object_size(value) > 1)
        return value;
    for (size_t i = 0; i < json_array_size(graph); i++) {
        const json_t *other = json_array_get(graph, i);
        if (json_object_size(other) > 1 && str_eq(member(other, "@id"), id))
            return other;
    }
    return value;
}

static struct str name_of(const struct linked *l, const json_t *value)
{
    value = resolved(l, first_of(value));
    return json_is_string(value) ? string_of(value) : member(value, "name");
}

/* Several authors are joined by commas. */
static struct str names_of(const struct linked *l, const json_t *value)
{
    struct str names = name_of(l, value);
    for (size_t i = 1; i < json_array_size(value) && i < 8; i++) {
        struct str name = name_of(l, json_array_get(value, i));
        if (name.n > 0)
            names = arena_printf(l->f->arena, "%.*s, %.*s", STR_ARG(names), STR_ARG(name));
    }
    return names;
}

static void read_picture(const struct linked *l, const json_t *value)
{
    struct finder *f = l->f;
    struct page_picture *picture = &f->page->picture;
    value = resolved(l, first_of(value));
    if (json_is_string(value)) {
        find_address(f, &picture->url, string_of(value), LINK_HTTPS);
        return;
    }
    struct str url = member(value, "url"), credit = member(value, "creditText");
    find_address(f, &picture->url, url.n > 0 ? url : member(value, "contentUrl"), LINK_HTTPS);
    find_words(f, &picture->caption, member(value, "caption"), PAGE_WORDS_MAX);
    if (credit.n == 0)
        credit = name_of(l, json_object_get(value, "creator"));
    if (credit.n == 0)
        credit = name_of(l, json_object_get(value, "copyrightHolder"));
    find_words(f, &picture->credit, credit, PAGE_BYLINE_MAX);
}

static void read_tags(const struct linked *l, const json_t *value)
{
    if (json_is_string(value))
        find_tags(l->f, string_of(value));
    for (size_t i = 0; i < json_array_size(value); i++)
        find_tag(l->f, name_of(l, json_array_get(value, i)));
}

static void read_article(const struct linked *l, const json_t *article)
{
    struct finder *f = l->f;
    struct page *page = f->page;
    struct str headline = member(article, "headline");
    find_words(f, &page->title, headline.n > 0 ? headline : member(article, "name"),
               PAGE_TITLE_MAX);
    find_words(f, &page->standfirst, member(article, "description"), PAGE_WORDS_MAX);
    find_words(f, &page->byline, names_of(l, json_object_get(article, "author")), PAGE_BYLINE_MAX);
    find_words(f, &page->section, string_of(first_of(json_object_get(article, "articleSection"))),
               PAGE_KEYWORD_MAX);
    find_words(f, &page->language, name_of(l, json_object_get(article, "inLanguage")), 35);
    find_date(&page->published_ms, member(article, "datePublished"));
    find_date(&page->updated_ms, member(article, "dateModified"));
    find_address(f, &page->url, member(article, "url"), LINK_HTTP);
    read_picture(l, json_object_get(article, "image"));
    read_tags(l, json_object_get(article, "keywords"));
    if (json_is_array(json_object_get(article, "about")))
        read_tags(l, json_object_get(article, "about"));
    if (f->plain_body.n == 0)
        f->plain_body = arena_dup(f->arena, member(article, "articleBody"));
}

void find_in_json(struct finder *f, struct str script)
{
    json_error_t error;
    json_t *root = json_loadb(script.p ? script.p : "", script.n, 0, &error);
    const json_t *article = root ? find_article(root, 0) : NULL;
    if (article)
        read_article(&(struct linked){f, root}, article);
    json_decref(root);
}
