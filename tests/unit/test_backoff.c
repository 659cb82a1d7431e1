/* Counting failed sign-ins: per account, per address, for a window that ends by itself. */
#include "backoff.h"
#include "unit.h"

static struct backoff *backoff;

static int fresh(void **state)
{
    backoff = backoff_new();
    return backoff ? 0 : 1;
}
static int drop(void **state)
{
    backoff_free(backoff);
    return 0;
}

static uint32_t try_at(const char *account, const char *address, int64_t now_s)
{
    return backoff_begin(backoff, th_str_of(account), th_str_of(address), now_s);
}

static void the_sixth_try_of_an_account_waits_for_the_window_to_end(void **state)
{
    for (int i = 0; i < BACKOFF_ACCOUNT_TRIES; i++)
        assert_int_equal(try_at("wang", "10.0.0.1", 1000), 0);
    assert_int_equal(try_at("wang", "10.0.0.1", 1000), BACKOFF_WINDOW_S);
    assert_int_equal(try_at("wang", "10.0.0.2", 1100), BACKOFF_WINDOW_S - 100);
    assert_int_equal(try_at("li", "10.0.0.2", 1100), 0);
}

static void refused_tries_do_not_make_the_wait_longer(void **state)
{
    for (int i = 0; i < 100; i++)
        (void)try_at("wang", "10.0.0.1", 1000 + i);
    assert_true(try_at("wang", "10.0.0.1", 1000 + BACKOFF_WINDOW_S - 1) > 0);
    assert_int_equal(try_at("wang", "10.0.0.1", 1000 + BACKOFF_WINDOW_S), 0);
}

static void a_right_password_clears_the_account(void **state)
{
    for (int round = 0; round < 10; round++) {
        char address[16];
        snprintf(address, sizeof address, "10.0.0.%d", round);
        for (int i = 0; i < BACKOFF_ACCOUNT_TRIES; i++)
            assert_int_equal(try_at("wang", address, 1000), 0);
        backoff_take_back(backoff, TH_STR("wang"), th_str_of(address), true);
    }
}

static void an_address_that_tries_many_accounts_waits_too(void **state)
{
    char account[16];
    for (int i = 0; i < BACKOFF_ADDRESS_TRIES; i++) {
        snprintf(account, sizeof account, "user%d", i);
        assert_int_equal(try_at(account, "10.0.0.9", 1000), 0);
    }
    assert_int_equal(try_at("somebody-else", "10.0.0.9", 1000), BACKOFF_WINDOW_S);
    assert_int_equal(try_at("somebody-else", "10.0.0.8", 1000), 0);
}

static void a_try_that_was_no_failure_is_taken_back(void **state)
{
    for (int i = 0; i < 4 * BACKOFF_ADDRESS_TRIES; i++) {
        assert_int_equal(try_at("wang", "10.0.0.1", 1000), 0);
        backoff_take_back(backoff, TH_STR("wang"), TH_STR("10.0.0.1"), false);
    }
}

static void a_clock_that_jumps_back_locks_nobody_out(void **state)
{
    for (int i = 0; i < BACKOFF_ACCOUNT_TRIES; i++)
        assert_int_equal(try_at("wang", "10.0.0.1", 100000), 0);
    assert_int_equal(try_at("wang", "10.0.0.1", 1000), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, drop)
    const struct CMUnitTest tests[] = {
        TEST(the_sixth_try_of_an_account_waits_for_the_window_to_end),
        TEST(refused_tries_do_not_make_the_wait_longer),
        TEST(a_right_password_clears_the_account),
        TEST(an_address_that_tries_many_accounts_waits_too),
        TEST(a_try_that_was_no_failure_is_taken_back),
        TEST(a_clock_that_jumps_back_locks_nobody_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
