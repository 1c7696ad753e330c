#include "community/mail/mail_work.h"

#include "base/id.h"
#include "community/account/accounts.h"
#include "community/account/choice.h"
#include "community/core.h"
#include "community/mail/mail_fact.h"
#include "community/mail/mail_bounce.h"
#include "community/mail/mail_domain.h"
#include "queries.h"

#define CANDIDATES       16
#define UNSUBSCRIBE_MS   (60 * DAY_MS)
#define POSTPONE_MS      ((int64_t)10 * 60 * 1000)
#define KEPT_SENT_MS     (30 * DAY_MS)
#define KEPT_GIVEN_UP_MS (90 * DAY_MS)

/* What is to be done with a mail that was taken. */
enum fate { FATE_GO, FATE_DROP, FATE_POSTPONE };

struct taking {
    struct community *c;
    struct db *db;
    struct arena *a;
    const struct q_mail_due_row *row;
    struct mail_task *task;
    int64_t now_ms, news_a_day;
    enum fate fate;
    struct str why;   /* of a mail that does not go */
    int64_t until_ms; /* postponed: till then */
};

static enum rc refuse(struct taking *t, enum fate fate, struct str why)
{
    t->fate = fate;
    t->why = why;
    return RC_OK;
}

static bool find_kind(struct str name, enum mail_kind *ret)
{
    for (enum mail_kind kind = 0; kind < MAIL_KIND_COUNT; kind++)
        if (str_eq(name, str_from_cstr(mail_table[kind].name))) {
            *ret = kind;
            return true;
        }
    return false;
}

/* --- who gets it --- */

/* How many mails an account got lately, of all kinds and of news. */
static enum rc count_sent(struct taking *t, int64_t *ret_hour, int64_t *ret_news)
{
    struct q_mail_sent_kinds_row *rows;
    size_t count;
    enum mail_kind kind;
    enum rc rc = q_mail_sent_kinds(
        t->db,
        &(struct q_mail_sent_kinds_in){.site_id = t->c->site.id,
                                       .account_id = t->task->account_id,
                                       .since_id = id_from_time(t->now_ms - 2 * DAY_MS)},
        t->a, &rows, &count);
    *ret_hour = *ret_news = 0;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        *ret_hour += rows[i].done_ms > t->now_ms - HOUR_MS;
        *ret_news += rows[i].done_ms > t->now_ms - DAY_MS && find_kind(rows[i].kind, &kind) &&
                     mail_table[kind].class == MAIL_NEWS;
    }
    return rc;
}

/* A kind nobody can choose about has no way out either. */
static enum rc offer_way_out(struct taking *t)
{
    struct link_order order = {.purpose = LINK_UNSUBSCRIBE,
                               .account_id = t->task->account_id,
                               .detail = t->row->kind,
                               .life_ms = UNSUBSCRIBE_MS};
    int64_t link_id;
    enum rc rc = link_make(t->c, t->db, &order, &link_id);
    return rc == RC_OK ? link_issue(t->c, t->db, link_id, t->a, &t->task->unsubscribe_token) : rc;
}

static enum rc check_news(struct taking *t, bool confirmed, int64_t news)
{
    struct choices choices;
    enum choice which = choice_of_mail(t->row->kind);
    enum rc rc = choice_read(t->c, t->db, t->task->account_id, t->a, &choices);
    if (rc != RC_OK)
        return rc;
    if (which != CHOICE_COUNT && !choices.on[which])
        return refuse(t, FATE_DROP, STR("the reader does not want this kind"));
    if (!confirmed)
        return refuse(t, FATE_DROP, STR("the address is not confirmed"));
    if (news >= t->news_a_day)
        return refuse(t, FATE_DROP,
                      STR("the reader had as much news today as mail.news_a_day says"));
    return which != CHOICE_COUNT ? offer_way_out(t) : RC_OK;
}

/* A name with a dot reads as an address of the web: strangers do not get to send those to addresses nobody has confirmed. */
static struct str name_to_say(const struct q_mail_account_row *account)
{
    bool dotted = str_find_char(account->name, '.', 0) != STR_NONE;
    return account->email_confirmed_ms == 0 && dotted ? (struct str){0} : account->name;
}

/* Anybody can name any address when joining. What goes there before it is confirmed counts with all that strangers can have
 * sent to it; the link that confirms was counted when it was asked for. */
static enum rc check_claimed(struct taking *t, const struct q_mail_account_row *account)
{
    bool may = true;
    enum rc rc = RC_OK;
    if (t->row->address.n > 0 || account->email_confirmed_ms > 0 || !accounts_confirm(t->c) ||
        t->task->kind == MAIL_KIND_CONFIRM || t->row->attempts > 0)
        return RC_OK;
    rc = accounts_may_mail(t->c, t->db, account->email_key, t->a, &may);
    return rc == RC_OK && !may
               ? refuse(t, FATE_DROP,
                        STR("the address is not confirmed and had many mails this hour"))
               : rc;
}

/* The row remembers where it goes, for a report that comes later. */
static enum rc check_accepts(struct taking *t)
{
    bool failed = false;
    struct mail_task *task = t->task;
    int64_t key = mail_bounce_address_key(t->c, task->to, t->a);
    enum rc rc = q_mail_note_address(
        t->db, &(struct q_mail_note_address_in){
                   .site_id = t->c->site.id, .id = task->id, .address_key = key});
    if (rc == RC_OK && !mail_bounce_is_asked(task->kind))
        rc = mail_bounce_has_failed(t->c, t->db, task->account_id, key, t->a, &failed);
    return rc == RC_OK && failed ? refuse(t, FATE_DROP,
                                          STR("the address does not accept mail; comity mail list "
                                              "--undeliverable shows why"))
                                 : rc;
}

/* Before anything is counted or issued for it: it may wait for hours. */
static enum rc check_domain(struct taking *t)
{
    struct mail_task *task = t->task;
    int64_t until_ms;
    task->domain_key = mail_domain_key(t->c, task->to, t->a);
    enum rc rc = mail_domain_paused(t->c, t->db, task->domain_key, t->a, &until_ms);
    if (rc != RC_OK || until_ms == 0)
        return rc;
    t->until_ms = until_ms;
    return refuse(t, FATE_POSTPONE, STR("the mail server of its domain puts mails off"));
}

static enum rc find_recipient(struct taking *t)
{
    struct q_mail_account_row account;
    int64_t hour, news;
    struct mail_task *task = t->task;
    task->to = t->row->address;
    if (task->account_id == 0)
        return task->to.n > 0 ? check_domain(t) : refuse(t, FATE_DROP, STR("there is no address"));
    enum rc rc = q_mail_account(
        t->db,
        &(struct q_mail_account_in){.site_id = t->c->site.id, .account_id = task->account_id}, t->a,
        &account);
    if (rc == RC_NOT_FOUND)
        return refuse(t, FATE_DROP, STR("the account is gone"));
    if (rc == RC_OK)
        rc = count_sent(t, &hour, &news);
    if (rc != RC_OK)
        return rc;
    task->name = name_to_say(&account);
    task->language = account.language;
    task->is_shut_out = account.hidden != 0;
    if (task->to.n == 0)
        task->to = account.email;
    if (task->to.n == 0)
        return refuse(t, FATE_DROP, STR("the account has no address"));
    rc = check_accepts(t);
    if (rc == RC_OK && t->fate == FATE_GO)
        rc = check_domain(t);
    if (rc != RC_OK || t->fate != FATE_GO)
        return rc;
    if (hour >= MAIL_WORK_HOUR_MAX)
        return refuse(t, FATE_POSTPONE, STR("the account had many mails this hour"));
    if (mail_table[task->kind].class == MAIL_NEWS && account.hidden != 0)
        return refuse(t, FATE_DROP, STR("the account is deleted"));
    return mail_table[task->kind].class == MAIL_NEWS
               ? check_news(t, account.email_confirmed_ms > 0, news)
               : check_claimed(t, &account);
}

/* Those of minutes. */
static bool runs_from_sending(enum link_purpose purpose)
{
    return purpose == LINK_CONFIRM || purpose == LINK_SIGN_IN || purpose == LINK_RECOVER ||
           purpose == LINK_CHANGE_EMAIL;
}

/* Minutes count from here on, again at each attempt: the mail server may have been away since the link was asked for, and
 * nobody has held a token of it. One that has run out for a day is swept. */
static enum rc issue_link(struct taking *t)
{
    struct q_mail_link_row link;
    int64_t link_id = t->row->link_id;
    if (link_id == 0 || t->fate != FATE_GO)
        return RC_OK;
    bool renews = runs_from_sending(mail_table[t->task->kind].link);
    enum rc rc = q_mail_link(
        t->db, &(struct q_mail_link_in){.site_id = t->c->site.id, .link_id = link_id}, t->a, &link);
    bool is_over = rc == RC_OK && (link.used_ms != 0 || (!renews && link.expires_ms <= t->now_ms));
    if (rc == RC_NOT_FOUND || is_over)
        return refuse(t, FATE_DROP, STR("its link was used, taken back or ran out before"));
    t->task->until_ms = renews ? t->now_ms + ACCOUNTS_LINK_LIFE_MS : link.expires_ms;
    if (rc == RC_OK && renews)
        rc = q_link_renew(t->db, &(struct q_link_renew_in){.site_id = t->c->site.id,
                                                           .id = link_id,
                                                           .expires_ms = t->task->until_ms});
    return rc == RC_OK ? link_issue(t->c, t->db, link_id, t->a, &t->task->token) : rc;
}

/* --- taking --- */

static enum rc end_mail(struct community *c, struct db *db, int64_t id, enum mail_state state,
                        struct str problem)
{
    int64_t changed;
    return q_mail_end(db,
                      &(struct q_mail_end_in){.site_id = c->site.id,
                                              .id = id,
                                              .state = state,
                                              .done_ms = community_now_ms(c),
                                              .problem = problem,
                                              .keeps = state == MAIL_GIVEN_UP},
                      &changed);
}

/* Kinds this program does not know are another version's: that one sends them. */
static enum rc prepare(struct taking *t)
{
    if (!find_kind(t->row->kind, &t->task->kind))
        return refuse(t, FATE_POSTPONE, STR("this version of the program does not know the kind"));
    t->task->subject_id = t->row->subject_id;
    t->task->report_token = mail_bounce_token(t->c, t->row->id, t->a);
    enum rc rc = mail_fact_read(t->row->facts, t->a, &t->task->facts, &t->task->fact_count);
    if (rc == RC_CORRUPT)
        return refuse(t, FATE_DROP, STR("its facts cannot be read"));
    if (rc == RC_OK)
        rc = find_recipient(t);
    if (rc == RC_OK && t->fate == FATE_GO)
        mail_fact_name_clauses(t->c, t->task->language, t->task->facts, t->task->fact_count, t->a);
    return rc == RC_OK ? issue_link(t) : rc;
}

static enum rc take_one(struct mail_turn *op, struct db *db, const struct q_mail_due_row *row)
{
    struct community *c = op->job.community;
    int64_t taken = 0, now_ms = community_now_ms(c);
    struct mail_task task = {.id = row->id,
                             .account_id = row->account_id,
                             .subject_id = row->subject_id,
                             .attempts = row->attempts + 1,
                             .since_ms = row->since_ms != 0 ? row->since_ms : id_time_ms(row->id)};
    struct taking t = {.c = c,
                       .db = db,
                       .a = op->job.arena,
                       .row = row,
                       .task = &task,
                       .now_ms = now_ms,
                       .news_a_day = op->news_a_day,
                       .until_ms = now_ms + POSTPONE_MS};
    enum rc rc = q_mail_take(db,
                             &(struct q_mail_take_in){.site_id = c->site.id,
                                                      .id = row->id,
                                                      .now_ms = now_ms,
                                                      .until_ms = now_ms + op->lease_ms,
                                                      .taken_by = c->maker},
                             &taken);
    if (rc != RC_OK || taken == 0)
        return rc;
    rc = prepare(&t);
    if (rc != RC_OK)
        return rc;
    op->ret_found = t.fate == FATE_GO;
    if (op->ret_found)
        op->ret_task = task;
    if (t.fate == FATE_POSTPONE)
        return q_mail_postpone(db, &(struct q_mail_postpone_in){.site_id = c->site.id,
                                                                .id = row->id,
                                                                .attempts = row->attempts,
                                                                .due_ms = t.until_ms,
                                                                .problem = t.why});
    op->ret_dropped += t.fate == FATE_DROP;
    return t.fate == FATE_DROP ? end_mail(c, db, row->id, MAIL_DROPPED, t.why) : RC_OK;
}

static enum rc take(struct mail_turn *op, struct db *db)
{
    struct q_mail_due_row *rows;
    size_t count;
    struct community *c = op->job.community;
    enum rc rc =
        q_mail_due(db,
                   &(struct q_mail_due_in){
                       .site_id = c->site.id, .now_ms = community_now_ms(c), .count = CANDIDATES},
                   op->job.arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count && !op->ret_found; i++)
        rc = take_one(op, db, &rows[i]);
    return rc;
}

/* --- reporting --- */

/* A mail that its domain put off comes after those that wait for the domain: its own mailbox may be the cause. */
static enum rc pause_domain(struct mail_turn *op, struct db *db, int64_t *ret_due_ms)
{
    int64_t until_ms;
    if (op->outcome != MAIL_OUTCOME_LATER || op->domain_key == 0 ||
        !mail_domain_is_meant(op->deferral))
        return RC_OK;
    enum rc rc = mail_domain_pause(op->job.community, db, op->domain_key, op->first_pause_ms,
                                   op->job.arena, &until_ms);
    if (rc == RC_OK && until_ms >= *ret_due_ms)
        *ret_due_ms = until_ms + 1;
    return rc;
}

static enum rc try_again(struct mail_turn *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t changed, due_ms = op->due_ms;
    enum rc rc = pause_domain(op, db, &due_ms);
    if (rc != RC_OK)
        return rc;
    return q_mail_try_again(
        db,
        &(struct q_mail_try_again_in){.site_id = c->site.id,
                                      .id = op->id,
                                      .taken_by = c->maker,
                                      .attempts = op->attempts,
                                      .left_attempts =
                                          op->attempts - (op->outcome == MAIL_OUTCOME_AWAY ? 1 : 0),
                                      .due_ms = due_ms,
                                      .problem = op->problem},
        &changed);
}

static enum rc report(struct mail_turn *op, struct db *db)
{
    struct community *c = op->job.community;
    enum rc rc;
    switch (op->outcome) {
    case MAIL_OUTCOME_NONE:
        return RC_OK;
    case MAIL_OUTCOME_SENT:
        rc = end_mail(c, db, op->id, MAIL_SENT, STR(""));
        if (rc == RC_OK)
            rc = mail_domain_answers(c, db, op->domain_key);
        return rc == RC_OK ? mail_bounce_accepted(c, db, op->id) : rc;
    case MAIL_OUTCOME_NEVER:
        rc = end_mail(c, db, op->id, MAIL_GIVEN_UP, op->problem);
        if (rc == RC_OK && op->refusal.n > 0 && op->refusal.p[0] == '5')
            rc = mail_domain_answers(c, db, op->domain_key);
        return rc == RC_OK && op->refusal.n > 0
                   ? mail_bounce_refused(c, db, op->id, op->refusal, op->job.arena)
                   : rc;
    case MAIL_OUTCOME_LATER:
    case MAIL_OUTCOME_AWAY:
        return try_again(op, db);
    }
    return RC_BUG;
}

static enum rc run_turn(struct db *db, struct community_job *job)
{
    struct mail_turn *op = (struct mail_turn *)job;
    op->ret_found = false;
    op->ret_dropped = 0;
    enum rc rc = report(op, db);
    return rc == RC_OK && op->takes ? take(op, db) : rc;
}

enum rc mail_turn_submit(struct community_job *job)
{
    job->run = run_turn;
    return community_submit(job);
}

/* --- looking --- */

enum rc mail_work_next(struct community_reader *r, int64_t *ret_due_ms)
{
    struct q_mail_next_row row = {.due_ms = INT64_MAX};
    arena_reset(r->scratch);
    enum rc rc = q_mail_next(r->db, &(struct q_mail_next_in){.site_id = r->community->site.id},
                             r->scratch, &row);
    if (rc == RC_OK || rc == RC_NOT_FOUND)
        *ret_due_ms = row.due_ms;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc mail_work_count(struct community_reader *r, int64_t *ret_waiting)
{
    struct q_mail_count_waiting_row row;
    arena_reset(r->scratch);
    enum rc rc = q_mail_count_waiting(
        r->db, &(struct q_mail_count_waiting_in){.site_id = r->community->site.id}, r->scratch,
        &row);
    if (rc == RC_OK)
        *ret_waiting = row.mails;
    return rc;
}

enum rc mail_work_list(struct community_reader *r, enum mail_state state,
                       const struct mail_entry *after, struct arena *a, struct mail_entry **ret,
                       size_t *ret_count)
{
    struct q_mail_list_row *rows;
    size_t count;
    enum rc rc =
        q_mail_list(r->db,
                    &(struct q_mail_list_in){.site_id = r->community->site.id,
                                             .state = state,
                                             .after_ms = after != NULL ? after->done_ms : -1,
                                             .after_id = after != NULL ? after->id : 0},
                    a, &rows, &count);
    struct mail_entry *entries = ARENA_ARRAY(a, count, struct mail_entry);
    if (rc != RC_OK || entries == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct mail_entry){.id = rows[i].id,
                                         .account_id = rows[i].account_id,
                                         .due_ms = rows[i].due_ms,
                                         .attempts = rows[i].attempts,
                                         .taken_until_ms = rows[i].taken_until_ms,
                                         .done_ms = rows[i].done_ms,
                                         .kind = rows[i].kind,
                                         .address = rows[i].address,
                                         .problem = rows[i].problem};
    *ret = entries;
    *ret_count = count;
    return RC_OK;
}

/* --- sweeping --- */

enum rc mail_work_sweep(struct community *c, struct db *db, int64_t now_ms)
{
    static const struct {
        enum mail_state state;
        int64_t kept_ms;
    } ends[] = {
        {MAIL_SENT, KEPT_SENT_MS}, {MAIL_DROPPED, KEPT_SENT_MS}, {MAIL_GIVEN_UP, KEPT_GIVEN_UP_MS}};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0] && rc == RC_OK; i++)
        rc = q_mail_sweep(db, &(struct q_mail_sweep_in){.site_id = c->site.id,
                                                        .state = ends[i].state,
                                                        .before_ms = now_ms - ends[i].kept_ms});
    return rc == RC_OK ? mail_domain_sweep(c, db, now_ms) : rc;
}
