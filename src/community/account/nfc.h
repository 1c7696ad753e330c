/*
 * Unicode Normalisation Form C for short strings (names, passwords), by libunistring. Private to src/community.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_NFC_H
#define COMITY_COMMUNITY_ACCOUNT_NFC_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

/* RC_INVALID for text that is not valid UTF-8 or holds NUL. */
enum rc nfc_normalise(struct arena *a, struct str s, struct str *ret) MUST_CHECK;

#endif
