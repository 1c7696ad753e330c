#include "../test.h"
#include "inbox/report.h"

#define HEAD(type)                                                                                 \
    "From: MAILER-DAEMON@mx.example\r\nTo: bounces@paper.example\r\nMIME-Version: 1.0\r\n"         \
    "Content-Type: multipart/report; report-type=" type "; boundary=\"b\"\r\n\r\n"                 \
    "--b\r\nContent-Type: text/plain\r\n\r\nSorry. Status: 5.9.9, Action: failed\r\n\r\n"
#define DSN(fields)                                                                                \
    HEAD("delivery-status")                                                                        \
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "                     \
    "mx.example\r\n\r\n" fields                                                                    \
    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nhello\r\n--b--\r\n"
#define ARF(fields, returned)                                                                      \
    HEAD("feedback-report")                                                                        \
    "--b\r\nContent-Type: message/feedback-report\r\n\r\n" fields                                  \
    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" returned "\r\n--b--\r\n"

struct reading {
    struct arena *arena;
    struct report report;
};

static struct reading read_text(const char *mail)
{
    struct reading r = {.arena = arena_new((size_t)16 << 20)};
    struct problem problem = {0};
    assert_ok(report_read(r.arena, str_from_cstr(mail), &r.report, &problem));
    return r;
}

static void expect(const char *mail, enum report_kind kind, const char *status,
                   const char *diagnostic)
{
    struct reading r = read_text(mail);
    assert_int_equal(r.report.kind, kind);
    assert_str_equal(r.report.status, str_from_cstr(status));
    assert_str_equal(r.report.diagnostic, str_from_cstr(diagnostic));
    arena_free(r.arena);
}

static void a_failure_is_read_with_its_status_and_what_was_said(void **state)
{
    (void)state;
    expect(DSN("Final-Recipient: rfc822; anna@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
               "Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>:\r\n    no such user\r\n"),
           REPORT_FAILED, "5.1.1", "smtp; 550 5.1.1 <anna@example.org>:     no such user");
}

static void names_and_words_of_fields_are_read_in_any_case_and_without_comments(void **state)
{
    (void)state;
    expect(DSN("ACTION: Failed (permanently)\r\nstatus:5.2.2 (full)\r\n"), REPORT_FAILED, "5.2.2",
           "");
}

static void one_failure_outweighs_what_else_is_told(void **state)
{
    (void)state;
    expect(DSN("Action: delivered\r\nStatus: 2.0.0\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
               "Action: failed\r\nStatus: 5.2.2\r\n"),
           REPORT_FAILED, "5.1.1", "");
}

static void delays_and_deliveries_are_told_apart(void **state)
{
    (void)state;
    expect(DSN("Action: delayed\r\nStatus: 4.4.1\r\n"), REPORT_DELAYED, "4.4.1", "");
    expect(DSN("Action: delivered\r\nStatus: 2.1.5\r\n"), REPORT_DELIVERED, "2.1.5", "");
    expect(DSN("Action: relayed\r\nStatus: 2.1.9\r\n"), REPORT_OTHER, "2.1.9", "");
}

static void an_encoded_part_is_decoded(void **state)
{
    (void)state;
    /* "Action: failed\nStatus: 5.1.1\n" */
    expect(HEAD("delivery-status") "--b\r\nContent-Type: message/global-delivery-status\r\n"
                                   "Content-Transfer-Encoding: base64\r\n\r\n"
                                   "QWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQo=\r\n--b--\r\n",
           REPORT_FAILED, "5.1.1", "");
}

static void what_is_no_report_is_never_guessed_at(void **state)
{
    (void)state;
    expect("From: a@b.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\n"
           "Action: failed\r\nStatus: 5.1.1\r\n",
           REPORT_NONE, "", "");
    expect(DSN("Status: 5.1.1\r\n"), REPORT_NONE, "", "");
    expect("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
           "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--b--\r\n",
           REPORT_NONE, "", "");
}

static void expect_complaint(const char *mail, enum report_kind kind, const char *return_path)
{
    struct reading r = read_text(mail);
    assert_int_equal(r.report.kind, kind);
    assert_str_equal(r.report.return_path, str_from_cstr(return_path));
    arena_free(r.arena);
}

static void a_complaint_names_the_sender_of_the_mail_it_is_about(void **state)
{
    (void)state;
    expect_complaint(ARF("Feedback-Type: abuse\r\nVersion: 1\r\n",
                         "Return-Path: <bounces+1a@paper.example>\r\nSubject: x\r\n\r\nhello\r\n"),
                     REPORT_COMPLAINT, "bounces+1a@paper.example");
    expect_complaint(ARF("Feedback-Type: abuse\r\nOriginal-Mail-From: <first@paper.example>\r\n",
                         "Return-Path: <second@paper.example>\r\n\r\nhello\r\n"),
                     REPORT_COMPLAINT, "first@paper.example");
}

static void only_the_head_of_the_returned_mail_is_believed(void **state)
{
    (void)state;
    expect_complaint(ARF("Feedback-Type: abuse\r\n",
                         "Subject: x\r\n\r\nReturn-Path: <bounces+1a@paper.example>\r\n"),
                     REPORT_COMPLAINT, "");
}

static void feedback_that_is_no_complaint_is_none(void **state)
{
    (void)state;
    expect_complaint(ARF("Feedback-Type: not-spam\r\n", "Subject: x\r\n\r\nhello\r\n"),
                     REPORT_OTHER, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_read_with_its_status_and_what_was_said),
        cmocka_unit_test(names_and_words_of_fields_are_read_in_any_case_and_without_comments),
        cmocka_unit_test(one_failure_outweighs_what_else_is_told),
        cmocka_unit_test(delays_and_deliveries_are_told_apart),
        cmocka_unit_test(an_encoded_part_is_decoded),
        cmocka_unit_test(what_is_no_report_is_never_guessed_at),
        cmocka_unit_test(a_complaint_names_the_sender_of_the_mail_it_is_about),
        cmocka_unit_test(only_the_head_of_the_returned_mail_is_believed),
        cmocka_unit_test(feedback_that_is_no_complaint_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
