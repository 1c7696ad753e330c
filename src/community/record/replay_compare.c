#include "community/record/replay_compare.h"

#include "base/utf8.h"

#define LINES_MAX ((size_t)64 * 1024)
#define SHOWN     60 /* bytes of each record around the first that differs */

static void compare_version(struct buf *out, const char *what, struct str then, struct str now)
{
    if (!str_eq(then, now))
        buf_printf(out, "another version of %s: %.*s then, %.*s now\n", what, STR_ARG(then),
                   STR_ARG(now));
}

static const struct finding *find(const struct verdict *v, struct str clause)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (str_eq(v->findings[i].clause, clause))
            return &v->findings[i];
    return NULL;
}

static void compare_findings(struct buf *out, const struct verdict *then, const struct verdict *now)
{
    for (size_t i = 0; i < then->finding_count; i++) {
        const struct finding *f = &then->findings[i], *other = find(now, f->clause);
        if (other == NULL)
            buf_printf(out, "#%.*s applied then (%.*s) and does not now\n", STR_ARG(f->clause),
                       STR_ARG(consequence_name(f->consequence)));
        else if (other->consequence != f->consequence)
            buf_printf(out, "#%.*s came to %.*s then and to %.*s now\n", STR_ARG(f->clause),
                       STR_ARG(consequence_name(f->consequence)),
                       STR_ARG(consequence_name(other->consequence)));
    }
    for (size_t i = 0; i < now->finding_count; i++)
        if (find(then, now->findings[i].clause) == NULL)
            buf_printf(out, "#%.*s did not apply then and does now (%.*s)\n",
                       STR_ARG(now->findings[i].clause),
                       STR_ARG(consequence_name(now->findings[i].consequence)));
}

/* The bytes around the first that differs, whole characters. */
static struct str around(struct str s, size_t at)
{
    size_t begin = at > SHOWN / 2 ? at - SHOWN / 2 : 0,
           end = begin + SHOWN < s.n ? begin + SHOWN : s.n;
    while (begin > 0 && !utf8_boundary(s, begin))
        begin--;
    while (end < s.n && !utf8_boundary(s, end))
        end++;
    return str_slice(s, begin, end);
}

static void compare_bytes(struct buf *out, struct str then, struct str now)
{
    size_t at = 0;
    while (at < then.n && at < now.n && then.p[at] == now.p[at])
        at++;
    struct str a = around(then, at), b = around(now, at);
    buf_printf(out, "the record differs from byte %zu on:\n  then ...%.*s...\n  now  ...%.*s...\n",
               at, STR_ARG(a), STR_ARG(b));
}

static void compare_verdicts(struct buf *out, const struct verdict *then, const struct verdict *now)
{
    if (!str_eq(then->text_sha256, now->text_sha256))
        BUF_PUT(out, "the text is not the one that was judged\n");
    compare_version(out, "the standards", then->standards_version, now->standards_version);
    compare_version(out, "lexicons and models", then->signals_version, now->signals_version);
    compare_version(out, "the program", then->program_version, now->program_version);
    if (then->consequence != now->consequence)
        buf_printf(out, "the verdict was %.*s then and is %.*s now\n",
                   STR_ARG(consequence_name(then->consequence)),
                   STR_ARG(consequence_name(now->consequence)));
    compare_findings(out, then, now);
}

struct str replay_compare(struct str stored, const struct verdict *v, struct str again,
                          struct arena *a)
{
    struct verdict then = {0};
    struct buf out;
    if (stored.n > 0 ? str_eq(stored, again) : v->consequence == CONSEQUENCE_PUBLISH)
        return (struct str){0};
    buf_init(&out, LINES_MAX);
    if (stored.n == 0) {
        buf_printf(&out, "the verdict was publish then and is %.*s now\n",
                   STR_ARG(consequence_name(v->consequence)));
        compare_findings(&out, &then, v);
    } else if (verdict_parse_json(stored, a, &then, NULL) != RC_OK) {
        BUF_PUT(&out, "the stored record is no record of a verdict\n");
    } else {
        compare_verdicts(&out, &then, v);
        compare_bytes(&out, stored, again);
    }
    struct str s = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return s;
}
