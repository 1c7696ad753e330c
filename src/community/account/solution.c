#include "community/account/solution.h"

#include <jansson.h>
#include <sodium.h>

#define PAYLOAD_MAX 2048

enum rc solution_read(struct str payload, struct arena *a, struct solution *ret)
{
    uint8_t json[PAYLOAD_MAX];
    size_t n;
    const char *end;
    if (payload.n > PAYLOAD_MAX ||
        sodium_base642bin(json, sizeof json, payload.p, payload.n, NULL, &n, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != payload.p + payload.n)
        return RC_INVALID;
    json_t *root = json_loadb((const char *)json, n, JSON_REJECT_DUPLICATES, NULL);
    const char *algorithm, *challenge, *salt, *signature;
    json_int_t number;
    bool read = root != NULL && json_unpack(root, "{s:s, s:s, s:I, s:s, s:s}", "algorithm",
                                            &algorithm, "challenge", &challenge, "number", &number,
                                            "salt", &salt, "signature", &signature) == 0;
    if (read && strcmp(algorithm, "SHA-256") == 0)
        *ret = (struct solution){.challenge = arena_dup(a, str_from_cstr(challenge)),
                                 .salt = arena_dup(a, str_from_cstr(salt)),
                                 .signature = arena_dup(a, str_from_cstr(signature)),
                                 .number = number};
    else
        read = false;
    json_decref(root);
    return read ? RC_OK : RC_INVALID;
}
