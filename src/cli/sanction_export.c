#include "cli/sanction_export.h"

#include <string.h>
#include <time.h>

#include "base/json.h"
#include "cli/csv_cell.h"
#include "community/discipline/sanction.h"

#define PAGE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define TIME_TEXT      32
#define COLUMNS        20

/* One name and one kind of value for both forms. */
enum form { FORM_TEXT, FORM_NUMBER, FORM_FLAG };
struct column {
    const char *name;
    enum form form;
};

static const struct column columns[COLUMNS] = {
    {"id", FORM_NUMBER},       {"account", FORM_NUMBER},
    {"name", FORM_TEXT},       {"kind", FORM_TEXT},
    {"from", FORM_TEXT},       {"until", FORM_TEXT},
    {"in_force", FORM_FLAG},   {"clause", FORM_TEXT},
    {"reason", FORM_TEXT},     {"without_warning", FORM_TEXT},
    {"decided_by", FORM_TEXT}, {"appeal", FORM_TEXT},
    {"mode", FORM_TEXT},       {"final", FORM_FLAG},
    {"comment", FORM_NUMBER},  {"read", FORM_TEXT},
    {"end", FORM_TEXT},        {"ended", FORM_TEXT},
    {"ended_by", FORM_TEXT},   {"end_reason", FORM_TEXT},
};

struct cell {
    struct str text;
    int64_t number;
};

/* ISO 8601; empty for none. */
static struct str time_text(struct arena *a, int64_t ms)
{
    char text[TIME_TEXT];
    struct tm parts;
    time_t seconds = (time_t)(ms / 1000);
    if (ms == 0 || gmtime_r(&seconds, &parts) == NULL)
        return STR("");
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return arena_dup(a, str_from_cstr(text));
}

/* Whoever decided, by name, or by number once the account has none. */
static struct str decider(struct arena *a, int64_t id, struct str name)
{
    if (name.n > 0)
        return name;
    return id == 0 ? STR("command line") : arena_printf(a, "#%lld", (long long)id);
}

static struct str appeal_word(enum sanction_appeal appeal)
{
    static const struct str words[] = {[SANCTION_NO_APPEAL] = STR_INIT("none"),
                                       [SANCTION_APPEAL_OPEN] = STR_INIT("open"),
                                       [SANCTION_APPEAL_GRANTED] = STR_INIT("granted"),
                                       [SANCTION_APPEAL_REFUSED] = STR_INIT("refused")};
    return words[appeal];
}

static struct str end_word(enum sanction_end end)
{
    if (end == SANCTION_STANDS)
        return STR("");
    return end == SANCTION_LIFTED ? STR("lifted") : STR("annulled");
}

/* In the order of `columns`. */
static void fill(const struct sanction_of_account *o, int64_t now_ms, struct arena *a,
                 struct cell cells[static COLUMNS])
{
    const struct sanction *s = &o->sanction;
    bool ended = s->end != SANCTION_STANDS;
    const struct cell made[COLUMNS] = {
        {.number = s->id},
        {.number = s->account_id},
        {.text = o->account_name},
        {.text = sanction_kind_name(s->kind)},
        {.text = time_text(a, s->at_ms)},
        {.text = time_text(a, s->until_ms)},
        {.number = sanction_in_force(s, now_ms)},
        {.text = s->clause},
        {.text = s->reason},
        {.text = s->grave},
        {.text = decider(a, s->by_id, s->by_name)},
        {.text = appeal_word(o->appeal)},
        {.text = s->mode == SANCTION_LITERAL ? STR("literal") : STR("dsa")},
        {.number = s->is_final},
        {.number = s->comment_id},
        {.text = time_text(a, s->acknowledged_ms)},
        {.text = end_word(s->end)},
        {.text = time_text(a, s->end_ms)},
        {.text = ended ? decider(a, s->end_by_id, s->end_by_name) : STR("")},
        {.text = s->end_why},
    };
    memcpy(cells, made, sizeof made);
}

/* A number of nothing is an empty cell, and null. */
static void put_csv(struct buf *out, const struct cell cells[static COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        if (columns[i].form == FORM_TEXT)
            csv_cell_put(out, cells[i].text);
        else if (columns[i].form == FORM_FLAG)
            buf_put(out, cells[i].number != 0 ? STR("yes") : STR("no"));
        else if (cells[i].number != 0)
            buf_printf(out, "%lld", (long long)cells[i].number);
    }
    BUF_PUT(out, "\r\n");
}

/* Numbers of accounts and comments are texts: more digits than JavaScript keeps. */
static void put_json(struct buf *out, const struct cell cells[static COLUMNS], struct arena *a)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    for (size_t i = 0; i < COLUMNS; i++) {
        json_key(&j, str_from_cstr(columns[i].name));
        struct str text = columns[i].form == FORM_TEXT || cells[i].number == 0
                              ? cells[i].text
                              : arena_printf(a, "%lld", (long long)cells[i].number);
        if (columns[i].form == FORM_FLAG)
            json_bool(&j, cells[i].number != 0);
        else if (text.n > 0)
            json_str(&j, text);
        else
            json_put_null(&j);
    }
    json_end(&j);
    buf_put_char(out, '\n');
}

static void put_head(struct buf *out)
{
    for (size_t i = 0; i < COLUMNS; i++)
        buf_printf(out, "%s%s", i > 0 ? "," : "", columns[i].name);
    BUF_PUT(out, "\r\n");
}

static int print_page(struct site_command *site, const struct sanction_export *in,
                      const struct sanction_of_account *list, size_t count, bool first)
{
    struct buf out;
    struct arena *a = site->cli.arena;
    int64_t now_ms = community_now_ms(site->app.community);
    buf_init(&out, PAGE_BYTES_MAX);
    if (first && !in->lines)
        put_head(&out);
    for (size_t i = 0; i < count; i++) {
        struct cell cells[COLUMNS];
        if (!in->ended && !sanction_in_force(&list[i].sanction, now_ms))
            continue;
        fill(&list[i], now_ms, a, cells);
        if (in->lines)
            put_json(&out, cells, a);
        else
            put_csv(&out, cells);
    }
    int status = arena_failed(a) ? cli_fail_text("out of memory") : cli_print(&out);
    buf_release(&out);
    return status;
}

enum rc sanction_export_print(struct site_command *site, const struct sanction_export *in)
{
    const struct actor actor = app_actor();
    struct sanction_place place = {0};
    struct sanction_of_account *list;
    size_t count = 1;
    for (bool first = true; count > 0 && site->status == EXIT_DONE; first = false) {
        struct arena_mark mark = arena_mark(site->cli.arena);
        enum rc rc =
            sanction_list_all(&site->app.reader, &actor, &place, site->cli.arena, &list, &count);
        if (rc != RC_OK)
            return problem_set(&site->problem, rc, "the sanctions cannot be read");
        site->status = print_page(site, in, list, count, first);
        arena_rewind(site->cli.arena, mark);
    }
    return RC_OK;
}
