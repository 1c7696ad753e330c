#include "web/reader_bulk.h"

#include "community/moderation/bulk_removal.h"
#include "web/dates.h"
#include "web/reader_page.h"
#include "web/sanction_forms.h"
#include "web/say.h"
#include "web/views.h"

static const int64_t span_hours[] = {1, 24, 72, 168, 720, BULK_REMOVAL_ALL};
#define SPAN_COUNT (sizeof span_hours / sizeof span_hours[0])

static struct str number(const struct request *r, int64_t n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

static struct url comments_url(const struct request *r)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "%.*s/comments", STR_ARG(reader_page_url(r).s)));
}

/* --- what there is to remove --- */

static struct str span_label(struct request *r, int64_t hours, int64_t found)
{
    struct str count = number(r, found);
    if (hours == BULK_REMOVAL_ALL)
        return SAY_WITH(r, "Remove all: {0, plural, one {# comment} other {# comments}}", count);
    if (hours <= 24)
        return SAY_WITH(r,
                        "Remove those of the last {0, plural, one {hour} other {# hours}}: "
                        "{1, plural, one {# comment} other {# comments}}",
                        number(r, hours), count);
    return SAY_WITH(r,
                    "Remove those of the last {0, plural, one {day} other {# days}}: "
                    "{1, plural, one {# comment} other {# comments}}",
                    number(r, hours / 24), count);
}

const struct view_option *reader_bulk_spans(struct request *r, bool may_stay, struct str chosen,
                                            size_t *ret_count)
{
    int64_t found[SPAN_COUNT];
    size_t used = 0;
    struct view_option *options = ARENA_ARRAY(r->arena, SPAN_COUNT + 1, struct view_option);
    *ret_count = 0;
    if (options == NULL || bulk_removal_count(r->reader, &r->actor, r->params.id, span_hours,
                                              SPAN_COUNT, r->arena, found) != RC_OK)
        return NULL;
    if (found[SPAN_COUNT - 1] == 0)
        return options;
    options[used++] = (struct view_option){
        .name = STR(""), .label = may_stay ? SAY(r, "They stay") : SAY(r, "Choose how many")};
    for (size_t i = 0; i < SPAN_COUNT; i++) {
        struct str name = span_hours[i] == BULK_REMOVAL_ALL ? STR("all") : number(r, span_hours[i]);
        if (found[i] > 0)
            options[used++] = (struct view_option){.name = name,
                                                   .label = span_label(r, span_hours[i], found[i]),
                                                   .selected = str_eq(chosen, name)};
    }
    *ret_count = used;
    return options;
}

static const struct view_bulk_form *make_form(struct request *r)
{
    bool sent = reader_page_was_sent(r, STR("remove"));
    struct view_bulk_form *form = ARENA_NEW(r->arena, struct view_bulk_form);
    if (form == NULL)
        return NULL;
    *form = (struct view_bulk_form){.csrf = request_csrf(r),
                                    .action = comments_url(r),
                                    .is_open = sent,
                                    .reason = sent ? request_given(r, "reason") : STR("")};
    form->spans = reader_bulk_spans(r, false, sent ? request_given(r, "remove") : STR(""),
                                    &form->spans_count);
    form->clauses = sanction_forms_clauses(r, true, sent ? request_given(r, "clause") : STR(""),
                                           &form->clauses_count);
    if (sent && r->problem.message[0] != '\0')
        form->problem = request_problem(r);
    return form->spans_count > 0 ? form : NULL;
}

/* --- what was removed --- */

static struct str state_words(struct request *r, const struct bulk_removal *b)
{
    struct str removed = number(r, b->removed), found = number(r, b->found);
    switch (b->state) {
    case BULK_REMOVING:
        return SAY_WITH(r, "Being removed: {0} of {1}.", removed, found);
    case BULK_REMOVED:
        return SAY_WITH(r, "{0, plural, one {# comment} other {# comments}} removed.", removed);
    case BULK_RESTORING:
        return SAY_WITH(r, "Being put back: {0} of {1}.", number(r, b->restored), removed);
    case BULK_RESTORED:
        return SAY_WITH(r,
                        "Taken back: {0} of {1} are as they were before. The others were decided "
                        "otherwise meanwhile.",
                        number(r, b->restored), removed);
    case BULK_STOPPED:
        return SAY_WITH(
            r, "Stopped after {0} of {1}, because who ordered it may not do it any more.",
            b->end_ms != 0 ? number(r, b->restored) : removed, b->end_ms != 0 ? removed : found);
    }
    return STR("");
}

static struct view_bulk_item bulk_item(struct request *r, const struct bulk_removal *b,
                                       bool may_decide)
{
    bool sent =
        reader_page_was_sent(r, STR("undo")) && str_eq(request_given(r, "bulk"), number(r, b->id));
    struct view_bulk_item item = {
        .csrf = request_csrf(r),
        .action = comments_url(r),
        .id = number(r, b->id),
        .time = say_time(r, b->at_ms),
        .time_iso = dates_iso(request_zone(r), b->at_ms, r->arena),
        .actor = b->by_name,
        .state = state_words(r, b),
        .clause = views_clause_title(r, b->clause),
        .clause_language = views_clause_language(r, b->clause),
        .reason = b->reason,
        .may_undo = may_decide && (b->state == BULK_REMOVING || b->state == BULK_REMOVED ||
                                   b->state == BULK_STOPPED),
        .is_open = sent,
        .why = sent ? request_given(r, "why") : STR(""),
    };
    if (b->end_ms != 0) {
        item.ended = SAY_WITH(r, "Taken back on {0}.", say_time(r, b->end_ms));
        item.ended_by = b->end_by_name;
        item.end_why = b->end_why;
    }
    if (sent && r->problem.message[0] != '\0')
        item.problem = request_problem(r);
    return item;
}

enum rc reader_bulk_fill(struct request *r, const struct sanction_sight *sight,
                         struct view_reader *view)
{
    struct bulk_removal *list;
    size_t count;
    enum rc rc = bulk_removal_list(r->reader, &r->actor, r->params.id, r->arena, &list, &count);
    struct view_bulk_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_bulk_item) : NULL;
    if (items == NULL)
        return rc == RC_OK ? RC_NO_MEMORY : rc;
    bool may_decide = sight->may_decide && sight->status != ACCOUNT_DELETED;
    for (size_t i = 0; i < count; i++)
        items[i] = bulk_item(r, &list[i], may_decide);
    view->bulks = items;
    view->bulks_count = count;
    if (may_decide)
        view->bulk = make_form(r);
    return RC_OK;
}
