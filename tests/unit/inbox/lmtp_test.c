#include "../test.h"
#include "inbox/lmtp.h"
#include "inbox/message.h"

/* What the site's side saw, and what it shall answer. */
struct post {
    struct buf mails, from, to;
    int count;
    bool said_empty;
    enum lmtp_outcome outcome;
};

static bool accepts(void *ctx, struct str to)
{
    (void)ctx;
    return str_starts(to, STR("letters"));
}

static enum lmtp_outcome deliver(void *ctx, const struct lmtp_envelope *envelope, struct str bytes,
                                 struct problem *problem)
{
    struct post *post = ctx;
    post->count++;
    post->said_empty = envelope->from.p != NULL && envelope->from.n == 0;
    buf_clear(&post->from);
    buf_put(&post->from, envelope->from);
    for (size_t i = 0; i < envelope->to_count; i++) {
        buf_put(&post->to, envelope->to[i]);
        buf_put_char(&post->to, ' ');
    }
    buf_put(&post->mails, bytes);
    buf_put_char(&post->mails, '|');
    if (post->outcome == LMTP_REFUSED)
        (void)problem_set(problem, RC_INVALID, "no sender");
    return post->outcome;
}

struct talk {
    struct post post;
    struct lmtp_handler handler;
    struct lmtp lmtp;
};

static void begin(struct talk *t)
{
    *t = (struct talk){.post.outcome = LMTP_TAKEN};
    buf_init(&t->post.mails, MESSAGE_BYTES_MAX * 2);
    buf_init(&t->post.from, 4096);
    buf_init(&t->post.to, 4096);
    t->handler = (struct lmtp_handler){
        .accepts = accepts, .deliver = deliver, .ctx = &t->post, .host = STR("paper.example")};
    lmtp_init(&t->lmtp, &t->handler);
}

static void end(struct talk *t)
{
    lmtp_release(&t->lmtp);
    buf_release(&t->post.mails);
    buf_release(&t->post.from);
    buf_release(&t->post.to);
}

static void say(struct talk *t, const char *bytes)
{
    lmtp_feed(&t->lmtp, str_from_cstr(bytes));
}

/* The codes of all replies since the last call, "250 354 ". */
static void expect(struct talk *t, const char *codes)
{
    char got[256] = "";
    size_t n = 0;
    struct str rest = lmtp_output(&t->lmtp);
    size_t whole = rest.n;
    while (rest.n > 0) {
        struct str line = str_split(&rest, '\n');
        if (line.n > 3 && line.p[3] == ' ' && n + 5 < sizeof got) {
            memcpy(got + n, line.p, 4);
            n += 4;
        }
    }
    lmtp_sent(&t->lmtp, whole);
    assert_string_equal(got, codes);
}

#define OPENING                                                                                    \
    "LHLO mx\r\nMAIL FROM:<ann@example.org> SIZE=100\r\nRCPT TO:<letters@paper.example>\r\n"

static void a_mail_is_taken_with_its_envelope(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    say(&t, OPENING "DATA\r\n");
    expect(&t, "220 250 250 250 354 ");
    say(&t, "From: a\r\n\r\nhello\r\n.\r\nQUIT\r\n");
    expect(&t, "250 221 ");
    assert_str_equal(buf_str(&t.post.mails), STR("From: a\r\n\r\nhello\r\n|"));
    assert_str_equal(buf_str(&t.post.from), STR("ann@example.org"));
    assert_true(lmtp_is_closed(&t.lmtp));
    end(&t);
}

static void it_does_not_matter_how_the_bytes_are_cut(void **state)
{
    static const char whole[] = OPENING "DATA\r\na\r\n..b\r\n.\r\nRSET\r\nQUIT\r\n";
    struct talk t;
    (void)state;
    begin(&t);
    for (size_t i = 0; i + 1 < sizeof whole; i++)
        lmtp_feed(&t.lmtp, str_make(whole + i, 1));
    expect(&t, "220 250 250 250 354 250 250 221 ");
    assert_str_equal(buf_str(&t.post.mails), STR("a\r\n.b\r\n|"));
    end(&t);
}

static void each_recipient_is_answered_and_the_mail_taken_once(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    say(&t, OPENING "RCPT TO:<letters+x@paper.example>\r\nRCPT TO:<boss@paper.example>\r\n"
                    "DATA\r\nx\r\n.\r\n");
    expect(&t, "220 250 250 250 250 550 354 250 250 ");
    assert_int_equal(t.post.count, 1);
    end(&t);
}

static void an_empty_envelope_sender_is_said_to_be_empty(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    say(&t, "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<letters@x>\r\nDATA\r\nx\r\n.\r\n");
    assert_int_equal(t.post.count, 1);
    assert_true(t.post.said_empty);
    end(&t);
}

static void later_and_never_have_codes_of_their_own(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    t.post.outcome = LMTP_LATER;
    say(&t, OPENING "DATA\r\nx\r\n.\r\n");
    expect(&t, "220 250 250 250 354 451 ");
    t.post.outcome = LMTP_REFUSED;
    say(&t, "MAIL FROM:<>\r\nRCPT TO:<letters@x>\r\nDATA\r\nx\r\n.\r\n");
    assert_int_not_equal(str_find(lmtp_output(&t.lmtp), STR("554 5.6.0 Refused: no sender\r\n"), 0),
                         STR_NONE);
    expect(&t, "250 250 354 554 ");
    assert_str_equal(buf_str(&t.post.from), STR(""));
    end(&t);
}

static void only_a_dot_between_whole_line_ends_ends_a_mail(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    say(&t, OPENING "DATA\r\na\n.\nMAIL FROM:<evil@x>\r\n.\nb\r.\rc\r\n.\r\n");
    expect(&t, "220 250 250 250 354 250 ");
    assert_int_equal(t.post.count, 1);
    assert_str_equal(buf_str(&t.post.mails), STR("a\n.\nMAIL FROM:<evil@x>\r\n\nb\r.\rc\r\n|"));
    end(&t);
}

static void commands_out_of_order_are_refused(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    say(&t, "MAIL FROM:<a@b>\r\nLHLO x\r\nDATA\r\nRCPT TO:<letters@x>\r\nMAIL FROM a@b\r\n"
            "EHLO x\r\nMAIL FROM:<a@b>\r\nDATA\r\n");
    expect(&t, "220 503 250 503 503 501 500 250 503 ");
    assert_int_equal(t.post.count, 0);
    end(&t);
}

static void a_mail_too_large_is_read_to_its_end_and_refused(void **state)
{
    static char block[65536];
    struct talk t;
    (void)state;
    begin(&t);
    memset(block, 'x', sizeof block);
    say(&t, "LHLO x\r\nMAIL FROM:<a@b> SIZE=999999999\r\nMAIL FROM:<a@b>\r\n"
            "RCPT TO:<letters@x>\r\nDATA\r\n");
    expect(&t, "220 250 552 250 250 354 ");
    for (size_t n = 0; n <= MESSAGE_BYTES_MAX; n += sizeof block)
        lmtp_feed(&t.lmtp, str_make(block, sizeof block));
    say(&t, "\r\n.\r\nNOOP\r\n");
    expect(&t, "554 250 ");
    assert_int_equal(t.post.count, 0);
    end(&t);
}

static void who_talks_nonsense_is_hung_up_on(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    for (int i = 0; i < LMTP_FAULTS_MAX; i++)
        say(&t, "GET / HTTP/1.1\r\n");
    assert_false(lmtp_is_closed(&t.lmtp));
    say(&t, "more\r\n");
    assert_true(lmtp_is_closed(&t.lmtp));
    end(&t);
}

static void a_line_without_end_takes_no_memory(void **state)
{
    struct talk t;
    (void)state;
    begin(&t);
    say(&t, "LHLO ");
    for (int i = 0; i < 100000; i++)
        say(&t, "xxxxxxxxxx");
    say(&t, "\r\nNOOP\r\n");
    expect(&t, "220 500 250 ");
    assert_true(t.lmtp.line.capacity <= (size_t)2 * LMTP_LINE_MAX);
    end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_is_taken_with_its_envelope),
        cmocka_unit_test(it_does_not_matter_how_the_bytes_are_cut),
        cmocka_unit_test(each_recipient_is_answered_and_the_mail_taken_once),
        cmocka_unit_test(an_empty_envelope_sender_is_said_to_be_empty),
        cmocka_unit_test(later_and_never_have_codes_of_their_own),
        cmocka_unit_test(only_a_dot_between_whole_line_ends_ends_a_mail),
        cmocka_unit_test(commands_out_of_order_are_refused),
        cmocka_unit_test(a_mail_too_large_is_read_to_its_end_and_refused),
        cmocka_unit_test(who_talks_nonsense_is_hung_up_on),
        cmocka_unit_test(a_line_without_end_takes_no_memory),
    };
    return cmocka_run_group_tests_name("lmtp", tests, NULL, NULL);
}
