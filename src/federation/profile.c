#include "federation/profile.h"

const struct profile_map profile_map_openid = {
    .subject = STR_INIT("sub"),
    .name = STR_INIT("preferred_username|nickname|given_name|name"),
    .email = STR_INIT("email"),
    .email_verified = STR_INIT("email_verified"),
};

static const struct json_tree *find_path(const struct json_tree *t, struct str path)
{
    while (path.p != NULL && t != NULL)
        t = json_tree_get(t, str_split(&path, '.'));
    return t;
}

static bool is_printable(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
            return false;
    return true;
}

/* The first of the ways ("a.b|c") that leads to a text of at most `max` bytes. */
static struct str text_at(const struct json_tree *t, struct str ways, size_t max)
{
    while (ways.n > 0) {
        const struct json_tree *found = find_path(t, str_split(&ways, '|'));
        if (found != NULL && found->kind == TREE_STRING && found->text.n > 0 &&
            found->text.n <= max && is_printable(found->text))
            return found->text;
    }
    return (struct str){0};
}

static bool is_whole_number(struct str written)
{
    for (size_t i = 0; i < written.n; i++)
        if (!char_is_digit(written.p[i]))
            return false;
    return written.n > 0;
}

static struct str subject_at(const struct json_tree *t, struct str path)
{
    const struct json_tree *found = find_path(t, path);
    if (found != NULL && found->kind == TREE_NUMBER && is_whole_number(found->text))
        return found->text;
    return text_at(t, path, PROFILE_SUBJECT_MAX);
}

/* Some providers write a truth as a text. */
static bool truth_at(const struct json_tree *t, struct str path)
{
    const struct json_tree *found = path.n > 0 ? find_path(t, path) : NULL;
    if (found == NULL)
        return false;
    return (found->kind == TREE_BOOL && found->truth) ||
           (found->kind == TREE_STRING && str_eq(found->text, STR("true")));
}

enum rc profile_read(const struct json_tree *answer, const struct profile_map *map,
                     struct profile *ret, struct problem *problem)
{
    struct profile profile = {
        .subject = subject_at(answer, map->subject),
        .name = text_at(answer, map->name, PROFILE_NAME_MAX),
        .email = text_at(answer, map->email, PROFILE_EMAIL_MAX),
    };
    if (profile.subject.n == 0)
        return problem_set(
            problem, RC_INVALID,
            "The answer names nobody: \"%.*s\" is missing, empty or longer than %d bytes.",
            STR_ARG(map->subject), PROFILE_SUBJECT_MAX);
    profile.email_verified = profile.email.n > 0 && truth_at(answer, map->email_verified);
    *ret = profile;
    return RC_OK;
}

enum rc profile_merge(struct profile *into, const struct profile *more, struct problem *problem)
{
    if (!str_eq(into->subject, more->subject))
        return problem_set(problem, RC_INVALID,
                           "The provider's two answers are about two different people.");
    if (into->name.n == 0)
        into->name = more->name;
    if (into->email.n == 0) {
        into->email = more->email;
        into->email_verified = more->email_verified;
    }
    return RC_OK;
}
