#include "web/signed_in.h"

#include "community/account/session.h"

void signed_in_ask_step(struct request *r, struct url back)
{
    struct url step = url_local(r->arena, STR("/sign-in/second"));
    request_redirect(r, url_with_query(r->arena, step, STR("back"), back.s));
}

void signed_in_go_on(struct request *r, struct str token, struct url back)
{
    struct actor actor;
    bool touch;
    request_set_session(r, token);
    /* A store that does not answer now will be asked at the next request. */
    if (session_find(r->reader, token, r->arena, &actor, &touch) == RC_OK && actor.awaits_step)
        signed_in_ask_step(r, back);
    else
        request_redirect(r, back);
}
