/* What an invitation's link leads to: joining the staff with an account of one's own, or with the one there is. */
#include "community/account/invitation.h"
#include "community/account/password.h"
#include "web/agreement.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/link_page.h"
#include "web/pages.h"
#include "web/signed_in.h"
#include "web/views.h"

static struct str token_of(const struct request *r)
{
    return r->given != NULL ? request_given(r, "token") : request_query(r, "token");
}

/* --- a link that is no good --- */
static void show_dead(struct request *r, enum rc rc)
{
    struct view_link_dead view = {
        .title = SAY(r, "Invitation"),
        .again = url_local(r->arena, STR("/")),
        .again_label = SAY(r, "Front page"),
        .lead = rc == RC_EXPIRED
                    ? SAY(r, "This invitation was accepted or withdrawn, a newer mail has taken "
                             "its place, its week is over, or who sent it may invite nobody now.")
                    : SAY(r, "This is no link of ours. It may have been cut off in the mail: copy "
                             "the whole of it."),
    };
    struct layout layout = {.title = view.title, .noindex = true};
    r->status = rc == RC_EXPIRED ? 403 : 404;
    rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_link_dead_render, &view);
}

/* --- the form --- */
static void place_problem(struct request *r, const char *field, struct view_invitation *view)
{
    struct view_problem_summary *summary = ARENA_NEW(r->arena, struct view_problem_summary);
    struct view_problem_item *item = ARENA_NEW(r->arena, struct view_problem_item);
    struct str said = request_problem(r);
    if (said.n == 0 || summary == NULL || item == NULL)
        return;
    if (field == NULL) {
        view->problem = said;
        return;
    }
    const char *agreed = agreement_field(field);
    *item = (struct view_problem_item){.message = said,
                                       .field = str_from_cstr(agreed != NULL ? agreed : field)};
    *summary = (struct view_problem_summary){.problems = item, .problems_count = 1};
    view->problems = summary;
    if (strcmp(field, "name") == 0)
        view->name_problem = said;
    else if (strcmp(field, "password") == 0)
        view->password_problem = said;
}

static void show(struct request *r, const char *field)
{
    struct invitation_view invited;
    struct layout layout = {.title = SAY(r, "You are invited"), .noindex = true};
    struct view_invitation view = {.csrf = request_csrf(r),
                                   .token = token_of(r),
                                   .name = request_given(r, "name"),
                                   .password_min = PASSWORD_CHARACTERS_MIN,
                                   .agreement = agreement_make(r, field, true),
                                   .sign_in = url_local(r->arena, STR("/sign-in"))};
    enum rc rc = invitation_look(r->reader, view.token, r->arena, &invited);
    if (rc == RC_EXPIRED || rc == RC_NOT_FOUND) {
        show_dead(r, rc);
        return;
    }
    place_problem(r, field, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK || view.agreement == NULL) {
        request_fail(r, rc != RC_OK ? rc : RC_NO_MEMORY);
        return;
    }
    view.email = invited.email;
    view.has_account = invited.owner_id != 0;
    view.is_owner = view.has_account && invited.owner_id == r->actor.account_id;
    view.lead = SAY_WITH(r, "{0} invites you to its staff. Your role: {1}.", request_site(r)->title,
                         views_role(r, invited.role));
    REQUEST_RENDER(r, view_invitation_render, &view);
}

void pages_invitation(struct request *r)
{
    show(r, NULL);
}

/* Who came without a password adds a passkey next; all others see where their second step is set up. */
static void accepted(struct request *r, enum rc rc)
{
    const struct invitation_acceptance *op = (const struct invitation_acceptance *)r->job;
    if (rc == RC_OK) {
        bool passkey = op->ret_is_new && op->password.n == 0;
        signed_in_go_on(r, op->ret_token,
                        url_local(r->arena, passkey ? STR("/account/security/passkey")
                                                    : STR("/account/security")));
        return;
    }
    if ((rc == RC_EXPIRED || rc == RC_NOT_FOUND) && r->problem.message[0] == '\0') {
        show_dead(r, rc);
        return;
    }
    request_note_refusal(r, rc);
    show(r, op->ret_field);
}

void pages_invitation_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"token", "name", "password", AGREEMENT_FIELDS, NULL};
    struct invitation_acceptance *op = ARENA_NEW(r->arena, struct invitation_acceptance);
    if (!checked_form_only(r, form, fields, "token"))
        return;
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    /* The form of who has an account asks for nothing. */
    if (checked_form_has(form, "name") && agreement_read(r, form, &op->consents) != RC_OK) {
        show(r, "consent");
        return;
    }
    op->token = checked_form_get(form, "token");
    op->actor = r->actor;
    op->name = checked_form_get(form, "name");
    op->password = checked_form_get(form, "password");
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    request_wait(r, &op->job, accepted);
    request_submitted(r, invitation_accept_submit(r->reader, op));
}
