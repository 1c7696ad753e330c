#include "sql_text.h"

static bool is_word(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_' || (c & 0x80);
}

static char peek(const struct sql_scanner *s, size_t ahead)
{
    return s->at + ahead < s->text.n ? s->text.p[s->at + ahead] : '\0';
}

void sql_scan(struct sql_scanner *s, struct str text, int line)
{
    *s = (struct sql_scanner){.text = text, .line = line, .column = 1};
}

/* Bytes of 'a''b' or "a""b" at the scanner, or 0 when it does not end. */
static size_t quoted_length(const struct sql_scanner *s)
{
    char quote = peek(s, 0);
    for (size_t i = 1; s->at + i < s->text.n; i++) {
        if (peek(s, i) != quote)
            continue;
        if (peek(s, i + 1) != quote)
            return i + 1;
        i++;
    }
    return 0;
}

/* Bytes up to and with the end mark, or 0 when it does not come. */
static size_t length_until(const struct sql_scanner *s, size_t from, struct str end)
{
    size_t found = str_find(s->text, end, s->at + from);
    return found == STR_NONE ? 0 : found + end.n - s->at;
}

static size_t word_length(const struct sql_scanner *s, size_t from)
{
    while (is_word(peek(s, from)))
        from++;
    return from;
}

/* $$body$$ and $tag$body$tag$; 0 when there is no end, 1 when the dollar opens nothing. */
static size_t dollar_length(const struct sql_scanner *s)
{
    size_t tag = word_length(s, 1);
    if (peek(s, tag) != '$')
        return char_is_digit(peek(s, 1)) ? 0 : 1;
    return length_until(s, tag + 1, str_slice(s->text, s->at, s->at + tag + 1));
}

/* The kind of the token at the scanner, and its length; 0 is a broken one. */
static enum sql_kind measure(const struct sql_scanner *s, size_t *ret_length)
{
    char c = peek(s, 0);
    *ret_length = 1;
    if (char_is_space(c)) {
        while (char_is_space(peek(s, *ret_length)))
            ++*ret_length;
        return SQL_SPACE;
    }
    if (c == '-' && peek(s, 1) == '-') {
        size_t end = str_find_char(s->text, '\n', s->at);
        *ret_length = (end == STR_NONE ? s->text.n : end) - s->at;
        return SQL_COMMENT;
    }
    if (c == '/' && peek(s, 1) == '*') {
        *ret_length = length_until(s, 2, STR("*/"));
        return SQL_COMMENT;
    }
    if (c == '\'' || c == '"') {
        *ret_length = quoted_length(s);
        return SQL_QUOTED;
    }
    if (c == '$') {
        *ret_length = dollar_length(s);
        return *ret_length == 1 ? SQL_PUNCT : SQL_QUOTED;
    }
    if (c == ':' && (char_is_alpha(peek(s, 1)) || peek(s, 1) == '_')) {
        *ret_length = word_length(s, 1);
        return SQL_PARAM;
    }
    if (c == ':' && peek(s, 1) == ':') {
        *ret_length = 2;
        return SQL_PUNCT;
    }
    if (c == '?')
        *ret_length = 0;
    if (is_word(c))
        *ret_length = word_length(s, 1);
    return char_is_digit(c) ? SQL_NUMBER : is_word(c) ? SQL_WORD : SQL_PUNCT;
}

static void advance(struct sql_scanner *s, size_t n)
{
    for (size_t i = 0; i < n; i++, s->at++) {
        if (s->text.p[s->at] == '\n') {
            s->line++;
            s->column = 1;
        } else {
            s->column++;
        }
    }
}

struct sql_token sql_next(struct sql_scanner *s)
{
    struct sql_token t = {.line = s->line, .column = s->column};
    if (s->at >= s->text.n)
        return t;
    size_t length;
    t.kind = measure(s, &length);
    if (length == 0) {
        t.kind = SQL_BROKEN;
        length = s->text.n - s->at;
    }
    t.text = str_slice(s->text, s->at, s->at + length);
    if (t.kind == SQL_PARAM)
        t.text = str_slice(t.text, 1, t.text.n);
    advance(s, length);
    return t;
}

struct sql_token sql_next_code(struct sql_scanner *s)
{
    struct sql_token t = sql_next(s);
    while (t.kind == SQL_SPACE || t.kind == SQL_COMMENT)
        t = sql_next(s);
    return t;
}

bool sql_is(const struct sql_token *t, const char *word)
{
    return t->kind == SQL_WORD && str_eq_ascii_case(t->text, str_from_cstr(word));
}

/* The words in which the engines differ. `DOUBLE PRECISION` is two words: the second one vanishes.
 */
static struct str word_for(struct str word, enum sql_engine engine)
{
    static const struct {
        const char *word;
        const char *written[2];
    } map[] = {
        {"BIGINT", {"INTEGER", "BIGINT"}},   {"INTEGER", {"INTEGER", "BIGINT"}},
        {"SMALLINT", {"INTEGER", "BIGINT"}}, {"INT", {"INTEGER", "BIGINT"}},
        {"BOOLEAN", {"INTEGER", "BOOLEAN"}}, {"DOUBLE", {"REAL", "DOUBLE"}},
        {"PRECISION", {"", "PRECISION"}},    {"REAL", {"REAL", "DOUBLE PRECISION"}},
        {"BYTEA", {"BLOB", "BYTEA"}},        {"BLOB", {"BLOB", "BYTEA"}},
    };
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (str_eq(word, str_from_cstr(map[i].word)))
            return str_from_cstr(map[i].written[engine]);
    return word;
}

/* SQLite's table options after the closing bracket of CREATE TABLE; returns the scanner behind
 * them. */
static struct sql_scanner skip_table_options(struct sql_scanner s)
{
    for (;;) {
        struct sql_scanner ahead = s;
        struct sql_token t = sql_next_code(&ahead);
        if (t.kind == SQL_PUNCT && str_eq(t.text, STR(",")))
            t = sql_next_code(&ahead);
        if (sql_is(&t, "without")) {
            t = sql_next_code(&ahead);
            if (!sql_is(&t, "rowid"))
                return s;
        } else if (!sql_is(&t, "strict")) {
            return s;
        }
        s = ahead;
    }
}

static void put_param(struct buf *out, struct str name, enum sql_engine engine,
                      const struct str *params, size_t params_count)
{
    size_t i = 0;
    while (i < params_count && !str_eq(params[i], name))
        i++;
    buf_put_char(out, engine == SQL_SQLITE ? '?' : '$');
    buf_put_u64(out, i + 1);
}

static void put_space(struct buf *out)
{
    if (out->n > 0 && out->p[out->n - 1] != ' ')
        buf_put_char(out, ' ');
}

void sql_write(struct buf *out, struct str text, enum sql_engine engine, const struct str *params,
               size_t params_count)
{
    struct sql_scanner s;
    sql_scan(&s, text, 1);
    for (struct sql_token t = sql_next(&s); t.kind != SQL_END; t = sql_next(&s)) {
        if (t.kind == SQL_SPACE || t.kind == SQL_COMMENT)
            put_space(out);
        else if (t.kind == SQL_PARAM)
            put_param(out, t.text, engine, params, params_count);
        else if (t.kind == SQL_WORD)
            buf_put(out, word_for(t.text, engine));
        else
            buf_put(out, t.text);
        if (engine == SQL_POSTGRES && t.kind == SQL_PUNCT && str_eq(t.text, STR(")")))
            s = skip_table_options(s);
    }
    while (out->n > 0 && (out->p[out->n - 1] == ' ' || out->p[out->n - 1] == ';'))
        out->n--;
}

void sql_write_literal(struct buf *out, struct str text)
{
    size_t line = 0;
    buf_put_char(out, '"');
    for (size_t i = 0; i < text.n; i++, line++) {
        if (line > 80 && text.p[i] == ' ') {
            BUF_PUT(out, "\"\n    \"");
            line = 0;
        }
        if (text.p[i] == '\n') {
            BUF_PUT(out, "\\n");
            continue;
        }
        if (text.p[i] == '"' || text.p[i] == '\\')
            buf_put_char(out, '\\');
        buf_put_char(out, text.p[i]);
    }
    buf_put_char(out, '"');
}
