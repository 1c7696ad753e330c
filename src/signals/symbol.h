/*
 * The alphabet of the lexicons: what a folded character is when words are looked up.
 *
 * Shared by tools/lexgen.c, which compiles the lexicons, and src/signals, which reads text with
 * them, so that both always agree. Latin letters lose their accents, Cyrillic has its 32 letters, whose places Arabic ones
 * have in lexicons of theirs (symbol_arabic.h), and three symbols stand for more than a letter.
 */
#ifndef COMITY_SIGNALS_SYMBOL_H
#define COMITY_SIGNALS_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

enum symbol {
    SYMBOL_NONE = 0,
    SYMBOL_A = 1, /* a to z are 1 to 26 */
    SYMBOL_Z = 26,
    SYMBOL_CYRILLIC = 27, /* U+0430 to U+044F are 27 to 58 */
    SYMBOL_CYRILLIC_LAST = 58,
    SYMBOL_APOSTROPHE = 59,
    SYMBOL_SPACE = 60,  /* the gap between two words */
    SYMBOL_NUMBER = 61, /* digits with separators and a currency or per cent sign */
    SYMBOL_WORD = 62,   /* any one word */
    SYMBOL_COUNT = 64,
};

/* Three letters that open a word, or two and SYMBOL_NONE where it ends, in 15 bits, and one more for the script of the
 * first. */
#define OPENING_LETTERS  3
#define OPENING_CYRILLIC (1u << 5 * OPENING_LETTERS)
#define OPENING_COUNT    (2 * OPENING_CYRILLIC)

static inline uint32_t opening_with(uint32_t opening, unsigned letter)
{
    return (opening << 5 | (letter & 31)) & (OPENING_CYRILLIC - 1);
}

static inline uint32_t opening_script(unsigned first_letter)
{
    return first_letter >= SYMBOL_CYRILLIC ? OPENING_CYRILLIC : 0;
}

/* The plain letter of U+00DF to U+017F; '.' for signs. */
static inline uint8_t symbol_of_accented(uint32_t c)
{
    static const char plain[] = "saaaaaaaceeeeiiiidnooooo.ouuuuytyaaaaaaccccccccddddeeeeeeeee"
                                "egggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrr"
                                "rrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    char letter = plain[c - 0xdf];
    return letter == '.' ? SYMBOL_NONE : (uint8_t)(letter - 'a' + SYMBOL_A);
}

/* The letter symbol of a case-folded character, or SYMBOL_NONE. */
static inline uint8_t symbol_of(uint32_t c)
{
    if (c >= 'a' && c <= 'z')
        return (uint8_t)(c - 'a' + SYMBOL_A);
    if (c >= 0x430 && c <= 0x44f)
        return (uint8_t)(c - 0x430 + SYMBOL_CYRILLIC);
    if (c == 0x451) /* yo is written as ye */
        return (uint8_t)(0x435 - 0x430 + SYMBOL_CYRILLIC);
    if (c >= 0xdf && c < 0x180)
        return symbol_of_accented(c);
    return SYMBOL_NONE;
}

/* The character of a letter symbol. */
static inline uint32_t symbol_character(uint8_t symbol)
{
    if (symbol >= SYMBOL_A && symbol <= SYMBOL_Z)
        return (uint32_t)(symbol - SYMBOL_A + 'a');
    if (symbol >= SYMBOL_CYRILLIC && symbol <= SYMBOL_CYRILLIC_LAST)
        return (uint32_t)(symbol - SYMBOL_CYRILLIC + 0x430);
    return symbol == SYMBOL_APOSTROPHE ? '\'' : ' ';
}

#endif
