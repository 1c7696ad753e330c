#include "policy/context_row.h"

#include <stddef.h>

#include "signals/correction.h"

#define PLACE(field) offsetof(struct judge_context, field)
#define CONTEXT_NUMBER(key, name, field, about)                                                    \
    {key, KIND_NUMBER, name, PLACE(field), 0, ABOUT_##about, 0},
#define CONTEXT_BOOL(key, name, field) {key, KIND_BOOL, name, PLACE(field), 0, ABOUT_NOBODY, 0},
#define CONTEXT_TEXT(key, name, field, about)                                                      \
    {key, KIND_TEXT, name, PLACE(field), 0, ABOUT_##about, 0},
#define CONTEXT_TALLIES(key, name, array, number)                                                  \
    {key, KIND_TALLIES, name, PLACE(array), PLACE(number), ABOUT_NOBODY, 0},
#define CONTEXT_NAMES(key, name, array, number)                                                    \
    {key, KIND_NAMES, name, PLACE(array), PLACE(number), ABOUT_NOBODY, 0},
#define CONTEXT_CORRECTION(key, name)                                                              \
    {key, KIND_CORRECTION, name, PLACE(signals.correction), 0, ABOUT_NOBODY, 0},
#define CONTEXT_SIGNAL(key, signal) {key, KIND_SIGNAL, NULL, 0, 0, ABOUT_NOBODY, SIG_##signal},

const struct context_row context_rows[] = {
#include "policy/context.def"
};
const size_t context_row_count = sizeof context_rows / sizeof context_rows[0];

int64_t context_number(const struct context_row *r, const struct judge_context *c)
{
    return *(const int64_t *)context_field(c, r->offset);
}

size_t context_count(const struct context_row *r, const struct judge_context *c)
{
    return *(const size_t *)context_field(c, r->count);
}

const char *context_name(const struct context_row *r)
{
    return r->kind == KIND_SIGNAL ? signal_table[r->signal].name : r->name;
}

static bool is_known(enum context_about about, const struct judge_context *c)
{
    switch (about) {
    case ABOUT_AUTHOR:
        return c->signals.author.known;
    case ABOUT_ARTICLE:
        return c->article.known;
    case ABOUT_CAMPAIGN:
        return c->campaign.known;
    case ABOUT_NOBODY:
        break;
    }
    return true;
}

static void make_known(enum context_about about, struct judge_context *c)
{
    c->signals.author.known |= about == ABOUT_AUTHOR;
    c->article.known |= about == ABOUT_ARTICLE;
    c->campaign.known |= about == ABOUT_CAMPAIGN;
}

/* The first row about somebody or something says that it is known at all. */
static bool is_first(const struct context_row *r)
{
    if (r->about == ABOUT_NOBODY)
        return false;
    for (const struct context_row *before = context_rows; before < r; before++)
        if (before->about == r->about)
            return false;
    return true;
}

bool context_given(const struct context_row *r, const struct judge_context *c,
                   const struct facts *facts, double *ret)
{
    if (facts != NULL) {
        *ret = facts->value[r->signal].number;
        return facts->value[r->signal].known;
    }
    for (size_t i = 0; i < c->signals.given_count; i++) {
        if (c->signals.given[i].signal == r->signal) {
            *ret = c->signals.given[i].number;
            return true;
        }
    }
    return false;
}

const struct correction *context_correction(const struct judge_context *c,
                                            const struct facts *facts)
{
    return facts != NULL ? facts->correction : c->signals.correction;
}

/* Domains matter to links alone, names to those who are named. */
static bool is_wanted(const struct context_row *r, const struct facts *facts)
{
    if (facts == NULL)
        return true;
    if (r->offset == PLACE(signals.site_domains))
        return facts->value[SIG_LINKS_COUNT].number > 0;
    if (r->offset == PLACE(signals.site_title) || r->offset == PLACE(signals.article_byline))
        return facts->value[SIG_PUBLISHER_MENTIONS].number > 0;
    return true;
}

bool context_is_written(const struct context_row *r, const struct judge_context *c,
                        const struct facts *facts)
{
    double number;
    if (!is_known(r->about, c) || !is_wanted(r, facts))
        return false;
    switch (r->kind) {
    case KIND_NUMBER:
        return context_number(r, c) != 0 || is_first(r);
    case KIND_BOOL:
        return *(const bool *)context_field(c, r->offset);
    case KIND_TEXT:
        return ((const struct str *)context_field(c, r->offset))->n > 0;
    case KIND_TALLIES:
    case KIND_NAMES:
        return context_count(r, c) > 0;
    case KIND_CORRECTION:
        return context_correction(c, facts) != NULL;
    case KIND_SIGNAL:
        break;
    }
    return context_given(r, c, facts, &number);
}

enum rc context_begin(struct context_reading *r, struct arena *a, struct judge_context *context)
{
    *context = (struct judge_context){0};
    *r = (struct context_reading){.arena = a, .context = context};
    r->given = ARENA_ARRAY(a, context_row_count, struct signal_given);
    return r->given != NULL ? RC_OK : RC_NO_MEMORY;
}

enum rc context_end(struct context_reading *r, enum rc rc, struct judge_context *ret)
{
    if (arena_failed(r->arena))
        return RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    r->context->signals.given = r->given;
    r->context->signals.given_count = r->given_count;
    *ret = *r->context;
    return RC_OK;
}

void *context_place(struct context_reading *in, size_t offset)
{
    return (char *)in->context + offset;
}

void context_set_number(struct context_reading *in, const struct context_row *r, int64_t number)
{
    memcpy(context_place(in, r->offset), &number, sizeof number);
    make_known(r->about, in->context);
}

void context_set_text(struct context_reading *in, const struct context_row *r, struct str text)
{
    memcpy(context_place(in, r->offset), &text, sizeof text);
    make_known(r->about, in->context);
}

void context_set_array(struct context_reading *in, const struct context_row *r, const void *array,
                       size_t count)
{
    memcpy(context_place(in, r->offset), &array, sizeof array);
    memcpy(context_place(in, r->count), &count, sizeof count);
}

enum rc context_set_correction(struct context_reading *in, struct str text)
{
    struct correction *c = ARENA_NEW(in->arena, struct correction);
    enum rc rc = c != NULL ? correction_parse(text, in->arena, c) : RC_NO_MEMORY;
    in->context->signals.correction = rc == RC_OK ? c : NULL;
    return rc;
}

enum rc context_set_signal(struct context_reading *in, const struct context_row *r, double number)
{
    for (size_t i = 0; i < in->given_count; i++)
        if (in->given[i].signal == r->signal)
            return RC_INVALID;
    in->given[in->given_count++] = (struct signal_given){r->signal, number};
    return RC_OK;
}
