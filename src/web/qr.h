/*
 * QR codes as one path of an SVG, made by libqrencode.
 *
 * Ownership: the path lives in the arena.
 */
#ifndef COMITY_WEB_QR_H
#define COMITY_WEB_QR_H

#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct qr {
    int64_t side;    /* in modules, with the quiet zone that readers want */
    struct str path; /* one rectangle a run of dark modules */
};
/* RC_TOO_LARGE for what no QR code holds. */
enum rc qr_make(struct str text, struct arena *a, struct qr *ret) MUST_CHECK;

#endif
