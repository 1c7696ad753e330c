/* One's own account with the verdicts on one's comments, and what others see of a reader. */
#include "base/json.h"
#include "community/account/account.h"
#include "community/account/choice.h"
#include "community/mail/mail_bounce.h"
#include "community/moderation/trust.h"
#include "web/account_rooms.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/views.h"

#define COMMENTS_PER_PAGE 20
#define WAITING_SHOWN     20
#define JSON_MAX          ((size_t)256 * 1024)

struct comments_page {
    const struct view_judged_comment *items;
    size_t count;
    struct url older; /* absent on the last page */
};

static enum rc list_comments(struct request *r, int64_t account_id, struct url here,
                             struct comments_page *ret)
{
    struct comment_own *own;
    size_t count;
    int64_t next = 0;
    enum rc rc =
        comment_list_by_account(r->reader, &r->actor, account_id, request_query_id(r, "before"),
                                COMMENTS_PER_PAGE, r->arena, &own, &count, &next);
    if (rc != RC_OK)
        return rc;
    struct view_judged_comment *items = ARENA_ARRAY(r->arena, count, struct view_judged_comment);
    for (size_t i = 0; items != NULL && i < count; i++)
        items[i] = views_judged(r, &own[i].comment, own[i].article_slug, own[i].article_headline,
                                own[i].has_decision ? &own[i].decision : NULL);
    *ret = (struct comments_page){.items = items, .count = items != NULL ? count : 0};
    if (next != 0)
        ret->older = url_with_query(r->arena, here, STR("before"),
                                    arena_printf(r->arena, "%lld", (long long)next));
    return RC_OK;
}

static struct str role_words(const struct request *r, enum role role)
{
    struct str badge = views_badge(r, role);
    return badge.p != NULL ? badge : SAY(r, "Reader");
}

/* A level's name as it stands in the document, and what is missing to the next, in plain words. */
static void fill_trust(struct request *r, struct view_account *view)
{
    struct trust_view t;
    if (trust_get(r->reader, &r->actor, r->actor.account_id, r->arena, &t) != RC_OK)
        return;
    struct str points = words_digits(r->arena, t.points);
    struct str level = views_level(r->words, t.level);
    view->trust =
        t.is_verified
            ? SAY_WITH(r,
                       "{1}, {0, plural, one {# point} other {# points}}; the editors "
                       "have verified who you are",
                       points, level)
            : SAY_WITH(r, "{1}, {0, plural, one {# point} other {# points}}", points, level);
    view->trust_how = SAY_WITH(
        r,
        "A comment that a moderator looked at and found good counts {0} (you have {1}), a removal "
        "that stood {2} (you have {3}). All points halve every {4, plural, one {day} other {# "
        "days}}.",
        say_signed(r, t.verified_points), say_number(r, t.verified), say_signed(r, t.upheld_points),
        say_number(r, t.upheld), words_digits(r->arena, t.half_life_days));
    if (t.next_level.n > 0)
        view->trust_how =
            SAY_WITH(r, "{0} The next level, {1}, begins with {2}.", view->trust_how,
                     views_level(r->words, t.next_level), say_number(r, t.next_points));
}

/* Said before anything is done about it: a reader who waits for a mail should know why none comes. */
static enum rc fill_dead_address(struct request *r, struct view_account *view)
{
    struct mail_bounce_view bounce;
    enum rc rc = mail_bounce_look(request_community(r), r->reader->db, r->actor.account_id,
                                  r->arena, &bounce);
    if (rc == RC_OK && bounce.failed_ms > 0)
        view->dead =
            SAY_WITH(r,
                     "Your address does not accept mail: since {0} we write to it only "
                     "when you ask for a link. Name another address, or try this one anew.",
                     say_day(r, bounce.failed_ms));
    return rc;
}

void pages_account(struct request *r)
{
    struct account_view account;
    struct comments_page page;
    struct view_account view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Your account"), .noindex = true};
    enum rc rc = account_get(r->reader, &r->actor, r->actor.account_id, r->arena, &account);
    if (rc == RC_OK)
        rc = list_comments(r, account.id, url_local(r->arena, STR("/account")), &page);
    if (rc == RC_OK)
        rc = fill_dead_address(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.rooms = account_rooms_list(r, &view.rooms_count);
    view.name = account.name;
    if (account.email.n > 0)
        view.email = account.email;
    view.role = role_words(r, account.role);
    fill_trust(r, &view);
    if (r->actor.status == ACCOUNT_BLOCKED)
        view.owes =
            SAY(r, "This account is blocked: you can read, but not write. Standing says why.");
    else if (r->actor.status == ACCOUNT_SUSPENDED)
        view.owes = SAY(
            r, "This account is suspended: you can read, but not write. Standing says how long.");
    else if (str_eq(request_query(r, "done"), STR("password")))
        view.notice = SAY(r, "Your password is changed. Everywhere else you are signed out.");
    else if (str_eq(request_query(r, "done"), STR("confirmed")))
        view.notice = SAY(r, "Your address is confirmed. You may write here now.");
    else if (r->actor.owes != 0)
        view.owes = SAY(r, access_reason(&r->actor, ""));
    view.settle = url_local(
        r->arena, r->actor.status != ACCOUNT_ACTIVE || (r->actor.owes & OWES_ACKNOWLEDGEMENT) != 0
                      ? STR("/account/standing")
                  : (r->actor.owes & OWES_CONFIRMATION) != 0 ? STR("/confirm")
                                                             : STR("/account/consent"));
    view.since = say_day(r, account.created_ms);
    view.profile = views_profile_url(r, account.id);
    view.comments = page.items;
    view.comments_count = page.count;
    view.older = page.older;
    REQUEST_RENDER(r, view_account_render, &view);
}

/* What only the viewer gets to see there: the way to mute this reader, or to take that back. */
static enum rc offer_mute(struct request *r, const struct actor *viewer, struct view_profile *view)
{
    if (!access_allows(viewer, ACTION_USE_ACCOUNT, 0) || viewer->account_id == r->params.id)
        return RC_OK;
    struct url profile = views_profile_url(r, r->params.id);
    view->csrf = request_csrf(r);
    view->mute = url_local(r->arena, arena_printf(r->arena, "%.*s/mute", STR_ARG(profile.s)));
    if (str_eq(request_query(r, "done"), STR("muted")))
        view->notice = SAY(r, "Muted. They do not learn of it.");
    return choice_is_muted(request_community(r), r->reader->db, viewer->account_id, r->params.id,
                           r->arena, &view->is_muted);
}

/* The comments as strangers see them, whoever looks, unless the reader keeps the list to themselves. */
static enum rc fill_history(struct request *r, struct view_profile *view)
{
    struct choices theirs;
    struct comments_page page = {.count = 0};
    enum rc rc = choice_read(request_community(r), r->reader->db, r->params.id, r->arena, &theirs);
    if (rc == RC_OK && theirs.on[CHOICE_SHOW_HISTORY])
        rc = list_comments(r, r->params.id, views_profile_url(r, r->params.id), &page);
    view->is_private = rc == RC_OK && !theirs.on[CHOICE_SHOW_HISTORY];
    view->comments = page.items;
    view->comments_count = page.count;
    view->older = page.older;
    return rc;
}

void pages_profile(struct request *r)
{
    struct account_view account;
    struct view_profile view = {.comments_count = 0};
    struct layout layout = {.noindex = true};
    struct actor viewer = r->actor, stranger = {.account_id = 0};
    enum rc rc = account_get(r->reader, &stranger, r->params.id, r->arena, &account);
    if (rc == RC_OK)
        rc = offer_mute(r, &viewer, &view);
    r->actor = stranger;
    if (rc == RC_OK)
        rc = fill_history(r, &view);
    r->actor = viewer;
    if (rc == RC_OK) {
        layout.title = account.name;
        rc = layout_make(r, &layout, &view.head, &view.foot);
    }
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.name = account.name;
    view.initials = views_initials(r->arena, account.name);
    view.hue = views_hue(account.id);
    view.badge = views_badge(r, account.role);
    view.since = say_day(r, account.created_ms);
    if (access_allows(&viewer, ACTION_WARN_ACCOUNT, 0))
        view.moderate = url_local(
            r->arena, arena_printf(r->arena, "/moderation/reader/%lld", (long long)account.id));
    REQUEST_RENDER(r, view_profile_render, &view);
}

/* --- what the page's script fills in --- */
static void write_waiting(struct request *r, struct json *j)
{
    struct comment_own *own;
    size_t count;
    int64_t next;
    int64_t article_id = request_query_id(r, "article");
    if (article_id == 0 ||
        comment_list_by_account(r->reader, &r->actor, r->actor.account_id, 0, WAITING_SHOWN,
                                r->arena, &own, &count, &next) != RC_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct comment_view *c = &own[i].comment;
        if (c->article_id != article_id ||
            (c->status != COMMENT_HELD && c->status != COMMENT_REMOVED))
            continue;
        json_begin_object(j);
        JSON_STR(j, "status", comment_status_name(c->status));
        JSON_STR(j, "text", c->body);
        JSON_STR(j, "address", arena_printf(r->arena, "/comment/%lld/sent", (long long)c->id));
        json_end(j);
    }
}

/* Profiles of those whose comments the page's script folds away. */
static void write_muted(struct request *r, struct json *j)
{
    struct choice_muted *muted;
    size_t count;
    if (choice_muted_list(r->reader, &r->actor, r->arena, &muted, &count) != RC_OK)
        return;
    json_key(j, STR("muted"));
    json_begin_array(j);
    for (size_t i = 0; i < count; i++)
        json_str(j, views_profile_url(r, muted[i].account_id).s);
    json_end(j);
}

/* What the page's script says, in the reader's language. */
static void write_words(struct request *r, struct json *j)
{
    json_key(j, STR("words"));
    json_begin_object(j);
    JSON_STR(j, "greeting", SAY_WITH(r, "Hello, {0}", r->actor.name));
    JSON_STR(j, "held", SAY(r, "Only you see this: it waits for a moderator"));
    JSON_STR(j, "removed", SAY(r, "Only you see this: removed, and why"));
    JSON_STR(j, "edit", SAY(r, "Edit"));
    JSON_STR(j, "delete", SAY(r, "Delete"));
    JSON_STR(j, "muted", SAY(r, "A comment by a reader you have muted"));
    json_end(j);
}

/* Where the composer would be, it is said why there is none. */
static void write_refusal(struct request *r, struct json *j)
{
    struct str words = sanction_words_refusal(r);
    if (words.p == NULL)
        return;
    json_key(j, STR("refusal"));
    json_begin_object(j);
    JSON_STR(j, "words", words);
    JSON_STR(j, "link", SAY(r, "Why, and what you can do"));
    JSON_STR(j, "address", STR("/account/standing"));
    json_end(j);
}

void pages_me(struct request *r)
{
    struct buf out;
    struct json j;
    buf_init(&out, JSON_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    JSON_BOOL(&j, "signed_in", actor_signed_in(&r->actor));
    if (actor_signed_in(&r->actor)) {
        JSON_STR(&j, "name", r->actor.name);
        JSON_STR(&j, "profile", views_profile_url(r, r->actor.account_id).s);
        JSON_I64(&j, "now_ms", community_now_ms(request_community(r)));
        JSON_I64(&j, "edit_window_ms", community_limits(request_community(r)).edit_window_ms);
        JSON_STR(&j, "role", role_name(r->actor.role));
        JSON_BOOL(&j, "moderates", access_allows(&r->actor, ACTION_READ_QUEUE, 0));
        json_key(&j, STR("waiting"));
        json_begin_array(&j);
        write_waiting(r, &j);
        json_end(&j);
        write_muted(r, &j);
        write_refusal(r, &j);
        write_words(r, &j);
    }
    json_end(&j);
    request_json(r, &out);
}
