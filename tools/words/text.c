/* C literals. */
#include "words_tool.h"

#define LINE_MAX_BYTES 96

void put_c_string(struct buf *out, struct str s)
{
    BUF_PUT(out, "(\"");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (i > 0 && i % LINE_MAX_BYTES == 0)
            BUF_PUT(out, "\"\n        \"");
        if (c == '\n')
            BUF_PUT(out, "\\n");
        else if (c == '"' || c == '\\' || c == '?')
            buf_printf(out, "\\%c", c);
        else if (c < ' ' || c >= 0x7f)
            buf_printf(out, "\\%03o", c);
        else
            buf_put_char(out, (char)c);
    }
    BUF_PUT(out, "\")");
}
