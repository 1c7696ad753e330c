#include "mail/letter.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "unit/test.h"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)4 * 1024 * 1024);
    return arena != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct letter *write_letter(struct str text, const struct words_value *values, size_t count)
{
    struct letter *letter = ARENA_NEW(arena, struct letter);
    assert_ok(letter_add(letter, text, words_for(STR("en")), values, count, arena));
    return letter;
}

static void paragraphs_are_filled_and_their_lines_joined(void **state)
{
    (void)state;
    const struct words_value values[] = {{STR("name"), STR("Anna")}};
    struct letter *letter = write_letter(
        STR("To {name}\n\nHello {name},\nhow are\r\n  you?\n\n\nGood bye.\n"), values, 1);
    assert_str_equal(letter->subject, STR("To Anna"));
    assert_int_equal(letter->count, 2);
    assert_str_equal(letter->blocks[0].text, STR("Hello Anna, how are you?"));
    assert_str_equal(letter->blocks[1].text, STR("Good bye."));
}

static void a_paragraph_of_which_nothing_is_said_is_left_out(void **state)
{
    (void)state;
    const struct words_value values[] = {{STR("b"), STR("B")}};
    struct letter *letter =
        write_letter(STR("S\n\nHello {name},\n\nWhy: {reason}\n\n{a} and {b}\n\nBye"), values, 1);
    assert_int_equal(letter->count, 2);
    assert_str_equal(letter->blocks[0].text, STR("and B"));
    assert_str_equal(letter->blocks[1].text, STR("Bye"));
}

static void a_value_is_text_and_not_filled_again(void **state)
{
    (void)state;
    const struct words_value values[] = {{STR("a"), STR("{link} {a} {{b}}")},
                                         {STR("link"), STR("http://x/")}};
    struct letter *letter = write_letter(STR("S\n\n{a}"), values, 2);
    assert_str_equal(letter->blocks[0].text, STR("{link} {a} {{b}}"));
}

static void braces_without_a_name_stand_as_they_are(void **state)
{
    (void)state;
    struct letter *letter = write_letter(STR("S\n\na { b } {} {1x} {name"), NULL, 0);
    assert_str_equal(letter->blocks[0].text, STR("a { b } {} {1x} {name"));
}

static void control_and_direction_characters_do_not_survive(void **state)
{
    (void)state;
    const struct words_value values[] = {
        {STR("a"), STR("x\r\nBcc: e\x1b[31m\xe2\x80\xaey\xe2\x81\xa6z\xc2\x85\xe2\x80\xa8\x7f")}};
    struct letter *letter = write_letter(STR("S {a}\n\n{a}"), values, 1);
    assert_str_equal(letter->subject, STR("S x Bcc: e[31myz"));
    assert_str_equal(letter->blocks[0].text, STR("x\nBcc: e[31myz"));
}

static void malformed_utf8_in_a_value_is_dropped(void **state)
{
    (void)state;
    const struct words_value values[] = {{STR("a"), STR("x\xff\xc0y")}};
    struct letter *letter = write_letter(STR("S\n\n{a}"), values, 1);
    assert_str_equal(letter->blocks[0].text, STR("xy"));
}

static void a_paragraph_that_ends_in_the_link_is_a_button(void **state)
{
    (void)state;
    const struct words_value values[] = {{STR("link"), STR("https://x.example/a?t=1")}};
    struct letter *letter =
        write_letter(STR("S\n\nConfirm it: {link}\n\n{link}\n\nAt {link} it is."), values, 1);
    assert_int_equal(letter->count, 3);
    assert_int_equal(letter->blocks[0].kind, LETTER_BUTTON);
    assert_str_equal(letter->blocks[0].text, STR("Confirm it"));
    assert_str_equal(letter->blocks[0].link, STR("https://x.example/a?t=1"));
    assert_int_equal(letter->blocks[1].kind, LETTER_BUTTON);
    assert_str_equal(letter->blocks[1].text, STR("Continue"));
    assert_int_equal(letter->blocks[2].kind, LETTER_PARAGRAPH);
    assert_str_equal(letter->blocks[2].text, STR("At https://x.example/a?t=1 it is."));
}

static struct str first_block(const char *language, struct str text,
                              const struct words_value *values, size_t count)
{
    struct letter *letter = ARENA_NEW(arena, struct letter);
    assert_ok(letter_add(letter, text, words_for(str_from_cstr(language)), values, count, arena));
    return letter->count > 0 ? letter->blocks[0].text : STR("");
}

static void a_number_takes_its_noun_and_an_absent_one_its_paragraph_along(void **state)
{
    (void)state;
    const struct str text =
        STR("S\n\n{site} waits {n, plural, =0 {not} one {# day} other {# days}}.");
    struct words_value values[] = {{.name = STR("n"), .text = STR("1"), .is_figure = true},
                                   {.name = STR("site"), .text = STR("A")}};
    assert_str_equal(first_block("en", text, values, 2), STR("A waits 1 day."));
    values[0].text = STR("1200");
    assert_str_equal(first_block("en", text, values, 2), STR("A waits 1,200 days."));
    values[0].text = STR("0");
    assert_str_equal(first_block("en", text, values, 2), STR("A waits not."));
    assert_str_equal(
        first_block("en", STR("S\n\n{n, plural, one {# day} other {# days}}"), NULL, 0), STR(""));
}

static void each_language_has_its_own_forms_in_mails(void **state)
{
    (void)state;
    static const struct str text = STR_INIT(
        "S\n\nAt {when} somebody signed in to your account at {site} with one of its "
        "recovery codes. {left, plural, =0 {None is left.} one {# is left.} other {# are left.}}");
    static const char *const numbers[] = {"0", "1", "2", "3", "11", "100"};
    const struct {
        const char *language;
        int forms; /* of these six numbers */
    } rows[] = {{"de", 3}, {"ru", 4}, {"ar", 6}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str seen[6];
        int different = 0;
        for (size_t n = 0; n < 6; n++) {
            const struct words_value values[] = {
                {.name = STR("left"), .text = str_from_cstr(numbers[n]), .is_figure = false},
                {.name = STR("site"), .text = STR("A")}};
            struct str said = first_block(rows[i].language, text, values, 2);
            assert_true(said.n > 0);
            /* Without its digits, what is left is the form. */
            struct buf form;
            buf_init(&form, 4096);
            for (size_t at = 0, length; at < said.n; at += length)
                if (utf8_digit(utf8_decode(said, at, &length)) < 0)
                    buf_put(&form, str_slice(said, at, at + length));
            seen[n] = arena_dup(arena, buf_str(&form));
            buf_release(&form);
            bool again = false;
            for (size_t k = 0; k < n; k++)
                again = again || str_eq(seen[k], seen[n]);
            different += !again;
        }
        if (different < rows[i].forms)
            fail_msg("%s: %d forms", rows[i].language, different);
    }
}

static void what_runs_the_other_way_is_isolated(void **state)
{
    (void)state;
    const struct words_value values[] = {{.name = STR("name"), .text = STR("Anna B.")},
                                         {.name = STR("site"), .text = STR("\u2066صدى\u2069")}};
    const struct str text = STR("S\n\n{name}, {site}!");
    assert_str_equal(first_block("ar", text, values, 2), STR("\u2068Anna B.\u2069, صدى!"));
    assert_str_equal(first_block("en", text, values, 2), STR("Anna B., \u2068صدى\u2069!"));
}

/* What programs make a link of may have no mark of ours at its end. */
static void an_address_in_a_sentence_stays_as_it_is(void **state)
{
    (void)state;
    const struct words_value values[] = {
        {.name = STR("unsubscribe"),
         .text = STR("https://x.example/u?token=a"),
         .is_address = true},
        {.name = STR("contact"), .text = STR("help@x.example"), .is_address = true}};
    assert_str_equal(first_block("ar", STR("S\n\n{contact} أو {unsubscribe}"), values, 2),
                     STR("help@x.example أو https://x.example/u?token=a"));
}

static void without_a_link_there_is_no_button(void **state)
{
    (void)state;
    struct letter *letter = write_letter(STR("S\n\nConfirm it: {link}\n\nBye"), NULL, 0);
    assert_int_equal(letter->count, 1);
    assert_str_equal(letter->blocks[0].text, STR("Bye"));
}

static void long_subjects_are_cut_between_characters(void **state)
{
    (void)state;
    struct buf name;
    buf_init(&name, 8192);
    for (int i = 0; i < 1000; i++)
        BUF_PUT(&name, "\xd0\x96");
    const struct words_value values[] = {{STR("name"), buf_str(&name)}};
    struct letter *letter = write_letter(STR("{name}\n\nx"), values, 1);
    assert_int_equal(letter->subject.n, LETTER_SUBJECT_MAX * 2);
    buf_release(&name);
}

static void what_is_no_template_is_refused(void **state)
{
    (void)state;
    static const struct str texts[] = {STR_INIT(""), STR_INIT("Subject"), STR_INIT("\n\nBody"),
                                       STR_INIT("Subject\nBody")};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct letter *letter = ARENA_NEW(arena, struct letter);
        assert_int_equal(letter_add(letter, texts[i], words_for(STR("en")), NULL, 0, arena),
                         RC_INVALID);
    }
}

static void more_blocks_than_fit_are_refused(void **state)
{
    (void)state;
    struct buf text;
    struct letter *letter = ARENA_NEW(arena, struct letter);
    buf_init(&text, 8192);
    BUF_PUT(&text, "S\n\n");
    for (int i = 0; i <= LETTER_BLOCKS_MAX; i++)
        BUF_PUT(&text, "x\n\n");
    assert_int_equal(letter_add(letter, buf_str(&text), words_for(STR("en")), NULL, 0, arena),
                     RC_TOO_LARGE);
    buf_release(&text);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(paragraphs_are_filled_and_their_lines_joined),
        CASE(a_paragraph_of_which_nothing_is_said_is_left_out),
        CASE(a_value_is_text_and_not_filled_again),
        CASE(braces_without_a_name_stand_as_they_are),
        CASE(control_and_direction_characters_do_not_survive),
        CASE(malformed_utf8_in_a_value_is_dropped),
        CASE(a_paragraph_that_ends_in_the_link_is_a_button),
        CASE(a_number_takes_its_noun_and_an_absent_one_its_paragraph_along),
        CASE(each_language_has_its_own_forms_in_mails),
        CASE(what_runs_the_other_way_is_isolated),
        CASE(an_address_in_a_sentence_stays_as_it_is),
        CASE(without_a_link_there_is_no_button),
        CASE(long_subjects_are_cut_between_characters),
        CASE(what_is_no_template_is_refused),
        CASE(more_blocks_than_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
