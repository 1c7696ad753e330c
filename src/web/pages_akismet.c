/* What Akismet's addresses answer. */
#include "base/json.h"
#include "base/utf8.h"
#include "community/comment/copies.h"
#include "community/learning/suggestion.h"
#include "signals/attribute.h"
#include "web/akismet_form.h"
#include "web/api.h"
#include "web/api_error.h"
#include "web/api_judge.h"
#include "web/aside.h"
#include "web/foreign_text.h"
#include "web/site_state.h"

/* From this probability on the score makes spam, where without the links it still is this much. Measured: of comments on
 * news and on articles with a link that people wrote, 38 % score so with their link and 2 % without; of spam 97 and 75 %. */
#define SPAM_SCORE               0.8
#define SPAM_SCORE_WITHOUT_LINKS 0.5
/* Of the blog's address, as a suggestion keeps it. */
#define COMMUNITY_BYTES_MAX 256

enum answer { ANSWER_HAM, ANSWER_SPAM, ANSWER_DISCARD };

static struct str field(const struct request *r, enum akismet_field f)
{
    return r->akismet->value[f];
}

static void reply(struct request *r, struct str word)
{
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    http_reply(r->x, 200, STR("text/plain; charset=utf-8"), word);
}

/* False, and answered, when a needed field is missing. */
static bool has_fields(struct request *r)
{
    static const struct {
        enum akismet_field field;
        const char *help, *body;
    } needed[] = {
        {AKISMET_BLOG, "Empty \"blog\" value", "Missing required field: blog."},
        {AKISMET_USER_IP, "Empty \"user_ip\" value", "Missing required field: user_ip."},
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (field(r, needed[i].field).n > 0)
            continue;
        http_set_header(r->x, STR("X-akismet-debug-help"), str_from_cstr(needed[i].help));
        reply(r, str_from_cstr(needed[i].body));
        return false;
    }
    return true;
}

static bool is_true(struct str value)
{
    return value.n > 0 && !str_eq(value, STR("0")) && !str_eq_ascii_case(value, STR("false"));
}

void pages_akismet_verify_key(struct request *r, const struct api_caller *caller)
{
    reply(r, STR("valid"));
}

/* WordPress's plugin keeps a key only when this says that its account is active. */
void pages_akismet_subscription(struct request *r, const struct api_caller *caller)
{
    struct buf out;
    struct json j;
    buf_init(&out, 1024);
    json_init(&j, &out);
    json_begin_object(&j);
    JSON_STR(&j, "status", STR("active"));
    JSON_BOOL(&j, "account_id", false);
    JSON_STR(&j, "account_name", STR("Comity"));
    JSON_STR(&j, "account_type", STR("own-server"));
    JSON_BOOL(&j, "next_billing_date", false);
    JSON_BOOL(&j, "limit_reached", false);
    json_end(&j);
    request_json(r, &out);
}

/* Nothing, which the plugin takes for no statistics: comity key list has the counts. */
void pages_akismet_stats(struct request *r, const struct api_caller *caller)
{
    reply(r, STR(""));
}

/* --- what is spam --- */

/* What Akismet documents for trying a client out. */
static bool is_test_spam(const struct request *r)
{
    struct str author = field(r, AKISMET_AUTHOR);
    return str_eq(author, STR("viagra-test-123")) ||
           str_eq(author, STR("akismet-guaranteed-spam")) ||
           str_eq(field(r, AKISMET_AUTHOR_EMAIL), STR("akismet-guaranteed-spam@example.com"));
}

/* "en, fr_ca": the first one's language. */
static struct str language_of(struct str list)
{
    struct str first = str_trim(str_split(&list, ','));
    bool is_code = first.n >= 2 && char_is_alpha(first.p[0]) && char_is_alpha(first.p[1]);
    return is_code ? str_slice(first, 0, 2) : STR("");
}

static struct judge_context context_of(const struct request *r)
{
    struct judge_context context = api_judge_context(request_community(r));
    struct str language = language_of(field(r, AKISMET_LANGUAGE)),
               role = field(r, AKISMET_USER_ROLE);
    if (language.n > 0)
        context.signals.site_language = language;
    context.author_is_staff = str_eq(role, STR("editor")) || str_eq(role, STR("author"));
    context.author_role = context.author_is_staff ? STR("author") : STR("reader");
    context.is_reply = str_eq(field(r, AKISMET_TYPE), STR("reply"));
    return context;
}

static enum answer by_clauses(const struct verdict *v, struct str spam_clauses)
{
    enum answer answer = ANSWER_HAM;
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct finding *f = &v->findings[i];
        if (f->consequence < CONSEQUENCE_HOLD || !api_names_contain(spam_clauses, f->clause))
            continue;
        enum answer this = f->consequence == CONSEQUENCE_REMOVE ? ANSWER_DISCARD : ANSWER_SPAM;
        answer = this > answer ? this : answer;
    }
    return answer;
}

static bool score_of(const struct api_judged *judged, double *ret)
{
    const struct attribute *spam = attribute_find(STR("SPAM"));
    return spam != NULL && attribute_score(spam, &judged->text, judged->verdict.facts, ret);
}

/* The text with its links blanked. */
static struct str without_links(struct arena *a, const struct api_judged *judged)
{
    const struct facts *facts = judged->verdict.facts;
    struct str text = judged->text.original;
    char *out = arena_alloc(a, text.n);
    if (out == NULL)
        return (struct str){0};
    memcpy(out, text.p, text.n);
    for (size_t i = 0; i < facts->evidence_count; i++) {
        struct span span = facts->evidence[i].original;
        if (facts->evidence[i].signal == SIG_LINKS_COUNT)
            memset(out + span.begin, ' ', span.end - span.begin);
    }
    return str_make(out, text.n);
}

/* The score takes every link for a lure, and readers link too: what remains without the links must not look innocent. */
static enum rc scores_as_spam(struct request *r, const struct api_judged *judged,
                              const struct judge_context *context, bool *ret)
{
    double score;
    struct api_judged rest;
    *ret = score_of(judged, &score) && score >= SPAM_SCORE;
    if (!*ret || judged->text.original.n == 0)
        return RC_OK;
    enum rc rc =
        api_judge(request_community(r), without_links(r->arena, judged), context, r->arena, &rest);
    if (rc != RC_OK)
        return rc;
    *ret = score_of(&rest, &score) && score >= SPAM_SCORE_WITHOUT_LINKS;
    api_judged_release(&rest);
    return RC_OK;
}

/* Which of those who write this is; told apart and forgotten, so that it needs no key. */
static int64_t address_number(struct str address)
{
    uint64_t n = 0xcbf29ce484222325; /* FNV-1a */
    for (size_t i = 0; i < address.n; i++)
        n = (n ^ (unsigned char)address.p[i]) * 0x100000001b3;
    return (int64_t)(n >> 1);
}

/* Turns fingerprints of one key away from those of all others. */
static uint64_t turn(uint64_t fingerprint, int64_t key_id)
{
    return fingerprint != 0 ? fingerprint ^ (uint64_t)key_id * 0x9e3779b97f4a7c15u : 0;
}

/* How often nearly the same came within a day, from other addresses that this key told of, or to other keys: what a
 * client says of addresses is not proven, so of another client all of them count as one. Counts this one too, unless
 * it is a test or was counted before. */
static enum rc count_copies(struct request *r, struct str content, struct judge_context *context)
{
    struct text text;
    struct copies_found own, all;
    struct copies *kept = r->site->checked;
    int64_t key_id = r->akismet->key_id, address = address_number(field(r, AKISMET_USER_IP));
    int64_t now_ms = community_now_ms(request_community(r));
    enum rc rc = text_prepare(r->arena, content, &text);
    if (rc != RC_OK)
        return rc;
    uint64_t fingerprint = copies_fingerprint(&text);
    copies_find(kept, turn(fingerprint, key_id), address, 0, now_ms, &own);
    copies_find(kept, fingerprint, key_id, 0, now_ms, &all);
    const struct copies_found *found = own.accounts >= all.accounts ? &own : &all;
    context->campaign.known = true;
    context->campaign.copies = found->copies;
    context->campaign.accounts = found->accounts;
    if (is_true(field(r, AKISMET_IS_TEST)) || field(r, AKISMET_RECHECK_REASON).n > 0)
        return RC_OK;
    int64_t id = community_make_id(request_community(r));
    copies_add(kept, turn(fingerprint, key_id), address, id);
    if (own.copies == 0)
        copies_add(kept, fingerprint, key_id, id);
    return RC_OK;
}

static enum rc judge_content(struct request *r, enum answer *ret)
{
    struct judge_context context = context_of(r);
    struct api_judged judged;
    struct str text;
    bool scored = false;
    enum rc rc = foreign_text(r->arena, field(r, AKISMET_CONTENT), &text);
    if (rc == RC_OK)
        rc = count_copies(r, text, &context);
    if (rc == RC_OK)
        rc = api_judge(request_community(r), text, &context, r->arena, &judged);
    if (rc != RC_OK)
        return rc;
    *ret = by_clauses(&judged.verdict, config_str(r->settings, SET_API_SPAM_CLAUSES));
    if (*ret == ANSWER_HAM)
        rc = scores_as_spam(r, &judged, &context, &scored);
    if (scored)
        *ret = ANSWER_SPAM;
    api_judged_release(&judged);
    return rc;
}

/* "Cheap pills online" as a name. A name alone breaks no clause: only the score counts. */
static enum rc judge_author(struct request *r, enum answer *answer)
{
    struct judge_context context = context_of(r);
    struct api_judged judged;
    bool scored;
    struct str name = str_trim(field(r, AKISMET_AUTHOR));
    if (*answer != ANSWER_HAM || str_find_char(name, ' ', 0) == STR_NONE)
        return RC_OK;
    enum rc rc = api_judge(request_community(r), name, &context, r->arena, &judged);
    if (rc != RC_OK)
        return rc;
    rc = scores_as_spam(r, &judged, &context, &scored);
    if (rc == RC_OK && scored)
        *answer = ANSWER_SPAM;
    api_judged_release(&judged);
    return rc;
}

static enum rc decide(struct request *r, void *ctx)
{
    enum answer *ret = ctx;
    *ret = ANSWER_HAM;
    if (is_test_spam(r)) {
        *ret = is_true(field(r, AKISMET_TEST_DISCARD)) ? ANSWER_DISCARD : ANSWER_SPAM;
        return RC_OK;
    }
    if (str_eq(field(r, AKISMET_USER_ROLE), STR("administrator")))
        return RC_OK;
    if (str_trim(field(r, AKISMET_HONEYPOT)).n > 0) {
        *ret = ANSWER_SPAM;
        return RC_OK;
    }
    enum rc rc = judge_content(r, ret);
    return rc == RC_OK ? judge_author(r, ret) : rc;
}

static void tell(struct request *r, enum rc rc, void *ctx)
{
    enum answer answer = *(const enum answer *)ctx;
    bool long_text = rc == RC_TOO_LARGE;
    if (http_gone(r->x))
        return;
    if (rc != RC_OK) {
        http_set_header(r->x, STR("X-akismet-debug-help"),
                        long_text ? STR("comment_content is too long to be judged")
                                  : STR("The comment could not be judged; try again"));
        http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
        http_reply(r->x,
                   long_text              ? 413
                   : rc == RC_UNAVAILABLE ? 503
                                          : 500,
                   STR("text/plain; charset=utf-8"), STR("error"));
        return;
    }
    if (answer == ANSWER_DISCARD)
        http_set_header(r->x, STR("X-akismet-pro-tip"), STR("discard"));
    reply(r, answer == ANSWER_HAM ? STR("false") : STR("true"));
}

void pages_akismet_comment_check(struct request *r, const struct api_caller *caller)
{
    enum answer *answer = ARENA_NEW(r->arena, enum answer);
    if (answer == NULL) {
        api_fail(r, RC_NO_MEMORY);
        return;
    }
    if (has_fields(r))
        aside_answer(r, caller, field(r, AKISMET_CONTENT).n + field(r, AKISMET_AUTHOR).n, decide,
                     tell, answer);
}

/* --- what was wrong --- */

static void thank(struct request *r)
{
    reply(r, STR("Thanks for making the web a better place."));
}

static void stored(struct request *r, enum rc rc)
{
    if (rc == RC_OK) {
        thank(r);
        return;
    }
    http_set_header(r->x, STR("X-akismet-debug-help"), STR("It could not be stored; try again"));
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    http_reply(r->x, 503, STR("text/plain; charset=utf-8"), STR("error"));
}

/* The text as it was judged, with what people say of it: SPAM 1 or 0, for learning from rulings. */
static void store(struct request *r, const struct api_caller *caller, struct str text, bool is_spam)
{
    struct suggestion_add *add = ARENA_NEW(r->arena, struct suggestion_add);
    struct suggestion_score *score = ARENA_NEW(r->arena, struct suggestion_score);
    if (add == NULL || score == NULL) {
        stored(r, RC_NO_MEMORY);
        return;
    }
    *score = (struct suggestion_score){.attribute = STR("SPAM"), .value = is_spam ? 1 : 0};
    add->key_id = api_caller_key_id(caller);
    add->text = text;
    add->parent = STR("");
    add->language = language_of(field(r, AKISMET_LANGUAGE));
    add->community = str_slice(field(r, AKISMET_BLOG), 0, COMMUNITY_BYTES_MAX);
    if (!utf8_valid(add->community) || add->community.p == NULL)
        add->community = STR("");
    add->token = STR("");
    add->scores = score;
    add->score_count = 1;
    request_wait(r, &add->job, stored);
    request_submitted(r, suggestion_add_submit(&add->job));
}

static void submit(struct request *r, const struct api_caller *caller, bool is_spam)
{
    struct str text;
    if (!has_fields(r))
        return;
    enum rc rc = foreign_text(r->arena, field(r, AKISMET_CONTENT), &text);
    bool kept = suggestion_kept(request_community(r)) && !is_true(field(r, AKISMET_IS_TEST));
    if (rc == RC_NO_MEMORY)
        stored(r, rc);
    else if (rc != RC_OK || text.n == 0 || text.n > TEXT_BYTES_MAX || !kept || is_test_spam(r))
        thank(r); /* nothing to learn from */
    else
        store(r, caller, text, is_spam);
}

void pages_akismet_submit_spam(struct request *r, const struct api_caller *caller)
{
    submit(r, caller, true);
}

void pages_akismet_submit_ham(struct request *r, const struct api_caller *caller)
{
    submit(r, caller, false);
}
