/* What is kept and shown of an address. */
#include "network.h"
#include "unit.h"

static void the_end_of_an_address_is_masked(void **state)
{
    static const char *const rows[][2] = {
        { "203.0.113.7", "203.0.113.x" },
        { "2001:db8:1:2::3", "2001:db8:1:x" },
        { "2001:db8:1:x", "2001:db8:1:x" },
        { "::1", "::x" },
        { "", "x" },
        { "unix", "x" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[NETWORK_CAP];
        assert_true(th_str_equal(network_of(th_str_of(rows[i][0]), out), th_str_of(rows[i][1])));
    }
    char longest[300], out[NETWORK_CAP];
    memset(longest, '.', sizeof longest);
    assert_true(network_of((struct th_str){ longest, sizeof longest }, out).len <= NETWORK_CAP);
}

static void a_host_counts_once(void **state)
{
    static const char *const rows[][3] = {
        /* as it came, written plainly, counted */
        { "203.0.113.7", "203.0.113.7", "203.0.113.7" },
        { "::ffff:203.0.113.7", "203.0.113.7", "203.0.113.7" },
        { "2001:db8:1:2::3", "2001:db8:1:2::3", "2001:db8:1:x" },
        { "2001:db8:1:ffff::3", "2001:db8:1:ffff::3", "2001:db8:1:x" },
        { "::ffff:1:2", "::ffff:1:2", "::ffff:x" },
        { "::1", "::1", "::x" },
        { "", "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[NETWORK_CAP];
        const struct th_str plain = network_plain(th_str_of(rows[i][0]));
        assert_true(th_str_equal(plain, th_str_of(rows[i][1])));
        assert_true(th_str_equal(network_counted(plain, out), th_str_of(rows[i][2])));
    }
}

static void an_address_tells_where_it_lies(void **state)
{
    static const struct {
        const char *address;
        enum network_place place;
    } rows[] = {
        { "127.0.0.1", NETWORK_THIS_MACHINE },
        { "::1", NETWORK_THIS_MACHINE },
        { "::x", NETWORK_THIS_MACHINE },
        { "10.1.2.3", NETWORK_LOCAL },
        { "192.168.0.9", NETWORK_LOCAL },
        { "172.16.0.1", NETWORK_LOCAL },
        { "172.31.255.1", NETWORK_LOCAL },
        { "172.15.0.1", NETWORK_INTERNET },
        { "172.32.0.1", NETWORK_INTERNET },
        { "fd00:1:2:x", NETWORK_LOCAL },
        { "fe80:1:2:x", NETWORK_LOCAL },
        { "2001:db8:1:x", NETWORK_INTERNET },
        { "192.169.0.1", NETWORK_INTERNET },
        { "101.2.3.4", NETWORK_INTERNET },
        { "", NETWORK_INTERNET },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(network_place(th_str_of(rows[i].address)), rows[i].place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_of_an_address_is_masked),
        cmocka_unit_test(a_host_counts_once),
        cmocka_unit_test(an_address_tells_where_it_lies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
