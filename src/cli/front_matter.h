/*
 * Front matter: the `key: value` lines between two lines of `---` at the head of a Markdown file.
 *
 * Values are plain text to the end of the line; there is no YAML here. A key stands once and is one of those asked for.
 */
#ifndef COMITY_CLI_FRONT_MATTER_H
#define COMITY_CLI_FRONT_MATTER_H

#include "base/rc.h"
#include "base/str.h"

struct front_matter_field {
    struct str key;
    bool required;
    struct str value; /* filled in; empty when absent */
};

/* Fills `fields` and sets `ret_body` to what follows. RC_INVALID with the line for a missing fence, an unknown,
 * double or missing key. Views `document`. */
enum rc front_matter_read(struct str document, struct front_matter_field *fields, size_t count,
                          struct str *ret_body, struct problem *problem) MUST_CHECK;

#endif
