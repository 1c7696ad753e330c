#include "community/article/media.h"

#include <sodium.h>

#include "queries.h"

#define HASH_BYTES  16
#define HASH_DIGITS (2 * HASH_BYTES)

struct media_type {
    struct str extension;
    struct str content_type;
    struct str magic;
};

static const struct media_type types[] = {
    {STR_INIT("svg"), STR_INIT("image/svg+xml"), STR_INIT("<svg ")},
    {STR_INIT("png"), STR_INIT("image/png"), STR_INIT("\x89PNG\r\n\x1a\n")},
    {STR_INIT("jpg"), STR_INIT("image/jpeg"), STR_INIT("\xff\xd8\xff")},
};

#define TYPE_COUNT (sizeof types / sizeof types[0])

static const struct media_type *type_of(struct str content)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (str_starts(content, types[i].magic))
            return &types[i];
    }
    return NULL;
}

static bool name_is_valid(struct str name)
{
    if (name.n <= HASH_DIGITS + 1 || name.p[HASH_DIGITS] != '.')
        return false;
    for (size_t i = 0; i < HASH_DIGITS; i++) {
        if (!char_is_digit(name.p[i]) && !(name.p[i] >= 'a' && name.p[i] <= 'f'))
            return false;
    }
    struct str extension = str_slice(name, HASH_DIGITS + 1, name.n);
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (str_eq(extension, types[i].extension))
            return true;
    }
    return false;
}

static struct str name_from(struct arena *a, struct str content, struct str extension)
{
    unsigned char hash[HASH_BYTES];
    char digits[HASH_DIGITS + 1];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)content.p, content.n, NULL, 0);
    sodium_bin2hex(digits, sizeof digits, hash, sizeof hash);
    return arena_printf(a, "%s.%.*s", digits, STR_ARG(extension));
}

static enum rc media_add_run(struct db *db, struct community_job *job)
{
    struct media_addition *op = (struct media_addition *)job;
    const struct q_media_insert_in in = {
        .site_id = community_site(job->community)->id,
        .name = op->ret_name,
        .content_type = type_of(op->content)->content_type,
        .content = op->content,
    };
    return q_media_insert(db, &in);
}

enum rc media_add_submit(struct community_job *job)
{
    struct media_addition *op = (struct media_addition *)job;
    enum rc rc = access_check(&op->actor, ACTION_PUBLISH_ARTICLE, 0);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "only authors and administrators add pictures");
    if (op->content.n > MEDIA_BYTES_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE,
                           "the picture has %zu bytes; %zu are allowed", op->content.n,
                           MEDIA_BYTES_MAX);
    const struct media_type *type = type_of(op->content);
    if (type == NULL)
        return problem_set(&job->problem, RC_UNSUPPORTED,
                           "not a picture this site keeps: SVG (beginning with <svg), PNG or JPEG");
    op->ret_name = name_from(job->arena, op->content, type->extension);
    job->run = media_add_run;
    return community_submit(job);
}

enum rc media_get(struct community_reader *r, struct str name, struct arena *a,
                  struct media_view *ret)
{
    struct q_media_get_row row;
    if (!name_is_valid(name))
        return RC_NOT_FOUND;
    const struct q_media_get_in in = {.site_id = community_site(r->community)->id, .name = name};
    enum rc rc = q_media_get(r->db, &in, a, &row);
    if (rc != RC_OK)
        return rc;
    *ret = (struct media_view){.content_type = row.content_type, .content = row.content};
    return RC_OK;
}
