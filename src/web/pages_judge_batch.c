/* Many comments in one request, one a line: for archives and other systems. */
#include <sys/resource.h>

#include "base/metrics.h"
#include "community/program/api_key.h"
#include "web/api.h"
#include "web/api_error.h"
#include "web/aside.h"
#include "web/batch_line.h"
#include "web/site_state.h"

#define LINE_ARENA_MAX                                                                             \
    ((size_t)64 * 1024 * 1024) /* the longest text with all its evidence takes a third */
#define ANSWER_MAX ((size_t)64 * 1024 * 1024)
/* From here on lines get an error in place of an answer. */
#define ANSWER_FULL (ANSWER_MAX - (size_t)1024 * 1024)
/* Lines judged before it is the next key's turn. */
#define PIECE_LINES 8
/* Behind event loops and the writer, ahead of nothing. */
#define NICENESS 5

struct batch {
    struct request *r;
    struct community *community;
    struct str rest; /* of the body */
    int64_t number;  /* of the last line judged */
    struct buf out;
    enum rc rc;
};

static int64_t count_lines(struct str body)
{
    int64_t n = 0;
    struct str line;
    while (batch_line_next(&body, &line))
        n += str_trim(line).n > 0;
    return n;
}

static void judge_line(struct batch *b, struct str line, struct arena *arena)
{
    if (str_trim(line).n == 0)
        return;
    metric_add(METRIC_api_batch_lines, 1);
    if (b->out.n > ANSWER_FULL) {
        batch_line_refuse(b->number, STR("the answer is full; send this line in another batch"),
                          &b->out);
        return;
    }
    arena_reset(arena);
    batch_line_judge(b->community, line, b->number, arena, &b->out);
}

/* The next lines. True: there are more. */
static bool judge_some(struct batch *b, struct arena *arena)
{
    struct str line;
    for (int i = 0; i < PIECE_LINES; i++) {
        if (!batch_line_next(&b->rest, &line))
            return false;
        if (aside_is_over(b->r->site->batches)) {
            b->rc = RC_UNAVAILABLE;
            return false;
        }
        b->number++;
        judge_line(b, line, arena);
    }
    return true;
}

static void answer(struct http_exchange *x, void *ctx)
{
    struct batch *b = ctx;
    if (http_gone(x)) {
        buf_release(&b->out);
        return;
    }
    if (b->rc == RC_OK)
        b->rc = buf_status(&b->out);
    if (b->rc != RC_OK) {
        api_fail(b->r, b->rc);
    } else {
        metric_add(METRIC_api_judged, 1);
        http_set_header(x, STR("Cache-Control"), STR("no-store"));
        http_reply(x, 200, STR("application/jsonl; charset=utf-8"), buf_str(&b->out));
    }
    buf_release(&b->out);
}

/* The arena is a piece's: batches that wait hold none. */
static bool run(void *ctx)
{
    struct batch *b = ctx;
    struct arena *arena = arena_new(LINE_ARENA_MAX);
    setpriority(PRIO_PROCESS, 0, NICENESS); /* of this thread alone, on Linux */
    b->rc = arena != NULL ? RC_OK : RC_NO_MEMORY;
    bool more = arena != NULL && judge_some(b, arena);
    arena_free(arena);
    if (!more)
        http_continue(b->r->x, answer, b);
    return more;
}

static void refuse_quota(struct request *r, const struct api_key_grant *grant, int64_t lines)
{
    struct str message = STR("The key's quota is used up for now.");
    if (grant->retry_ms < 0)
        message = arena_printf(r->arena,
                               "The batch has %lld lines, and the key allows %lld at once: send "
                               "smaller ones.",
                               (long long)lines, (long long)grant->burst);
    else
        api_set_retry_after(r, grant);
    api_reply_error(r, &(struct api_error){.code = 429, .message = message});
}

/* One line was paid for with the request. */
static bool may_judge(struct request *r, const struct api_caller *caller, int64_t lines)
{
    int64_t most = config_int(r->settings, SET_API_BATCH_LINES);
    struct api_key_grant grant = {.key_id = api_caller_key_id(caller)};
    if (lines > most) {
        api_reply_error(
            r, &(struct api_error){
                   .code = 413,
                   .message = arena_printf(r->arena,
                                           "The batch has %lld lines; this server takes %lld "
                                           "(api.batch_lines).",
                                           (long long)lines, (long long)most)});
        return false;
    }
    if (api_key_take(request_community(r), lines - 1, &grant) == RC_OK)
        return true;
    refuse_quota(r, &grant, lines);
    return false;
}

static bool is_accepted_type(struct str type)
{
    static const char *const types[] = {"application/jsonl",       "application/x-ndjson",
                                        "application/x-jsonlines", "application/json-lines",
                                        "application/json",        "text/plain"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (content_type_is(type, str_from_cstr(types[i])))
            return true;
    return type.n == 0;
}

void pages_judge_batch(struct request *r, const struct api_caller *caller)
{
    struct batch *b = ARENA_NEW(r->arena, struct batch);
    struct str body = http_body(r->x);
    if (b == NULL) {
        api_fail(r, RC_NO_MEMORY);
        return;
    }
    if (!is_accepted_type(http_header(r->x, STR("Content-Type"))) ||
        http_header(r->x, STR("Content-Encoding")).n > 0) {
        api_fail(r, problem_set(&r->problem, RC_UNSUPPORTED,
                                "The body must be JSON Lines, application/jsonl, not packed."));
        return;
    }
    if (!may_judge(r, caller, count_lines(body)))
        return;
    *b = (struct batch){.r = r, .community = request_community(r), .rest = body};
    buf_init(&b->out, ANSWER_MAX);
    http_wait(r->x);
    if (aside_submit(r->site->batches, caller, run, b) == RC_OK)
        return;
    b->rc = RC_UNAVAILABLE;
    http_continue(r->x, answer, b);
}
