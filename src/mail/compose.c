#include "mail/compose.h"

#include <gmime/gmime.h>
#include <pthread.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "mail/paper.h"

#define ADDRESS_BYTES_MAX 254

bool compose_address_fits(struct str address)
{
    size_t at = str_rfind_char(address, '@');
    if (address.n > ADDRESS_BYTES_MAX || !utf8_valid(address) || at == STR_NONE || at == 0 ||
        at + 1 == address.n || str_find_char(address, '@', 0) != at)
        return false;
    for (size_t i = 0, length; i < address.n; i += length) {
        uint32_t c = utf8_decode(address, i, &length);
        bool control = c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029;
        if (control || (c < 0x80 && strchr("()<>[]:;,\\\"", (int)c) != NULL))
            return false;
    }
    return true;
}

static bool link_fits(struct str link)
{
    if (!str_starts(link, STR("http://")) && !str_starts(link, STR("https://")))
        return false;
    for (size_t i = 0; i < link.n; i++)
        if (link.p[i] <= ' ' || link.p[i] >= 0x7F || strchr("<>\"", link.p[i]) != NULL)
            return false;
    return true;
}

/* One line for a head: what could end it is gone. */
static char *head_text(struct arena *a, struct str text)
{
    struct buf out;
    buf_init(&out, COMPOSE_BYTES_MAX);
    for (size_t i = 0, length; i < text.n; i += length) {
        uint32_t c = utf8_decode(text, i, &length);
        if (c == UTF8_INVALID || c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
            buf_put_char(&out, ' ');
        else
            buf_put(&out, str_slice(text, i, i + length));
    }
    char *line = arena_cstr(a, str_trim(buf_str(&out)));
    buf_release(&out);
    return line;
}

/* --- the two bodies --- */

static void write_plain(const struct compose_mail *mail, struct buf *out)
{
    const struct letter *letter = mail->letter;
    for (size_t i = 0; i < letter->count; i++) {
        const struct letter_block *block = &letter->blocks[i];
        if (i == mail->foot_from)
            BUF_PUT(out, "-- \n");
        buf_put(out, block->text);
        if (block->kind == LETTER_BUTTON) {
            BUF_PUT(out, ":\n");
            buf_put(out, block->link);
        }
        BUF_PUT(out, "\n\n");
    }
}

static GMimeObject *text_part(const char *subtype, const struct buf *text)
{
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text->p, text->n);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_object_unref(stream);
    g_mime_part_set_content(part, content);
    g_object_unref(content);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

/* Plain first: of alternatives the last one understood is shown (RFC 2046, 5.1.4). */
static GMimeObject *both_parts(const struct buf *plain, const struct buf *html)
{
    GMimeMultipart *parts = g_mime_multipart_new_with_subtype("alternative");
    GMimeObject *first = text_part("plain", plain), *second = text_part("html", html);
    g_mime_multipart_add(parts, first);
    g_mime_multipart_add(parts, second);
    g_object_unref(first);
    g_object_unref(second);
    return GMIME_OBJECT(parts);
}

/* --- the head --- */

static void set_head(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

static void set_date(GMimeMessage *message, int64_t ms)
{
    GDateTime *date = g_date_time_new_from_unix_utc(ms / 1000);
    if (date == NULL)
        return;
    g_mime_message_set_date(message, date);
    g_date_time_unref(date);
}

static void set_id(GMimeMessage *message, const struct compose_mail *mail, struct arena *a)
{
    struct str domain = str_slice(mail->from, str_rfind_char(mail->from, '@') + 1, mail->from.n);
    struct str id = arena_printf(a, "%lld.comity@%.*s", (long long)mail->id, STR_ARG(domain));
    if (id.n > 0)
        g_mime_message_set_message_id(message, id.p);
}

static enum rc fill_head(GMimeMessage *message, const struct compose_mail *mail, struct arena *a)
{
    const char *site = head_text(a, mail->site), *subject = head_text(a, mail->letter->subject);
    const char *from = arena_cstr(a, mail->from), *to = arena_cstr(a, mail->to);
    const char *kind = head_text(a, mail->kind), *language = head_text(a, mail->language);
    const char *reply_to = arena_cstr(a, mail->reply_to);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, site[0] != '\0' ? site : NULL,
                               from);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, to);
    if (mail->reply_to.n > 0)
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, reply_to);
    g_mime_message_set_subject(message, subject, "utf-8");
    set_date(message, mail->sent_ms);
    set_id(message, mail, a);
    set_head(message, "Auto-Submitted", "auto-generated");
    set_head(message, "X-Auto-Response-Suppress", "All");
    set_head(message, "Content-Language", language);
    set_head(message, "X-Comity-Mail", kind);
    return RC_OK;
}

/* --- together --- */

/* GMime breaks a long word where the line ends, and an address is one long word: these lines are written by hand. */
static void put_unsubscribe(const struct compose_mail *mail, struct buf *out)
{
    if (mail->unsubscribe.n == 0)
        return;
    buf_printf(out, "List-Unsubscribe: <%.*s>\r\n", STR_ARG(mail->unsubscribe));
    BUF_PUT(out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

static void put_message(GMimeMessage *message, struct buf *out)
{
    GMimeFormatOptions *format = g_mime_format_options_new();
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    buf_put(out, str_make((const char *)bytes->data, bytes->len));
    g_object_unref(stream); /* and its bytes */
    g_mime_format_options_free(format);
}

static enum rc write_mail(const struct compose_mail *mail, const struct buf *plain,
                          const struct buf *html, struct arena *a, struct str *ret)
{
    struct buf out;
    GMimeMessage *message = g_mime_message_new(TRUE);
    GMimeObject *body = both_parts(plain, html);
    g_mime_message_set_mime_part(message, body);
    g_object_unref(body);
    enum rc rc = fill_head(message, mail, a);
    buf_init(&out, COMPOSE_BYTES_MAX);
    put_unsubscribe(mail, &out);
    if (rc == RC_OK)
        put_message(message, &out);
    if (rc == RC_OK)
        rc = buf_status(&out);
    struct str bytes = rc == RC_OK ? arena_dup(a, buf_str(&out)) : (struct str){0};
    buf_release(&out);
    g_object_unref(message);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = bytes;
    return rc;
}

static bool fits(const struct compose_mail *mail)
{
    if (!compose_address_fits(mail->from) || !compose_address_fits(mail->to) ||
        (mail->reply_to.n > 0 && !compose_address_fits(mail->reply_to)) ||
        (mail->unsubscribe.n > 0 && !link_fits(mail->unsubscribe)))
        return false;
    for (size_t i = 0; i < mail->letter->count; i++)
        if (mail->letter->blocks[i].kind == LETTER_BUTTON &&
            !link_fits(mail->letter->blocks[i].link))
            return false;
    return true;
}

static void start_library(void)
{
    g_mime_init();
}

enum rc compose_mail(const struct compose_mail *mail, struct arena *a, struct str *ret)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct buf plain, html;
    pthread_once(&once, start_library);
    if (!fits(mail))
        return RC_INVALID;
    buf_init(&plain, COMPOSE_BYTES_MAX);
    buf_init(&html, COMPOSE_BYTES_MAX);
    write_plain(mail, &plain);
    paper_write(mail, &html);
    enum rc rc = buf_status(&plain);
    if (rc == RC_OK)
        rc = buf_status(&html);
    if (rc == RC_OK)
        rc = write_mail(mail, &plain, &html, a, ret);
    buf_release(&plain);
    buf_release(&html);
    return rc;
}
