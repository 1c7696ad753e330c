#include "lexer.h"

static enum rc take_directive(struct lexer *lexer, struct token *ret)
{
    struct str source = lexer->view->source;
    size_t begin = lexer->at + 2;
    size_t end = str_find(source, STR("}}"), begin);
    size_t again = str_find(source, STR("{{"), begin);

    if (end == STR_NONE || again < end)
        return template_fail(lexer->set, lexer->view, lexer->at,
                             "\"{{\" is not closed: write \"}}\" after it");
    *ret = (struct token){.kind = TOKEN_DIRECTIVE,
                          .text = str_slice(source, begin, end),
                          .offset = lexer->at,
                          .inner = begin};
    lexer->at = end + 2;
    return RC_OK;
}

static enum rc take_literal(struct lexer *lexer, struct token *ret)
{
    struct str source = lexer->view->source;
    size_t end = str_find(source, STR("{{"), lexer->at);
    size_t stray = str_find(source, STR("}}"), lexer->at);

    if (end == STR_NONE)
        end = source.n;
    if (stray < end)
        return template_fail(lexer->set, lexer->view, stray,
                             "\"}}\" closes nothing: open it with \"{{\"");
    *ret = (struct token){.kind = TOKEN_LITERAL,
                          .text = str_slice(source, lexer->at, end),
                          .offset = lexer->at,
                          .inner = lexer->at};
    lexer->at = end;
    return RC_OK;
}

static enum rc skip_comments(struct lexer *lexer)
{
    struct str source = lexer->view->source;

    while (str_starts(str_slice(source, lexer->at, source.n), STR("{{#"))) {
        size_t end = str_find(source, STR("#}}"), lexer->at + 3);

        if (end == STR_NONE)
            return template_fail(lexer->set, lexer->view, lexer->at,
                                 "the comment is not closed: write \"#}}\" after it");
        lexer->at = end + 3;
    }
    return RC_OK;
}

enum rc lexer_next(struct lexer *lexer, struct token *ret)
{
    struct str source = lexer->view->source;
    enum rc rc = skip_comments(lexer);

    if (rc != RC_OK)
        return rc;
    if (lexer->at >= source.n) {
        *ret = (struct token){.kind = TOKEN_END, .offset = source.n, .inner = source.n};
        return RC_OK;
    }
    if (str_starts(str_slice(source, lexer->at, source.n), STR("{{")))
        return take_directive(lexer, ret);
    return take_literal(lexer, ret);
}

static bool is_name_byte(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_' || c == '.';
}

struct word words_next(struct words *words)
{
    struct str s = words->text;
    size_t begin = words->at;
    size_t end;

    while (begin < s.n && char_is_space(s.p[begin]))
        begin++;
    end = begin;
    if (begin < s.n && s.p[begin] == '"') {
        size_t close = str_find_char(s, '"', begin + 1);

        words->at = close == STR_NONE ? s.n : close + 1;
        return (struct word){.text = str_slice(s, begin + 1, close == STR_NONE ? s.n : close),
                             .offset = words->base + begin,
                             .is_string = close != STR_NONE};
    }
    while (end < s.n && is_name_byte(s.p[end]))
        end++;
    if (end == begin && str_starts(str_slice(s, begin, s.n), STR("==")))
        end = begin + 2;
    else if (end == begin && begin < s.n)
        end = begin + 1;
    words->at = end;
    return (struct word){.text = str_slice(s, begin, end), .offset = words->base + begin};
}
