#include "policy/given.h"

#include <stddef.h>

#include "base/suggest.h"
#include "policy/fact_range.h"

struct given {
    const char *name;
    enum signal_kind kind;
    size_t offset; /* in struct judge_context */
    enum { ABOUT_NOBODY, ABOUT_AUTHOR, ABOUT_ARTICLE, ABOUT_CAMPAIGN } about;
};

#define PLACE(field) offsetof(struct judge_context, field)

static const struct given givens[] = {
    {"site.language", SIGNAL_STRING, PLACE(signals.site_language), ABOUT_NOBODY},
    {"site.title", SIGNAL_STRING, PLACE(signals.site_title), ABOUT_NOBODY},
    {"article.byline", SIGNAL_STRING, PLACE(signals.article_byline), ABOUT_NOBODY},
    {"article.text", SIGNAL_STRING, PLACE(signals.article_text), ABOUT_NOBODY},
    {"parent.text", SIGNAL_STRING, PLACE(signals.parent_text), ABOUT_NOBODY},
    {"author.staff", SIGNAL_BOOL, PLACE(author_is_staff), ABOUT_NOBODY},
    {"author.role", SIGNAL_STRING, PLACE(author_role), ABOUT_NOBODY},
    {"author.verified", SIGNAL_BOOL, PLACE(author_is_verified), ABOUT_AUTHOR},
    {"author.premoderated", SIGNAL_BOOL, PLACE(author_is_premoderated), ABOUT_AUTHOR},
    {"author.trust", SIGNAL_NUMBER, PLACE(author_trust), ABOUT_AUTHOR},
    {"author.verified_comments", SIGNAL_NUMBER, PLACE(author_verified_comments), ABOUT_AUTHOR},
    {"author.upheld_removals", SIGNAL_NUMBER, PLACE(author_upheld_removals), ABOUT_AUTHOR},
    {"author.upheld_here", SIGNAL_NUMBER, PLACE(upheld_here), ABOUT_AUTHOR},
    {"reports.readers", SIGNAL_NUMBER, PLACE(reports_readers), ABOUT_NOBODY},
    {"reports.here", SIGNAL_NUMBER, PLACE(reports_here), ABOUT_NOBODY},
    {"campaign.copies", SIGNAL_NUMBER, PLACE(campaign.copies), ABOUT_CAMPAIGN},
    {"campaign.accounts", SIGNAL_NUMBER, PLACE(campaign.accounts), ABOUT_CAMPAIGN},
    {"author.account_age_days", SIGNAL_NUMBER, PLACE(author_account_age_days), ABOUT_AUTHOR},
    {"author.published_comments", SIGNAL_NUMBER, PLACE(author_published_comments), ABOUT_AUTHOR},
    {"author.removed_comments", SIGNAL_NUMBER, PLACE(author_removed_comments), ABOUT_AUTHOR},
    {"author.comments_last_minute", SIGNAL_NUMBER, PLACE(signals.author.comments_last_minute),
     ABOUT_AUTHOR},
    {"author.comments_last_hour", SIGNAL_NUMBER, PLACE(signals.author.comments_last_hour),
     ABOUT_AUTHOR},
    {"thread.author_last_10_minutes", SIGNAL_NUMBER, PLACE(signals.author.thread_last_10_minutes),
     ABOUT_AUTHOR},
    {"thread.comments", SIGNAL_NUMBER, PLACE(article.thread_comments), ABOUT_ARTICLE},
    {"article.section", SIGNAL_STRING, PLACE(article.section), ABOUT_ARTICLE},
    {"article.age_hours", SIGNAL_NUMBER, PLACE(article.age_hours), ABOUT_ARTICLE},
    {"comment.is_reply", SIGNAL_BOOL, PLACE(is_reply), ABOUT_NOBODY},
};

#define GIVEN_COUNT (sizeof givens / sizeof givens[0])

static const struct given *find(struct str name)
{
    for (size_t i = 0; i < GIVEN_COUNT; i++)
        if (str_eq(name, str_from_cstr(givens[i].name)))
            return &givens[i];
    return NULL;
}

static enum rc fault_name(struct str name, struct problem *problem)
{
    struct suggestion near = suggest_begin(name);
    for (size_t i = 0; i < GIVEN_COUNT; i++)
        suggest_offer(&near, str_from_cstr(givens[i].name));
    if (near.best.n > 0)
        return problem_set(problem, RC_NOT_FOUND,
                           "\"%.*s\" cannot be given; did you mean \"%.*s\"?", STR_ARG(name),
                           STR_ARG(near.best));
    return problem_set(problem, RC_NOT_FOUND,
                       "\"%.*s\" cannot be given; docs/STANDARDS.md lists what can", STR_ARG(name));
}

static enum rc set_value(const struct given *g, char *field, struct str value)
{
    uint64_t number;
    bool yes = str_eq(value, STR("true"));
    switch (g->kind) {
    case SIGNAL_NUMBER:
        if (str_to_u64(value, &number) != RC_OK || number > INT64_MAX)
            return RC_INVALID;
        memcpy(field, &(int64_t){(int64_t)number}, sizeof(int64_t));
        return RC_OK;
    case SIGNAL_BOOL:
        if (!yes && !str_eq(value, STR("false")))
            return RC_INVALID;
        memcpy(field, &yes, sizeof yes);
        return RC_OK;
    case SIGNAL_STRING:
        memcpy(field, &value, sizeof value);
    }
    return RC_OK;
}

/* What can never be on a site would make conditions true that are proven never to be. */
static bool possible_word(struct str name, struct str value)
{
    return !str_eq(name, STR("author.role")) || fact_word_fits(NULL, FACT_AUTHOR_ROLE, value);
}

struct str given_value(struct str written)
{
    struct str s = str_trim(written);
    bool quoted = s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0];
    return quoted ? str_slice(s, 1, s.n - 1) : s;
}

enum rc given_set(struct judge_context *c, struct str name, struct str value,
                  struct problem *problem)
{
    const struct given *g = find(name);
    if (g == NULL)
        return fault_name(name, problem);
    if (set_value(g, (char *)c + g->offset, value) != RC_OK)
        return problem_set(problem, RC_INVALID, "%s must be %s, not \"%.*s\"", g->name,
                           g->kind == SIGNAL_BOOL ? "true or false" : "a whole number from 0",
                           STR_ARG(value));
    if (g->kind == SIGNAL_STRING && !possible_word(name, value))
        return problem_set(problem, RC_INVALID,
                           "%s is reader, author, moderator or administrator, not \"%.*s\"",
                           g->name, STR_ARG(value));
    c->signals.author.known |= g->about == ABOUT_AUTHOR;
    c->article.known |= g->about == ABOUT_ARTICLE;
    c->campaign.known |= g->about == ABOUT_CAMPAIGN;
    return RC_OK;
}
