#include "entity.h"

#include <string.h>

static const struct template_entity entities[] = {
    {"&amp;", "&"}, {"&lt;", "<"},   {"&gt;", ">"},          {"&quot;", "\""},
    {"&#39;", "'"}, {"&#34;", "\""}, {"&nbsp;", "\xc2\xa0"}, {"&shy;", "\xc2\xad"},
};

const struct template_entity *template_entity_at(struct str s, size_t at)
{
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (str_starts(str_slice(s, at, s.n), str_from_cstr(entities[i].name)))
            return &entities[i];
    }
    return NULL;
}

bool template_has_letters(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        const struct template_entity *e = s.p[i] == '&' ? template_entity_at(s, i) : NULL;

        if (e)
            i += strlen(e->name) - 1;
        else if (char_is_alpha(s.p[i]))
            return true;
    }
    return false;
}
