#include "community/mail/mail_domain.h"

#include "community/account/name.h"
#include "community/core.h"
#include "community/mail/mail_status.h"
#include "queries.h"

int64_t mail_domain_key(const struct community *c, struct str address, struct arena *a)
{
    struct str key;
    struct core_hash h;
    if (name_email_check(a, address, &key, NULL) != RC_OK)
        return 0;
    core_hash_init(&h, c, STR("mail domain"));
    core_hash_str(&h, str_slice(key, str_rfind_char(key, '@') + 1, key.n));
    return core_hash_end(&h);
}

/* 4.1.x and 4.2.x are about a mailbox, 4.6.x about what the mail holds. */
bool mail_domain_is_meant(struct str answer)
{
    const struct mail_status s = mail_status_read((struct str){0}, answer);
    return s.reply >= 400 && s.reply < 500 && !str_starts(s.code, STR("4.1.")) &&
           !str_starts(s.code, STR("4.2.")) && !str_starts(s.code, STR("4.6."));
}

static enum rc read_row(struct community *c, struct db *db, int64_t key, struct arena *a,
                        struct q_mail_domain_get_row *ret)
{
    *ret = (struct q_mail_domain_get_row){0};
    return q_mail_domain_get(
        db, &(struct q_mail_domain_get_in){.site_id = c->site.id, .domain_key = key}, a, ret);
}

enum rc mail_domain_paused(struct community *c, struct db *db, int64_t key, struct arena *a,
                           int64_t *ret_until_ms)
{
    struct q_mail_domain_get_row row;
    enum rc rc = key != 0 ? read_row(c, db, key, a, &row) : RC_NOT_FOUND;
    *ret_until_ms = rc == RC_OK && row.until_ms > community_now_ms(c) ? row.until_ms : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc has_room(struct community *c, struct db *db, struct arena *a, bool *ret)
{
    struct q_mail_domain_count_row row;
    enum rc rc =
        q_mail_domain_count(db, &(struct q_mail_domain_count_in){.site_id = c->site.id}, a, &row);
    *ret = rc == RC_OK && row.domains < MAIL_DOMAINS_MAX;
    return rc;
}

/* Two mails that were under way together are one failure of the domain. */
enum rc mail_domain_pause(struct community *c, struct db *db, int64_t key, int64_t first_pause_ms,
                          struct arena *a, int64_t *ret_until_ms)
{
    struct q_mail_domain_get_row row;
    int64_t now_ms = community_now_ms(c);
    bool may = true;
    enum rc rc = read_row(c, db, key, a, &row);
    *ret_until_ms = row.until_ms;
    if (rc == RC_OK && row.until_ms > now_ms)
        return RC_OK;
    if (rc == RC_NOT_FOUND)
        rc = has_room(c, db, a, &may);
    if (rc != RC_OK || !may)
        return rc;
    int64_t pause_ms = row.pause_ms > 0 ? 2 * row.pause_ms : first_pause_ms;
    if (pause_ms > MAIL_DOMAIN_PAUSE_MAX_MS)
        pause_ms = MAIL_DOMAIN_PAUSE_MAX_MS;
    *ret_until_ms = now_ms + pause_ms;
    return q_mail_domain_put(db, &(struct q_mail_domain_put_in){.site_id = c->site.id,
                                                                .domain_key = key,
                                                                .until_ms = now_ms + pause_ms,
                                                                .pause_ms = pause_ms});
}

enum rc mail_domain_answers(struct community *c, struct db *db, int64_t key)
{
    return q_mail_domain_end(
        db, &(struct q_mail_domain_end_in){.site_id = c->site.id, .domain_key = key});
}

enum rc mail_domain_forget_all(struct community *c, struct db *db)
{
    return q_mail_domain_sweep(
        db, &(struct q_mail_domain_sweep_in){.site_id = c->site.id, .before_ms = INT64_MAX});
}

enum rc mail_domain_sweep(struct community *c, struct db *db, int64_t now_ms)
{
    return q_mail_domain_sweep(
        db, &(struct q_mail_domain_sweep_in){.site_id = c->site.id, .before_ms = now_ms - DAY_MS});
}
