#include "community/account/accounts.h"

#include "community/core.h"
#include "community/account/name.h"
#include "community/account/name_judge.h"
#include "community/account/password.h"
#include "community/account/password_list.h"
#include "community/account/sessions.h"
#include "community/account/throttle.h"
#include "community/leaving/leaving_own.h"
#include "policy/standards.h"
#include "queries.h"

/* Mails that strangers can have sent to one address. */
#define MAILS_MAX       10
#define MAILS_WINDOW_MS HOUR_MS

bool accounts_confirm(const struct community *c)
{
    return core_limits(c).confirm_email && mail_is_on(c);
}

int64_t accounts_unconfirmed_until_ms(const struct community *c)
{
    return accounts_confirm(c) ? community_now_ms(c) + ACCOUNTS_UNCONFIRMED_MS : 0;
}

/* --- who is meant --- */

enum rc accounts_find_owner(struct community *c, struct db *db, struct str email_key,
                            struct arena *a, int64_t *ret_id)
{
    struct q_account_find_owner_row owner;
    enum rc rc = q_account_find_owner(
        db, &(struct q_account_find_owner_in){.site_id = c->site.id, .email_key = email_key}, a,
        &owner);
    *ret_id = rc == RC_OK ? owner.id : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* Its owner; where nobody is asked to confirm, the oldest account that gave it. */
static enum rc find_by_email(struct community_reader *r, struct str email_key, struct arena *a,
                             int64_t *ret_id)
{
    struct q_account_find_by_email_row oldest;
    enum rc rc = accounts_find_owner(r->community, r->db, email_key, a, ret_id);
    if (rc != RC_OK || *ret_id != 0 || accounts_confirm(r->community))
        return rc;
    rc = q_account_find_by_email(r->db,
                                 &(struct q_account_find_by_email_in){
                                     .site_id = r->community->site.id, .email_key = email_key},
                                 a, &oldest);
    *ret_id = rc == RC_OK ? oldest.id : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* Twins of one name are few: they were there before the rules. */
#define ALIKE_MAX 64

enum rc accounts_find_named(struct community *c, struct db *db, struct str name, struct arena *a,
                            struct q_account_alike_row *ret)
{
    struct name_skeleton looks;
    struct q_account_alike_row *rows;
    size_t count = 0, best = 0;
    enum name_likeness best_likeness = NAME_OTHER;
    enum rc rc = name_skeleton(a, str_trim(name), &looks);
    if (rc == RC_OK)
        rc = q_account_alike(db,
                             &(struct q_account_alike_in){.site_id = c->site.id,
                                                          .name_skeleton = looks.small,
                                                          .max_rows = ALIKE_MAX},
                             a, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        enum name_likeness likeness = name_compare(a, name, rows[i].name);
        if (likeness > best_likeness) {
            best = i;
            best_likeness = likeness;
        }
    }
    if (rc == RC_INVALID || rc == RC_TOO_LARGE || (rc == RC_OK && best_likeness == NAME_OTHER))
        return RC_NOT_FOUND;
    if (rc == RC_OK)
        *ret = rows[best];
    return rc;
}

static enum rc find_by_name(struct community_reader *r, struct str name, struct arena *a,
                            int64_t *ret_id)
{
    struct q_account_alike_row row;
    enum rc rc = accounts_find_named(r->community, r->db, name, a, &row);
    *ret_id = rc == RC_OK ? row.id : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc accounts_find_login(struct community_reader *r, struct str login, struct arena *a,
                            struct accounts_login *ret)
{
    struct community *c = r->community;
    struct str typed = str_trim(login);
    struct accounts_login found = {.key = typed, .password_hash = STR("")};
    struct q_account_get_row row;
    struct name_skeleton looks = {.small = typed};
    bool is_email = str_find_char(typed, '@', 0) != STR_NONE;
    enum rc rc =
        is_email ? name_email_check(a, typed, &found.key, NULL) : name_skeleton(a, typed, &looks);
    if (rc == RC_OK && !is_email)
        found.key = looks.small;
    if (rc == RC_OK)
        rc = is_email ? find_by_email(r, found.key, a, &found.id)
                      : find_by_name(r, typed, a, &found.id);
    if (rc == RC_OK)
        rc = q_account_get(r->db, &(struct q_account_get_in){.site_id = c->site.id, .id = found.id},
                           a, &row);
    if (rc == RC_OK) {
        found.password_hash = row.password_hash;
        found.by_mail = row.email.n > 0 && (row.email_confirmed_ms > 0 || !accounts_confirm(c));
    }
    *ret = found;
    return rc == RC_NOT_FOUND || rc == RC_INVALID || rc == RC_TOO_LARGE ? RC_OK : rc;
}

enum rc accounts_name_taken(struct community *c, struct db *db, const struct name_skeleton *looks,
                            int64_t account_id, struct arena *a, bool *ret)
{
    struct q_account_alike_others_row others;
    struct q_former_name_reserved_row former = {0};
    enum rc rc = q_account_alike_others(
        db,
        &(struct q_account_alike_others_in){.site_id = c->site.id,
                                            .id = account_id,
                                            .name_skeleton = looks->small,
                                            .name_capitals = looks->capitals},
        a, &others);
    if (rc == RC_OK)
        rc = q_former_name_reserved(
            db,
            &(struct q_former_name_reserved_in){.site_id = c->site.id,
                                                .name_skeleton = looks->small,
                                                .name_capitals = looks->capitals,
                                                .account_id = account_id,
                                                .now_ms = community_now_ms(c)},
            a, &former);
    *ret = rc == RC_OK && others.count + former.count > 0;
    return rc;
}

enum rc accounts_add(struct community *c, struct db *db, const struct q_account_add_in *account,
                     struct arena *a, bool *ret_added)
{
    struct q_account_add_in in = *account;
    const struct name_skeleton looks = {.small = in.name_skeleton, .capitals = in.name_capitals};
    int64_t added = 0;
    bool taken = false;
    in.site_id = c->site.id;
    in.name_rules = name_look_rules();
    enum rc rc = q_account_add(db, &in, &added);
    /* After adding, which waits for whoever gives the name up at this moment. */
    if (rc == RC_OK && added != 0)
        rc = accounts_name_taken(c, db, &looks, in.id, a, &taken);
    *ret_added = rc == RC_OK && added != 0 && !taken;
    return rc;
}

enum rc accounts_refuse_name(struct problem *problem)
{
    return problem_set(
        problem, RC_CONFLICT,
        "This name is taken, or readers could mistake it for one that is, perhaps in "
        "another alphabet. Choose another, or add a word or a number to it.");
}

enum rc accounts_check_last_administrator(struct community_job *job, struct db *db,
                                          int64_t account_id)
{
    struct q_account_count_administrators_row others;
    enum rc rc = q_account_count_administrators(
        db,
        &(struct q_account_count_administrators_in){.site_id = job->community->site.id,
                                                    .except_id = account_id,
                                                    .now_ms = community_now_ms(job->community)},
        job->arena, &others);
    return rc == RC_OK && others.count == 0
               ? problem_set(&job->problem, RC_CONFLICT,
                             "This is the last administrator; make another one first.")
               : rc;
}

static enum rc refuse_joining(struct community_job *job, int64_t retry_after_ms)
{
    (void)retry_after_ms;
    return problem_set(&job->problem, RC_LIMITED,
                       "Too many registrations from your network; try again in an hour.");
}

const struct attempt_limits ACCOUNTS_JOIN_LIMITS = {
    .what = "register",
    .here_max = 20,
    .window_ms = HOUR_MS,
    .refuse = refuse_joining,
};

/* Refuses what nobody should have to read, with what to do. */
static enum rc judge_name(struct community *c, struct arena *a, struct str name,
                          struct problem *problem)
{
    struct community_judge *judge = core_limits(c).judge_names ? community_judge_ref(c) : NULL;
    bool refused = false;
    enum rc rc = RC_OK;
    if (judge != NULL)
        rc = name_judge(judge_signals(community_judge_get(judge)), a, name, &refused);
    community_judge_unref(judge);
    return rc == RC_OK && refused
               ? problem_set(problem, RC_INVALID,
                             "This name reads like an obscene or hateful word, a threat, a link or "
                             "a telephone number. Choose another; if it is your own name, write to "
                             "the editors.")
               : rc;
}

enum rc accounts_check_name(struct community *c, struct arena *a, enum accounts_name_giver giver,
                            struct str name, struct str *ret_name,
                            struct name_skeleton *ret_skeleton, struct problem *problem)
{
    struct str wanted;
    struct name_skeleton skeleton;
    bool by_pages = giver == NAME_BY_PAGES;
    enum rc rc = name_check(a, name, c->site.title, !by_pages, &wanted, &skeleton, problem);
    if (rc == RC_OK && by_pages && name_is_listed(a, &skeleton, core_reserved_names(c, a)))
        return problem_set(problem, RC_INVALID, "This name is reserved; choose another.");
    if (rc == RC_OK && giver != NAME_BY_IMPORT)
        rc = judge_name(c, a, wanted, problem);
    if (rc != RC_OK)
        return rc;
    *ret_name = wanted;
    *ret_skeleton = skeleton;
    return RC_OK;
}

/* The domain itself, or one below it. An address's key is in small letters. */
static bool is_within(struct str domain, struct str refused)
{
    if (refused.n == 0 || refused.n > domain.n)
        return false;
    size_t above = domain.n - refused.n;
    for (size_t i = 0; i < refused.n; i++)
        if (domain.p[above + i] != char_lower(refused.p[i]))
            return false;
    return above == 0 || domain.p[above - 1] == '.';
}

enum rc accounts_check_email(const struct community *c, struct arena *a, struct str email,
                             struct str *ret_key, struct problem *problem)
{
    enum rc rc = name_email_check(a, email, ret_key, problem);
    if (rc != RC_OK)
        return rc;
    struct str rest = core_refused_domains(c, a);
    struct str domain = str_slice(*ret_key, str_rfind_char(*ret_key, '@') + 1, ret_key->n);
    while (rest.n > 0)
        if (is_within(domain, str_trim(str_split(&rest, ','))))
            return problem_set(problem, RC_INVALID,
                               "Addresses of this provider are not taken here. Give another one "
                               "that is yours to keep.");
    return RC_OK;
}

enum rc accounts_check_password(const struct community *c, struct arena *a, struct str password,
                                struct str name, struct str email, struct problem *problem)
{
    uint64_t key;
    enum rc rc = password_check(a, password, name, email, c->site.title, problem);
    if (rc == RC_OK)
        rc = password_list_key(a, password, &key);
    if (rc == RC_OK && core_refuses_password(c, key))
        return problem_set(problem, RC_INVALID,
                           "This password is on a list of those that are tried first. "
                           "Three or four unrelated words make a good one.");
    return rc;
}

static bool is_version_in_force(struct community *c, struct str version)
{
    struct community_judge *judge = community_judge_ref(c);
    bool same = judge == NULL ||
                str_eq(version, standards_version(judge_standards(community_judge_get(judge))));
    community_judge_unref(judge);
    return same;
}

unsigned accounts_owes(struct community *c, const struct q_session_find_row *row)
{
    const struct community_limits limits = core_limits(c), *l = &limits;
    /* Who was never asked, as those from the command line, is not asked again. */
    bool privacy = l->renew_privacy && row->privacy_consent.n > 0 &&
                   !str_eq(row->privacy_consent, l->privacy_version);
    bool standards = l->renew_standards && row->standards_consent.n > 0 &&
                     !is_version_in_force(c, row->standards_consent);
    return (row->email_confirmed_ms == 0 && accounts_confirm(c) ? OWES_CONFIRMATION : 0U) |
           (privacy || standards ? OWES_CONSENT : 0U);
}

/* --- entering --- */

enum rc accounts_hold(struct community *c, struct db *db, int64_t account_id, struct arena *a)
{
    struct q_account_hold_row row;
    return q_account_hold(db, &(struct q_account_hold_in){.site_id = c->site.id, .id = account_id},
                          a, &row);
}

static enum rc meet(struct community_job *job, struct db *db, const struct accounts_entry *e,
                    const struct q_account_get_row *row, int64_t *ret_key)
{
    const struct browser_meeting m = {.account_id = row->id,
                                      .role = (enum role)row->role,
                                      .has_entered = row->entered != 0,
                                      .is_confirmed = row->email_confirmed_ms > 0,
                                      .way = e->way,
                                      .provider = e->provider,
                                      .shown = e->shown};
    return browser_meet(job->community, db, &m, job->arena, ret_key);
}

enum rc accounts_enter(struct community_job *job, struct db *db, struct accounts_entry *e)
{
    struct community *c = job->community;
    struct arena *a = job->arena;
    struct q_account_get_row row;
    struct sessions_order order = {
        .account_id = e->account_id, .address_key = e->address_key, .agent = e->shown.agent};
    enum rc rc = accounts_hold(c, db, e->account_id, a);
    if (rc == RC_OK)
        rc = q_account_get(
            db, &(struct q_account_get_in){.site_id = c->site.id, .id = e->account_id}, a, &row);
    if (rc == RC_OK && row.status == ACCOUNT_DELETED)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    e->ret_actor = (struct actor){
        .account_id = row.id,
        .role = (enum role)row.role,
        .status = account_standing_of(row.status, row.suspended_until_ms, community_now_ms(c)),
        .name = row.name,
        .language = row.language};
    if (actor_signed_in(&e->replaces))
        rc = sessions_end_one(c, db, e->replaces.account_id, e->replaces.token_hash);
    if (rc == RC_OK)
        rc = meet(job, db, e, &row, &order.browser_key);
    if (rc == RC_OK)
        rc = entrance_note(job, db,
                           &(struct entrance_note){.account_id = row.id,
                                                   .role = (enum role)row.role,
                                                   .action = STAFF_SIGN_IN,
                                                   .way = e->way,
                                                   .agent = e->shown.agent});
    return rc == RC_OK ? sessions_create(c, db, &order, a, &e->ret_token, e->ret_actor.token_hash)
                       : rc;
}

/* --- mails that somebody asked for --- */

enum rc accounts_may_mail(struct community *c, struct db *db, struct str email_key, struct arena *a,
                          bool *ret)
{
    int64_t key = throttle_key(c, STR("mail asked for"), 0, email_key);
    enum rc rc = throttle_count(c, db, key, MAILS_MAX, MAILS_WINDOW_MS, a, NULL);
    *ret = rc == RC_OK;
    return rc == RC_LIMITED ? RC_OK : rc;
}

enum rc accounts_tell_known(struct community *c, struct db *db, int64_t owner_id, struct arena *a)
{
    bool left;
    enum rc rc = leaving_answer(c, db, owner_id, a, &left);
    return rc == RC_OK && !left ? accounts_tell(c, db, owner_id, MAIL_KIND_KNOWN) : rc;
}

enum rc accounts_ask_confirmation(struct community *c, struct db *db,
                                  const struct accounts_confirmation *in, struct arena *a)
{
    int64_t link_id = 0, owner_id = 0;
    bool may = false;
    enum rc rc = accounts_find_owner(c, db, in->email_key, a, &owner_id);
    if (rc == RC_OK)
        rc = accounts_may_mail(c, db, in->email_key, a, &may);
    if (rc == RC_OK)
        rc = link_make(c, db,
                       &(struct link_order){.purpose = LINK_CONFIRM,
                                            .account_id = in->account_id,
                                            .browser = in->browser,
                                            .detail = in->email_key,
                                            .back = in->back,
                                            .life_ms = ACCOUNTS_LINK_LIFE_MS},
                       &link_id);
    if (rc != RC_OK || !may)
        return rc;
    if (owner_id != 0 && owner_id != in->account_id)
        return accounts_tell_known(c, db, owner_id, a);
    return mail_queue(c, db,
                      &(struct mail_order){.kind = MAIL_KIND_CONFIRM,
                                           .account_id = in->account_id,
                                           .link_id = link_id});
}

enum rc accounts_cancel_links(struct community *c, struct db *db, int64_t account_id)
{
    static const enum link_purpose purposes[] = {LINK_SIGN_IN, LINK_RECOVER, LINK_CHANGE_EMAIL};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof purposes / sizeof purposes[0]; i++)
        rc = link_cancel(c, db, account_id, purposes[i]);
    return rc;
}

enum rc accounts_check_asked(const struct link_view *link, bool asked, struct problem *problem)
{
    if (link->same_browser || asked)
        return RC_OK;
    return problem_set(
        problem, RC_INVALID,
        "This link was asked for in another browser. Say that it was you who asked.");
}

enum rc accounts_tell(struct community *c, struct db *db, int64_t account_id, enum mail_kind kind)
{
    return mail_queue(c, db, &(struct mail_order){.kind = kind, .account_id = account_id});
}
