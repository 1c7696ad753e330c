#include "community/record/ledger_digest.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_hash_sha256_BYTES == LEDGER_DIGEST_BYTES, "SHA-256");

typedef crypto_hash_sha256_state sum;

static void put_bytes(sum *s, const void *p, size_t n)
{
    crypto_hash_sha256_update(s, p, n);
}

static void put_i64(sum *s, int64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
    put_bytes(s, bytes, sizeof bytes);
}

static void put_str(sum *s, struct str text)
{
    put_i64(s, (int64_t)text.n);
    put_bytes(s, text.p, text.n);
}

/* Whether what follows is there. */
static bool put_presence(sum *s, bool present)
{
    const uint8_t byte = present;
    put_bytes(s, &byte, 1);
    return present;
}

static void begin(sum *s, struct str name)
{
    crypto_hash_sha256_init(s);
    put_str(s, name);
}

static struct ledger_digest end(sum *s)
{
    struct ledger_digest d;
    crypto_hash_sha256_final(s, d.bytes);
    return d;
}

bool ledger_digest_is(const struct ledger_digest *d, struct str stored)
{
    return stored.n == LEDGER_DIGEST_BYTES && memcmp(d->bytes, stored.p, stored.n) == 0;
}

struct ledger_digest ledger_digest_of_record(struct str record)
{
    struct ledger_digest d;
    crypto_hash_sha256(d.bytes, (const unsigned char *)record.p, record.n);
    return d;
}

struct ledger_digest ledger_digest_of_decision(int64_t site_id, const struct ledger_decision *d)
{
    sum s;
    begin(&s, STR("comity decision 1"));
    put_i64(&s, site_id);
    put_i64(&s, d->comment_id);
    put_i64(&s, d->seq);
    put_i64(&s, d->decided_ms);
    put_i64(&s, d->actor_id);
    put_i64(&s, d->action);
    if (put_presence(&s, d->has_from))
        put_i64(&s, d->from_status);
    put_i64(&s, d->to_status);
    put_i64(&s, d->revision);
    if (put_presence(&s, d->clause.p != NULL))
        put_str(&s, d->clause);
    if (put_presence(&s, d->reason.p != NULL))
        put_str(&s, d->reason);
    if (put_presence(&s, d->record_digest.n > 0))
        put_str(&s, d->record_digest);
    put_i64(&s, d->standards_id);
    return end(&s);
}

struct ledger_digest ledger_digest_of_action(int64_t site_id, const struct ledger_action *a)
{
    sum s;
    begin(&s, STR("comity action 1"));
    put_i64(&s, site_id);
    put_i64(&s, a->id);
    put_i64(&s, a->actor_id);
    put_str(&s, a->action);
    put_i64(&s, a->target_id);
    put_str(&s, a->detail);
    return end(&s);
}

struct ledger_digest ledger_digest_of_standards(int64_t site_id, const struct ledger_standards *v)
{
    sum s;
    begin(&s, STR("comity standards 1"));
    put_i64(&s, site_id);
    put_i64(&s, v->id);
    put_str(&s, v->version);
    put_str(&s, v->document);
    put_i64(&s, v->first_used_ms);
    return end(&s);
}

struct ledger_digest ledger_digest_of_trust(int64_t site_id, const struct ledger_trust *t)
{
    sum s;
    begin(&s, STR("comity trust 1"));
    put_i64(&s, site_id);
    put_i64(&s, t->account_id);
    put_i64(&s, t->id);
    put_i64(&s, t->at_ms);
    put_i64(&s, t->kind);
    put_i64(&s, t->comment_id);
    put_str(&s, t->clause);
    put_i64(&s, t->by_id);
    return end(&s);
}

struct ledger_digest ledger_digest_of_answer(int64_t site_id, const struct ledger_answer *a)
{
    sum s;
    begin(&s, STR("comity answer 1"));
    put_i64(&s, site_id);
    put_i64(&s, a->comment_id);
    put_i64(&s, a->revision);
    put_i64(&s, a->account_id);
    put_i64(&s, a->standards_id);
    put_i64(&s, a->acted);
    put_str(&s, a->clause);
    put_i64(&s, a->weight);
    put_str(&s, a->heads);
    put_i64(&s, a->answered_ms);
    put_i64(&s, a->answered_by);
    put_str(&s, a->answer_clause);
    return end(&s);
}

struct ledger_digest ledger_digest_of_mark(struct str subject)
{
    sum s;
    begin(&s, STR("comity mark 1"));
    put_str(&s, subject);
    return end(&s);
}

struct ledger_digest ledger_digest_of_entry(int64_t site_id, const struct ledger_entry *e,
                                            struct str before)
{
    sum s;
    begin(&s, STR("comity entry 1"));
    put_str(&s, before);
    put_i64(&s, site_id);
    put_i64(&s, e->chain);
    put_i64(&s, e->seq);
    put_i64(&s, e->made_ms);
    put_i64(&s, e->kind);
    put_i64(&s, e->subject_id);
    put_i64(&s, e->subject_seq);
    put_str(&s, e->digest);
    return end(&s);
}
