/* Agreeing to the documents once more, after a new version of them. */
#include "community/account/account_consent.h"
#include "web/back.h"
#include "web/checked_form.h"
#include "web/documents.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"

void pages_consent(struct request *r)
{
    struct str back = back_asked(r);
    struct view_consent view = {.csrf = request_csrf(r),
                                .standards_version = documents_standards_version(r),
                                .privacy_version = STR(DOCUMENTS_PRIVACY_VERSION)};
    struct layout layout = {.title = SAY(r, "Our documents have changed"), .noindex = true};
    if (back.n > 0)
        view.back = back;
    if (r->problem.message[0] != '\0')
        view.problem = request_problem(r);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_consent_render, &view);
}

static void agreed(struct request *r, enum rc rc)
{
    if (rc == RC_OK) {
        request_redirect(r, fresh_back(r, back_asked(r)));
        return;
    }
    request_note_refusal(r, rc);
    pages_consent(r);
}

void pages_consent_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {
        "back", "consent_standards", "consent_privacy", "standards_version", "privacy_version",
        NULL};
    struct account_consent *op = ARENA_NEW(r->arena, struct account_consent);
    if (!checked_form_only(r, form, fields, "standards_version"))
        return;
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    if (!documents_were_shown(r, form)) {
        problem_set(&r->problem, RC_CONFLICT,
                    "The standards or the privacy policy have changed since this page was made. "
                    "Read them and agree once more.");
        r->status = errors_for(RC_CONFLICT).status;
        pages_consent(r);
        return;
    }
    op->actor = r->actor;
    op->standards = documents_consent(form, "consent_standards", "standards_version");
    op->privacy = documents_consent(form, "consent_privacy", "privacy_version");
    request_wait(r, &op->job, agreed);
    request_submitted(r, account_consent_submit(&op->job));
}
