#include "web/charter.h"

#include "text/markdown.h"
#include "web/views.h"

struct edition_part charter_front(const struct charter *c)
{
    if (c->shelf != NULL)
        return edition_shelf_front(c->shelf, c->language);
    return (struct edition_part){.language = standards_language(c->standards),
                                 .title = standards_title(c->standards),
                                 .prose_markdown = standards_introduction(c->standards)};
}

struct edition_part charter_section(const struct charter *c,
                                    const struct standards_section *section)
{
    if (c->shelf != NULL)
        return edition_shelf_section(c->shelf, c->language, section);
    return (struct edition_part){.language = standards_language(c->standards),
                                 .title = section->title,
                                 .prose_markdown = section->prose_markdown};
}

static enum rc fill_section(const struct charter *c, const struct standards_section *section,
                            struct view_clause_item *item, struct view_contents_item *entry)
{
    struct edition_part part = charter_section(c, section);
    item->title = part.title;
    item->language = part.language;
    item->address = c->address;
    item->slug = (struct str){.p = NULL};
    if (section->slug.n > 0) {
        item->slug = section->slug;
        item->address = url_with_fragment(c->r->arena, c->address, section->slug);
    }
    *entry = (struct view_contents_item){.title = part.title,
                                         .address = item->address,
                                         .language = part.language,
                                         .clause = section->clause != NULL};
    enum rc rc = markdown_render(c->r->arena, part.prose_markdown, MARKDOWN_ARTICLE, &item->prose);
    return rc == RC_OK && section->clause != NULL ? charter_fill_clause(c, section->clause, item)
                                                  : rc;
}

enum rc charter_fill_sections(const struct charter *c, struct view_standards *ret)
{
    size_t count;
    const struct standards_section *sections = standards_sections(c->standards, &count);
    struct view_clause_item *items = ARENA_ARRAY(c->r->arena, count, struct view_clause_item);
    struct view_contents_item *entries =
        ARENA_ARRAY(c->r->arena, count + 1, struct view_contents_item);
    if (items == NULL || entries == NULL)
        return RC_NO_MEMORY;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = fill_section(c, &sections[i], &items[i], &entries[i]);
    entries[count] = (struct view_contents_item){
        .title = edition_words_get(c->words, WORD_NUMBERS),
        .address = url_with_fragment(c->r->arena, c->address, STR("numbers")),
        .language = edition_words_language(c->words)};
    ret->sections = items;
    ret->sections_count = count;
    ret->contents = entries;
    ret->contents_count = count + 1;
    return rc;
}

struct str charter_say(const struct charter *c, const char *message)
{
    return words_say(words_for(edition_words_language(c->words)), message);
}

struct str charter_level(const struct charter *c, struct str name)
{
    return views_level(words_for(edition_words_language(c->words)), name);
}

/* --- the numbers --- */
static struct str number(const struct charter *c, double value)
{
    return edition_words_number(c->words, value, c->r->arena);
}

static struct str percent(const struct charter *c, double share)
{
    return edition_words_percent(c->words, share, c->r->arena);
}

static struct str fill(const struct charter *c, enum edition_word word, const struct str *values,
                       size_t count)
{
    return edition_words_fill(c->words, word, values, count, c->r->arena);
}

static struct str trust_words(const struct charter *c)
{
    const struct standards_trust *t = standards_trust(c->standards);
    return fill(c, WORD_TRUST_COUNTS,
                (struct str[]){number(c, t->verified_comment), number(c, t->upheld_removal),
                               number(c, (double)t->half_life_days)},
                3);
}

static struct str level_words(const struct charter *c)
{
    const struct standards_trust *t = standards_trust(c->standards);
    struct str out = STR("");
    for (size_t i = 0; i < t->level_count; i++) {
        struct str level = fill(c, WORD_LEVEL_FROM,
                                (struct str[]){charter_level(c, t->levels[i].name),
                                               number(c, (double)t->levels[i].points)},
                                2);
        out = arena_printf(c->r->arena, "%.*s%s%.*s", STR_ARG(out), i > 0 ? ", " : "",
                           STR_ARG(level));
    }
    return out;
}

static struct str brake_words(const struct charter *c)
{
    const struct standards_brake *b = standards_brake(c->standards);
    return fill(c, WORD_BRAKE_RULE,
                (struct str[]){percent(c, b->share), number(c, (double)b->window_ms / 60000),
                               number(c, (double)b->at_least)},
                3);
}

enum rc charter_fill_numbers(const struct charter *c, struct view_standards *ret)
{
    const struct standards_verify *v = standards_verify(c->standards);
    struct view_number_item *items = ARENA_ARRAY(c->r->arena, 4, struct view_number_item);
    if (items == NULL)
        return RC_NO_MEMORY;
    items[0] = (struct view_number_item){.name = edition_words_get(c->words, WORD_TRUST),
                                         .words = trust_words(c)};
    items[1] = (struct view_number_item){.name = edition_words_get(c->words, WORD_LEVELS),
                                         .words = level_words(c)};
    items[2] = (struct view_number_item){
        .name = edition_words_get(c->words, WORD_CHECK),
        .words = fill(c, WORD_CHECK_SHARES,
                      (struct str[]){percent(c, v->published), percent(c, v->acted)}, 2)};
    items[3] = (struct view_number_item){.name = edition_words_get(c->words, WORD_BRAKE),
                                         .words = brake_words(c)};
    ret->numbers_label = edition_words_get(c->words, WORD_NUMBERS);
    ret->numbers = items;
    ret->numbers_count = 4;
    return RC_OK;
}
