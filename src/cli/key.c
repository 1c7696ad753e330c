/* Keys of programs that call the APIs, from the command line. */
#include <stdio.h>

#include "cli/secret_line.h"
#include "cli/site_command.h"
#include "community/program/api_key.h"

#define LINE_BYTES_MAX ((size_t)64 * 1024)

struct key_command {
    struct site_command site;
    struct str scope, quota, burst, origins;
    bool existing, coral, all;
};

static enum rc read_number(struct str text, const char *option, int64_t *ret,
                           struct problem *problem)
{
    if (text.n == 0 || (str_to_i64(text, ret) == RC_OK && *ret >= 0))
        return RC_OK;
    return problem_set(problem, RC_INVALID, "--%s is a number from 0 to %d, not \"%.*s\"", option,
                       API_KEY_QUOTA_MAX, STR_ARG(text));
}

static enum rc read_quota(struct key_command *k, int64_t *quota, int64_t *burst)
{
    enum rc rc = read_number(k->quota, "quota", quota, &k->site.problem);
    return rc == RC_OK ? read_number(k->burst, "burst", burst, &k->site.problem) : rc;
}

static enum rc read_scopes(struct key_command *k, unsigned *ret)
{
    if (k->coral && k->scope.n > 0)
        return problem_set(&k->site.problem, RC_INVALID,
                           "--coral is a scope of its own: leave --scope away");
    *ret = k->coral ? API_SCOPE_CORAL : API_SCOPES_ALL;
    return k->scope.n > 0 ? api_scopes_parse(k->scope, ret, &k->site.problem) : RC_OK;
}

static enum rc add(struct site_command *site)
{
    struct key_command *k = (struct key_command *)site;
    struct arena *a = k->site.cli.arena;
    struct api_key_add op = {.job = {.community = k->site.app.community, .arena = a},
                             .actor = app_actor(),
                             .name = k->site.cli.positional[1],
                             .origins = k->origins};
    enum rc rc = read_scopes(k, &op.scopes);
    if (rc == RC_OK)
        rc = read_quota(k, &op.quota, &op.burst);
    if (rc == RC_OK && (k->existing || k->coral))
        rc =
            secret_line_read(a, k->coral ? "signing secret" : "key",
                             k->coral ? "Coral's signing secret: " : "The existing key: ", &op.text,
                             &k->site.problem);
    if (rc == RC_OK && (k->existing || k->coral) && op.text.n == 0)
        rc = problem_set(&k->site.problem, RC_INVALID, "the line on standard input is empty");
    if (rc == RC_OK)
        rc = site_command_job(site, api_key_add_submit, &op.job);
    if (rc != RC_OK)
        return rc;
    if (op.text.n == 0)
        printf("%.*s\n", STR_ARG(op.ret_text));
    fflush(stdout); /* before the line that says "above" */
    fprintf(stderr, "comity: added %.*s%s\n", STR_ARG(op.name),
            op.text.n == 0 ? "; its key stands above and is shown this once" : "");
    return RC_OK;
}

static enum rc change(struct key_command *k, bool revoke)
{
    struct api_key_change op = {
        .job = {.community = k->site.app.community, .arena = k->site.cli.arena},
        .actor = app_actor(),
        .name = k->site.cli.positional[1],
        .revoke = revoke,
    };
    enum rc rc = RC_OK;
    if (!revoke && k->quota.n == 0)
        rc = problem_set(&k->site.problem, RC_INVALID,
                         "say how many requests a minute: --quota 600, or 0 for as many as come");
    if (rc == RC_OK)
        rc = read_quota(k, &op.quota, &op.burst);
    if (rc == RC_OK)
        rc = site_command_job(&k->site, api_key_change_submit, &op.job);
    if (rc == RC_OK)
        fprintf(stderr, "comity: %s %.*s; serving processes know in a second\n",
                revoke ? "revoked" : "changed", STR_ARG(op.name));
    return rc;
}

static enum rc revoke(struct site_command *site)
{
    return change((struct key_command *)site, true);
}

static enum rc set_quota(struct site_command *site)
{
    return change((struct key_command *)site, false);
}

static void put_scopes(struct buf *out, unsigned scopes)
{
    bool any = false;
    if (scopes == API_SCOPES_ALL) {
        BUF_PUT(out, "all");
        return;
    }
    for (unsigned bit = 1; bit <= API_SCOPE_BATCH; bit <<= 1) {
        if ((scopes & bit) == 0)
            continue;
        if (any)
            buf_put_char(out, ',');
        buf_put(out, api_scope_name(bit));
        any = true;
    }
}

static void put_key(struct buf *out, const struct api_key_view *v)
{
    buf_printf(out, "%.*s\t", STR_ARG(v->name));
    put_scopes(out, v->scopes);
    if (v->quota > 0)
        buf_printf(out, "\t%lld a minute, %lld at once", (long long)v->quota, (long long)v->burst);
    else
        BUF_PUT(out, "\tno quota");
    BUF_PUT(out, "\tmade ");
    cli_put_time(out, v->made_ms);
    if (v->last_used_ms != 0) {
        BUF_PUT(out, "\tlast used ");
        cli_put_time(out, v->last_used_ms);
    } else {
        BUF_PUT(out, "\tnever used");
    }
    buf_printf(out, "\t%lld requests and %lld refused in 30 days", (long long)v->requests,
               (long long)v->refused);
    if (v->origins.n > 0)
        buf_printf(out, "\tfrom %.*s", STR_ARG(v->origins));
    if (v->revoked_ms != 0) {
        BUF_PUT(out, "\trevoked ");
        cli_put_time(out, v->revoked_ms);
    }
    buf_put_char(out, '\n');
}

static enum rc list(struct site_command *site)
{
    struct key_command *k = (struct key_command *)site;
    const struct actor actor = app_actor();
    int64_t after = 0;
    bool any = false;
    enum rc rc = RC_OK;
    do {
        struct api_key_view *keys;
        size_t count;
        struct buf out;
        struct arena_mark mark = arena_mark(k->site.cli.arena);
        rc = api_key_list(&k->site.app.reader, &actor, after, k->site.cli.arena, &keys, &count,
                          &after);
        if (rc != RC_OK)
            return problem_set(&k->site.problem, rc, "the keys cannot be read: %s",
                               db_error(k->site.app.reader.db));
        buf_init(&out, LINE_BYTES_MAX * 4);
        for (size_t i = 0; i < count; i++)
            if (k->all || keys[i].revoked_ms == 0) {
                put_key(&out, &keys[i]);
                any = true;
            }
        if (cli_print(&out) != EXIT_DONE)
            rc = problem_set(&k->site.problem, RC_IO, "the list could not be printed");
        buf_release(&out);
        arena_rewind(k->site.cli.arena, mark);
    } while (rc == RC_OK && after != 0);
    if (rc == RC_OK && !any)
        fprintf(stderr, "comity: there is no key%s; comity key add NAME makes one\n",
                k->all ? "" : " in force");
    return rc;
}

static const struct site_verb verb_list[] = {{"add", 1, 1, add, false},
                                             {"list", 0, 0, list, false},
                                             {"revoke", 1, 1, revoke, false},
                                             {"quota", 1, 1, set_quota, false}};

static const struct site_verbs verbs = {
    .list = verb_list,
    .count = sizeof verb_list / sizeof verb_list[0],
    .say = "say `comity key add NAME`, `key list`, `key revoke NAME` or `key quota NAME --quota "
           "NUMBER`"};

int cmd_key(int argc, char **argv)
{
    struct key_command k = {0};
    const struct cli_option options[] = {
        {"scope", "SCOPES",
         "add: what it may call: analyze, suggest, akismet, batch, with commas between, or all "
         "(default)",
         &k.scope, NULL},
        {"quota", "NUMBER", "add, quota: requests a minute; 0 (default): as many as come", &k.quota,
         NULL},
        {"burst", "NUMBER", "add, quota: how many of them at once; default: all of a minute's",
         &k.burst, NULL},
        {"origin", "ORIGINS",
         "add: only for browsers on these pages: https://news.example, with commas between",
         &k.origins, NULL},
        {"existing", NULL, "add: read a key that the client has already from standard input", NULL,
         &k.existing},
        {"coral", NULL, "add: read the signing secret of a moderation phase from standard input",
         NULL, &k.coral},
        {"all", NULL, "list: those revoked too", NULL, &k.all}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] add NAME | list | revoke NAME | quota NAME",
        .description =
            "add     makes a key for a program that calls the APIs and prints it, this once: only "
            "a hash is kept.\n"
            "list    shows keys with scopes, quota, last use and requests; never the key itself.\n"
            "revoke  ends one for good. A serving site follows in a second or two.\n"
            "quota   sets another quota.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 2};
    return site_command_main(&k.site, &usage, &verbs, argc, argv);
}
