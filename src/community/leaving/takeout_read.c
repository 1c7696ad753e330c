#include "community/account/choice.h"
#include "community/comment/comment.h"
#include "community/core.h"
#include "community/discipline/redress.h"
#include "community/discipline/sanction.h"
#include "community/leaving/takeout.h"
#include "queries.h"

/* Comments of one query; and the most rows of any other section, more than anybody has. */
#define PAGE_ROWS 500
#define ROWS_MAX  20000

struct reading {
    struct community_reader *r;
    struct arena *a;
    struct takeout *t;
    int64_t site_id, account_id;
    struct str base_url;
};

static struct takeout_cell text(struct str s)
{
    return (struct takeout_cell){.kind = TAKEOUT_TEXT, .text = s};
}

static struct takeout_cell words(const char *s)
{
    return (struct takeout_cell){.kind = TAKEOUT_WORDS, .text = str_from_cstr(s)};
}

static struct takeout_cell moment(int64_t ms)
{
    return (struct takeout_cell){.kind = TAKEOUT_TIME, .number = ms};
}

static struct takeout_cell number(int64_t n)
{
    return (struct takeout_cell){.kind = TAKEOUT_NUMBER, .number = n};
}

static struct takeout_cell id_of(int64_t id)
{
    return (struct takeout_cell){.kind = TAKEOUT_ID, .number = id};
}

/* --- sections and rows --- */

static struct takeout_section *add_section(struct reading *x, const char *name, const char *title,
                                           const struct takeout_column *columns, size_t count)
{
    struct takeout_section *s = ARENA_NEW(x->a, struct takeout_section);
    if (s == NULL)
        return NULL;
    *s = (struct takeout_section){
        .name = name, .title = title, .columns = columns, .column_count = count};
    if (x->t->last != NULL)
        x->t->last->next = s;
    else
        x->t->first = s;
    x->t->last = s;
    return s;
}

#define SECTION(x, name, title, columns)                                                           \
    add_section((x), name, title, columns, sizeof(columns) / sizeof(columns)[0])

/* A failed arena is noticed at the end. */
static void add_row(struct reading *x, struct takeout_section *s, const struct takeout_cell *cells)
{
    struct takeout_row *row = ARENA_NEW(x->a, struct takeout_row);
    if (row == NULL || s == NULL)
        return;
    for (size_t i = 0; i < s->column_count; i++)
        row->cells[i] = cells[i];
    if (s->last != NULL)
        s->last->next = row;
    else
        s->first = row;
    s->last = row;
}

#define ROW(x, section, ...) add_row((x), (section), (const struct takeout_cell[]){__VA_ARGS__})

/* Queries by account alone have the same parameters; `rows` and `count` are declared by the caller. */
#define LIST(x, query, rows, count)                                                                \
    query((x)->r->db,                                                                              \
          &(struct query##_in){                                                                    \
              .site_id = (x)->site_id, .account_id = (x)->account_id, .max_rows = ROWS_MAX},       \
          (x)->a, &(rows), &(count))

/* Reads a section that is one query by account, with a row for each of its rows; the cells are of `row`. */
#define LISTED(function, name, title, columns, query, ...)                                         \
    static enum rc function(struct reading *x)                                                     \
    {                                                                                              \
        struct query##_row *rows;                                                                  \
        size_t count;                                                                              \
        struct takeout_section *s = SECTION(x, name, title, columns);                              \
        enum rc rc = LIST(x, query, rows, count);                                                  \
        for (size_t i = 0; rc == RC_OK && i < count; i++) {                                        \
            const struct query##_row *row = &rows[i];                                              \
            ROW(x, s, __VA_ARGS__);                                                                \
        }                                                                                          \
        return rc;                                                                                 \
    }

/* --- the account --- */

static const struct takeout_column fact_columns[] = {{"fact", SAID("What")},
                                                     {"value", SAID("Value")}};

static enum rc read_account(struct reading *x)
{
    struct q_takeout_account_row a;
    enum rc rc = q_takeout_account(
        x->r->db, &(struct q_takeout_account_in){.site_id = x->site_id, .id = x->account_id}, x->a,
        &a);
    if (rc != RC_OK)
        return rc;
    x->t->name = a.name;
    struct takeout_section *s = SECTION(x, "account", SAID("Account"), fact_columns);
    ROW(x, s, words(SAID("number")), id_of(x->account_id));
    ROW(x, s, words(SAID("name")), text(a.name));
    ROW(x, s, words(SAID("e-mail address")), text(a.email));
    ROW(x, s, words(SAID("address confirmed")), moment(a.email_confirmed_ms));
    ROW(x, s, words(SAID("joined")), moment(id_time_ms(x->account_id)));
    ROW(x, s, words(SAID("language")), text(a.language));
    ROW(x, s, words(SAID("role")), text(role_name((enum role)a.role)));
    ROW(x, s, words(SAID("suspended until")), moment(a.suspended_until_ms));
    ROW(x, s, words(SAID("comments held first until")), moment(a.premoderated_until_ms));
    ROW(x, s, words(SAID("published comments")), number(a.published_count));
    ROW(x, s, words(SAID("removed comments")), number(a.removed_count));
    ROW(x, s, words(SAID("verified by the editors")), number(a.is_verified));
    ROW(x, s, words(SAID("trusted flagger")), number(a.is_flagger));
    ROW(x, s, words(SAID("codes of an app")), number(a.factors & 1));
    ROW(x, s, words(SAID("version of the standards agreed to")), text(a.standards_consent));
    ROW(x, s, words(SAID("version of the privacy policy agreed to")), text(a.privacy_consent));
    ROW(x, s, words(SAID("age said to be reached at joining")), number(a.age_consent));
    ROW(x, s, words(SAID("agreed on")), moment(a.consented_ms));
    return RC_OK;
}

static const struct takeout_column choice_columns[] = {{"choice", SAID("What")},
                                                       {"on", SAID("Value")}};

static enum rc read_choices(struct reading *x)
{
    struct choices choices;
    struct takeout_section *s = SECTION(x, "choices", SAID("Settings"), choice_columns);
    enum rc rc = choice_read(x->r->community, x->r->db, x->account_id, x->a, &choices);
    for (int i = 0; rc == RC_OK && i < CHOICE_COUNT; i++)
        ROW(x, s, words(choice_table[i].text), number(choices.on[i]));
    return rc;
}

static const struct takeout_column name_columns[] = {{"name", SAID("Name")},
                                                     {"until", SAID("Until")}};

LISTED(read_former_names, "former_names", SAID("Earlier names"), name_columns,
       q_takeout_former_name_list, text(row->name), moment(row->changed_ms))

static const struct takeout_column invitation_columns[] = {
    {"when", SAID("When")}, {"address", SAID("Address")}, {"role", SAID("Role")}};

LISTED(read_invitations, "invitations", SAID("Invitations you accepted"), invitation_columns,
       q_takeout_invitation_list, moment(id_time_ms(row->id)), text(row->email),
       text(role_name((enum role)row->role)))

/* --- comments --- */

static const struct takeout_column comment_columns[] = {
    {"id", SAID("Number")},       {"written", SAID("Written")},
    {"edited", SAID("Edited")},   {"article", SAID("Article")},
    {"address", SAID("Address")}, {"in_answer_to", SAID("In answer to")},
    {"status", SAID("Status")},   {"text", SAID("Text")},
};
static const struct takeout_column revision_columns[] = {
    {"comment", SAID("Comment")}, {"replaced", SAID("Replaced")}, {"by", SAID("By")},
    {"reason", SAID("Reason")},   {"text", SAID("Text")},
};
static const struct takeout_column decision_columns[] = {
    {"comment", SAID("Comment")}, {"decided", SAID("Decided")}, {"by", SAID("By")},
    {"action", SAID("Decision")}, {"status", SAID("Status")},   {"clause", SAID("Clause")},
    {"reason", SAID("Reason")}};

struct about_comments {
    struct takeout_section *comments, *revisions, *decisions;
};

static enum rc read_revisions(struct reading *x, struct takeout_section *s, int64_t comment_id)
{
    struct q_takeout_revision_list_row *rows;
    size_t count;
    enum rc rc = q_takeout_revision_list(
        x->r->db,
        &(struct q_takeout_revision_list_in){
            .site_id = x->site_id, .comment_id = comment_id, .max_rows = PAGE_ROWS},
        x->a, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        ROW(x, s, id_of(comment_id), moment(rows[i].replaced_ms),
            words(rows[i].by_moderator ? SAID("moderators") : SAID("yourself")),
            text(rows[i].reason), text(rows[i].body));
    return rc;
}

static enum rc read_decisions(struct reading *x, struct takeout_section *s, int64_t comment_id)
{
    struct q_takeout_decision_list_row *rows;
    size_t count;
    enum rc rc = q_takeout_decision_list(
        x->r->db,
        &(struct q_takeout_decision_list_in){
            .site_id = x->site_id, .comment_id = comment_id, .max_rows = PAGE_ROWS},
        x->a, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        ROW(x, s, id_of(comment_id), moment(rows[i].decided_ms),
            words(rows[i].actor_id == 0               ? SAID("standards")
                  : rows[i].actor_id == x->account_id ? SAID("yourself")
                                                      : SAID("moderators")),
            text(decision_action_name((enum decision_action)rows[i].action)),
            text(comment_status_name((enum comment_status)rows[i].to_status)),
            text(rows[i].has_clause ? rows[i].clause : STR("")),
            text(rows[i].has_reason ? rows[i].reason : STR("")));
    return rc;
}

static enum rc read_comment(struct reading *x, const struct about_comments *to,
                            const struct q_takeout_comment_list_row *c)
{
    struct str address =
        arena_printf(x->a, "%.*s/comment/%lld", STR_ARG(x->base_url), (long long)c->id);
    ROW(x, to->comments, id_of(c->id), moment(id_time_ms(c->id)),
        moment(c->has_edited_ms ? c->edited_ms : 0), text(c->article_headline), text(address),
        id_of(c->has_parent_id ? c->parent_id : 0),
        text(comment_status_name((enum comment_status)c->status)), text(c->body));
    enum rc rc = read_revisions(x, to->revisions, c->id);
    return rc == RC_OK ? read_decisions(x, to->decisions, c->id) : rc;
}

static enum rc read_comments(struct reading *x)
{
    const struct about_comments to = {
        SECTION(x, "comments", SAID("Comments"), comment_columns),
        SECTION(x, "earlier_texts", SAID("Earlier texts of comments"), revision_columns),
        SECTION(x, "decisions", SAID("Decisions on comments"), decision_columns)};
    int64_t after_id = 0;
    for (size_t count = PAGE_ROWS; count == PAGE_ROWS;) {
        struct q_takeout_comment_list_row *rows;
        enum rc rc = q_takeout_comment_list(x->r->db,
                                            &(struct q_takeout_comment_list_in){
                                                .site_id = x->site_id,
                                                .account_id = x->account_id,
                                                .after_id = after_id,
                                                .max_rows = PAGE_ROWS,
                                            },
                                            x->a, &rows, &count);
        for (size_t i = 0; rc == RC_OK && i < count; i++)
            rc = read_comment(x, &to, &rows[i]);
        if (rc != RC_OK)
            return rc;
        after_id = count > 0 ? rows[count - 1].id : after_id;
    }
    return RC_OK;
}

/* --- what else there is --- */

static const struct takeout_column report_columns[] = {
    {"comment", SAID("Comment")},  {"reported", SAID("Reported")}, {"clause", SAID("Clause")},
    {"words", SAID("Your words")}, {"closed", SAID("Decided")},
};

LISTED(read_reports, "reports", SAID("Comments you reported"), report_columns,
       q_takeout_report_list, id_of(row->comment_id), moment(row->created_ms), text(row->clause),
       text(row->words), moment(row->closed_ms))

static const struct takeout_column notice_columns[] = {
    {"comment", SAID("Comment")},  {"given", SAID("Given")},    {"kind", SAID("Kind")},
    {"words", SAID("Your words")}, {"closed", SAID("Decided")}, {"reason", SAID("Reason")}};

LISTED(read_notices, "notices", SAID("Notices of illegal content you gave"), notice_columns,
       q_takeout_notice_list, id_of(row->comment_id), moment(id_time_ms(row->id)),
       text(row->category), text(row->words), moment(row->closed_ms), text(row->reason))

static const struct takeout_column trust_columns[] = {{"comment", SAID("Comment")},
                                                      {"at", SAID("When")},
                                                      {"event", SAID("Event")},
                                                      {"clause", SAID("Clause")}};

static const char *const trust_kinds[] = {SAID("taken back"), SAID("found good"), SAID("removed")};

LISTED(read_trust, "trust", SAID("What trust is counted from"), trust_columns, q_trust_event_recent,
       id_of(row->comment_id), moment(row->at_ms),
       words(row->kind >= 0 && row->kind <= 2 ? trust_kinds[row->kind] : ""), text(row->clause))

static const struct takeout_column sanction_columns[] = {
    {"kind", SAID("Kind")},       {"at", SAID("When")},       {"until", SAID("Until")},
    {"comment", SAID("Comment")}, {"clause", SAID("Clause")}, {"reason", SAID("Reason")},
    {"confirmed", SAID("Read")},  {"ended", SAID("Ended")}};
static const struct takeout_column sanction_word_columns[] = {
    {"at", SAID("When")}, {"kind", SAID("Kind")}, {"text", SAID("Text")}};

/* Why one came without a warning, and why it was ended. */
static void add_sanction_words(struct reading *x, struct takeout_section *s,
                               const struct q_sanction_view *row)
{
    if (row->grave.n > 0)
        ROW(x, s, moment(row->at_ms), words(SAID("without a warning before")), text(row->grave));
    if (row->has_end_why)
        ROW(x, s, moment(row->end_ms),
            words(row->end_kind == SANCTION_ANNULLED ? SAID("taken back") : SAID("ended")),
            text(row->end_why));
}

static enum rc read_sanctions(struct reading *x)
{
    struct q_sanction_view *rows;
    size_t count;
    struct takeout_section *s =
        SECTION(x, "sanctions", SAID("Decisions on your account"), sanction_columns);
    struct takeout_section *more =
        SECTION(x, "sanction_words", SAID("What was said of them besides"), sanction_word_columns);
    enum rc rc = LIST(x, q_sanction_list, rows, count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        ROW(x, s, text(sanction_kind_name((enum sanction_kind)rows[i].kind)), moment(rows[i].at_ms),
            moment(rows[i].until_ms), id_of(rows[i].comment_id), text(rows[i].clause),
            text(rows[i].reason), moment(rows[i].has_acknowledged_ms ? rows[i].acknowledged_ms : 0),
            moment(rows[i].has_end_ms ? rows[i].end_ms : 0));
        add_sanction_words(x, more, &rows[i]);
    }
    return rc;
}

static const struct takeout_column case_columns[] = {
    {"case", SAID("Case")},     {"kind", SAID("Kind")}, {"about", SAID("About")},
    {"status", SAID("Status")}, {"due", SAID("Due")},   {"decided", SAID("Decided")},
    {"reason", SAID("Reason")}};

static const char *const case_kinds[] = {[REDRESS_LETTER] = SAID("letter"),
                                         [REDRESS_APPEAL] = SAID("appeal"),
                                         [REDRESS_COMPLAINT] = SAID("complaint")};

static const char *const case_states[] = {SAID("open"), SAID("granted"), SAID("refused"),
                                          SAID("The comment is gone: its author deleted it.")};

LISTED(read_cases, "cases", SAID("What came of letters and appeals"), case_columns,
       q_takeout_redress_list, id_of(row->id),
       words(row->kind >= 1 && row->kind <= 3 ? case_kinds[row->kind] : ""), id_of(row->subject_id),
       words(row->state >= 0 && row->state <= REDRESS_GONE ? case_states[row->state] : ""),
       moment(row->due_ms), moment(row->decided_ms), text(row->reason))

static const struct takeout_column letter_columns[] = {{"case", SAID("Case")},
                                                       {"sent", SAID("Sent")},
                                                       {"by", SAID("By")},
                                                       {"subject", SAID("Subject")},
                                                       {"text", SAID("Text")}};

static enum rc read_letters(struct reading *x)
{
    struct q_takeout_letter_list_row *rows;
    size_t count;
    struct takeout_section *s = SECTION(x, "letters", SAID("Letters and appeals"), letter_columns);
    enum rc rc = LIST(x, q_takeout_letter_list, rows, count);
    struct q_redress_draft_get_row draft;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        ROW(x, s, id_of(rows[i].redress_id), moment(rows[i].sent_ms),
            words(rows[i].author_id == x->account_id ? SAID("yourself") : SAID("moderators")),
            text(rows[i].subject), text(rows[i].body));
    if (rc == RC_OK) /* one that lacked something, and is kept for its writer */
        rc = q_redress_draft_get(
            x->r->db,
            &(struct q_redress_draft_get_in){.site_id = x->site_id, .account_id = x->account_id},
            x->a, &draft);
    if (rc == RC_OK)
        ROW(x, s, id_of(0), moment(draft.sent_ms), words(SAID("yourself")), text(draft.subject),
            text(draft.body));
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static const struct takeout_column mute_columns[] = {{"name", SAID("Name")},
                                                     {"since", SAID("Since")}};

LISTED(read_mutes, "muted", SAID("Readers you muted"), mute_columns, q_takeout_mute_list,
       text(row->name), moment(row->since_ms))

static const struct takeout_column session_columns[] = {{"begun", SAID("Begun")},
                                                        {"seen", SAID("Last seen")},
                                                        {"ends", SAID("Ends")},
                                                        {"browser", SAID("Browser")}};

static enum rc read_sessions(struct reading *x)
{
    struct q_session_list_row *rows;
    size_t count;
    struct takeout_section *s =
        SECTION(x, "sessions", SAID("Where you are signed in"), session_columns);
    enum rc rc = q_session_list(
        x->r->db, &(struct q_session_list_in){.site_id = x->site_id, .account_id = x->account_id},
        x->a, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        ROW(x, s, moment(rows[i].created_ms), moment(rows[i].seen_ms), moment(rows[i].expires_ms),
            text(rows[i].agent));
    return rc;
}

static const struct takeout_column browser_columns[] = {{"known", SAID("Known since")},
                                                        {"signed_in", SAID("Last signed in")}};

LISTED(read_browsers, "known_browsers", SAID("Browsers you have signed in with"), browser_columns,
       q_takeout_browser_list, moment(row->known_ms), moment(row->seen_ms))

static const struct takeout_column passkey_columns[] = {
    {"name", SAID("Name")}, {"added", SAID("Added")}, {"used", SAID("Last used")}};

LISTED(read_passkeys, "passkeys", SAID("Passkeys"), passkey_columns, q_takeout_passkey_list,
       text(row->name), moment(id_time_ms(row->id)), moment(row->used_ms))

static const struct takeout_column identity_columns[] = {{"provider", SAID("Provider")},
                                                         {"subject", SAID("Your number there")},
                                                         {"name", SAID("Name")},
                                                         {"added", SAID("Added")},
                                                         {"used", SAID("Last used")}};

LISTED(read_identities, "identities", SAID("Who you are elsewhere"), identity_columns,
       q_takeout_identity_list, text(row->provider_key), text(row->subject), text(row->label),
       moment(id_time_ms(row->id)), moment(row->used_ms))

static const struct takeout_column mail_columns[] = {
    {"kind", SAID("Kind")}, {"queued", SAID("Written")}, {"sent", SAID("Sent")}};

LISTED(read_mails, "mails", SAID("Mails to you of the last thirty days"), mail_columns,
       q_takeout_mail_list, text(row->kind), moment(id_time_ms(row->id)), moment(row->done_ms))

enum rc takeout_read(struct community_reader *r, int64_t account_id, struct str base_url,
                     struct arena *a, struct takeout *ret)
{
    static enum rc (*const parts[])(struct reading *) = {
        read_account,    read_choices, read_former_names, read_invitations, read_comments,
        read_reports,    read_notices, read_trust,        read_sanctions,   read_cases,
        read_letters,    read_mutes,   read_sessions,     read_browsers,    read_passkeys,
        read_identities, read_mails,
    };
    struct takeout whole = {.made_ms = community_now_ms(r->community)};
    struct reading x = {.r = r,
                        .a = a,
                        .t = &whole,
                        .site_id = r->community->site.id,
                        .account_id = account_id,
                        .base_url = base_url};
    enum rc rc = db_begin_read(r->db);
    for (size_t i = 0; rc == RC_OK && i < sizeof parts / sizeof parts[0]; i++)
        rc = parts[i](&x);
    db_end_read(r->db);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = whole;
    return rc;
}
