#include "fuzz.h"

#include "base/json_tree.h"
#include "base/utf8.h"
#include "web/api_mask.h"
#include "web/score_answer.h"

#define ANSWER_MAX ((size_t)4 << 20)

static struct signals *signals;
static struct arena *arena;

/* What is read of spans lies in the text and ascends. */
static void check_spans(const struct json_tree *scores, struct str text)
{
    for (const struct json_tree *s = scores->first; s != NULL; s = s->next) {
        double last = 0;
        const struct json_tree *spans = json_tree_get(s, STR("spanScores"));
        for (const struct json_tree *p = spans != NULL ? spans->first : NULL; p; p = p->next) {
            double begin = json_tree_get(p, STR("begin"))->number;
            double end = json_tree_get(p, STR("end"))->number;
            double value = json_tree_get(json_tree_get(p, STR("score")), STR("value"))->number;
            FUZZ_CHECK(begin >= last && end > begin && end <= (double)text.n);
            FUZZ_CHECK(value >= 0 && value <= 1);
            last = end;
        }
    }
}

static void check_answer(const struct score_request *request, struct str answer)
{
    const struct json_tree *tree;
    FUZZ_CHECK(json_tree_read(answer, arena, &tree, NULL) == RC_OK);
    const struct json_tree *scores = json_tree_get(tree, STR("attributeScores"));
    FUZZ_CHECK(scores != NULL && scores->count <= request->wanted_count);
    check_spans(scores, request->text);
}

/* A refusal is in words that a JSON writer takes. */
static void check_fault(const struct score_fault *fault)
{
    FUZZ_CHECK(fault->message.n > 0 && fault->message.n < 1024);
    FUZZ_CHECK(utf8_valid(fault->message) && utf8_valid(fault->field));
}

static void analyze(const struct json_tree *body, enum score_method method)
{
    struct score_request request;
    struct score_fault fault = {.detected = false};
    struct buf out;
    enum rc rc = score_request_read(body, method, arena, &request, &fault);
    if (rc == RC_INVALID)
        check_fault(&fault);
    if (rc != RC_OK || method != SCORE_ANALYZE)
        return;
    buf_init(&out, ANSWER_MAX);
    rc = score_answer_write(signals, &request, &(struct score_view){.assumed = STR("en")}, arena,
                            &out, &fault);
    if (rc == RC_OK)
        check_answer(&request, buf_str(&out));
    else if (rc == RC_INVALID)
        check_fault(&fault);
    buf_release(&out);
}

/* Any text is a selection of fields or none; what it selects of a tree is JSON again. */
static void select_fields(struct str text, const struct json_tree *tree)
{
    const struct api_mask *mask;
    struct json j;
    struct buf out;
    if (api_mask_parse(text, arena, &mask) != RC_OK)
        return;
    buf_init(&out, ANSWER_MAX);
    json_init(&j, &out);
    api_mask_write(mask, tree, &j);
    FUZZ_CHECK(out.failure == RC_BUG || utf8_valid(buf_str(&out)));
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct json_tree *body;
    struct problem problem = {0};
    struct str text = str_make((const char *)data, size);
    if (signals == NULL) {
        FUZZ_CHECK(signals_new(&signals, NULL) == RC_OK);
        arena = arena_new((size_t)256 << 20);
        FUZZ_CHECK(arena != NULL);
    }
    arena_reset(arena);
    enum rc rc = json_tree_read(text, arena, &body, &problem);
    if (rc != RC_OK) {
        FUZZ_CHECK(problem.line >= 1 && problem.column >= 1);
        return 0;
    }
    analyze(body, SCORE_ANALYZE);
    analyze(body, SCORE_SUGGEST);
    select_fields(str_slice(text, 0, 200), body);
    return 0;
}
