#include "web/notices.h"

#include "web/dates.h"
#include "web/edition_words.h"
#include "web/say.h"

struct str notices_category(const struct request *r, struct str category)
{
    return edition_words_category(edition_words_for(words_language(r->words)), category);
}

/* The number in the address of a comment: ".../comment/17", ".../article/eels#c17", or the number alone. 0: there is none. */
int64_t notices_comment_in(struct str address)
{
    static const struct str marks[] = {STR_INIT("/comment/"), STR_INIT("#c")};
    struct str digits = str_trim(address);
    int64_t id = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t at = str_find(digits, marks[i], 0);
        if (at != STR_NONE)
            digits = str_slice(digits, at + marks[i].n, digits.n);
    }
    size_t n = 0;
    while (n < digits.n && char_is_digit(digits.p[n]))
        n++;
    return str_to_i64(str_slice(digits, 0, n), &id) == RC_OK ? id : 0;
}

static const struct {
    struct str code, name;
} states[] = {
#define STATE(code_, name_) {STR_INIT(code_), STR_INIT(name_)},
#include "community/discipline/member_state.def"
#undef STATE
};
#define STATES (sizeof states / sizeof states[0])

struct str notices_state(const struct request *r, struct str state)
{
    for (size_t i = 0; i < STATES; i++)
        if (str_eq(state, states[i].code))
            return words_say_text(r->words, states[i].name);
    return state;
}

/* The first says that something has to be chosen. */
static struct view_option *options_make(const struct request *r, size_t count, bool is_chosen)
{
    struct view_option *items = ARENA_ARRAY(r->arena, count + 1, struct view_option);
    if (items != NULL)
        items[0] = (struct view_option){
            .name = STR(""), .label = SAY(r, "Choose …"), .selected = !is_chosen};
    return items;
}

const struct view_option *notices_states(const struct request *r, struct str chosen,
                                         size_t *ret_count)
{
    struct view_option *items = options_make(r, STATES, chosen.n > 0);
    for (size_t i = 0; items != NULL && i < STATES; i++)
        items[i + 1] = (struct view_option){.name = states[i].code,
                                            .label = words_say_text(r->words, states[i].name),
                                            .selected = str_eq(chosen, states[i].code)};
    *ret_count = items != NULL ? STATES + 1 : 0;
    return items;
}

const struct view_option *notices_categories(const struct request *r, struct str chosen,
                                             size_t *ret_count)
{
    static const struct str words[] = {
#define REASON(words_, name_) STR_INIT(words_),
#include "policy/reasons.def"
#undef REASON
    };
    size_t count = sizeof words / sizeof words[0];
    struct view_option *items = options_make(r, count, chosen.n > 0);
    size_t used = items != NULL;
    for (size_t i = 0; items != NULL && i < count; i++)
        if (legal_notice_is_category(words[i]))
            items[used++] = (struct view_option){.name = words[i],
                                                 .label = notices_category(r, words[i]),
                                                 .selected = str_eq(chosen, words[i])};
    *ret_count = used;
    return items;
}

static struct str lane_name(const struct request *r, enum legal_notice_lane lane)
{
    switch (lane) {
    case LEGAL_NOTICE_FLAGGER:
        return SAY(r, "Trusted flagger");
    case LEGAL_NOTICE_ORDER:
        return SAY(r, "Order to act");
    case LEGAL_NOTICE_INQUIRY:
        return SAY(r, "Order for information");
    case LEGAL_NOTICE_ANYBODY:
    case LEGAL_NOTICE_LANES:
        break;
    }
    return (struct str){.p = NULL};
}

/* What an order has besides, and the buttons that note what was done outside the program. */
static void add_order(struct request *r, const struct legal_notice_view *n,
                      struct view_notice_item *item)
{
    struct str id = arena_printf(r->arena, "%lld", (long long)n->id);
    bool may = access_allows(&r->actor, ACTION_ENTER_ORDER, 0);
    if (n->lane < LEGAL_NOTICE_ORDER) {
        if (may)
            item->mark = url_with_query(r->arena, url_local(r->arena, STR("/moderation/order")),
                                        STR("notice"), id);
        return;
    }
    item->order = SAY_WITH(r, "{0}, reference {1}, of {2}", notices_state(r, n->state),
                           n->reference, say_day(r, n->issued_ms));
    item->receipt = n->acknowledged_ms > 0
                        ? SAY_WITH(r, "The authority was told on {0} that it has come.",
                                   say_time(r, n->acknowledged_ms))
                        : SAY(r, "The authority has not been told yet that it has come.");
    if (!may)
        return;
    item->action =
        url_local(r->arena, arena_printf(r->arena, "/moderation/order/%.*s", STR_ARG(id)));
    item->csrf = request_csrf(r);
    item->can_acknowledge = n->acknowledged_ms == 0;
    item->can_answer = n->lane == LEGAL_NOTICE_INQUIRY;
}

struct view_notice_item notices_item(struct request *r, const struct legal_notice_view *n)
{
    int64_t came_ms = n->received_ms > 0 ? n->received_ms : id_time_ms(n->id);
    struct view_notice_item item = {
        .category = notices_category(r, n->category),
        .sender = n->name.n > 0 ? n->name : SAY(r, "somebody who gave no name"),
        .lane = lane_name(r, n->lane),
        .email = n->email.n > 0 ? n->email : (struct str){.p = NULL},
        .time = n->received_ms > 0 ? say_day(r, came_ms) : say_time(r, came_ms),
        .time_iso = dates_iso(request_zone(r), came_ms, r->arena),
        .words = n->words,
    };
    add_order(r, n, &item);
    return item;
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
