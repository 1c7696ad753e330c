/*
 * Resolves names to fields and C expressions, checks types, and follows the markup through every
 * arm, so that each hole gets the escaper of its place. Literals leave as they will go out.
 */
#include "markup.h"

/* Enough for any page's literal text. */
#define LITERAL_MAX (1u << 20)

/* A loop variable. */
struct variable {
    struct str name;
    struct view *view;
    const struct variable *outer;
};

/* A view field known to be there, because an {{if}} around says so. */
struct presence {
    struct str path;
    const struct presence *outer;
};

struct checker {
    struct markup_pass pass;
    struct buf out;
    struct arena *arena;
};

struct scope {
    const struct variable *variables;
    const struct presence *present;
};

#define fail(c, offset, ...) template_fail((c)->pass.set, (c)->pass.view, (offset), __VA_ARGS__)

static enum rc check_nodes(struct checker *c, struct markup *m, struct node *node,
                           struct scope scope);

static bool is_present(struct scope scope, struct str path)
{
    for (const struct presence *p = scope.present; p; p = p->outer) {
        if (str_eq(p->path, path))
            return true;
    }
    return false;
}

static const struct variable *find_variable(struct scope scope, struct str name)
{
    const struct variable *v = scope.variables;

    while (v && !str_eq(v->name, name))
        v = v->outer;
    return v;
}

/* One step of a path: `path->view` is what the code so far points to. */
static enum rc resolve_field(struct checker *c, struct path *path, struct str name)
{
    struct field *field = template_field(path->view, name);

    if (!field)
        return fail(
            c, path->offset,
            "view \"%.*s\" has no field \"%.*s\": declare it in %.*s, or check the spelling",
            STR_ARG(path->view->name), STR_ARG(name), STR_ARG(path->view->file));
    field->is_used = true;
    path->code = arena_printf(c->arena, "%.*s->%.*s", STR_ARG(path->code), STR_ARG(name));
    path->type = field->type;
    path->is_optional = field->is_optional;
    path->view = field->view;
    return RC_OK;
}

static enum rc resolve(struct checker *c, struct path *path, struct scope scope)
{
    struct str rest = path->text;
    const struct variable *variable =
        find_variable(scope, str_slice(rest, 0, str_find_char(rest, '.', 0)));

    path->type = TYPE_VIEW;
    path->view = c->pass.view;
    path->code = STR("v");
    if (variable) {
        path->view = variable->view;
        path->code = variable->name;
        str_split(&rest, '.');
    }
    while (rest.p) {
        size_t done = (size_t)(rest.p - path->text.p);
        enum rc rc;

        /* Everything before this step must be a view that is there. */
        if (path->type != TYPE_VIEW)
            return fail(c, path->offset, "\"%.*s\" is a %s and has no fields",
                        STR_ARG(str_slice(path->text, 0, done - 1)),
                        template_type_name(path->type));
        if (done > 0 && !(variable && done == variable->name.n + 1) &&
            !is_present(scope, str_slice(path->text, 0, done - 1)))
            return fail(c, path->offset, "\"%.*s\" may be absent: write {{if %.*s}} around this",
                        STR_ARG(str_slice(path->text, 0, done - 1)),
                        STR_ARG(str_slice(path->text, 0, done - 1)));
        rc = resolve_field(c, path, str_split(&rest, '.'));
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc check_literal(struct checker *c, struct markup *m, struct node *node)
{
    enum rc rc;

    buf_clear(&c->out);
    rc = markup_feed(m, &c->pass, node->text, node->offset);
    if (rc == RC_OK)
        rc = buf_status(&c->out);
    if (rc == RC_OK)
        node->text = arena_dup(c->arena, buf_str(&c->out));
    return rc;
}

static enum rc check_condition(struct checker *c, struct node *node, struct scope scope)
{
    enum rc rc = resolve(c, &node->path, scope);

    if (rc != RC_OK)
        return rc;
    if (node->is_comparison && node->path.type != TYPE_TEXT)
        return fail(c, node->path.offset, "\"%.*s\" is %s: only text compares with a word",
                    STR_ARG(node->path.text), template_type_name(node->path.type));
    return RC_OK;
}

/* Runs one arm from a copy of the state and brings it to its end. */
static enum rc check_arm(struct checker *c, struct markup *m, struct node *arm, struct scope scope,
                         size_t offset)
{
    enum rc rc = check_nodes(c, m, arm, scope);

    return rc == RC_OK ? markup_boundary(m, &c->pass, offset) : rc;
}

static enum rc check_if(struct checker *c, struct markup *m, struct node *node, struct scope scope)
{
    struct markup otherwise;
    struct presence presence = {.path = node->path.text, .outer = scope.present};
    struct scope known = {.variables = scope.variables, .present = &presence};
    bool tells = !node->is_comparison;
    enum rc rc = check_condition(c, node, scope);

    if (rc == RC_OK)
        rc = markup_boundary(m, &c->pass, node->offset);
    if (rc != RC_OK)
        return rc;
    otherwise = *m;
    rc = check_arm(c, m, node->body, tells && !node->is_negated ? known : scope, node->offset);
    if (rc == RC_OK)
        rc = check_arm(c, &otherwise, node->otherwise, tells && node->is_negated ? known : scope,
                       node->offset);
    if (rc == RC_OK && !markup_merge(m, &otherwise))
        rc = fail(c, node->offset,
                  "the two arms of this {{if}} end in different places (%s, %s): close in each arm "
                  "what it opens",
                  markup_name(m), markup_name(&otherwise));
    return rc;
}

static enum rc check_variable(struct checker *c, struct node *node, struct scope scope)
{
    if (template_field(c->pass.view, node->text) || find_variable(scope, node->text))
        return fail(c, node->offset,
                    "\"%.*s\" names something already: name the variable otherwise",
                    STR_ARG(node->text));
    return RC_OK;
}

static enum rc check_each(struct checker *c, struct markup *m, struct node *node,
                          struct scope scope)
{
    struct variable variable = {.name = node->text, .outer = scope.variables};
    struct scope inner = {.variables = &variable, .present = scope.present};
    struct markup begin;
    struct markup otherwise;
    enum rc rc = check_variable(c, node, scope);

    if (rc == RC_OK)
        rc = resolve(c, &node->path, scope);
    if (rc == RC_OK && node->path.type != TYPE_LIST)
        rc = fail(c, node->path.offset, "\"%.*s\" is %s: {{each}} goes through a list",
                  STR_ARG(node->path.text), template_type_name(node->path.type));
    if (rc == RC_OK)
        rc = markup_boundary(m, &c->pass, node->offset);
    if (rc != RC_OK)
        return rc;
    variable.view = node->path.view;
    otherwise = *m;
    /* The second turn begins where the first ended. */
    m->is_after_space = false;
    begin = *m;
    rc = check_arm(c, m, node->body, inner, node->offset);
    if (rc == RC_OK && !markup_merge(m, &begin))
        rc = fail(c, node->offset,
                  "the body of this {{each}} ends in %s but begins in %s: close what it opens",
                  markup_name(m), markup_name(&begin));
    if (rc == RC_OK)
        rc = check_arm(c, &otherwise, node->otherwise, scope, node->offset);
    if (rc == RC_OK && !markup_merge(m, &otherwise))
        rc = fail(c, node->offset, "the two arms of this {{each}} end in different places (%s, %s)",
                  markup_name(m), markup_name(&otherwise));
    return rc;
}

static enum rc check_hole(struct checker *c, struct markup *m, struct node *node,
                          struct scope scope)
{
    enum rc rc = resolve(c, &node->path, scope);

    if (rc != RC_OK)
        return rc;
    return markup_hole(m, &c->pass, node->path.type, node->path.text, node->offset, &node->escaper);
}

static enum rc check_render(struct checker *c, struct markup *m, struct node *node,
                            struct scope scope)
{
    struct view *view = template_find(c->pass.set, node->text);
    enum rc rc = resolve(c, &node->path, scope);

    if (rc != RC_OK)
        return rc;
    if (!view)
        return fail(c, node->offset,
                    "there is no view \"%.*s\": add templates/%.*s.html, or check the spelling",
                    STR_ARG(node->text), STR_ARG(node->text));
    if (node->path.type != TYPE_VIEW)
        return fail(c, node->path.offset,
                    "\"%.*s\" is a %s: {{render}} takes a view; go through a list with {{each}}",
                    STR_ARG(node->path.text), template_type_name(node->path.type));
    if (node->path.view != view)
        return fail(c, node->path.offset, "\"%.*s\" is a view %.*s, not %.*s",
                    STR_ARG(node->path.text), STR_ARG(node->path.view->name), STR_ARG(view->name));
    return markup_render(m, &c->pass, node->offset);
}

static enum rc check_csrf(struct checker *c, struct markup *m, struct node *node)
{
    struct field *field = template_field(c->pass.view, STR("csrf"));

    if (!field || field->type != TYPE_TEXT || field->is_optional)
        return fail(c, node->offset,
                    "{{csrf}} shows the field \"csrf\": declare \"csrf: text\" in view \"%.*s\"",
                    STR_ARG(c->pass.view->name));
    field->is_used = true;
    return markup_csrf(m, &c->pass, node->offset);
}

static enum rc check_asset(struct checker *c, struct markup *m, struct node *node)
{
    for (const struct asset *a = c->pass.set->assets; a; a = a->next) {
        if (str_eq(a->name, node->text)) {
            node->text = a->url;
            return markup_asset(m, &c->pass, node->offset);
        }
    }
    return fail(c, node->offset,
                "there is no asset \"%.*s\": add assets/%.*s, or check the spelling",
                STR_ARG(node->text), STR_ARG(node->text));
}

static enum rc check_node(struct checker *c, struct markup *m, struct node *node,
                          struct scope scope)
{
    switch (node->kind) {
    case NODE_LITERAL:
        return check_literal(c, m, node);
    case NODE_HOLE:
        return check_hole(c, m, node, scope);
    case NODE_IF:
        return check_if(c, m, node, scope);
    case NODE_EACH:
        return check_each(c, m, node, scope);
    case NODE_RENDER:
        return check_render(c, m, node, scope);
    case NODE_CSRF:
        return check_csrf(c, m, node);
    case NODE_ASSET:
        return check_asset(c, m, node);
    case NODE_CONTEXT:
        return RC_OK; /* writes nothing */
    case NODE_MESSAGE:
        break; /* made after the checks */
    }
    return RC_BUG;
}

static enum rc check_nodes(struct checker *c, struct markup *m, struct node *node,
                           struct scope scope)
{
    enum rc rc = RC_OK;

    for (; node && rc == RC_OK; node = node->next)
        rc = check_node(c, m, node, scope);
    return rc;
}

/* White space at the very end of a template would come between it and what follows. */
static void trim_end(struct view *view)
{
    struct node *last = view->nodes;

    while (last && last->next)
        last = last->next;
    while (last && last->kind == NODE_LITERAL && last->text.n > 0 &&
           char_is_space(last->text.p[last->text.n - 1]))
        last->text.n--;
}

static enum rc check_view(struct checker *c, struct view *view)
{
    struct markup m;
    enum rc rc;

    c->pass.view = view;
    markup_init(&m);
    trim_end(view);
    rc = check_nodes(c, &m, view->nodes, (struct scope){0});
    return rc == RC_OK ? markup_finish(&m, &c->pass, view->source.n) : rc;
}

static enum rc resolve_field_views(struct checker *c, struct view *view)
{
    c->pass.view = view;
    for (struct field *f = view->fields; f; f = f->next) {
        if (f->type != TYPE_LIST && f->type != TYPE_VIEW)
            continue;
        f->view = template_find(c->pass.set, f->view_name);
        if (!f->view)
            return fail(c, f->offset,
                        "there is no view \"%.*s\": add templates/%.*s.html, or check the spelling",
                        STR_ARG(f->view_name), STR_ARG(f->view_name));
    }
    return RC_OK;
}

static enum rc check_fields_used(struct checker *c, struct view *view)
{
    c->pass.view = view;
    for (const struct field *f = view->fields; f; f = f->next) {
        if (!f->is_used)
            return fail(c, f->offset, "field \"%.*s\" is not used: remove it, or show it",
                        STR_ARG(f->name));
    }
    return RC_OK;
}

enum rc template_check(struct template_set *set)
{
    struct checker c = {.arena = set->arena};
    enum rc rc = RC_OK;

    buf_init(&c.out, LITERAL_MAX);
    c.pass = (struct markup_pass){.set = set, .out = &c.out};
    for (struct view *v = set->views; v && rc == RC_OK; v = v->next)
        rc = resolve_field_views(&c, v);
    for (struct view *v = set->views; v && rc == RC_OK; v = v->next)
        rc = check_view(&c, v);
    for (struct view *v = set->views; v && rc == RC_OK; v = v->next)
        rc = check_fields_used(&c, v);
    buf_release(&c.out);
    return rc == RC_OK && arena_failed(set->arena) ? RC_NO_MEMORY : rc;
}
