#include "cli/csv_cell.h"

#include <string.h>

struct str csv_cell_guard(struct str text)
{
    bool formula = text.n > 0 && memchr("=+-@\t\r\n", text.p[0], 7) != NULL;
    return formula ? STR("'") : STR("");
}

static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (memchr(",\"\r\n", text.p[i], 4) != NULL)
            return true;
    return false;
}

void csv_cell_put(struct buf *out, struct str text)
{
    bool quoted = needs_quotes(text);
    if (quoted)
        buf_put_char(out, '"');
    buf_put(out, csv_cell_guard(text));
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            buf_put_char(out, '"');
        buf_put_char(out, text.p[i]);
    }
    if (quoted)
        buf_put_char(out, '"');
}
