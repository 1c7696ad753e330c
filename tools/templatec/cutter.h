/*
 * Cuts checked nodes into pieces for finding messages: text, tags, and directives between them.
 *
 * Ownership: everything lives in the set's arena; pieces refer to the nodes they were cut from.
 *
 * Invariants:
 *  1. The nodes of all pieces in order write what the nodes they were cut from wrote.
 *  2. An inline element's two tags are each other's `partner`; a tag without one is a break.
 *  3. A directive that begins in text ends in text, one in a tag ends in the tag.
 *
 * Must not: decide what becomes a message.
 */
#ifndef COMITY_TOOLS_TEMPLATEC_CUTTER_H
#define COMITY_TOOLS_TEMPLATEC_CUTTER_H

#include "template.h"

enum piece_kind {
    PIECE_TEXT,
    PIECE_OPEN,
    PIECE_CLOSE,
    PIECE_VOID,
    PIECE_NODE, /* a hole or directive in text */
};

#define PIECE_ALONE SIZE_MAX

struct piece {
    enum piece_kind kind;
    struct str text; /* of text: as it goes out; of a tag: its name */
    struct node *nodes;
    bool is_break;  /* no sentence goes across it */
    bool is_opaque; /* open: nothing up to its partner is for translators */
    size_t partner; /* index; PIECE_ALONE: none */
    size_t offset;
};

struct pieces {
    struct piece *at;
    size_t count;
    size_t size;
};

struct node_list {
    struct node *first;
    struct node **tail;
};
void node_list_add(struct node_list *list, struct node *nodes);
/* A literal of `text`; nothing when it is empty. */
enum rc node_list_add_text(struct node_list *list, struct arena *arena, struct str text,
                           size_t offset) MUST_CHECK;

/* Between tags; cut_in_tag for the arms of a directive between attributes, which hold no pieces but
 * give their nodes back with messages in their values. */
enum rc cut_text(struct template_set *set, struct view *view, struct node *nodes,
                 struct pieces *ret) MUST_CHECK;
enum rc cut_in_tag(struct template_set *set, struct view *view, struct node *nodes,
                   struct node **ret) MUST_CHECK;

/* For cutter.c, from message.c: finds messages in the arms of a directive, or in a value. */
enum rc message_in_arms(struct template_set *set, struct view *view, struct node *node,
                        bool *ret_breaks) MUST_CHECK;
enum rc message_in_value(struct template_set *set, struct view *view, struct node *nodes,
                         struct node **ret) MUST_CHECK;

#endif
