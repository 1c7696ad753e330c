#include "text/entity.h"

#include <libxml/HTMLparser.h>

#define NAME_MAX_BYTES 16

static uint32_t decode_number(struct str digits, uint32_t base)
{
    uint32_t value = 0;
    if (digits.n == 0 || digits.n > 8)
        return 0;
    for (size_t i = 0; i < digits.n; i++) {
        char c = char_lower(digits.p[i]);
        uint32_t digit = char_is_digit(c) ? (uint32_t)(c - '0') : (uint32_t)(c - 'a') + 10;
        if (digit >= base)
            return 0;
        value = value * base + digit;
        if (value > 0x10FFFF)
            return 0;
    }
    return value >= 0xD800 && value <= 0xDFFF ? 0 : value;
}

uint32_t entity_decode(struct str reference)
{
    char name[NAME_MAX_BYTES + 1];
    if (reference.n < 4 || reference.p[0] != '&' || reference.p[reference.n - 1] != ';')
        return 0;
    struct str inner = str_slice(reference, 1, reference.n - 1);
    if (inner.p[0] == '#') {
        bool hex = inner.n > 1 && char_lower(inner.p[1]) == 'x';
        return decode_number(str_slice(inner, hex ? 2 : 1, inner.n), hex ? 16 : 10);
    }
    if (inner.n > NAME_MAX_BYTES)
        return 0;
    memcpy(name, inner.p, inner.n);
    name[inner.n] = '\0';
    if (strcmp(name, "colon") == 0)
        return ':';
    const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)name);
    return known ? known->value : 0;
}
