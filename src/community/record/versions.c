#include "community/record/versions.h"

#include "community/core.h"
#include "queries.h"

enum rc versions_list(struct community_reader *r, struct arena *a, struct version_item **ret,
                      size_t *ret_count)
{
    struct q_standards_version_list_row *rows;
    size_t count;
    enum rc rc =
        q_standards_version_list(r->db,
                                 &(struct q_standards_version_list_in){
                                     .site_id = r->community->site.id, .limit = VERSIONS_MAX},
                                 a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct version_item *list = ARENA_ARRAY(a, count, struct version_item);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct version_item){.version = rows[i].version,
                                        .first_used_ms = rows[i].first_used_ms};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

enum rc versions_get(struct community_reader *r, struct str version, struct arena *a,
                     struct version_text *ret)
{
    struct q_standards_version_text_row row;
    enum rc rc = q_standards_version_text(
        r->db,
        &(struct q_standards_version_text_in){.site_id = r->community->site.id, .version = version},
        a, &row);
    if (rc == RC_OK)
        *ret = (struct version_text){.document = row.document, .first_used_ms = row.first_used_ms};
    return rc;
}
