#include "web/takeout_file.h"

#include <zip.h>

#include "assets.h"
#include "base/json.h"
#include "templates.h"
#include "web/dates.h"
#include "web/timezone.h"

/* --- JSON --- */

/* UTC, for programs. */
static struct str iso(int64_t ms, struct arena *a)
{
    struct civil c = dates_civil(ms / 1000);
    return arena_printf(a, "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ", (long long)c.year, c.month,
                        c.day, c.hour, c.minute, c.second, (int)(ms % 1000));
}

static void write_cell(struct json *j, const struct takeout_cell *c, struct arena *a)
{
    if ((c->kind == TAKEOUT_TIME || c->kind == TAKEOUT_ID) && c->number == 0)
        json_put_null(j);
    else if (c->kind == TAKEOUT_TIME)
        json_str(j, iso(c->number, a));
    else if (c->kind == TAKEOUT_ID)
        json_str(j, arena_printf(a, "%lld", (long long)c->number));
    else if (c->kind == TAKEOUT_NUMBER)
        json_i64(j, c->number);
    else
        json_str(j, c->text);
}

static void write_section(struct json *j, const struct takeout_section *s, struct arena *a)
{
    json_key(j, str_from_cstr(s->name));
    json_begin_array(j);
    for (const struct takeout_row *row = s->first; row != NULL; row = row->next) {
        json_begin_object(j);
        for (size_t i = 0; i < s->column_count; i++) {
            json_key(j, str_from_cstr(s->columns[i].name));
            write_cell(j, &row->cells[i], a);
        }
        json_end(j);
    }
    json_end(j);
}

static void write_json(const struct takeout *t, const struct takeout_setting *with, struct arena *a,
                       struct buf *out)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    JSON_STR(&j, "site", with->site);
    JSON_STR(&j, "made", iso(t->made_ms, a));
    for (const struct takeout_section *s = t->first; s != NULL; s = s->next)
        write_section(&j, s, a);
    json_end(&j);
}

/* --- the page --- */

static struct str shown(const struct takeout_cell *c, const struct takeout_setting *with,
                        struct arena *a)
{
    bool none = c->number == 0;
    switch (c->kind) {
    case TAKEOUT_TEXT:
        return c->text.p != NULL ? c->text : STR("");
    case TAKEOUT_WORDS:
        return words_say(with->words, c->text.p);
    case TAKEOUT_TIME:
        return none ? STR("") : dates_time(with->zone, c->number, a);
    case TAKEOUT_ID:
        return none ? STR("") : arena_printf(a, "%lld", (long long)c->number);
    case TAKEOUT_NUMBER:
        return arena_printf(a, "%lld", (long long)c->number);
    }
    return STR("");
}

static void fill_line(const struct takeout_section *s, const struct takeout_row *row,
                      const struct takeout_setting *with, struct arena *a,
                      struct view_takeout_line *line)
{
    struct view_takeout_field *fields = ARENA_ARRAY(a, s->column_count, struct view_takeout_field);
    for (size_t i = 0; fields != NULL && i < s->column_count; i++)
        fields[i].value = shown(&row->cells[i], with, a);
    line->fields = fields;
    line->fields_count = fields != NULL ? s->column_count : 0;
}

static void fill_part(const struct takeout_section *s, const struct takeout_setting *with,
                      struct arena *a, struct view_takeout_part *part)
{
    size_t rows = 0, at = 0;
    for (const struct takeout_row *row = s->first; row != NULL; row = row->next)
        rows++;
    struct view_takeout_head *heads = ARENA_ARRAY(a, s->column_count, struct view_takeout_head);
    struct view_takeout_line *lines = ARENA_ARRAY(a, rows, struct view_takeout_line);
    if (heads == NULL || lines == NULL)
        return;
    for (size_t i = 0; i < s->column_count; i++)
        heads[i].label = words_say(with->words, s->columns[i].label);
    for (const struct takeout_row *row = s->first; row != NULL; row = row->next)
        fill_line(s, row, with, a, &lines[at++]);
    *part = (struct view_takeout_part){.title = words_say(with->words, s->title),
                                       .heads = heads,
                                       .heads_count = s->column_count,
                                       .lines = lines,
                                       .lines_count = rows};
}

/* Sections without rows are left out of the page. */
static void write_page(const struct takeout *t, const struct takeout_setting *with, struct arena *a,
                       struct buf *out)
{
    size_t count = 0, at = 0;
    for (const struct takeout_section *s = t->first; s != NULL; s = s->next)
        count += s->first != NULL;
    struct view_takeout_part *parts = ARENA_ARRAY(a, count, struct view_takeout_part);
    for (const struct takeout_section *s = t->first; parts != NULL && s != NULL; s = s->next)
        if (s->first != NULL)
            fill_part(s, with, a, &parts[at++]);
    const struct view_takeout view = {
        .language = words_language(with->words),
        .site = with->site,
        .name = t->name,
        .made = dates_time(with->zone, t->made_ms, a),
        .parts = parts,
        .parts_count = at,
    };
    view_takeout_render(out, with->words, &view);
}

/* --- the archive --- */

static bool add_file(zip_t *zip, const char *name, struct str s, int64_t made_ms)
{
    zip_source_t *source = zip_source_buffer(zip, s.p, s.n, 0);
    zip_int64_t at = source != NULL ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (source != NULL && at < 0)
        zip_source_free(source);
    return at >= 0 && zip_file_set_mtime(zip, (zip_uint64_t)at, (time_t)(made_ms / 1000), 0) == 0;
}

static enum rc read_archive(zip_source_t *archive, struct buf *ret)
{
    char block[16384];
    zip_int64_t n = -1;
    if (zip_source_open(archive) != 0)
        return RC_NO_MEMORY;
    while ((n = zip_source_read(archive, block, sizeof block)) > 0)
        buf_put(ret, str_make(block, (size_t)n));
    zip_source_close(archive);
    return n < 0 ? RC_IO : buf_status(ret);
}

/* How the page looks; without it, it is read all the same. */
static struct str style(void)
{
    for (size_t i = 0; i < assets_count; i++)
        if (str_eq(assets[i].name, STR("css/takeout.css")))
            return assets[i].plain.bytes;
    return STR("");
}

static enum rc write_archive(const struct buf *data, const struct buf *page, int64_t made_ms,
                             struct buf *ret)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = archive != NULL ? zip_open_from_source(archive, ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    if (zip == NULL) {
        zip_source_free(archive);
        return RC_NO_MEMORY;
    }
    /* Closing the archive gives its source up, but it is read afterwards. */
    zip_source_keep(archive);
    enum rc rc = add_file(zip, "index.html", buf_str(page), made_ms) &&
                         add_file(zip, "takeout.css", style(), made_ms) &&
                         add_file(zip, "data.json", buf_str(data), made_ms) && zip_close(zip) == 0
                     ? RC_OK
                     : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = read_archive(archive, ret);
    else
        zip_discard(zip);
    zip_source_free(archive);
    return rc;
}

enum rc takeout_file_pack(const struct takeout *t, struct arena *a, void *ctx, struct buf *ret)
{
    const struct takeout_setting *with = ctx;
    struct buf data, page;
    buf_init(&data, TAKEOUT_BYTES_MAX);
    buf_init(&page, TAKEOUT_BYTES_MAX);
    write_json(t, with, a, &data);
    write_page(t, with, a, &page);
    enum rc rc = arena_failed(a) ? RC_NO_MEMORY : buf_status(&data);
    if (rc == RC_OK)
        rc = buf_status(&page);
    if (rc == RC_OK)
        rc = write_archive(&data, &page, t->made_ms, ret);
    buf_release(&data);
    buf_release(&page);
    return rc;
}
