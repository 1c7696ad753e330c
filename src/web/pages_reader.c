/* A moderator decides on a reader: sanctions, their end, comments removed together. */
#include "community/moderation/bulk_removal.h"
#include "web/checked_form.h"
#include "web/final_block.h"
#include "web/pages.h"
#include "web/reader_page.h"

void pages_reader(struct request *r)
{
    reader_page_show(r, false);
}

/* --- deciding --- */

static struct url done_url(const struct request *r, struct str done, int64_t removed)
{
    struct url url = url_with_query(r->arena, reader_page_url(r), STR("done"), done);
    struct str count = arena_printf(r->arena, "%lld", (long long)removed);
    return removed > 0 ? url_with_query(r->arena, url, STR("removed"), count) : url;
}

static void answered(struct request *r, enum rc rc, struct str done, int64_t removed)
{
    if (rc == RC_OK) {
        request_redirect(r, done_url(r, done, removed));
        return;
    }
    if (rc != RC_CONFLICT && rc != RC_INVALID && rc != RC_TOO_LARGE && rc != RC_FORBIDDEN) {
        request_fail(r, rc);
        return;
    }
    request_note_refusal(r, rc);
    reader_page_show(r, true);
}

static void given(struct request *r, enum rc rc)
{
    const struct sanction_order *op = (const struct sanction_order *)r->job;
    answered(r, rc, request_given(r, "do"), op->ret_found);
}

static void lifted(struct request *r, enum rc rc)
{
    answered(r, rc, STR("lift"), 0);
}

/* What was sent as a number; an empty field is 0. */
static enum rc read_number(const struct checked_form *form, const char *field, int64_t *ret)
{
    struct str s = checked_form_get(form, field);
    *ret = 0;
    return s.n == 0 ? RC_OK : str_to_i64(s, ret);
}

static enum rc read_hours(struct str word, int64_t *ret)
{
    *ret = BULK_REMOVAL_ALL;
    if (str_eq(word, STR("all")))
        return RC_OK;
    enum rc rc = str_to_i64(word, ret);
    return rc == RC_OK && *ret <= 0 ? RC_INVALID : rc;
}

void pages_reader_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do",    "seen",    "days", "clause", "reason",
                                         "grave", "comment", "name", "remove", NULL};
    struct sanction_order *op =
        CHECKED_FORM_OPERATION(r, form, fields, "do", struct sanction_order);
    if (op == NULL)
        return;
    enum rc rc = sanction_kind_parse(checked_form_get(form, "do"), &op->kind);
    if (rc == RC_OK)
        rc = str_to_i64(checked_form_get(form, "seen"), &op->seen_id);
    if (rc == RC_OK && op->seen_id < 0)
        rc = RC_INVALID;
    if (rc == RC_OK)
        rc = read_number(form, "days", &op->days);
    if (rc == RC_OK)
        rc = read_number(form, "comment", &op->comment_id);
    op->removes = checked_form_get(form, "remove").n > 0;
    if (rc == RC_OK && op->removes)
        rc = read_hours(checked_form_get(form, "remove"), &op->remove_hours);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    op->clause = checked_form_get(form, "clause");
    op->reason = str_trim(checked_form_get(form, "reason"));
    op->grave = str_trim(checked_form_get(form, "grave"));
    op->typed_name = str_trim(checked_form_get(form, "name"));
    if (op->typed_name.p == NULL)
        op->typed_name = STR("");
    if (final_block_asks(r, op))
        return;
    request_wait(r, &op->job, given);
    request_submitted(r, sanction_give_submit(&op->job));
}

void pages_reader_end_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "sanction", "end", "why", NULL};
    struct sanction_lift_order *op =
        CHECKED_FORM_OPERATION(r, form, fields, "sanction", struct sanction_lift_order);
    if (op == NULL)
        return;
    struct str end = checked_form_get(form, "end");
    if (str_to_i64(checked_form_get(form, "sanction"), &op->lifting.sanction_id) != RC_OK) {
        request_fail(r, RC_INVALID);
        return;
    }
    op->actor = r->actor;
    op->lifting.account_id = r->params.id;
    op->lifting.end = str_eq(end, STR("lift"))    ? SANCTION_LIFTED
                      : str_eq(end, STR("annul")) ? SANCTION_ANNULLED
                                                  : SANCTION_STANDS;
    op->lifting.why = str_trim(checked_form_get(form, "why"));
    request_wait(r, &op->job, lifted);
    request_submitted(r, sanction_lift_submit(&op->job));
}

/* --- comments together --- */

static void removed(struct request *r, enum rc rc)
{
    const struct bulk_removal_order *op = (const struct bulk_removal_order *)r->job;
    answered(r, rc, STR("remove"), op->ret_found);
}

static void taken_back(struct request *r, enum rc rc)
{
    answered(r, rc, STR("undo"), 0);
}

static void remove_comments(struct request *r, const struct checked_form *form)
{
    struct bulk_removal_order *op = ARENA_NEW(r->arena, struct bulk_removal_order);
    enum rc rc =
        op == NULL ? RC_NO_MEMORY : read_hours(checked_form_get(form, "remove"), &op->hours);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    op->clause = checked_form_get(form, "clause");
    op->reason = str_trim(checked_form_get(form, "reason"));
    request_wait(r, &op->job, removed);
    request_submitted(r, bulk_removal_submit(&op->job));
}

static void take_back(struct request *r, const struct checked_form *form)
{
    struct bulk_removal_undo *op = ARENA_NEW(r->arena, struct bulk_removal_undo);
    enum rc rc =
        op == NULL ? RC_NO_MEMORY : str_to_i64(checked_form_get(form, "bulk"), &op->bulk_id);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    op->why = str_trim(checked_form_get(form, "why"));
    request_wait(r, &op->job, taken_back);
    request_submitted(r, bulk_removal_undo_submit(&op->job));
}

void pages_reader_comments_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "remove", "clause", "reason", "bulk", "why", NULL};
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct str word = checked_form_get(form, "do");
    if (str_eq(word, STR("remove")))
        remove_comments(r, form);
    else if (str_eq(word, STR("undo")))
        take_back(r, form);
    else
        request_fail(r, RC_INVALID);
}
