#include "web/final_block.h"

#include "community/discipline/sanction_rules.h"
#include "templates.h"
#include "web/layout.h"
#include "web/reader_page.h"
#include "web/say.h"
#include "web/views.h"

static struct str number(const struct request *r, int64_t n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

/* What was filled in goes along unseen, but for the token and the name. */
static const struct view_hidden_field *carry(const struct request *r, size_t *ret_count)
{
    static const char *const names[] = {"seen", "clause", "reason", "grave", "comment", "remove"};
    const size_t count = sizeof names / sizeof names[0];
    struct view_hidden_field *fields = ARENA_ARRAY(r->arena, count, struct view_hidden_field);
    *ret_count = fields != NULL ? count : 0;
    for (size_t i = 0; i < *ret_count; i++)
        fields[i] = (struct view_hidden_field){.name = str_from_cstr(names[i]),
                                               .value = request_given(r, names[i])};
    return fields;
}

static void show(struct request *r, const struct sanction_order *op,
                 const struct sanction_sight *sight)
{
    struct layout layout = {.staff = true, .title = SAY(r, "Block for good?")};
    int64_t before = sight->outlooks[SANCTION_BLOCK].number - 1;
    struct view_final_block view = {
        .csrf = request_csrf(r),
        .action = reader_page_url(r),
        .name = sight->name,
        .user_id = number(r, op->account_id),
        .before = SAY_COUNT(r,
                            "{0, plural, one {This account was blocked # time before} other {This "
                            "account was blocked # times before}}, not counting mistakes.",
                            before),
        .clause = op->clause.n > 0 ? views_clause_title(r, op->clause) : (struct str){.p = NULL},
        .reason = op->reason.n > 0 ? op->reason : (struct str){.p = NULL},
        .cancel = reader_page_url(r),
    };
    view.fields = carry(r, &view.fields_count);
    if (op->typed_name.n > 0)
        view.problem = SAY(r, "That is not the name as it stands here.");
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (view.problem.p != NULL)
        request_note_refusal(r, RC_INVALID);
    REQUEST_RENDER(r, view_final_block_render, &view);
}

bool final_block_asks(struct request *r, const struct sanction_order *op)
{
    struct sanction_sight sight;
    if (op->kind != SANCTION_BLOCK)
        return false;
    enum rc rc = sanction_look(r->reader, &r->actor, op->account_id, r->arena, &sight);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return true;
    }
    const struct sanction_outlook *o = &sight.outlooks[SANCTION_BLOCK];
    if (!sight.may_decide || o->bar != SANCTION_FREE || !o->is_final ||
        str_eq(op->typed_name, sight.name))
        return false;
    show(r, op, &sight);
    return true;
}
