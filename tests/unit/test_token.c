/* Session tokens and the Authorization header. */
#include "sha256.h"
#include "token.h"
#include "unit.h"

static void a_token_is_the_prefix_and_base64url_of_its_bytes(void **state)
{
    unsigned char random[TOKEN_RANDOM_BYTES];
    char token[TOKEN_CAP];
    for (size_t i = 0; i < sizeof random; i++)
        random[i] = (unsigned char)(i * 8 + 3);
    token_write(random, token);
    assert_string_equal(token, "th1_AwsTGyMrMztDS1NbY2tze4OLk5ujq7O7w8vT2-Pr8_s");
    assert_int_equal(strlen(token), TOKEN_LENGTH);
}

static void every_bit_of_the_randomness_stands_in_the_token(void **state)
{
    unsigned char random[TOKEN_RANDOM_BYTES] = { 0 };
    char zero[TOKEN_CAP], token[TOKEN_CAP];
    token_write(random, zero);
    for (size_t bit = 0; bit < sizeof random * 8; bit++) {
        random[bit / 8] = (unsigned char)(1 << bit % 8);
        token_write(random, token);
        assert_string_not_equal(token, zero);
        random[bit / 8] = 0;
    }
}

static void a_token_is_stored_as_its_sha_256(void **state)
{
    const char *token = "th1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    unsigned char hash[TOKEN_HASH_BYTES];
    char hex[TH_HEX_CAP], expected[TH_HEX_CAP];
    assert_true(token_hash(th_str_of(token), hash));
    th_hex(hash, sizeof hash, hex);
    hex[64] = '\0';
    th_sha256_hex(th_str_of(token), expected);
    assert_string_equal(hex, expected);
}

static void what_cannot_be_a_token_has_no_hash(void **state)
{
    unsigned char hash[TOKEN_HASH_BYTES];
    assert_false(token_hash(TH_STR(""), hash));
    assert_false(token_hash(TH_STR("th1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), hash));
    assert_false(token_hash(TH_STR("th1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), hash));
    assert_false(token_hash(TH_STR("th2_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), hash));
}

static void only_a_bearer_header_carries_a_token(void **state)
{
    assert_true(th_str_equal(token_of_header(TH_STR("Bearer th1_x")), TH_STR("th1_x")));
    assert_null(token_of_header(TH_STR("Basic th1_x")).ptr);
    assert_null(token_of_header(TH_STR("bearer th1_x")).ptr);
    assert_null(token_of_header(TH_STR("Bearer")).ptr);
    assert_null(token_of_header((struct th_str){ NULL, 0 }).ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_the_prefix_and_base64url_of_its_bytes),
        cmocka_unit_test(every_bit_of_the_randomness_stands_in_the_token),
        cmocka_unit_test(a_token_is_stored_as_its_sha_256),
        cmocka_unit_test(what_cannot_be_a_token_has_no_hash),
        cmocka_unit_test(only_a_bearer_header_carries_a_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
