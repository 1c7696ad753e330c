/*
 * One reader as moderators see them: how the account stands, what would follow from each decision, what was decided before,
 * and what they wrote.
 */
#include "community/comment.h"
#include "community/trust.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/pages.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/views.h"

#define COMMENTS_PER_PAGE 20
#define COMMENTS_OFFERED  50
#define EXCERPT_MAX       100
#define OPTION_MAX        60
#define FACTS_MAX         8

static struct url page_url(const struct request *r)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "/moderation/reader/%lld", (long long)r->params.id));
}

static struct str number(const struct request *r, int64_t n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

static bool was_sent(const struct request *r, struct str word)
{
    return r->given != NULL && str_eq(request_given(r, "do"), word);
}

/* --- what they wrote --- */

static struct view_queue_item comment_item(const struct request *r, const struct comment_own *own)
{
    const struct comment_view *c = &own->comment;
    return (struct view_queue_item){
        .address = url_local(r->arena,
                             arena_printf(r->arena, "/moderation/comment/%lld", (long long)c->id)),
        .status = views_status(r, comment_status_name(c->status)),
        .author = own->article_headline,
        .time = say_time(r, c->created_ms),
        .time_iso = dates_iso(request_zone(r), c->created_ms, r->arena),
        .excerpt = moderated_excerpt(r, c->body, EXCERPT_MAX),
        .clause = own->has_decision ? views_clause_title(r, own->decision.clause)
                                    : (struct str){.p = NULL},
    };
}

static enum rc fill_comments(struct request *r, struct view_reader *view)
{
    struct comment_own *own;
    size_t count;
    int64_t next;
    enum rc rc =
        comment_list_by_account(r->reader, &r->actor, r->params.id, request_query_id(r, "before"),
                                COMMENTS_PER_PAGE, r->arena, &own, &count, &next);
    struct view_queue_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_queue_item) : NULL;
    if (items == NULL)
        return rc == RC_OK ? RC_NO_MEMORY : rc;
    for (size_t i = 0; i < count; i++)
        items[i] = comment_item(r, &own[i]);
    view->comments = items;
    view->comments_count = count;
    if (next != 0)
        view->older = url_with_query(r->arena, page_url(r), STR("before"), number(r, next));
    return RC_OK;
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

static const struct view_option *offer_clauses(struct request *r, bool needed, struct str chosen,
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
    int64_t now_ms = community_now_ms(request_community(r)), day_ms = (int64_t)24 * 60 * 60 * 1000;
    struct view_option *options = ARENA_ARRAY(r->arena, count, struct view_option);
    *ret_count = 0;
    if (options == NULL || (!suspends && kind != SANCTION_PREMODERATION))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        struct str word = number(r, days[i]);
        struct str end = say_day(r, now_ms + days[i] * day_ms);
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
    bool sent = was_sent(r, word);
    struct view_sanction_form form = {
        .csrf = request_csrf(r),
        .action = page_url(r),
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
        .button = o->is_final ? SAY(r, "Block for good") : sanction_words_verb(r, kind),
    };
    form.consequences = sanction_words_ahead(r, kind, o, d->sight->name, &form.consequences_count);
    form.days = offer_days(r, kind, sent ? request_given(r, "days") : STR(""), &form.days_count);
    form.clauses = offer_clauses(r, o->needs_reasons, sent ? request_given(r, "clause") : STR(""),
                                 &form.clauses_count);
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

static enum rc fill_forms(struct request *r, const struct sanction_sight *sight,
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

/* --- what is in force, and what was --- */

static struct view_sanction_lift lift_item(struct request *r, const struct sanction *s, bool first)
{
    struct view_sanction_item whole = sanction_words_item(r, s, false);
    struct str id = number(r, s->id);
    bool sent = was_sent(r, STR("lift")) && str_eq(request_given(r, "sanction"), id);
    struct view_sanction_lift item = {
        .csrf = request_csrf(r),
        .action = url_local(r->arena, arena_printf(r->arena, "%.*s/end", STR_ARG(page_url(r).s))),
        .id = id,
        .name = whole.name,
        .state =
            s->kind == SANCTION_WARNING ? SAY(r, "They have not confirmed it yet.") : whole.state,
        .is_warning = s->kind == SANCTION_WARNING,
        .is_open = sent,
        .why = sent ? request_given(r, "why") : STR(""),
    };
    if (first)
        item.key = STR("l");
    if (!sanction_is_liftable(request_community(r), s))
        item.refusal = SAY(r, "In literal mode nobody can lift a second block.");
    if (sent && r->problem.message[0] != '\0')
        item.problem = request_problem(r);
    return item;
}

static enum rc fill_lists(struct request *r, const struct sanction_sight *sight,
                          struct view_reader *view)
{
    int64_t now_ms = community_now_ms(request_community(r));
    struct view_sanction_item *items =
        ARENA_ARRAY(r->arena, sight->count, struct view_sanction_item);
    struct view_sanction_lift *lifts =
        ARENA_ARRAY(r->arena, sight->count, struct view_sanction_lift);
    if (items == NULL || lifts == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < sight->count; i++) {
        items[i] = sanction_words_item(r, &sight->list[i], false);
        if (sight->may_decide && sanction_in_force(&sight->list[i], now_ms)) {
            lifts[view->in_force_count] = lift_item(r, &sight->list[i], view->in_force_count == 0);
            view->in_force_count++;
        }
    }
    view->history = items;
    view->history_count = sight->count;
    view->in_force = lifts;
    return RC_OK;
}

/* --- about the reader --- */

static void put_fact(struct view_fact_row *rows, size_t *count, struct str name, struct str value)
{
    if (*count < FACTS_MAX)
        rows[(*count)++] = (struct view_fact_row){.name = name, .value = value};
}

static void fill_facts(struct request *r, const struct sanction_sight *sight,
                       struct view_reader *view)
{
    struct view_fact_row *rows = ARENA_ARRAY(r->arena, FACTS_MAX, struct view_fact_row);
    struct trust_view trust;
    size_t count = 0;
    if (rows == NULL)
        return;
    put_fact(rows, &count, SAY(r, "User ID"), number(r, r->params.id));
    put_fact(rows, &count, SAY(r, "Joined"), say_day(r, id_time_ms(r->params.id)));
    put_fact(rows, &count, SAY(r, "Published"), number(r, sight->published_count));
    put_fact(rows, &count, SAY(r, "Removed"), number(r, sight->removed_count));
    if (trust_get(r->reader, &r->actor, r->params.id, r->arena, &trust) == RC_OK) {
        put_fact(rows, &count, SAY(r, "Trust"),
                 SAY_WITH(r, "{0}, points: {1}", trust.level, number(r, trust.points)));
        put_fact(rows, &count, SAY(r, "Found good by a person"), number(r, trust.verified));
        put_fact(rows, &count, SAY(r, "Removals that stood"), number(r, trust.upheld));
    }
    view->facts = rows;
    view->facts_count = count;
}

static struct str mode_words(struct request *r)
{
    return sanction_mode(request_community(r)) == SANCTION_LITERAL
               ? SAY(r, "This site works in literal mode: blocks come without prior notice, and a "
                        "second block is final.")
               : SAY(r, "This site works in DSA mode: a suspension, a block or a deletion comes "
                        "after a "
                        "warning or with words on why it cannot wait; reasons go out at once, and "
                        "somebody else decides on an appeal.");
}

static struct str done_words(struct request *r)
{
    struct str done = request_query(r, "done");
    enum sanction_kind kind;
    if (r->given == NULL && str_eq(done, STR("lift")))
        return SAY(r, "Ended. The reader is told.");
    if (r->given == NULL && sanction_kind_parse(done, &kind) == RC_OK)
        return SAY_WITH(r, "Done: {0}. The reader is told.", sanction_words_name(r, kind));
    return (struct str){.p = NULL};
}

static void describe(struct request *r, const struct sanction_sight *sight,
                     struct view_reader *view)
{
    view->name = sight->name.n > 0 ? sight->name : SAY(r, "A deleted account");
    view->initials = views_initials(r->arena, view->name);
    view->hue = views_hue(r->params.id);
    view->badge = views_badge(r, sight->role);
    view->profile = views_profile_url(r, r->params.id);
    view->standing = sight->name.n > 0
                         ? sanction_words_standing(r, sight->list, sight->count, false)
                         : SAY(r, "Its owner has deleted this account.");
    view->is_restricted = sight->status != ACCOUNT_ACTIVE;
    view->mode = mode_words(r);
    if (!sight->may_decide)
        view->refusal = sight->is_own
                            ? SAY(r, "This account is your own: another moderator decides on it.")
                            : SAY(r, "Only an administrator can decide on a member of staff.");
}

static void show(struct request *r, bool stale)
{
    struct sanction_sight sight;
    struct view_reader view = {.notice = done_words(r)};
    struct layout layout = {.staff = true};
    enum rc rc = sanction_look(r->reader, &r->actor, r->params.id, r->arena, &sight);
    if (rc == RC_OK)
        rc = fill_lists(r, &sight, &view);
    if (rc == RC_OK && sight.may_decide)
        rc = fill_forms(r, &sight, &view);
    if (rc == RC_OK && sight.status != ACCOUNT_DELETED)
        rc = fill_comments(r, &view);
    if (rc == RC_OK) {
        describe(r, &sight, &view);
        fill_facts(r, &sight, &view);
        layout.title = view.name;
        rc = layout_make(r, &layout, &view.head, &view.foot);
    }
    if (stale) {
        view.notice = request_problem(r);
        view.is_problem = true;
    }
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_reader_render, &view);
}

void pages_reader(struct request *r)
{
    show(r, false);
}

/* --- deciding --- */

static void answered(struct request *r, enum rc rc, struct str done)
{
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, page_url(r), STR("done"), done));
        return;
    }
    if (rc != RC_CONFLICT && rc != RC_INVALID && rc != RC_TOO_LARGE && rc != RC_FORBIDDEN) {
        request_fail(r, rc);
        return;
    }
    request_note_refusal(r, rc);
    show(r, true);
}

static void given(struct request *r, enum rc rc)
{
    answered(r, rc, request_given(r, "do"));
}

static void lifted(struct request *r, enum rc rc)
{
    answered(r, rc, STR("lift"));
}

/* What was sent as a number; an empty field is 0. */
static enum rc read_number(const struct checked_form *form, const char *field, int64_t *ret)
{
    struct str s = checked_form_get(form, field);
    *ret = 0;
    return s.n == 0 ? RC_OK : str_to_i64(s, ret);
}

void pages_reader_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do",    "seen",    "days",  "clause", "reason",
                                         "grave", "comment", "final", NULL};
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct sanction_order *op = ARENA_NEW(r->arena, struct sanction_order);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    enum rc rc = sanction_kind_parse(checked_form_get(form, "do"), &op->kind);
    if (rc == RC_OK)
        rc = str_to_i64(checked_form_get(form, "seen"), &op->seen_id);
    if (rc == RC_OK && op->seen_id < 0)
        rc = RC_INVALID;
    if (rc == RC_OK)
        rc = read_number(form, "days", &op->days);
    if (rc == RC_OK)
        rc = read_number(form, "comment", &op->comment_id);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    op->clause = checked_form_get(form, "clause");
    op->reason = str_trim(checked_form_get(form, "reason"));
    op->grave = str_trim(checked_form_get(form, "grave"));
    op->knows_final = checked_form_has(form, "final");
    request_wait(r, &op->job, given);
    request_submitted(r, sanction_give_submit(&op->job));
}

void pages_reader_end_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "sanction", "end", "why", NULL};
    if (!checked_form_only(r, form, fields, "sanction"))
        return;
    struct sanction_lift_order *op = ARENA_NEW(r->arena, struct sanction_lift_order);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    struct str end = checked_form_get(form, "end");
    if (str_to_i64(checked_form_get(form, "sanction"), &op->lifting.sanction_id) != RC_OK) {
        request_fail(r, RC_INVALID);
        return;
    }
    op->actor = r->actor;
    op->lifting.account_id = r->params.id;
    op->lifting.end = str_eq(end, STR("lift"))    ? SANCTION_LIFTED
                      : str_eq(end, STR("annul")) ? SANCTION_ANNULLED
                                                  : SANCTION_STANDS;
    op->lifting.why = str_trim(checked_form_get(form, "why"));
    request_wait(r, &op->job, lifted);
    request_submitted(r, sanction_lift_submit(&op->job));
}
