/* Argon2id hashes, their decoy and their bound. */
#include "password.h"
#include "unit.h"

#include <pthread.h>

static struct password_gate *gate;

static int open_gate(void **state)
{
    gate = password_gate_new(1);
    return gate ? 0 : 1;
}
static int close_gate(void **state)
{
    password_gate_free(gate);
    return 0;
}

static bool matches(const char *password, const char *hash)
{
    bool result = true;
    assert_int_equal(password_verify(gate, th_str_of(password), th_str_of(hash), &result), TH_OK);
    return result;
}

static void a_hash_accepts_its_password_and_no_other(void **state)
{
    char hash[PASSWORD_HASH_CAP];
    assert_int_equal(password_hash(gate, TH_STR("correct horse"), hash), TH_OK);
    assert_true(matches("correct horse", hash));
    assert_false(matches("correct horsf", hash));
    assert_false(matches("correct hors", hash));
    assert_false(matches("", hash));
}

static void a_hash_is_argon2id_with_19_mib_and_two_passes(void **state)
{
    char hash[PASSWORD_HASH_CAP];
    assert_int_equal(password_hash(gate, TH_STR("correct horse"), hash), TH_OK);
    assert_non_null(strstr(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
}

static void the_same_password_hashes_differently(void **state)
{
    char a[PASSWORD_HASH_CAP], b[PASSWORD_HASH_CAP];
    assert_int_equal(password_hash(gate, TH_STR("correct horse"), a), TH_OK);
    assert_int_equal(password_hash(gate, TH_STR("correct horse"), b), TH_OK);
    assert_string_not_equal(a, b);
}

static void passwords_have_10_to_256_bytes(void **state)
{
    char hash[PASSWORD_HASH_CAP], longest[PASSWORD_BYTES_MAX + 1];
    memset(longest, 'x', sizeof longest);
    assert_int_equal(password_hash(gate, TH_STR("123456789"), hash), TH_INVALID);
    assert_int_equal(password_hash(gate, TH_STR("1234567890"), hash), TH_OK);
    assert_int_equal(password_hash(gate, (struct th_str){ longest, PASSWORD_BYTES_MAX }, hash),
                     TH_OK);
    assert_int_equal(password_hash(gate, (struct th_str){ longest, PASSWORD_BYTES_MAX + 1 }, hash),
                     TH_INVALID);
}

static void an_account_that_does_not_exist_never_matches(void **state)
{
    assert_false(matches("correct horse", ""));
    assert_false(matches("correct horse", "no hash at all"));
}

/* More at once than slot and queue take: the surplus is refused, nobody hangs. */
static void *verify_once(void *refused)
{
    bool result;
    if (password_verify(gate, TH_STR("correct horse"), TH_STR(""), &result) == TH_RATE_LIMITED)
        __atomic_add_fetch((int *)refused, 1, __ATOMIC_RELAXED);
    return NULL;
}

static void a_burst_is_refused_beyond_slot_and_queue(void **state)
{
    enum { BURST = 3 * (1 + PASSWORD_QUEUE) };
    pthread_t threads[BURST];
    int refused = 0;
    for (int i = 0; i < BURST; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, verify_once, &refused), 0);
    for (int i = 0; i < BURST; i++)
        pthread_join(threads[i], NULL);
    assert_true(refused > 0);
    assert_true(refused <= BURST - 1 - PASSWORD_QUEUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_accepts_its_password_and_no_other),
        cmocka_unit_test(a_hash_is_argon2id_with_19_mib_and_two_passes),
        cmocka_unit_test(the_same_password_hashes_differently),
        cmocka_unit_test(passwords_have_10_to_256_bytes),
        cmocka_unit_test(an_account_that_does_not_exist_never_matches),
        cmocka_unit_test(a_burst_is_refused_beyond_slot_and_queue),
    };
    return cmocka_run_group_tests(tests, open_gate, close_gate);
}
