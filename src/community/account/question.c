#include "community/account/question.h"

#include "base/random.h"
#include "base/utf8.h"

#define ANSWER_MAX  64
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct str numbers[] = {
    STR_INIT("zero"),    STR_INIT("one"),       STR_INIT("two"),      STR_INIT("three"),
    STR_INIT("four"),    STR_INIT("five"),      STR_INIT("six"),      STR_INIT("seven"),
    STR_INIT("eight"),   STR_INIT("nine"),      STR_INIT("ten"),      STR_INIT("eleven"),
    STR_INIT("twelve"),  STR_INIT("thirteen"),  STR_INIT("fourteen"), STR_INIT("fifteen"),
    STR_INIT("sixteen"), STR_INIT("seventeen"), STR_INIT("eighteen"),
};

/* Kinds of things; the words of one kind belong to no other. */
static const struct {
    struct str name;
    struct str words[8];
} kinds[] = {
    {STR_INIT("a colour"),
     {STR_INIT("green"), STR_INIT("purple"), STR_INIT("yellow"), STR_INIT("brown"), STR_INIT("red"),
      STR_INIT("blue"), STR_INIT("white"), STR_INIT("black")}},
    {STR_INIT("an animal"),
     {STR_INIT("horse"), STR_INIT("otter"), STR_INIT("goose"), STR_INIT("badger"),
      STR_INIT("tiger"), STR_INIT("mouse"), STR_INIT("whale"), STR_INIT("sheep")}},
    {STR_INIT("a day of the week"),
     {STR_INIT("Monday"), STR_INIT("Tuesday"), STR_INIT("Wednesday"), STR_INIT("Thursday"),
      STR_INIT("Friday"), STR_INIT("Saturday"), STR_INIT("Sunday"), STR_INIT("Friday")}},
    {STR_INIT("a piece of furniture"),
     {STR_INIT("table"), STR_INIT("chair"), STR_INIT("wardrobe"), STR_INIT("sofa"),
      STR_INIT("desk"), STR_INIT("bookcase"), STR_INIT("stool"), STR_INIT("cupboard")}},
    {STR_INIT("a fruit"),
     {STR_INIT("apple"), STR_INIT("cherry"), STR_INIT("banana"), STR_INIT("pear"),
      STR_INIT("grape"), STR_INIT("melon"), STR_INIT("apricot"), STR_INIT("quince")}},
    {STR_INIT("something to wear"),
     {STR_INIT("jacket"), STR_INIT("trousers"), STR_INIT("scarf"), STR_INIT("shirt"),
      STR_INIT("glove"), STR_INIT("sock"), STR_INIT("hat"), STR_INIT("shoe")}},
    {STR_INIT("a tool"),
     {STR_INIT("hammer"), STR_INIT("saw"), STR_INIT("spanner"), STR_INIT("screwdriver"),
      STR_INIT("chisel"), STR_INIT("pliers"), STR_INIT("drill"), STR_INIT("rake")}},
};

static size_t pick(struct random *r, size_t count)
{
    return (size_t)random_below(r, count);
}

static struct question ask_sum(struct random *r, struct arena *a)
{
    size_t x = 1 + pick(r, 9), y = 1 + pick(r, 9);
    bool minus = x > y && pick(r, 2) == 0;
    size_t result = minus ? x - y : x + y;
    return (struct question){
        .text = arena_printf(a, "How much is %.*s %s %.*s?", STR_ARG(numbers[x]),
                             minus ? "minus" : "plus", STR_ARG(numbers[y])),
        .answer = numbers[result],
        .answer2 = arena_printf(a, "%zu", result),
    };
}

/* Three words, one of them of the kind asked for, in any order. */
static struct question ask_kind(struct random *r, struct arena *a)
{
    size_t asked = pick(r, COUNT(kinds));
    size_t other = (asked + 1 + pick(r, COUNT(kinds) - 1)) % COUNT(kinds);
    size_t third = pick(r, COUNT(kinds));
    while (third == asked || third == other)
        third = (third + 1) % COUNT(kinds);
    struct str words[3] = {kinds[asked].words[pick(r, 8)], kinds[other].words[pick(r, 8)],
                           kinds[third].words[pick(r, 8)]};
    struct str answer = words[0];
    size_t place = pick(r, 3);
    words[0] = words[place];
    words[place] = answer;
    return (struct question){
        .text = arena_printf(a, "Which of these is %.*s: %.*s, %.*s or %.*s?",
                             STR_ARG(kinds[asked].name), STR_ARG(words[0]), STR_ARG(words[1]),
                             STR_ARG(words[2])),
        .answer = answer,
    };
}

static struct question ask_place(struct random *r, struct arena *a)
{
    static const char *const places[] = {"first", "second", "third", "last"};
    size_t begin = pick(r, COUNT(kinds)), asked = pick(r, COUNT(places));
    struct str words[4];
    for (size_t i = 0; i < 4; i++)
        words[i] = kinds[(begin + i) % COUNT(kinds)].words[pick(r, 8)];
    return (struct question){
        .text = arena_printf(a, "What is the %s word of these four: %.*s, %.*s, %.*s, %.*s?",
                             places[asked], STR_ARG(words[0]), STR_ARG(words[1]), STR_ARG(words[2]),
                             STR_ARG(words[3])),
        .answer = words[asked],
    };
}

static struct question ask_letter(struct random *r, struct arena *a)
{
    struct str word = kinds[pick(r, COUNT(kinds))].words[pick(r, 8)];
    bool last = pick(r, 2) == 0;
    return (struct question){
        .text = arena_printf(a, "Which letter does the word \"%.*s\" %s with?", STR_ARG(word),
                             last ? "end" : "begin"),
        .answer = str_slice(word, last ? word.n - 1 : 0, last ? word.n : 1),
    };
}

struct question question_in_figures(uint64_t seed, struct arena *a)
{
    struct random r = random_seeded(seed);
    size_t x = 11 + pick(&r, 80), y = 2 + pick(&r, 8);
    return (struct question){
        .text = arena_printf(a, "%zu + %zu", x, y),
        .answer = arena_printf(a, "%zu", x + y),
    };
}

struct question question_make(uint64_t seed, struct arena *a)
{
    struct random r = random_seeded(seed);
    switch (pick(&r, 4)) {
    case 0:
        return ask_sum(&r, a);
    case 1:
        return ask_kind(&r, a);
    case 2:
        return ask_place(&r, a);
    default:
        return ask_letter(&r, a);
    }
}

/* Digits of any keyboard are those of the answer; nothing longer is one. */
static struct str plain_digits(struct str s, char out[static ANSWER_MAX])
{
    size_t n = 0;
    for (size_t at = 0, length; at < s.n && n + 4 < ANSWER_MAX; at += length) {
        uint32_t c = utf8_decode(s, at, &length);
        int digit = utf8_digit(c);
        if (c != UTF8_INVALID)
            n += utf8_encode(digit < 0 ? c : '0' + (uint32_t)digit, out + n);
    }
    return str_make(out, n);
}

bool question_answered(const struct question *q, struct str typed)
{
    char digits[ANSWER_MAX];
    struct str s = plain_digits(str_trim(typed), digits);
    if (str_ends(s, STR(".")))
        s = str_slice(s, 0, s.n - 1);
    return str_eq_ascii_case(s, q->answer) || (q->answer2.n > 0 && str_eq(s, q->answer2));
}
