/*
 * A row of the settings table in words: for `comity settings` and for the reference page alike.
 *
 * Must not: know the values in force; those are the configuration's.
 */
#ifndef COMITY_CLI_SETTING_TEXT_H
#define COMITY_CLI_SETTING_TEXT_H

#include "base/config.h"

/* The default as it would stand in a file. */
void setting_text_put_preset(struct buf *out, const struct setting_info *s);
/* What it may be: "1 to 60 seconds", "on or off", "text". */
void setting_text_put_range(struct buf *out, const struct setting_info *s);

#endif
