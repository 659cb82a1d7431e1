/* Counting wrong passwords: per account, per address, over the store, for a window that ends by
 * itself. */
#include "backoff.h"
#include "counters.h"
#include "world.h"

#include <pthread.h>

#define ACCOUNT_TRIES 5 /* limits.def */
#define ADDRESS_TRIES 30
#define WINDOW_S      900

static struct world *world;
static struct backoff *backoff;

static int fresh(void **state)
{
    world = world_new();
    backoff = backoff_new(world->store, NULL);
    return backoff ? 0 : 1;
}
static int drop(void **state)
{
    backoff_free(backoff);
    world_free(world);
    return 0;
}

static struct backoff_try try_of(const char *account, const char *address, int64_t now_s)
{
    return (struct backoff_try){ .account = th_str_of(account),
                                 .address = th_str_of(address),
                                 .now_s = now_s };
}

/* Seconds to wait; a try that may go on comes out so. */
static uint32_t come_out(struct backoff_try attempt, enum backoff_outcome outcome)
{
    enum th_status status = backoff_begin(backoff, &attempt);
    if (status == TH_RATE_LIMITED)
        return attempt.retry_after_s;
    assert_int_equal(status, TH_OK);
    assert_int_equal(backoff_end(backoff, &attempt, outcome), TH_OK);
    return 0;
}

static uint32_t guess(const char *account, const char *address, int64_t now_s)
{
    return come_out(try_of(account, address, now_s), BACKOFF_WRONG);
}

static void the_sixth_try_of_an_account_waits_for_the_window_to_end(void **state)
{
    for (int i = 0; i < ACCOUNT_TRIES; i++)
        assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
    assert_int_equal(guess("wang", "10.0.0.1", 1000), WINDOW_S);
    assert_int_equal(guess("wang", "10.0.0.2", 1100), WINDOW_S - 100);
    assert_int_equal(guess("li", "10.0.0.2", 1100), 0);
}

static void a_restart_forgets_nothing(void **state)
{
    for (int i = 0; i < ACCOUNT_TRIES; i++)
        assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
    backoff_free(backoff);
    store_close(world->store);
    world_open_store(world);
    backoff = backoff_new(world->store, NULL);
    assert_int_equal(guess("wang", "10.0.0.2", 1001), WINDOW_S - 1);
    assert_int_equal(guess("wang", "10.0.0.2", 1000 + WINDOW_S), 0);
}

static void refused_tries_do_not_make_the_wait_longer(void **state)
{
    for (int i = 0; i < 100; i++)
        (void)guess("wang", "10.0.0.1", 1000 + i);
    assert_int_equal(guess("wang", "10.0.0.1", 1000 + WINDOW_S - 1), 1);
    assert_int_equal(guess("wang", "10.0.0.1", 1000 + WINDOW_S), 0);
}

static void a_right_password_clears_the_account_but_not_the_address(void **state)
{
    int failures = 0;
    while (failures < ADDRESS_TRIES) {
        for (int i = 0; i < ACCOUNT_TRIES - 1 && failures < ADDRESS_TRIES; i++, failures++)
            assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
        if (failures < ADDRESS_TRIES)
            assert_int_equal(come_out(try_of("wang", "10.0.0.1", 1000), BACKOFF_RIGHT), 0);
    }
    assert_int_equal(guess("li", "10.0.0.1", 1000), WINDOW_S);
}

static void an_address_that_tries_many_accounts_waits_too(void **state)
{
    char account[16];
    for (int i = 0; i < ADDRESS_TRIES; i++) {
        snprintf(account, sizeof account, "user%d", i);
        assert_int_equal(guess(account, "10.0.0.9", 1000), 0);
    }
    assert_int_equal(guess("somebody-else", "10.0.0.9", 1000), WINDOW_S);
    assert_int_equal(guess("somebody-else", "10.0.0.8", 1000), 0);
}

static void parallel_tries_wait_for_each_other_not_for_the_window(void **state)
{
    struct backoff_try tries[ACCOUNT_TRIES], next = try_of("wang", "10.0.0.1", 1000);
    for (int i = 0; i < ACCOUNT_TRIES; i++) {
        tries[i] = try_of("wang", "10.0.0.1", 1000);
        assert_int_equal(backoff_begin(backoff, &tries[i]), TH_OK);
    }
    assert_int_equal(backoff_begin(backoff, &next), TH_RATE_LIMITED);
    assert_int_equal(next.retry_after_s, BACKOFF_BUSY_S);
    assert_int_equal(backoff_end(backoff, &tries[2], BACKOFF_RIGHT), TH_OK);
    assert_int_equal(backoff_begin(backoff, &next), TH_OK);
    for (int i = 0; i < ACCOUNT_TRIES; i++)
        if (i != 2)
            assert_int_equal(backoff_end(backoff, &tries[i], BACKOFF_WRONG), TH_OK);
    assert_int_equal(backoff_end(backoff, &next, BACKOFF_WRONG), TH_OK);
    assert_int_equal(guess("wang", "10.0.0.1", 1000), WINDOW_S);
}

static void a_try_that_could_not_be_decided_counts_for_nothing(void **state)
{
    for (int i = 0; i < 4 * ADDRESS_TRIES; i++)
        assert_int_equal(come_out(try_of("wang", "10.0.0.1", 1000), BACKOFF_NEITHER), 0);
}

static void a_clock_that_jumps_back_locks_nobody_out(void **state)
{
    for (int i = 0; i < ACCOUNT_TRIES; i++)
        assert_int_equal(guess("wang", "10.0.0.1", 100000), 0);
    assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
}

static uint64_t jobs_written(void)
{
    return store_counters(world->store).group.sum;
}

static void a_right_password_writes_nothing(void **state)
{
    const uint64_t before = jobs_written();
    for (int i = 0; i < 10; i++)
        assert_int_equal(come_out(try_of("wang", "10.0.0.1", 1000), BACKOFF_RIGHT), 0);
    assert_int_equal(jobs_written(), before);
    assert_int_equal(guess("wang", "10.0.0.1", 1000), 0);
    assert_int_equal(come_out(try_of("wang", "10.0.0.1", 1000), BACKOFF_RIGHT), 0);
    assert_int_equal(jobs_written(), before + 2); /* the wrong one, and that it is forgotten */
}

/* Tries that come through at once, of which the store must know every one. */
#define CROWD 64
static atomic_int passed;

static void *guess_once(void *data)
{
    struct backoff_try attempt = try_of("wang", "10.0.0.1", 1000);
    (void)data;
    if (backoff_begin(backoff, &attempt) == TH_OK) {
        atomic_fetch_add(&passed, 1);
        if (backoff_end(backoff, &attempt, BACKOFF_WRONG) != TH_OK)
            atomic_fetch_add(&passed, 1000);
    }
    return NULL;
}

static void c14_of_64_guesses_at_once_five_pass(void **state)
{
    pthread_t threads[CROWD];
    atomic_store(&passed, 0);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, guess_once, NULL), 0);
    for (int i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < CROWD && guess("wang", "10.0.0.1", 1000) == 0; i++)
        atomic_fetch_add(&passed, 1); /* those that only had to wait for each other */
    assert_int_equal(atomic_load(&passed), ACCOUNT_TRIES);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, drop)
    const struct CMUnitTest tests[] = {
        TEST(the_sixth_try_of_an_account_waits_for_the_window_to_end),
        TEST(a_restart_forgets_nothing),
        TEST(refused_tries_do_not_make_the_wait_longer),
        TEST(a_right_password_clears_the_account_but_not_the_address),
        TEST(an_address_that_tries_many_accounts_waits_too),
        TEST(parallel_tries_wait_for_each_other_not_for_the_window),
        TEST(a_try_that_could_not_be_decided_counts_for_nothing),
        TEST(a_clock_that_jumps_back_locks_nobody_out),
        TEST(a_right_password_writes_nothing),
        TEST(c14_of_64_guesses_at_once_five_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
