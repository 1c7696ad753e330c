/*
 * The page a link of a mail leads to: it says what will happen to which account, and asks. Nothing happens before the form is
 * sent, because mail programs fetch addresses by themselves.
 *
 * Invariants:
 *  1. In another browser than the one that asked, the form wants a tick: "It was I who asked for this."
 *  2. A link that was used, is too old or never was leads to a page that says how to get another.
 */
#ifndef COMITY_WEB_LINK_PAGE_H
#define COMITY_WEB_LINK_PAGE_H

#include "community/account/link.h"
#include "web/request.h"

/* What the page says; English, to be translated. {0} is the account's name, {1} the link's detail. */
struct link_page {
    enum link_purpose purpose;
    const char *address; /* where the form goes: "/confirm" */
    const char *title, *lead, *button;
    const char *again, *again_label; /* where another link can be asked for */
    bool wants_password;
    bool shows_detail; /* the detail is an address to be shown */
};

/* Answers the GET, and shows the form again after a refusal: r->problem says why, `field` beside what. */
void link_page_show(struct request *r, const struct link_page *page, const char *field);
/* The same for what an operation answered: a link that is no good any more has a page of its own. */
void link_page_refuse(struct request *r, const struct link_page *page, enum rc rc,
                      const char *field);

#endif
