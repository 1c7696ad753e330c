#include "../test.h"
#include <stdio.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "inbox/message.h"

static struct arena *arena;
static struct problem problem;

static enum rc read_mail(const char *bytes, struct message *ret)
{
    arena_reset(arena);
    problem = (struct problem){.code = RC_OK};
    return message_read(arena, str_from_cstr(bytes), ret, &problem);
}

static void a_plain_mail_gives_sender_subject_and_text(void **state)
{
    (void)state;
    struct message m;
    assert_ok(read_mail("From: Ann Reader <ann@example.org>\r\n"
                        "To: moderators@paper.example\r\n"
                        "Subject: Restoring\r\n access\r\n"
                        "Message-ID: <abc@example.org>\r\n"
                        "\r\n"
                        "User ID: 12\r\n\r\nI was rude.\r\n",
                        &m));
    assert_str_equal(m.from, STR("ann@example.org"));
    assert_str_equal(m.subject, STR("Restoring access"));
    assert_str_equal(m.id, STR("abc@example.org"));
    assert_str_equal(m.text, STR("User ID: 12\n\nI was rude."));
    assert_null(m.automatic);
    assert_int_equal(m.attachments, 0);
}

static void an_encoded_subject_and_charset_are_decoded(void **state)
{
    (void)state;
    struct message m;
    assert_ok(read_mail("From: ann@example.org\n"
                        "Subject: =?utf-8?B?RW50c3BlcnJ1bmcgw7xiZXI=?=\n"
                        "Content-Type: text/plain; charset=iso-8859-1\n"
                        "Content-Transfer-Encoding: quoted-printable\n"
                        "\n"
                        "Gr=FC=DFe=\n und Dank\n",
                        &m));
    assert_str_equal(m.subject, STR("Entsperrung über"));
    assert_str_equal(m.text, STR("Grüße und Dank"));
}

static void of_two_forms_the_plain_one_is_read(void **state)
{
    (void)state;
    struct message m;
    assert_ok(read_mail("From: ann@example.org\n"
                        "Content-Type: multipart/alternative; boundary=b\n\n"
                        "--b\nContent-Type: text/html\n\n<p>rich</p>\n"
                        "--b\nContent-Type: text/plain\n\nplain\n"
                        "--b--\n",
                        &m));
    assert_str_equal(m.text, STR("plain"));
}

static void html_alone_becomes_lines_with_quotations_marked(void **state)
{
    (void)state;
    struct message m;
    assert_ok(read_mail("From: ann@example.org\n"
                        "Content-Type: text/html; charset=utf-8\n\n"
                        "<style>p{}</style><p>I &amp; you &lt;3</p><script>x()</script>"
                        "<blockquote><p>You are blocked.</p></blockquote><p>Sorry.</p>\n",
                        &m));
    assert_str_equal(m.text, STR("I & you <3\n> You are blocked.\nSorry."));
    assert_str_equal(m.own, STR("I & you <3\nSorry."));
}

static void attachments_are_counted_and_left(void **state)
{
    (void)state;
    struct message m;
    assert_ok(read_mail("From: ann@example.org\n"
                        "Content-Type: multipart/mixed; boundary=b\n\n"
                        "--b\nContent-Type: text/plain\n\nfirst\n"
                        "--b\nContent-Type: text/plain\n"
                        "Content-Disposition: attachment; filename=a.txt\n\nattached\n"
                        "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
                        "--b--\n",
                        &m));
    assert_str_equal(m.text, STR("first"));
    assert_int_equal(m.attachments, 2);
}

static void more_than_one_sender_is_refused(void **state)
{
    (void)state;
    struct message m;
    assert_int_equal(read_mail("From: a@example.org, b@example.org\n\nx\n", &m), RC_INVALID);
    assert_int_equal(read_mail("From: a@example.org\nFrom: b@example.org\n\nx\n", &m), RC_INVALID);
    assert_int_equal(read_mail("From: Team: a@example.org, b@example.org;\n\nx\n", &m), RC_INVALID);
    assert_int_equal(read_mail("Subject: none\n\nx\n", &m), RC_INVALID);
    assert_int_equal(read_mail("From: nobody\n\nx\n", &m), RC_INVALID);
    assert_int_equal(read_mail("", &m), RC_INVALID);
    assert_true(problem.message[0] != '\0');
}

static void what_a_program_wrote_is_known_for_it(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-generated; owner-email=x\n",
        "Precedence: bulk\n",
        "Precedence: Auto_Reply\n",
        "Return-Path: <>\n",
        "List-Id: <news.example.org>\n",
        "X-Autoreply: yes\n",
    };
    struct message m;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        char mail[256];
        snprintf(mail, sizeof mail, "From: ann@example.org\n%s\nAway.\n", headers[i]);
        assert_ok(read_mail(mail, &m));
        assert_non_null(m.automatic);
    }
    assert_ok(read_mail("From: MAILER-DAEMON@example.org\n\nx\n", &m));
    assert_non_null(m.automatic);
    assert_ok(
        read_mail("From: a@b.example\nContent-Type: multipart/report; boundary=b\n\n--b--\n", &m));
    assert_non_null(m.automatic);
    assert_ok(read_mail("From: ann@example.org\nAuto-Submitted: no\n\nx\n", &m));
    assert_null(m.automatic);
}

static void an_envelope_line_before_the_headers_is_no_header(void **state)
{
    (void)state;
    struct message m;
    assert_ok(read_mail("From ann@example.org Sun Nov 22 11:00:00 2026\n"
                        "From: ann@example.org\n\nx\n",
                        &m));
    assert_str_equal(m.from, STR("ann@example.org"));
}

static void malformed_bytes_become_marks_and_never_enter(void **state)
{
    (void)state;
    struct message m;
    assert_ok(read_mail("From: ann@example.org\nSubject: a\x01"
                        "b\nContent-Type: text/plain; charset=utf-8\n"
                        "Content-Transfer-Encoding: 8bit\n\nok \xff\x1b[31m\n",
                        &m));
    assert_true(utf8_valid(m.text) && utf8_valid(m.subject));
    assert_int_equal(str_find_char(m.text, '\x1b', 0), STR_NONE);
    assert_int_equal(str_find_char(m.subject, '\x01', 0), STR_NONE);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    struct message m;
    struct buf mail;
    buf_init(&mail, 1 << 20);
    BUF_PUT(&mail, "From: ann@example.org\n");
    for (int i = 0; i < 200; i++)
        buf_printf(&mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    BUF_PUT(&mail, "Content-Type: text/plain\n\nx\n");
    assert_int_equal(message_read(arena, buf_str(&mail), &m, &problem), RC_TOO_LARGE);
    buf_release(&mail);
}

static void a_text_too_long_is_refused_and_not_cut(void **state)
{
    (void)state;
    struct message m;
    struct buf mail;
    buf_init(&mail, MESSAGE_BYTES_MAX * 2);
    BUF_PUT(&mail, "From: ann@example.org\n\n");
    for (size_t i = 0; i < MESSAGE_TEXT_MAX / 16 + 1; i++)
        BUF_PUT(&mail, "fifteen letters\n");
    assert_int_equal(message_read(arena, buf_str(&mail), &m, &problem), RC_TOO_LARGE);
    while (mail.n <= MESSAGE_BYTES_MAX)
        BUF_PUT(&mail, "fifteen letters\n");
    assert_int_equal(message_read(arena, buf_str(&mail), &m, &problem), RC_TOO_LARGE);
    buf_release(&mail);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)64 << 20);
    return arena == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_mail_gives_sender_subject_and_text),
        cmocka_unit_test(an_encoded_subject_and_charset_are_decoded),
        cmocka_unit_test(of_two_forms_the_plain_one_is_read),
        cmocka_unit_test(html_alone_becomes_lines_with_quotations_marked),
        cmocka_unit_test(attachments_are_counted_and_left),
        cmocka_unit_test(more_than_one_sender_is_refused),
        cmocka_unit_test(what_a_program_wrote_is_known_for_it),
        cmocka_unit_test(an_envelope_line_before_the_headers_is_no_header),
        cmocka_unit_test(malformed_bytes_become_marks_and_never_enter),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_text_too_long_is_refused_and_not_cut),
    };
    return cmocka_run_group_tests_name("message", tests, set_up, tear_down);
}
