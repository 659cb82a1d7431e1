/* The table of connections: caps per address and in all, and who is sent away to make room. */
#include "peers.h"
#include "unit.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#define PLACES 4

static int ends[32][2]; /* [i][0] is in the table, [i][1] is its client's end */
static size_t end_count;

static int setup(void **state)
{
    const struct peers_setup setup = { PLACES, 3, "10.0.0.9" };
    end_count = 0;
    return peers_start(&setup) ? 0 : -1;
}

static int teardown(void **state)
{
    for (size_t i = 0; i < end_count; i++) {
        close(ends[i][0]);
        close(ends[i][1]);
    }
    peers_stop();
    return 0;
}

static int fresh(void)
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[end_count]), 0);
    return ends[end_count++][0];
}

static enum peers_entry enter(int descriptor, const char *address, int64_t now_ms)
{
    struct sockaddr_in peer = { .sin_family = AF_INET };
    assert_int_equal(inet_pton(AF_INET, address, &peer.sin_addr), 1);
    return peers_enter(descriptor, (const struct sockaddr *)(const void *)&peer, now_ms);
}

/* The client's end of a connection that was shut down reads its end. */
static bool is_away(int descriptor)
{
    char byte;
    for (size_t i = 0; i < end_count; i++)
        if (ends[i][0] == descriptor)
            return recv(ends[i][1], &byte, 1, MSG_DONTWAIT) == 0;
    return false;
}

static void an_address_has_its_cap_and_the_proxy_none(void **state)
{
    for (int i = 0; i < 3; i++)
        assert_int_equal(enter(fresh(), "10.0.0.1", 1), PEERS_ENTERED);
    assert_int_equal(enter(fresh(), "10.0.0.1", 1), PEERS_ADDRESS);
    assert_int_equal(peers_counters().refused_address, 1);
    peers_leave(ends[0][0]);
    assert_int_equal(enter(ends[0][0], "10.0.0.1", 1), PEERS_ENTERED);
    for (int i = 0; i < 3; i++)
        peers_leave(ends[i][0]);
    assert_int_equal(peers_counters().open, 0);
    for (int i = 0; i < PLACES; i++)
        assert_int_equal(enter(fresh(), "10.0.0.9", 1), PEERS_ENTERED);
}

static void who_lets_wait_longest_makes_room(void **state)
{
    const int first = fresh(), second = fresh(), third = fresh(), fourth = fresh();
    assert_int_equal(enter(first, "10.0.0.1", 100), PEERS_ENTERED);
    assert_int_equal(enter(second, "10.0.0.2", 101), PEERS_ENTERED);
    assert_int_equal(enter(third, "10.0.0.3", 102), PEERS_ENTERED);
    assert_int_equal(enter(fourth, "10.0.0.4", 103), PEERS_ENTERED);
    peers_turn(first, 0);
    assert_int_equal(enter(fresh(), "10.0.0.5", 1000), PEERS_ENTERED);
    assert_true(is_away(second));
    assert_false(is_away(first) || is_away(third) || is_away(fourth));
    assert_int_equal(peers_counters().evicted, 1);
    assert_int_equal(peers_counters().open, PLACES);
    peers_leave(second); /* leaves late: was counted out already */
    assert_int_equal(peers_counters().open, PLACES);
    peers_turn(third, 1000);
    assert_int_equal(enter(fresh(), "10.0.0.6", 1100), PEERS_ENTERED);
    assert_true(is_away(fourth));
    assert_false(is_away(third));
}

static void a_crowd_from_one_address_goes_before_a_single_slow_one(void **state)
{
    const int slow = fresh(), crowd = fresh(), more = fresh(), last = fresh();
    assert_int_equal(enter(slow, "10.0.0.1", 100), PEERS_ENTERED);
    assert_int_equal(enter(crowd, "10.0.0.2", 400), PEERS_ENTERED);
    assert_int_equal(enter(more, "10.0.0.2", 410), PEERS_ENTERED);
    assert_int_equal(enter(last, "10.0.0.2", 420), PEERS_ENTERED);
    assert_int_equal(enter(fresh(), "10.0.0.3", 1000), PEERS_ENTERED); /* 900 against 3 * 600 */
    assert_true(is_away(crowd));
    assert_false(is_away(slow));
}

static void nobody_is_sent_away_for_us_or_at_once(void **state)
{
    int places[PLACES];
    for (int i = 0; i < PLACES; i++) {
        char address[] = "10.0.0.1";
        address[7] = (char)('1' + i);
        assert_int_equal(enter(places[i] = fresh(), address, 100), PEERS_ENTERED);
    }
    assert_int_equal(enter(fresh(), "10.0.0.8", 100 + PEERS_TURN_MS - 1), PEERS_FULL);
    for (int i = 0; i < PLACES; i++)
        peers_turn(places[i], 0);
    assert_int_equal(enter(fresh(), "10.0.0.8", 100000), PEERS_FULL);
    assert_false(peers_evict(100000));
    assert_int_equal(peers_counters().refused_full, 2);
    assert_int_equal(peers_counters().evicted, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_address_has_its_cap_and_the_proxy_none, setup, teardown),
        cmocka_unit_test_setup_teardown(who_lets_wait_longest_makes_room, setup, teardown),
        cmocka_unit_test_setup_teardown(a_crowd_from_one_address_goes_before_a_single_slow_one,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_is_sent_away_for_us_or_at_once, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
