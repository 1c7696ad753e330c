#include "community/key/totp.h"

#include "community/key/seal.h"
#include "unit/test.h"

static const uint8_t *const SECRET = (const uint8_t *)"12345678901234567890";

static void codes_are_those_of_rfc_6238(void **state)
{
    /* Appendix B, SHA-1: the last six of its eight digits. */
    static const struct {
        int64_t seconds;
        uint32_t code;
    } known[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                 {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_int_equal(totp_code(SECRET, known[i].seconds * 1000 / TOTP_STEP_MS), known[i].code);
}

static void a_code_fits_half_a_minute_early_or_late_and_once(void **state)
{
    int64_t step = 0, now_ms = 59000; /* step 1 */
    assert_true(totp_fits(SECRET, STR("287082"), now_ms, 0, &step));
    assert_int_equal(step, 1);
    assert_true(totp_fits(SECRET, STR(" 287 082 "), now_ms + TOTP_STEP_MS, 0, &step));
    assert_true(totp_fits(SECRET, STR("287082"), now_ms - TOTP_STEP_MS, 0, &step));
    assert_false(totp_fits(SECRET, STR("287082"), now_ms + 2 * TOTP_STEP_MS, 0, &step));
    assert_false(totp_fits(SECRET, STR("287082"), now_ms, 1, &step));
    assert_false(totp_fits(SECRET, STR("287083"), now_ms, 0, &step));
}

static void a_last_step_ahead_of_all_that_fit_shows_a_clock_set_back(void **state)
{
    const int64_t now_ms = 59000; /* step 1 */
    assert_false(totp_is_ahead(0, now_ms));
    assert_false(totp_is_ahead(1, now_ms));
    assert_false(totp_is_ahead(1 + TOTP_DRIFT_STEPS, now_ms));
    assert_true(totp_is_ahead(2 + TOTP_DRIFT_STEPS, now_ms));
}

static void what_is_no_code_fits_nothing(void **state)
{
    static const char *const wrong[] = {"", "28708", "2870820", "28708a", "-87082", "287082 1"};
    int64_t step;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(totp_fits(SECRET, str_from_cstr(wrong[i]), 59000, 0, &step));
}

static void an_authenticator_app_is_told_site_name_and_secret(void **state)
{
    struct arena *a = arena_new(1 << 16);
    assert_true(str_eq(totp_address(SECRET, STR("The Daily & Co"), STR("ana:b"), a),
                       STR("otpauth://totp/The%20Daily%20%26%20Co:ana%3Ab?secret="
                           "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=The%20Daily%20%26%20Co"
                           "&algorithm=SHA1&digits=6&period=30")));
    assert_true(
        str_eq(totp_secret_text(SECRET, a), STR("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")));
    arena_free(a);
}

static void a_recovery_code_is_read_however_it_is_typed(void **state)
{
    struct arena *a = arena_new(1 << 16);
    const uint8_t bytes[RECOVERY_BYTES] = {0x00, 0x44, 0x32, 0x14, 0xc7,
                                           0x42, 0x54, 0xb6, 0x35, 0xcf};
    uint8_t got[RECOVERY_BYTES];
    assert_true(str_eq(recovery_text(bytes, a), STR("abcd-efgh-ijkl-mnop")));
    assert_true(recovery_read(STR("abcd-efgh-ijkl-mnop"), got));
    assert_memory_equal(got, bytes, sizeof bytes);
    assert_true(recovery_read(STR(" ABCDefgh ijklMNOP "), got));
    assert_memory_equal(got, bytes, sizeof bytes);
    assert_true(recovery_read(STR("a8cd-efgh-ijk1-mn0p"), got));
    assert_memory_equal(got, bytes, sizeof bytes);
    assert_false(recovery_read(STR("abcd-efgh-ijkl-mno"), got));
    assert_false(recovery_read(STR("abcd-efgh-ijkl-mnopq"), got));
    assert_false(recovery_read(STR("abcd-efgh-ijkl-mno!"), got));
    arena_free(a);
}

static void a_sealed_secret_opens_in_its_place_with_its_key_only(void **state)
{
    struct arena *a = arena_new(1 << 16);
    const uint8_t key[SEAL_KEY_BYTES] = {1}, other[SEAL_KEY_BYTES] = {2},
                  nonce[SEAL_NONCE_BYTES] = {3};
    struct str secret = str_make((const char *)SECRET, TOTP_SECRET_BYTES), sealed;
    uint8_t got[TOTP_SECRET_BYTES];
    assert_int_equal(seal_close(key, nonce, STR("totp"), 5, secret, a, &sealed), RC_OK);
    assert_int_equal(str_find(sealed, secret, 0), STR_NONE);
    assert_int_equal(seal_open(key, STR("totp"), 5, sealed, got, sizeof got), RC_OK);
    assert_memory_equal(got, SECRET, sizeof got);
    assert_int_equal(seal_open(key, STR("totp"), 6, sealed, got, sizeof got), RC_CORRUPT);
    assert_int_equal(seal_open(key, STR("form"), 5, sealed, got, sizeof got), RC_CORRUPT);
    assert_int_equal(seal_open(other, STR("totp"), 5, sealed, got, sizeof got), RC_UNAVAILABLE);
    assert_int_equal(
        seal_open(key, STR("totp"), 5, str_slice(sealed, 0, sealed.n - 1), got, sizeof got),
        RC_CORRUPT);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_rfc_6238),
        cmocka_unit_test(a_code_fits_half_a_minute_early_or_late_and_once),
        cmocka_unit_test(a_last_step_ahead_of_all_that_fit_shows_a_clock_set_back),
        cmocka_unit_test(what_is_no_code_fits_nothing),
        cmocka_unit_test(an_authenticator_app_is_told_site_name_and_secret),
        cmocka_unit_test(a_recovery_code_is_read_however_it_is_typed),
        cmocka_unit_test(a_sealed_secret_opens_in_its_place_with_its_key_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
