/* Teasers, comments and the small things they share. Evidence is in views_evidence.c. */
#include "web/views.h"

#include "base/utf8.h"
#include "text/markdown.h"
#include "web/dates.h"
#include "web/editions.h"
#include "web/say.h"

struct url views_article_url(const struct request *r, struct str slug)
{
    return url_local(r->arena, arena_printf(r->arena, "/article/%.*s", STR_ARG(slug)));
}

/* `before` and an id; before a hundred comments it stands five hundred times, so without printf. */
static struct str numbered(struct arena *a, struct str before, int64_t id)
{
    char digits[20];
    size_t n = 0;
    uint64_t left = id < 0 ? 0 : (uint64_t)id; /* ids are positive */
    do
        digits[n++] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    char *p = arena_alloc(a, before.n + n);
    if (p == NULL)
        return (struct str){.p = NULL};
    memcpy(p, before.p, before.n);
    for (size_t i = 0; i < n; i++)
        p[before.n + i] = digits[n - 1 - i];
    return str_make(p, before.n + n);
}

struct url views_comment_url(const struct request *r, int64_t comment_id)
{
    return url_local(r->arena, numbered(r->arena, STR("/comment/"), comment_id));
}

struct url views_edit_url(const struct request *r, const struct comment_view *c)
{
    struct problem ignored = {0};
    const struct comment_input seen = {.comment_id = c->id, .revision = c->revision};
    if (!access_allows(&r->actor, ACTION_EDIT_COMMENT, c->account_id) ||
        comment_check_editable(request_community(r), &seen, c->status, c->revision, &ignored) !=
            RC_OK)
        return (struct url){.s = {.p = NULL}};
    return url_local(r->arena, arena_printf(r->arena, "/comment/%lld/edit", (long long)c->id));
}

struct url views_delete_url(const struct request *r, const struct comment_view *c)
{
    if (!access_allows(&r->actor, ACTION_DELETE_COMMENT, c->account_id) ||
        c->status == COMMENT_REMOVED || c->status == COMMENT_DELETED)
        return (struct url){.s = {.p = NULL}};
    return url_local(r->arena, arena_printf(r->arena, "/comment/%lld/delete", (long long)c->id));
}

struct url views_profile_url(const struct request *r, int64_t account_id)
{
    return url_local(r->arena, numbered(r->arena, STR("/reader/"), account_id));
}

struct url views_clause_url(const struct request *r, struct str slug)
{
    return editions_clause_url(r, slug);
}

struct str views_clause_title(const struct request *r, struct str slug)
{
    struct str title = editions_clause(r, slug).title;
    if (title.n == 0)
        title = slug;
    return title.n > 0 ? title : (struct str){.p = NULL};
}

struct str views_clause_language(const struct request *r, struct str slug)
{
    return editions_clause(r, slug).language;
}

struct str views_text_language(const struct request *r)
{
    struct str language = request_site(r)->language;
    return str_eq(language, words_language(r->words)) ? (struct str){.p = NULL} : language;
}

static struct url picture_url(const struct request *r, struct str address)
{
    if (address.n == 0)
        return (struct url){.s = {.p = NULL}};
    return address.p[0] == '/' ? url_local(r->arena, address) : url_checked(address);
}

static struct str optional(struct str s)
{
    return s.n > 0 ? s : (struct str){.p = NULL};
}

struct view_card views_card(const struct request *r, const struct article_item *item,
                            struct str size)
{
    struct url address = views_article_url(r, item->slug);
    return (struct view_card){
        .address = address,
        .headline = item->headline,
        .standfirst = optional(item->standfirst),
        .section = item->section_title,
        .section_address =
            url_local(r->arena, arena_printf(r->arena, "/section/%.*s", STR_ARG(item->section))),
        .published = say_time(r, item->published_ms),
        .published_iso = dates_iso(request_zone(r), item->published_ms, r->arena),
        .comments = item->comment_count,
        .has_comments = item->comment_count > 0,
        .discussion = url_with_fragment(r->arena, address, STR("discussion")),
        .picture = picture_url(r, item->picture.url),
        .picture_alt = item->picture.alt,
        .size = size,
    };
}

struct view_line views_line_discussed(const struct request *r, const struct article_item *item)
{
    return (struct view_line){
        .address = views_article_url(r, item->slug),
        .headline = item->headline,
        .note =
            SAY_COUNT(r, "{0, plural, one {# comment} other {# comments}}", item->comment_count),
    };
}

struct view_line views_line_dated(const struct request *r, const struct article_item *item)
{
    struct str day = say_day(r, item->published_ms);
    return (struct view_line){
        .address = views_article_url(r, item->slug),
        .headline = item->headline,
        .note = SAY_WITH(r, "{0}, {1}", item->section_title, day),
    };
}

/* --- people --- */
struct str views_role_name(const struct request *r, struct str name)
{
    enum role role;
    return role_parse(name, &role) == RC_OK ? views_role(r, role) : name;
}

struct str views_level(const struct words *w, struct str name)
{
    static const char *const shipped[] = {SAID("new"), SAID("member"), SAID("trusted")};
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++)
        if (str_eq(name, str_from_cstr(shipped[i])))
            return words_say(w, shipped[i]);
    return name;
}

static bool is_separator(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '.';
}

/* First letters of the first two words, capitals where they are ASCII. */
struct str views_initials(struct arena *a, struct str name)
{
    char out[8];
    size_t n = 0, taken = 0;
    for (size_t i = 0; i < name.n && taken < 2; i++) {
        if (is_separator(name.p[i]) || (i > 0 && !is_separator(name.p[i - 1])))
            continue;
        struct str first = utf8_prefix(str_slice(name, i, name.n), 1);
        if (n + first.n > sizeof(out))
            break;
        memcpy(out + n, first.p, first.n);
        if (out[n] >= 'a' && out[n] <= 'z')
            out[n] = (char)(out[n] - 32);
        n += first.n;
        taken++;
    }
    return arena_dup(a, str_make(out, n));
}

int64_t views_hue(int64_t account_id)
{
    uint64_t x = (uint64_t)account_id * 0x9e3779b97f4a7c15u; /* Fibonacci hashing */
    return (int64_t)((x >> 32) % 12);
}

struct str views_badge(const struct request *r, enum role role)
{
    switch (role) {
    case ROLE_AUTHOR:
        return SAY(r, "Author");
    case ROLE_MODERATOR:
        return SAY(r, "Moderator");
    case ROLE_ADMINISTRATOR:
        return SAY(r, "Editor");
    case ROLE_ANONYMOUS:
    case ROLE_READER:
    case ROLE_COUNT:
        break;
    }
    return (struct str){.p = NULL};
}

const struct view_status_mark *views_status(const struct request *r, struct str status)
{
    struct view_status_mark *mark = ARENA_NEW(r->arena, struct view_status_mark);
    if (mark != NULL)
        mark->status = status;
    return mark;
}

struct str views_status_words(const struct request *r, enum comment_status status)
{
    switch (status) {
    case COMMENT_PUBLISHED:
        return SAY(r, "published");
    case COMMENT_FLAGGED:
        return SAY(r, "flagged");
    case COMMENT_HELD:
        return SAY(r, "held");
    case COMMENT_REMOVED:
        return SAY(r, "removed");
    case COMMENT_DELETED:
        return SAY(r, "deleted");
    case COMMENT_STATUS_COUNT:
        break;
    }
    return comment_status_name(status);
}

struct str views_role(const struct request *r, enum role role)
{
    static const char *const names[ROLE_COUNT] = {SAID("anonymous"), SAID("reader"), SAID("author"),
                                                  SAID("moderator"), SAID("administrator")};
    return SAY(r, names[role]);
}

struct str views_action_words(const struct request *r, enum decision_action action)
{
    switch (action) {
    case DECISION_JUDGED:
        return SAY(r, "judged");
    case DECISION_APPROVED:
        return SAY(r, "approved");
    case DECISION_REMOVED:
        return SAY_IN(r, "what was done", "removed");
    case DECISION_RESTORED:
        return SAY(r, "restored");
    case DECISION_EDITED:
        return SAY_IN(r, "what was done", "edited");
    case DECISION_DELETED:
        return SAY_IN(r, "what was done", "deleted");
    case DECISION_UNDONE:
        return SAY(r, "undone");
    case DECISION_FLAGGED:
        return SAY_IN(r, "what was done", "flagged");
    case DECISION_NOTICED:
        return SAY(r, "noticed");
    case DECISION_UPHELD:
        return SAY(r, "upheld");
    case DECISION_TEXT_RETURNED:
        return SAY(r, "given back its text");
    case DECISION_EDIT_UPHELD:
        return SAY(r, "left as edited");
    }
    return decision_action_name(action);
}

struct str views_consequence_words(const struct request *r, enum consequence c)
{
    switch (c) {
    case CONSEQUENCE_PUBLISH:
        return SAY(r, "publish");
    case CONSEQUENCE_FLAG:
        return SAY(r, "flag");
    case CONSEQUENCE_NUDGE:
        return SAY(r, "nudge");
    case CONSEQUENCE_HOLD:
        return SAY(r, "hold");
    case CONSEQUENCE_REMOVE:
        return SAY(r, "remove");
    }
    return consequence_name(c);
}

/* --- comments --- */
struct nesting {
    const struct request *r;
    const struct comment_view *comments;
    size_t count;
    const struct views_thread *thread;
};

/* One past the branch that begins at `at`. */
static size_t branch_end(const struct nesting *n, size_t at)
{
    size_t end = at + 1;
    while (end < n->count && n->comments[end].depth > n->comments[at].depth)
        end++;
    return end;
}

static void fill_body(const struct request *r, const struct comment_view *c,
                      struct view_comment_item *v)
{
    if (c->tombstone) {
        v->gone = c->status != COMMENT_REMOVED ? SAY(r, "The author deleted this comment.")
                  : c->removed_by_person       ? SAY(r, "A moderator removed this comment.")
                                               : SAY(r, "Removed under the community standards.");
        if (c->clause.n > 0) {
            v->clause = views_clause_title(r, c->clause);
            v->clause_language = views_clause_language(r, c->clause);
            v->clause_address = views_clause_url(r, c->clause);
        }
        return;
    }
    v->text_language = views_text_language(r);
    v->author = c->author_name;
    v->initials = views_initials(r->arena, c->author_name);
    v->hue = views_hue(c->account_id);
    v->profile = views_profile_url(r, c->account_id);
    v->badge = views_badge(r, c->author_role);
    if (markdown_render(r->arena, c->body, MARKDOWN_COMMENT, &v->body) != RC_OK)
        v->gone = SAY(r, "This comment cannot be shown.");
}

static void fill(const struct nesting *n, const struct comment_view *c, int64_t above_id,
                 struct view_comment_item *v)
{
    const struct request *r = n->r;
    v->anchor = numbered(r->arena, STR("c"), c->id);
    v->time = say_time(r, c->created_ms);
    v->time_iso = dates_iso(request_zone(r), c->created_ms, r->arena);
    v->permalink = views_comment_url(r, c->id);
    v->moderate = url_local(r->arena, numbered(r->arena, STR("/moderation/comment/"), c->id));
    if (c->status == COMMENT_PUBLISHED || c->status == COMMENT_FLAGGED)
        v->report =
            url_local(r->arena, arena_printf(r->arena, "/comment/%lld/report", (long long)c->id));
    if (c->edited_ms > 0)
        v->edited = SAY(r, "edited");
    v->edit = views_edit_url(r, c);
    v->delete = views_delete_url(r, c);
    if (c->parent_id != above_id && c->parent_author.n > 0) {
        v->in_reply_to = c->parent_author;
        v->parent = views_comment_url(r, c->parent_id);
    }
    if (n->thread->compose.s.n > 0)
        v->reply = url_with_query(r->arena, n->thread->compose, STR("reply"),
                                  numbered(r->arena, STR(""), c->id));
    fill_body(r, c, v);
}

static const struct view_comment_item *nest(const struct nesting *n, size_t begin, size_t end,
                                            int64_t above_id, size_t *ret_count)
{
    size_t count = 0, at = begin;
    for (; at < end; at = branch_end(n, at))
        count++;
    struct view_comment_item *items = ARENA_ARRAY(n->r->arena, count, struct view_comment_item);
    *ret_count = 0;
    if (items == NULL || count == 0)
        return NULL;
    at = begin;
    for (size_t i = 0; i < count; i++) {
        size_t next = branch_end(n, at);
        fill(n, &n->comments[at], above_id, &items[i]);
        items[i].replies = nest(n, at + 1, next, n->comments[at].id, &items[i].replies_count);
        if (next > at + 1)
            items[i].reply_note = SAY_COUNT(n->r, "{0, plural, one {# reply} other {# replies}}",
                                            (int64_t)(next - at - 1));
        at = next;
    }
    *ret_count = count;
    return items;
}

const struct view_comment_item *views_comments(const struct request *r,
                                               const struct comment_view *comments, size_t count,
                                               const struct views_thread *thread, size_t *ret_count)
{
    struct nesting n = {.r = r, .comments = comments, .count = count, .thread = thread};
    return nest(&n, 0, count, thread->above_id, ret_count);
}
