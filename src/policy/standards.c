#include "policy/standards.h"

#include <sodium.h>

#include "policy/expr.h"
#include "policy/standards_internal.h"

void standards_hash(struct str document, char *ret)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)document.p, document.n);
    sodium_bin2hex(ret, STANDARDS_VERSION_BYTES + 1, digest, STANDARDS_VERSION_BYTES / 2);
}

void standards_free(struct standards *s)
{
    if (s != NULL)
        arena_free(s->arena);
}

struct str standards_title(const struct standards *s)
{
    return s->title;
}

struct str standards_language(const struct standards *s)
{
    return s->language;
}

struct str standards_version(const struct standards *s)
{
    return str_make(s->version, sizeof s->version - 1);
}

struct str standards_introduction(const struct standards *s)
{
    return s->introduction;
}

const struct standards_section *standards_sections(const struct standards *s, size_t *ret_count)
{
    *ret_count = s->section_count;
    return s->sections;
}

const struct standards_clause *standards_clauses(const struct standards *s, size_t *ret_count)
{
    *ret_count = s->clause_count;
    return s->clauses;
}

size_t standards_clause_cost(const struct standards_clause *c)
{
    size_t cost = 0;
    for (size_t i = 0; i < c->branch_count; i++)
        cost += expr_cost(c->branches[i].expr);
    return cost;
}

size_t standards_cost(const struct standards *s)
{
    size_t cost = 0;
    for (size_t i = 0; i < s->clause_count; i++)
        cost += standards_clause_cost(&s->clauses[i]);
    return cost;
}

const struct standards_clause *standards_find_clause(const struct standards *s, struct str slug)
{
    for (size_t i = 0; i < s->clause_count; i++)
        if (str_eq(s->clauses[i].slug, slug))
            return &s->clauses[i];
    return NULL;
}

struct str standards_composed(const struct standards *s)
{
    return s->source.document;
}

struct standards_place standards_place(const struct standards *s, int line)
{
    size_t at = 0;
    while (line-- > 1) {
        size_t newline = str_find_char(s->source.document, '\n', at);
        at = newline == STR_NONE ? s->source.document.n : newline + 1;
    }
    struct source_place place = source_place(&s->source, at);
    return (struct standards_place){.file = place.name, .line = place.line};
}

struct str standards_base_language(const struct standards *s)
{
    return s->base_language.n > 0 ? s->base_language : s->language;
}

struct str standards_language_at(const struct standards *s, int line)
{
    if (str_eq(standards_base_language(s), s->language))
        return s->language;
    return str_eq(standards_place(s, line).file, s->base_name) ? s->base_language : s->language;
}

bool standards_is_shipped(const struct standards *s)
{
    return s->layer.section_count > 0 || str_eq(s->source.document, standards_shipped());
}

bool standards_is_off(const struct standards *s, struct str slug)
{
    for (size_t i = 0; i < s->layer.off_count; i++)
        if (str_eq(s->layer.off[i], slug))
            return true;
    return false;
}

bool standards_front_by_site(const struct standards *s)
{
    return s->layer.front_by_site;
}

const struct standards_trust *standards_trust(const struct standards *s)
{
    return &s->trust;
}

const struct standards_verify *standards_verify(const struct standards *s)
{
    return &s->verify;
}

const struct standards_brake *standards_brake(const struct standards *s)
{
    return &s->brake;
}

double standards_brake_share(const struct standards *s, const struct standards_clause *c)
{
    return c->brake_share > 0 ? c->brake_share : s->brake.share;
}

const struct fact_names *standards_fact_names(const struct standards *s)
{
    return &s->names;
}

const struct list_entry *standards_entries(const struct standards *s, size_t *ret_count)
{
    *ret_count = s->entry_count;
    return s->entries;
}

const struct list_set *standards_lists(const struct standards *s)
{
    return s->lists;
}
