#include "policy/expr_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"

#define NUMBER_BYTES_MAX 64

static char byte_at(const struct expr_lexer *l, size_t at)
{
    return at < l->source->end ? l->source->document.p[at] : '\0';
}

/* White space and comments from # to the end of the line. */
static void skip_blank(struct expr_lexer *l)
{
    while (l->at < l->source->end) {
        char c = byte_at(l, l->at);
        if (c == '#') {
            while (l->at < l->source->end && byte_at(l, l->at) != '\n')
                l->at++;
        } else if (char_is_space(c)) {
            l->at++;
        } else {
            return;
        }
    }
}

static struct str taken(const struct expr_lexer *l, size_t begin)
{
    return str_slice(l->source->document, begin, l->at);
}

static void skip_digits(struct expr_lexer *l)
{
    while (char_is_digit(byte_at(l, l->at)))
        l->at++;
}

static enum rc lex_number(struct expr_lexer *l, size_t begin)
{
    char digits[NUMBER_BYTES_MAX];
    skip_digits(l);
    if (byte_at(l, l->at) == '.' && char_is_digit(byte_at(l, l->at + 1))) {
        l->at++;
        skip_digits(l);
    }
    if (char_lower(byte_at(l, l->at)) == 'e') {
        size_t sign = byte_at(l, l->at + 1) == '+' || byte_at(l, l->at + 1) == '-' ? 1 : 0;
        if (char_is_digit(byte_at(l, l->at + 1 + sign))) {
            l->at += 1 + sign;
            skip_digits(l);
        }
    }
    char after = byte_at(l, l->at);
    if (char_is_alpha(after) || after == '_' || after == '.' || l->at - begin >= sizeof digits)
        return source_fault(
            l->source, l->problem, begin,
            "this is not a number; write digits with one decimal point, as in 0.86, and no unit");
    memcpy(digits, l->source->document.p + begin, l->at - begin);
    digits[l->at - begin] = '\0';
    l->token.kind = EXPR_NUMBER;
    l->token.number = strtod(digits, NULL);
    if (!isfinite(l->token.number))
        return source_fault(l->source, l->problem, begin, "the number is too large");
    return RC_OK;
}

static bool name_byte(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_';
}

static enum rc lex_name(struct expr_lexer *l, size_t begin)
{
    for (;;) {
        while (name_byte(byte_at(l, l->at)))
            l->at++;
        char after_dot = byte_at(l, l->at + 1);
        if (byte_at(l, l->at) != '.' || !(name_byte(after_dot)))
            break;
        l->at++;
    }
    l->token.kind = EXPR_NAME;
    l->token.text = taken(l, begin);
    return RC_OK;
}

/* One escape after the backslash at l->at - 1; writes what it stands for. */
static enum rc lex_escape(struct expr_lexer *l, char *out)
{
    char c = byte_at(l, l->at);
    switch (c) {
    case 'n':
        *out = '\n';
        break;
    case 't':
        *out = '\t';
        break;
    case '"':
    case '\'':
    case '\\':
        *out = c;
        break;
    default:
        return source_fault(l->source, l->problem, l->at - 1,
                            "unknown escape; a text may have \\n, \\t, \\\", \\' and \\\\");
    }
    l->at++;
    return RC_OK;
}

static enum rc lex_string(struct expr_lexer *l, size_t begin)
{
    char quote = byte_at(l, begin);
    char *out = arena_alloc(l->arena, l->source->end - begin);
    size_t n = 0;
    if (out == NULL)
        return problem_set(l->problem, RC_NO_MEMORY, "out of memory");
    for (l->at = begin + 1;;) {
        char c = byte_at(l, l->at);
        if (l->at >= l->source->end || c == '\n')
            return source_fault(l->source, l->problem, begin,
                                "the text is not closed; end it with %c on the same line", quote);
        l->at++;
        if (c == quote)
            break;
        if (c != '\\') {
            out[n++] = c;
            continue;
        }
        enum rc rc = lex_escape(l, &out[n++]);
        if (rc != RC_OK)
            return rc;
    }
    l->token.kind = EXPR_STRING;
    l->token.text = str_make(out, n);
    return RC_OK;
}

/* Signs that conditions do not have, and what they were meant to be. */
static const char *sign_remedy(struct str rest)
{
    static const struct {
        const char *written, *remedy;
    } signs[] = {
        {"=>", "; at least is written >="},
        {"=<", "; at most is written <="},
        {"=", "; to compare write =="},
        {"&", "; write &&"},
        {"|", "; write ||"},
        {"%", "; write a share as a number, as in 0.6 for 60 %"},
        {"\xE2\x89\xA5", "; write >="},
        {"\xE2\x89\xA4", "; write <="},
        {"\xE2\x89\xA0", "; write !="},
        {"\xE2\x80\x9C", "; a text stands in straight quotes, as in \"en\""},
        {"\xE2\x80\x9D", "; a text stands in straight quotes, as in \"en\""},
        {"\xE2\x80\x9E", "; a text stands in straight quotes, as in \"en\""},
        {"\xE2\x80\x98", "; a text stands in straight quotes, as in \"en\""},
        {"\xE2\x80\x99", "; a text stands in straight quotes, as in \"en\""},
        {"\xE2\x80\x9A", "; a text stands in straight quotes, as in \"en\""},
        {"\xC2\xAB", "; a text stands in straight quotes, as in \"en\""},
        {"\xC2\xBB", "; a text stands in straight quotes, as in \"en\""},
        {"`", "; a text stands in straight quotes, as in \"en\""},
        {"\xC2\xA0", " (a space that only looks like one); type a plain space"},
        {"\xE2\x88\x92", "; write a plain hyphen for minus"},
        {"\xE2\x80\x93", "; write a plain hyphen for minus"},
        {"\xE2\x80\x94", "; write a plain hyphen for minus"},
        {";", "; a condition ends without a sign"},
        {"{", "; group with parentheses"},
        {"}", "; group with parentheses"},
        {"^", "; multiply with *"},
        {".", "; write 0 before the point, as in 0.5"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (str_starts(rest, str_from_cstr(signs[i].written)))
            return signs[i].remedy;
    return " in a condition";
}

static enum rc fault_sign(struct expr_lexer *l, size_t begin, struct str rest)
{
    size_t n;
    utf8_decode(rest, 0, &n);
    if (str_starts(rest, STR("=>")) || str_starts(rest, STR("=<")))
        n = 2;
    return source_fault(l->source, l->problem, begin, "unexpected \"%.*s\"%s", (int)n, rest.p,
                        sign_remedy(rest));
}

static enum rc lex_punctuation(struct expr_lexer *l, size_t begin)
{
    static const char *const known[] = {"&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+",
                                        "-",  "*",  "/",  "?",  ":",  "(",  ")", "[", "]", ","};
    struct str rest = str_slice(l->source->document, begin, l->source->end);
    if (str_starts(rest, STR("===")) || str_starts(rest, STR("!==")) || str_starts(rest, STR("<>")))
        return source_fault(l->source, l->problem, begin, "unexpected \"%.*s\"; write %s",
                            rest.p[0] == '<' ? 2 : 3, rest.p, rest.p[0] == '=' ? "==" : "!=");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct str p = str_from_cstr(known[i]);
        if (!str_starts(rest, p))
            continue;
        l->at += p.n;
        l->token.kind = EXPR_PUNCTUATION;
        l->token.text = taken(l, begin);
        return RC_OK;
    }
    return fault_sign(l, begin, rest);
}

enum rc expr_lexer_next(struct expr_lexer *l)
{
    skip_blank(l);
    size_t begin = l->at;
    char c = byte_at(l, begin);
    enum rc rc = RC_OK;
    l->token = (struct expr_token){.begin = begin, .end = begin};
    if (begin >= l->source->end)
        return RC_OK;
    if (char_is_digit(c))
        rc = lex_number(l, begin);
    else if (char_is_alpha(c) || c == '_')
        rc = lex_name(l, begin);
    else if (c == '"' || c == '\'')
        rc = lex_string(l, begin);
    else
        rc = lex_punctuation(l, begin);
    l->token.end = l->at;
    return rc;
}

enum rc expr_lexer_init(struct expr_lexer *l, struct arena *a, const struct source *source,
                        struct problem *problem)
{
    *l = (struct expr_lexer){.arena = a, .source = source, .at = source->begin, .problem = problem};
    if (source->end - source->begin > EXPR_BYTES_MAX)
        return source_fault(source, problem, source->begin,
                            "the condition is longer than %d bytes; split it into else_when lines",
                            EXPR_BYTES_MAX);
    return expr_lexer_next(l);
}
