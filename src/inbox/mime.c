#include "inbox/mime.h"

#include <pthread.h>

#include "base/utf8.h"
#include "inbox/message.h"

static void start_library(void)
{
    g_mime_init();
}

static struct str without_envelope(struct str bytes)
{
    size_t end = str_find_char(bytes, '\n', 0);
    return str_starts(bytes, STR("From ")) && end != STR_NONE ? str_slice(bytes, end + 1, bytes.n)
                                                              : bytes;
}

GMimeMessage *mime_parse(struct str bytes)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, start_library);
    bytes = without_envelope(bytes);
    GMimeStream *stream =
        g_mime_stream_mem_new_with_buffer(bytes.p != NULL ? bytes.p : "", bytes.n);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *mail = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return mail;
}

bool mime_has_type(GMimeObject *part, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype) != 0;
}

bool mime_header_is(GMimeHeader *header, const char *name)
{
    return str_eq_ascii_case(str_from_cstr(g_mime_header_get_name(header)), str_from_cstr(name));
}

void mime_put_clean(struct buf *out, struct str s)
{
    size_t length;
    for (size_t at = 0; at < s.n; at += length) {
        uint32_t c = utf8_decode(s, at, &length);
        if (c == '\r') {
            if (at + 1 >= s.n || s.p[at + 1] != '\n')
                buf_put_char(out, '\n');
        } else if (c == UTF8_INVALID || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
            BUF_PUT(out, "\xEF\xBF\xBD");
        } else {
            buf_put(out, str_slice(s, at, at + length));
        }
    }
}

struct str mime_line(struct arena *a, struct str s)
{
    struct buf out;
    buf_init(&out, MESSAGE_BYTES_MAX);
    mime_put_clean(&out, s);
    for (size_t i = 0; i < out.n; i++)
        if (char_is_space(out.p[i]))
            out.p[i] = ' ';
    struct str line = arena_dup(a, str_trim(buf_str(&out)));
    buf_release(&out);
    return line;
}
