#include "community/account/throttle.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "community/core.h"
#include "queries.h"

int64_t throttle_key(struct community *c, struct str what, int64_t account_id, struct str prefix)
{
    struct core_hash h;
    core_hash_init(&h, c, what);
    core_hash_i64(&h, account_id);
    core_hash_str(&h, prefix);
    return core_hash_end(&h);
}

struct str throttle_prefix(struct arena *a, struct str address)
{
    unsigned char b[16];
    const char *text = address.n < INET6_ADDRSTRLEN ? arena_cstr(a, address) : NULL;
    if (text == NULL || inet_pton(AF_INET6, text, b) != 1)
        return address;
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    if (memcmp(b, mapped, sizeof mapped) == 0)
        return arena_printf(a, "%u.%u.%u.%u", b[12], b[13], b[14], b[15]);
    return arena_printf(a, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", b[0], b[1], b[2], b[3], b[4],
                        b[5], b[6], b[7]);
}

int64_t throttle_address_key(struct community *c, struct str address, struct arena *a)
{
    return throttle_key(c, STR("address"), 0, throttle_prefix(a, address));
}

enum rc throttle_count(struct community *c, struct db *db, int64_t key, int64_t max,
                       int64_t window_ms, struct arena *a, int64_t *ret_retry_after_ms)
{
    int64_t now_ms = community_now_ms(c);
    struct q_throttle_count_row row;
    enum rc rc = q_throttle_count(
        db,
        &(struct q_throttle_count_in){
            .site_id = c->site.id, .key = key, .now_ms = now_ms, .cutoff_ms = now_ms - window_ms},
        a, &row);
    if (rc != RC_OK || row.attempts <= max)
        return rc;
    if (ret_retry_after_ms != NULL)
        *ret_retry_after_ms = row.window_start_ms + window_ms - now_ms;
    return RC_LIMITED;
}

enum rc throttle_take_back(struct community *c, struct db *db, int64_t key)
{
    return q_throttle_take_back(
        db, &(struct q_throttle_take_back_in){.site_id = c->site.id, .key = key});
}

enum rc throttle_clear(struct community *c, struct db *db, int64_t key)
{
    return q_throttle_clear(db, &(struct q_throttle_clear_in){.site_id = c->site.id, .key = key});
}
