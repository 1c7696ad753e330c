#include "lexgen_openings.h"

#include <stdbool.h>
#include <string.h>

#include "signals/lexicon.h"

static const struct node *nodes;
static uint64_t openings[OPENING_COUNT / 64];
static uint32_t script; /* of the first letter */
static unsigned wanted; /* flags of the entries that are looked at; 0 for all */

static void opening_set_all(uint32_t opening, int letters)
{
    if (letters == OPENING_LETTERS)
        openings[(script | opening) / 64] |= 1ull << opening % 64;
    for (unsigned letter = 0; letters < OPENING_LETTERS && letter < 32; letter++)
        opening_set_all(opening_with(opening, letter), letters + 1);
}

static bool is_wanted(const struct node *n)
{
    return n->flags & LEXICON_END && (wanted == 0 || n->flags & wanted);
}

static bool leads_to_wanted(const struct node *n)
{
    bool found = is_wanted(n);
    for (uint32_t c = n->first; c && !found; c = nodes[c].next)
        found = leads_to_wanted(&nodes[c]);
    return found;
}

static bool has_split(const struct node *n)
{
    bool found = n->flags & LEXICON_SPLIT;
    for (uint32_t c = n->first; c && !found; c = nodes[c].next)
        found = has_split(&nodes[c]);
    return found;
}

/* Whether an entry may be found where a word ends at the node. */
static bool ends_or_leads_over_gap(const struct node *n)
{
    bool found = is_wanted(n) || has_split(n);
    for (uint32_t c = n->first; c && !found; c = nodes[c].next)
        found = nodes[c].symbol == SYMBOL_SPACE || nodes[c].symbol == SYMBOL_NUMBER;
    return found;
}

static void openings_collect(const struct node *n, uint32_t opening, int letters)
{
    bool goes_on = is_wanted(n) && n->flags & (LEXICON_OPEN | LEXICON_ANYWHERE);
    if (wanted && !leads_to_wanted(n))
        return;
    if (letters == OPENING_LETTERS || goes_on) {
        opening_set_all(opening, letters);
        return;
    }
    if (letters == OPENING_LETTERS - 1 && ends_or_leads_over_gap(n))
        opening_set_all(opening_with(opening, SYMBOL_NONE), OPENING_LETTERS);
    for (uint32_t c = n->first; c; c = nodes[c].next) {
        script = letters ? script : opening_script(nodes[c].symbol);
        if (nodes[c].symbol == SYMBOL_WORD)
            opening_set_all(opening, letters);
        if (nodes[c].symbol == SYMBOL_WORD && letters == 0) {
            script = 0; /* any word is one of either script */
            opening_set_all(opening, letters);
        }
        if (nodes[c].symbol <= SYMBOL_CYRILLIC_LAST)
            openings_collect(&nodes[c], opening_with(opening, nodes[c].symbol), letters + 1);
    }
}

static void table_write(FILE *out, const char *name, unsigned flags)
{
    memset(openings, 0, sizeof(openings));
    wanted = flags;
    openings_collect(&nodes[0], 0, 0);
    fprintf(out, "static const uint64_t %s[] = {", name);
    for (uint32_t i = 0; i < OPENING_COUNT / 64; i++)
        fprintf(out, "0x%llxu, ", (unsigned long long)openings[i]);
    fprintf(out, "};\n\n");
}

void openings_write(FILE *out, const struct node *trie)
{
    nodes = trie;
    table_write(out, "openings", 0);
    table_write(out, "within", LEXICON_ANYWHERE);
}
