#include "community/account/browser.h"

#include "community/account/accounts.h"
#include "community/account/agent.h"
#include "community/account/bearer.h"
#include "community/account/choice.h"
#include "community/account/throttle.h"
#include "community/core.h"
#include "queries.h"

/* 0 for one that shows no cookie: no hash is 0 but by an accident that costs a mail. */
static int64_t key_of(const struct community *c, int64_t account_id, struct str token)
{
    struct core_hash h;
    if (token.n == 0)
        return 0;
    core_hash_init(&h, c, STR("browser"));
    core_hash_i64(&h, account_id);
    core_hash_str(&h, token);
    return core_hash_end(&h);
}

/* Whether it is among those known; if not, and there are enough of them, the oldest goes. */
static enum rc look_for(struct community *c, struct db *db, int64_t account_id, int64_t key,
                        struct arena *a, bool *ret_known)
{
    struct q_browser_list_row *rows;
    size_t count, oldest = 0;
    enum rc rc = q_browser_list(
        db, &(struct q_browser_list_in){.site_id = c->site.id, .account_id = account_id}, a, &rows,
        &count);
    *ret_known = false;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        *ret_known = *ret_known || rows[i].browser_key == key;
        oldest = rows[i].seen_ms < rows[oldest].seen_ms ? i : oldest;
    }
    if (rc != RC_OK || *ret_known || count < BROWSERS_MAX)
        return rc;
    return q_browser_drop(db, &(struct q_browser_drop_in){.site_id = c->site.id,
                                                          .account_id = account_id,
                                                          .browser_key = rows[oldest].browser_key});
}

/* --- telling --- */

static enum rc wants_mail(struct community *c, struct db *db, const struct browser_meeting *m,
                          struct arena *a, bool *ret)
{
    struct choices choices;
    bool is_staff = m->role >= ROLE_AUTHOR;
    *ret = false;
    if (!m->has_entered || (!is_staff && !entrance_table[m->way].tells) ||
        (!m->is_confirmed && accounts_confirm(c)))
        return RC_OK;
    enum rc rc = choice_read(c, db, m->account_id, a, &choices);
    if (rc != RC_OK || (!is_staff && !choices.on[CHOICE_MAIL_SIGN_INS]))
        return rc;
    int64_t counted = throttle_key(c, STR("sign-in mail"), m->account_id, STR(""));
    rc = throttle_count(c, db, counted, BROWSER_MAILS_A_DAY, DAY_MS, a, NULL);
    *ret = rc == RC_OK;
    return rc == RC_LIMITED ? RC_OK : rc;
}

static enum rc tell(struct community *c, struct db *db, const struct browser_meeting *m)
{
    const struct agent agent = agent_read(m->shown.agent);
    bool whole = agent.browser.n > 0 && agent.system.n > 0;
    struct str part = agent.browser.n > 0 ? agent.browser : agent.system;
    struct mail_fact facts[] = {
        {.name = "when", .kind = MAIL_TIME, .number = community_now_ms(c)},
        {.name = "way", .kind = MAIL_SAID, .text = str_from_cstr(entrance_table[m->way].text)},
        {.name = "provider", .text = m->provider},
        {.name = "browser", .text = whole ? agent.browser : STR("")},
        {.name = "system", .text = whole ? agent.system : STR("")},
        {.name = "part", .text = whole ? STR("") : part},
    };
    if (m->provider.n > 0)
        facts[1] = (struct mail_fact){.name = "way", .text = STR("")};
    if (!whole && part.n == 0)
        facts[5] = (struct mail_fact){.name = "part",
                                      .kind = MAIL_SAID,
                                      .text = STR(SAID("one that does not say what it is"))};
    return mail_queue(c, db,
                      &(struct mail_order){.kind = MAIL_KIND_SIGNED_IN,
                                           .account_id = m->account_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

/* --- meeting and forgetting --- */

enum rc browser_meet(struct community *c, struct db *db, const struct browser_meeting *m,
                     struct arena *a, int64_t *ret_key)
{
    int64_t site_id = c->site.id, key = key_of(c, m->account_id, m->shown.token);
    bool known = false, wanted = false;
    enum rc rc = key != 0 ? look_for(c, db, m->account_id, key, a, &known) : RC_OK;
    if (rc == RC_OK && key != 0)
        rc = q_browser_meet(db, &(struct q_browser_meet_in){.site_id = site_id,
                                                            .account_id = m->account_id,
                                                            .browser_key = key,
                                                            .now_ms = community_now_ms(c)});
    if (rc == RC_OK && !m->has_entered)
        rc = q_browser_note_entered(db, &(struct q_browser_note_entered_in){
                                            .site_id = site_id, .account_id = m->account_id});
    if (rc == RC_OK && !known)
        rc = wants_mail(c, db, m, a, &wanted);
    if (rc == RC_OK && wanted)
        rc = tell(c, db, m);
    if (rc == RC_OK)
        *ret_key = key;
    return rc;
}

enum rc browser_forget(struct community *c, struct db *db, int64_t account_id, const uint8_t *hash)
{
    return q_browser_forget_of(
        db, &(struct q_browser_forget_of_in){.site_id = c->site.id,
                                             .account_id = account_id,
                                             .token_hash = bearer_hash_str(hash)});
}

enum rc browser_forget_but(struct community *c, struct db *db, int64_t account_id,
                           const uint8_t *hash)
{
    struct str spared = hash != NULL ? bearer_hash_str(hash) : STR("none");
    return q_browser_forget_but(db, &(struct q_browser_forget_but_in){.site_id = c->site.id,
                                                                      .account_id = account_id,
                                                                      .token_hash = spared});
}

enum rc browser_sweep(struct community *c, struct db *db)
{
    return q_browser_sweep(
        db, &(struct q_browser_sweep_in){.site_id = c->site.id,
                                         .before_ms = community_now_ms(c) - BROWSERS_KEPT_MS});
}
