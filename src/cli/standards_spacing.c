#include "cli/standards_spacing.h"

enum token_kind { TOKEN_NONE, TOKEN_OPERAND, TOKEN_OPERATOR, TOKEN_SIGN, TOKEN_OPEN, TOKEN_CLOSE };

struct token {
    enum token_kind kind;
    struct str text;
    bool name; /* a parenthesis right behind it is a call's */
};

static size_t quoted_end(struct str line, size_t at)
{
    char quote = line.p[at++];
    while (at < line.n && line.p[at] != quote)
        at += line.p[at] == '\\' ? 2 : 1;
    return at < line.n ? at + 1 : 0;
}

static bool word_byte(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_' || c == '.';
}

/* Names, keywords and numbers; the sign of an exponent belongs to its number. */
static size_t word_end(struct str line, size_t at)
{
    bool number = char_is_digit(line.p[at]) || line.p[at] == '.';
    while (at < line.n && word_byte(line.p[at])) {
        bool exponent = number && (line.p[at] == 'e' || line.p[at] == 'E');
        at++;
        if (exponent && at < line.n && (line.p[at] == '-' || line.p[at] == '+'))
            at++;
    }
    return at;
}

static size_t operator_length(struct str rest)
{
    static const struct str operators[] = {
        STR_INIT("&&"), STR_INIT("||"), STR_INIT("=="), STR_INIT("!="), STR_INIT("<="),
        STR_INIT(">="), STR_INIT("<"),  STR_INIT(">"),  STR_INIT("+"),  STR_INIT("-"),
        STR_INIT("*"),  STR_INIT("/"),  STR_INIT("?"),  STR_INIT(":"),  STR_INIT("!")};
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
        if (str_starts(rest, operators[i]))
            return operators[i].n;
    return 0;
}

static struct token word_token(struct str word)
{
    bool in = str_eq(word, STR("in"));
    return (struct token){.kind = in ? TOKEN_OPERATOR : TOKEN_OPERAND, .text = word, .name = !in};
}

/* The token at `at`; TOKEN_NONE for what is none. */
static struct token read_token(const struct spacing *s, struct str line, size_t at)
{
    struct str rest = str_slice(line, at, line.n);
    char c = line.p[at];
    size_t n = operator_length(rest);
    if (c == '(' || c == '[')
        return (struct token){.kind = TOKEN_OPEN, .text = str_slice(rest, 0, 1)};
    if (c == ')' || c == ']' || c == ',')
        return (struct token){.kind = TOKEN_CLOSE, .text = str_slice(rest, 0, 1)};
    if (word_byte(c))
        return word_token(str_slice(line, at, word_end(line, at)));
    if (c == '"' || c == '\'') {
        size_t end = quoted_end(line, at);
        return (struct token){.kind = end > 0 ? TOKEN_OPERAND : TOKEN_NONE,
                              .text = str_slice(line, at, end > 0 ? end : at)};
    }
    bool sign = c == '-' || c == '!';
    return (struct token){.kind = n == 0                                ? TOKEN_NONE
                                  : n == 1 && sign && !s->after_operand ? TOKEN_SIGN
                                                                        : TOKEN_OPERATOR,
                          .text = str_slice(rest, 0, n)};
}

static bool apart(const struct token *before, const struct token *t)
{
    if (before->kind == TOKEN_NONE || before->kind == TOKEN_OPEN || before->kind == TOKEN_SIGN)
        return false;
    if (t->kind == TOKEN_CLOSE)
        return false;
    return !(t->kind == TOKEN_OPEN && t->text.p[0] == '(' && before->name);
}

/* What `t` leaves open for the next one; a comma asks for another operand. */
static bool ends_operand(const struct token *t)
{
    return t->kind == TOKEN_OPERAND || (t->kind == TOKEN_CLOSE && t->text.p[0] != ',');
}

/* Where the comment behind a condition begins, its spaces included. */
static size_t skip_spaces(struct str line, size_t at)
{
    while (at < line.n && char_is_space(line.p[at]))
        at++;
    return at;
}

static bool put_tokens(struct spacing *s, struct buf *out, struct str line)
{
    struct token before = {.kind = TOKEN_NONE};
    for (size_t end = 0, at; (at = skip_spaces(line, end)) < line.n;) {
        if (line.p[at] == '#') {
            buf_put(out, str_slice(line, end, line.n));
            return true;
        }
        struct token t = read_token(s, line, at);
        if (t.kind == TOKEN_NONE)
            return false;
        if (apart(&before, &t))
            buf_put_char(out, ' ');
        buf_put(out, t.text);
        s->after_operand = ends_operand(&t);
        before = t;
        end = at + t.text.n;
    }
    return true;
}

void spacing_put(struct spacing *s, struct buf *out, struct str line)
{
    struct buf laid_out;
    buf_init(&laid_out, 2 * line.n + 64);
    bool known = put_tokens(s, &laid_out, line) && buf_status(&laid_out) == RC_OK;
    buf_put(out, known ? buf_str(&laid_out) : line);
    buf_release(&laid_out);
}
