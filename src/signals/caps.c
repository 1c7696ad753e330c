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

/* Shouted words that follow one another are one piece of evidence: a sentence is marked once, not word by word. */
static void put_run(struct detection *d, struct span *run)
{
    if (run->end > run->begin) {
        detect_evidence(d, SIG_CAPS_WORDS, *run, (struct str){0});
        detect_evidence(d, SIG_CAPS_RATIO, *run, (struct str){0});
    }
    *run = (struct span){0};
}

void detect_caps(struct detection *d)
{
    const struct text *t = d->text;
    size_t *words = ARENA_ARRAY(d->arena, t->token_count, size_t);
    struct caps c = {.text = t, .words = words};
    uint32_t forgiven = 0, shouted = 0;
    struct span run = {0};
    if (!words)
        return;
    c.count = words_collect(t, words);
    for (size_t i = 0; i < c.count; i++) {
        const struct token *k = &t->tokens[words[i]];
        if (k->upper && !is_acronym(&c, i)) {
            shouted++;
            run =
                (struct span){run.end > run.begin ? run.begin : k->original.begin, k->original.end};
            continue;
        }
        if (k->upper)
            forgiven += (uint32_t)utf8_count(text_folded(t, k->folded));
        /* A lone "I" neither shouts nor ends a shout. */
        if (k->upper || k->folded.end - k->folded.begin > 1)
            put_run(d, &run);
    }
    put_run(d, &run);
    detect_number(d, SIG_CAPS_WORDS, shouted);
    if (forgiven < t->upper_letters && t->cased_letters >= forgiven + LETTERS_MIN)
        detect_number(d, SIG_CAPS_RATIO,
                      (double)(t->upper_letters - forgiven) / (t->cased_letters - forgiven));
    else if (t->cased_letters >= LETTERS_MIN)
        detect_number(d, SIG_CAPS_RATIO, 0);
}
