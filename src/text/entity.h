/*
 * Character references of HTML ("&amp;", "&#8212;", "&#x2014;") to characters.
 *
 * Must not: accept what is not a Unicode scalar value, or NUL.
 */
#ifndef COMITY_TEXT_ENTITY_H
#define COMITY_TEXT_ENTITY_H

#include <stdint.h>

#include "base/str.h"

/* The character that `reference`, from "&" to ";", stands for; 0 when it is none. */
uint32_t entity_decode(struct str reference);

#endif
