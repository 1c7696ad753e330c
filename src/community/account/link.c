#include "community/account/link.h"

#include "community/core.h"
#include "community/mail/mail_bounce.h"
#include "queries.h"

#define BACK_BYTES_MAX 512

/* 0 for no browser: a link without one is good in any. */
static int64_t browser_key(const struct community *c, struct str browser)
{
    struct core_hash h;
    if (browser.n == 0)
        return 0;
    core_hash_init(&h, c, STR("link browser"));
    core_hash_str(&h, browser);
    return core_hash_end(&h);
}

enum rc link_make(struct community *c, struct db *db, const struct link_order *in,
                  int64_t *ret_link_id)
{
    *ret_link_id = community_make_id(c);
    return q_link_add(
        db, &(struct q_link_add_in){
                .site_id = c->site.id,
                .id = *ret_link_id,
                .purpose = in->purpose,
                .account_id = in->account_id,
                .browser_key = browser_key(c, in->browser),
                .expires_ms = community_now_ms(c) + in->life_ms,
                .detail = in->detail.p != NULL ? in->detail : STR(""),
                .back = in->back.p != NULL && in->back.n <= BACK_BYTES_MAX ? in->back : STR("")});
}

enum rc link_issue(struct community *c, struct db *db, int64_t link_id, struct arena *a,
                   struct str *ret_token)
{
    uint8_t hash[BEARER_HASH_BYTES];
    enum rc rc = bearer_make(c, a, hash, ret_token);
    if (rc != RC_OK)
        return rc;
    return q_link_add_token(db, &(struct q_link_add_token_in){.site_id = c->site.id,
                                                              .token_hash = bearer_hash_str(hash),
                                                              .link_id = link_id});
}

static enum rc find(const struct community *c, struct db *db, enum link_purpose purpose,
                    struct str token, struct str browser, struct arena *a, struct link_view *ret)
{
    uint8_t hash[BEARER_HASH_BYTES];
    struct q_link_find_row row;
    if (!bearer_hash(token, hash))
        return RC_NOT_FOUND;
    enum rc rc = q_link_find(
        db, &(struct q_link_find_in){.site_id = c->site.id, .token_hash = bearer_hash_str(hash)}, a,
        &row);
    if (rc == RC_OK && row.purpose != (int64_t)purpose)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK && (row.used_ms != 0 || row.expires_ms <= community_now_ms(c)))
        rc = RC_EXPIRED;
    if (rc != RC_OK)
        return rc;
    *ret = (struct link_view){
        .id = row.id,
        .account_id = row.account_id,
        .expires_ms = row.expires_ms,
        .purpose = purpose,
        .same_browser = row.browser_key == 0 || row.browser_key == browser_key(c, browser),
        .detail = row.detail,
        .back = row.back,
    };
    return RC_OK;
}

enum rc link_look(struct community_reader *r, enum link_purpose purpose, struct str token,
                  struct str browser, struct arena *a, struct link_view *ret)
{
    struct q_account_get_row account;
    enum rc rc = find(r->community, r->db, purpose, token, browser, a, ret);
    if (rc != RC_OK || ret->account_id == 0)
        return rc;
    rc = q_account_get(
        r->db, &(struct q_account_get_in){.site_id = r->community->site.id, .id = ret->account_id},
        a, &account);
    if (rc == RC_OK)
        ret->account_name = account.name;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc link_redeem(struct community *c, struct db *db, enum link_purpose purpose, struct str token,
                    struct str browser, struct arena *a, struct link_view *ret)
{
    int64_t used = 0;
    enum rc rc = find(c, db, purpose, token, browser, a, ret);
    if (rc == RC_OK)
        rc = q_link_use(db,
                        &(struct q_link_use_in){
                            .site_id = c->site.id, .id = ret->id, .now_ms = community_now_ms(c)},
                        &used);
    if (rc == RC_OK && used == 0)
        return RC_EXPIRED;
    /* Whoever has the link has got the mail. */
    return rc == RC_OK && ret->account_id != 0 ? mail_bounce_clear(c, db, ret->account_id) : rc;
}

enum rc link_cancel(struct community *c, struct db *db, int64_t account_id,
                    enum link_purpose purpose)
{
    return q_link_cancel(db, &(struct q_link_cancel_in){.site_id = c->site.id,
                                                        .account_id = account_id,
                                                        .purpose = purpose,
                                                        .now_ms = community_now_ms(c)});
}

enum rc link_cancel_after(struct community *c, struct db *db, int64_t account_id,
                          enum link_purpose purpose, int64_t after_id)
{
    return q_link_cancel_after(db, &(struct q_link_cancel_after_in){.site_id = c->site.id,
                                                                    .account_id = account_id,
                                                                    .purpose = purpose,
                                                                    .after_id = after_id,
                                                                    .now_ms = community_now_ms(c)});
}

enum rc link_cancel_but(struct community *c, struct db *db, int64_t account_id,
                        enum link_purpose spared)
{
    return q_link_cancel_all(db, &(struct q_link_cancel_all_in){.site_id = c->site.id,
                                                                .account_id = account_id,
                                                                .spared = spared,
                                                                .now_ms = community_now_ms(c)});
}
