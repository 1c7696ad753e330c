/*
 * Who an account's owner is elsewhere: identities at providers, connected and disconnected.
 *
 *     providers.ini ──► identity_open ──► identity_visit.h: to a provider and back ──► a session, a connection,
 *                                     └── sso.h: a publisher's token ──►              or identity_arrival.h: joining
 *
 * Invariants:
 *  1. An identity is a provider's key with a subject, and belongs to one account. Nothing else is ever looked up by:
 *     an equal e-mail address connects nobody (OWASP ASVS 5.0, 10.5; RFC 9700).
 *  2. Connecting and disconnecting want a fresh sign-in and are told to the owner by mail; disconnecting ends the
 *     account's other sessions.
 *  3. Nobody disconnects the only way they can sign in by.
 *
 * Must not: be reached by an account that is blocked (access.def, CONNECT_IDENTITY).
 */
#ifndef COMITY_COMMUNITY_IDENTITY_IDENTITY_H
#define COMITY_COMMUNITY_IDENTITY_IDENTITY_H

#include "community/account/browser.h"
#include "community/community.h"
#include "community/mail/mail.h"
#include "federation/provider.h"

struct identity_settings {
    const struct providers *providers; /* may be NULL: none */
    struct arena *arena;               /* what `providers` live in: the community's from then on */
    bool private_addresses;            /* ask providers on private addresses too */
    int64_t timeout_ms;
};
/* Makes them ready; `ret` is NULL where there are none. Takes the arena also when it fails. Free it with
 * provider_desk_free, or open it. */
enum rc identity_prepare(struct community *c, const struct identity_settings *settings,
                         struct provider_desk **ret) MUST_CHECK;
/* In place of those before: whoever is on the way to one of them and back goes on, if one of the same name and key is
 * there still. */
void identity_open(struct community *c, struct provider_desk *desk);
/* The process ends: nobody waits for a provider any more. */
void identity_stop(struct community *c);
/* Those in force, NULL where none are. They stay as long as the request that asks is pinned (community_epochs). */
const struct providers *identity_providers(const struct community *c);

struct identity_view {
    int64_t id;
    struct str title; /* the provider's; its key where the site has it no longer */
    struct str label; /* what the owner is called there; may be empty */
    int64_t connected_ms, used_ms;
    const struct provider *provider; /* NULL where the site has it no longer */
};
/* The actor's own. */
enum rc identity_list(struct community_reader *r, const struct actor *actor, struct arena *a,
                      struct identity_view **ret, size_t *ret_count) MUST_CHECK;

struct identity_removal {
    struct community_job job;
    struct actor actor;
    int64_t id;
};
/* RC_NOT_FOUND; RC_EXPIRED when the sign-in is not fresh; RC_CONFLICT for the only way to sign in. */
enum rc identity_remove_submit(struct community_job *job) MUST_CHECK;

/* --- inside jobs --- */

enum entrance identity_entrance(const struct provider *p);
/* Tells the owner by mail what was connected or disconnected; `title` is the provider's. */
enum rc identity_tell(struct community *c, struct db *db, int64_t account_id, enum mail_kind kind,
                      struct str title) MUST_CHECK;
/* Visits, arrivals and used tokens that have run out. */
enum rc identity_sweep(struct community *c, struct db *db) MUST_CHECK;

#endif
