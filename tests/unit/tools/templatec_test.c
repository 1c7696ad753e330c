/* What the template compiler refuses: every rule with its place and words. */
#include "template.h"

#include "../test.h"

struct refusal {
    const char *source; /* of view a */
    int line;
    int column;
    const char *words; /* part of the message */
};

#define VIEW "{{view a t: text h: html u: url n: int b: bool l: list a w: view a csrf: text}}"
/* Uses every field, so that only the fault under test is left. */
#define USES "{{t}}{{h}}{{u}}{{n}}{{if b}}{{end}}{{each x in l}}{{end}}{{if w}}{{end}}" FORM
#define FORM "<form method=\"post\">{{csrf}}</form>"
#define AT   ((int)sizeof(VIEW)) /* the column after VIEW */

static struct problem compile(const char *source)
{
    struct template_set set = {.arena = arena_new(1 << 20)};
    struct problem problem;

    template_set_assets(&set, STR("css/site.css /assets/site.1.css\n"));
    if (template_add(&set, STR("templates/a.html"), str_from_cstr(source)) == RC_OK &&
        template_check(&set) == RC_OK && template_find_messages(&set) != RC_OK)
        assert_int_not_equal(set.problem.code, RC_OK);
    if (set.problem.code != RC_OK)
        assert_str_equal(set.failed_file, STR("templates/a.html"));
    problem = set.problem;
    arena_free(set.arena);
    return problem;
}

static void expect_refused(const struct refusal *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct problem p = compile(rows[i].source);

        if (p.code != RC_INVALID || p.line != rows[i].line || p.column != rows[i].column ||
            !strstr(p.message, rows[i].words))
            fail_msg("%s\ngot %d:%d: %s\nwant %d:%d: %s", rows[i].source, p.line, p.column,
                     p.message, rows[i].line, rows[i].column, rows[i].words);
    }
}
#define EXPECT_REFUSED(rows) expect_refused((rows), sizeof(rows) / sizeof((rows)[0]))

static void sound_templates_compile(void **state)
{
    static const char *const sources[] = {
        VIEW USES,
        VIEW USES "<a href=\"{{u}}\">{{t}}</a>",
        VIEW USES "<a href=\"/x/{{t}}/y/{{n}}?q={{t}}#c{{t}}\">x</a>",
        VIEW USES "<a href=\"{{if b}}{{u}}{{else}}/x/{{end}}#y\">x</a>",
        VIEW USES "<a{{if b}} href=\"/x\"{{end}} class=\"{{t}}\">x</a>",
        VIEW USES
        "<img src=\"{{asset \"css/site.css\"}}\" srcset=\"{{u}} 2x, /p/{{t}} {{n}}w\" alt=\"\">",
        VIEW USES "<script src=\"{{asset \"css/site.css\"}}\" defer>\n</script>",
        VIEW USES "<form method=\"get\" action=\"/s\"></form><form method=\"POST\" "
                  "action=\"/s\">{{csrf}}</form>",
        VIEW USES
        "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg><br/>{{# a comment #}}<!-- x -->",
        VIEW USES "{{if w}}{{w.t}}{{if w.w}}{{w.w.t}}{{end}}{{end}}",
        VIEW USES "{{if not w}}x{{else}}{{w.t}}{{end}}",
        VIEW USES "<a href=\"mailto:desk@example.org\">x</a><a href=\"https://e.org/{{t}}\">y</a>",
    };

    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        struct problem p = compile(sources[i]);

        if (p.code != RC_OK)
            fail_msg("%s\n%d:%d: %s", sources[i], p.line, p.column, p.message);
    }
}

static void holes_where_nothing_can_be_made_safe_are_refused(void **state)
{
    static const struct refusal rows[] = {
        {VIEW "<script>var x = {{t}}</script>", 1, AT, "inline script"},
        {VIEW "<script src=\"/x\">{{t}}</script>", 1, AT + 17, "a hole in a script"},
        {VIEW "<style>{{t}}</style>", 1, AT, "<style> is refused"},
        {VIEW "<p onclick=\"{{t}}\">", 1, AT + 3, "event attribute \"onclick\""},
        {VIEW "<p ONCLICK=\"x\">", 1, AT + 3, "event attribute"},
        {VIEW "<p style=\"{{t}}\">", 1, AT + 3, "style attribute"},
        {VIEW "<p class={{t}}>", 1, AT + 9, "unquoted attribute value"},
        {VIEW "<p class=x>", 1, AT + 9, "not quoted"},
        {VIEW "<{{t}}>", 1, AT + 1, "a hole in a tag name"},
        {VIEW "<p {{t}}>", 1, AT + 3, "a hole in a tag"},
        {VIEW "<p a{{t}}=\"\">", 1, AT + 4, "a hole in an attribute name"},
        {VIEW "<!-- {{t}} -->", 1, AT + 5, "a hole in a comment"},
        {VIEW "</p{{t}}>", 1, AT + 3, "a hole in a tag name"},
        {VIEW "<p class=\"{{h}}\">", 1, AT + 10, "is html and stands in attribute \"class\""},
        {VIEW "<textarea>{{h}}</textarea>", 1, AT + 10, "shows it as text"},
        {VIEW "<p title=\"x{{render a w}}\">", 1, AT + 11, "between tags only"},
        {VIEW "<iframe src=\"/x\">", 1, AT, "<iframe> may not stand"},
        {VIEW "<svg><animate to=\"{{t}}\">", 1, AT + 5, "<animate> may not stand"},
        {VIEW "<meta content=\"0;url={{t}}\" http-equiv=\"refresh\">", 1, AT, "http-equiv"},
        {VIEW "\n <p>\n  {{b}}", 3, 3, "is a bool and has no text: use {{if}}"},
        {VIEW "{{l}}", 1, AT, "is a list and has no text: use {{each}}"},
        {VIEW "{{w}}", 1, AT, "is a view and has no text: use {{render}}"},
    };

    EXPECT_REFUSED(rows);
}

static void text_never_decides_where_an_address_leads(void **state)
{
    static const struct refusal rows[] = {
        {VIEW "<a href=\"{{t}}\">", 1, AT + 9, "give it type url"},
        {VIEW "<form action=\"{{t}}\">", 1, AT + 14, "give it type url"},
        {VIEW "<img src=\"{{n}}\">", 1, AT + 10, "give it type url"},
        {VIEW "<img srcset=\"/a 1x, {{t}} 2x\">", 1, AT + 20, "give it type url"},
        {VIEW "<a href=\"/{{t}}/x\">", 1, AT + 10, "\"//\" leads to another site"},
        {VIEW "<a href=\"//{{t}}\">", 1, AT + 11, "would decide the address"},
        {VIEW "<a href=\"https://{{t}}/\">", 1, AT + 17, "would decide the address"},
        {VIEW "<a href=\"x/{{t}}\">", 1, AT + 11, "would decide the address"},
        {VIEW "<a href=\"/x-{{t}}\">", 1, AT + 12, "would decide the address"},
        {VIEW "<a href=\"{{u}}{{t}}\">", 1, AT + 14, "would decide the address"},
        {VIEW "<a href=\"/x/{{u}}\">", 1, AT + 12, "a url is a whole address"},
        {VIEW "<a href=\"javascript:x()\">", 1, AT + 19, "scheme \"javascript:\""},
        {VIEW "<a href=\" java\nscript:x()\">", 2, 7, "scheme \"javascript:\""},
        {VIEW "<a href=\"data:text/html,x\">", 1, AT + 13, "scheme \"data:\""},
        {VIEW "<a href=\"java&#115;cript:x\">", 1, AT + 13, "an entity may hide"},
        {VIEW "<a href=\"{{if b}}java{{end}}script:\">", 1, AT + 9, "end in different places"},
        {VIEW "<a href=\"{{if b}}/x/{{end}}{{t}}\">", 1, AT + 9, "end in different places"},
        {VIEW "<a href=\"x{{asset \"css/site.css\"}}\">", 1, AT + 10, "is a whole address"},
    };

    EXPECT_REFUSED(rows);
}

static void post_forms_without_a_csrf_field_are_refused(void **state)
{
    static const struct refusal rows[] = {
        {VIEW "\n<form method=\"post\"></form>", 2, 1, "no CSRF field"},
        {VIEW "<form method='POST'>{{if b}}{{csrf}}{{end}}</form>", 1, AT, "no CSRF field"},
        {VIEW "<form {{if b}}method=\"post\"{{end}}></form>", 1, AT, "no CSRF field"},
        {VIEW "<form method=\"{{t}}\"></form>", 1, AT + 14, "method must be literal"},
        {VIEW "<form method=\"po{{if b}}st{{end}}\"></form>", 1, AT + 16,
         "end in different places"},
        {VIEW "<form>{{csrf}}</form>", 1, AT + 6, "outside a POST form"},
        {VIEW "{{csrf}}", 1, AT, "outside a POST form"},
        {VIEW "<form method=\"post\">{{csrf}}", 1, AT, "not closed"},
        {VIEW "<form method=\"post\">{{csrf}}<form>", 1, AT + 28, "a form inside a form"},
        {VIEW "<button formmethod=\"post\">", 1, AT + 8, "formmethod"},
        {"{{view a}}<form method=\"post\">{{csrf}}</form>", 1, 31, "declare \"csrf: text\""},
    };

    EXPECT_REFUSED(rows);
}

static void arms_must_leave_the_markup_alike(void **state)
{
    static const struct refusal rows[] = {
        {VIEW "{{if b}}<p{{else}}<i>{{end}}>", 1, AT, "end in different places"},
        {VIEW "{{if b}}<p class=\"{{end}}\">", 1, AT, "end in different places"},
        {VIEW "{{if b}}<textarea>{{end}}", 1, AT, "end in different places"},
        {VIEW "{{each x in l}}<p class=\"{{end}}", 1, AT, "body of this {{each}}"},
        {VIEW "{{if b}}<form>{{end}}", 1, AT, "end in different places"},
        {VIEW "{{if b}}<pre>{{end}}", 1, AT, "end in different places"},
        {VIEW "<!-- {{if b}} -->{{end}}", 1, AT + 5, "a directive in a comment"},
        {VIEW "<p class={{if b}}\"x\"{{end}}>", 1, AT + 9, "a directive in an unquoted"},
        {VIEW "<p class=\"x", 1, AT + 11, "ends inside an attribute value"},
        {VIEW "a < b", 1, AT + 2, "write &lt;"},
        {VIEW "<p class=\"a\"id=\"b\">", 1, AT + 12, "white space is needed"},
        {VIEW "<p {{if b}}a{{end}}b>", 1, AT + 19, "white space is needed"},
    };

    EXPECT_REFUSED(rows);
}

static void directives_must_be_whole(void **state)
{
    static const struct refusal rows[] = {
        {VIEW "{{if b}}", 1, AT, "{{if}} is not closed"},
        {VIEW "{{each x in l}}", 1, AT, "{{each}} is not closed"},
        {VIEW "{{end}}", 1, AT, "without an {{if}}"},
        {VIEW "{{else}}", 1, AT, "without an {{if}}"},
        {VIEW "{{if b}}{{else}}{{else}}{{end}}", 1, AT + 16, "a second {{else}}"},
        {VIEW "{{each x of l}}{{end}}", 1, AT + 9, "{{each x in LIST}}"},
        {VIEW "{{t", 1, AT, "not closed"},
        {VIEW "t}}", 1, AT + 1, "closes nothing"},
        {VIEW "{{# x", 1, AT, "comment is not closed"},
        {VIEW "{{t u}}", 1, AT + 4, "one word too many"},
        {VIEW "{{if t == held}}{{end}}", 1, AT + 10, "a word in quotes"},
        {VIEW "{{asset css}}", 1, AT + 8, "named in quotes"},
        {VIEW "{{view b}}", 1, AT, "one file holds one view"},
        {"<p>", 1, 1, "begins with its declaration"},
        {"{{view b}}", 1, 8, "named after its file"},
    };

    EXPECT_REFUSED(rows);
}

static void names_and_types_are_checked(void **state)
{
    static const struct refusal rows[] = {
        {VIEW "\n\n {{nothing}}", 3, 4, "has no field \"nothing\""},
        {VIEW "{{w.t}}", 1, AT + 2, "\"w\" may be absent: write {{if w}}"},
        {VIEW "{{if w}}{{else}}{{w.t}}{{end}}", 1, AT + 18, "may be absent"},
        {VIEW "{{if w}}{{w.w.t}}{{end}}", 1, AT + 10, "\"w.w\" may be absent"},
        {VIEW "{{t.x}}", 1, AT + 2, "is a text and has no fields"},
        {VIEW "{{render b w}}", 1, AT, "there is no view \"b\""},
        {VIEW "{{render a t}}", 1, AT + 11, "{{render}} takes a view"},
        {VIEW "{{each x in t}}{{end}}", 1, AT + 12, "goes through a list"},
        {VIEW "{{each t in l}}{{end}}", 1, AT, "names something already"},
        {VIEW "{{if n == \"x\"}}{{end}}", 1, AT + 5, "only text compares"},
        {VIEW "{{asset \"no.css\"}}", 1, AT, "there is no asset \"no.css\""},
        {"{{view a t: text}}", 1, 10, "field \"t\" is not used"},
        {"{{view a t: text t: int}}", 1, 18, "clashes"},
        {"{{view a t: list a t_count: int}}", 1, 20, "clashes"},
        {"{{view a t: string}}", 1, 13, "is no type"},
        {"{{view a t text}}", 1, 12, "needs a type"},
        {"{{view a t: int?}}", 1, 16, "cannot be absent"},
        {"{{view a int: text}}", 1, 10, "reserved word"},
        {"{{view a T: text}}", 1, 10, "cannot name a field"},
        {"{{view a t: list b}}{{each x in t}}{{end}}", 1, 10, "there is no view \"b\""},
    };

    EXPECT_REFUSED(rows);
}

static void what_no_translator_could_read_is_refused(void **state)
{
    static const struct refusal rows[] = {
        {VIEW USES "<p>Caf&eacute; news</p>", 1, AT + (int)sizeof(USES) - 8,
         "an entity in a sentence"},
        {VIEW USES "<p title=\"A &hellip;\">", 1, AT + (int)sizeof(USES) - 8, "an entity"},
        {VIEW USES "{{if b}}<a {{else}}<a{{end}} href=\"/x\">y</a>", 1, AT + (int)sizeof(USES) + 7,
         "ends in another place than it begins"},
    };
    EXPECT_REFUSED(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_templates_compile),
        cmocka_unit_test(holes_where_nothing_can_be_made_safe_are_refused),
        cmocka_unit_test(text_never_decides_where_an_address_leads),
        cmocka_unit_test(post_forms_without_a_csrf_field_are_refused),
        cmocka_unit_test(arms_must_leave_the_markup_alike),
        cmocka_unit_test(directives_must_be_whole),
        cmocka_unit_test(names_and_types_are_checked),
        cmocka_unit_test(what_no_translator_could_read_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
