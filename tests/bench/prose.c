#include "prose.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define WANTED_BYTES 163

static const char *const nouns[] = {
    "minister", "harbour",   "council",   "teacher",   "railway",    "border",  "report",
    "village",  "newspaper", "bridge",    "farmer",    "parliament", "treaty",  "neighbour",
    "hospital", "winter",    "budget",    "committee", "river",      "market",  "engineer",
    "station",  "question",  "answer",    "ferry",     "museum",     "orchard", "election",
    "library",  "mayor",     "fisherman", "school",
};
static const char *const verbs[] = {
    "explained", "followed",   "improved",  "welcomed",  "questioned", "rebuilt",
    "described", "visited",    "supported", "forgot",    "measured",   "defended",
    "crossed",   "remembered", "opened",    "mentioned",
};
static const char *const places[] = {
    "near the border",    "after the summer", "in the capital",     "during the talks",
    "before the meeting", "on the coast",     "without much noise", "for a good reason",
    "in this article",    "at the station",   "over the years",     "by the river",
};
static const char *const links[] = {
    "and I think", "but we know that", "because",   "while",
    "although",    "so perhaps",       "and still", "where",
};

/* Of towns and people, so that chance does not make two comments nearly the same. */
static const char *const syllables[] = {
    "bar", "den", "fel", "gar", "hol", "kin", "lan", "mer", "nor", "os",
    "pel", "ran", "sel", "tam", "ul",  "ver", "win", "yar", "zel", "thor",
};

static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u); /* SplitMix64 */
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

#define PICK(state, list) ((list)[next(state) % (sizeof(list) / sizeof(list)[0])])

static void name_make(uint64_t *state, char out[static 16])
{
    snprintf(out, 16, "%s%s%s", PICK(state, syllables), PICK(state, syllables),
             PICK(state, syllables));
    out[0] = (char)toupper((unsigned char)out[0]);
}

static size_t clause_make(uint64_t *state, char *out, size_t max)
{
    char town[16], person[16];
    name_make(state, town);
    name_make(state, person);
    return (size_t)snprintf(out, max, "the %s of %s %s the %s of %s %s", PICK(state, nouns), town,
                            PICK(state, verbs), PICK(state, nouns), person, PICK(state, places));
}

size_t prose_make(uint64_t number, char out[static PROSE_BYTES_MAX])
{
    uint64_t state = number;
    size_t n = 0;
    while (n < WANTED_BYTES) {
        size_t begin = n;
        n += clause_make(&state, out + n, PROSE_BYTES_MAX - n);
        if (next(&state) % 2 == 0) {
            n += (size_t)snprintf(out + n, PROSE_BYTES_MAX - n, ", %s ", PICK(&state, links));
            n += clause_make(&state, out + n, PROSE_BYTES_MAX - n);
        }
        out[begin] = (char)toupper((unsigned char)out[begin]);
        n += (size_t)snprintf(out + n, PROSE_BYTES_MAX - n, ". ");
    }
    out[--n] = '\0';
    return n;
}
