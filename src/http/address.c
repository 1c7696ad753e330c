#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_mapped(const struct http_address *a)
{
    return memcmp(a->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
}

static struct http_address address_mapped(const void *four_bytes)
{
    struct http_address a;
    memcpy(a.bytes, mapped_prefix, sizeof mapped_prefix);
    memcpy(a.bytes + 12, four_bytes, 4);
    return a;
}

bool address_parse(struct str text, struct http_address *ret)
{
    char z[ADDRESS_TEXT_MAX];
    struct in_addr four;
    struct in6_addr six;
    if (text.n == 0 || text.n >= sizeof z)
        return false;
    memcpy(z, text.p, text.n);
    z[text.n] = '\0';
    if (inet_pton(AF_INET, z, &four) == 1) {
        *ret = address_mapped(&four);
        return true;
    }
    if (inet_pton(AF_INET6, z, &six) != 1)
        return false;
    memcpy(ret->bytes, &six, sizeof ret->bytes);
    return true;
}

struct http_address address_from_socket(const struct sockaddr *sa)
{
    struct http_address a = {0};
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    if (sa->sa_family == AF_INET) {
        memcpy(&in, sa, sizeof in);
        return address_mapped(&in.sin_addr);
    }
    if (sa->sa_family == AF_INET6) {
        memcpy(&in6, sa, sizeof in6);
        memcpy(a.bytes, &in6.sin6_addr, sizeof a.bytes);
    }
    return a;
}

struct str address_text(const struct http_address *a, char out[static ADDRESS_TEXT_MAX])
{
    const char *z = is_mapped(a) ? inet_ntop(AF_INET, a->bytes + 12, out, ADDRESS_TEXT_MAX)
                                 : inet_ntop(AF_INET6, a->bytes, out, ADDRESS_TEXT_MAX);
    return str_from_cstr(z);
}

static enum rc network_parse(struct str text, struct address_network *ret)
{
    struct str rest = text, address = str_split(&rest, '/');
    uint64_t bits;
    if (!address_parse(address, &ret->address))
        return RC_INVALID;
    unsigned skipped =
        is_mapped(&ret->address) && str_find_char(address, ':', 0) == STR_NONE ? 96 : 0;
    ret->bits = 128;
    if (rest.p == NULL)
        return RC_OK;
    if (str_to_u64(rest, &bits) != RC_OK || bits > 128 - skipped)
        return RC_INVALID;
    ret->bits = (unsigned)bits + skipped;
    return RC_OK;
}

enum rc address_list_parse(const struct str *texts, size_t count, struct arena *a,
                           struct address_list *ret, struct problem *problem)
{
    struct address_network *networks = ARENA_ARRAY(a, count, struct address_network);
    if (networks == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (network_parse(texts[i], &networks[i]) != RC_OK)
            return problem_set(problem, RC_INVALID,
                               "trusted proxy \"%.*s\" is not an address or network; write "
                               "10.0.0.1, 10.0.0.0/8 or ::1",
                               STR_ARG(texts[i]));
    *ret = (struct address_list){.networks = networks, .count = count};
    return RC_OK;
}

static bool network_has(const struct address_network *n, const struct http_address *a)
{
    unsigned whole = n->bits / 8, rest = n->bits % 8;
    if (memcmp(n->address.bytes, a->bytes, whole) != 0)
        return false;
    return rest == 0 || ((n->address.bytes[whole] ^ a->bytes[whole]) >> (8 - rest)) == 0;
}

bool address_list_has(const struct address_list *list, const struct http_address *a)
{
    for (size_t i = 0; i < list->count; i++)
        if (network_has(&list->networks[i], a))
            return true;
    return false;
}

struct http_address address_forwarded(const struct address_list *proxies, struct http_address peer,
                                      struct str forwarded)
{
    while (forwarded.n > 0) {
        size_t comma = str_rfind_char(forwarded, ',');
        struct http_address hop;
        struct str entry =
            str_trim(str_slice(forwarded, comma == STR_NONE ? 0 : comma + 1, forwarded.n));
        if (!address_parse(entry, &hop))
            return peer;
        if (!address_list_has(proxies, &hop))
            return hop;
        peer = hop;
        forwarded = str_slice(forwarded, 0, comma == STR_NONE ? 0 : comma);
    }
    return peer;
}

bool address_counts_init(struct address_counts *c, unsigned connections_max, struct arena *a)
{
    c->size = 16;
    while (c->size < connections_max * 2)
        c->size *= 2;
    c->slots = ARENA_ARRAY(a, c->size, struct address_count);
    return c->slots != NULL;
}

static struct http_address counted_part(const struct http_address *a)
{
    struct http_address part = *a;
    if (!is_mapped(a))
        memset(part.bytes + 8, 0, 8);
    return part;
}

static unsigned home_slot(const struct address_counts *c, const struct http_address *a)
{
    uint64_t high, low;
    memcpy(&high, a->bytes, 8);
    memcpy(&low, a->bytes + 8, 8);
    uint64_t mixed = (high ^ low * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
    return (unsigned)(mixed >> 40) & (c->size - 1);
}

/* The slot of `a`, or the free one where it would go. */
static unsigned slot_find(const struct address_counts *c, const struct http_address *a)
{
    unsigned i = home_slot(c, a);
    while (c->slots[i].count > 0 && memcmp(&c->slots[i].address, a, sizeof *a) != 0)
        i = (i + 1) & (c->size - 1);
    return i;
}

bool address_counts_add(struct address_counts *c, const struct http_address *a, unsigned limit)
{
    struct http_address part = counted_part(a);
    struct address_count *slot = &c->slots[slot_find(c, &part)];
    if (slot->count >= limit)
        return false;
    slot->address = part;
    slot->count++;
    return true;
}

/* Linear probing: what stands behind a freed slot moves up, so that no search ends too early. */
static void slot_close_gap(struct address_counts *c, unsigned gap)
{
    for (unsigned i = (gap + 1) & (c->size - 1); c->slots[i].count > 0;
         i = (i + 1) & (c->size - 1)) {
        unsigned home = home_slot(c, &c->slots[i].address);
        if (((i - home) & (c->size - 1)) < ((i - gap) & (c->size - 1)))
            continue;
        c->slots[gap] = c->slots[i];
        c->slots[i].count = 0;
        gap = i;
    }
}

void address_counts_remove(struct address_counts *c, const struct http_address *a)
{
    struct http_address part = counted_part(a);
    unsigned i = slot_find(c, &part);
    if (c->slots[i].count == 0)
        return;
    if (--c->slots[i].count == 0)
        slot_close_gap(c, i);
}
