#include "community/mail/mail_bounce.h"

#include <sodium.h>

#include "community/account/choice.h"
#include "community/core.h"
#include "community/mail/mail_status.h"
#include "community/account/name.h"
#include "queries.h"

#define SOFT_FORGOT_MS (30 * DAY_MS)
#define TOKEN_BYTES    16
_Static_assert(MAIL_BOUNCE_TOKEN_TEXT == 2 * TOKEN_BYTES, "a token is written in hexadecimal");

/* Stored: never renumber. */
enum told_by { TOLD_IN_CONVERSATION = 1, TOLD_IN_REPORT = 2 };

const char *mail_bounce_outcome_text(enum mail_bounce_outcome outcome)
{
    static const char *const texts[] = {
        [MAIL_BOUNCE_MARKED] = "the address does not accept mail: nothing more is sent there",
        [MAIL_BOUNCE_COUNTED] = "counted: a failure that may pass",
        [MAIL_BOUNCE_CLEARED] = "delivered",
        [MAIL_BOUNCE_UNSUBSCRIBED] = "a complaint: the reader gets no more news",
        [MAIL_BOUNCE_NOTED] = "a complaint about a mail that is duty: noted",
        [MAIL_BOUNCE_OLD] = "about an address the account no longer has",
        [MAIL_BOUNCE_NOBODYS] = "about a mail that no account belongs to",
        [MAIL_BOUNCE_FORGED] = "not for a mail of this site: dropped",
    };
    return texts[outcome];
}

/* --- the token --- */

static void make_token(const struct community *c, int64_t mail_id, uint8_t out[static TOKEN_BYTES])
{
    struct core_hash h;
    core_hash_init(&h, c, STR("mail report"));
    core_hash_i64(&h, mail_id);
    const uint64_t parts[] = {(uint64_t)mail_id, (uint64_t)core_hash_end(&h)};
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        out[i] = (uint8_t)(parts[i / 8] >> (56 - 8 * (i % 8)));
}

struct str mail_bounce_token(const struct community *c, int64_t mail_id, struct arena *a)
{
    uint8_t token[TOKEN_BYTES];
    char *text = arena_alloc(a, MAIL_BOUNCE_TOKEN_TEXT + 1);
    if (text == NULL)
        return (struct str){0};
    make_token(c, mail_id, token);
    sodium_bin2hex(text, MAIL_BOUNCE_TOKEN_TEXT + 1, token, sizeof token);
    return str_make(text, MAIL_BOUNCE_TOKEN_TEXT);
}

bool mail_bounce_read_token(const struct community *c, struct str token, int64_t *ret_mail_id)
{
    uint8_t given[TOKEN_BYTES], right[TOKEN_BYTES];
    size_t n;
    uint64_t id = 0;
    if (token.n != MAIL_BOUNCE_TOKEN_TEXT ||
        sodium_hex2bin(given, sizeof given, token.p, token.n, NULL, &n, NULL) != 0 ||
        n != sizeof given)
        return false;
    for (size_t i = 0; i < 8; i++)
        id = id << 8 | given[i];
    make_token(c, (int64_t)id, right);
    *ret_mail_id = (int64_t)id;
    return sodium_memcmp(given, right, sizeof right) == 0;
}

int64_t mail_bounce_address_key(const struct community *c, struct str address, struct arena *a)
{
    struct str key;
    struct core_hash h;
    if (name_email_check(a, address, &key, NULL) != RC_OK)
        return 0;
    core_hash_init(&h, c, STR("mail address"));
    core_hash_str(&h, key);
    return core_hash_end(&h);
}

/* --- what is known --- */

static enum rc get(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                   struct q_mail_bounce_get_row *ret)
{
    *ret = (struct q_mail_bounce_get_row){.status = STR(""), .diagnostic = STR("")};
    enum rc rc = q_mail_bounce_get(
        db, &(struct q_mail_bounce_get_in){.site_id = c->site.id, .account_id = account_id}, a,
        ret);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc put(struct community *c, struct db *db, int64_t account_id,
                   const struct q_mail_bounce_get_row *row)
{
    return q_mail_bounce_put(db,
                             &(struct q_mail_bounce_put_in){.site_id = c->site.id,
                                                            .account_id = account_id,
                                                            .address_key = row->address_key,
                                                            .failed_ms = row->failed_ms,
                                                            .soft_count = row->soft_count,
                                                            .last_ms = row->last_ms,
                                                            .told_by = row->told_by,
                                                            .status = row->status,
                                                            .diagnostic = row->diagnostic,
                                                            .complained_ms = row->complained_ms});
}

/* The hash of the address the account has now; 0: none, or no account. */
static enum rc present_key(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                           int64_t *ret)
{
    struct q_mail_account_row account;
    enum rc rc = q_mail_account(
        db, &(struct q_mail_account_in){.site_id = c->site.id, .account_id = account_id}, a,
        &account);
    *ret = rc == RC_OK ? mail_bounce_address_key(c, account.email, a) : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc mail_bounce_look(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                         struct mail_bounce_view *ret)
{
    struct q_mail_bounce_get_row row;
    int64_t key = 0;
    enum rc rc = get(c, db, account_id, a, &row);
    if (rc == RC_OK)
        rc = present_key(c, db, account_id, a, &key);
    if (rc != RC_OK)
        return rc;
    *ret = (struct mail_bounce_view){.complained_ms = row.complained_ms};
    if (key == 0 || row.address_key != key)
        return RC_OK;
    ret->failed_ms = row.failed_ms;
    ret->soft_count = row.soft_count;
    ret->last_ms = row.last_ms;
    ret->status = row.status;
    ret->diagnostic = row.diagnostic;
    return RC_OK;
}

/* Links a reader has just asked for, and the operator's own trial. Taking a change of address back goes to the old one,
 * unasked. */
bool mail_bounce_is_asked(enum mail_kind kind)
{
    enum link_purpose link = mail_table[kind].link;
    return kind == MAIL_KIND_TEST || (link != LINK_NONE && link != LINK_UNDO_EMAIL);
}

enum rc mail_bounce_has_failed(struct community *c, struct db *db, int64_t account_id,
                               int64_t address_key, struct arena *a, bool *ret)
{
    struct q_mail_bounce_get_row row;
    enum rc rc = get(c, db, account_id, a, &row);
    *ret = rc == RC_OK && row.failed_ms > 0 && row.address_key == address_key;
    return rc;
}

enum rc mail_bounce_list(struct community_reader *r, int64_t after_id, struct arena *a,
                         struct mail_bounce_entry **ret, size_t *ret_count)
{
    struct q_mail_bounce_list_row *rows;
    size_t count;
    enum rc rc = q_mail_bounce_list(
        r->db,
        &(struct q_mail_bounce_list_in){.site_id = r->community->site.id, .after_id = after_id}, a,
        &rows, &count);
    struct mail_bounce_entry *entries =
        rc == RC_OK ? ARENA_ARRAY(a, count, struct mail_bounce_entry) : NULL;
    if (entries == NULL)
        return rc == RC_OK ? RC_NO_MEMORY : rc;
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct mail_bounce_entry){.account_id = rows[i].account_id,
                                                .view = {.failed_ms = rows[i].failed_ms,
                                                         .soft_count = rows[i].soft_count,
                                                         .last_ms = rows[i].last_ms,
                                                         .complained_ms = rows[i].complained_ms,
                                                         .status = rows[i].status,
                                                         .diagnostic = rows[i].diagnostic}};
    *ret = entries;
    *ret_count = count;
    return RC_OK;
}

enum rc mail_bounce_count(struct community_reader *r, int64_t *ret_addresses)
{
    struct q_mail_bounce_count_row row;
    arena_reset(r->scratch);
    enum rc rc = q_mail_bounce_count(
        r->db, &(struct q_mail_bounce_count_in){.site_id = r->community->site.id}, r->scratch,
        &row);
    if (rc == RC_OK)
        *ret_addresses = row.addresses;
    return rc;
}

/* --- failures --- */

struct failure {
    int64_t account_id, address_key;
    enum told_by told_by;
    struct str status, said;
};

/* One a day counts: a report for each mail of one bad day is one bad day. */
static void count_soft(struct q_mail_bounce_get_row *row, int64_t now_ms)
{
    if (now_ms - row->last_ms > SOFT_FORGOT_MS)
        row->soft_count = 0;
    if (row->soft_count > 0 && now_ms - row->last_ms < DAY_MS)
        return;
    row->soft_count++;
    row->last_ms = now_ms;
}

static enum rc note_failure(struct community *c, struct db *db, const struct failure *f,
                            struct arena *a, enum mail_bounce_outcome *ret)
{
    struct q_mail_bounce_get_row row;
    struct mail_status status = mail_status_read(f->status, f->said);
    int64_t key = 0, now_ms = community_now_ms(c);
    enum rc rc = present_key(c, db, f->account_id, a, &key);
    if (rc == RC_OK)
        rc = get(c, db, f->account_id, a, &row);
    *ret = MAIL_BOUNCE_OLD;
    if (rc != RC_OK || key == 0 || key != f->address_key)
        return rc;
    if (row.address_key != key)
        row =
            (struct q_mail_bounce_get_row){.address_key = key, .complained_ms = row.complained_ms};
    bool hard = mail_status_is_hard(&status);
    if (hard)
        row.last_ms = now_ms;
    else
        count_soft(&row, now_ms);
    if (row.failed_ms == 0 && (hard || row.soft_count >= MAIL_BOUNCE_SOFT_MAX))
        row.failed_ms = now_ms;
    row.told_by = f->told_by;
    row.status = arena_dup(a, status.code);
    row.diagnostic = mail_status_words(f->said, a);
    *ret = row.failed_ms > 0 ? MAIL_BOUNCE_MARKED : MAIL_BOUNCE_COUNTED;
    return arena_failed(a) ? RC_NO_MEMORY : put(c, db, f->account_id, &row);
}

static enum rc find_mail(struct community *c, struct db *db, int64_t mail_id, struct arena *a,
                         struct q_mail_of_report_row *ret)
{
    return q_mail_of_report(db, &(struct q_mail_of_report_in){.site_id = c->site.id, .id = mail_id},
                            a, ret);
}

enum rc mail_bounce_refused(struct community *c, struct db *db, int64_t mail_id, struct str said,
                            struct arena *a)
{
    struct q_mail_of_report_row mail;
    enum mail_bounce_outcome outcome;
    enum rc rc = find_mail(c, db, mail_id, a, &mail);
    if (rc != RC_OK || mail.account_id == 0)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    const struct failure f = {.account_id = mail.account_id,
                              .address_key = mail.address_key,
                              .told_by = TOLD_IN_CONVERSATION,
                              .status = STR(""),
                              .said = said};
    return note_failure(c, db, &f, a, &outcome);
}

enum rc mail_bounce_accepted(struct community *c, struct db *db, int64_t mail_id)
{
    return q_mail_bounce_accepted(
        db, &(struct q_mail_bounce_accepted_in){.site_id = c->site.id, .mail_id = mail_id});
}

enum rc mail_bounce_clear(struct community *c, struct db *db, int64_t account_id)
{
    return q_mail_bounce_clear(
        db, &(struct q_mail_bounce_clear_in){.site_id = c->site.id, .account_id = account_id});
}

/* --- reports --- */

static bool is_news(struct str kind)
{
    for (size_t i = 0; i < MAIL_KIND_COUNT; i++)
        if (str_eq(kind, str_from_cstr(mail_table[i].name)))
            return mail_table[i].class == MAIL_NEWS;
    return false;
}

/* Who calls one news unwanted wants none of the others either: each would be held against the site. */
static enum rc unsubscribe(struct mail_bounce_report *op, struct db *db,
                           const struct q_mail_of_report_row *mail)
{
    struct community *c = op->job.community;
    struct arena *a = op->job.arena;
    struct q_mail_bounce_get_row row;
    enum rc rc = get(c, db, mail->account_id, a, &row);
    row.complained_ms = community_now_ms(c);
    if (rc == RC_OK)
        rc = put(c, db, mail->account_id, &row);
    op->ret_outcome = MAIL_BOUNCE_NOTED;
    if (rc != RC_OK || !is_news(mail->kind))
        return rc;
    op->ret_outcome = MAIL_BOUNCE_UNSUBSCRIBED;
    for (size_t i = 0; rc == RC_OK && i < CHOICE_COUNT; i++)
        if (choice_table[i].mail[0] != '\0')
            rc = choice_switch_off(c, db, mail->account_id, (enum choice)i, a);
    return rc;
}

static enum rc note_delivered(struct mail_bounce_report *op, struct db *db,
                              const struct q_mail_of_report_row *mail)
{
    struct community *c = op->job.community;
    int64_t key = 0;
    enum rc rc = present_key(c, db, mail->account_id, op->job.arena, &key);
    op->ret_outcome = key != 0 && key == mail->address_key ? MAIL_BOUNCE_CLEARED : MAIL_BOUNCE_OLD;
    return rc == RC_OK && op->ret_outcome == MAIL_BOUNCE_CLEARED
               ? mail_bounce_clear(c, db, mail->account_id)
               : rc;
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct mail_bounce_report *op = (struct mail_bounce_report *)job;
    struct q_mail_of_report_row mail;
    int64_t mail_id;
    op->ret_outcome = MAIL_BOUNCE_FORGED;
    if (!mail_bounce_read_token(job->community, op->token, &mail_id))
        return RC_OK;
    op->ret_outcome = MAIL_BOUNCE_NOBODYS;
    enum rc rc = find_mail(job->community, db, mail_id, job->arena, &mail);
    if (rc != RC_OK || mail.account_id == 0)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    if (op->event == MAIL_BOUNCE_DELIVERED)
        return note_delivered(op, db, &mail);
    if (op->event == MAIL_BOUNCE_COMPLAINED)
        rc = unsubscribe(op, db, &mail);
    else
        rc = note_failure(job->community, db,
                          &(struct failure){.account_id = mail.account_id,
                                            .address_key = mail.address_key,
                                            .told_by = TOLD_IN_REPORT,
                                            .status = op->status,
                                            .said = op->diagnostic},
                          job->arena, &op->ret_outcome);
    if (rc == RC_NOT_FOUND) /* the account went meanwhile */
        op->ret_outcome = MAIL_BOUNCE_OLD;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc mail_bounce_report_submit(struct community_job *job)
{
    job->run = run;
    return community_submit(job);
}
