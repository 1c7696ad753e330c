/*
 * Punycode (RFC 3492), the encoding half: a label of an international host name in ASCII.
 */
#ifndef COMITY_TEXT_PUNYCODE_H
#define COMITY_TEXT_PUNYCODE_H

#include "base/arena.h"
#include "base/str.h"

/* Longest label of a host name, in bytes, "xn--" included (RFC 1035). */
#define PUNYCODE_LABEL_MAX 63

/* Writes "xn--" and the code of `label`, valid UTF-8 in lower case, to `out`. RC_INVALID when that
 * is longer than a label may be. */
enum rc punycode_encode(struct str label, char out[static PUNYCODE_LABEL_MAX],
                        size_t *ret_length) MUST_CHECK;

#endif
