/* The ledger from outside: its heads, for keeping elsewhere, and whether it is whole. */
#include "community/record/ledger.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/app.h"
#include "community/record/ledger_verify.h"

#define HEADS_FILE_MAX ((size_t)4 * 1024 * 1024)

struct audit {
    struct clock clock;
    struct store *store;
    struct community *community;
    struct community_reader reader;
    struct arena *arena;
    bool terminal;
    int percent; /* shown last */
};

/* What verifying needs, and no more: it works also when the standards on disk are faulty. */
static enum rc audit_open(struct audit *audit, const struct config *config, struct problem *problem)
{
    int applied;
    audit->clock = clock_system();
    enum rc rc = store_open(config_str(config, SET_DATABASE_URL), &audit->store, problem);
    if (rc == RC_OK)
        rc = store_migrate(audit->store, &applied, problem);
    const struct community_config community = {
        .store = audit->store, .clock = &audit->clock, .looks_on = true};
    if (rc == RC_OK)
        rc = community_new(&community, &audit->community, problem);
    if (rc == RC_OK)
        rc = community_reader_open(audit->community, &audit->reader, problem);
    return rc;
}

static void audit_close(struct audit *audit)
{
    if (audit->reader.db != NULL)
        community_reader_close(&audit->reader);
    community_free(audit->community);
    store_close(audit->store);
}

/* --- heads --- */

static int print_heads(struct audit *audit)
{
    struct ledger_head *heads;
    size_t count;
    if (ledger_heads(&audit->reader, audit->arena, &heads, &count) != RC_OK)
        return cli_fail_text("the ledger cannot be read: %s", db_error(audit->reader.db));
    for (size_t i = 0; i < count; i++) {
        char hash[LEDGER_HASH_TEXT_SIZE];
        ledger_hash_text(&heads[i].hash, hash);
        printf("%lld %lld %s\n", (long long)heads[i].chain, (long long)heads[i].seq, hash);
    }
    return fflush(stdout) == 0 ? EXIT_DONE : cli_fail_text("the heads cannot be written");
}

static bool parse_nibble(char c, uint8_t *ret)
{
    char low = char_lower(c);
    if (!char_is_digit(c) && (low < 'a' || low > 'f'))
        return false;
    *ret = (uint8_t)(char_is_digit(c) ? c - '0' : low - 'a' + 10);
    return true;
}

static bool parse_hash(struct str hex, struct ledger_digest *ret)
{
    if (hex.n != 2 * LEDGER_DIGEST_BYTES)
        return false;
    for (size_t i = 0; i < LEDGER_DIGEST_BYTES; i++) {
        uint8_t high, low;
        if (!parse_nibble(hex.p[2 * i], &high) || !parse_nibble(hex.p[2 * i + 1], &low))
            return false;
        ret->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* "CHAIN ENTRY HASH" */
static bool parse_head(struct str line, struct ledger_head *ret)
{
    struct str rest = line;
    return str_to_i64(str_split(&rest, ' '), &ret->chain) == RC_OK &&
           str_to_i64(str_split(&rest, ' '), &ret->seq) == RC_OK && parse_hash(rest, &ret->hash);
}

static size_t count_lines(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

static enum rc read_heads(struct audit *audit, struct str file, struct ledger_check *check,
                          struct problem *problem)
{
    struct buf text;
    buf_init(&text, HEADS_FILE_MAX);
    enum rc rc = app_read_file(file.p, HEADS_FILE_MAX, &text, problem);
    struct str rest = buf_str(&text);
    struct ledger_head *heads = ARENA_ARRAY(audit->arena, count_lines(rest), struct ledger_head);
    if (rc == RC_OK && heads == NULL)
        rc = problem_set(problem, RC_NO_MEMORY, "out of memory");
    for (int number = 1; rc == RC_OK && rest.p != NULL; number++) {
        struct str line = str_trim(str_split(&rest, '\n'));
        if (line.n == 0)
            continue;
        if (!parse_head(line, &heads[check->head_count++]))
            rc = problem_set(problem, RC_INVALID,
                             "%.*s, line %d: a head is CHAIN ENTRY HASH, as `comity audit head` "
                             "prints it",
                             STR_ARG(file), number);
    }
    check->heads = heads;
    buf_release(&text);
    return rc;
}

/* --- verifying --- */

static void clear_progress(const struct audit *audit)
{
    if (audit->terminal)
        fprintf(stderr, "\r\033[K");
}

static void print_finding(const struct ledger_finding *finding, void *ctx)
{
    clear_progress(ctx);
    puts(finding->text);
}

static void show_progress(int64_t done, int64_t total, void *ctx)
{
    struct audit *audit = ctx;
    int percent = total > 0 && done < total ? (int)(done * 100 / total) : 100;
    if (!audit->terminal || percent == audit->percent)
        return;
    audit->percent = percent;
    fprintf(stderr, "\rverifying: %d %%", percent);
}

static void print_sum(const struct ledger_check *c)
{
    if (c->ret_outside > 0)
        printf("%lld trust event%s or answers of the blind check have no entry: a program of an "
               "older version wrote them, as far as can be told\n",
               (long long)c->ret_outside, c->ret_outside == 1 ? "" : "s");
    printf("%lld entries in %lld chain%s, %lld decisions, %lld staff actions, %lld trust events, "
           "%lld answers: ",
           (long long)c->ret_entries, (long long)c->ret_chains, c->ret_chains == 1 ? "" : "s",
           (long long)c->ret_decisions, (long long)c->ret_actions, (long long)c->ret_events,
           (long long)c->ret_answers);
}

static int verify(struct audit *audit, struct str head_file)
{
    struct problem problem = {0};
    struct ledger_check check = {.found = print_finding, .progress = show_progress, .ctx = audit};
    if (head_file.n > 0 && read_heads(audit, head_file, &check, &problem) != RC_OK)
        return cli_fail(&problem);
    enum rc rc = ledger_verify(&audit->reader, &check);
    clear_progress(audit);
    if (rc != RC_OK)
        return cli_fail_text("the ledger cannot be read: %s", db_error(audit->reader.db));
    print_sum(&check);
    if (check.ret_findings == 0)
        puts("all is as it was entered");
    else
        printf("%lld finding%s\n", (long long)check.ret_findings,
               check.ret_findings == 1 ? "" : "s");
    return check.ret_findings == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct cli *cli, struct str head_file)
{
    struct audit audit = {
        .arena = cli->arena, .terminal = isatty(STDERR_FILENO) == 1, .percent = -1};
    struct problem problem = {0};
    bool heads = str_eq(cli->positional[0], STR("head"));
    if (!heads && !str_eq(cli->positional[0], STR("verify"))) {
        cli_fail_text("say `comity audit verify` or `comity audit head`, not \"%.*s\"",
                      STR_ARG(cli->positional[0]));
        return EXIT_USAGE;
    }
    int status = EXIT_DONE;
    if (audit_open(&audit, cli->config, &problem) != RC_OK)
        status = cli_fail(&problem);
    else
        status = heads ? print_heads(&audit) : verify(&audit, head_file);
    audit_close(&audit);
    return status;
}

int cmd_audit(int argc, char **argv)
{
    struct cli cli;
    struct str head_file = {0};
    int status;
    const struct cli_option options[] = {
        {"head", "FILE", "verify: heads kept elsewhere, one a line; each must still be there",
         &head_file, NULL}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] verify | head",
        .description =
            "verify recomputes the ledger of all decisions and staff actions and prints what was "
            "changed,\n"
            "taken away, added or put in another order; then the exit status is 1. The site may be "
            "serving.\n"
            "head prints the last hashes of the ledger: kept elsewhere, they show also a tail that "
            "was cut off.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    status = run(&cli, head_file);
    cli_end(&cli);
    return status;
}
