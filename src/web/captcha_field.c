#include "web/captcha_field.h"

#include "assets.h"
#include "community/captcha.h"

static struct url asset_url(const struct request *r, const char *name)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (str_eq(assets[i].name, str_from_cstr(name)))
            return url_local(r->arena, assets[i].url);
    }
    return url_local(r->arena, STR("/"));
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
        .worker = asset_url(r, "vendor/altcha-worker.js"),
        .question = english ? question.text : SAY_WITH(r, "How much is {0}?", question.text),
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
