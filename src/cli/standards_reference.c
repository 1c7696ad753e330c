/* `comity standards reference`: all that a document may say, as Markdown. docs/STANDARDS-REFERENCE.md is its output. */
#include <math.h>
#include <stdio.h>

#include "cli/standards.h"
#include "policy/expr.h"
#include "policy/fact_range.h"

/* Text of a table's cell: a bar would end it. */
static void put_cell(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|')
            buf_put_char(out, '\\');
        buf_put_char(out, *text);
    }
}

static void put_values(struct buf *out, int fact)
{
    struct fact_info info = fact_info(fact);
    struct fact_range r = fact_range(NULL, fact);
    if (r.whole)
        buf_put(out, isfinite(r.low) ? STR("whole, from 0") : STR("whole"));
    else if (info.kind == SIGNAL_NUMBER && isfinite(r.high))
        buf_printf(out, "%g to %g", r.low, r.high);
    struct str word;
    for (size_t i = 0; (word = fact_word(NULL, fact, i)).n > 0; i++)
        buf_printf(out, "%s%.*s", i > 0 ? ", " : "", STR_ARG(word));
    if (fact == FACT_AUTHOR_TRUST_LEVEL)
        BUF_PUT(out, "the levels of the document");
}

static void put_facts(struct buf *out, int from, int to)
{
    BUF_PUT(out, "| name | type | values | meaning |\n|---|---|---|---|\n");
    for (int fact = from; fact < to; fact++) {
        struct fact_info info = fact_info(fact);
        buf_printf(out, "| `%s` | %s | ", info.name, fact_kind_name(info.kind));
        put_values(out, fact);
        BUF_PUT(out, " | ");
        put_cell(out, info.text);
        BUF_PUT(out, " |\n");
    }
}

static void put_operators(struct buf *out)
{
    static const struct {
        const char *written, *text;
    } operators[] = {
        {"a ? b : c", "b when a is true, c when it is false"},
        {"a || b", "true when one of them is"},
        {"a && b", "true when both are"},
        {"==, !=", "compare two things of one type"},
        {"<, <=, >, >=", "compare numbers"},
        {"x in [\"en\", \"cy\"]", "whether x is one of at most 64 numbers or texts"},
        {"+, -", "add, subtract"},
        {"*, /", "multiply, divide; dividing by zero gives an unknown"},
        {"!a", "true when a is false"},
        {"-x", "the negative of a number"},
        {"has(x)", "whether a fact is known: the only thing that is never unknown"},
    };
    BUF_PUT(out, "\n## Operators\n\nFrom the loosest to the tightest.\n\n| written | meaning |\n"
                 "|---|---|\n");
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        BUF_PUT(out, "| `");
        put_cell(out, operators[i].written);
        buf_printf(out, "` | %s |\n", operators[i].text);
    }
}

static void put_functions(struct buf *out)
{
    BUF_PUT(out, "\n## Functions\n\n| function | gives | steps | meaning | example |\n"
                 "|---|---|---|---|---|\n");
    for (int i = 0; i < EXPR_FUNCTION_COUNT; i++) {
        const struct expr_function_info *f = &expr_function_table[i];
        buf_printf(out, "| `%s` | %s | %u | %s | `%s` |\n", f->name, fact_kind_name(f->result),
                   (unsigned)f->cost, f->text, f->example);
    }
    buf_printf(out,
               "\nTexts are compared byte for byte. A text longer than %d bytes is unknown to "
               "functions.\n",
               EXPR_TEXT_MAX);
}

static void put_consequences(struct buf *out)
{
    static const char *const texts[] = {
        [CONSEQUENCE_PUBLISH] = "the comment appears; in a clause: it ends there, an exemption",
        [CONSEQUENCE_FLAG] = "the comment appears and is shown to a moderator",
        [CONSEQUENCE_NUDGE] =
            "the author is asked to think again; sent unchanged, it waits for a moderator",
        [CONSEQUENCE_HOLD] = "the comment waits for a moderator",
        [CONSEQUENCE_REMOVE] = "the comment does not appear; the author is told why",
    };
    BUF_PUT(out, "\n## Consequences\n\nFrom the mildest to the strictest.\n\n| consequence | what "
                 "happens |\n|---|---|\n");
    for (int c = CONSEQUENCE_PUBLISH; c <= CONSEQUENCE_REMOVE; c++) {
        struct str name = consequence_name((enum consequence)c);
        buf_printf(out, "| `%.*s` | %s |\n", STR_ARG(name), texts[c]);
    }
}

static void put_categories(struct buf *out)
{
    static const char *const reasons[] = {
#define REASON(words, name) words,
#include "policy/reasons.def"
#undef REASON
    };
    BUF_PUT(out,
            "\n## Categories of a statement of reasons\n\nBehind `reasons: terms` or `reasons: "
            "illegal`.\n\n");
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        buf_printf(out, "- %s\n", reasons[i]);
}

static void put_limits(struct buf *out)
{
    BUF_PUT(out, "\n## Limits\n\n| of | at most |\n|---|---|\n");
    buf_printf(out, "| a document | %zu bytes, %d clauses |\n", STANDARDS_BYTES_MAX,
               STANDARDS_CLAUSES_MAX);
    buf_printf(out, "| a clause | %d conditions, %d examples |\n", STANDARDS_BRANCHES_MAX,
               STANDARDS_EXAMPLES_MAX);
    buf_printf(out, "| a condition | %d bytes, %d parts, %d levels of parentheses, %d steps |\n",
               EXPR_BYTES_MAX, EXPR_NODES_MAX, EXPR_DEPTH_MAX, EXPR_COST_MAX);
    buf_printf(out, "| all conditions together | %d steps |\n", STANDARDS_COST_MAX);
    buf_printf(out, "| lists | %d lists, %d entries in all, %d words in an entry |\n",
               STANDARDS_LISTS_MAX, STANDARDS_ENTRIES_MAX, STANDARDS_WORDS_MAX);
    BUF_PUT(out,
            "\nA step is one value fetched, compared or calculated, and each item of a list "
            "behind `in`; functions take the steps named above. A step is a few nanoseconds.\n");
}

static void put_reference(struct buf *out)
{
    BUF_PUT(out, "# Reference of the standards\n\nMade by `comity standards reference`. How a "
                 "document is written: [STANDARDS.md](STANDARDS.md).\n\n## Measured in the "
                 "comment\n\nWhat could not be told is unknown.\n\n");
    put_facts(out, 0, SIGNAL_COUNT);
    BUF_PUT(out, "\n## Known to the site\n\nAbout the author: unknown where there is none, as in "
                 "`comity check`.\n\n");
    put_facts(out, SIGNAL_COUNT, FACT_COUNT);
    BUF_PUT(out,
            "\nA document's own word lists are facts as well: `list.NAME`, a number from 0.\n");
    put_operators(out);
    put_functions(out);
    put_consequences(out);
    put_categories(out);
    put_limits(out);
}

int cmd_standards_reference(int argc, char **argv)
{
    struct cli cli;
    int status;
    const struct cli_usage usage = {
        .arguments = "",
        .description =
            "Prints, as Markdown, all facts, operators, functions, consequences and limits.\n"
            "docs/STANDARDS-REFERENCE.md is this output.",
    };
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct buf out;
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    put_reference(&out);
    status = cli_print(&out);
    buf_release(&out);
    cli_end(&cli);
    return status;
}
