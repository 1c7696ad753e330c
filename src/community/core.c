#include "community/core.h"

#include <sodium.h>
#include <string.h>

#include "community/account/password_list.h"

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(((struct core_hash *)0)->state),
               "core_hash holds libsodium's state");

static crypto_generichash_state *hash_state(struct core_hash *h)
{
    return (crypto_generichash_state *)(void *)h->state;
}

void core_hash_init(struct core_hash *h, const struct community *c, struct str what)
{
    crypto_generichash_init(hash_state(h), c->hash_key, sizeof c->hash_key, 16);
    core_hash_str(h, what);
}

void core_hash_str(struct core_hash *h, struct str s)
{
    core_hash_i64(h, (int64_t)s.n);
    crypto_generichash_update(hash_state(h), (const unsigned char *)s.p, s.n);
}

void core_hash_i64(struct core_hash *h, int64_t number)
{
    crypto_generichash_update(hash_state(h), (const unsigned char *)&number, sizeof number);
}

int64_t core_hash_end(struct core_hash *h)
{
    unsigned char out[16];
    crypto_generichash_final(hash_state(h), out, sizeof out);
    uint64_t value;
    memcpy(&value, out, sizeof value);
    return (int64_t)(value >> 1);
}

struct str core_base64url(struct arena *a, const void *bytes, size_t n)
{
    const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t size = sodium_base64_encoded_len(n, variant);
    char *out = arena_alloc(a, size);
    if (out == NULL)
        return (struct str){0};
    sodium_bin2base64(out, size, bytes, n, variant);
    return str_make(out, size - 1);
}

enum rc core_base64url_decode(struct str text, void *ret, size_t n)
{
    size_t got;
    const char *end;
    if (sodium_base642bin(ret, n, text.p, text.n, NULL, &got, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return RC_INVALID;
    return got == n && end == text.p + text.n ? RC_OK : RC_INVALID;
}

/* --- what the settings say --- */

static pthread_mutex_t *rules_lock(const struct community *c)
{
    return (pthread_mutex_t *)(uintptr_t)&c->rules_lock;
}

struct community_limits core_limits(const struct community *c)
{
    pthread_mutex_lock(rules_lock(c));
    struct community_limits l = c->limits;
    pthread_mutex_unlock(rules_lock(c));
    return l;
}

struct community_sanctions core_sanctions(const struct community *c)
{
    pthread_mutex_lock(rules_lock(c));
    struct community_sanctions s = c->sanctions;
    pthread_mutex_unlock(rules_lock(c));
    return s;
}

struct community_redress core_redress(const struct community *c)
{
    pthread_mutex_lock(rules_lock(c));
    struct community_redress r = c->redress;
    pthread_mutex_unlock(rules_lock(c));
    return r;
}

static struct str copy_locked(const struct community *c, const struct buf *list, struct arena *a)
{
    pthread_mutex_lock(rules_lock(c));
    struct str copy = arena_dup(a, buf_str(list));
    pthread_mutex_unlock(rules_lock(c));
    return copy;
}

struct str core_reserved_names(const struct community *c, struct arena *a)
{
    return copy_locked(c, &c->reserved_names, a);
}

struct str core_refused_domains(const struct community *c, struct arena *a)
{
    return copy_locked(c, &c->refused_domains, a);
}

bool core_refuses_password(const struct community *c, uint64_t key)
{
    pthread_mutex_lock(rules_lock(c));
    bool holds = password_list_holds(buf_str(&c->refused_passwords), key);
    pthread_mutex_unlock(rules_lock(c));
    return holds;
}
