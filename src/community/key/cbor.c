#include "community/key/cbor.h"

/* The number after a head's first byte: 24 to 27 say how many bytes it has. */
static enum rc read_number(struct cbor *c, unsigned detail, uint64_t *ret)
{
    if (detail < 24) {
        *ret = detail;
        return RC_OK;
    }
    if (detail > 27)
        return RC_INVALID;
    size_t size = (size_t)1 << (detail - 24);
    if (c->bytes.n - c->at < size)
        return RC_INVALID;
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | (uint8_t)c->bytes.p[c->at++];
    *ret = number;
    return RC_OK;
}

static enum rc read_head(struct cbor *c, struct cbor_item *item)
{
    if (cbor_at_end(c))
        return RC_INVALID;
    uint8_t first = (uint8_t)c->bytes.p[c->at++];
    item->kind = (enum cbor_kind)(first >> 5);
    enum rc rc = read_number(c, first & 31, &item->number);
    if (rc != RC_OK || (item->kind != CBOR_BYTES && item->kind != CBOR_TEXT))
        return rc;
    if (item->number > c->bytes.n - c->at)
        return RC_INVALID;
    item->text = str_slice(c->bytes, c->at, c->at + (size_t)item->number);
    c->at += (size_t)item->number;
    return RC_OK;
}

enum rc cbor_next(struct cbor *c, struct cbor_item *ret)
{
    struct cbor next = *c;
    struct cbor_item item = {0};
    enum rc rc = read_head(&next, &item);
    if (rc != RC_OK)
        return rc;
    *c = next;
    *ret = item;
    return RC_OK;
}

/* How many items follow that belong to this one. */
static uint64_t parts_of(const struct cbor_item *item)
{
    switch (item->kind) {
    case CBOR_ARRAY:
        return item->number;
    case CBOR_MAP:
        return item->number > UINT64_MAX / 2 ? UINT64_MAX : item->number * 2;
    case CBOR_TAG:
        return 1;
    default:
        return 0;
    }
}

static enum rc skip(struct cbor *c, unsigned depth)
{
    struct cbor_item item;
    enum rc rc = depth < CBOR_DEPTH_MAX ? cbor_next(c, &item) : RC_INVALID;
    if (rc != RC_OK)
        return rc;
    uint64_t parts = parts_of(&item);
    for (uint64_t i = 0; rc == RC_OK && i < parts; i++)
        rc = skip(c, depth + 1);
    return rc;
}

enum rc cbor_skip(struct cbor *c, struct str *ret_bytes)
{
    struct cbor next = *c;
    enum rc rc = skip(&next, 0);
    if (rc != RC_OK)
        return rc;
    if (ret_bytes != NULL)
        *ret_bytes = str_slice(c->bytes, c->at, next.at);
    *c = next;
    return RC_OK;
}

enum rc cbor_integer(const struct cbor_item *item, int64_t *ret)
{
    if ((item->kind != CBOR_UNSIGNED && item->kind != CBOR_NEGATIVE) || item->number > INT64_MAX)
        return RC_INVALID;
    *ret = item->kind == CBOR_UNSIGNED ? (int64_t)item->number : -1 - (int64_t)item->number;
    return RC_OK;
}
