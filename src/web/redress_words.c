#include "web/redress_words.h"

#include "web/dates.h"
#include "web/say.h"

struct str redress_words_name(struct request *r, enum redress_kind kind)
{
    if (kind == REDRESS_COMPLAINT)
        return SAY(r, "Complaint about a notice");
    return kind == REDRESS_LETTER ? SAY(r, "Letter") : SAY(r, "Appeal");
}

struct str redress_words_state(struct request *r, const struct redress_item *item)
{
    bool open = item->state == REDRESS_OPEN;
    struct str day = say_day(r, open ? item->due_ms : item->decided_ms);
    if (open && item->due_ms < community_now_ms(request_community(r)))
        return SAY_WITH(r, "Open. It was to be decided by {0}, and stands first in the list.", day);
    if (open)
        return SAY_WITH(r, "Open. It is decided by {0}.", day);
    if (item->state == REDRESS_GRANTED)
        return SAY_WITH(r, "Granted on {0}.", day);
    if (item->state == REDRESS_GONE)
        return SAY(r, "The comment is gone: its author deleted it.");
    return SAY_WITH(r, "Refused on {0}.", day);
}

static struct url numbered(struct request *r, const char *path, int64_t id)
{
    return url_local(r->arena, arena_printf(r->arena, "%s/%lld", path, (long long)id));
}

struct url redress_words_own_url(struct request *r, int64_t id)
{
    return numbered(r, "/account/redress", id);
}

struct url redress_words_room_url(struct request *r, int64_t id)
{
    return numbered(r, "/moderation/redress", id);
}

struct str redress_words_final(struct request *r)
{
    return SAY(r, "Your account was blocked for the second time. By the rules of this site a "
                  "second block is final: nobody can lift it, and a letter cannot change that.");
}

struct str redress_words_sender(struct request *r, const struct redress_item *item)
{
    if (item->account_name.n > 0)
        return item->account_name;
    return item->kind == REDRESS_COMPLAINT ? SAY(r, "Who gave notice") : SAY(r, "The reader");
}

static struct str author_of(struct request *r, const struct redress_item *item,
                            const struct redress_message *m, bool to_staff)
{
    if (m->by_staff)
        return to_staff && m->author_name.n > 0 ? m->author_name : SAY(r, "The moderators");
    if (!to_staff)
        return SAY(r, "You");
    return m->author_name.n > 0 ? m->author_name : redress_words_sender(r, item);
}

const struct view_redress_message *redress_words_messages(struct request *r,
                                                          const struct redress_case *c,
                                                          bool to_staff, size_t *ret_count)
{
    struct view_redress_message *list =
        ARENA_ARRAY(r->arena, c->message_count, struct view_redress_message);
    *ret_count = list != NULL ? c->message_count : 0;
    for (size_t i = 0; i < *ret_count; i++) {
        const struct redress_message *m = &c->messages[i];
        list[i] = (struct view_redress_message){
            .who = author_of(r, &c->item, m, to_staff),
            .time = say_time(r, m->sent_ms),
            .time_iso = dates_iso(request_zone(r), m->sent_ms, r->arena),
            .by_mail = m->channel == REDRESS_MAIL,
            .subject = m->subject.n > 0 ? m->subject : (struct str){.p = NULL},
            .body = m->body,
        };
    }
    return list;
}

struct str redress_words_appeal(struct request *r, const struct appeal_place *place)
{
    switch (place->state) {
    case APPEAL_NONE:
        return SAY(r, "This comment is not removed.");
    case APPEAL_MAY:
        if (place->is_edit)
            return SAY_WITH(r,
                            "A moderator changed your comment. Until {0} you can ask that somebody "
                            "who had not decided on it looks at it again.",
                            say_day(r, place->until_ms));
        return SAY_WITH(r,
                        "Your comment was removed. Until {0} you can ask that somebody who had "
                        "not decided on it looks at it again.",
                        say_day(r, place->until_ms));
    case APPEAL_OPEN:
        return SAY_WITH(r, "Your appeal is with the moderators. It is decided by {0}.",
                        say_day(r, place->due_ms));
    case APPEAL_GRANTED:
        return SAY(r, "Your appeal was granted.");
    case APPEAL_REFUSED:
        return SAY(r, "Your appeal was refused: a person has looked at it again.");
    case APPEAL_LATE:
        break;
    }
    return SAY(r, "The time to appeal is over.");
}
