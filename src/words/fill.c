/* Messages with values, plurals, numbers and dates put in, by the tables that ICU filled while building. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "words/catalogue.h"
#include "words/isolate.h"
#include "words/pattern.h"
#include "words/words.h"

#define FILLED_MAX ((size_t)256 * 1024)
#define DEPTH_MAX  4

static const struct words *known(const struct words *w)
{
    return w != NULL ? w : &words_catalogues[0];
}

/* --- numbers --- */
/* Separators stand before the last group, and before each of those above it. */
static bool is_group_end(const struct words_numbers *n, size_t left)
{
    if (n->group == 0 || left < (size_t)n->group)
        return false;
    return (left - (size_t)n->group) % (size_t)n->group_above == 0;
}

static void put_digit(struct buf *out, const struct words_numbers *n, char digit)
{
    char bytes[4];
    if (n->zero == '0')
        buf_put_char(out, digit);
    else
        buf_put(out, str_make(bytes, utf8_encode(n->zero + (uint32_t)(digit - '0'), bytes)));
}

static void put_digits(struct buf *out, const struct words_numbers *n, struct str digits)
{
    for (size_t i = 0; i < digits.n; i++)
        put_digit(out, n, digits.p[i]);
}

static void put_grouped(struct buf *out, const struct words_numbers *n, struct str digits)
{
    if (digits.n <= (size_t)n->ungrouped_digits) {
        put_digits(out, n, digits);
        return;
    }
    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && is_group_end(n, digits.n - i))
            buf_put(out, n->separator);
        put_digit(out, n, digits.p[i]);
    }
}

static void put_number(struct buf *out, const struct words_numbers *n, int64_t value)
{
    char digits[24];
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    size_t begin = sizeof(digits);
    do
        digits[--begin] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        buf_put(out, n->minus);
    put_grouped(out, n, str_make(digits + begin, sizeof(digits) - begin));
}

static struct str done(struct buf *out, struct arena *a)
{
    struct str s = buf_status(out) == RC_OK ? arena_dup(a, buf_str(out)) : (struct str){0};
    buf_release(out);
    return s;
}

void words_put_number(struct buf *out, const struct words *w, int64_t value)
{
    put_number(out, &known(w)->numbers, value);
}

struct str words_number(const struct words *w, int64_t value, struct arena *a)
{
    struct buf out;
    buf_init(&out, FILLED_MAX);
    put_number(&out, &known(w)->numbers, value);
    return done(&out, a);
}

static void put_decimal(struct buf *out, const struct words_numbers *n, double value)
{
    bool is_negative = value < 0;
    uint64_t hundredths = (uint64_t)((is_negative ? -value : value) * 100 + 0.5);
    unsigned rest = (unsigned)(hundredths % 100);
    if (is_negative && hundredths > 0)
        buf_put(out, n->minus);
    put_number(out, n, (int64_t)(hundredths / 100));
    if (rest == 0)
        return;
    buf_put(out, n->point);
    put_digit(out, n, (char)('0' + rest / 10));
    if (rest % 10 != 0)
        put_digit(out, n, (char)('0' + rest % 10));
}

struct str words_decimal(const struct words *w, double value, struct arena *a)
{
    struct buf out;
    buf_init(&out, FILLED_MAX);
    put_decimal(&out, &known(w)->numbers, value);
    return done(&out, a);
}

static size_t count_digits(struct str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && char_is_digit(s.p[at + n]))
        n++;
    return n;
}

/* "-12.50" in its parts; false for what is no such number. */
static bool read_figure(struct str s, struct str *whole, struct str *rest)
{
    size_t begin = str_starts(s, STR("-")) || str_starts(s, STR("+")) ? 1 : 0;
    size_t n = count_digits(s, begin);
    *whole = str_slice(s, begin, begin + n);
    *rest = (struct str){0};
    if (n == 0 || begin + n == s.n)
        return n > 0;
    *rest = str_slice(s, begin + n + 1, s.n);
    return s.p[begin + n] == '.' && rest->n > 0 && count_digits(*rest, 0) == rest->n;
}

static void put_figure(struct buf *out, const struct words_numbers *n, struct str plain)
{
    struct str whole, rest;
    if (!read_figure(plain, &whole, &rest)) {
        buf_put(out, plain);
        return;
    }
    if (plain.p[0] == '-')
        buf_put(out, n->minus);
    else if (plain.p[0] == '+')
        buf_put(out, n->plus);
    put_grouped(out, n, whole);
    if (rest.n > 0)
        buf_put(out, n->point);
    put_digits(out, n, rest);
}

struct str words_figure(const struct words *w, struct str plain, struct arena *a)
{
    struct buf out;
    buf_init(&out, FILLED_MAX);
    put_figure(&out, &known(w)->numbers, plain);
    return done(&out, a);
}

struct str words_percent(const struct words *w, double share, struct arena *a)
{
    const struct words_numbers *n = &known(w)->numbers;
    struct buf out;
    buf_init(&out, FILLED_MAX);
    buf_put(&out, n->percent_before);
    put_decimal(&out, n, share * 100);
    buf_put(&out, n->percent_after);
    return done(&out, a);
}

/* --- plurals --- */
static char form_of(const struct words_plurals *p, uint64_t n)
{
    if (n < 1000)
        return p->small[n];
    return n % 1000000 == 0 ? p->million : p->large[n % 1000];
}

static bool is_form(struct str selector, char form)
{
    static const struct {
        char form;
        const char *name;
    } names[] = {{'z', "zero"}, {'o', "one"}, {'t', "two"}, {'f', "few"}, {'m', "many"}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].form == form)
            return str_eq(selector, str_from_cstr(names[i].name));
    return false;
}

static bool is_exactly(struct str selector, struct str number)
{
    return selector.n > 1 && selector.p[0] == '=' &&
           str_eq(str_slice(selector, 1, selector.n), number);
}

/* An exact number goes before the language's form, that before the last resort. */
static struct str choose_arm(const struct words *w, struct str arms, struct str number)
{
    struct pattern_arm arm;
    struct str other = {0}, formed = {0};
    int64_t value;
    bool is_whole = str_to_i64(number, &value) == RC_OK;
    char form =
        is_whole ? form_of(&w->plurals, value < 0 ? -(uint64_t)value : (uint64_t)value) : 'x';
    while (pattern_next_arm(&arms, &arm)) {
        if (is_exactly(arm.selector, number))
            return arm.text;
        if (is_form(arm.selector, form))
            formed = arm.text;
        if (str_eq(arm.selector, STR("other")))
            other = arm.text;
    }
    return formed.p != NULL ? formed : other;
}

/* --- messages --- */
struct filling {
    const struct words *words;
    struct buf out;
    const struct words_value *values;
    size_t count;
};

/* What stands for a marker or decides a plural: by its place among the values, or by its name. NULL: nothing does. */
static const struct words_value *value_of(const struct filling *f, struct str name)
{
    uint64_t place;
    if (str_to_u64(name, &place) == RC_OK)
        return place < f->count && f->values[place].name.n == 0 ? &f->values[place] : NULL;
    for (size_t i = 0; i < f->count; i++)
        if (name.n > 0 && str_eq(f->values[i].name, name))
            return &f->values[i];
    return NULL;
}

static void put_counted(struct filling *f, struct str number)
{
    put_figure(&f->out, &f->words->numbers, number);
}

static void put_value(struct filling *f, const struct words_value *value)
{
    if (value->is_figure)
        put_counted(f, value->text);
    else if (value->is_address)
        buf_put(&f->out, value->text);
    else
        isolate_put(&f->out, value->text, f->words->is_rtl);
}

/* The name in "{name}" at `at`; empty: no such marker. */
static struct str name_at(struct str s, size_t at)
{
    size_t n = s.p[at] == '{' ? pattern_marker(s, at) : 0;
    return n > 0 ? str_slice(s, at + 1, at + n - 1) : (struct str){0};
}

/* `number` is what "#" stands for; p NULL outside of plurals. */
static void put_message(struct filling *f, struct str s, struct str number, int depth)
{
    struct pattern_plural plural;
    for (size_t at = 0, next; at < s.n; at = next) {
        struct str name = name_at(s, at);
        const struct words_value *value = value_of(f, name);
        next = at + 1;
        if (value != NULL) {
            put_value(f, value);
            next = at + name.n + 2;
        } else if (s.p[at] == '#' && number.p != NULL) {
            put_counted(f, number);
        } else if (s.p[at] == '{' && depth < DEPTH_MAX && pattern_plural(s, at, &plural) &&
                   (value = value_of(f, plural.name)) != NULL) {
            put_message(f, choose_arm(f->words, plural.arms, value->text), value->text, depth + 1);
            next = at + plural.n;
        } else {
            while (next < s.n && s.p[next] != '{' && s.p[next] != '#')
                next++;
            buf_put(&f->out, str_slice(s, at, next));
        }
    }
}

struct str words_fill_values(const struct words *w, struct arena *a, struct str message,
                             const struct words_value *values, size_t count)
{
    struct filling f = {.words = known(w), .values = values, .count = count};
    buf_init(&f.out, FILLED_MAX);
    put_message(&f, message, (struct str){0}, 0);
    return done(&f.out, a);
}

struct str words_fill_text(const struct words *w, struct arena *a, struct str message,
                           const struct str *values, size_t count)
{
    struct words_value texts[WORDS_VALUES_MAX];
    if (count > WORDS_VALUES_MAX)
        count = WORDS_VALUES_MAX;
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct words_value){.text = values[i]};
    return words_fill_values(w, a, message, texts, count);
}

struct str words_digits(struct arena *a, int64_t n)
{
    return arena_printf(a, "%lld", (long long)n);
}

struct str words_fill(const struct words *w, struct arena *a, const char *message,
                      const struct str *values, size_t count)
{
    return words_fill_text(w, a, words_say(w, message), values, count);
}

/* --- problems --- */
/* The message's key: printf's conversions are numbered. */
static struct str numbered(const char *format, struct arena *a)
{
    struct buf out;
    unsigned count = 0;
    buf_init(&out, FILLED_MAX);
    for (; *format != '\0'; format++) {
        if (*format != '%') {
            buf_put_char(&out, *format);
            continue;
        }
        format += problem_conversion(format) - 1;
        if (*format == '%')
            buf_put_char(&out, '%');
        else
            buf_printf(&out, "{%u}", count++);
    }
    return done(&out, a);
}

static bool only_passes_on(const char *format)
{
    return strcmp(format, "%s") == 0 || strcmp(format, "%.*s") == 0;
}

/* Values that printf wrote as numbers; texts stay, though they be digits. */
static void mark_figures(const char *format, struct words_value *values, unsigned count)
{
    unsigned at = 0;
    for (; *format != '\0' && at < count; format++) {
        if (*format != '%')
            continue;
        format += problem_conversion(format) - 1;
        if (*format != '%')
            values[at++].is_figure = strchr("dugf", *format) != NULL;
    }
}

struct str words_problem(const struct words *w, const struct problem *p, struct arena *a)
{
    struct words_value values[PROBLEM_VALUES_MAX] = {{.is_figure = false}};
    struct str message = str_from_cstr(p->message);
    if (words_are_english(w) || p->format == NULL)
        return message;
    if (only_passes_on(p->format))
        return words_say_text(w, message);
    struct str english = numbered(p->format, a);
    struct str said = words_say_text(w, english);
    if (said.p == english.p)
        return message;
    for (unsigned i = 0; i < p->value_count; i++)
        values[i].text = str_slice(message, p->values[i].begin, p->values[i].end);
    mark_figures(p->format, values, p->value_count);
    return words_fill_values(w, a, said, values, p->value_count);
}

/* --- dates --- */
static void put_padded(struct buf *out, const struct words *w, int64_t value, size_t digits)
{
    char text[24];
    int n = snprintf(text, sizeof(text), "%0*lld", (int)digits, (long long)value);
    put_digits(out, &w->numbers, str_make(text, (size_t)n));
}

static void put_field(struct buf *out, const struct words *w, char letter, size_t n,
                      const struct words_moment *at)
{
    const struct words_calendar *c = &w->calendar;
    size_t month = (size_t)(at->month - 1) % 12;
    switch (letter) {
    case 'y':
        put_padded(out, w, at->year, 1);
        break;
    case 'M':
    case 'L':
        if (n < 3)
            put_padded(out, w, at->month, n);
        else
            buf_put(out, letter == 'M' ? c->months[month] : c->months_alone[month]);
        break;
    case 'd':
        put_padded(out, w, at->day, n);
        break;
    case 'E':
        buf_put(out, c->weekdays[(size_t)at->weekday % 7]);
        break;
    case 'H':
        put_padded(out, w, at->hour, n);
        break;
    case 'm':
        put_padded(out, w, at->minute, n);
        break;
    default:
        break;
    }
}

/* Text stands in apostrophes, two of which are one. */
static void put_date(struct buf *out, const struct words *w, struct str pattern,
                     const struct words_moment *at)
{
    bool is_quoted = false;
    for (size_t i = 0; i < pattern.n;) {
        char letter = pattern.p[i];
        size_t n = 1;
        while (i + n < pattern.n && pattern.p[i + n] == letter)
            n++;
        if (letter == '\'') {
            n = n > 1 ? 2 : 1;
            is_quoted ^= n == 1;
            if (n == 2)
                buf_put_char(out, '\'');
        } else if (is_quoted || !char_is_alpha(letter)) {
            buf_put(out, str_slice(pattern, i, i + n));
        } else {
            put_field(out, w, letter, n, at);
        }
        i += n;
    }
}

struct str words_date(const struct words *w, enum words_date form, const struct words_moment *at,
                      struct arena *a)
{
    const struct words_calendar *c = &known(w)->calendar;
    struct buf out;
    buf_init(&out, FILLED_MAX);
    put_date(&out, known(w),
             form == WORDS_DAY        ? c->day
             : form == WORDS_LONG_DAY ? c->long_day
                                      : c->moment,
             at);
    return done(&out, a);
}
