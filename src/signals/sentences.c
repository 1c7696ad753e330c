/* Text that is not broken into sentences: the longest stretch of words without an end mark or line
 * break. */
#include "signals/detect.h"

/* Words without an end mark that show it when they are nearly all of the comment, and in any case.
 */
#define MISSING_WORDS_MIN 40
#define MISSING_ALWAYS    120
/* The same for a stretch that is punctuated inside and ended: one long sentence, written with care. */
#define MISSING_CAREFUL 90

struct stretch {
    size_t words;
    bool punctuated, ended;
    struct span original;
};

/* Whether the folded bytes between two tokens, or a symbol, end a sentence. */
static bool is_end_mark(struct str s)
{
    static const struct str marks[] = {STR_INIT("."),  STR_INIT("!"),  STR_INIT("?"), STR_INIT("…"),
                                       STR_INIT("。"), STR_INIT("！"), STR_INIT("؟"), STR_INIT("।"),
                                       STR_INIT(";"),  STR_INIT(":")};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (str_eq(s, marks[i]))
            return true;
    }
    return false;
}

static bool breaks_before(const struct text *t, size_t i)
{
    const struct token *k = &t->tokens[i];
    size_t from = i ? t->tokens[i - 1].folded.end : 0;
    if (str_find_char(str_slice(t->folded, from, k->folded.begin), '\n', 0) != STR_NONE)
        return true;
    return k->kind == TOKEN_SYMBOL && is_end_mark(text_folded(t, k->folded));
}

static struct stretch longest_stretch(const struct text *t, size_t *ret_words)
{
    struct stretch now = {0}, longest = {0};
    size_t words = 0;
    for (size_t i = 0; i < t->token_count; i++) {
        const struct token *k = &t->tokens[i];
        if (breaks_before(t, i)) {
            longest.ended |= longest.original.end == now.original.end && k->kind == TOKEN_SYMBOL;
            now = (struct stretch){0};
        }
        if (k->kind == TOKEN_SYMBOL) {
            now.punctuated |= now.words > 0;
            continue;
        }
        now.original =
            (struct span){now.words ? now.original.begin : k->original.begin, k->original.end};
        now.words++;
        words++;
        if (now.words > longest.words)
            longest = now;
    }
    *ret_words = words;
    return longest;
}

void detect_sentences(struct detection *d)
{
    size_t words = 0;
    struct stretch longest = longest_stretch(d->text, &words);
    bool whole =
        longest.words * 10 >= words * 9; /* a well-made long sentence has others beside it */
    bool careful = longest.ended && longest.punctuated;
    size_t enough = careful ? MISSING_CAREFUL : MISSING_WORDS_MIN;
    bool missing = longest.words >= MISSING_ALWAYS || (longest.words >= enough && whole);
    detect_number(d, SIG_SENTENCES_LONGEST, (double)longest.words);
    detect_bool(d, SIG_SENTENCES_MISSING, missing);
    if (longest.words >= MISSING_WORDS_MIN) {
        detect_evidence(d, SIG_SENTENCES_LONGEST, longest.original, (struct str){0});
        if (missing)
            detect_evidence(d, SIG_SENTENCES_MISSING, longest.original, (struct str){0});
    }
}
