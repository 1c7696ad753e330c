#include "community/account/account.h"

#include "community/account/accounts.h"
#include "community/core.h"
#include "queries.h"

static struct account_view view_of(const struct q_account_get_row *row, const struct actor *actor)
{
    return (struct account_view){
        .id = row->id,
        .name = row->name,
        .email = access_allows(actor, ACTION_READ_EMAIL, row->id) ? row->email : (struct str){0},
        .role = (enum role)row->role,
        .status = (enum account_status)row->status,
        .created_ms = id_time_ms(row->id),
        .published_count = row->published_count,
        .removed_count = row->removed_count,
        .email_confirmed = row->email_confirmed_ms > 0,
        .has_password = row->password_hash.n > 0,
    };
}

enum rc account_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                    struct arena *a, struct account_view *ret)
{
    struct q_account_get_row row;
    enum rc rc = q_account_get(
        r->db, &(struct q_account_get_in){.site_id = r->community->site.id, .id = account_id}, a,
        &row);
    if (rc == RC_OK && row.status == ACCOUNT_DELETED)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        *ret = view_of(&row, actor);
    return rc;
}

enum rc account_get_by_name(struct community_reader *r, const struct actor *actor, struct str name,
                            struct arena *a, struct account_view *ret)
{
    struct q_account_alike_row row;
    enum rc rc = accounts_find_named(r->community, r->db, name, a, &row);
    return rc == RC_OK ? account_get(r, actor, row.id, a, ret) : rc;
}
