#include "text/table.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "text/table_internal.h"

static void keep_fault(struct table *t, int64_t line, const char *reason)
{
    t->tally.broken++;
    if (t->tally.fault_count == TABLE_FAULTS_KEPT)
        return;
    struct table_fault *f = &t->tally.faults[t->tally.fault_count++];
    f->line = line;
    snprintf(f->reason, sizeof f->reason, "%s", reason);
}

/* --- taking records --- */

static enum csv_outcome scan_line(struct table *t, struct str w)
{
    size_t n = str_find_char(w, '\n', 0);
    if (n == STR_NONE && !t->input.ended)
        return CSV_MORE;
    t->record.bytes = n == STR_NONE ? w.n : n + 1;
    t->record.blank = str_trim(str_slice(w, 0, t->record.bytes)).n == 0;
    return CSV_WHOLE;
}

static void pass_line(struct table *t)
{
    struct str w = table_input_window(&t->input);
    size_t n = str_find_char(w, '\n', 0);
    t->passing_over = n == STR_NONE;
    table_input_pass(&t->input, n == STR_NONE ? w.n : n + 1);
}

/* What is wrong with the record's bytes, or NULL. */
static const char *bytes_fault(struct table *t)
{
    struct str s = str_make(t->taken, t->taken_bytes);
    t->converts = false;
    if (memchr(s.p, 0, s.n) != NULL)
        return "a zero byte";
    if (t->input.encoding == TABLE_LATIN1 || !utf8_valid(s)) {
        if (t->input.encoding == TABLE_UTF8)
            return "not UTF-8";
        t->converts = true;
    }
    return NULL;
}

/* A record in the window: whether it can be given out. */
static bool accept(struct table *t)
{
    char reason[TABLE_REASON_MAX];
    const char *bytes = bytes_fault(t);
    if (bytes != NULL) {
        keep_fault(t, t->row.line, bytes);
        return false;
    }
    if (t->format != TABLE_JSONL)
        return true;
    struct str line = str_trim(str_make(t->taken, t->taken_bytes));
    table_json_free(t->object);
    t->object =
        table_json_parse(t->converts ? table_from_latin1(t->row_arena, line) : line, reason);
    if (t->object == NULL)
        keep_fault(t, t->row.line, reason);
    return t->object != NULL;
}

static enum csv_outcome scan(struct table *t)
{
    struct str w = table_input_window(&t->input);
    if (t->format == TABLE_JSONL)
        return scan_line(t, w);
    return csv_scan(w, t->input.ended, t->rules, &t->record);
}

/* Nothing whole in the window: reads on, or gives up when the window is full. */
static enum rc read_on(struct table *t)
{
    bool full = table_input_full(&t->input);
    if (full && !t->passing_over)
        keep_fault(t, t->input.line,
                   t->format == TABLE_JSONL
                       ? "longer than 1 MiB"
                       : "longer than 1 MiB; is a quote opened and never closed?");
    if (full || t->passing_over)
        pass_line(t);
    return full ? RC_OK : table_input_more(&t->input);
}

static void advance(struct table *t)
{
    t->row.line = t->input.line;
    t->taken = t->input.bytes + t->input.begin;
    t->taken_bytes = t->record.bytes;
    table_input_pass(&t->input, t->record.bytes);
}

/* One step: reads, passes a fault over, or takes a record. */
static enum rc step(struct table *t, bool *ret_taken)
{
    struct table_input *in = &t->input;
    *ret_taken = false;
    if (t->passing_over && in->begin < in->end) {
        pass_line(t);
        return RC_OK;
    }
    enum csv_outcome outcome = in->begin < in->end ? scan(t) : CSV_MORE;
    if (outcome == CSV_MORE)
        return read_on(t);
    if (outcome == CSV_FAULT) {
        keep_fault(t, in->line, t->record.fault);
        pass_line(t);
        return RC_OK;
    }
    advance(t);
    *ret_taken = !t->record.blank && accept(t);
    return RC_OK;
}

enum rc table_take(struct table *t, bool *ret_any)
{
    bool taken = false;
    enum rc rc = RC_OK;
    arena_reset(t->row_arena);
    while (rc == RC_OK && !taken && (!t->input.ended || t->input.begin < t->input.end))
        rc = step(t, &taken);
    *ret_any = taken;
    return rc;
}

/* --- giving them out --- */

struct str table_cell(struct table *t, size_t index)
{
    if (index >= t->record.count)
        return STR("");
    struct str s = csv_cell_text(t->taken, t->record.cells[index]);
    t->record.cells[index].doubled = false;
    t->record.cells[index].end = t->record.cells[index].begin + s.n;
    return t->converts ? table_from_latin1(t->row_arena, s) : s;
}

/* Cells past the header's last may be there when they are empty: some programs write a separator too many. */
static bool has_width(struct table *t)
{
    size_t count = t->record.count;
    while (count > t->name_count &&
           t->record.cells[count - 1].begin == t->record.cells[count - 1].end)
        count--;
    if (count == t->name_count)
        return true;
    char reason[TABLE_REASON_MAX];
    snprintf(reason, sizeof reason, "%zu cells where the %s has %zu", count,
             t->options.no_header ? "first row" : "header", t->name_count);
    keep_fault(t, t->row.line, reason);
    return false;
}

static void fill_cells(struct table *t)
{
    for (size_t i = 0; i < t->wanted_count; i++)
        t->cells[i] = t->format == TABLE_JSONL
                          ? table_json_text(t->wanted[i].path, t->object, t->row_arena)
                          : table_cell(t, t->wanted[i].index);
    t->tally.rows++;
    t->tally.converted += t->converts && t->input.encoding != TABLE_LATIN1;
    t->tally.replaced = t->input.replaced;
}

enum rc table_next(struct table *t, const struct table_row **ret, struct problem *problem)
{
    bool any = true;
    do {
        enum rc rc = t->waiting ? RC_OK : table_take(t, &any);
        t->waiting = false;
        if (rc != RC_OK)
            return problem_set(problem, rc, "%.*s: cannot be read on at line %lld",
                               STR_ARG(t->source.name), (long long)t->input.line);
    } while (any && t->format != TABLE_JSONL && !has_width(t));
    if (any)
        fill_cells(t);
    if (arena_failed(t->row_arena))
        return problem_set(problem, RC_NO_MEMORY, "%.*s: out of memory for line %lld",
                           STR_ARG(t->source.name), (long long)t->row.line);
    *ret = any ? &t->row : NULL;
    return RC_OK;
}

void table_refuse(struct table *t, const char *format, ...)
{
    char reason[TABLE_REASON_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    t->tally.rows--;
    keep_fault(t, t->row.line, reason);
}

const struct table_tally *table_tally(const struct table *t)
{
    return &t->tally;
}

enum rc table_read_bytes(void *context, char *p, size_t size, size_t *ret_count)
{
    struct str *rest = context;
    size_t n = rest->n < size ? rest->n : size;
    if (n > 0)
        memcpy(p, rest->p, n);
    *rest = str_slice(*rest, n, rest->n);
    *ret_count = n;
    return RC_OK;
}
