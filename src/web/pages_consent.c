/* Agreeing to the documents once more, after a new version of them. */
#include "community/account/account_consent.h"
#include "web/agreement.h"
#include "web/back.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"

void pages_consent(struct request *r)
{
    struct str back = back_asked(r);
    struct view_consent view = {.csrf = request_csrf(r),
                                .agreement = agreement_make(r, NULL, false)};
    struct layout layout = {.title = SAY(r, "Our documents have changed"), .noindex = true};
    if (back.n > 0)
        view.back = back;
    view.problem = request_problem(r);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK || view.agreement == NULL)
        request_fail(r, rc != RC_OK ? rc : RC_NO_MEMORY);
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
    static const char *const fields[] = {"back", AGREEMENT_FIELDS, NULL};
    struct account_consents consents;
    struct account_consent *op =
        CHECKED_FORM_OPERATION(r, form, fields, "standards_version", struct account_consent);
    if (op == NULL)
        return;
    if (agreement_read(r, form, &consents) != RC_OK) {
        pages_consent(r);
        return;
    }
    op->actor = r->actor;
    op->standards = consents.standards;
    op->privacy = consents.privacy;
    request_wait(r, &op->job, agreed);
    request_submitted(r, account_consent_submit(&op->job));
}
