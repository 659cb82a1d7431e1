/* The rules of the alarms, the notification datagram, and the long log of F14 in a real database.
 */
#include "alarms.h"
#include "counters.h"
#include "log.h"
#include "notify.h"
#include "sql.h"
#include "watch.h"
#include "world.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/un.h>

#define MB ((uint64_t)1024 * 1024)

static struct alarms alarms;
static struct alarm_reading calm;

static int set_up(void **state)
{
    (void)state;
    memset(&alarms, 0, sizeof alarms);
    alarms.bounds = (struct alarm_bounds){ 64 * MB, 512 * MB, 100 };
    calm = (struct alarm_reading){ .wall_ms = 1000000, .steady_ms = 5000, .free_bytes = 600 * MB };
    log_open("/dev/null", LOG_ERROR);
    alarms_judge(&alarms, &calm);
    return 0;
}

/* One reading later both clocks have gone on by `steady_ms`, the wall clock by `step_ms` more. */
static bool after(enum alarm alarm, int64_t steady_ms, int64_t step_ms)
{
    calm.steady_ms += steady_ms;
    calm.wall_ms += steady_ms + step_ms;
    alarms_judge(&alarms, &calm);
    return alarms.is_on[alarm];
}

static void b19_a_clock_step_over_five_seconds_is_told(void **state)
{
    (void)state;
    assert_false(after(ALARM_CLOCK_STEP, 1000, 5000));
    assert_false(after(ALARM_CLOCK_STEP, 1000, -5000));
    assert_false(after(ALARM_CLOCK_STEP, 7200000, 0)); /* the machine slept, both clocks went on */
    assert_true(after(ALARM_CLOCK_STEP, 1000, -5001));
    assert_int_equal(alarms.clock_step_ms, -5001);
    assert_true(after(ALARM_CLOCK_STEP, 1000, 0)); /* one step, not one more with every look */
    assert_int_equal(alarms.clock_steps, 1);
    assert_false(after(ALARM_CLOCK_STEP, 60000, 0));
    assert_true(after(ALARM_CLOCK_STEP, 1000, 31536000000));
    assert_int_equal(alarms.clock_steps, 2);
    assert_int_equal(alarms.raised[ALARM_CLOCK_STEP], 2);
}

static void a_bound_is_crossed_and_left(void **state)
{
    (void)state;
    calm.log_bytes = 64 * MB;
    assert_false(after(ALARM_LOG_LONG, 1000, 0));
    calm.log_bytes++;
    assert_true(after(ALARM_LOG_LONG, 1000, 0));
    calm.log_bytes = 0;
    assert_false(after(ALARM_LOG_LONG, 1000, 0));
    calm.free_bytes = 512 * MB - 1;
    assert_true(after(ALARM_DISK, 1000, 0));
    calm.free_bytes = 512 * MB;
    assert_false(after(ALARM_DISK, 1000, 0));
    assert_int_equal(alarms.raised[ALARM_DISK], 1);
}

static void a_moment_of_many_connections_is_no_alarm(void **state)
{
    (void)state;
    calm.connections = 80;
    assert_false(after(ALARM_CONNECTIONS, 1000, 0));
    calm.connections = 79;
    assert_false(after(ALARM_CONNECTIONS, 1000, 0));
    calm.connections = 80;
    assert_false(after(ALARM_CONNECTIONS, 1000, 0));
    assert_true(after(ALARM_CONNECTIONS, 1000, 0));
    calm.connections = 79;
    assert_false(after(ALARM_CONNECTIONS, 1000, 0));
}

static void flags_are_passed_on(void **state)
{
    (void)state;
    calm.has_store_trouble = calm.has_chain_fault = calm.is_silent = true;
    assert_true(after(ALARM_STORE, 1000, 0));
    assert_true(alarms.is_on[ALARM_CHAIN]);
    assert_true(alarms.is_on[ALARM_PROBE]);
    calm.log_lines_lost = 3;
    assert_true(after(ALARM_SERVER_LOG, 1000, 0));
    assert_false(after(ALARM_SERVER_LOG, 60000, 0));
}

/* ---- the log of a real database ---- */

static enum th_status write_much(struct store_db *db, void *data)
{
    (void)data;
    return sql_run(db,
                   "INSERT OR REPLACE INTO meta (name, value) VALUES ('t', hex(zeroblob(40000)))",
                   SQL_NO_ARGS);
}

static bool long_after_writes(struct world *world, bool *is_blocked)
{
    for (int i = 0; i < 120; i++)
        assert_int_equal(store_write(world->store, write_much, NULL), TH_OK);
    const struct store_counters found = store_counters(world->store);
    *is_blocked = found.checkpoints_blocked > 0;
    calm.log_bytes = found.log_bytes;
    return after(ALARM_LOG_LONG, 1000, 0);
}

static void f14_a_reader_that_holds_the_log_is_told(void **state)
{
    (void)state;
    struct world *world = world_new();
    char path[128];
    sqlite3 *reader;
    bool is_blocked = false;
    alarms.bounds.log_bytes = 6 * MB;
    assert_false(long_after_writes(world, &is_blocked)); /* nobody reads: written back in time */
    assert_false(is_blocked);
    assert_true(store_counters(world->store).checkpoints > 0);
    snprintf(path, sizeof path, "%s/%s", world->folder, STORE_FILE_NAME);
    assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM meta", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_true(long_after_writes(world, &is_blocked));
    assert_true(is_blocked);
    assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(reader);
    assert_false(long_after_writes(world, &is_blocked)); /* the log shrank again */
    world_free(world);
}

/* ---- the watchdog ---- */

/* A listener that takes connections into its queue and never answers: a wedged accept loop. */
static int wedged(uint16_t *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(descriptor, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(descriptor, 8), 0);
    assert_int_equal(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return descriptor;
}

static void *answer_one(void *listener)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    int peer = accept(*(int *)listener, NULL, NULL);
    (void)!write(peer, text, sizeof text - 1);
    close(peer);
    return NULL;
}

static void no_answer_means_no_sign_of_life(void **state)
{
    (void)state;
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    char url[64], message[64] = "";
    uint16_t port;
    pthread_t thread;
    snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "tanheng-unit-%d", (int)getpid());
    int boss = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    socklen_t size =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name.sun_path + 1));
    assert_int_equal(bind(boss, (struct sockaddr *)&name, size), 0);
    int listener = wedged(&port);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    name.sun_path[0] = '@';
    struct watch watch = { { url, "localhost", "/healthz", 200 }, name.sun_path, 0, 0 };
    assert_false(watch_once(&watch, NULL, 100000));
    assert_int_equal(recv(boss, message, sizeof message, 0), -1);
    close(accept(listener, NULL, NULL)); /* the one that gave up */
    watch.target.deadline_ms = 20000;
    assert_int_equal(pthread_create(&thread, NULL, answer_one, &listener), 0);
    assert_true(watch_once(&watch, NULL, 100000));
    pthread_join(thread, NULL);
    assert_int_equal(recv(boss, message, sizeof message - 1, 0), 10);
    assert_string_equal(message, "WATCHDOG=1");
    close(listener);
    assert_false(watch_once(&watch, NULL, 100000));
    close(boss);
}

static void a_socket_that_is_none_is_no_error(void **state)
{
    char name[200];
    (void)state;
    assert_false(notify_send(NULL, "READY=1"));
    assert_false(notify_send("", "READY=1"));
    assert_false(notify_send("/nonexistent/socket", "READY=1"));
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_false(notify_send(name, "READY=1"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        CASE(b19_a_clock_step_over_five_seconds_is_told), CASE(a_bound_is_crossed_and_left),
        CASE(a_moment_of_many_connections_is_no_alarm),   CASE(flags_are_passed_on),
        CASE(f14_a_reader_that_holds_the_log_is_told),    CASE(no_answer_means_no_sign_of_life),
        CASE(a_socket_that_is_none_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
