#include "cli/eval_table.h"

#include <math.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/judging.h"

#define CELL_BYTES_MAX ((size_t)64 * 1024)

static bool is_wanted(const struct eval_book *b, const char *name)
{
    struct str rest = b->only;
    while (rest.p != NULL)
        if (str_eq(str_split(&rest, ','), str_from_cstr(name)))
            return true;
    return false;
}

struct eval_table *eval_table_add(struct eval_book *b, struct str set, const char *name,
                                  struct str title, const char *const *columns)
{
    struct eval_table *t = ARENA_NEW(b->arena, struct eval_table);
    if (t == NULL) {
        b->failed = true;
        return NULL;
    }
    *t = (struct eval_table){.set = set, .name = name, .title = title};
    while (columns[t->column_count] != NULL && t->column_count < EVAL_COLUMNS_MAX) {
        t->columns[t->column_count] = columns[t->column_count];
        t->column_count++;
    }
    if (!is_wanted(b, name))
        return t;
    if (b->last != NULL)
        b->last->next = t;
    else
        b->first = t;
    b->last = t;
    return t;
}

void eval_row_add(struct eval_book *b, struct eval_table *t)
{
    struct eval_row *r = t != NULL ? ARENA_NEW(b->arena, struct eval_row) : NULL;
    b->failed |= r == NULL;
    if (r == NULL)
        return;
    if (t->last != NULL)
        t->last->next = r;
    else
        t->first = r;
    t->last = r;
    t->cell_count = 0;
}

static void put(struct eval_table *t, struct eval_cell cell)
{
    if (t != NULL && t->last != NULL && t->cell_count < t->column_count)
        t->last->cells[t->cell_count++] = cell;
}

void eval_put_text(struct eval_table *t, struct str text)
{
    put(t, (struct eval_cell){.kind = EVAL_TEXT, .text = text});
}

void eval_put_count(struct eval_table *t, int64_t count)
{
    put(t, (struct eval_cell){.kind = EVAL_COUNT, .count = count});
}

void eval_put_number(struct eval_table *t, double number)
{
    put(t, (struct eval_cell){.kind = isnan(number) ? EVAL_EMPTY : EVAL_NUMBER, .number = number});
}

void eval_put_area(struct eval_table *t, struct proportion area)
{
    put(t, (struct eval_cell){.kind = EVAL_AREA, .share = area});
}

void eval_put_share(struct eval_table *t, int64_t hits, int64_t n)
{
    put(t, (struct eval_cell){.kind = n > 0 ? EVAL_SHARE : EVAL_EMPTY,
                              .count = n,
                              .share = proportion_wilson((double)hits, (double)n)});
}

/* --- for people --- */

/* Small shares need more places to tell them apart. */
static void write_share(struct buf *out, struct proportion p)
{
    int places = p.share < 0.02 || p.share > 0.98 ? 2 : 1;
    buf_printf(out, "%.*f %% (%.*f–%.*f)", places, p.share * 100, places, p.low * 100, places,
               p.high * 100);
}

static void write_cell(struct buf *out, const struct eval_cell *c)
{
    switch (c->kind) {
    case EVAL_EMPTY:
        BUF_PUT(out, "–");
        break;
    case EVAL_TEXT:
        judging_put_safe(out, c->text);
        break;
    case EVAL_COUNT:
        buf_put_i64(out, c->count);
        break;
    case EVAL_NUMBER:
        buf_printf(out, "%.4f", c->number);
        break;
    case EVAL_AREA:
        buf_printf(out, "%.3f (%.3f%s%.3f)", c->share.share, c->share.low,
                   c->share.low < 0 ? " to " : "–", c->share.high);
        break;
    case EVAL_SHARE:
        write_share(out, c->share);
        break;
    }
}

/* The cell as text, in `scratch`. */
static struct str cell_text(struct buf *scratch, const struct eval_cell *c)
{
    buf_clear(scratch);
    write_cell(scratch, c);
    return buf_str(scratch);
}

static void put_padded(struct buf *out, struct str s, size_t width, bool right)
{
    size_t n = utf8_count(s);
    if (!right)
        buf_put(out, s);
    for (; n < width; n++)
        buf_put_char(out, ' ');
    if (right)
        buf_put(out, s);
}

static void find_widths(const struct eval_table *t, struct buf *scratch, size_t *widths)
{
    for (size_t i = 0; i < t->column_count; i++) {
        widths[i] = utf8_count(str_from_cstr(t->columns[i]));
        for (const struct eval_row *r = t->first; r != NULL; r = r->next) {
            size_t n = utf8_count(cell_text(scratch, &r->cells[i]));
            widths[i] = n > widths[i] ? n : widths[i];
        }
    }
}

/* A bar within a cell of Markdown would end it. */
static void put_escaped(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '|')
            buf_put_char(out, '\\');
        buf_put_char(out, s.p[i]);
    }
}

static void write_markdown(const struct eval_table *t, struct buf *scratch, struct buf *out)
{
    for (const struct eval_row *r = t->first; r != NULL; r = r->next) {
        for (size_t i = 0; i < t->column_count; i++) {
            BUF_PUT(out, "| ");
            put_escaped(out, cell_text(scratch, &r->cells[i]));
            buf_put_char(out, ' ');
        }
        BUF_PUT(out, "|\n");
    }
}

static void write_lines(const struct eval_table *t, const size_t *widths, struct buf *scratch,
                        struct buf *out)
{
    for (const struct eval_row *r = t->first; r != NULL; r = r->next) {
        for (size_t i = 0; i < t->column_count; i++) {
            BUF_PUT(out, "  ");
            bool right = r->cells[i].kind != EVAL_TEXT;
            put_padded(out, cell_text(scratch, &r->cells[i]),
                       right || i + 1 < t->column_count ? widths[i] : 0, right);
        }
        buf_put_char(out, '\n');
    }
}

static void write_table(const struct eval_table *t, struct buf *scratch, struct buf *out)
{
    size_t widths[EVAL_COLUMNS_MAX];
    find_widths(t, scratch, widths);
    buf_printf(out, "\n%.*s: %.*s\n", STR_ARG(t->set), STR_ARG(t->title));
    if (t->note.n > 0)
        buf_printf(out, "(%.*s)\n", STR_ARG(t->note));
    for (size_t i = 0; i < t->column_count; i++) {
        BUF_PUT(out, "  ");
        bool right = t->first->cells[i].kind != EVAL_TEXT;
        put_padded(out, str_from_cstr(t->columns[i]),
                   right || i + 1 < t->column_count ? widths[i] : 0, right);
    }
    buf_put_char(out, '\n');
    write_lines(t, widths, scratch, out);
}

void eval_book_text(const struct eval_book *b, struct buf *out)
{
    struct buf scratch;
    buf_init(&scratch, CELL_BYTES_MAX);
    for (const struct eval_table *t = b->first; t != NULL; t = t->next)
        if (t->first != NULL)
            write_table(t, &scratch, out);
    buf_release(&scratch);
}

void eval_book_markdown(const struct eval_book *b, struct buf *out)
{
    struct buf scratch;
    buf_init(&scratch, CELL_BYTES_MAX);
    for (const struct eval_table *t = b->first; t != NULL; t = t->next) {
        if (t->first == NULL)
            continue;
        buf_printf(out, "\n**%.*s**: %.*s\n", STR_ARG(t->set), STR_ARG(t->title));
        if (t->note.n > 0)
            buf_printf(out, "(%.*s)\n", STR_ARG(t->note));
        BUF_PUT(out, "\n|");
        for (size_t i = 0; i < t->column_count; i++)
            buf_printf(out, " %s |", t->columns[i]);
        BUF_PUT(out, "\n|");
        for (size_t i = 0; i < t->column_count; i++)
            buf_put(out, t->first->cells[i].kind == EVAL_TEXT ? STR("---|") : STR("--:|"));
        buf_put_char(out, '\n');
        write_markdown(t, &scratch, out);
    }
    buf_release(&scratch);
}

/* --- for programs --- */

static void json_share(struct json *j, const struct eval_cell *c)
{
    json_begin_object(j);
    JSON_F64(j, "value", c->share.share);
    JSON_F64(j, "low", c->share.low);
    JSON_F64(j, "high", c->share.high);
    if (c->kind == EVAL_SHARE)
        JSON_I64(j, "of", c->count);
    json_end(j);
}

static void json_cell(struct json *j, const struct eval_cell *c)
{
    switch (c->kind) {
    case EVAL_EMPTY:
        json_put_null(j);
        break;
    case EVAL_TEXT:
        json_str(j, c->text);
        break;
    case EVAL_COUNT:
        json_i64(j, c->count);
        break;
    case EVAL_NUMBER:
        json_f64(j, c->number);
        break;
    case EVAL_AREA:
    case EVAL_SHARE:
        json_share(j, c);
        break;
    }
}

/* "false positives" as a member's name: "false_positives". */
static void json_column(struct json *j, const char *column)
{
    char name[64];
    size_t n = 0;
    for (; column[n] != '\0' && n < sizeof name; n++)
        name[n] = column[n] == ' ' ? '_' : char_lower(column[n]);
    json_key(j, str_make(name, n));
}

static void json_table(struct json *j, const struct eval_table *t)
{
    json_begin_object(j);
    JSON_STR(j, "set", t->set);
    JSON_STR(j, "name", str_from_cstr(t->name));
    JSON_STR(j, "title", t->title);
    json_key(j, STR("rows"));
    json_begin_array(j);
    for (const struct eval_row *r = t->first; r != NULL; r = r->next) {
        json_begin_object(j);
        for (size_t i = 0; i < t->column_count; i++) {
            json_column(j, t->columns[i]);
            json_cell(j, &r->cells[i]);
        }
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void eval_book_json(const struct eval_book *b, struct buf *out)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    json_key(&j, STR("tables"));
    json_begin_array(&j);
    for (const struct eval_table *t = b->first; t != NULL; t = t->next)
        if (t->first != NULL)
            json_table(&j, t);
    json_end(&j);
    json_end(&j);
    buf_put_char(out, '\n');
}
