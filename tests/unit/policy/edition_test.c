#include <stdio.h>

#include "policy/edition.h"
#include "../test.h"

static struct standards *loaded(struct str document)
{
    struct standards *s = NULL;
    struct problem problem = {0};
    if (standards_load(document, STR("doc"), &s, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    return s;
}

#define MACHINE                                                                                    \
    "# Rules\n\nBe kind.\n\n## Shouting {#shouting}\n\nPlease do not.\n\n"                         \
    "```clause\nwhen: caps.ratio > 0.5\nthen: hold\n```\n\n## Contact {#contact}\n\nWrite.\n"

#define EDITION(settings, rest) "# Regeln\n\n```standards\nedition: de\n" settings "```\n\n" rest

static void every_shipped_edition_speaks_for_the_whole_document(void **state)
{
    (void)state;
    struct standards *s = loaded(standards_shipped());
    size_t count, sections, own;
    const struct str *languages = standards_shipped_languages(&count);
    const struct standards_section *machine = standards_sections(s, &sections);
    assert_true(count >= 5);
    for (size_t i = 0; i < count; i++) {
        struct standards_edition *e = NULL;
        struct problem problem = {0};
        if (standards_edition_load(standards_shipped_edition(languages[i]), languages[i], s, &e,
                                   &problem) != RC_OK)
            fail_msg("%s", problem.message);
        assert_str_equal(standards_edition_language(e), languages[i]);
        assert_true(standards_edition_is_whole(e));
        assert_true(standards_edition_introduction(e).n > 0);
        const struct standards_section *theirs = standards_edition_sections(e, &own);
        assert_int_equal(own, sections);
        for (size_t k = 0; k < own; k++) {
            assert_str_equal(theirs[k].slug, machine[k].slug);
            assert_true(theirs[k].title.n > 0);
            if (theirs[k].prose_markdown.n * 3 < machine[k].prose_markdown.n)
                fail_msg("%.*s: #%.*s says a third of what the document does",
                         STR_ARG(languages[i]), STR_ARG(theirs[k].slug));
        }
        standards_edition_free(e);
    }
    assert_int_equal(standards_shipped_edition(STR("xx")).n, 0);
    standards_free(s);
}

static void an_edition_is_read(void **state)
{
    (void)state;
    struct standards *s = loaded(STR(MACHINE));
    struct standards_edition *e = NULL;
    assert_ok(standards_edition_load(
        STR(EDITION("", "Freundlich.\n\n## Lautst\xC3\xA4rke {#shouting}\n\nBitte nicht.\n")),
        STR("ed"), s, &e, NULL));
    assert_str_equal(standards_edition_title(e), STR("Regeln"));
    assert_str_equal(standards_edition_introduction(e), STR("Freundlich."));
    assert_false(standards_edition_is_whole(e));
    const struct standards_section *found = standards_edition_find(e, STR("shouting"));
    assert_str_equal(found->title, STR("Lautst\xC3\xA4rke"));
    assert_str_equal(found->prose_markdown, STR("Bitte nicht."));
    assert_int_equal(found->line, 9);
    assert_null(standards_edition_find(e, STR("contact")));
    standards_edition_free(e);
    standards_free(s);
}

struct faulty {
    const char *edition, *message;
};

static void faults_name_place_and_remedy(void **state)
{
    static const struct faulty cases[] = {
        {"# Regeln\n\nX.\n", "ed:1:1: this is no edition; write a block \"standards\" with "
                             "\"edition: de\" under the title"},
        {"# R\n\n```standards\nedition: en\n```\n",
         "ed:4:10: the document itself is in \"en\"; change its words there, or in a layer that "
         "extends it"},
        {"# R\n\n```standards\nedition: Deutsch\n```\n",
         "ed:4:10: the language is a code of two or three small letters, such as en"},
        {"# R\n\n```standards\nof: shipped\n```\n",
         "ed:4:5: \"of:\" belongs to an edition; name its language with \"edition: de\""},
        {"# R\n\n```standards\nedition: de\nextends: shipped\n```\n",
         "ed:5:10: an edition is prose alone and extends nothing; write \"of: shipped\""},
        {EDITION("of: mine\n", ""),
         "ed:5:5: \"of:\" is \"shipped\", the document that comes with the program"},
        {EDITION("", "## Laut\n\nX.\n"), "ed:7:1: say which section this is: end the heading with "
                                         "the {#name} it has in the document"},
        {EDITION("", "## Laut {#shoutin}\n\nX.\n"),
         "ed:7:1: the document has no section {#shoutin}; did you mean {#shouting}?"},
        {EDITION("", "## Laut {#loud}\n\nX.\n"),
         "ed:7:1: the document has no section {#loud}; an edition has the sections of the document "
         "and no others"},
        {EDITION("", "## A {#contact}\n\nX.\n\n## B {#contact}\n\nX.\n"),
         "ed:11:1: a second section {#contact}; keep one of the two"},
        {EDITION("", "## A {#contact}\n"),
         "ed:7:1: the section has no words; say in prose what the document says there"},
        {EDITION("", "## A {#shouting}\n\nX.\n\n```clause\nwhen: true\nthen: hold\n```\n"),
         "ed:11:1: an edition is prose alone; the block \"clause\" belongs into the document"},
        {EDITION("of: shipped\n", "## A {#shouting}\n\nX.\n"),
         "ed:11:1: the edition lacks 1 of the document's sections: {#contact}; translate them, or "
         "take \"of: shipped\" away"},
    };
    (void)state;
    struct standards *s = loaded(STR(MACHINE));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct standards_edition *e = NULL;
        struct problem problem = {0};
        assert_int_equal(
            standards_edition_load(str_from_cstr(cases[i].edition), STR("ed"), s, &e, &problem),
            RC_INVALID);
        assert_string_equal(problem.message, cases[i].message);
    }
    standards_free(s);
}

static void a_document_is_no_edition_and_an_edition_no_document(void **state)
{
    (void)state;
    struct standards *s = NULL;
    struct problem problem = {0};
    assert_int_equal(standards_load(STR(EDITION("", "")), STR("doc"), &s, &problem), RC_INVALID);
    assert_string_equal(problem.message,
                        "doc:4:10: this is an edition, prose in another language; name its file in "
                        "the setting standards.editions, and try it with \"comity standards lint "
                        "--edition\"");
}

static const struct standards_section *section_of(const struct standards *s, const char *slug)
{
    size_t count;
    const struct standards_section *sections = standards_sections(s, &count);
    for (size_t i = 0; i < count; i++)
        if (str_eq(sections[i].slug, str_from_cstr(slug)))
            return &sections[i];
    return NULL;
}

static struct str language_of(const struct edition_shelf *shelf, const struct standards *s,
                              const char *slug)
{
    return edition_shelf_section(shelf, STR("de"), section_of(s, slug)).language;
}

static void a_reader_gets_the_site_s_words_then_the_shipped_ones_then_the_document_s(void **state)
{
    static const char layer[] =
        "# House rules\n\n```standards\nextends: shipped\n```\n\n"
        "## Capitals {#capitals}\n\nOur own words.\n\n"
        "## Rivals {#rivals}\n\nNo.\n\n```clause\nwhen: true\nthen: flag\n```\n\n"
        "## Ferries {#ferries}\n\nNo.\n\n```clause\nwhen: true\nthen: flag\n```\n";
    const struct edition_text own[] = {
        {STR(EDITION("", "## Konkurrenz {#rivals}\n\nNein.\n\n## B\xC3\xB6se {#insults}\n\nX.\n")),
         STR("own")}};
    (void)state;
    struct standards *s = loaded(str_from_cstr(layer));
    struct edition_shelf *shelf = NULL;
    struct problem problem = {0};
    if (edition_shelf_new(s, own, 1, &shelf, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_str_equal(language_of(shelf, s, "spam"), STR("de"));
    assert_str_equal(language_of(shelf, s, "capitals"), STR("en"));
    assert_str_equal(language_of(shelf, s, "rivals"), STR("de"));
    assert_str_equal(language_of(shelf, s, "ferries"), STR("en"));
    assert_str_equal(
        edition_shelf_section(shelf, STR("de"), section_of(s, "insults")).prose_markdown,
        STR("X."));
    assert_str_equal(edition_shelf_front(shelf, STR("de")).language, STR("de"));
    assert_str_equal(edition_shelf_section(shelf, STR("xx"), section_of(s, "spam")).language,
                     STR("en"));
    size_t count;
    assert_str_equal(edition_shelf_languages(shelf, &count)[0], STR("en"));
    assert_int_equal(count, 6);
    edition_shelf_free(shelf);
    standards_free(s);
}

static void a_document_of_the_site_s_own_has_only_the_site_s_editions(void **state)
{
    (void)state;
    struct standards *s = loaded(STR(MACHINE));
    struct edition_shelf *shelf = NULL, *with = NULL;
    const struct edition_text own[] = {
        {STR(EDITION("", "Hallo.\n\n## Kontakt {#contact}\n\nX.\n")), STR("own")}};
    size_t count;
    assert_ok(edition_shelf_new(s, NULL, 0, &shelf, NULL));
    edition_shelf_languages(shelf, &count);
    assert_int_equal(count, 1);
    assert_ok(edition_shelf_new(s, own, 1, &with, NULL));
    edition_shelf_languages(with, &count);
    assert_int_equal(count, 2);
    assert_str_equal(edition_shelf_front(with, STR("de")).title, STR("Regeln"));
    assert_false(str_eq(edition_shelf_version(shelf), edition_shelf_version(with)));
    edition_shelf_free(shelf);
    edition_shelf_free(with);
    standards_free(s);
}

static void a_layer_in_another_language_has_the_shipped_edition_of_it(void **state)
{
    static const char layer[] = "# Regeln\n\n```standards\nextends: shipped\nlanguage: %s\n```\n\n"
                                "## Spam {#spam}\n\nKeine Werbung.\n";
    (void)state;
    struct standards *s;
    struct edition_shelf *shelf;
    struct problem problem = {0};
    char text[sizeof layer + 8];
    snprintf(text, sizeof text, layer, "de");
    assert_ok(standards_load(str_from_cstr(text), STR("layer"), &s, &problem));
    assert_ok(edition_shelf_new(s, NULL, 0, &shelf, &problem));
    struct edition_part own = edition_shelf_section(shelf, STR("de"), section_of(s, "spam"));
    struct edition_part shipped = edition_shelf_section(shelf, STR("de"), section_of(s, "insults"));
    assert_str_equal(str_trim(own.prose_markdown), STR("Keine Werbung."));
    assert_str_equal(shipped.language, STR("de"));
    assert_false(str_eq(shipped.prose_markdown, section_of(s, "insults")->prose_markdown));
    assert_str_equal(edition_shelf_front(shelf, STR("de")).language, STR("de"));
    edition_shelf_free(shelf);
    standards_free(s);
    snprintf(text, sizeof text, layer, "nl");
    assert_ok(standards_load(str_from_cstr(text), STR("layer"), &s, &problem));
    assert_ok(edition_shelf_new(s, NULL, 0, &shelf, &problem));
    assert_str_equal(edition_shelf_section(shelf, STR("nl"), section_of(s, "spam")).language,
                     STR("nl"));
    assert_str_equal(edition_shelf_section(shelf, STR("nl"), section_of(s, "insults")).language,
                     STR("en"));
    edition_shelf_free(shelf);
    standards_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shipped_edition_speaks_for_the_whole_document),
        cmocka_unit_test(an_edition_is_read),
        cmocka_unit_test(faults_name_place_and_remedy),
        cmocka_unit_test(a_document_is_no_edition_and_an_edition_no_document),
        cmocka_unit_test(a_reader_gets_the_site_s_words_then_the_shipped_ones_then_the_document_s),
        cmocka_unit_test(a_document_of_the_site_s_own_has_only_the_site_s_editions),
        cmocka_unit_test(a_layer_in_another_language_has_the_shipped_edition_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
