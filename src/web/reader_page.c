/*
 * One reader as moderators see them: how the account stands, what would follow from each decision, what was decided before,
 * and what they wrote.
 */
#include "community/comment/comment.h"
#include "community/discipline/redress.h"
#include "community/mail/mail_bounce.h"
#include "community/moderation/trust.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/reader_bulk.h"
#include "web/reader_page.h"
#include "web/redress_words.h"
#include "web/sanction_forms.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/views.h"

#define COMMENTS_PER_PAGE 20
#define EXCERPT_MAX       100
#define FACTS_MAX         10

struct url reader_page_url(const struct request *r)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "/moderation/reader/%lld", (long long)r->params.id));
}

static struct str number(const struct request *r, int64_t n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

bool reader_page_was_sent(const struct request *r, struct str word)
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
        .clause_language = views_clause_language(r, own->decision.clause),
        .text_language = views_text_language(r),
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
        view->older = url_with_query(r->arena, reader_page_url(r), STR("before"), number(r, next));
    return RC_OK;
}

/* --- what is in force, and what was --- */

static struct view_sanction_lift lift_item(struct request *r, const struct sanction *s, bool first)
{
    struct view_sanction_item whole = sanction_words_item(r, s, false);
    struct str id = number(r, s->id);
    bool sent = reader_page_was_sent(r, STR("lift")) && str_eq(request_given(r, "sanction"), id);
    struct view_sanction_lift item = {
        .csrf = request_csrf(r),
        .action =
            url_local(r->arena, arena_printf(r->arena, "%.*s/end", STR_ARG(reader_page_url(r).s))),
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

/* Whether what is sent to them arrives; nothing is said where it does. */
static void put_mail_facts(struct request *r, struct view_fact_row *rows, size_t *count)
{
    struct mail_bounce_view bounce;
    if (mail_bounce_look(request_community(r), r->reader->db, r->params.id, r->arena, &bounce) !=
        RC_OK)
        return;
    if (bounce.failed_ms > 0)
        put_fact(rows, count, SAY(r, "Mail"),
                 SAY_WITH(r, "Their address has not accepted mail since {0}.",
                          say_day(r, bounce.failed_ms)));
    else if (bounce.soft_count > 0)
        put_fact(
            rows, count, SAY(r, "Mail"),
            SAY_WITH(r, "A mail to them did not arrive, last on {0}.", say_day(r, bounce.last_ms)));
    if (bounce.complained_ms > 0)
        put_fact(rows, count, SAY(r, "Complaint"),
                 SAY_WITH(r, "They called a mail of ours unwanted on {0}.",
                          say_day(r, bounce.complained_ms)));
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
    put_fact(rows, &count, SAY_IN(r, "comments", "Published"),
             say_number(r, sight->published_count));
    put_fact(rows, &count, SAY_IN(r, "comments", "Removed"), say_number(r, sight->removed_count));
    if (trust_get(r->reader, &r->actor, r->params.id, r->arena, &trust) == RC_OK) {
        put_fact(rows, &count, SAY(r, "Trust"),
                 SAY_WITH(r, "{0}, points: {1}", views_level(r->words, trust.level),
                          say_number(r, trust.points)));
        put_fact(rows, &count, SAY(r, "Found good by a person"), say_number(r, trust.verified));
        put_fact(rows, &count, SAY(r, "Removals that stood"), say_number(r, trust.upheld));
    }
    put_mail_facts(r, rows, &count);
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
    int64_t count = request_query_id(r, "removed");
    if (r->given == NULL && count > 0)
        return SAY_WITH(r,
                        "Done: {0, plural, one {# comment goes} other {# comments go}}. The reader "
                        "is told once, when all are through.",
                        number(r, count));
    if (r->given == NULL && str_eq(done, STR("undo")))
        return SAY(r, "Taken back. What was not decided otherwise meanwhile is as it was before.");
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
    if (access_allows(&r->actor, ACTION_SEARCH_ACCOUNTS, 0))
        view->security = url_local(r->arena, arena_printf(r->arena, "/admin/users/%lld/security",
                                                          (long long)r->params.id));
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

/* What they wrote about it, newest first: as many as stand on a page of the desk. */
static enum rc fill_cases(struct request *r, struct view_reader *view)
{
    struct redress_item *items;
    size_t count;
    enum rc rc = redress_list_of(r->reader, &r->actor, r->params.id, 0, r->arena, &items, &count);
    struct view_line *lines = rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_line) : NULL;
    if (rc != RC_OK || lines == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct view_line){.address = redress_words_room_url(r, items[i].id),
                                      .headline = redress_words_name(r, items[i].kind),
                                      .note = redress_words_state(r, &items[i])};
    view->cases = lines;
    view->cases_count = count;
    return RC_OK;
}

void reader_page_show(struct request *r, bool stale)
{
    struct sanction_sight sight;
    struct view_reader view = {.notice = done_words(r)};
    struct layout layout = {.staff = true};
    enum rc rc = sanction_look(r->reader, &r->actor, r->params.id, r->arena, &sight);
    if (rc == RC_OK)
        rc = fill_lists(r, &sight, &view);
    if (rc == RC_OK && sight.may_decide)
        rc = sanction_forms_fill(r, &sight, &view);
    if (rc == RC_OK)
        rc = reader_bulk_fill(r, &sight, &view);
    if (rc == RC_OK && sight.status != ACCOUNT_DELETED)
        rc = fill_cases(r, &view);
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
