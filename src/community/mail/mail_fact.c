#include "community/mail/mail_fact.h"

#include "base/json_tree.h"
#include "community/core.h"

static const struct {
    const char *key;
    enum mail_fact_kind kind;
} keys[] = {
    {"time", MAIL_TIME}, {"count", MAIL_COUNT}, {"clause", MAIL_CLAUSE}, {"said", MAIL_SAID}};

static enum rc read_one(const struct json_tree *member, struct mail_fact *ret)
{
    if (member->kind == TREE_STRING) {
        ret->kind = MAIL_TEXT;
        ret->text = member->text;
        return RC_OK;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct json_tree *value = json_tree_get(member, str_from_cstr(keys[i].key));
        if (value == NULL)
            continue;
        ret->kind = keys[i].kind;
        ret->text = value->text;
        return ret->kind == MAIL_TIME || ret->kind == MAIL_COUNT
                   ? str_to_i64(value->text, &ret->number)
                   : RC_OK;
    }
    return RC_CORRUPT;
}

enum rc mail_fact_read(struct str json, struct arena *a, struct mail_fact **ret, size_t *ret_count)
{
    const struct json_tree *facts;
    *ret_count = 0;
    if (json_tree_read_own(json, a, &facts) != RC_OK || facts->kind != TREE_OBJECT)
        return RC_CORRUPT;
    *ret = ARENA_ARRAY(a, facts->count, struct mail_fact);
    for (const struct json_tree *m = facts->first; m != NULL && *ret != NULL; m = m->next) {
        struct mail_fact *fact = &(*ret)[(*ret_count)++];
        if (read_one(m, fact) != RC_OK)
            return RC_CORRUPT;
        fact->name = arena_cstr(a, m->name);
    }
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

void mail_fact_name_clauses(struct community *c, struct str language, struct mail_fact *facts,
                            size_t count, struct arena *a)
{
    struct community_judge *judge = community_judge_ref(c);
    if (judge == NULL)
        return;
    const struct edition_shelf *shelf = community_judge_editions(judge);
    struct str found = edition_shelf_find(shelf, language.n > 0 ? language : c->site.language);
    if (found.p == NULL)
        found = edition_shelf_find(shelf, c->site.language);
    for (size_t i = 0; i < count; i++) {
        struct edition_part part;
        if (facts[i].kind == MAIL_CLAUSE &&
            edition_shelf_clause(shelf, found, facts[i].text, &part) == RC_OK)
            facts[i].text = arena_dup(a, part.title);
    }
    community_judge_unref(judge);
}
