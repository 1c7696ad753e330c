/*
 * The check against robots in a form: a puzzle solved by the page's script, or a question in plain words. Fields "altcha",
 * "captcha_token" and "captcha_answer"; the page's layout sets `captcha`.
 */
#ifndef COMITY_WEB_CAPTCHA_FIELD_H
#define COMITY_WEB_CAPTCHA_FIELD_H

#include "templates.h"
#include "web/checked_form.h"
#include "web/request.h"

/* For a view's `captcha: view captcha_field`; `problem` is empty or what was wrong with the last one. */
enum rc captcha_field_make(struct request *r, struct str problem,
                           const struct view_captcha_field **ret) MUST_CHECK;
/* What the form sent of it: the puzzle's solution where there is one, else the question's token. */
struct str captcha_field_payload(const struct checked_form *form);

#endif
