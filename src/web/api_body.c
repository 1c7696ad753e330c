/* What programs send, unpacked and read. */
#include <zlib.h>

#include "web/api.h"

/* Google's Java client packs its bodies with gzip. */
#define GZIP_WINDOW (15 + 16)

static void *take_memory(void *arena, unsigned count, unsigned size)
{
    return arena_alloc_array(arena, count, size);
}

static void keep_memory(void *arena, void *p)
{
}

/* Unpacks into room that doubles; what was there before stays in the arena, twice the result at most. */
static enum rc inflate_all(z_stream *z, struct arena *a, struct str *ret, struct problem *problem)
{
    size_t room = (size_t)16 * 1024, n = 0;
    char *out = arena_alloc(a, room);
    int status = Z_OK;
    while (out != NULL && status == Z_OK) {
        if (n == room) {
            if (room >= API_BODY_MAX)
                return problem_set(problem, RC_TOO_LARGE,
                                   "The unpacked body is longer than %zu bytes.", API_BODY_MAX);
            char *grown = arena_alloc(a, room * 2);
            if (grown != NULL)
                memcpy(grown, out, n);
            out = grown;
            room *= 2;
            continue;
        }
        z->next_out = (unsigned char *)out + n;
        z->avail_out = (unsigned)(room - n);
        status = inflate(z, Z_NO_FLUSH);
        n = room - z->avail_out;
    }
    if (out == NULL)
        return RC_NO_MEMORY;
    if (status != Z_STREAM_END || z->avail_in > 0)
        return problem_set(problem, RC_INVALID, "The body is not what gzip makes.");
    *ret = str_make(out, n);
    return RC_OK;
}

static enum rc unpack(struct request *r, struct str packed, struct str *ret)
{
    z_stream z = {.zalloc = take_memory, .zfree = keep_memory, .opaque = r->arena};
    z.next_in = (unsigned char *)(uintptr_t)packed.p;
    z.avail_in = (unsigned)packed.n;
    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return RC_NO_MEMORY;
    enum rc rc = inflate_all(&z, r->arena, ret, &r->problem);
    inflateEnd(&z);
    return rc;
}

static enum rc read_body(struct request *r, struct str *ret)
{
    struct str encoding = http_header(r->x, STR("Content-Encoding"));
    *ret = http_body(r->x);
    if (encoding.n == 0 || str_eq_ascii_case(encoding, STR("identity")))
        return RC_OK;
    if (str_eq_ascii_case(encoding, STR("gzip")) || str_eq_ascii_case(encoding, STR("x-gzip")))
        return unpack(r, *ret, ret);
    return problem_set(&r->problem, RC_UNSUPPORTED,
                       "The body's Content-Encoding is not understood: it is gzip or none.");
}

/* A browser's fetch calls a string text/plain unless it is told otherwise, and many a script never told it. Forms are
 * not taken for JSON: a body that curl sends as one had its plus signs and percents meant otherwise. */
static bool may_be_json(struct str type)
{
    return type.n == 0 || content_type_is(type, STR("application/json")) ||
           content_type_is(type, STR("text/plain"));
}

enum rc api_read_json(struct request *r, const struct json_tree **ret)
{
    struct str type = http_header(r->x, STR("Content-Type"));
    struct problem fault = {0};
    struct str body;
    if (!may_be_json(type))
        return problem_set(&r->problem, RC_UNSUPPORTED,
                           "The body is JSON: send it with Content-Type: application/json.");
    enum rc rc = read_body(r, &body);
    if (rc != RC_OK)
        return rc;
    if (body.n == 0)
        body = STR("{}"); /* an empty message, as Google has it */
    rc = json_tree_read(body, r->arena, ret, &fault);
    if (rc == RC_INVALID || rc == RC_TOO_LARGE)
        return problem_set(&r->problem, RC_INVALID,
                           "Invalid JSON payload received. Line %d, column %d: %s.", fault.line,
                           fault.column, fault.message);
    return rc;
}
