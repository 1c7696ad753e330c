/* What is written is read back by the library that reads mail, so that a header or a body that is none shows. */
#include "mail/compose.h"

#include <gmime/gmime.h>

#include "base/buf.h"

#include "unit/test.h"

#define ARABIC "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)8 * 1024 * 1024);
    return arena != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct letter *letter_of(struct str subject, struct str text)
{
    struct letter *letter = ARENA_NEW(arena, struct letter);
    letter->subject = subject;
    letter->blocks[0] = (struct letter_block){.kind = LETTER_PARAGRAPH, .text = text};
    letter->blocks[1] = (struct letter_block){
        .kind = LETTER_BUTTON, .text = STR("Go <on>"), .link = STR("https://x.example/a?b=1&c=2")};
    letter->count = 2;
    return letter;
}

static struct compose_mail mail_of(const struct letter *letter)
{
    return (struct compose_mail){.letter = letter,
                                 .site = STR("Courier"),
                                 .from = STR("comments@courier.example"),
                                 .to = STR("anna@example.org"),
                                 .kind = STR("test"),
                                 .language = STR("en"),
                                 .direction = STR("ltr"),
                                 .foot_from = letter->count,
                                 .id = 4711,
                                 .sent_ms = 1795345200000};
}

static struct str bytes_of(const struct compose_mail *mail)
{
    struct str bytes = {0};
    assert_ok(compose_mail(mail, arena, &bytes));
    return bytes;
}

static GMimeMessage *read_back(struct str bytes)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.p, bytes.n);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    assert_non_null(message);
    return message;
}

static const char *part_text(GMimeMessage *message, int part)
{
    GMimeMultipart *parts = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(parts, part)));
    const char *kept = arena_cstr(arena, str_from_cstr(text));
    g_free(text);
    return kept;
}

static const char *header_of(GMimeMessage *message, const char *name)
{
    return g_mime_object_get_header(GMIME_OBJECT(message), name);
}

static void every_line_ends_in_crlf_and_is_short_and_ascii(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 65536);
    BUF_PUT(&text, ARABIC "\n.\n.. dots\nFrom here\n");
    for (int i = 0; i < 500; i++)
        BUF_PUT(&text, ARABIC "on-and-on");
    struct letter *letter = letter_of(STR(ARABIC " " ARABIC " " ARABIC " " ARABIC), buf_str(&text));
    struct compose_mail mail = mail_of(letter);
    struct str bytes = bytes_of(&mail);
    size_t length = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        assert_true((unsigned char)bytes.p[i] < 0x80);
        assert_true(bytes.p[i] != '\r' || bytes.p[i + 1] == '\n');
        assert_true(bytes.p[i] != '\n' || (i > 0 && bytes.p[i - 1] == '\r'));
        length = bytes.p[i] == '\n' ? 0 : length + 1;
        assert_true(length <= 100);
    }
    buf_release(&text);
}

static void subject_and_site_come_back_whatever_alphabet(void **state)
{
    (void)state;
    struct letter *letter =
        letter_of(STR("Gr\xc3\xbc\xc3\x9f, \xd0\x96 " ARABIC " \xf0\x9f\x99\x82"), STR("x"));
    struct compose_mail mail = mail_of(letter);
    mail.site = STR("Caf\xc3\xa9 \"Z\xc3\xbcrich\", <b>");
    GMimeMessage *message = read_back(bytes_of(&mail));
    assert_string_equal(g_mime_message_get_subject(message), letter->subject.p);
    InternetAddress *from = internet_address_list_get_address(g_mime_message_get_from(message), 0);
    assert_string_equal(internet_address_get_name(from), mail.site.p);
    assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(from)),
                        "comments@courier.example");
    assert_int_equal(internet_address_list_length(g_mime_message_get_to(message)), 1);
    g_object_unref(message);
}

static void no_value_begins_a_header(void **state)
{
    (void)state;
    static const struct str evil[] = {STR_INIT("x\r\nBcc: eve@example.org"),
                                      STR_INIT("x\nBcc: eve@example.org"),
                                      STR_INIT("x\rBcc: eve@example.org"),
                                      STR_INIT("x\r\n\r\nBcc: eve@example.org"),
                                      STR_INIT("x\xc2\x85"
                                               "Bcc: eve@example.org"),
                                      STR_INIT("x\xe2\x80\xa8"
                                               "Bcc: eve@example.org"),
                                      STR_INIT("=?utf-8?q?x=0D=0ABcc:_eve@example.org?=")};
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        struct letter *letter = letter_of(evil[i], STR("x"));
        struct compose_mail mail = mail_of(letter);
        mail.site = mail.kind = mail.language = evil[i];
        struct str bytes = bytes_of(&mail);
        struct str head = str_slice(bytes, 0, str_find(bytes, STR("\r\n\r\n"), 0));
        GMimeMessage *message = read_back(bytes);
        assert_null(header_of(message, "Bcc"));
        assert_int_equal(str_find(head, STR("\nBcc"), 0), STR_NONE);
        /* Nothing of the head has fallen into the body. */
        assert_non_null(header_of(message, "X-Comity-Mail"));
        assert_true(GMIME_IS_MULTIPART(g_mime_message_get_mime_part(message)));
        g_object_unref(message);
    }
}

static void addresses_that_are_more_than_one_are_refused(void **state)
{
    (void)state;
    static const struct str evil[] = {STR_INIT(""),
                                      STR_INIT("a"),
                                      STR_INIT("@b.example"),
                                      STR_INIT("a@"),
                                      STR_INIT("a@b@c"),
                                      STR_INIT("a b@c.de"),
                                      STR_INIT("a@b.de,c"),
                                      STR_INIT("a@b.de\r\nX: y"),
                                      STR_INIT("a@b.de\n"),
                                      STR_INIT("<a@b.de>"),
                                      STR_INIT("a@b.de>"),
                                      STR_INIT("\"a\"@b.de"),
                                      STR_INIT("a@b.de;e"),
                                      STR_INIT("a(x)@b.de"),
                                      STR_INIT("a@[1.2.3.4]"),
                                      STR_INIT("a@b.de\xe2\x80\xa8"),
                                      STR_INIT("a@b\xc2\x85"),
                                      STR_INIT("a\xff@b.de"),
                                      STR_INIT("a:b@c.de"),
                                      STR_INIT("a\0@b.de")};
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        struct str bytes = {0};
        struct letter *letter = letter_of(STR("S"), STR("x"));
        struct compose_mail to = mail_of(letter), from = mail_of(letter),
                            reply_to = mail_of(letter);
        to.to = from.from = evil[i];
        reply_to.reply_to = evil[i].n > 0 ? evil[i] : STR("none");
        assert_int_equal(compose_mail(&to, arena, &bytes), RC_INVALID);
        assert_int_equal(compose_mail(&from, arena, &bytes), RC_INVALID);
        assert_int_equal(compose_mail(&reply_to, arena, &bytes), RC_INVALID);
        assert_null(bytes.p);
    }
    assert_true(compose_address_fits(STR("anna+news@m\xc3\xbcnchen.example")));
    assert_true(compose_address_fits(STR("o'brien_x-1@mail.example")));
}

static void html_is_escaped_and_says_the_same(void **state)
{
    (void)state;
    struct letter *letter = letter_of(STR("</title><script>alert(1)</script>"),
                                      STR("<img src=x onerror=alert(1)> \"q\" & 'a'\nsecond"));
    struct compose_mail mail = mail_of(letter);
    mail.site = STR("<b>Courier</b>");
    GMimeMessage *message = read_back(bytes_of(&mail));
    const char *plain = part_text(message, 0), *html = part_text(message, 1);
    assert_non_null(strstr(plain, "<img src=x onerror=alert(1)> \"q\" & 'a'"));
    assert_non_null(strstr(plain, "https://x.example/a?b=1&c=2"));
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "<img"));
    assert_null(strstr(html, "<b>"));
    assert_non_null(strstr(html, "&lt;img src=x onerror=alert(1)&gt;"));
    assert_non_null(strstr(html, "<br>second"));
    assert_non_null(strstr(html, "href=\"https://x.example/a?b=1&amp;c=2\">Go &lt;on&gt;</a>"));
    g_object_unref(message);
}

static void arabic_is_written_from_right_to_left(void **state)
{
    (void)state;
    struct letter *letter = letter_of(STR("S"), STR(ARABIC));
    struct compose_mail mail = mail_of(letter);
    mail.language = STR("ar");
    mail.direction = STR("rtl");
    GMimeMessage *message = read_back(bytes_of(&mail));
    assert_non_null(strstr(part_text(message, 1), "<html lang=\"ar\" dir=\"rtl\">"));
    assert_non_null(strstr(part_text(message, 0), ARABIC));
    assert_string_equal(g_mime_object_get_header(g_mime_message_get_mime_part(message),
                                                 "Content-Language"),
                        "ar");
    g_object_unref(message);
}

static void links_that_are_none_are_refused(void **state)
{
    (void)state;
    static const struct str evil[] = {
        STR_INIT("javascript:alert(1)"), STR_INIT("/relative"),    STR_INIT("https://x/\r\nBcc: e"),
        STR_INIT("https://x/\" on=\""),  STR_INIT("https://x/>"),  STR_INIT("mailto:a@b.de"),
        STR_INIT("https://x/\xc3\xbc"),  STR_INIT("https://x/a b")};
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        struct str bytes = {0};
        struct letter *letter = letter_of(STR("S"), STR("x"));
        struct compose_mail mail = mail_of(letter);
        mail.unsubscribe = evil[i];
        assert_int_equal(compose_mail(&mail, arena, &bytes), RC_INVALID);
        mail.unsubscribe = (struct str){0};
        letter->blocks[1].link = evil[i];
        assert_int_equal(compose_mail(&mail, arena, &bytes), RC_INVALID);
    }
}

#define WAY_OUT                                                                                    \
    "https://a-rather-long-name-of-a-site.courier.example/unsubscribe?token="                      \
    "0123456789012345678901234567890123456789012"

static void the_way_out_stands_in_two_headers_on_one_line_each(void **state)
{
    (void)state;
    struct letter *letter = letter_of(STR("S"), STR("x"));
    struct compose_mail mail = mail_of(letter);
    assert_int_equal(str_find(bytes_of(&mail), STR("List-Unsubscribe"), 0), STR_NONE);
    mail.unsubscribe = STR(WAY_OUT);
    struct str bytes = bytes_of(&mail);
    GMimeMessage *message = read_back(bytes);
    assert_int_not_equal(str_find(bytes, STR("List-Unsubscribe: <" WAY_OUT ">\r\n"), 0), STR_NONE);
    assert_string_equal(header_of(message, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_string_equal(g_mime_message_get_subject(message), "S");
    g_object_unref(message);
}

static void the_same_mail_has_the_same_id_and_names_nobody(void **state)
{
    (void)state;
    struct letter *letter = letter_of(STR("S"), STR("x"));
    struct compose_mail mail = mail_of(letter);
    GMimeMessage *first = read_back(bytes_of(&mail)), *second = read_back(bytes_of(&mail));
    assert_string_equal(g_mime_message_get_message_id(first), "4711.comity@courier.example");
    assert_string_equal(g_mime_message_get_message_id(second), "4711.comity@courier.example");
    assert_string_equal(header_of(first, "To"), "anna@example.org");
    assert_string_equal(header_of(first, "Auto-Submitted"), "auto-generated");
    g_object_unref(first);
    g_object_unref(second);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_line_ends_in_crlf_and_is_short_and_ascii),
        CASE(subject_and_site_come_back_whatever_alphabet),
        CASE(no_value_begins_a_header),
        CASE(addresses_that_are_more_than_one_are_refused),
        CASE(html_is_escaped_and_says_the_same),
        CASE(arabic_is_written_from_right_to_left),
        CASE(links_that_are_none_are_refused),
        CASE(the_way_out_stands_in_two_headers_on_one_line_each),
        CASE(the_same_mail_has_the_same_id_and_names_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
