/* The letter to the moderators: its three parts, and what lacks. */
#include "community/discipline/letter.h"

#include "community/discipline/redress.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/site_state.h"

static struct str state_words(struct request *r, const struct letter_place *place)
{
    struct str what =
        place->state == LETTER_NONE ? STR("") : sanction_words_name(r, place->sanction.kind);
    switch (place->state) {
    case LETTER_NONE:
        return SAY(r, "Nothing restricts your account now: there is nothing to write about.");
    case LETTER_MAY:
        return SAY_WITH(r,
                        "In force on your account: {0}. You can ask that it be lifted. Whoever "
                        "decided it does not decide on your letter.",
                        what);
    case LETTER_OPEN:
        return SAY(r, "Your letter is with the moderators. You can add something to it.");
    case LETTER_LATER:
        return SAY_WITH(r, "Your last letter was decided. You can write again from {0} on.",
                        say_day(r, place->again_ms));
    case LETTER_FINAL:
        break;
    }
    return redress_words_final(r);
}

static void fill_form(struct request *r, const struct letter_place *place, struct view_letter *view)
{
    int64_t days = config_int(r->settings, SET_REDRESS_DAYS);
    struct str address = config_str(r->settings, SET_REDRESS_ADDRESS);
    bool anew = r->given == NULL;
    view->own_id = arena_printf(r->arena, "%lld", (long long)r->actor.account_id);
    view->deadline = SAY_WITH(r,
                              "You will have an answer within {0, plural, one {# day} other {# "
                              "days}}.",
                              arena_printf(r->arena, "%lld", (long long)days));
    view->subject = anew ? SAY(r, "Restoring access") : request_given(r, "subject");
    view->user_id = anew ? view->own_id : request_given(r, "user_id");
    view->text = anew ? place->draft_text : request_given(r, "text");
    view->kept = anew && place->draft_text.n > 0;
    if (address.n > 0)
        view->address = address;
}

static void say_lacks(struct request *r, unsigned lacks, struct view_letter *view)
{
    if ((lacks & LETTER_SUBJECT) != 0)
        view->subject_problem =
            SAY(r, "Let the subject say what you ask for, such as: Restoring access.");
    if ((lacks & LETTER_USER_ID) != 0)
        view->id_problem = SAY_WITH(r, "This is not your user ID, which is {0}.",
                                    arena_printf(r->arena, "%lld", (long long)r->actor.account_id));
    if ((lacks & LETTER_EXPLANATION) != 0)
        view->text_problem =
            SAY_COUNT(r,
                      "Explain it in your own words, in {0, plural, one {# character} other {# "
                      "characters}} at least.",
                      LETTER_EXPLANATION_MIN);
}

static void show(struct request *r, unsigned lacks)
{
    struct letter_place place;
    struct view_letter view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Write to the moderators"), .noindex = true};
    enum rc rc = letter_look(r->reader, &r->actor, r->arena, &place);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = account_rooms_tabs(r, "/account/redress", &view.tabs_count);
    view.state = state_words(r, &place);
    view.may = place.state == LETTER_MAY;
    if (place.state != LETTER_NONE && place.sanction.reason.n > 0)
        view.reason = place.sanction.reason;
    if (place.case_id != 0 && place.state != LETTER_MAY)
        view.own_case = redress_words_own_url(r, place.case_id);
    if (view.may)
        fill_form(r, &place, &view);
    say_lacks(r, lacks, &view);
    if (r->problem.message[0] != '\0')
        view.problem = words_problem(r->words, &r->problem, r->arena);
    REQUEST_RENDER(r, view_letter_render, &view);
}

void pages_letter(struct request *r)
{
    show(r, 0);
}

static void sent(struct request *r, enum rc rc)
{
    const struct letter *op = (const struct letter *)r->job;
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, redress_words_own_url(r, op->ret_id),
                                           STR("done"), STR("letter")));
        return;
    }
    if (rc == RC_INVALID || rc == RC_TOO_LARGE || rc == RC_LIMITED || rc == RC_CONFLICT ||
        (rc == RC_FORBIDDEN && r->problem.message[0] != '\0')) {
        r->status = errors_for(rc).status;
        show(r, op->ret_lacks);
        return;
    }
    request_fail(r, rc);
}

void pages_letter_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"subject", "user_id", "text", NULL};
    struct letter *op = CHECKED_FORM_OPERATION(r, form, fields, NULL, struct letter);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->subject = str_trim(checked_form_get(form, "subject"));
    op->user_id = str_trim(checked_form_get(form, "user_id"));
    op->text = str_trim(checked_form_get(form, "text"));
    request_wait(r, &op->job, sent);
    request_submitted(r, letter_submit(&op->job));
}
