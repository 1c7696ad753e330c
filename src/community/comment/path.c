#include "community/comment/path.h"

#define PATH_END 0xFF

static void put_be64(uint8_t *out, uint64_t value)
{
    for (int i = 7; i >= 0; i--, value >>= 8)
        out[i] = (uint8_t)value;
}

static uint64_t get_be64(const char *p)
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | (uint8_t)p[i];
    return value;
}

struct path path_root(int64_t id)
{
    struct path p = {.n = 9};
    put_be64(p.bytes, (uint64_t)id);
    p.bytes[8] = PATH_END;
    return p;
}

struct path path_reply(struct str parent, int64_t id)
{
    size_t kept = parent.n - 1;
    if (kept == (size_t)PATH_DEPTH_MAX * 8)
        kept -= 8;
    struct path p = {.n = (uint8_t)(kept + 9)};
    memcpy(p.bytes, parent.p, kept);
    put_be64(p.bytes + kept, ~(uint64_t)id);
    p.bytes[kept + 8] = PATH_END;
    return p;
}

enum rc path_parse(struct str bytes, struct path *ret)
{
    if (bytes.n < 9 || bytes.n > PATH_BYTES_MAX || bytes.n % 8 != 1 ||
        (uint8_t)bytes.p[bytes.n - 1] != PATH_END)
        return RC_INVALID;
    struct path p = {.n = (uint8_t)bytes.n};
    memcpy(p.bytes, bytes.p, bytes.n);
    *ret = p;
    return RC_OK;
}

unsigned path_depth(struct str path)
{
    return path.n < 9 ? 0 : (unsigned)(path.n - 9) / 8;
}

struct path path_ancestor(struct str path, unsigned depth)
{
    size_t kept = ((size_t)depth + 1) * 8;
    struct path p = {.n = (uint8_t)(kept + 1)};
    memcpy(p.bytes, path.p, kept);
    p.bytes[kept] = PATH_END;
    return p;
}

int64_t path_id(struct str path)
{
    uint64_t last = get_be64(path.p + path.n - 9);
    return (int64_t)(path_depth(path) == 0 ? last : ~last);
}

struct path path_branch_floor(struct str path)
{
    /* The components alone, without the end: they sort before every path that continues them. */
    struct path p = {.n = (uint8_t)(path.n - 1)};
    memcpy(p.bytes, path.p, p.n);
    return p;
}
