#include "web/staff_words.h"

#include "community/account/entrance.h"
#include "web/dates.h"
#include "web/redress_words.h"
#include "web/say.h"
#include "web/views.h"

#define STORED_VALUES 4

static struct url numbered(struct request *r, const char *path, int64_t id, const char *end)
{
    return url_local(r->arena, arena_printf(r->arena, "%s/%lld%s", path, (long long)id, end));
}

/* --- what is stored in a known form --- */

/* A star of `stored` is a value, `said` the message that takes it. */
struct stored_form {
    const char *stored, *said;
    enum { STORED_PLAIN, STORED_FIGURES, STORED_TIME } values;
};

static const struct stored_form sanction_forms[] = {
    {"sanction *", SAID("sanction {0}")},
    {"bulk *", SAID("bulk removal {0}")},
    {"* days", SAID("for {0, plural, one {# day} other {# days}}")},
    {"* hours", SAID("those of the last {0, plural, one {hour} other {# hours}}")},
    {"all", SAID_IN("comments", "all")},
    {"* comments", SAID("{0, plural, one {# comment} other {# comments}}")},
    {"final", SAID_IN("a block", "final")},
    {"words *", SAID("checksum of the words {0}")},
};
static const struct stored_form order_forms[] = {
    {"to act", SAID("to act")},
    {"for information", SAID("for information")},
    {"comment *", SAID("comment {0}")},
};
static const struct stored_form mode_forms[] = {
    {"open", SAID_IN("a discussion", "opened")},
    {"closed", SAID_IN("a discussion", "closed")},
    {"off", SAID_IN("a discussion", "switched off")},
    {"premoderated", SAID_IN("a discussion", "every comment is held first")},
};
static const struct stored_form session_forms[] = {
    {"one", SAID("one session")},
    {"all", SAID("all sessions")},
};
static const struct stored_form learning_forms[] = {
    {"on", SAID("Learning is on.")},
    {"off", SAID("Learning is off.")},
    {"rebuild", SAID("Everything is learned anew.")},
    {"reset: rulings after * are forgotten", SAID("Rulings after {0} are forgotten."), STORED_TIME},
};
static const struct stored_form brake_forms[] = {
    {"held or removed * of * comments, more than * %; it only flags now",
     SAID("{0} of {1} comments were held or removed, more than {2} %; it only flags now."),
     STORED_FIGURES},
    {"the clause is not in force any more", SAID("The clause is not in force any more.")},
    {"a document with another clause came in force",
     SAID("A document with another clause came in force.")},
};
static const struct stored_form key_forms[] = {
    {"*: * a minute, * at once", SAID("{0}: {1} a minute, {2} at once"), STORED_FIGURES},
};

/* The texts that stand for the stars; false when it is another form. */
static bool match(struct str text, struct str pattern, struct str values[STORED_VALUES],
                  size_t *ret_count)
{
    *ret_count = 0;
    while (pattern.n > 0 && *ret_count < STORED_VALUES) {
        size_t star = str_find_char(pattern, '*', 0);
        struct str plain = str_slice(pattern, 0, star == STR_NONE ? pattern.n : star);
        if (!str_starts(text, plain))
            return false;
        text = str_slice(text, plain.n, text.n);
        if (star == STR_NONE)
            break;
        pattern = str_slice(pattern, star + 1, pattern.n);
        size_t next = str_find_char(pattern, '*', 0);
        struct str behind = str_slice(pattern, 0, next == STR_NONE ? pattern.n : next);
        size_t end = behind.n > 0 ? str_find(text, behind, 0) : text.n;
        if (end == STR_NONE || end == 0)
            return false;
        values[(*ret_count)++] = str_slice(text, 0, end);
        text = str_slice(text, end, text.n);
    }
    return text.n == 0;
}

static struct str fill(const struct request *r, const struct stored_form *form, struct str *values,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t ms;
        if (form->values == STORED_FIGURES)
            values[i] = words_figure(r->words, values[i], r->arena);
        else if (form->values == STORED_TIME && str_to_i64(values[i], &ms) == RC_OK)
            values[i] = say_time(r, ms);
    }
    return words_fill(r->words, r->arena, form->said, values, count);
}

/* p NULL: it is in none of these forms. */
static struct str say_form(const struct request *r, const struct stored_form *forms,
                           size_t form_count, struct str text)
{
    struct str values[STORED_VALUES];
    size_t count;
    for (size_t i = 0; i < form_count; i++)
        if (match(text, str_from_cstr(forms[i].stored), values, &count))
            return fill(r, &forms[i], values, count);
    return (struct str){.p = NULL};
}
#define SAY_FORM(r, forms, text) say_form(r, forms, sizeof forms / sizeof forms[0], text)

/* --- details --- */

static void put_clause(const struct request *r, struct str slug, struct view_audit_row *row)
{
    row->clause = views_clause_title(r, slug);
    row->clause_language = views_clause_language(r, slug);
    row->clause_address = views_clause_url(r, slug);
}

static void put_detail(const struct request *r, struct str said, struct view_audit_row *row)
{
    row->detail = row->detail.n == 0 ? said : SAY_WITH(r, "{0}, {1}", row->detail, said);
}

/* Known forms and a clause, with commas between them. */
static void put_sanction(const struct request *r, struct str rest, struct view_audit_row *row)
{
    while (rest.n > 0) {
        size_t at = str_find(rest, STR(", "), 0);
        struct str part = str_slice(rest, 0, at == STR_NONE ? rest.n : at);
        struct str said = SAY_FORM(r, sanction_forms, part);
        rest = str_slice(rest, at == STR_NONE ? rest.n : at + 2, rest.n);
        if (said.p != NULL)
            put_detail(r, said, row);
        else
            put_clause(r, part, row);
    }
}

static void put_order(const struct request *r, struct str rest, struct view_audit_row *row)
{
    while (rest.n > 0) {
        size_t at = str_find(rest, STR(", "), 0);
        struct str part = str_slice(rest, 0, at == STR_NONE ? rest.n : at);
        struct str said = SAY_FORM(r, order_forms, part);
        rest = str_slice(rest, at == STR_NONE ? rest.n : at + 2, rest.n);
        put_detail(r, said.p != NULL ? said : part, row);
    }
}

/* "NAME: words", or the name alone. */
static struct str split_name(struct str detail, struct str *ret_words)
{
    size_t at = str_find(detail, STR(": "), 0);
    *ret_words = at == STR_NONE ? (struct str){.p = NULL} : str_slice(detail, at + 2, detail.n);
    return at == STR_NONE ? detail : str_slice(detail, 0, at);
}

static void put_words(struct str words, struct view_audit_row *row)
{
    row->words = words.n > 0 ? words : (struct str){.p = NULL};
}

static void put_either(struct str said, struct str stored, struct view_audit_row *row)
{
    if (said.p != NULL)
        row->detail = said;
    else
        put_words(stored, row);
}

static void put_entrance(const struct request *r, struct str stored, struct view_audit_row *row)
{
    enum entrance way;
    struct agent agent;
    if (entrance_read(stored, &way, &agent) != RC_OK) {
        put_words(stored, row);
        return;
    }
    put_detail(r, SAY(r, entrance_table[way].text), row);
    if (agent.browser.n > 0)
        put_detail(r, SAY_WITH(r, "{0} on {1}", agent.browser, agent.system), row);
}

static void fill_detail(const struct request *r, const struct staff_log_entry *e,
                        struct view_audit_row *row)
{
    struct str words;
    switch (staff_action_table[e->staff_action].detail) {
    case STAFF_DETAIL_ROLE:
        row->detail = views_role_name(r, split_name(e->detail, &words));
        put_words(words, row);
        break;
    case STAFF_DETAIL_MODE:
        put_either(SAY_FORM(r, mode_forms, e->detail), e->detail, row);
        break;
    case STAFF_DETAIL_SESSIONS:
        put_either(SAY_FORM(r, session_forms, e->detail), e->detail, row);
        break;
    case STAFF_DETAIL_ENTRANCE:
        put_entrance(r, e->detail, row);
        break;
    case STAFF_DETAIL_SANCTION:
        put_sanction(r, e->detail, row);
        break;
    case STAFF_DETAIL_ORDER:
        put_order(r, e->detail, row);
        break;
    case STAFF_DETAIL_CLAUSE:
        split_name(e->detail, &words);
        put_either(SAY_FORM(r, brake_forms, words), words, row);
        break;
    case STAFF_DETAIL_LEARNING:
        put_either(SAY_FORM(r, learning_forms, e->detail), e->detail, row);
        break;
    case STAFF_DETAIL_KEY:
        row->detail = SAY_FORM(r, key_forms, e->detail);
        if (row->detail.p == NULL)
            row->detail = e->detail;
        break;
    case STAFF_DETAIL_ORIGIN: /* who did it says so already */
        break;
    case STAFF_DETAIL_WORDS:
        put_words(e->detail, row);
        break;
    }
}

/* --- what it was done to --- */

static struct str named(const struct request *r, struct str name)
{
    return name.n > 0 ? name : SAY(r, "A deleted account");
}

static void fill_account(struct request *r, const struct staff_log_entry *e,
                         struct view_audit_row *row)
{
    bool is_sanction = staff_action_table[e->staff_action].detail == STAFF_DETAIL_SANCTION;
    row->target = named(r, e->account_name);
    if (e->account_name.n == 0)
        return;
    struct str id = arena_printf(r->arena, "%lld", (long long)e->target_id);
    row->target_address =
        is_sanction
            ? numbered(r, "/moderation/reader", e->target_id, "")
            : url_with_query(r->arena, url_local(r->arena, STR("/admin/users")), STR("find"), id);
}

static void fill_target(struct request *r, const struct staff_log_entry *e,
                        struct view_audit_row *row)
{
    struct str slug, words;
    switch (staff_action_table[e->staff_action].target) {
    case STAFF_TARGET_ACCOUNT:
        fill_account(r, e, row);
        break;
    case STAFF_TARGET_ARTICLE:
        row->target = e->headline;
        row->target_language = views_text_language(r);
        if (e->article_slug.n > 0)
            row->target_address = views_article_url(r, e->article_slug);
        break;
    case STAFF_TARGET_REDRESS:
        if (e->redress_kind == 0)
            break;
        row->target =
            e->account_name.n > 0 ? e->account_name : redress_words_name(r, e->redress_kind);
        row->target_address = redress_words_room_url(r, e->target_id);
        break;
    case STAFF_TARGET_NOTICE:
        if (e->comment_id == 0)
            break;
        row->target = SAY_WITH(r, "a comment by {0}", named(r, e->account_name));
        row->target_address = numbered(r, "/moderation/comment", e->comment_id, "");
        break;
    case STAFF_TARGET_CLAUSE:
        slug = split_name(e->detail, &words);
        row->target = views_clause_title(r, slug);
        row->target_language = views_clause_language(r, slug);
        row->target_address = url_local(r->arena, STR("/moderation/standards"));
        break;
    case STAFF_TARGET_INVITATION:
        row->target = SAY(r, "Invitations");
        row->target_address = url_local(r->arena, STR("/admin/invitations"));
        break;
    case STAFF_TARGET_LEARNING:
        row->target = SAY(r, "What is learned from rulings");
        row->target_address = url_local(r->arena, STR("/moderation/learning"));
        break;
    case STAFF_TARGET_KEY: /* the detail names it; it has no page */
        break;
    }
}

/* --- decisions --- */

static struct str decision_words(const struct request *r, const struct staff_log_entry *e)
{
    static const char *const words[] = {
        [DECISION_JUDGED] = SAID("Had a comment judged again"),
        [DECISION_APPROVED] = SAID("Approved a comment"),
        [DECISION_REMOVED] = SAID("Removed a comment"),
        [DECISION_RESTORED] = SAID("Put a removed comment back"),
        [DECISION_EDITED] = SAID("Edited a comment"),
        [DECISION_DELETED] = SAID("Deleted a comment of their own"),
        [DECISION_UNDONE] = SAID("Took their last decision on a comment back"),
        [DECISION_FLAGGED] = SAID("Put a comment into the queue after the blind check"),
        [DECISION_UPHELD] = SAID("Let a comment’s removal stand"),
        [DECISION_NOTICED] = SAID("Took a notice of illegal content on a comment"),
        [DECISION_TEXT_RETURNED] = SAID("Gave a comment the text back that it had before an edit"),
        [DECISION_EDIT_UPHELD] = SAID("Let the edit of a comment stand"),
    };
    bool known = (size_t)e->decision < sizeof words / sizeof words[0];
    return known ? SAY(r, words[e->decision]) : e->action;
}

static void fill_decision(struct request *r, const struct staff_log_entry *e,
                          struct view_audit_row *row)
{
    struct str seq = arena_printf(r->arena, "%lld", (long long)e->decision_seq);
    row->action = decision_words(r, e);
    row->target = SAY_WITH(r, "a comment by {0}", named(r, e->account_name));
    row->target_address = url_with_query(
        r->arena, numbered(r, "/comment", e->comment_id, "/verdict"), STR("decision"), seq);
    put_words(e->detail, row);
    if (e->clause.n > 0)
        put_clause(r, e->clause, row);
}

/* The emergency brake acts without a person, and so does a document that comes in force. */
static struct str actor_words(const struct request *r, const struct staff_log_entry *e)
{
    bool itself =
        e->staff_action == STAFF_EMERGENCY_BRAKE || e->staff_action == STAFF_RELEASE_BRAKE;
    if (e->actor_id != 0)
        return named(r, e->actor_name);
    return itself ? SAY(r, "the standards") : SAY(r, "command line");
}

struct view_audit_row staff_words_row(struct request *r, const struct staff_log_entry *e)
{
    struct view_audit_row row = {
        .time = say_time(r, e->at_ms),
        .time_iso = dates_iso(request_zone(r), e->at_ms, r->arena),
        .actor = actor_words(r, e),
        .detail = STR(""),
        .target = STR(""),
    };
    if (e->actor_id != 0)
        row.actor_address =
            url_with_query(r->arena, url_local(r->arena, STR("/admin/log")), STR("who"),
                           arena_printf(r->arena, "%lld", (long long)e->actor_id));
    if (e->decision_seq != 0) {
        fill_decision(r, e, &row);
    } else if (e->staff_action != STAFF_NOTHING) {
        row.action = SAY(r, staff_action_table[e->staff_action].text);
        fill_target(r, e, &row);
        fill_detail(r, e, &row);
    } else {
        row.action = e->action;
        put_words(e->detail, &row);
    }
    return row;
}
