#include "web/qr.h"

#include <errno.h>
#include <qrencode.h>

#include "base/buf.h"

#define QUIET          4 /* modules around: ISO/IEC 18004 */
#define PATH_MAX_BYTES ((size_t)256 * 1024)

static void put_row(struct buf *out, const QRcode *code, int y)
{
    for (int x = 0; x < code->width;) {
        int from = x;
        while (x < code->width && (code->data[y * code->width + x] & 1) != 0)
            x++;
        if (x > from)
            buf_printf(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
        else
            x++;
    }
}

enum rc qr_make(struct str text, struct arena *a, struct qr *ret)
{
    struct buf out;
    const char *plain = arena_cstr(a, text);
    if (plain == NULL)
        return RC_NO_MEMORY;
    QRcode *code = QRcode_encodeString8bit(plain, 0, QR_ECLEVEL_M);
    if (code == NULL)
        return errno == ERANGE ? RC_TOO_LARGE : RC_NO_MEMORY;
    buf_init(&out, PATH_MAX_BYTES);
    for (int y = 0; y < code->width; y++)
        put_row(&out, code, y);
    enum rc rc = buf_status(&out);
    if (rc == RC_OK)
        *ret = (struct qr){.side = code->width + 2 * QUIET, .path = arena_dup(a, buf_str(&out))};
    buf_release(&out);
    QRcode_free(code);
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}
