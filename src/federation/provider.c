#include "federation/provider.h"

#include <ini.h>

#include "base/suggest.h"
#include "base/utf8.h"
#include "federation/discovery.h"

/* A row of provider.def. */
struct preset {
    struct str word, title, scope, authorize, token, user_info;
    enum provider_auth auth;
    enum provider_ask ask;
    struct str given_back;
    struct profile_map map;
};
static const struct preset presets[] = {
#define PROVIDER(id, word_, title_, scope_, authorize_, token_, user_info_, auth_, ask_, back_,    \
                 subject_, name_, email_, verified_)                                               \
    {.word = STR_INIT(word_),                                                                      \
     .title = STR_INIT(title_),                                                                    \
     .scope = STR_INIT(scope_),                                                                    \
     .authorize = STR_INIT(authorize_),                                                            \
     .token = STR_INIT(token_),                                                                    \
     .user_info = STR_INIT(user_info_),                                                            \
     .auth = PROVIDER_AUTH_##auth_,                                                                \
     .ask = PROVIDER_ASK_##ask_,                                                                   \
     .given_back = STR_INIT(back_),                                                                \
     .map = {.subject = STR_INIT(subject_),                                                        \
             .name = STR_INIT(name_),                                                              \
             .email = STR_INIT(email_),                                                            \
             .email_verified = STR_INIT(verified_)}},
#include "federation/provider.def"
};
#define PRESET_COUNT (sizeof(presets) / sizeof(presets[0]))

/* A section as it stands in the file: a text for each name it may hold. */
enum key_id {
    KEY_KIND,
    KEY_TITLE,
    KEY_ISSUER,
    KEY_CLIENT_ID,
    KEY_SECRET,
    KEY_SECRET_FILE,
    KEY_ALGORITHM,
    KEY_SCOPE,
    KEY_EMAIL,
    KEY_AUTHORIZE,
    KEY_TOKEN,
    KEY_USER_INFO,
    KEY_SUBJECT_FIELD,
    KEY_NAME_FIELD,
    KEY_EMAIL_FIELD,
    KEY_VERIFIED_FIELD,
    KEY_KEY_FILE,
    KEY_AUDIENCE,
    KEY_SIGN_IN,
    KEY_COUNT
};
static const struct str key_names[KEY_COUNT] = {
    STR_INIT("kind"),           STR_INIT("title"),      STR_INIT("issuer"),
    STR_INIT("client_id"),      STR_INIT("secret"),     STR_INIT("secret_file"),
    STR_INIT("algorithm"),      STR_INIT("scope"),      STR_INIT("email"),
    STR_INIT("authorize"),      STR_INIT("token"),      STR_INIT("user_info"),
    STR_INIT("subject_field"),  STR_INIT("name_field"), STR_INIT("email_field"),
    STR_INIT("verified_field"), STR_INIT("key_file"),   STR_INIT("audience"),
    STR_INIT("sign_in"),
};

struct section {
    struct str slug;
    struct str value[KEY_COUNT];
};

struct reading {
    struct arena *arena;
    struct str name; /* of the document */
    bool insecure;
    const struct provider_files *files;
    struct section *sections;
    size_t count;
    struct problem *problem;
    struct problem inner; /* of one line: its number is known when the parser returns */
};

/* --- lines --- */

static bool is_slug(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_digit(s.p[i]) && !(s.p[i] >= 'a' && s.p[i] <= 'z') && s.p[i] != '-')
            return false;
    return s.n > 0 && s.n <= PROVIDER_SLUG_MAX;
}

static struct section *find_section(struct reading *r, struct str slug)
{
    for (size_t i = 0; i < r->count; i++)
        if (str_eq(r->sections[i].slug, slug))
            return &r->sections[i];
    if (!is_slug(slug)) {
        problem_set(&r->inner, RC_INVALID,
                    "a section's name has 1 to %d lower-case letters, digits and hyphens",
                    PROVIDER_SLUG_MAX);
        return NULL;
    }
    if (r->count == PROVIDERS_MAX) {
        problem_set(&r->inner, RC_INVALID, "there are more than %d sections", PROVIDERS_MAX);
        return NULL;
    }
    r->sections[r->count].slug = arena_dup(r->arena, slug);
    return &r->sections[r->count++];
}

static int find_key(struct reading *r, struct str name)
{
    struct suggestion near = suggest_begin(name);
    for (int i = 0; i < KEY_COUNT; i++) {
        if (str_eq(key_names[i], name))
            return i;
        suggest_offer(&near, key_names[i]);
    }
    if (near.best.n > 0)
        problem_set(&r->inner, RC_INVALID, "unknown name \"%.*s\"; did you mean \"%.*s\"?",
                    STR_ARG(name), STR_ARG(near.best));
    else
        problem_set(&r->inner, RC_INVALID, "unknown name \"%.*s\"", STR_ARG(name));
    return -1;
}

static int take_line(void *ctx, const char *slug, const char *name, const char *value)
{
    struct reading *r = ctx;
    struct str text = str_from_cstr(value);
    if (r->inner.message[0] != '\0')
        return 0;
    if (!utf8_valid(text) || !utf8_valid(str_from_cstr(name)) || !utf8_valid(str_from_cstr(slug))) {
        problem_set(&r->inner, RC_INVALID, "the line is not valid UTF-8");
        return 0;
    }
    struct section *s = find_section(r, str_from_cstr(slug));
    int key = s != NULL ? find_key(r, str_from_cstr(name)) : -1;
    if (key >= 0 && s->value[key].n > 0) {
        problem_set(&r->inner, RC_INVALID, "\"%s\" stands twice in [%s]", name, slug);
        key = -1;
    }
    if (key >= 0)
        s->value[key] = arena_dup(r->arena, text);
    return key >= 0;
}

/* --- sections --- */

static enum rc fault(struct reading *r, const struct section *s, enum key_id key, const char *why)
{
    return problem_set(r->problem, RC_INVALID, "%.*s: in [%.*s], \"%.*s\" %s.", STR_ARG(r->name),
                       STR_ARG(s->slug), STR_ARG(key_names[key]), why);
}

/* Reads the file that a name points to, without the line end it closes with. */
static enum rc read_file(struct reading *r, const struct section *s, enum key_id key,
                         struct str *ret)
{
    struct problem inner = {0};
    enum rc rc = r->files->read(r->files->ctx, s->value[key], r->arena, ret, &inner);
    if (rc != RC_OK)
        return problem_set(r->problem, rc, "%.*s: in [%.*s], \"%.*s\": %s", STR_ARG(r->name),
                           STR_ARG(s->slug), STR_ARG(key_names[key]), inner.message);
    *ret = str_trim(*ret);
    return ret->n > 0 ? RC_OK : fault(r, s, key, "names an empty file");
}

static enum rc read_secret(struct reading *r, const struct section *s, struct str *ret)
{
    if (s->value[KEY_SECRET].n > 0 && s->value[KEY_SECRET_FILE].n > 0)
        return fault(r, s, KEY_SECRET, "and \"secret_file\" exclude each other");
    *ret = s->value[KEY_SECRET];
    return s->value[KEY_SECRET_FILE].n > 0 ? read_file(r, s, KEY_SECRET_FILE, ret) : RC_OK;
}

/* What the kind of provider does not read is a mistake, not something to pass over. */
static enum rc refuse_others(struct reading *r, const struct section *s, const enum key_id *known,
                             size_t count)
{
    for (int key = 0; key < KEY_COUNT; key++) {
        bool found = s->value[key].n == 0;
        for (size_t i = 0; i < count && !found; i++)
            found = known[i] == (enum key_id)key;
        if (!found)
            return fault(r, s, (enum key_id)key, "is nothing that this kind of provider has");
    }
    return RC_OK;
}

static enum rc check_address(struct reading *r, const struct section *s, enum key_id key,
                             struct str value)
{
    if (discovery_address_ok(value, r->insecure))
        return RC_OK;
    return fault(r, s, key, value.n == 0 ? "is missing" : "is no https address");
}

static enum rc read_algorithm(struct reading *r, const struct section *s, enum jwt_algorithm preset,
                              struct provider *p)
{
    struct str word = s->value[KEY_ALGORITHM];
    p->algorithm = word.n > 0 ? jwt_algorithm_find(word) : preset;
    bool shared = p->algorithm == JWT_HS256;
    if (p->algorithm == JWT_NO_ALGORITHM || (shared && p->kind == PROVIDER_OPENID))
        return fault(r, s, KEY_ALGORITHM,
                     p->kind == PROVIDER_OPENID ? "is one of RS256, PS256, ES256, EdDSA"
                                                : "is one of HS256, ES256, EdDSA, RS256, PS256");
    return RC_OK;
}

static enum rc read_email(struct reading *r, const struct section *s, struct provider *p)
{
    struct str word = s->value[KEY_EMAIL];
    p->trusts_email = str_eq(word, STR("confirmed"));
    if (word.n > 0 && !p->trusts_email && !str_eq(word, STR("asked")))
        return fault(r, s, KEY_EMAIL, "is \"confirmed\" or \"asked\"");
    return RC_OK;
}

/* An issuer is compared byte for byte, and has no query (OpenID Connect Discovery, section 3). */
static enum rc read_issuer(struct reading *r, const struct section *s, struct provider *p)
{
    p->issuer = s->value[KEY_ISSUER];
    if (str_find_char(p->issuer, '?', 0) != STR_NONE)
        return fault(r, s, KEY_ISSUER, "has a query");
    return check_address(r, s, KEY_ISSUER, p->issuer);
}

static enum rc read_openid(struct reading *r, const struct section *s, struct provider *p)
{
    static const enum key_id known[] = {KEY_KIND,      KEY_TITLE,  KEY_ISSUER,
                                        KEY_CLIENT_ID, KEY_SECRET, KEY_SECRET_FILE,
                                        KEY_ALGORITHM, KEY_SCOPE,  KEY_EMAIL};
    p->kind = PROVIDER_OPENID;
    p->scope = s->value[KEY_SCOPE].n > 0 ? s->value[KEY_SCOPE] : STR("openid profile email");
    p->map = profile_map_openid;
    enum rc rc = refuse_others(r, s, known, sizeof(known) / sizeof(known[0]));
    if (rc == RC_OK)
        rc = read_issuer(r, s, p);
    p->key = p->issuer;
    if (rc == RC_OK && str_find(p->scope, STR("openid"), 0) == STR_NONE)
        rc = fault(r, s, KEY_SCOPE, "must hold \"openid\"");
    return rc == RC_OK ? read_algorithm(r, s, JWT_RS256, p) : rc;
}

static struct str either(struct str said, struct str preset)
{
    return said.n > 0 ? said : preset;
}

static enum rc read_oauth(struct reading *r, const struct section *s, const struct preset *preset,
                          struct provider *p)
{
    static const enum key_id known[] = {
        KEY_KIND,       KEY_TITLE,         KEY_CLIENT_ID,   KEY_SECRET,        KEY_SECRET_FILE,
        KEY_SCOPE,      KEY_EMAIL,         KEY_AUTHORIZE,   KEY_TOKEN,         KEY_USER_INFO,
        KEY_NAME_FIELD, KEY_SUBJECT_FIELD, KEY_EMAIL_FIELD, KEY_VERIFIED_FIELD};
    p->kind = PROVIDER_OAUTH;
    p->title = either(p->title, preset->title);
    p->scope = either(s->value[KEY_SCOPE], preset->scope);
    p->authorize = either(s->value[KEY_AUTHORIZE], preset->authorize);
    p->token = either(s->value[KEY_TOKEN], preset->token);
    p->user_info = either(s->value[KEY_USER_INFO], preset->user_info);
    p->auth = preset->auth;
    p->ask = preset->ask;
    p->given_back = preset->given_back;
    p->map = (struct profile_map){
        .subject = either(s->value[KEY_SUBJECT_FIELD], preset->map.subject),
        .name = either(s->value[KEY_NAME_FIELD], preset->map.name),
        .email = either(s->value[KEY_EMAIL_FIELD], preset->map.email),
        .email_verified = either(s->value[KEY_VERIFIED_FIELD], preset->map.email_verified),
    };
    /* Networks of the table have one key wherever they stand; others are known by their section. */
    p->key = arena_printf(r->arena, "oauth2:%.*s",
                          STR_ARG(preset == &presets[0] ? s->slug : preset->word));
    enum rc rc = refuse_others(r, s, known, sizeof(known) / sizeof(known[0]));
    if (rc == RC_OK)
        rc = check_address(r, s, KEY_AUTHORIZE, p->authorize);
    if (rc == RC_OK)
        rc = check_address(r, s, KEY_TOKEN, p->token);
    return rc == RC_OK ? check_address(r, s, KEY_USER_INFO, p->user_info) : rc;
}

/* A key file is a set of keys, a key, public keys in PEM, or the bare text of a shared secret. */
static enum rc read_keys(struct reading *r, const struct section *s, struct provider *p)
{
    struct str text;
    struct problem inner = {0};
    if (s->value[KEY_KEY_FILE].n == 0)
        return fault(r, s, KEY_KEY_FILE, "is missing");
    enum rc rc = read_file(r, s, KEY_KEY_FILE, &text);
    if (rc != RC_OK)
        return rc;
    if (jwk_is_pem(text) && p->algorithm == JWT_HS256)
        rc = problem_set(&inner, RC_INVALID,
                         "HS256 takes a shared secret, and this is a PEM file: a public key is no "
                         "secret. ES256 and EdDSA take one.");
    else if (jwk_is_pem(text))
        rc = jwk_set_read_pem(text, r->arena, &p->keys, &inner);
    else if (text.p[0] != '{' && p->algorithm == JWT_HS256)
        rc = jwk_set_from_secret(text, r->arena, &p->keys, &inner);
    else
        rc = jwk_set_read(text, p->algorithm == JWT_HS256, r->arena, &p->keys, &inner);
    if (rc == RC_OK && p->keys.passed_over > 0)
        rc = problem_set(&inner, RC_INVALID,
                         "The set holds %zu keys, and %d are read: take those away that nothing is "
                         "signed with any more.",
                         p->keys.count + p->keys.passed_over, JWK_SET_MAX);
    if (rc != RC_OK)
        return problem_set(r->problem, rc, "%.*s: in [%.*s], \"key_file\": %s", STR_ARG(r->name),
                           STR_ARG(s->slug), inner.message);
    for (size_t i = 0; i < p->keys.count; i++)
        if (p->keys.keys[i].kind == jwk_kind_for(p->algorithm))
            return RC_OK;
    return fault(r, s, KEY_KEY_FILE, "holds no key for the algorithm");
}

static enum rc read_sso(struct reading *r, const struct section *s, struct provider *p)
{
    static const enum key_id known[] = {KEY_KIND,     KEY_TITLE,    KEY_ISSUER,  KEY_ALGORITHM,
                                        KEY_KEY_FILE, KEY_AUDIENCE, KEY_SIGN_IN, KEY_EMAIL};
    p->kind = PROVIDER_SSO;
    p->audience = s->value[KEY_AUDIENCE];
    p->sign_in = s->value[KEY_SIGN_IN];
    p->issuer = s->value[KEY_ISSUER];
    p->key = arena_printf(r->arena, "sso:%.*s", STR_ARG(p->issuer));
    enum rc rc = refuse_others(r, s, known, sizeof(known) / sizeof(known[0]));
    if (rc == RC_OK && p->issuer.n == 0)
        rc = fault(r, s, KEY_ISSUER, "is missing");
    if (rc == RC_OK && p->sign_in.n > 0)
        rc = check_address(r, s, KEY_SIGN_IN, p->sign_in);
    if (rc == RC_OK)
        rc = read_algorithm(r, s, JWT_NO_ALGORITHM, p);
    return rc == RC_OK ? read_keys(r, s, p) : rc;
}

static enum rc read_client(struct reading *r, const struct section *s, struct provider *p)
{
    p->client_id = s->value[KEY_CLIENT_ID];
    if (p->client_id.n == 0)
        return fault(r, s, KEY_CLIENT_ID, "is missing");
    enum rc rc = read_secret(r, s, &p->secret);
    if (rc == RC_OK && p->secret.n == 0 && p->auth != PROVIDER_AUTH_NONE)
        rc = fault(r, s, KEY_SECRET_FILE, "is missing");
    return rc;
}

static enum rc read_kind(struct reading *r, const struct section *s, struct provider *p)
{
    struct str kind = s->value[KEY_KIND];
    if (kind.n == 0 || str_eq(kind, STR("openid")))
        return read_openid(r, s, p);
    if (str_eq(kind, STR("sso")))
        return read_sso(r, s, p);
    for (size_t i = 0; i < PRESET_COUNT; i++)
        if (str_eq(presets[i].word, kind))
            return read_oauth(r, s, &presets[i], p);
    return fault(r, s, KEY_KIND,
                 "is \"openid\", \"sso\", \"oauth2\", or a network: facebook, x, vk, github");
}

static enum rc read_section(struct reading *r, const struct section *s, struct provider *p)
{
    *p = (struct provider){.slug = s->slug, .title = s->value[KEY_TITLE]};
    enum rc rc = read_kind(r, s, p);
    if (rc == RC_OK && p->kind != PROVIDER_SSO)
        rc = read_client(r, s, p);
    if (rc == RC_OK)
        rc = read_email(r, s, p);
    if (rc == RC_OK && p->title.n > PROVIDER_TITLE_MAX)
        rc = fault(r, s, KEY_TITLE, "is longer than 60 bytes");
    p->title = either(p->title, p->slug);
    return rc;
}

static enum rc check_different(struct reading *r, const struct provider *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(list[i].key, list[k].key))
                return problem_set(r->problem, RC_INVALID,
                                   "%.*s: [%.*s] and [%.*s] are the same provider.",
                                   STR_ARG(r->name), STR_ARG(list[k].slug), STR_ARG(list[i].slug));
    return RC_OK;
}

static enum rc parse(struct reading *r, struct str document)
{
    char *text = arena_cstr(r->arena, document);
    r->sections = ARENA_ARRAY(r->arena, PROVIDERS_MAX, struct section);
    if (text == NULL || r->sections == NULL)
        return RC_NO_MEMORY;
    int line = ini_parse_string(text, take_line, r);
    if (line == 0)
        return RC_OK;
    const char *why = r->inner.message[0] != '\0' ? r->inner.message
                                                  : "neither a [section] nor a name = value line, "
                                                    "or longer than 200 bytes";
    return problem_set_at(r->problem, RC_INVALID, line, 0, "%.*s:%d: %s.", STR_ARG(r->name), line,
                          why);
}

enum rc providers_read(struct str document, struct str name, bool insecure,
                       const struct provider_files *files, struct arena *a, struct providers *ret,
                       struct problem *problem)
{
    struct problem unwanted = {0};
    struct reading r = {.arena = a,
                        .name = name,
                        .insecure = insecure,
                        .files = files,
                        .problem = problem != NULL ? problem : &unwanted};
    if (document.n > PROVIDERS_DOCUMENT_MAX)
        return problem_set(problem, RC_TOO_LARGE, "%.*s is larger than %zu bytes.", STR_ARG(name),
                           PROVIDERS_DOCUMENT_MAX);
    if (document.n > 0 && memchr(document.p, '\0', document.n) != NULL)
        return problem_set(problem, RC_INVALID, "%.*s holds a NUL byte.", STR_ARG(name));
    enum rc rc = parse(&r, document);
    struct provider *list = ARENA_ARRAY(a, r.count, struct provider);
    if (rc == RC_OK && list == NULL)
        rc = RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < r.count; i++)
        rc = read_section(&r, &r.sections[i], &list[i]);
    if (rc == RC_OK)
        rc = check_different(&r, list, r.count);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = (struct providers){.list = list, .count = r.count};
    return rc;
}

const struct provider *provider_find(const struct providers *p, struct str slug)
{
    for (size_t i = 0; p != NULL && i < p->count; i++)
        if (str_eq(p->list[i].slug, slug))
            return &p->list[i];
    return NULL;
}

const struct provider *provider_find_key(const struct providers *p, struct str key)
{
    for (size_t i = 0; p != NULL && i < p->count; i++)
        if (str_eq(p->list[i].key, key))
            return &p->list[i];
    return NULL;
}
