/* The log of what staff did, newest first: all of it, or of one kind, one person, up to a day. */
#include "community/record/staff_log.h"
#include "web/admin_tabs.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"
#include "web/staff_words.h"
#include "web/views.h"

static const struct str part_names[] = {STR_INIT(""), STR_INIT("decisions"), STR_INIT("actions")};
#define PART_COUNT (sizeof part_names / sizeof part_names[0])

static struct staff_log_filter read_filter(const struct request *r)
{
    struct staff_log_filter filter = {.actor_id = request_query_id(r, "who")};
    for (size_t i = 1; i < PART_COUNT; i++)
        if (str_eq(request_query(r, "show"), part_names[i]))
            filter.part = (enum staff_log_part)i;
    return filter;
}

/* Where the page begins: behind the one before, or at the end of a day. What is no day is none. */
static enum rc read_place(const struct request *r, struct staff_log_place *ret, struct str *ret_day)
{
    struct str older = request_query(r, "older");
    int64_t day;
    enum rc rc = staff_log_place_parse(older, ret);
    if (rc != RC_OK || dates_day_parse(request_query(r, "until"), &day) != RC_OK)
        return rc;
    *ret_day = dates_day_text(day, r->arena);
    if (older.n == 0)
        *ret = staff_log_place_before(dates_day_begin_ms(request_zone(r), day + 1));
    return RC_OK;
}

static const struct view_option *make_parts(struct request *r, enum staff_log_part now,
                                            size_t *ret_count)
{
    static const char *const words[PART_COUNT] = {
        SAID("All that staff did"), SAID("Decisions on comments"), SAID("Other actions")};
    struct view_option *options = ARENA_ARRAY(r->arena, PART_COUNT, struct view_option);
    *ret_count = options != NULL ? PART_COUNT : 0;
    for (size_t i = 0; i < *ret_count; i++)
        options[i] = (struct view_option){
            .name = part_names[i], .label = SAY(r, words[i]), .selected = i == (size_t)now};
    return options;
}

static struct url older_url(const struct request *r, const struct staff_log_filter *filter,
                            struct str day, const struct staff_log_place *place)
{
    struct url url = url_local(r->arena, STR("/admin/log"));
    if (filter->part != STAFF_LOG_ALL)
        url = url_with_query(r->arena, url, STR("show"), part_names[filter->part]);
    if (filter->actor_id != 0)
        url = url_with_query(r->arena, url, STR("who"),
                             arena_printf(r->arena, "%lld", (long long)filter->actor_id));
    if (day.n > 0)
        url = url_with_query(r->arena, url, STR("until"), day);
    return url_with_query(r->arena, url, STR("older"), staff_log_place_text(place, r->arena));
}

static void fill_filter(struct request *r, const struct staff_log_filter *filter, struct str day,
                        struct view_admin_log *view)
{
    view->parts = make_parts(r, filter->part, &view->parts_count);
    view->until = day;
    view->is_filtered = filter->part != STAFF_LOG_ALL || filter->actor_id != 0 || day.n > 0;
    if (filter->actor_id != 0)
        view->who = arena_printf(r->arena, "%lld", (long long)filter->actor_id);
    if (filter->actor_id != 0 && view->rows_count > 0)
        view->who_name = view->rows[0].actor;
}

void pages_admin_log(struct request *r)
{
    struct staff_log_entry *entries;
    struct staff_log_place place;
    struct str day = STR("");
    size_t count;
    bool more;
    struct staff_log_filter filter = read_filter(r);
    struct view_admin_log view = {.rows_count = 0};
    struct layout layout = {.title = SAY(r, "Log of staff actions"), .staff = true};
    enum rc rc = read_place(r, &place, &day);
    if (rc == RC_OK)
        rc = staff_log_read(r->reader, &r->actor, &filter, &place, r->arena, &entries, &count,
                            &more);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    struct view_audit_row *rows =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_audit_row) : NULL;
    if (rows == NULL) {
        request_fail(r, rc != RC_OK ? rc : RC_NO_MEMORY);
        return;
    }
    for (size_t i = 0; i < count; i++)
        rows[i] = staff_words_row(r, &entries[i]);
    view.tabs = admin_tabs_make(r, ADMIN_TAB_LOG, &view.tabs_count);
    view.rows = rows;
    view.rows_count = count;
    fill_filter(r, &filter, day, &view);
    if (more)
        view.older = older_url(r, &filter, day, &place);
    REQUEST_RENDER(r, view_admin_log_render, &view);
}
