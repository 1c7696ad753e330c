#include "community/account/password_common.h"

#include "base/utf8.h"

static const struct str stale[] = {
#define PASSWORD_STALE(word) STR_INIT(word),
#include "community/account/password_common.def"
};
static const struct str plain[] = {
#define PASSWORD_PLAIN(word) STR_INIT(word),
#include "community/account/password_common.def"
};
static const struct str rows[] = {
#define PASSWORD_ROW(letters) STR_INIT(letters),
#include "community/account/password_common.def"
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
/* Fewer letters along a keyboard stand in words too. */
#define WALK_LETTERS_MIN 4
#define SAME_LETTERS_MIN 3
#define NO_WORD          COUNT(plain)

static struct str letter_at(struct str s, size_t at)
{
    size_t n;
    (void)utf8_decode(s, at, &n);
    return str_slice(s, at, at + n);
}

/* Bytes of the longest word of the list that `s` begins with. */
static size_t longest_word(struct str s, const struct str *list, size_t count, size_t *ret_which)
{
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].n > longest && str_starts(s, list[i])) {
            longest = list[i].n;
            *ret_which = i;
        }
    }
    return longest;
}

static size_t previous_letter(struct str row, size_t at)
{
    do
        at--;
    while (!utf8_boundary(row, at));
    return at;
}

/* Bytes that `s` shares with `row` from `at` on, letter by letter in one direction; 0 for fewer than a walk's. */
static size_t walk_from(struct str s, struct str row, size_t at, bool backwards)
{
    size_t n = 0, letters = 0;
    while (n < s.n && at < row.n) {
        struct str letter = letter_at(row, at);
        if (!str_starts(str_slice(s, n, s.n), letter))
            break;
        n += letter.n;
        letters++;
        if (backwards && at == 0)
            break;
        at = backwards ? previous_letter(row, at) : at + letter.n;
    }
    return letters >= WALK_LETTERS_MIN ? n : 0;
}

static size_t longest_walk(struct str s)
{
    size_t longest = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t at = 0; at < rows[i].n; at += letter_at(rows[i], at).n) {
            size_t forth = walk_from(s, rows[i], at, false);
            size_t back = walk_from(s, rows[i], at, true);
            size_t n = forth > back ? forth : back;
            longest = n > longest ? n : longest;
        }
    }
    return longest;
}

static size_t same_letters(struct str s)
{
    struct str letter = letter_at(s, 0);
    size_t n = 0;
    while (str_starts(str_slice(s, n, s.n), letter))
        n += letter.n;
    return n >= letter.n * SAME_LETTERS_MIN ? n : 0;
}

/* Bytes at the beginning of `s` that everybody would try. `ret_word`: the plain word they are, or NO_WORD. */
static size_t common_part(struct str s, size_t *ret_word)
{
    size_t other, word = NO_WORD;
    size_t best = longest_word(s, stale, COUNT(stale), &other);
    size_t plain_n = longest_word(s, plain, COUNT(plain), &word);
    size_t walk = longest_walk(s), same = same_letters(s);
    best = walk > best ? walk : best;
    best = same > best ? same : best;
    *ret_word = plain_n > best ? word : NO_WORD;
    return plain_n > best ? plain_n : best;
}

static size_t weight(struct str letter)
{
    if (letter.n == 1)
        return char_is_alpha(letter.p[0]) ? 1 : 0;
    return letter.n == 2 ? 1 : 2;
}

struct password_share password_common_look(struct str closed)
{
    struct password_share share = {0};
    bool seen[COUNT(plain)] = {0};
    for (size_t at = 0; at < closed.n;) {
        struct str rest = str_slice(closed, at, closed.n);
        size_t word, n = common_part(rest, &word);
        if (n > 0 && word != NO_WORD && !seen[word]) {
            seen[word] = true;
            share.words++;
        }
        if (n == 0) {
            struct str letter = letter_at(rest, 0);
            share.letters += weight(letter);
            n = letter.n;
        }
        at += n;
    }
    return share;
}
