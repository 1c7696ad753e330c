/*
 * What the page files call of each other; their handlers are declared by web/routes.h.
 *
 * Must not: be included outside src/web.
 */
#ifndef COMITY_WEB_PAGES_H
#define COMITY_WEB_PAGES_H

#include "community/comment/comment.h"
#include "web/charter.h"
#include "web/errors.h"
#include "web/layout.h"
#include "web/request.h"

/* pages_error.c */
void pages_error(struct request *r, struct error_words words);
/* pages_session.c: to the form, and back here afterwards. */
void pages_send_to_sign_in(struct request *r);
/* pages_compose.c: the words and clauses of a draft that is not stored yet, with its text to change or to insist on. */
void pages_show_nudge(struct request *r, const struct comment_draft *draft, struct url action,
                      struct url cancel);

/* The type of everything that is answered as Markdown. */
#define PAGES_MARKDOWN_TYPE "text/markdown; charset=utf-8"
/* pages_standards.c: the page of any document. `layout` says where it is, the view what only this page has. */
enum rc pages_standards_fill(const struct charter *c, struct layout *layout,
                             struct view_standards *view) MUST_CHECK;

#endif
