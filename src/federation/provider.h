/*
 * The ways to sign in that a site has besides its own: providers.ini, read.
 *
 *     [google]                          a section is a provider; its name is the word in addresses here
 *     issuer = https://accounts.google.com
 *     client_id = 1234.apps.example
 *     secret_file = google.secret
 *
 *     [facebook]                        "kind" names a row of provider.def
 *     kind = facebook
 *     client_id = 5678
 *     secret_file = facebook.secret
 *
 *     [subscribers]                     single sign-on: the publisher signs tokens for its own readers
 *     kind = sso
 *     issuer = https://courier.example
 *     algorithm = ES256
 *     key_file = courier.jwk
 *
 * Ownership: providers live in the arena they were read into, with their secrets; read-only, so threads share them.
 *
 * Invariants:
 *  1. Every provider that was read is complete: what its kind needs is there and of its form.
 *  2. No two have the same name or the same key, so a subject belongs to one.
 *  3. Addresses are https, unless `insecure` (a provider on the same machine, as in tests).
 *
 * Must not: open files itself; name a secret in an error.
 */
#ifndef COMITY_FEDERATION_PROVIDER_H
#define COMITY_FEDERATION_PROVIDER_H

#include "federation/jwk.h"
#include "federation/profile.h"

#define PROVIDERS_MAX          32
#define PROVIDER_SLUG_MAX      32
#define PROVIDER_TITLE_MAX     60
#define PROVIDERS_DOCUMENT_MAX ((size_t)128 * 1024)

enum provider_kind { PROVIDER_OPENID, PROVIDER_OAUTH, PROVIDER_SSO };
enum provider_auth { PROVIDER_AUTH_BASIC, PROVIDER_AUTH_POST, PROVIDER_AUTH_NONE };
enum provider_ask { PROVIDER_ASK_BEARER, PROVIDER_ASK_FORM };

struct provider_desk;

struct provider {
    struct str slug;  /* lower-case letters, digits and hyphens */
    struct str title; /* as on the button */
    enum provider_kind kind;
    struct str
        key; /* with the subject names an identity for good: the issuer, "oauth2:WORD", "sso:ISSUER" */
    struct str issuer; /* OPENID, SSO */
    struct str client_id, secret;
    enum jwt_algorithm algorithm; /* of its tokens; OPENID, SSO */
    struct str scope;
    bool trusts_email; /* an address it says to be verified counts as confirmed */
    /* OAUTH */
    struct str authorize, token, user_info;
    enum provider_auth auth;
    enum provider_ask ask;
    struct str given_back;
    struct profile_map map;
    /* SSO */
    struct jwk_set keys;
    struct str audience; /* empty: the site's own address */
    struct str sign_in;  /* the publisher's page that leads here; empty: none */
    struct provider_desk *desk; /* that asks it; set by whoever opens it */
};

struct providers {
    struct provider *list;
    size_t count;
};

/* Reads a file that the document names, as the document does; its bytes in `a`. */
struct provider_files {
    enum rc (*read)(void *ctx, struct str path, struct arena *a, struct str *ret,
                    struct problem *problem);
    void *ctx;
};

/* `name` is the document's, for errors, which have its line where it is known. */
enum rc providers_read(struct str document, struct str name, bool insecure,
                       const struct provider_files *files, struct arena *a, struct providers *ret,
                       struct problem *problem) MUST_CHECK;

/* NULL when there is none of that name. */
const struct provider *provider_find(const struct providers *p, struct str slug);
/* By the key that identities are kept under; NULL when the site has it no longer. */
const struct provider *provider_find_key(const struct providers *p, struct str key);

#endif
