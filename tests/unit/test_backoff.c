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

static uint32_t begin(const char *account, const char *address, int64_t now_s)
{
    return backoff_begin(backoff,
                         &(struct backoff_try){ th_str_of(account), th_str_of(address), now_s });
}

static void end(const char *account, const char *address, int64_t now_s,
                enum backoff_outcome outcome)
{
    backoff_end(backoff, &(struct backoff_try){ th_str_of(account), th_str_of(address), now_s },
                outcome);
}

/* Seconds to wait; a try that may go on turns out wrong. */
static uint32_t guess(const char *account, const char *address, int64_t now_s)
{
    uint32_t wait_s = begin(account, address, now_s);
    if (wait_s == 0)
        end(account, address, now_s, BACKOFF_WRONG);
    return wait_s;
}

static void the_sixth_try_of_an_account_waits_for_the_window_to_end(void **state)
{
    for (int i = 0; i < BACKOFF_ACCOUNT_TRIES; i++)
        assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
    assert_int_equal(guess("wang", "10.0.0.1", 1000), BACKOFF_WINDOW_S);
    assert_int_equal(guess("wang", "10.0.0.2", 1100), BACKOFF_WINDOW_S - 100);
    assert_int_equal(guess("li", "10.0.0.2", 1100), 0);
}

static void refused_tries_do_not_make_the_wait_longer(void **state)
{
    for (int i = 0; i < 100; i++)
        (void)guess("wang", "10.0.0.1", 1000 + i);
    assert_int_equal(guess("wang", "10.0.0.1", 1000 + BACKOFF_WINDOW_S - 1), 1);
    assert_int_equal(guess("wang", "10.0.0.1", 1000 + BACKOFF_WINDOW_S), 0);
}

static void a_right_password_clears_the_account_but_not_the_address(void **state)
{
    for (int failures = 0; failures < BACKOFF_ADDRESS_TRIES;) {
        for (int i = 0; i < BACKOFF_ACCOUNT_TRIES - 1 && failures < BACKOFF_ADDRESS_TRIES;
             i++, failures++)
            assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
        if (failures < BACKOFF_ADDRESS_TRIES) {
            assert_int_equal(begin("wang", "10.0.0.1", 1000), 0);
            end("wang", "10.0.0.1", 1000, BACKOFF_RIGHT);
        }
    }
    assert_int_equal(begin("li", "10.0.0.1", 1000), BACKOFF_WINDOW_S);
}

static void an_address_that_tries_many_accounts_waits_too(void **state)
{
    char account[16];
    for (int i = 0; i < BACKOFF_ADDRESS_TRIES; i++) {
        snprintf(account, sizeof account, "user%d", i);
        assert_int_equal(guess(account, "10.0.0.9", 1000), 0);
    }
    assert_int_equal(guess("somebody-else", "10.0.0.9", 1000), BACKOFF_WINDOW_S);
    assert_int_equal(guess("somebody-else", "10.0.0.8", 1000), 0);
}

static void parallel_tries_wait_for_each_other_not_for_the_window(void **state)
{
    for (int i = 0; i < BACKOFF_ACCOUNT_TRIES; i++)
        assert_int_equal(begin("wang", "10.0.0.1", 1000), 0);
    assert_int_equal(begin("wang", "10.0.0.1", 1000), BACKOFF_BUSY_S);
    end("wang", "10.0.0.1", 1000, BACKOFF_RIGHT);
    assert_int_equal(begin("wang", "10.0.0.1", 1000), 0);
}

static void a_try_that_could_not_be_decided_counts_for_nothing(void **state)
{
    for (int i = 0; i < 4 * BACKOFF_ADDRESS_TRIES; i++) {
        assert_int_equal(begin("wang", "10.0.0.1", 1000), 0);
        end("wang", "10.0.0.1", 1000, BACKOFF_NEITHER);
    }
}

static void a_clock_that_jumps_back_locks_nobody_out(void **state)
{
    for (int i = 0; i < BACKOFF_ACCOUNT_TRIES; i++)
        assert_int_equal(guess("wang", "10.0.0.1", 100000), 0);
    assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, drop)
    const struct CMUnitTest tests[] = {
        TEST(the_sixth_try_of_an_account_waits_for_the_window_to_end),
        TEST(refused_tries_do_not_make_the_wait_longer),
        TEST(a_right_password_clears_the_account_but_not_the_address),
        TEST(an_address_that_tries_many_accounts_waits_too),
        TEST(parallel_tries_wait_for_each_other_not_for_the_window),
        TEST(a_try_that_could_not_be_decided_counts_for_nothing),
        TEST(a_clock_that_jumps_back_locks_nobody_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
