/*
 * Help for an author who may be in need: the clause about suicide and self-harm, given whole and first, instead of words
 * to answer for.
 *
 * It is offered for what somebody says of themselves or describes. What the clause removes outright is said to another
 * ("go and ..."), and its author is told so like anybody else.
 *
 * Must not: point at words of the text.
 */
#ifndef COMITY_WEB_HELP_H
#define COMITY_WEB_HELP_H

#include "policy/verdict.h"
#include "text/html.h"
#include "web/request.h"

struct help {
    struct html prose; /* p NULL: none is offered */
    struct str clause;
    struct url address;
    bool comes_alone; /* this is what decided: nothing else needs telling */
};

struct help help_for(const struct request *r, const struct verdict *v);

#endif
