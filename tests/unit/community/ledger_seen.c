#include "unit/community/ledger_seen.h"

#include <string.h>

void ledger_seen_note(const struct ledger_finding *finding, void *ctx)
{
    struct ledger_seen *seen = ctx;
    if (seen->count++ == 0)
        memcpy(seen->first, finding->text, sizeof seen->first);
    if (seen->comment_id == 0) {
        seen->comment_id = finding->comment_id;
        seen->decision_seq = finding->decision_seq;
    }
}

struct ledger_seen ledger_seen_verify(struct fixture *f, const struct ledger_head *heads,
                                      size_t count)
{
    struct ledger_seen seen = {0};
    struct ledger_check check = {
        .heads = heads, .head_count = count, .found = ledger_seen_note, .ctx = &seen};
    assert_ok(ledger_verify(&f->reader, &check));
    assert_int_equal(check.ret_findings, seen.count);
    seen.outside = check.ret_outside;
    return seen;
}

void ledger_seen_expect_whole(struct fixture *f)
{
    struct ledger_seen seen = ledger_seen_verify(f, NULL, 0);
    if (seen.count != 0)
        fail_msg("%s", seen.first);
}

void ledger_seen_expect_found(struct fixture *f, struct intruder *in, const char *const *tables,
                              const char *sql)
{
    intruder_run(in, sql);
    if (ledger_seen_verify(f, NULL, 0).count == 0)
        fail_msg("unseen: %s", sql);
    intruder_put_back(in, tables);
    ledger_seen_expect_whole(f);
}
