/* The administrators' room: overview and settings, accounts and roles. */
#include "community/admin.h"
#include "community/discipline/sanction.h"
#include "web/admin_tabs.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/site_state.h"
#include "web/views.h"

#define SETTING_VALUE_MAX 4096

/* --- overview --- */
static void fill_figures(struct request *r, const struct admin_overview *o, struct view_admin *view)
{
    const struct view_admin_figure figures[] = {
        {.name = SAY(r, "Articles"), .value = o->articles},
        {.name = SAY(r, "Accounts"), .value = o->accounts},
        {.name = SAY(r, "Held comments"), .value = o->held},
        {.name = SAY(r, "Flagged comments"), .value = o->flagged},
        {.name = SAY(r, "Verdicts in 24 hours"), .value = o->decisions_by_standards_day},
        {.name = SAY(r, "Decisions by people"), .value = o->decisions_by_people_day},
    };
    struct view_admin_figure *copy = arena_alloc(r->arena, sizeof(figures));
    if (copy == NULL)
        return;
    memcpy(copy, figures, sizeof(figures));
    view->figures = copy;
    view->figures_count = sizeof(figures) / sizeof(figures[0]);
}

static void fill_settings(struct request *r, struct view_admin *view)
{
    const struct config *config = r->settings;
    struct view_admin_setting *rows =
        ARENA_ARRAY(r->arena, SETTING_COUNT, struct view_admin_setting);
    struct buf value;
    if (config == NULL || rows == NULL)
        return;
    buf_init(&value, SETTING_VALUE_MAX);
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting_info *info = setting_info((enum setting_id)i);
        buf_clear(&value);
        config_write_value(config, (enum setting_id)i, &value);
        rows[i] = (struct view_admin_setting){.name = info->name,
                                              .value = arena_dup(r->arena, buf_str(&value)),
                                              .meaning = info->text};
        /* A database address may carry a password. */
        if (i == SET_DATABASE_URL && str_find_char(rows[i].value, '@', 0) != STR_NONE)
            rows[i].value = STR("(set)");
    }
    buf_release(&value);
    view->settings = rows;
    view->settings_count = SETTING_COUNT;
}

static void fill_judge(struct request *r, struct view_admin *view)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    size_t clauses = 0;
    if (judge == NULL)
        return;
    const struct standards *s = judge_standards(community_judge_get(judge));
    standards_clauses(s, &clauses);
    view->standards_title = arena_dup(r->arena, standards_title(s));
    view->standards_version = arena_dup(r->arena, standards_version(s));
    view->clauses = (int64_t)clauses;
    struct str refusal = community_refusal(request_community(r), r->arena);
    if (refusal.n > 0)
        view->refusal = refusal;
    community_judge_unref(judge);
}

/* Which of the two modes the site is in, and what follows from it. */
static void fill_mode(struct request *r, struct view_admin *view)
{
    bool literal = sanction_mode(request_community(r)) == SANCTION_LITERAL;
    const struct view_consequence of_literal[] = {
        {.text = SAY(r, "A moderator may suspend, block or delete without a warning before.")},
        {.text =
             SAY(r, "A blocked reader can write to the moderators once; if access is restored, a "
                    "second block is final, and nobody can lift it."),
         .is_grave = true},
        {.text = SAY(
             r, "A site that is bound by the Digital Services Act in full may have to work in the "
                "other mode: sanctions.mode = dsa.")},
    };
    const struct view_consequence of_dsa[] = {
        {.text = SAY(
             r, "A suspension, a block or a deletion comes after a warning, or with words on why "
                "it was too serious for one.")},
        {.text = SAY(
             r, "Every sanction names a clause and what was done; the reader is told at once.")},
        {.text =
             SAY(r, "Any sanction can be appealed, and somebody else than who made it decides. No "
                    "block is final.")},
    };
    const struct view_consequence *from = literal ? of_literal : of_dsa;
    view->follows_count = sizeof of_dsa / sizeof of_dsa[0];
    struct view_consequence *copy =
        ARENA_ARRAY(r->arena, view->follows_count, struct view_consequence);
    if (copy != NULL)
        memcpy(copy, from, sizeof of_dsa);
    else
        view->follows_count = 0;
    view->follows = copy;
    view->mode = literal ? SAY(r, "Literal mode") : SAY(r, "DSA mode");
}

void pages_admin(struct request *r)
{
    struct admin_overview overview;
    struct view_admin view = {.program_version = STR(COMITY_VERSION)};
    struct layout layout = {.title = SAY(r, "Administration"), .staff = true};
    enum rc rc = admin_overview(r->reader, &r->actor, r->arena, &overview);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = admin_tabs_make(r, ADMIN_TAB_OVERVIEW, &view.tabs_count);
    view.signals_version = signals_version(r->site->config.signals);
    fill_figures(r, &overview, &view);
    fill_judge(r, &view);
    fill_mode(r, &view);
    fill_settings(r, &view);
    REQUEST_RENDER(r, view_admin_render, &view);
}

/* --- accounts --- */
static const struct view_option *make_roles(struct request *r, enum role now, size_t *ret_count)
{
    struct view_option *options = ARENA_ARRAY(r->arena, ROLE_COUNT - 1, struct view_option);
    *ret_count = 0;
    if (options == NULL)
        return NULL;
    for (int i = ROLE_READER; i < ROLE_COUNT; i++)
        options[i - 1] = (struct view_option){.name = role_name((enum role)i),
                                              .label = views_role(r, (enum role)i),
                                              .selected = i == (int)now};
    *ret_count = ROLE_COUNT - 1;
    return options;
}

static const struct str standing_names[ADMIN_STANDING_COUNT] = {
    STR_INIT(""),          STR_INIT("active"),  STR_INIT("held-first"),
    STR_INIT("suspended"), STR_INIT("blocked"), STR_INIT("deleted")};

static struct str standing_word(struct request *r, enum admin_standing standing)
{
    static const char *const words[ADMIN_STANDING_COUNT] = {
        SAID("Any standing"),      SAID("Active"),          SAID("Held first"),
        SAID("Account suspended"), SAID("Account blocked"), SAID("Account deleted")};
    return SAY(r, words[standing]);
}

static const struct view_option *make_standings(struct request *r, enum admin_standing now,
                                                size_t *ret_count)
{
    struct view_option *options = ARENA_ARRAY(r->arena, ADMIN_STANDING_COUNT, struct view_option);
    *ret_count = options != NULL ? ADMIN_STANDING_COUNT : 0;
    for (size_t i = 0; i < *ret_count; i++)
        options[i] = (struct view_option){.name = standing_names[i],
                                          .label = standing_word(r, (enum admin_standing)i),
                                          .selected = i == (size_t)now};
    return options;
}

static const struct view_option *make_any_roles(struct request *r, enum role now, size_t *ret_count)
{
    size_t count;
    const struct view_option *roles = make_roles(r, now, &count);
    struct view_option *options = ARENA_ARRAY(r->arena, count + 1, struct view_option);
    *ret_count = options != NULL ? count + 1 : 0;
    if (options == NULL)
        return NULL;
    options[0] = (struct view_option){.name = STR(""), .label = SAY(r, "Any role")};
    if (count > 0)
        memcpy(options + 1, roles, count * sizeof *roles);
    return options;
}

/* What is asked for; a word that is none asks for any. */
static struct admin_search read_search(const struct request *r)
{
    struct admin_search search = {.after_id = request_query_id(r, "after")};
    if (r->given == NULL)
        search.prefix = request_query(r, "find");
    if (role_parse(request_query(r, "role"), &search.role) != RC_OK)
        search.role = ROLE_ANONYMOUS;
    for (size_t i = 1; i < ADMIN_STANDING_COUNT; i++)
        if (str_eq(request_query(r, "standing"), standing_names[i]))
            search.standing = (enum admin_standing)i;
    return search;
}

static struct url next_url(const struct request *r, const struct admin_search *search, int64_t next)
{
    struct url url = url_local(r->arena, STR("/admin/users"));
    if (search->role != ROLE_ANONYMOUS)
        url = url_with_query(r->arena, url, STR("role"), role_name(search->role));
    if (search->standing != ADMIN_ANY)
        url = url_with_query(r->arena, url, STR("standing"), standing_names[search->standing]);
    return url_with_query(r->arena, url, STR("after"),
                          arena_printf(r->arena, "%lld", (long long)next));
}

static struct view_admin_user user_row(struct request *r, const struct account_view *a)
{
    struct view_admin_user row = {
        .csrf = request_csrf(r),
        .action =
            url_local(r->arena, arena_printf(r->arena, "/admin/users/%lld", (long long)a->id)),
        .security = url_local(
            r->arena, arena_printf(r->arena, "/admin/users/%lld/security", (long long)a->id)),
        .name = a->name,
        .profile = views_profile_url(r, a->id),
        .email = a->email,
        .role = views_role(r, a->role),
        .since = say_day(r, a->created_ms),
        .published = a->published_count,
        .removed = a->removed_count,
        .is_self = a->id == r->actor.account_id,
        .sanctions = url_local(r->arena,
                               arena_printf(r->arena, "/moderation/reader/%lld", (long long)a->id)),
        .standing = standing_word(r, admin_standing_of(a)),
        .is_restricted = admin_standing_of(a) != ADMIN_ACTIVE,
        .is_verified = a->is_verified,
        .is_flagger = a->is_flagger,
    };
    row.roles = make_roles(r, a->role, &row.roles_count);
    return row;
}

void pages_admin_users(struct request *r)
{
    struct account_view *accounts;
    size_t count;
    int64_t next = 0;
    struct admin_search search = read_search(r);
    struct view_admin_users view = {.find = search.prefix.p != NULL ? search.prefix : STR("")};
    struct layout layout = {.title = SAY(r, "Users and roles"), .staff = true};
    enum rc rc =
        admin_search_accounts(r->reader, &r->actor, &search, r->arena, &accounts, &count, &next);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    struct view_admin_user *rows =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_admin_user) : NULL;
    if (rows == NULL) {
        request_fail(r, rc != RC_OK ? rc : RC_NO_MEMORY);
        return;
    }
    for (size_t i = 0; i < count; i++)
        rows[i] = user_row(r, &accounts[i]);
    view.tabs = admin_tabs_make(r, ADMIN_TAB_USERS, &view.tabs_count);
    view.users = rows;
    view.users_count = count;
    view.roles = make_any_roles(r, search.role, &view.roles_count);
    view.standings = make_standings(r, search.standing, &view.standings_count);
    if (r->problem.message[0] != '\0')
        view.notice = request_problem(r);
    else if (str_eq(request_query(r, "done"), STR("yes")))
        view.notice = SAY(r, "Changed. The account's sessions have ended.");
    else if (str_eq(request_query(r, "done"), STR("verify")))
        view.notice = SAY(r, "Changed. The standards know it from the next comment on.");
    else if (str_eq(request_query(r, "done"), STR("flagger")))
        view.notice = SAY(r, "Changed. Their next notice goes into its lane.");
    if (next != 0)
        view.next = next_url(r, &search, next);
    REQUEST_RENDER(r, view_admin_users_render, &view);
}

static void changed(struct request *r, enum rc rc)
{
    const struct admin_account_change *op = (const struct admin_account_change *)r->job;
    bool verified = op->change == ADMIN_VERIFY || op->change == ADMIN_UNVERIFY;
    bool flags = op->change == ADMIN_FLAGGER || op->change == ADMIN_UNFLAGGER;
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, url_local(r->arena, STR("/admin/users")),
                                           STR("done"),
                                           verified ? STR("verify")
                                           : flags  ? STR("flagger")
                                                    : STR("yes")));
        return;
    }
    request_note_refusal(r, rc);
    pages_admin_users(r);
}

void pages_admin_user_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "role", NULL};
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct str wanted = checked_form_get(form, "do");
    struct admin_account_change *op = ARENA_NEW(r->arena, struct admin_account_change);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    enum rc rc = RC_OK;
    if (str_eq(wanted, STR("verify")))
        op->change = ADMIN_VERIFY;
    else if (str_eq(wanted, STR("unverify")))
        op->change = ADMIN_UNVERIFY;
    else if (str_eq(wanted, STR("flagger")))
        op->change = ADMIN_FLAGGER;
    else if (str_eq(wanted, STR("unflagger")))
        op->change = ADMIN_UNFLAGGER;
    else if (str_eq(wanted, STR("role")))
        rc = role_parse(checked_form_get(form, "role"), &op->role);
    else
        rc = RC_INVALID;
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    request_wait(r, &op->job, changed);
    request_submitted(r, admin_change_account_submit(&op->job));
}
