#include "web/captcha_field.h"

#include "assets.h"
#include "base/json.h"
#include "community/account/captcha.h"

#define STRINGS_MAX ((size_t)8 * 1024)

static struct url asset_url(const struct request *r, const char *name)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (str_eq(assets[i].name, str_from_cstr(name)))
            return url_local(r->arena, assets[i].url);
    }
    return url_local(r->arena, STR("/"));
}

/* What the widget says, as the object that its attribute takes. */
static struct str strings_of(const struct request *r)
{
    const struct {
        const char *name;
        struct str said;
    } rows[] = {
        {"label", SAY(r, "I am a person")},
        {"verifying", SAY(r, "Checking…")},
        {"verified", SAY(r, "Checked")},
        {"error", SAY(r, "The check did not work. Load the page again.")},
        {"expired", SAY(r, "The check is too old. Tick the box again.")},
        {"verificationRequired", SAY(r, "Please tick the box first.")},
        {"waitAlert", SAY(r, "The check is still running. Please wait a moment.")},
    };
    struct buf out;
    struct json j;
    buf_init(&out, STRINGS_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_key(&j, str_from_cstr(rows[i].name));
        json_str(&j, rows[i].said);
    }
    json_end(&j);
    struct str strings = buf_status(&out) == RC_OK ? arena_dup(r->arena, buf_str(&out)) : STR("{}");
    buf_release(&out);
    return strings;
}

/* "12 + 5", as the language writes it. */
static struct str sum_words(const struct request *r, struct str sum)
{
    struct str second = sum, first = str_split(&second, '+');
    return SAY_WITH(r, "{0} + {1}", words_figure(r->words, str_trim(first), r->arena),
                    words_figure(r->words, str_trim(second), r->arena));
}

enum rc captcha_field_make(struct request *r, struct str problem,
                           const struct view_captcha_field **ret)
{
    struct view_captcha_field *view = ARENA_NEW(r->arena, struct view_captcha_field);
    struct captcha_question question;
    if (view == NULL)
        return RC_NO_MEMORY;
    bool english = str_eq(words_language(r->words), STR("en"));
    enum rc rc = captcha_question(request_community(r), !english, r->arena, &question);
    if (rc != RC_OK)
        return rc;
    *view = (struct view_captcha_field){
        .challenge = url_local(r->arena, STR("/captcha/challenge")),
        .strings = strings_of(r),
        .worker = asset_url(r, "vendor/altcha-worker.js"),
        .question =
            english ? question.text : SAY_WITH(r, "How much is {0}?", sum_words(r, question.text)),
        .question_token = question.token,
    };
    if (problem.n > 0)
        view->problem = problem;
    *ret = view;
    return RC_OK;
}

struct str captcha_field_payload(const struct checked_form *form)
{
    struct str proof = checked_form_get(form, "altcha");
    return proof.n > 0 ? proof : checked_form_get(form, "captcha_token");
}
