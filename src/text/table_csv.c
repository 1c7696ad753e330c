#include "text/table_csv.h"

#include <string.h>

struct scan {
    struct str w;
    bool last;
    struct csv_rules rules;
    struct csv_record *record;
    size_t at;
    bool line_ended;
};

static enum csv_outcome fault(struct scan *s, const char *reason)
{
    s->record->fault = reason;
    return CSV_FAULT;
}

/* The length of the line end at `at`: 0 where there is none. */
static size_t line_end(const struct scan *s, size_t at)
{
    if (at < s->w.n && s->w.p[at] == '\n')
        return 1;
    return at + 1 < s->w.n && s->w.p[at] == '\r' && s->w.p[at + 1] == '\n' ? 2 : 0;
}

static bool add(struct scan *s, struct csv_cell cell)
{
    if (s->record->count == TABLE_COLUMNS_MAX)
        return false;
    s->record->cells[s->record->count++] = cell;
    return true;
}

/* Behind a cell: a separator, a line end, or the end of everything. */
static enum csv_outcome leave(struct scan *s, struct csv_cell cell, size_t at)
{
    size_t n = line_end(s, at);
    bool separated = at < s->w.n && s->w.p[at] == s->rules.separator;
    if (!add(s, cell))
        return fault(s, "more columns than can be read");
    s->line_ended = !separated;
    s->at = at + (separated ? 1 : n);
    return CSV_WHOLE;
}

static bool ends_cell(const struct scan *s, size_t at)
{
    return at == s->w.n || s->w.p[at] == s->rules.separator || line_end(s, at) > 0;
}

/* The closing quote of the cell whose opening one is at s->at; STR_NONE when the window has none. */
static size_t closing(const struct scan *s, bool *ret_doubled)
{
    size_t at = s->at + 1;
    *ret_doubled = false;
    for (;;) {
        at = str_find_char(s->w, '"', at);
        if (at == STR_NONE || at + 1 >= s->w.n || s->w.p[at + 1] != '"')
            return at;
        *ret_doubled = true;
        at += 2;
    }
}

static enum csv_outcome quoted(struct scan *s)
{
    struct csv_cell cell = {.begin = s->at + 1};
    size_t at = closing(s, &cell.doubled);
    /* What decides may still stand behind the window: a second quote, or the line feed after a carriage return. */
    if (!s->last && (at == STR_NONE || at + 2 >= s->w.n))
        return CSV_MORE;
    if (at == STR_NONE)
        return fault(s, "a quote is opened and never closed");
    if (!ends_cell(s, at + 1))
        return fault(s, "text behind a closing quote");
    cell.end = at;
    return leave(s, cell, at + 1);
}

static enum csv_outcome plain(struct scan *s)
{
    size_t at = s->at;
    while (at < s->w.n && s->w.p[at] != s->rules.separator && s->w.p[at] != '\n')
        at++;
    if (at == s->w.n && !s->last)
        return CSV_MORE;
    size_t end = at;
    if (end > s->at && s->w.p[end - 1] == '\r' && (at == s->w.n || s->w.p[at] == '\n'))
        end--;
    return leave(s, (struct csv_cell){.begin = s->at, .end = end}, at);
}

/* In a format that has no quoting people quote all the same, and others begin a sentence with a quote: so a cell is quoted when
 * it ends so before the next separator and line end. */
static enum csv_outcome perhaps_quoted(struct scan *s)
{
    bool doubled;
    size_t line = str_find_char(s->w, '\n', s->at);
    if (line == STR_NONE && !s->last)
        return CSV_MORE;
    size_t next = str_find_char(s->w, s->rules.separator, s->at), close = closing(s, &doubled);
    size_t limit = next < line ? next : line; /* STR_NONE is greater than any */
    bool proper = close != STR_NONE && close < limit && ends_cell(s, close + 1);
    return proper ? leave(s, (struct csv_cell){s->at + 1, close, doubled}, close + 1) : plain(s);
}

static enum csv_outcome scan_cell(struct scan *s)
{
    bool opens = s->at < s->w.n && s->w.p[s->at] == '"';
    if (!opens || s->rules.quotes == TABLE_QUOTES_NONE)
        return plain(s);
    return s->rules.quotes == TABLE_QUOTES_YES ? quoted(s) : perhaps_quoted(s);
}

enum csv_outcome csv_scan(struct str window, bool last, struct csv_rules rules,
                          struct csv_record *r)
{
    struct scan s = {.w = window, .last = last, .rules = rules, .record = r};
    enum csv_outcome outcome = CSV_WHOLE;
    r->count = 0;
    r->fault = NULL;
    while (outcome == CSV_WHOLE && !s.line_ended)
        outcome = scan_cell(&s);
    r->bytes = s.at;
    r->blank = r->count == 1 && r->cells[0].begin == r->cells[0].end && r->bytes <= 2 &&
               window.p[0] != '"';
    return outcome;
}

struct str csv_cell_text(char *window, struct csv_cell cell)
{
    char *p = window + cell.begin;
    size_t n = cell.end - cell.begin, kept = 0;
    for (size_t i = 0; cell.doubled && i < n; i++) {
        p[kept++] = p[i];
        i += p[i] == '"';
    }
    return str_make(p, cell.doubled ? kept : n);
}
