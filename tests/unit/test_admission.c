/* Admission and body reading: limits answer at once, arenas come back clean, a body is whole or
 * refused. */
#include "admission.h"
#include "body.h"
#include "listen.h"
#include "unit.h"

#include <pthread.h>

static struct admission *make(uint32_t concurrency, uint32_t queue)
{
    const struct admission_setup setup = { concurrency, queue, 1024 * 1024, 1000, 0 };
    struct admission *admission = admission_new(&setup);
    assert_non_null(admission);
    return admission;
}

static void what_is_over_the_queue_is_refused_at_once(void **state)
{
    struct admission *admission = make(2, 0);
    struct admission_ticket a, b, c;
    assert_true(admission_enter(admission, &a));
    assert_true(admission_enter(admission, &b));
    assert_ptr_not_equal(a.arena.base, b.arena.base);
    assert_int_equal(admission_state(admission).busy, 2);
    assert_false(admission_enter(admission, &c));
    admission_leave(admission, &a);
    assert_true(admission_enter(admission, &c));
    admission_leave(admission, &b);
    admission_leave(admission, &c);
    assert_int_equal(admission_state(admission).busy, 0);
    admission_free(admission);
}

struct waiter {
    struct admission *admission;
    bool entered;
};

static void *wait_for_entry(void *data)
{
    struct waiter *waiter = data;
    struct admission_ticket ticket;
    waiter->entered = admission_enter(waiter->admission, &ticket);
    if (waiter->entered)
        admission_leave(waiter->admission, &ticket);
    return NULL;
}

static void one_that_waits_gets_the_arena_that_comes_free(void **state)
{
    struct waiter waiter = { make(1, 1), false };
    struct admission_ticket ticket;
    pthread_t thread;
    assert_true(admission_enter(waiter.admission, &ticket));
    assert_int_equal(pthread_create(&thread, NULL, wait_for_entry, &waiter), 0);
    while (admission_state(waiter.admission).waiting == 0)
        sched_yield();
    admission_leave(waiter.admission, &ticket);
    pthread_join(thread, NULL);
    assert_true(waiter.entered);
    admission_free(waiter.admission);
}

static void nobody_waits_for_ever(void **state)
{
    struct waiter waiter = { make(1, 1), true };
    struct admission_ticket ticket;
    assert_true(admission_enter(waiter.admission, &ticket));
    wait_for_entry(&waiter); /* returns by itself: the arena is never given back */
    assert_false(waiter.entered);
    admission_leave(waiter.admission, &ticket);
    admission_free(waiter.admission);
}

static void a_health_check_needs_no_place(void **state)
{
    struct admission *admission = make(1, 0);
    struct admission_ticket ticket, urgent;
    assert_true(admission_enter(admission, &ticket));
    assert_true(admission_enter_urgent(&urgent));
    assert_non_null(th_arena_alloc(&urgent.arena, 1000));
    admission_leave(admission, &urgent);
    assert_int_equal(admission_state(admission).busy, 1);
    admission_leave(admission, &ticket);
    admission_free(admission);
}

static void the_body_budget_holds(void **state)
{
    struct admission *admission = make(1, 0);
    assert_true(admission_reserve_body(admission, 600));
    assert_false(admission_reserve_body(admission, 401));
    assert_false(admission_reserve_body(admission, SIZE_MAX));
    assert_true(admission_reserve_body(admission, 400));
    admission_release_body(admission, 600);
    assert_true(admission_reserve_body(admission, 600));
    admission_free(admission);
}

static void an_arena_that_was_large_is_zero_again(void **state)
{
    struct admission *admission = make(1, 0);
    struct admission_ticket ticket;
    assert_true(admission_enter(admission, &ticket));
    char *all = th_arena_alloc(&ticket.arena, 900 * 1024);
    assert_non_null(all);
    memset(all, 'x', 900 * 1024);
    admission_leave(admission, &ticket);
    assert_true(admission_enter(admission, &ticket));
    assert_int_equal(((char *)ticket.arena.base)[800 * 1024],
                     0); /* its pages went back to the system */
    admission_leave(admission, &ticket);
    admission_free(admission);
}

/* ---- body ---- */

struct script {
    const int *pieces; /* what each read gives; 0 ends */
    int64_t now_ms, step_ms;
};

static int scripted_read(void *self, char *out, size_t size, int64_t deadline_ms)
{
    struct script *script = self;
    const int given = *script->pieces;
    script->now_ms += script->step_ms;
    if (given <= 0)
        return given;
    script->pieces++;
    assert_true((size_t)given <= size);
    memset(out, 'b', (size_t)given);
    return given;
}

static int64_t scripted_now(void *self)
{
    return ((struct script *)self)->now_ms;
}

static enum gate_verdict read_script(const int *pieces, int64_t step_ms, size_t length)
{
    static char out[64 * 1024];
    struct script script = { pieces, 1000, step_ms };
    const struct body_source source = { &script, scripted_read, scripted_now };
    return body_read(&source, out, length);
}

static void a_body_in_pieces_is_whole(void **state)
{
    assert_int_equal(read_script((const int[]){ 1, 2, 7, 0 }, 1, 10), GATE_PASS);
    assert_int_equal(read_script((const int[]){ 16384, 16384, 1, 0 }, 1, 32769), GATE_PASS);
}

static void a_cut_body_is_refused(void **state)
{
    assert_int_equal(read_script((const int[]){ 9, 0 }, 1, 10), GATE_BODY_SHORT);
    assert_int_equal(read_script((const int[]){ 9, -1 }, 1, 10), GATE_BODY_SHORT);
    assert_int_equal(read_script((const int[]){ 0 }, 1, 1), GATE_BODY_SHORT);
    assert_int_equal(gate_problem(GATE_BODY_SHORT).status, 400);
}

static void a_dripping_body_meets_its_absolute_deadline(void **state)
{
    static const int drip[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0 };
    assert_int_equal(read_script(drip, 1000, 10), GATE_BODY_SLOW);
    assert_int_equal(read_script(drip, 400, 10), GATE_PASS);
    assert_int_equal(body_deadline(0, 8000), BODY_GRACE_MS + 1000);
    assert_int_equal(gate_problem(GATE_BODY_SLOW).status, 408);
}

/* ---- address ---- */

static void addresses_are_read_strictly(void **state)
{
    struct listen_address address;
    char error[256];
    assert_true(listen_parse("127.0.0.1:8080", &address, error));
    assert_true(address.is_loopback && !address.is_ipv6 && address.port == 8080);
    assert_true(listen_parse("[::1]:0", &address, error));
    assert_true(address.is_loopback && address.is_ipv6 && address.port == 0);
    assert_true(listen_parse("0.0.0.0:443", &address, error));
    assert_true(address.is_wildcard && !address.is_loopback);
    static const char *const bad[] = { "8080",       "localhost:80", "127.0.0.1",
                                       "127.0.0.1:", "127.0.0.1:x",  "1.2.3.4:65536",
                                       "::1:8080",   "[::1:80",      "1.2.3:80",
                                       "",           "1.2.3.4:-1",   "[127.0.0.1]:80" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(listen_parse(bad[i], &address, error));
    assert_true(listen_is_loopback("127.3.2.1"));
    assert_true(listen_is_loopback("::ffff:127.0.0.1"));
    assert_false(listen_is_loopback("128.0.0.1"));
    assert_false(listen_is_loopback("::2"));
}

static void streams_have_a_limit_of_their_own(void **state)
{
    const struct admission_setup setup = { 1, 0, 1024 * 1024, 1000, 2 };
    struct admission *admission = admission_new(&setup);
    struct admission_ticket a, b, c;
    assert_non_null(admission);
    assert_true(admission_enter_stream(admission, &a, 1000));
    assert_true(admission_enter_stream(admission, &b, 1000));
    assert_false(admission_enter_stream(admission, &c, 1000));
    assert_true(admission_enter(admission, &c)); /* and take no place of another handler */
    assert_int_equal(admission_state(admission).streams, 2);
    admission_leave(admission, &a);
    assert_true(admission_enter_stream(admission, &a, 1000));
    admission_leave(admission, &a);
    admission_leave(admission, &b);
    admission_leave(admission, &c);
    assert_int_equal(admission_state(admission).streams, 0);
    assert_int_equal(admission_state(admission).busy, 0);
    admission_free(admission);
}

/* Three that read since 1000; the newcomer comes when all places are taken. */
static void the_slowest_stream_gives_way(void **state)
{
    const struct admission_setup setup = { 1, 0, 1024 * 1024, 1000, 3 };
    const int64_t after = 1000 + ADMISSION_STREAM_GRACE;
    const uint64_t enough = (uint64_t)ADMISSION_STREAM_GRACE * ADMISSION_STREAM_RATE;
    struct admission *admission = admission_new(&setup);
    struct admission_ticket slow, slower, fast, more;
    struct admission_ticket *const all[] = { &slow, &slower, &fast };
    for (int i = 0; i < 3; i++) {
        assert_true(admission_enter_stream(admission, all[i], 1000));
        assert_true(admission_stream_read(admission, all[i], 0, 1000));
    }
    assert_true(admission_stream_read(admission, &slow, 2000, 1001));
    assert_true(admission_stream_read(admission, &slower, 1999, 1001));
    assert_true(admission_stream_read(admission, &fast, enough, 1001));
    assert_false(admission_enter_stream(admission, &more, after - 1));
    for (int i = 0; i < 3; i++) /* nobody has been slow for long enough */
        assert_true(admission_stream_read(admission, all[i], 0, after));
    assert_false(admission_enter_stream(admission, &more, after));
    assert_true(admission_stream_read(admission, &slow, 0, after));
    assert_false(admission_stream_read(admission, &slower, 0, after));
    assert_true(admission_stream_read(admission, &fast, 0, after));
    assert_false(admission_enter_stream(admission, &more, after + ADMISSION_STREAM_PACE - 1));
    assert_true(admission_stream_read(admission, &slow, 0, after)); /* one at a time */
    assert_true(admission_stream_read(admission, &fast, enough, after));
    assert_false(admission_enter_stream(admission, &more, after + ADMISSION_STREAM_PACE));
    assert_false(admission_stream_read(admission, &slow, 0, after));
    assert_false(admission_enter_stream(admission, &more, after + 2 * ADMISSION_STREAM_PACE));
    assert_true(admission_stream_read(admission, &fast, 0, after)); /* nobody is left to go */
    admission_leave(admission, &slower);
    assert_true(admission_enter_stream(admission, &more, after));
    assert_true(admission_stream_read(admission, &more, 1, after + 100000));
    admission_leave(admission, &fast);
    admission_leave(admission, &more);
    admission_leave(admission, &slow);
    assert_int_equal(admission_state(admission).streams, 0);
    admission_free(admission);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slowest_stream_gives_way),
        cmocka_unit_test(streams_have_a_limit_of_their_own),
        cmocka_unit_test(what_is_over_the_queue_is_refused_at_once),
        cmocka_unit_test(one_that_waits_gets_the_arena_that_comes_free),
        cmocka_unit_test(nobody_waits_for_ever),
        cmocka_unit_test(a_health_check_needs_no_place),
        cmocka_unit_test(the_body_budget_holds),
        cmocka_unit_test(an_arena_that_was_large_is_zero_again),
        cmocka_unit_test(a_body_in_pieces_is_whole),
        cmocka_unit_test(a_cut_body_is_refused),
        cmocka_unit_test(a_dripping_body_meets_its_absolute_deadline),
        cmocka_unit_test(addresses_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
