/* The first byte picks format, quotes, encoding and header; the rest is the table. Every cell given out must be text, and
 * every line must come to something. */
#include "fuzz.h"

#include <string.h>

#include "base/utf8.h"
#include "text/table.h"

static struct table_options options_of(uint8_t pick)
{
    return (struct table_options){
        .format = (enum table_format)(pick & 3),
        .quotes = (enum table_quotes)((pick >> 2 & 3) % 3),
        .encoding = (enum table_encoding)((pick >> 4 & 7) % 5),
        .no_header = (pick >> 7) != 0,
    };
}

static void check_rows(struct table *t, size_t wanted, size_t size)
{
    const struct table_row *row;
    int64_t rows = 0, line = 0;
    for (;;) {
        FUZZ_CHECK(table_next(t, &row, NULL) == RC_OK);
        if (row == NULL)
            break;
        rows++;
        FUZZ_CHECK(row->line > line);
        line = row->line;
        for (size_t i = 0; i < wanted; i++) {
            FUZZ_CHECK(utf8_valid(row->cells[i]));
            FUZZ_CHECK(row->cells[i].n == 0 || memchr(row->cells[i].p, 0, row->cells[i].n) == NULL);
        }
    }
    FUZZ_CHECK(table_tally(t)->rows == rows);
    FUZZ_CHECK(table_tally(t)->rows + table_tally(t)->broken <= (int64_t)size + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str bytes = str_make((const char *)data + 1, size - 1);
    struct table_options options = options_of(data[0]);
    struct table_source source = {.read = table_read_bytes, .context = &bytes, .name = STR("fuzz")};
    struct table *t;
    struct problem problem = {0};
    size_t wanted = 0, cell;
    if (table_open(&source, &options, &t, &problem) != RC_OK) {
        FUZZ_CHECK(problem.message[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i < table_column_count(t) && i < TABLE_WANTED_MAX; i++)
        if (table_want(t, table_column_name(t, i), &cell, NULL) == RC_OK && cell >= wanted)
            wanted = cell + 1;
    check_rows(t, wanted, size);
    table_close(t);
    return 0;
}
