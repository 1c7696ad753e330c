#include "web/notices.h"

#include "web/dates.h"
#include "web/edition_words.h"
#include "web/say.h"

struct str notices_category(const struct request *r, struct str category)
{
    return edition_words_category(edition_words_for(words_language(r->words)), category);
}

struct view_notice_item notices_item(struct request *r, const struct legal_notice_view *n)
{
    int64_t came_ms = id_time_ms(n->id);
    return (struct view_notice_item){
        .category = notices_category(r, n->category),
        .sender = n->name.n > 0 ? n->name : SAY(r, "somebody who gave no name"),
        .flagged = n->flagged,
        .email = n->email.n > 0 ? n->email : (struct str){.p = NULL},
        .time = say_time(r, came_ms),
        .time_iso = dates_iso(request_zone(r), came_ms, r->arena),
        .words = n->words,
    };
}

enum rc notices_of_comment(struct request *r, int64_t comment_id,
                           const struct view_notice_item **ret, size_t *ret_count)
{
    struct legal_notice_view *list;
    size_t count;
    enum rc rc = legal_notice_of_comment(r->reader, &r->actor, comment_id, r->arena, &list, &count);
    struct view_notice_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_notice_item) : NULL;
    if (rc != RC_OK || items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        items[i] = notices_item(r, &list[i]);
    *ret = items;
    *ret_count = count;
    return RC_OK;
}
