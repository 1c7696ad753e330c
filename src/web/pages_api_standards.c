/* The standards for programs: what readers find at /standards, with every number. docs/STANDARDS.md describes it. */
#include "base/json.h"
#include "policy/judge.h"
#include "web/editions.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"

struct writing {
    struct request *r;
    struct json *j;
    const struct standards *standards;
    const struct edition_shelf *shelf;
};

static void put_address(const struct writing *w, struct str path, struct str fragment)
{
    struct url address = layout_absolute(w->r, path);
    if (fragment.n > 0)
        address = url_with_fragment(w->r->arena, address, fragment);
    json_str(w->j, address.s);
}

static void put_editions(const struct writing *w)
{
    size_t count;
    const struct str *languages = edition_shelf_languages(w->shelf, &count);
    json_key(w->j, STR("editions"));
    json_begin_array(w->j);
    for (size_t i = 0; i < count; i++) {
        struct edition_part front = edition_shelf_front(w->shelf, languages[i]);
        json_begin_object(w->j);
        JSON_STR(w->j, "language", languages[i]);
        JSON_STR(w->j, "title", front.title);
        JSON_STR(w->j, "introduction", front.prose_markdown);
        json_key(w->j, STR("address"));
        put_address(w, editions_path(w->r, w->shelf, languages[i]), STR(""));
        json_end(w->j);
    }
    json_end(w->j);
}

static void put_numbers(const struct writing *w)
{
    const struct standards_trust *t = standards_trust(w->standards);
    const struct standards_verify *v = standards_verify(w->standards);
    const struct standards_brake *b = standards_brake(w->standards);
    json_key(w->j, STR("trust"));
    json_begin_object(w->j);
    json_key(w->j, STR("levels"));
    json_begin_array(w->j);
    for (size_t i = 0; i < t->level_count; i++) {
        json_begin_object(w->j);
        JSON_STR(w->j, "name", t->levels[i].name);
        JSON_I64(w->j, "points", t->levels[i].points);
        json_end(w->j);
    }
    json_end(w->j);
    JSON_F64(w->j, "verified_comment", t->verified_comment);
    JSON_F64(w->j, "upheld_removal", t->upheld_removal);
    JSON_I64(w->j, "half_life_days", t->half_life_days);
    json_end(w->j);
    json_key(w->j, STR("verify"));
    json_begin_object(w->j);
    JSON_F64(w->j, "published", v->published);
    JSON_F64(w->j, "acted", v->acted);
    json_end(w->j);
    json_key(w->j, STR("brake"));
    json_begin_object(w->j);
    JSON_I64(w->j, "window_minutes", b->window_ms / 60000);
    JSON_I64(w->j, "at_least", b->at_least);
    JSON_F64(w->j, "share", b->share);
    json_end(w->j);
}

/* Titles and prose by language. */
static void put_texts(const struct writing *w, const struct standards_section *section)
{
    size_t count;
    const struct str *languages = edition_shelf_languages(w->shelf, &count);
    json_key(w->j, STR("texts"));
    json_begin_object(w->j);
    for (size_t i = 0; i < count; i++) {
        struct edition_part part = edition_shelf_section(w->shelf, languages[i], section);
        if (!str_eq(part.language, languages[i]))
            continue;
        json_key(w->j, languages[i]);
        json_begin_object(w->j);
        JSON_STR(w->j, "title", part.title);
        JSON_STR(w->j, "prose", part.prose_markdown);
        json_end(w->j);
    }
    json_end(w->j);
}

static void put_branches(const struct writing *w, const struct standards_clause *c)
{
    json_key(w->j, STR("conditions"));
    json_begin_array(w->j);
    for (size_t i = 0; i < c->branch_count; i++) {
        json_begin_object(w->j);
        JSON_STR(w->j, "when", c->branches[i].condition);
        JSON_STR(w->j, "then", consequence_name(c->branches[i].consequence));
        json_end(w->j);
    }
    json_end(w->j);
    json_key(w->j, STR("levels"));
    json_begin_array(w->j);
    for (size_t i = 0; i < c->level_count; i++) {
        json_begin_object(w->j);
        JSON_STR(w->j, "for", standards_trust(w->standards)->levels[c->levels[i].level].name);
        JSON_STR(w->j, "then", consequence_name(c->levels[i].consequence));
        json_end(w->j);
    }
    json_end(w->j);
    json_key(w->j, STR("repeats"));
    json_begin_array(w->j);
    for (size_t i = 0; i < c->repeat_count; i++) {
        json_begin_object(w->j);
        JSON_I64(w->j, "from", c->repeats[i].from);
        JSON_STR(w->j, "then", consequence_name(c->repeats[i].consequence));
        json_end(w->j);
    }
    json_end(w->j);
}

static void put_examples(const struct writing *w, const struct standards_clause *c)
{
    json_key(w->j, STR("examples"));
    json_begin_array(w->j);
    for (size_t i = 0; i < c->example_count; i++) {
        json_begin_object(w->j);
        JSON_STR(w->j, "expected", c->examples[i].expected);
        JSON_STR(w->j, "text", c->examples[i].text);
        JSON_BOOL(w->j, "in_context", c->examples[i].given_count > 0);
        json_end(w->j);
    }
    json_end(w->j);
}

static void put_clause(const struct writing *w, const struct standards_clause *c)
{
    json_key(w->j, STR("clause"));
    if (c == NULL) {
        json_put_null(w->j);
        return;
    }
    json_begin_object(w->j);
    JSON_STR(w->j, "decided_by", c->by_moderators ? STR("moderators") : STR("standards"));
    put_branches(w, c);
    json_key(w->j, STR("reasons"));
    json_begin_object(w->j);
    JSON_STR(w->j, "ground", c->reasons_ground);
    JSON_STR(w->j, "category", c->reasons_category);
    json_end(w->j);
    JSON_F64(w->j, "brake_share", standards_brake_share(w->standards, c));
    put_examples(w, c);
    json_end(w->j);
}

static void put_sections(const struct writing *w)
{
    size_t count;
    const struct standards_section *sections = standards_sections(w->standards, &count);
    json_key(w->j, STR("sections"));
    json_begin_array(w->j);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(w->j);
        JSON_STR(w->j, "name", sections[i].slug);
        json_key(w->j, STR("address"));
        put_address(w, STR("/standards"), sections[i].slug);
        put_texts(w, &sections[i]);
        put_clause(w, sections[i].clause);
        json_end(w->j);
    }
    json_end(w->j);
}

static enum rc render(struct request *r, struct buf *out)
{
    struct json j;
    struct community_judge *judge = community_judge_ref(request_community(r));
    if (judge == NULL)
        return RC_UNAVAILABLE;
    struct writing w = {.r = r,
                        .j = &j,
                        .standards = judge_standards(community_judge_get(judge)),
                        .shelf = community_judge_editions(judge)};
    json_init(&j, out);
    json_begin_object(&j);
    JSON_STR(&j, "version", standards_version(w.standards));
    JSON_STR(&j, "language", standards_language(w.standards));
    json_key(&j, STR("document"));
    put_address(&w, STR("/standards.md"), STR(""));
    json_key(&j, STR("versions"));
    put_address(&w, STR("/standards/versions"), STR(""));
    put_editions(&w);
    put_numbers(&w);
    put_sections(&w);
    json_end(&j);
    community_judge_unref(judge);
    return RC_OK;
}

void pages_api_standards(struct request *r)
{
    request_cached_json(r, SITE_PAGE_STANDARDS, 0, STR("json"), render);
}
