#include "fuzz.h"

#include "inbox/lmtp.h"
#include "inbox/message.h"

static bool accepts(void *ctx, struct str recipient)
{
    (void)ctx;
    return recipient.n % 2 == 1;
}

static enum lmtp_outcome deliver(void *ctx, const struct lmtp_envelope *envelope, struct str bytes,
                                 struct problem *problem)
{
    int *taken = ctx;
    (void)problem;
    FUZZ_CHECK(envelope->from.n <= LMTP_LINE_MAX && bytes.n <= MESSAGE_BYTES_MAX);
    FUZZ_CHECK(envelope->to_count > 0 && envelope->to_count <= LMTP_RECIPIENTS_MAX);
    for (size_t i = 0; i < envelope->to_count; i++)
        FUZZ_CHECK(accepts(NULL, envelope->to[i]));
    (*taken)++;
    return (enum lmtp_outcome)(bytes.n % 3);
}

/* How the bytes are cut changes nothing: neither what is answered, nor how many mails there are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = str_make((const char *)data, size);
    int taken[2] = {0, 0};
    struct lmtp l[2];
    struct lmtp_handler handlers[2];
    for (int i = 0; i < 2; i++) {
        handlers[i] = (struct lmtp_handler){
            .accepts = accepts, .deliver = deliver, .ctx = &taken[i], .host = STR("x")};
        lmtp_init(&l[i], &handlers[i]);
    }
    lmtp_feed(&l[0], bytes);
    for (size_t at = 0; at < size; at += 3)
        lmtp_feed(&l[1], str_slice(bytes, at, at + 3));
    FUZZ_CHECK(taken[0] == taken[1]);
    FUZZ_CHECK(str_eq(lmtp_output(&l[0]), lmtp_output(&l[1])));
    lmtp_release(&l[0]);
    lmtp_release(&l[1]);
    return 0;
}
