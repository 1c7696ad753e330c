/*
 * Arabic letters as symbols of a lexicon, in the places that Cyrillic letters have in others (symbol.h): a lexicon is of one
 * of the two alphabets, and its text is read through cells_arabic.
 *
 * Letters that are written for each other are one: alef with and without hamza or madda, yeh and alef maqsura, heh and teh
 * marbuta, and the Persian forms that keyboards have. Vowel points and the stretching of words are no letters at all.
 */
#ifndef COMITY_SIGNALS_SYMBOL_ARABIC_H
#define COMITY_SIGNALS_SYMBOL_ARABIC_H

#include <stdbool.h>

#include "signals/symbol.h"

#define SYMBOL_ARABIC_FIRST 0x621
#define SYMBOL_ARABIC_LAST  0x64a

/* Where a letter of U+0671 to U+06D5 is written for one of those. */
static inline uint32_t symbol_arabic_plain(uint32_t c)
{
    switch (c) {
    case 0x671:
        return 0x627;
    case 0x67e:
        return 0x628;
    case 0x698:
        return 0x632;
    case 0x6a4:
        return 0x641;
    case 0x6a9:
        return 0x643;
    case 0x6c1:
    case 0x6d5:
        return 0x647;
    case 0x6cc:
        return 0x64a;
    default:
        return c;
    }
}

/* The symbol of an Arabic letter, or SYMBOL_NONE. */
static inline uint8_t symbol_of_arabic(uint32_t c)
{
    static const uint8_t places[SYMBOL_ARABIC_LAST - SYMBOL_ARABIC_FIRST + 1] = {
        1,  2,  2,  28, 2,  29, 2, 3, 27, 4, 5, 6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 0,  0, 0, 0,  0, 0, 21, 22, 23, 24, 25, 26, 27, 28, 29, 29};
    uint32_t plain = symbol_arabic_plain(c);
    uint8_t place = plain == 0x6af   ? 30
                    : plain == 0x686 ? 31
                    : plain >= SYMBOL_ARABIC_FIRST && plain <= SYMBOL_ARABIC_LAST
                        ? places[plain - SYMBOL_ARABIC_FIRST]
                        : 0;
    return place ? (uint8_t)(SYMBOL_CYRILLIC + place - 1) : SYMBOL_NONE;
}

/* The character of a symbol that symbol_of_arabic gives. */
static inline uint32_t symbol_arabic_character(uint8_t symbol)
{
    static const uint16_t characters[] = {0x621, 0x627, 0x628, 0x62a, 0x62b, 0x62c, 0x62d, 0x62e,
                                          0x62f, 0x630, 0x631, 0x632, 0x633, 0x634, 0x635, 0x636,
                                          0x637, 0x638, 0x639, 0x63a, 0x641, 0x642, 0x643, 0x644,
                                          0x645, 0x646, 0x647, 0x648, 0x64a, 0x6af, 0x686};
    unsigned place = (unsigned)symbol - SYMBOL_CYRILLIC;
    return place < sizeof(characters) / sizeof(characters[0]) ? characters[place]
                                                              : symbol_character(symbol);
}

/* Vowel points, marks of recitation, and the bar that stretches a word. */
static inline bool symbol_arabic_skipped(uint32_t c)
{
    return c == 0x640 || c == 0x670 || (c >= 0x610 && c <= 0x61a) || (c >= 0x64b && c <= 0x65f) ||
           (c >= 0x6d6 && c <= 0x6ed && c != 0x6dd && c != 0x6de && c != 0x6e5 && c != 0x6e6);
}

#endif
