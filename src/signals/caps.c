/* Shouting: the share of capitals, and the words typed in nothing else. */
#include "signals/detect.h"

#include "base/utf8.h"

/* Under so many cased letters nobody can be said to shout. */
#define LETTERS_MIN 16
/* Longer words in capitals are not acronyms. */
#define ACRONYM_MAX 5
/* Words on either side that decide whether a short word in capitals is an acronym or part of a
 * shout. */
#define NEIGHBOURS 4

struct caps {
    const struct text *text;
    const size_t *words; /* indices of the word tokens */
    size_t count;
};

static bool neighbour_shouts(const struct caps *c, size_t word)
{
    size_t from = word > NEIGHBOURS ? word - NEIGHBOURS : 0;
    for (size_t i = from; i <= word + NEIGHBOURS && i < c->count; i++) {
        const struct token *k = &c->text->tokens[c->words[i]];
        if (i != word && k->upper && k->folded.end - k->folded.begin > ACRONYM_MAX)
            return true;
    }
    return false;
}

/* How many words in capitals stand together around this one. */
static size_t run_length(const struct caps *c, size_t word)
{
    size_t begin = word, end = word + 1;
    while (begin > 0 && word - begin < 3 && c->text->tokens[c->words[begin - 1]].upper)
        begin--;
    while (end < c->count && end - word < 3 && c->text->tokens[c->words[end]].upper)
        end++;
    return end - begin;
}

/* NATO, BBC, EU-US: short, in company that does not shout. */
static bool is_acronym(const struct caps *c, size_t word)
{
    const struct token *k = &c->text->tokens[c->words[word]];
    size_t letters = utf8_count(text_folded(c->text, k->folded));
    return letters <= ACRONYM_MAX && run_length(c, word) < 3 && !neighbour_shouts(c, word);
}

static size_t words_collect(const struct text *t, size_t *words)
{
    size_t count = 0;
    for (size_t i = 0; i < t->token_count; i++) {
        if (t->tokens[i].kind == TOKEN_WORD)
            words[count++] = i;
    }
    return count;
}

void detect_caps(struct detection *d)
{
    const struct text *t = d->text;
    size_t *words = ARENA_ARRAY(d->arena, t->token_count, size_t);
    struct caps c = {.text = t, .words = words};
    uint32_t forgiven = 0, shouted = 0;
    if (!words)
        return;
    c.count = words_collect(t, words);
    for (size_t i = 0; i < c.count; i++) {
        const struct token *k = &t->tokens[words[i]];
        if (!k->upper)
            continue;
        if (is_acronym(&c, i)) {
            forgiven += (uint32_t)utf8_count(text_folded(t, k->folded));
        } else {
            shouted++;
            detect_evidence(d, SIG_CAPS_WORDS, k->original, (struct str){0});
            detect_evidence(d, SIG_CAPS_RATIO, k->original, (struct str){0});
        }
    }
    detect_number(d, SIG_CAPS_WORDS, shouted);
    if (forgiven < t->upper_letters && t->cased_letters >= forgiven + LETTERS_MIN)
        detect_number(d, SIG_CAPS_RATIO,
                      (double)(t->upper_letters - forgiven) / (t->cased_letters - forgiven));
    else if (t->cased_letters >= LETTERS_MIN)
        detect_number(d, SIG_CAPS_RATIO, 0);
}
