#include "web/agreement.h"

#include "web/checked_form.h"
#include "web/documents.h"
#include "web/errors.h"

static bool is_about(const char *field, const char *name)
{
    return field != NULL && strcmp(field, name) == 0;
}

const struct view_agreement *agreement_make(struct request *r, const char *field, bool joins)
{
    struct view_agreement *view = ARENA_NEW(r->arena, struct view_agreement);
    if (view == NULL)
        return NULL;
    *view = (struct view_agreement){
        .standards_version = documents_standards_version(r),
        .privacy_version = STR(DOCUMENTS_PRIVACY_VERSION),
        .age = joins ? config_int(r->settings, SET_ACCOUNTS_MINIMUM_AGE) : 0,
    };
    if (view->age > 0)
        view->age_label = SAY_COUNT(r,
                                    "{0, plural, one {I am at least # year old.} other {I am at "
                                    "least # years old.}}",
                                    view->age);
    struct str said = request_problem(r);
    if (said.n > 0 && is_about(field, "consent"))
        view->problem = said;
    else if (said.n > 0 && is_about(field, "age"))
        view->age_problem = said;
    return view;
}

const char *agreement_field(const char *field)
{
    if (is_about(field, "consent"))
        return "consent_standards";
    return is_about(field, "age") ? "consent_age" : NULL;
}

static struct str consent(const struct checked_form *form, const char *box, const char *version)
{
    bool ticked = str_eq(checked_form_get(form, box), STR("yes"));
    return ticked ? checked_form_get(form, version) : STR("");
}

/* The tick says a number: one that stood there before the setting changed counts for nothing. */
static int64_t age(struct request *r, const struct checked_form *form)
{
    int64_t asked = config_int(r->settings, SET_ACCOUNTS_MINIMUM_AGE), said = 0;
    bool ticked = str_to_i64(checked_form_get(form, "consent_age"), &said) == RC_OK;
    return ticked && said == asked ? asked : 0;
}

enum rc agreement_read(struct request *r, const struct checked_form *form,
                       struct account_consents *ret)
{
    if (!str_eq(checked_form_get(form, "standards_version"), documents_standards_version(r)) ||
        !str_eq(checked_form_get(form, "privacy_version"), STR(DOCUMENTS_PRIVACY_VERSION))) {
        r->status = errors_for(RC_CONFLICT).status;
        return problem_set(
            &r->problem, RC_CONFLICT,
            "The standards or the privacy policy have changed since this page was made. "
            "Read them and agree once more.");
    }
    *ret = (struct account_consents){
        .standards = consent(form, "consent_standards", "standards_version"),
        .privacy = consent(form, "consent_privacy", "privacy_version"),
        .age = age(r, form),
    };
    return RC_OK;
}
