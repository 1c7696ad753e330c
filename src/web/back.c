#include "web/back.h"

/* Longer than any page of ours: in the query of another page it would not fit. */
#define BACK_BYTES_MAX 2048

struct str back_asked(const struct request *r)
{
    struct str back = r->given != NULL ? request_given(r, "back") : request_query(r, "back");
    return back.n > 0 ? back : STR("");
}

struct str back_checked(struct str back)
{
    struct url to = url_checked_local(back);
    bool fits = to.s.n > 0 && to.s.p[0] == '/' && to.s.n <= BACK_BYTES_MAX;
    return fits ? to.s : (struct str){.p = NULL};
}

struct url back_to(const struct request *r, struct str back, const char *otherwise)
{
    struct str local = back_checked(back);
    return local.n > 0 ? (struct url){local} : url_local(r->arena, str_from_cstr(otherwise));
}

struct url back_carry(const struct request *r, struct url to, struct str back)
{
    struct str local = back_checked(back);
    return local.n > 0 ? url_with_query(r->arena, to, STR("back"), local) : to;
}
