/* The forms of a reader's page: what each sanction would be, said before it is made. */
#include "web/sanction_forms.h"

#include "community/comment/comment.h"
#include "web/moderated.h"
#include "web/reader_bulk.h"
#include "web/reader_page.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/views.h"

#define COMMENTS_OFFERED 50
#define OPTION_MAX       60

static struct str number(const struct request *r, int64_t n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

/* The comments a sanction may come of: the one the moderator came from, and the newest that did not stand. */
static enum rc offer_comments(struct request *r, const struct view_option **ret, size_t *ret_count)
{
    struct comment_own *own;
    size_t count, used = 1;
    int64_t next, chosen = request_query_id(r, "comment");
    if (r->given != NULL && str_to_i64(request_given(r, "comment"), &chosen) != RC_OK)
        chosen = 0;
    enum rc rc = comment_list_by_account(r->reader, &r->actor, r->params.id, 0, COMMENTS_OFFERED,
                                         r->arena, &own, &count, &next);
    struct view_option *options =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count + 1, struct view_option) : NULL;
    if (options == NULL)
        return rc == RC_OK ? RC_NO_MEMORY : rc;
    options[0] = (struct view_option){.name = STR("0"), .label = SAY(r, "None in particular")};
    for (size_t i = 0; i < count; i++) {
        const struct comment_view *c = &own[i].comment;
        if (c->status == COMMENT_DELETED ||
            (c->id != chosen && c->status == COMMENT_PUBLISHED && !own[i].has_decision))
            continue;
        options[used++] = (struct view_option){.name = number(r, c->id),
                                               .label = moderated_excerpt(r, c->body, OPTION_MAX),
                                               .selected = c->id == chosen};
    }
    *ret = options;
    *ret_count = used;
    return RC_OK;
}

/* --- the forms --- */

const struct view_option *sanction_forms_clauses(struct request *r, bool needed, struct str chosen,
                                                 size_t *ret_count)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    const struct standards_clause *clauses = NULL;
    size_t count = 0;
    if (judge != NULL)
        clauses = standards_clauses(judge_standards(community_judge_get(judge)), &count);
    struct view_option *options = ARENA_ARRAY(r->arena, count + 1, struct view_option);
    if (options != NULL)
        options[0] = (struct view_option){
            .name = STR(""), .label = needed ? SAY(r, "Choose a clause") : SAY(r, "None named")};
    for (size_t i = 0; options != NULL && i < count; i++)
        options[i + 1] = (struct view_option){.name = arena_dup(r->arena, clauses[i].slug),
                                              .label = views_clause_title(r, clauses[i].slug),
                                              .language = views_clause_language(r, clauses[i].slug),
                                              .selected = str_eq(clauses[i].slug, chosen)};
    community_judge_unref(judge);
    *ret_count = options != NULL ? count + 1 : 0;
    return options;
}

/* Each with the day it ends on, so that nobody has to count. */
static const struct view_option *offer_days(struct request *r, enum sanction_kind kind,
                                            struct str chosen, size_t *ret_count)
{
    static const int64_t suspended[] = {1, 3, 7, 14, 30, 90, 180};
    static const int64_t held[] = {0, 7, 30, 90, 365};
    bool suspends = kind == SANCTION_SUSPENSION;
    const int64_t *days = suspends ? suspended : held;
    size_t count = suspends ? sizeof suspended / sizeof *suspended : sizeof held / sizeof *held;
    int64_t now_ms = community_now_ms(request_community(r));
    struct view_option *options = ARENA_ARRAY(r->arena, count, struct view_option);
    *ret_count = 0;
    if (options == NULL || (!suspends && kind != SANCTION_PREMODERATION))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        struct str word = number(r, days[i]);
        struct str end = say_day(r, now_ms + days[i] * DAY_MS);
        options[i] = (struct view_option){
            .name = word,
            .label =
                days[i] == 0
                    ? SAY(r, "Until somebody ends it")
                    : SAY_WITH(r, "{0, plural, one {# day} other {# days}}, until {1}", word, end),
            .selected = chosen.n > 0 ? str_eq(chosen, word) : suspends && days[i] == 7};
    }
    *ret_count = count;
    return options;
}

struct desk {
    struct request *r;
    const struct sanction_sight *sight;
    const struct view_option *comments;
    size_t comment_count;
    struct str seen;
};

static void fill_given(struct desk *d, struct view_sanction_form *form)
{
    struct request *r = d->r;
    form->is_open = true;
    form->reason = request_given(r, "reason");
    form->grave = request_given(r, "grave");
    if (r->problem.message[0] != '\0')
        form->problem = request_problem(r);
}

static struct view_sanction_form make_form(struct desk *d, enum sanction_kind kind, struct str word,
                                           struct str key)
{
    struct request *r = d->r;
    const struct sanction_outlook *o = &d->sight->outlooks[kind];
    bool sent = reader_page_was_sent(r, word);
    struct view_sanction_form form = {
        .csrf = request_csrf(r),
        .action = reader_page_url(r),
        .word = word,
        .verb = sanction_words_verb(r, kind),
        .key = key,
        .is_grave = kind >= SANCTION_BLOCK,
        .seen = d->seen,
        .comments = d->comments,
        .comments_count = d->comment_count > 1 ? d->comment_count : 0,
        .needs_reasons = o->needs_reasons,
        .needs_grave = o->needs_grave,
        .is_final = o->is_final,
        .button = o->is_final ? SAY(r, "Block for good …") : sanction_words_verb(r, kind),
    };
    form.consequences = sanction_words_ahead(r, kind, o, d->sight->name, &form.consequences_count);
    form.days = offer_days(r, kind, sent ? request_given(r, "days") : STR(""), &form.days_count);
    if (kind == SANCTION_BLOCK)
        form.spans = reader_bulk_spans(r, true, sent ? request_given(r, "remove") : STR(""),
                                       &form.spans_count);
    form.clauses = sanction_forms_clauses(
        r, o->needs_reasons, sent ? request_given(r, "clause") : STR(""), &form.clauses_count);
    if (sent)
        fill_given(d, &form);
    return form;
}

/* Why some buttons are not there, each reason once. */
static enum rc say_barred(struct request *r, const struct sanction_sight *sight,
                          struct view_reader *view)
{
    struct view_consequence *items =
        ARENA_ARRAY(r->arena, SANCTION_KIND_COUNT, struct view_consequence);
    bool said[SANCTION_BAR_COUNT] = {false};
    if (items == NULL)
        return RC_NO_MEMORY;
    for (int kind = SANCTION_WARNING; kind < SANCTION_KIND_COUNT; kind++) {
        const struct sanction_outlook *o = &sight->outlooks[kind];
        if (o->bar == SANCTION_FREE || said[o->bar])
            continue;
        said[o->bar] = true;
        items[view->barred_count++] = (struct view_consequence){.text = sanction_words_bar(r, o)};
    }
    view->barred = items;
    return RC_OK;
}

enum rc sanction_forms_fill(struct request *r, const struct sanction_sight *sight,
                            struct view_reader *view)
{
    static const struct str words[] = {STR_INIT("warn"), STR_INIT("premoderate"),
                                       STR_INIT("suspend"), STR_INIT("block"), STR_INIT("delete")};
    static const struct str keys[] = {STR_INIT("w"), STR_INIT("p"), STR_INIT("s"), STR_INIT("b"),
                                      STR_INIT("x")};
    const size_t count = sizeof words / sizeof words[0];
    struct desk d = {
        .r = r, .sight = sight, .seen = number(r, sight->count > 0 ? sight->list[0].id : 0)};
    struct view_sanction_form *forms = ARENA_ARRAY(r->arena, count, struct view_sanction_form);
    enum rc rc = forms != NULL ? offer_comments(r, &d.comments, &d.comment_count) : RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++) {
        enum sanction_kind kind = (enum sanction_kind)(SANCTION_WARNING + i);
        if (sight->outlooks[kind].bar == SANCTION_FREE)
            forms[view->forms_count++] = make_form(&d, kind, words[i], keys[i]);
    }
    view->forms = forms;
    return say_barred(r, sight, view);
}
