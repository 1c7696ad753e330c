#include "lexgen_tongue.h"

#include <stdlib.h>

#include "signals/lexicon.h"

#define TONGUES_MAX 256

static struct lexicon_tongue tongues[TONGUES_MAX];
static unsigned tongue_count = 1;
static char codes[LEXICON_LANGUAGES_MAX][2];
static unsigned code_count;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "lexgen: too many %s\n", what);
    exit(1);
}

static uint32_t language_bit(struct str code)
{
    for (unsigned i = 0; i < code_count; i++) {
        if (memcmp(codes[i], code.p, 2) == 0)
            return 1u << i;
    }
    if (code_count == LEXICON_LANGUAGES_MAX)
        fail("languages");
    memcpy(codes[code_count], code.p, 2);
    return 1u << code_count++;
}

static uint8_t tongue_number(struct lexicon_tongue t)
{
    for (unsigned i = 0; i < tongue_count; i++) {
        if (memcmp(&tongues[i], &t, sizeof(t)) == 0)
            return (uint8_t)i;
    }
    if (tongue_count == TONGUES_MAX)
        fail("sets of languages");
    tongues[tongue_count] = t;
    return (uint8_t)tongue_count++;
}

bool tongue_read(struct str column, uint8_t *ret)
{
    struct lexicon_tongue t = {0};
    struct str code = str_split(&column, ' ');
    if (code.n != 2)
        return false;
    t.home = language_bit(code);
    while (column.p) {
        code = str_split(&column, ' ');
        if (code.n != 3 || code.p[0] != '-')
            return false;
        t.never |= language_bit(str_slice(code, 1, 3));
    }
    *ret = tongue_number(t);
    return true;
}

uint8_t tongue_own(uint8_t tongue, struct str language)
{
    struct lexicon_tongue t = tongues[tongue];
    t.only |= language_bit(language);
    return tongue_number(t);
}

uint8_t tongue_merge(uint8_t a, uint8_t b)
{
    struct lexicon_tongue t = {.home = tongues[a].home | tongues[b].home,
                               .never = tongues[a].never & tongues[b].never};
    if (tongues[a].only && tongues[b].only)
        t.only = tongues[a].only | tongues[b].only;
    return tongue_number(t);
}

void tongues_write(FILE *out)
{
    fprintf(out, "static const struct lexicon_tongue tongues[] = {");
    for (unsigned i = 0; i < tongue_count; i++)
        fprintf(out, "{0x%xu, 0x%xu, 0x%xu}, ", tongues[i].home, tongues[i].only, tongues[i].never);
    fprintf(out, "};\nstatic const char languages[] = \"");
    for (unsigned i = 0; i < code_count; i++)
        fprintf(out, "%.2s", codes[i]);
    fprintf(out, "\";\n\n");
}
