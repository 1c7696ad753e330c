/* Reading sanctions: for moderators, for the reader they were given to, and for what is decided by them. */
#include "community/core.h"
#include "community/discipline/redress.h"
#include "community/discipline/sanction.h"
#include "community/discipline/sanction_rules.h"
#include "community/discipline/sanction_state.h"
#include "queries.h"

struct str sanction_kind_name(enum sanction_kind kind)
{
    static const struct str names[SANCTION_KIND_COUNT] = {
        [SANCTION_WARNING] = STR_INIT("warning"),
        [SANCTION_PREMODERATION] = STR_INIT("pre-moderation"),
        [SANCTION_SUSPENSION] = STR_INIT("suspension"),
        [SANCTION_BLOCK] = STR_INIT("block"),
        [SANCTION_DELETION] = STR_INIT("deletion"),
    };
    return kind < SANCTION_KIND_COUNT ? names[kind] : STR("");
}

struct str sanction_verb(enum sanction_kind kind)
{
    static const struct str words[SANCTION_KIND_COUNT] = {
        [SANCTION_WARNING] = STR_INIT("warn"),
        [SANCTION_PREMODERATION] = STR_INIT("premoderate"),
        [SANCTION_SUSPENSION] = STR_INIT("suspend"),
        [SANCTION_BLOCK] = STR_INIT("block"),
        [SANCTION_DELETION] = STR_INIT("delete"),
    };
    return kind < SANCTION_KIND_COUNT ? words[kind] : STR("");
}

enum rc sanction_kind_parse(struct str word, enum sanction_kind *ret)
{
    for (int kind = SANCTION_WARNING; kind < SANCTION_KIND_COUNT; kind++)
        if (str_eq(word, sanction_verb((enum sanction_kind)kind))) {
            *ret = (enum sanction_kind)kind;
            return RC_OK;
        }
    return RC_INVALID;
}

enum sanction_mode sanction_mode(const struct community *c)
{
    return core_sanctions(c).literal ? SANCTION_LITERAL : SANCTION_DSA;
}

bool sanction_is_liftable(const struct community *c, const struct sanction *s)
{
    return !s->is_final || sanction_mode(c) != SANCTION_LITERAL;
}

static struct sanction from_row(int64_t account_id, const struct q_sanction_view *row)
{
    struct sanction s = {
        .id = row->id,
        .account_id = account_id,
        .kind = (enum sanction_kind)row->kind,
        .mode = (enum sanction_mode)row->mode,
        .is_final = row->final != 0,
        .by_id = row->by_id,
        .at_ms = row->at_ms,
        .until_ms = row->until_ms,
        .comment_id = row->comment_id,
        .clause = row->clause,
        .reason = row->reason,
        .grave = row->grave,
        .acknowledged_ms = row->has_acknowledged_ms ? row->acknowledged_ms : 0,
    };
    if (row->has_by_name)
        s.by_name = row->by_name;
    if (!row->has_end_kind)
        return s;
    s.end = (enum sanction_end)row->end_kind;
    s.end_by_id = row->end_by_id;
    s.end_ms = row->end_ms;
    s.end_why = row->end_why;
    if (row->has_end_by_name)
        s.end_by_name = row->end_by_name;
    return s;
}

enum rc sanction_state_read(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                            struct sanction **ret, size_t *ret_count)
{
    struct q_sanction_view *rows;
    size_t count;
    enum rc rc = q_sanction_list(db,
                                 &(struct q_sanction_list_in){.site_id = c->site.id,
                                                              .account_id = account_id,
                                                              .max_rows = SANCTION_LIST_MAX},
                                 a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct sanction *list = ARENA_ARRAY(a, count, struct sanction);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = from_row(account_id, &rows[i]);
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

struct sanction_rules sanction_state_rules(const struct community *c)
{
    return (struct sanction_rules){.mode = sanction_mode(c),
                                   .warning_ms = core_sanctions(c).warning_days * DAY_MS};
}

/* Readers learn what was decided and why, not which moderator it was. */
static void hide_moderators(const struct actor *actor, struct sanction *list, size_t count)
{
    if (access_allows(actor, ACTION_READ_QUEUE, 0))
        return;
    for (size_t i = 0; i < count; i++) {
        list[i].by_id = list[i].end_by_id = 0;
        list[i].by_name = list[i].end_by_name = (struct str){0};
    }
}

enum rc sanction_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                      struct arena *a, struct sanction **ret, size_t *ret_count)
{
    enum rc rc = access_check(actor, ACTION_READ_SANCTIONS, account_id);
    if (rc == RC_OK)
        rc = sanction_state_read(r->community, r->db, account_id, a, ret, ret_count);
    if (rc == RC_OK)
        hide_moderators(actor, *ret, *ret_count);
    return rc;
}

enum rc sanction_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                     int64_t sanction_id, struct arena *a, struct sanction *ret)
{
    struct sanction *list;
    size_t count;
    enum rc rc = sanction_list(r, actor, account_id, a, &list, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (list[i].id == sanction_id) {
            *ret = list[i];
            return RC_OK;
        }
    return rc == RC_OK ? RC_NOT_FOUND : rc;
}

static enum sanction_appeal appeal_of(const struct q_sanction_list_all_row *row)
{
    if (!row->has_appeal_state)
        return SANCTION_NO_APPEAL;
    switch ((enum redress_state)row->appeal_state) {
    case REDRESS_OPEN:
        return SANCTION_APPEAL_OPEN;
    case REDRESS_GRANTED:
        return SANCTION_APPEAL_GRANTED;
    case REDRESS_REFUSED:
    case REDRESS_GONE: /* of complaints alone */
        break;
    }
    return SANCTION_APPEAL_REFUSED;
}

enum rc sanction_list_all(struct community_reader *r, const struct actor *actor,
                          struct sanction_place *place, struct arena *a,
                          struct sanction_of_account **ret, size_t *ret_count)
{
    struct q_sanction_list_all_row *rows = NULL;
    size_t count = 0;
    enum rc rc = access_check(actor, ACTION_READ_SANCTIONS, 0);
    if (rc == RC_OK)
        rc = q_sanction_list_all(
            r->db,
            &(struct q_sanction_list_all_in){.site_id = r->community->site.id,
                                             .after_account_id = place->account_id,
                                             .after_id = place->id,
                                             .max_rows = SANCTION_LIST_MAX},
            a, &rows, &count);
    struct sanction_of_account *list =
        rc == RC_OK ? ARENA_ARRAY(a, count, struct sanction_of_account) : NULL;
    if (list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct sanction_of_account){
            .sanction = from_row(rows[i].account_id, &rows[i].sanction_view),
            .account_name = rows[i].has_account_name ? rows[i].account_name : STR(""),
            .appeal = appeal_of(&rows[i])};
    if (count > 0)
        *place = (struct sanction_place){rows[count - 1].account_id, list[count - 1].sanction.id};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

/* Whom its owner took out of sight is not shown by name, to moderators either. */
static void describe_account(struct community *c, const struct actor *actor,
                             const struct q_account_get_row *row, struct sanction_sight *ret)
{
    bool by_staff = false;
    for (size_t i = 0; i < ret->count; i++)
        by_staff = by_staff ||
                   (ret->list[i].kind == SANCTION_DELETION && ret->list[i].end == SANCTION_STANDS);
    if (row->status != ACCOUNT_DELETED || by_staff)
        ret->name = row->name;
    ret->role = (enum role)row->role;
    ret->status = account_standing_of(row->status, row->suspended_until_ms, community_now_ms(c));
    ret->published_count = row->published_count;
    ret->removed_count = row->removed_count;
    ret->is_own = row->id == actor->account_id;
    ret->may_decide = !ret->is_own &&
                      (row->role <= ROLE_READER || access_allows(actor, ACTION_SANCTION_STAFF, 0));
}

enum rc sanction_look(struct community_reader *r, const struct actor *actor, int64_t account_id,
                      struct arena *a, struct sanction_sight *ret)
{
    struct q_account_get_row account;
    struct sanction_sight sight = {0};
    struct sanction_outlook *outlooks =
        ARENA_ARRAY(a, SANCTION_KIND_COUNT, struct sanction_outlook);
    enum rc rc = outlooks != NULL ? access_check(actor, ACTION_WARN_ACCOUNT, 0) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = q_account_get(
            r->db, &(struct q_account_get_in){.site_id = r->community->site.id, .id = account_id},
            a, &account);
    if (rc == RC_OK)
        rc = sanction_list(r, actor, account_id, a, &sight.list, &sight.count);
    if (rc != RC_OK)
        return rc;
    describe_account(r->community, actor, &account, &sight);
    struct sanction_rules rules = sanction_state_rules(r->community);
    sanction_weigh(sight.list, sight.count, &rules, account.status == ACCOUNT_DELETED,
                   community_now_ms(r->community), outlooks);
    sight.outlooks = outlooks;
    *ret = sight;
    return RC_OK;
}

enum rc sanction_active(struct community *c, struct db *db, int64_t account_id,
                        enum sanction_kind kind, struct arena *a, struct sanction *ret)
{
    struct sanction *list;
    size_t count;
    enum rc rc = sanction_state_read(c, db, account_id, a, &list, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (list[i].kind == kind && sanction_in_force(&list[i], community_now_ms(c))) {
            *ret = list[i];
            return RC_OK;
        }
    return rc == RC_OK ? RC_NOT_FOUND : rc;
}
