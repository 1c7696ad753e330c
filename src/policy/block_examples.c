#include "policy/block.h"

#include "base/suggest.h"
#include "policy/given.h"

#define GIVEN_MAX 32 /* for one example */

struct examples_reader {
    struct arena *arena;
    const struct source *source;
    struct problem *problem;
    struct standards_example *examples;
    size_t count;
    struct standards_given *given; /* of the paragraph being read */
    size_t given_count;
};

static size_t offset_of(const struct examples_reader *r, struct str part)
{
    return (size_t)(part.p - r->source->document.p);
}

/* Resolves \n, \t and \\ in an example's text. */
static enum rc unescape(struct examples_reader *r, struct str raw, struct str *ret)
{
    char *out = arena_alloc(r->arena, raw.n + 1);
    size_t n = 0;
    if (out == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] != '\\') {
            out[n++] = raw.p[i];
            continue;
        }
        char c = ++i < raw.n ? raw.p[i] : '\0';
        if (c != 'n' && c != 't' && c != '\\')
            return source_fault(r->source, r->problem, offset_of(r, raw) + i - 1,
                                "unknown escape; an example may have \\n, \\t and \\\\");
        out[n++] = c == 'n' ? '\n' : c == 't' ? '\t' : '\\';
    }
    *ret = str_make(out, n);
    return RC_OK;
}

static enum rc add_given(struct examples_reader *r, struct str name, struct str value, size_t at)
{
    if (r->given_count == GIVEN_MAX)
        return source_fault(r->source, r->problem, at, "more than %d things given for one example",
                            GIVEN_MAX);
    if (r->given == NULL)
        r->given = ARENA_ARRAY(r->arena, GIVEN_MAX, struct standards_given);
    if (r->given == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    r->given[r->given_count++] =
        (struct standards_given){.name = name, .value = value, .line = source_line(r->source, at)};
    return RC_OK;
}

/* A text may have commas: "article.text = Fish, ships and harbours". */
static bool is_text(struct str name)
{
    return str_ends(name, STR(".text"));
}

/* "author.staff = true, site.language = en" */
static enum rc read_given(struct examples_reader *r, struct str text)
{
    enum rc rc = RC_OK;
    while (rc == RC_OK && text.p != NULL) {
        struct str whole = text, value = str_split(&text, ',');
        size_t at = offset_of(r, str_trim(value));
        struct str name = str_trim(str_split(&value, '='));
        if (value.p != NULL && is_text(name)) {
            value = str_slice(whole, (size_t)(value.p - whole.p), whole.n);
            text = (struct str){0};
        }
        if (value.p == NULL)
            return source_fault(r->source, r->problem, at, "expected \"given name = value\"");
        struct judge_context scratch = {0};
        struct problem why = {0};
        value = given_value(value);
        if (given_set(&scratch, name, value, &why) != RC_OK)
            return source_fault(r->source, r->problem, at, "%s", why.message);
        rc = add_given(r, name, value, at);
    }
    return rc;
}

static enum rc read_before(struct examples_reader *r, struct str text)
{
    struct str earlier;
    enum rc rc = unescape(r, text, &earlier);
    return rc == RC_OK ? add_given(r, (struct str){0}, earlier, offset_of(r, text)) : rc;
}

static enum rc fault_word(struct examples_reader *r, struct str word)
{
    static const char *const words[] = {"remove", "hold",  "nudge", "flag",
                                        "keep",   "given", "before"};
    struct suggestion near = suggest_begin(word);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        suggest_offer(&near, str_from_cstr(words[i]));
    if (near.best.n > 0)
        return source_fault(r->source, r->problem, offset_of(r, word),
                            "unknown word \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(word),
                            STR_ARG(near.best));
    return source_fault(r->source, r->problem, offset_of(r, word),
                        "an example begins with remove, hold, nudge, flag or keep, then two spaces "
                        "and the comment");
}

static bool expects(struct str word)
{
    enum consequence c;
    return str_eq(word, STR("keep")) ||
           (consequence_parse(word, &c) == RC_OK && c != CONSEQUENCE_PUBLISH);
}

static enum rc add_example(struct examples_reader *r, struct str expected, struct str raw)
{
    struct standards_example *e = &r->examples[r->count];
    enum rc rc = unescape(r, raw, &e->text);
    if (rc != RC_OK)
        return rc;
    e->expected = expected;
    e->line = source_line(r->source, offset_of(r, raw));
    e->given = r->given;
    e->given_count = r->given_count;
    r->count++;
    return RC_OK;
}

static enum rc read_line(struct examples_reader *r, struct str line)
{
    size_t n = 0;
    while (n < line.n && !char_is_space(line.p[n]))
        n++;
    struct str word = str_slice(line, 0, n);
    struct str text = str_trim(str_slice(line, n, line.n));
    if (n == 0)
        return source_fault(
            r->source, r->problem, offset_of(r, line),
            "an example begins at the margin; write a line break in a comment as \\n");
    bool known = expects(word) || str_eq(word, STR("given")) || str_eq(word, STR("before"));
    if (!known)
        return fault_word(r, word);
    if (text.n == 0)
        return source_fault(r->source, r->problem, offset_of(r, word),
                            "nothing stands behind \"%.*s\"", STR_ARG(word));
    if (str_eq(word, STR("given")))
        return read_given(r, text);
    return str_eq(word, STR("before")) ? read_before(r, text) : add_example(r, word, text);
}

/* A blank line ends a paragraph, and with it what was given. */
static enum rc take_line(struct examples_reader *r, struct str line)
{
    if (str_trim(line).n == 0) {
        r->given = NULL;
        r->given_count = 0;
        return RC_OK;
    }
    return line.p[0] == '#' ? RC_OK : read_line(r, line);
}

/* Appends to what an earlier block of the same clause held. */
static enum rc room(struct examples_reader *r, const struct standards_clause *c)
{
    size_t lines =
        (size_t)(source_line(r->source, r->source->end) - source_line(r->source, r->source->begin));
    r->examples = ARENA_ARRAY(r->arena, c->example_count + lines + 1, struct standards_example);
    if (r->examples == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    if (c->example_count > 0)
        memcpy(r->examples, c->examples, c->example_count * sizeof *r->examples);
    r->count = c->example_count;
    return RC_OK;
}

enum rc block_read_examples(struct arena *a, const struct source *source, size_t at,
                            struct standards_clause *ret, struct problem *problem)
{
    struct examples_reader r = {.arena = a, .source = source, .problem = problem};
    enum rc rc = room(&r, ret);
    struct str rest = str_slice(source->document, source->begin, source->end);
    while (rc == RC_OK && rest.n > 0)
        rc = take_line(&r, str_split(&rest, '\n'));
    if (rc != RC_OK)
        return rc;
    if (r.count == ret->example_count)
        return source_fault(source, problem, at,
                            "the examples are empty; write lines such as \"keep  A comment.\"");
    if (r.count > STANDARDS_EXAMPLES_MAX)
        return source_fault(source, problem, at, "more than %d examples in one clause",
                            STANDARDS_EXAMPLES_MAX);
    ret->examples = r.examples;
    ret->example_count = r.count;
    return RC_OK;
}
