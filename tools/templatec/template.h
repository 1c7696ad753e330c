/*
 * What a template is made of, shared by the stages of the template compiler.
 *
 * lexer.c cuts a file into literal text and directives, parser.c makes a view with fields and nodes
 * of them, checker.c resolves names and types and follows the markup (markup.c) to choose each
 * hole's escaper, cutter.c and message.c find what is said to a reader and make messages of it,
 * emitter.c writes C, catalogue.c the list of messages. docs/TEMPLATES.md describes the language.
 *
 * Ownership: everything lives in the set's arena; strings are views of the source texts, which must
 * outlive it.
 *
 * Invariants:
 *  1. Places are byte offsets into the view's source; template_fail turns one into line and column.
 *  2. The first error wins and is the only one; after it nothing of the set may be used but its
 * problem.
 *  3. Every hole of a checked set has an escaper that fits its place.
 *  4. In English a message writes the very nodes it was made of.
 */
#ifndef COMITY_TOOLS_TEMPLATEC_TEMPLATE_H
#define COMITY_TOOLS_TEMPLATEC_TEMPLATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

enum field_type {
    TYPE_TEXT,
    TYPE_HTML,
    TYPE_URL,
    TYPE_INT,
    TYPE_BOOL,
    TYPE_LIST,
    TYPE_VIEW,
};

struct field {
    struct str name;
    enum field_type type;
    bool is_optional;
    bool is_used;
    struct str view_name; /* of a list or view */
    struct view *view;    /* the same, resolved */
    size_t offset;
    struct field *next;
};

enum escaper {
    ESCAPE_TEXT,
    ESCAPE_ATTRIBUTE,
    ESCAPE_URL,
    ESCAPE_NOTHING, /* html */
    ESCAPE_NUMBER,  /* int in an attribute: its digits need nothing */
    ESCAPE_COUNT,   /* int that is read: as the language writes it */
};

/* A dotted name and what it turned out to be. */
struct path {
    struct str text;
    size_t offset;
    struct str code; /* C expression */
    enum field_type type;
    bool is_optional;
    struct view *view; /* of a list or view */
};

enum node_kind {
    NODE_LITERAL,
    NODE_HOLE,
    NODE_IF,
    NODE_EACH,
    NODE_RENDER,
    NODE_CSRF,
    NODE_ASSET,
    NODE_CONTEXT, /* {{in "a tab"}}: of the message behind it */
    NODE_MESSAGE, /* made by message.c: `body` is what it is in English */
};

/* What stands for a part of a message that is no text: "{name}" for a field, "<1>" and "</1>" for
 * the tags of the first element in it, "<2/>" for what is left as it is. */
struct slot {
    struct str marker;
    struct str note; /* what it is, for translators; empty: its name says it */
    struct node *nodes;
    struct slot *next;
};

struct message {
    struct str id;      /* the English text with its markers */
    struct str context; /* what tells it from the same text elsewhere; empty: nothing */
    struct slot *slots;
    bool is_attribute;
};

struct node {
    enum node_kind kind;
    size_t offset;
    struct str text; /* literal: as written, then as it goes out; each: variable; render: view;
                        asset: name */
    struct path path;
    enum escaper escaper;
    bool is_negated;    /* if */
    bool is_comparison; /* if */
    struct str word;    /* what is compared with */
    struct node *body;
    struct node *otherwise;
    struct message *message;
    struct node *next;
};

struct view {
    struct str name;
    struct str file; /* as it stands in messages */
    struct str source;
    struct field *fields;
    struct node *nodes;
    struct view *next;
};

struct asset {
    struct str name;
    struct str url;
    struct asset *next;
};

struct template_set {
    struct arena *arena;
    struct view *views; /* in the order they were added */
    struct asset *assets;
    struct str failed_file; /* of the problem */
    struct problem problem;
};

/* Records the problem with its place; returns RC_INVALID. */
enum rc template_fail(struct template_set *set, const struct view *view, size_t offset,
                      const char *format, ...) PRINTF_LIKE(4, 5);

struct view *template_find(const struct template_set *set, struct str name);
struct field *template_field(const struct view *view, struct str name);
/* "text", "list" …: a type's name as written. */
const char *template_type_name(enum field_type type);

/* Lines of "name url", as the asset embedder writes them. */
void template_set_assets(struct template_set *set, struct str lines);
/* Parses one file, whose path ends in NAME.html. */
enum rc template_add(struct template_set *set, struct str file, struct str source) MUST_CHECK;
/* Checks all views together; needs every file added. */
enum rc template_check(struct template_set *set) MUST_CHECK;
/* Finds the messages of all views; after template_check. */
enum rc template_find_messages(struct template_set *set) MUST_CHECK;
void template_emit_header(const struct template_set *set, struct buf *out);
void template_emit_source(const struct template_set *set, struct buf *out);
/* Every message with its places and notes, as gettext's tools read them. */
void template_emit_catalogue(const struct template_set *set, struct buf *out);

#endif
