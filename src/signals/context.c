#include "signals/context.h"

#include "base/utf8.h"

#define REPORTED_WORDS 6
/* A quotation longer than this is a stray mark. */
#define QUOTE_BYTES_MAX 2000
/* Between apostrophes, which stand for much else. */
#define SINGLE_BYTES_MAX 200

struct finder {
    struct str original;
    struct span *spans;
    size_t count, capacity;
    uint32_t open;      /* offset behind the opening mark */
    uint32_t open_mark; /* the closing mark expected, 0 outside quotations */
};

/* The mark that closes a quotation opened with `c`; 0 when `c` opens none. */
static uint32_t closing_mark(uint32_t c)
{
    switch (c) {
    case '"':
        return '"';
    case 0x201c: /* English double */
    case 0x201f:
        return 0x201d;
    case 0x201e: /* German and Slavonic low */
        return 0x201c;
    case 0x2018: /* English single */
        return 0x2019;
    case 0xab: /* guillemets */
        return 0xbb;
    case 0xbb: /* guillemets turned inwards */
        return 0xab;
    case 0x300c:
        return 0x300d;
    default:
        return 0;
    }
}

static bool closes(uint32_t expected, uint32_t c)
{
    return c == expected || (expected == 0x201c && c == 0x201d) ||
           (expected == 0x201d && c == 0x201c);
}

static void finder_add(struct finder *f, uint32_t begin, uint32_t end)
{
    if (f->count < f->capacity && end > begin)
        f->spans[f->count++] = (struct span){begin, end};
}

/* An apostrophe opens where a word begins, and closes where one ends. */
static bool is_single(const struct finder *f, uint32_t at, bool opens)
{
    char before = at > 0 ? f->original.p[at - 1] : ' ';
    char after = at + 1 < f->original.n ? f->original.p[at + 1] : ' ';
    if (opens)
        return (before == ' ' || before == '(' || before == '\n') && char_is_alpha(after);
    return before != ' ' && !char_is_alpha(after) && !char_is_digit(after);
}

static void finder_single(struct finder *f, uint32_t at)
{
    if (f->open_mark == '\'' && at - f->open > SINGLE_BYTES_MAX)
        f->open_mark = 0;
    if (!f->open_mark && is_single(f, at, true)) {
        f->open_mark = '\'';
        f->open = at + 1;
    } else if (f->open_mark == '\'' && is_single(f, at, false)) {
        finder_add(f, f->open, at);
        f->open_mark = 0;
    }
}

static void finder_mark(struct finder *f, uint32_t c, uint32_t at, uint32_t length)
{
    if (f->open_mark &&
        ((f->open_mark == '\'' && closing_mark(c)) || at - f->open > QUOTE_BYTES_MAX))
        f->open_mark = 0;
    if (f->open_mark) {
        if (closes(f->open_mark, c)) {
            finder_add(f, f->open, at);
            f->open_mark = 0;
        }
    } else if (closing_mark(c)) {
        f->open_mark = closing_mark(c);
        f->open = at + length;
    }
}

static size_t quoted_line_end(struct str s, size_t at)
{
    size_t end = str_find_char(s, '\n', at);
    return end == STR_NONE ? s.n : end;
}

static size_t marks_count(struct str s)
{
    size_t count = 1;
    for (size_t i = 0; i < s.n; i++)
        count += s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '>' || (unsigned char)s.p[i] >= 0x80;
    return count;
}

static void finder_run(struct finder *f)
{
    struct str s = f->original;
    bool line_begins = true;
    for (size_t at = 0, length; at < s.n; at += length) {
        unsigned char byte = (unsigned char)s.p[at];
        uint32_t c = byte;
        length = 1;
        if (line_begins && byte == '>') {
            length = quoted_line_end(s, at) - at;
            finder_add(f, (uint32_t)at, (uint32_t)(at + length));
            continue;
        }
        if (byte >= 0x80)
            c = utf8_decode(s, at, &length);
        if (byte == '\'')
            finder_single(f, (uint32_t)at);
        if (byte >= 0x80 || byte == '"')
            finder_mark(f, c, (uint32_t)at, (uint32_t)length);
        line_begins = byte == '\n' || (line_begins && byte == ' ');
    }
}

struct quotes quotes_find(struct detection *d)
{
    struct finder f = {.original = d->text->original};
    struct quotes *made;
    if (d->quotes)
        return *d->quotes;
    made = ARENA_NEW(d->arena, struct quotes);
    f.capacity = marks_count(f.original);
    f.spans = ARENA_ARRAY(d->arena, f.capacity, struct span);
    if (!made || !f.spans)
        return (struct quotes){0};
    finder_run(&f);
    *made = (struct quotes){f.spans, f.count};
    d->quotes = made;
    return *made;
}

bool quotes_cover(const struct quotes *q, struct span original)
{
    size_t low = 0, high = q->count;
    while (low < high) { /* the first quotation that ends behind the words */
        size_t middle = (low + high) / 2;
        if (q->spans[middle].end < original.end)
            low = middle + 1;
        else
            high = middle;
    }
    return low < q->count && q->spans[low].begin <= original.begin;
}

size_t context_token(const struct text *t, uint32_t folded)
{
    size_t low = 0, high = t->token_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->tokens[middle].folded.end <= folded)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t context_token_of_original(const struct text *t, uint32_t original)
{
    size_t low = 0, high = t->token_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->tokens[middle].original.end <= original)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_verb_of_saying(struct str w)
{
    static const struct str verbs[] = {
        STR_INIT("called"),  STR_INIT("calls"),   STR_INIT("calling"), STR_INIT("labelled"),
        STR_INIT("labeled"), STR_INIT("dubbed"),  STR_INIT("nannte"),  STR_INIT("genannt"),
        STR_INIT("nennt"),   STR_INIT("traité"),  STR_INIT("appelé"),  STR_INIT("llamó"),
        STR_INIT("llamado"), STR_INIT("назвал"),  STR_INIT("назвала"), STR_INIT("назвали"),
        STR_INIT("называл"), STR_INIT("обозвал"),
    };
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (str_eq(w, verbs[i]))
            return true;
    }
    return false;
}

static bool ends_sentence(const struct text *t, const struct token *k)
{
    char c = t->folded.p[k->folded.begin];
    return k->kind == TOKEN_SYMBOL && (c == '.' || c == '!' || c == '?' || c == ';');
}

bool context_reported(const struct text *t, size_t token)
{
    int words = 0;
    for (size_t i = token; i > 0 && words < REPORTED_WORDS; i--) {
        const struct token *k = &t->tokens[i - 1];
        if (ends_sentence(t, k))
            return false;
        words += k->kind == TOKEN_WORD;
        if (k->kind == TOKEN_WORD && is_verb_of_saying(text_folded(t, k->folded)))
            return true;
    }
    return false;
}
