#include "mail/letter.h"

#include "base/buf.h"
#include "base/utf8.h"

#define TEXT_MAX         ((size_t)256 * 1024)
#define BUTTON_MAX       80 /* characters of a button's words; a longer paragraph is one */
#define ADDRESS_VALUE    "link"
#define LETTER_NAMES_MAX 32 /* placeholders in a paragraph */

struct filling {
    const struct words *words;
    const struct words_value *values;
    size_t value_count;
    struct arena *arena;
};

/* Characters that change how their surroundings read: controls, and overrides and isolates of direction. */
static bool is_unruly(uint32_t c)
{
    return (c < ' ' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static void put_ruly(struct buf *out, struct str text)
{
    size_t length;
    for (size_t at = 0; at < text.n; at += length) {
        uint32_t c = utf8_decode(text, at, &length);
        if (c == '\t')
            buf_put_char(out, ' ');
        else if (c != UTF8_INVALID && !is_unruly(c))
            buf_put(out, str_slice(text, at, at + length));
    }
}

static struct str ruly(struct str text, struct arena *a)
{
    struct buf out;
    buf_init(&out, TEXT_MAX);
    put_ruly(&out, text);
    struct str kept = buf_status(&out) == RC_OK ? arena_dup(a, buf_str(&out)) : (struct str){0};
    buf_release(&out);
    return kept;
}

/* The values with what may not travel taken out. NULL: no memory. */
static const struct words_value *clean(const struct words_value *values, size_t count,
                                       struct arena *a)
{
    struct words_value *kept = ARENA_ARRAY(a, count + 1, struct words_value);
    for (size_t i = 0; kept != NULL && i < count; i++) {
        kept[i] = values[i];
        kept[i].text = ruly(values[i].text, a);
    }
    return kept;
}

static struct str value_of(const struct filling *f, struct str name)
{
    for (size_t i = 0; i < f->value_count; i++)
        if (str_eq(f->values[i].name, name))
            return f->values[i].text;
    return (struct str){0};
}

/* The name that a brace at `at` opens, of a placeholder or a plural; a brace is a brace where none follows. */
static struct str name_at(struct str text, size_t at)
{
    size_t end = at + 1;
    while (end < text.n && (char_is_alpha(text.p[end]) || text.p[end] == '_'))
        end++;
    bool ends = end < text.n &&
                (text.p[end] == '}' || str_starts(str_slice(text, end, text.n), STR(", plural,")));
    return ends ? str_slice(text, at + 1, end) : (struct str){0};
}

/* It has placeholders, and all of them are empty. */
static bool is_silent(const struct filling *f, struct str message)
{
    bool any = false;
    for (size_t at = 0; at < message.n; at++) {
        struct str name = message.p[at] == '{' ? name_at(message, at) : (struct str){0};
        if (value_of(f, name).n > 0)
            return false;
        any = any || name.n > 0;
    }
    return any;
}

/* Placeholders without a value are empty: the words would leave them standing. */
static struct str fill(const struct filling *f, struct str message)
{
    struct words_value *values =
        ARENA_ARRAY(f->arena, f->value_count + LETTER_NAMES_MAX, struct words_value);
    size_t count = f->value_count;
    if (values == NULL)
        return (struct str){0};
    for (size_t i = 0; i < f->value_count; i++)
        values[i] = f->values[i];
    for (size_t at = 0; at < message.n && count < f->value_count + LETTER_NAMES_MAX; at++) {
        struct str name = message.p[at] == '{' ? name_at(message, at) : (struct str){0};
        if (name.n > 0)
            values[count++] = (struct words_value){.name = name};
    }
    return words_fill_values(f->words, f->arena, message, values, count);
}

static struct str translate(const struct filling *f, struct str message)
{
    return words_say_text(f->words, message);
}

/* --- the template's parts --- */

static struct str take_line(struct str *rest)
{
    struct str line = str_split(rest, '\n');
    return str_ends(line, STR("\r")) ? str_slice(line, 0, line.n - 1) : line;
}

/* The next paragraph as one message: its lines joined by a blank. Empty at the end. */
static struct str take_paragraph(struct str *rest, struct arena *a)
{
    struct buf out;
    buf_init(&out, TEXT_MAX);
    while (rest->p != NULL) {
        struct str line = str_trim(take_line(rest));
        if (line.n == 0 && out.n > 0)
            break;
        if (line.n > 0 && out.n > 0)
            buf_put_char(&out, ' ');
        buf_put(&out, line);
    }
    struct str message = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return message;
}

/* --- blocks --- */

/* The words of a button, without the colon that leads to the address in plain text. */
static struct str button_words(struct str message)
{
    static const struct str colons[] = {STR_INIT(":"), STR_INIT("\xEF\xBC\x9A")};
    struct str words =
        str_trim(str_slice(message, 0, message.n - sizeof("{" ADDRESS_VALUE "}") + 1));
    for (size_t i = 0; i < sizeof colons / sizeof colons[0]; i++)
        if (str_ends(words, colons[i]))
            return str_trim(str_slice(words, 0, words.n - colons[i].n));
    return words;
}

static enum rc add_block(struct letter *letter, const struct filling *f, struct str message)
{
    struct str link = value_of(f, STR(ADDRESS_VALUE));
    struct str translated = translate(f, message);
    struct letter_block block = {.kind = LETTER_PARAGRAPH};
    if (str_ends(translated, STR("{" ADDRESS_VALUE "}")) &&
        utf8_count(button_words(translated)) <= BUTTON_MAX) {
        block = (struct letter_block){.kind = LETTER_BUTTON, .link = link};
        translated = button_words(translated);
        if (link.n == 0)
            return RC_OK;
        if (translated.n == 0)
            translated = words_say(f->words, "Continue");
    }
    if (letter->count == LETTER_BLOCKS_MAX)
        return RC_TOO_LARGE;
    if (is_silent(f, translated))
        return RC_OK;
    block.text = str_trim(fill(f, translated));
    letter->blocks[letter->count++] = block;
    return RC_OK;
}

static enum rc set_subject(struct letter *letter, const struct filling *f, struct str message)
{
    struct buf out;
    buf_init(&out, TEXT_MAX);
    buf_put(&out, fill(f, translate(f, message)));
    for (size_t i = 0; i < out.n; i++)
        if (out.p[i] == '\n')
            out.p[i] = ' ';
    enum rc rc = buf_status(&out);
    letter->subject = arena_dup(f->arena, utf8_prefix(str_trim(buf_str(&out)), LETTER_SUBJECT_MAX));
    buf_release(&out);
    return rc;
}

enum rc letter_add(struct letter *letter, struct str template_text, const struct words *words,
                   const struct words_value *values, size_t value_count, struct arena *a)
{
    const struct filling f = {.words = words,
                              .values = clean(values, value_count, a),
                              .value_count = value_count,
                              .arena = a};
    if (f.values == NULL)
        return RC_NO_MEMORY;
    struct str rest = template_text;
    struct str subject = str_trim(take_line(&rest));
    if (subject.n == 0 || rest.p == NULL || str_trim(take_line(&rest)).n > 0)
        return RC_INVALID;
    enum rc rc = letter->subject.n > 0 ? RC_OK : set_subject(letter, &f, subject);
    while (rc == RC_OK) {
        struct str message = take_paragraph(&rest, a);
        if (message.n == 0)
            break;
        rc = add_block(letter, &f, message);
    }
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}
