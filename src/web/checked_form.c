/* Signed double submit for strangers, a keyed hash of the session for readers: see community/account/session.h. */
#include "web/checked_form.h"

#include "community/account/session.h"
#include "web/site_state.h"

struct checked_form {
    struct form form;
};

/* Whether an Origin is the site's: the configured address's, or that of the host the browser asked, which a page
 * elsewhere cannot choose. "null" is nobody's. */
static bool is_own_origin(const struct request *r, struct str origin)
{
    struct str host = origin;
    size_t at = str_find(origin, STR("://"), 0);
    if (str_eq_ascii_case(origin, r->site->config.base_url))
        return true;
    if (at == STR_NONE)
        return false;
    host = str_slice(origin, at + 3, origin.n);
    return str_eq_ascii_case(host, http_header(r->x, STR("Host")));
}

/* A link of a mail, or the sign-in on the way to one. */
static bool is_about_link(const struct form *f)
{
    return form_has(f, "token") || str_find(form_get(f, "back"), STR("token="), 0) != STR_NONE;
}

/* Both are sent by browsers of the last years; where they are missing the token alone decides. A page whose address is kept to
 * itself (site.c) sends "null" for its origin: then what the browser says beside it counts. */
static bool sent_by_another_site(const struct request *r)
{
    struct str site = http_header(r->x, STR("Sec-Fetch-Site"));
    struct str origin = http_header(r->x, STR("Origin"));
    if (site.n > 0 && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none")))
        return true;
    if (str_eq(origin, STR("null")))
        return site.n > 0 ? !str_eq(site, STR("same-origin")) : !is_about_link(r->given);
    return origin.n > 0 && !is_own_origin(r, origin);
}

enum rc checked_form_make(struct request *r, const struct checked_form **ret,
                          struct problem *problem)
{
    struct checked_form *f = ARENA_NEW(r->arena, struct checked_form);
    if (f == NULL)
        return RC_NO_MEMORY;
    bool by_link = r->route->access == ROUTE_LINK;
    enum rc rc = form_read_body(r->x, &f->form, problem);
    if (rc == RC_UNSUPPORTED && by_link)
        *problem = (struct problem){0}; /* multipart: all that counts is in the address */
    else if (rc != RC_OK)
        return rc;
    r->given = &f->form;
    struct str twice = form_repeated(&f->form);
    if (twice.n > 0)
        return problem_set(problem, RC_INVALID, "The form holds \"%.*s\" twice.", STR_ARG(twice));
    if (by_link) {
        *ret = f;
        return RC_OK;
    }
    if (sent_by_another_site(r))
        return problem_set(problem, RC_FORBIDDEN, "Another site sent this form.");
    struct str token = form_get(&f->form, "csrf");
    if (token.n == 0 || !session_form_token_valid(request_community(r), &r->actor,
                                                  request_stranger_cookie(r), token))
        return problem_set(problem, RC_EXPIRED,
                           "The page is older than your sign-in, so nothing was sent. "
                           "Here is your text; please send it again.");
    *ret = f;
    return RC_OK;
}

struct str checked_form_get(const struct checked_form *f, const char *name)
{
    return form_get(&f->form, name);
}

bool checked_form_has(const struct checked_form *f, const char *name)
{
    return form_has(&f->form, name);
}

static bool is_known(struct str name, const char *const *names)
{
    bool known = str_eq(name, STR("csrf"));
    for (size_t i = 0; !known && names[i] != NULL; i++)
        known = str_eq(name, str_from_cstr(names[i]));
    return known;
}

bool checked_form_only(struct request *r, const struct checked_form *f, const char *const *names,
                       const char *needed)
{
    bool complete = needed == NULL || form_has(&f->form, needed);
    if (!complete)
        problem_set(&r->problem, RC_INVALID, "The form lacks the field \"%s\".", needed);
    for (size_t i = 0; complete && i < f->form.count; i++) {
        struct str name = f->form.fields[i].name;
        complete = is_known(name, names);
        if (!complete)
            problem_set(&r->problem, RC_INVALID,
                        "The form holds a field \"%.*s\" that this page does not know.",
                        STR_ARG(name));
    }
    if (!complete)
        request_fail(r, RC_INVALID);
    return complete;
}

void *checked_form_operation(struct request *r, const struct checked_form *f,
                             const char *const *names, const char *needed, size_t size)
{
    if (!checked_form_only(r, f, names, needed))
        return NULL;
    void *op = arena_alloc(r->arena, size);
    if (op == NULL)
        request_fail(r, RC_NO_MEMORY);
    return op;
}
