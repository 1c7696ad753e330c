/*
 * Finds what is said to a reader and makes messages of it.
 *
 * Between two breaks (block elements, loops, forms) lies a run. Directives at its ends are left out. If letters stand in it
 * directly, the whole run is one message, its elements numbered; if they stand only inside its elements, each of these is
 * looked at as a run of its own, so that a row of links gives a message a link.
 */
#include "cutter.h"
#include "entity.h"

struct finder {
    struct template_set *set;
    struct view *view;
    struct pieces pieces;
    struct str context; /* of the message that comes next */
    struct node_list out;
};

struct builder {
    struct finder *f;
    struct message *message;
    struct slot **tail;
    struct buf id;
    int elements;
    int parts;
    bool wants_space;
};

/* Longest message, in bytes of English. */
#define MESSAGE_MAX 4000

static enum rc say_run(struct finder *f, size_t lo, size_t hi);

/* --- text --- */
/* White space is one space, and none at the beginning. */
static enum rc put_text(struct builder *b, struct str s, size_t offset)
{
    for (size_t i = 0; i < s.n; i++) {
        const struct template_entity *e = s.p[i] == '&' ? template_entity_at(s, i) : NULL;

        if (s.p[i] == '&' && !e)
            return template_fail(b->f->set, b->f->view, offset,
                                 "an entity in a sentence that is translated: write the character "
                                 "itself, or &amp; for \"&\"");
        if (char_is_space(s.p[i])) {
            b->wants_space = b->id.n > 0;
            continue;
        }
        if (b->wants_space)
            buf_put_char(&b->id, ' ');
        b->wants_space = false;
        if (e) {
            BUF_PUT(&b->id, "");
            buf_put(&b->id, str_from_cstr(e->text));
            i += strlen(e->name) - 1;
        } else {
            buf_put_char(&b->id, s.p[i]);
        }
    }
    return RC_OK;
}

/* --- slots --- */
static enum rc put_slot(struct builder *b, struct str marker, struct str note, struct node *nodes)
{
    struct slot *slot;

    if (b->wants_space)
        buf_put_char(&b->id, ' ');
    b->wants_space = false;
    buf_put(&b->id, marker);
    for (const struct slot *s = b->message->slots; s; s = s->next) {
        if (str_eq(s->marker, marker))
            return RC_OK; /* the same field again */
    }
    slot = ARENA_NEW(b->f->set->arena, struct slot);
    if (!slot)
        return RC_NO_MEMORY;
    *slot = (struct slot){.marker = marker, .note = note, .nodes = nodes};
    *b->tail = slot;
    b->tail = &slot->next;
    return RC_OK;
}

/* What a directive would write, for its note: the words of its first arm. */
static struct str first_words(const struct node *node)
{
    const struct node *n = node->kind == NODE_IF ? node->body : NULL;

    while (n && n->kind != NODE_LITERAL && n->kind != NODE_MESSAGE)
        n = n->next;
    if (n && n->kind == NODE_MESSAGE)
        return n->message->id;
    return node->kind == NODE_RENDER || node->kind == NODE_IF ? node->path.text : node->text;
}

static enum rc put_node(struct builder *b, struct node *node)
{
    struct arena *a = b->f->set->arena;

    if (node->kind == NODE_HOLE)
        return put_slot(b, arena_printf(a, "{%.*s}", STR_ARG(node->path.text)), (struct str){0},
                        node);
    b->parts++;
    return put_slot(b, arena_printf(a, "{part%d}", b->parts), first_words(node), node);
}

/* Copies the nodes' chain: a slot's nodes end where the next piece's begin. */
static struct node *chain(struct pieces *p, size_t lo, size_t hi)
{
    struct node_list list = {0};

    for (size_t i = lo; i <= hi; i++)
        node_list_add(&list, p->at[i].nodes);
    return list.first;
}

static enum rc put_pieces(struct builder *b, size_t lo, size_t hi);

static enum rc refuse_context(struct finder *f, size_t offset)
{
    return template_fail(f->set, f->view, offset,
                         "{{in}} stands directly in front of the words it is about, and once");
}

static enum rc put_element(struct builder *b, size_t at)
{
    struct pieces *p = &b->f->pieces;
    struct arena *a = b->f->set->arena;
    const struct piece *open = &p->at[at];
    int number = ++b->elements;
    enum rc rc;

    if (open->kind == PIECE_VOID || open->is_opaque)
        return put_slot(b, arena_printf(a, "<%d/>", number), open->text,
                        chain(p, at, open->kind == PIECE_VOID ? at : open->partner));
    rc = put_slot(b, arena_printf(a, "<%d>", number), open->text, open->nodes);
    if (rc == RC_OK)
        rc = put_pieces(b, at + 1, open->partner);
    if (rc == RC_OK)
        rc = put_slot(b, arena_printf(a, "</%d>", number), (struct str){0},
                      p->at[open->partner].nodes);
    return rc;
}

static enum rc put_pieces(struct builder *b, size_t lo, size_t hi)
{
    struct pieces *p = &b->f->pieces;
    enum rc rc = RC_OK;

    for (size_t i = lo; i < hi && rc == RC_OK; i++) {
        const struct piece *piece = &p->at[i];

        if (piece->kind == PIECE_TEXT)
            rc = put_text(b, piece->text, piece->offset);
        else if (piece->kind == PIECE_NODE && piece->nodes->kind == NODE_ASSET)
            rc = put_text(b, piece->nodes->text, piece->offset);
        else if (piece->kind == PIECE_NODE && piece->nodes->kind == NODE_CONTEXT)
            rc = refuse_context(b->f, piece->offset);
        else if (piece->kind == PIECE_NODE)
            rc = put_node(b, piece->nodes);
        else
            rc = put_element(b, i);
        if (piece->kind == PIECE_OPEN)
            i = piece->partner;
    }
    return rc;
}

/* --- messages --- */
static struct node *copy_nodes(struct arena *a, const struct node *node)
{
    struct node *first = NULL;
    struct node **tail = &first;

    for (; node; node = node->next) {
        struct node *copy = ARENA_NEW(a, struct node);

        if (!copy)
            return NULL;
        *copy = *node;
        copy->next = NULL;
        *tail = copy;
        tail = &copy->next;
    }
    return first;
}

static enum rc begin_message(struct finder *f, struct builder *b, bool is_attribute)
{
    *b = (struct builder){.f = f, .message = ARENA_NEW(f->set->arena, struct message)};
    buf_init(&b->id, MESSAGE_MAX);
    if (!b->message)
        return RC_NO_MEMORY;
    *b->message = (struct message){.is_attribute = is_attribute, .context = f->context};
    f->context = (struct str){0};
    b->tail = &b->message->slots;
    return RC_OK;
}

/* `english` is what the message was made of; the slots have nodes of their own by now. */
static enum rc end_message(struct builder *b, enum rc rc, struct node *english, size_t offset)
{
    struct arena *a = b->f->set->arena;
    struct node *node = ARENA_NEW(a, struct node);

    if (rc == RC_OK)
        rc = buf_status(&b->id);
    if (rc == RC_OK) {
        b->message->id = arena_dup(a, buf_str(&b->id));
        if (node)
            *node = (struct node){
                .kind = NODE_MESSAGE, .offset = offset, .body = english, .message = b->message};
        node_list_add(&b->f->out, node);
    }
    buf_release(&b->id);
    return rc == RC_OK && (!node || arena_failed(a)) ? RC_NO_MEMORY : rc;
}

static enum rc say_message(struct finder *f, size_t lo, size_t hi)
{
    struct builder b;
    struct node *english = NULL;
    struct node **tail = &english;
    enum rc rc = begin_message(f, &b, false);

    for (size_t i = lo; i < hi; i++) {
        *tail = copy_nodes(f->set->arena, f->pieces.at[i].nodes);
        while (*tail)
            tail = &(*tail)->next;
    }
    if (rc == RC_OK)
        rc = put_pieces(&b, lo, hi);
    return end_message(&b, rc, english, f->pieces.at[lo].offset);
}

static bool letters_in(const struct finder *f, size_t lo, size_t hi, bool is_deep)
{
    for (size_t i = lo; i < hi; i++) {
        const struct piece *p = &f->pieces.at[i];

        if (p->kind == PIECE_TEXT && template_has_letters(p->text))
            return true;
        if (p->kind == PIECE_OPEN && p->partner != PIECE_ALONE && (!is_deep || p->is_opaque))
            i = p->partner;
    }
    return false;
}

static void write_pieces(struct finder *f, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++)
        node_list_add(&f->out, f->pieces.at[i].nodes);
}

/* Each element of a run without letters of its own. */
static enum rc say_elements(struct finder *f, size_t lo, size_t hi)
{
    enum rc rc = RC_OK;

    for (size_t i = lo; i < hi && rc == RC_OK; i++) {
        const struct piece *p = &f->pieces.at[i];

        write_pieces(f, i, i + 1);
        if (p->kind != PIECE_OPEN)
            continue;
        if (p->is_opaque)
            write_pieces(f, i + 1, p->partner);
        else
            rc = say_run(f, i + 1, p->partner);
        i = p->partner;
        write_pieces(f, i, i + 1);
    }
    return rc;
}

static bool is_context(const struct piece *p)
{
    return p->kind == PIECE_NODE && p->nodes->kind == NODE_CONTEXT;
}

static bool is_left_out(const struct piece *p)
{
    if (p->kind == PIECE_NODE)
        return p->nodes->kind == NODE_IF || p->nodes->kind == NODE_RENDER;
    return p->kind == PIECE_TEXT && str_trim(p->text).n == 0;
}

/* Splits the white space off a text at the run's edge, into a piece of its own that is written beside the message. */
static enum rc split_edge(struct finder *f, size_t at, bool is_first, struct str *ret_space)
{
    struct piece *p = &f->pieces.at[at];
    struct str s = p->text;
    size_t n = 0;
    struct node_list list = {0};

    *ret_space = (struct str){0};
    if (p->kind != PIECE_TEXT)
        return RC_OK;
    while (n < s.n && char_is_space(s.p[is_first ? n : s.n - 1 - n]))
        n++;
    *ret_space = is_first ? str_slice(s, 0, n) : str_slice(s, s.n - n, s.n);
    p->text = is_first ? str_slice(s, n, s.n) : str_slice(s, 0, s.n - n);
    enum rc rc = node_list_add_text(&list, f->set->arena, p->text, p->offset);
    p->nodes = list.first;
    return rc;
}

static enum rc say_whole(struct finder *f, size_t lo, size_t hi)
{
    struct str before;
    struct str after;
    size_t offset = f->pieces.at[lo].offset;
    enum rc rc = split_edge(f, lo, true, &before);

    if (rc == RC_OK)
        rc = split_edge(f, hi - 1, false, &after);
    if (rc == RC_OK)
        rc = node_list_add_text(&f->out, f->set->arena, before, offset);
    if (rc == RC_OK)
        rc = say_message(f, lo, hi);
    if (rc == RC_OK)
        rc = node_list_add_text(&f->out, f->set->arena, after, offset);
    return rc;
}

/* The last piece of a run that is no part of its sentence, and where it begins: a directive, or what stays as it is and has
 * no space before it, such as the key beside a button's word. PIECE_ALONE: it belongs to it. */
static size_t left_out_behind(const struct finder *f, size_t lo, size_t hi)
{
    const struct piece *last = &f->pieces.at[hi - 1];
    size_t begin = hi - 1;

    if (is_left_out(last))
        return begin;
    if (last->kind == PIECE_CLOSE && f->pieces.at[last->partner].is_opaque)
        begin = last->partner;
    else if (last->kind != PIECE_VOID)
        return PIECE_ALONE;
    if (begin <= lo)
        return PIECE_ALONE;
    const struct piece *before = &f->pieces.at[begin - 1];
    bool is_apart =
        before->kind == PIECE_TEXT && !char_is_space(before->text.p[before->text.n - 1]);
    return is_apart ? begin : PIECE_ALONE;
}

static enum rc say_run(struct finder *f, size_t lo, size_t hi)
{
    size_t end = hi;
    size_t behind;
    enum rc rc = RC_OK;

    for (; lo < hi && (is_left_out(&f->pieces.at[lo]) || is_context(&f->pieces.at[lo])); lo++) {
        if (f->context.n > 0 && is_context(&f->pieces.at[lo]))
            return refuse_context(f, f->pieces.at[lo].offset);
        if (is_context(&f->pieces.at[lo]))
            f->context = f->pieces.at[lo].nodes->text;
        else
            write_pieces(f, lo, lo + 1);
    }
    while (hi > lo && (behind = left_out_behind(f, lo, hi)) != PIECE_ALONE)
        hi = behind;
    if (!letters_in(f, lo, hi, true))
        write_pieces(f, lo, hi);
    else if (letters_in(f, lo, hi, false))
        rc = say_whole(f, lo, hi);
    else
        rc = say_elements(f, lo, hi);
    if (rc == RC_OK && f->context.n > 0)
        rc = refuse_context(f, f->pieces.at[lo < end ? lo : end - 1].offset);
    write_pieces(f, hi, end);
    return rc;
}

static enum rc say_all(struct finder *f)
{
    size_t begin = 0;
    enum rc rc = RC_OK;

    for (size_t i = 0; i < f->pieces.count && rc == RC_OK; i++) {
        const struct piece *p = &f->pieces.at[i];
        size_t first = i;

        if (p->kind == PIECE_OPEN && p->is_opaque && p->partner != PIECE_ALONE)
            i = p->partner; /* whatever is in it */
        if (!p->is_break)
            continue;
        rc = say_run(f, begin, first);
        write_pieces(f, first, i + 1);
        begin = i + 1;
    }
    return rc == RC_OK ? say_run(f, begin, f->pieces.count) : rc;
}

static enum rc find_messages(struct template_set *set, struct view *view, struct node **nodes,
                             bool *ret_breaks)
{
    struct finder f = {.set = set, .view = view};
    enum rc rc = cut_text(set, view, *nodes, &f.pieces);

    if (rc == RC_OK)
        rc = say_all(&f);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < f.pieces.count; i++)
        *ret_breaks |= f.pieces.at[i].is_break;
    *nodes = f.out.first;
    return RC_OK;
}

enum rc message_in_arms(struct template_set *set, struct view *view, struct node *node,
                        bool *ret_breaks)
{
    enum rc rc = find_messages(set, view, &node->body, ret_breaks);

    return rc == RC_OK ? find_messages(set, view, &node->otherwise, ret_breaks) : rc;
}

/* --- values of attributes: text, fields and directives, no elements --- */
static enum rc put_value(struct builder *b, struct node *node)
{
    enum rc rc = RC_OK;

    for (; node && rc == RC_OK; node = node->next) {
        struct node *alone = copy_nodes(b->f->set->arena, node);

        if (node->kind == NODE_CONTEXT)
            return refuse_context(b->f, node->offset);
        if (!alone)
            return RC_NO_MEMORY;
        alone->next = NULL;
        rc =
            node->kind == NODE_LITERAL ? put_text(b, node->text, node->offset) : put_node(b, alone);
    }
    return rc;
}

static enum rc say_value(struct finder *f, struct node *nodes)
{
    struct builder b;
    bool has_words = false;
    enum rc rc;

    for (struct node *n = nodes; n; n = n->next)
        has_words |= n->kind == NODE_LITERAL && template_has_letters(n->text);
    if (nodes->kind == NODE_CONTEXT && has_words) {
        f->context = nodes->text;
        nodes = nodes->next;
    }
    if (!has_words) {
        node_list_add(&f->out, nodes);
        return RC_OK;
    }
    rc = begin_message(f, &b, true);
    if (rc == RC_OK)
        rc = put_value(&b, nodes);
    return end_message(&b, rc, nodes, nodes->offset);
}

enum rc message_in_value(struct template_set *set, struct view *view, struct node *nodes,
                         struct node **ret)
{
    struct finder f = {.set = set, .view = view};
    enum rc rc = RC_OK;

    for (struct node *n = nodes; n && rc == RC_OK; n = n->next) {
        if (n->kind != NODE_IF)
            continue;
        rc = message_in_value(set, view, n->body, &n->body);
        if (rc == RC_OK)
            rc = message_in_value(set, view, n->otherwise, &n->otherwise);
    }
    if (rc == RC_OK && nodes)
        rc = say_value(&f, nodes);
    if (rc == RC_OK && nodes)
        *ret = f.out.first;
    return rc;
}

enum rc template_find_messages(struct template_set *set)
{
    enum rc rc = RC_OK;

    for (struct view *v = set->views; v && rc == RC_OK; v = v->next) {
        bool breaks = false;

        rc = find_messages(set, v, &v->nodes, &breaks);
    }
    return rc;
}
