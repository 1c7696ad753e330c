/* The table, and a matcher that walks a path and a pattern side by side. */
#include "web/routes.h"

#define ROUTE_HANDLER_GET_PAGE      .get
#define ROUTE_HANDLER_GET_PERSONAL  .get
#define ROUTE_HANDLER_GET_JSON      .get
#define ROUTE_HANDLER_GET_FILE      .get
#define ROUTE_HANDLER_GET_SERVICE   .get
#define ROUTE_HANDLER_GET_API       .get
#define ROUTE_HANDLER_POST_FORM     .post
#define ROUTE_HANDLER_POST_API      .api
#define ROUTE_HANDLER_POST_HANDOVER .handover
#define ROUTE_MAY(action_)          ROUTE_ACTION, .action = ACTION_##action_
#define ROUTE(method_, path_, handler, access_, kind_, text_)                                      \
    {.method = HTTP_##method_,                                                                     \
     .path = path_,                                                                                \
     ROUTE_HANDLER_##method_##_##kind_ = handler,                                                  \
     .access = ROUTE_##access_,                                                                    \
     .kind = ROUTE_##kind_,                                                                        \
     .text = text_},

const struct route routes_table[] = {
#include "web/routes.def"
};
#undef ROUTE
#undef ROUTE_MAY
const size_t routes_count = sizeof(routes_table) / sizeof(routes_table[0]);

const char *routes_access_name(enum route_access a)
{
    static const char *const names[] = {"public",      "action",         "link",
                                        "analyze key", "suggest key",    "batch key",
                                        "akismet key", "coral signature"};
    return names[a];
}

const char *routes_kind_name(enum route_kind k)
{
    static const char *const names[] = {"page", "personal", "form", "json",
                                        "file", "service",  "api",  "handover"};
    return names[k];
}

bool routes_is_slug(struct str s)
{
    if (s.n == 0 || s.n > 80 || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        bool plain = (s.p[i] >= 'a' && s.p[i] <= 'z') || char_is_digit(s.p[i]);
        if (!plain && (s.p[i] != '-' || s.p[i - 1] == '-'))
            return false;
    }
    return true;
}

static bool is_file(struct str rest)
{
    bool any = rest.n > 0;
    while (any && rest.p != NULL) {
        struct str part = str_split(&rest, '/');
        if (part.n == 0 || part.p[0] == '.')
            return false;
    }
    return any;
}

static bool take_id(struct str s, int64_t *ret)
{
    return s.n > 0 && s.p[0] != '0' && str_to_i64(s, ret) == RC_OK && *ret > 0;
}

/* One segment of the pattern against one of the path. */
static bool match_segment(struct str pattern, struct str segment, struct route_params *params)
{
    if (str_eq(pattern, STR("{id}")))
        return take_id(segment, &params->id);
    if (str_eq(pattern, STR("{name}"))) {
        params->name = segment;
        return routes_is_slug(segment);
    }
    return str_eq(pattern, segment);
}

static bool match(struct str pattern, struct str path, struct route_params *params)
{
    while (pattern.p != NULL && path.p != NULL) {
        struct str want = str_split(&pattern, '/');
        if (str_eq(want, STR("{file...}"))) {
            params->name = path;
            return is_file(path);
        }
        if (!match_segment(want, str_split(&path, '/'), params))
            return false;
    }
    return pattern.p == NULL && path.p == NULL;
}

const struct route *routes_match(enum http_method method, struct str path,
                                 struct route_params *ret_params, bool *ret_other_method)
{
    enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
    bool other = false;
    for (size_t i = 0; i < routes_count; i++) {
        struct route_params params = {.id = 0};
        if (!match(str_from_cstr(routes_table[i].path), path, &params))
            continue;
        if (routes_table[i].method == wanted) {
            *ret_params = params;
            return &routes_table[i];
        }
        other = true;
    }
    *ret_other_method = other;
    return NULL;
}
