/* Signing in a PC by a phone over a real store and a clock of the test's own: how long a code
 * lives, and that time set back gives it no second life. */
#include "acts.h"
#include "people.h"
#include "scan.h"
#include "scan_pace.h"
#include "service.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#define START_S 1795000000 /* November 2026 */

static struct {
    char folder[64];
    struct store *store;
    struct service service;
    struct auth *auth;
    char memory[64 * 1024];
    struct th_arena arena;
    int64_t now_ms, steady_ms;
    unsigned seed;
    struct identity phone;
    char account[CLOCK_ID_CAP];
    struct scan_made code;
} world;

static int64_t now_ms(void *self)
{
    (void)self;
    return world.now_ms;
}

static int64_t steady_ms(void *self)
{
    (void)self;
    return world.steady_ms;
}

/* Not random, but never the same twice. */
static void next_bytes(void *self, unsigned char *out, size_t count)
{
    (void)self;
    for (size_t i = 0; i < count; i++)
        out[i] = (unsigned char)(rand_r(&world.seed) >> 3);
}

static void add_person(void)
{
    char line[512];
    struct th_buf said;
    struct account_row who;
    const struct people_request request = { .verb = TH_STR("add"),
                                            .account = TH_STR("alice"),
                                            .name = TH_STR("alice"),
                                            .enterprise = TH_STR("alpha"),
                                            .role = TH_STR("agent"),
                                            .password_hash = TH_STR("$argon2id$none") };
    th_buf_init(&said, line, sizeof line);
    assert_int_equal(people_execute(world.store, &world.service.clock, &request, &said), TH_OK);
    assert_int_equal(people_account(world.store, &world.arena, request.account, &who), TH_OK);
    snprintf(world.account, sizeof world.account, "%.*s", (int)who.id.len, who.id.ptr);
}

static void sign_in_phone(void)
{
    unsigned char random[TOKEN_RANDOM_BYTES];
    char token[TOKEN_CAP];
    next_bytes(NULL, random, sizeof random);
    token_write(random, token);
    struct session_row session = { .id = TH_STR("s-phone"),
                                   .account_id = th_str_of(world.account),
                                   .provider = TH_STR("password"),
                                   .enterprise_id = TH_STR(""),
                                   .kind = TH_STR("mini"),
                                   .device = TH_STR(""),
                                   .created_s = START_S,
                                   .idle_expiry_s = START_S + 86400,
                                   .expires_s = START_S + 86400 };
    assert_true(token_hash(th_str_of(token), session.token_hash));
    const struct auth_question question = { .token = th_str_of(token), .kind = TH_STR("mini") };
    struct auth_answer answer;
    static char memory[16 * 1024];
    struct th_arena arena; /* what it says of the phone lasts as long as the test */
    th_arena_init(&arena, memory, sizeof memory);
    assert_int_equal(
        people_session_open(world.store, &arena, &(struct people_opening){ .row = session }),
        TH_OK);
    assert_int_equal(auth_ask(world.auth, &arena, &question, &answer), TH_OK);
    world.phone = answer.who;
}

static int open_world(void **state)
{
    char error[STORE_ERROR_CAP];
    memset(&world, 0, sizeof world);
    world.now_ms = (int64_t)START_S * 1000;
    world.seed = 11;
    th_arena_init(&world.arena, world.memory, sizeof world.memory);
    strcpy(world.folder, "/tmp/tanheng-scan-XXXXXX");
    assert_non_null(mkdtemp(world.folder));
    world.store =
        store_open(&(struct store_setup){ .data_dir = world.folder, .mode = STORE_WRITER }, error);
    assert_non_null(world.store);
    world.service = (struct service){ world.store, NULL, { now_ms, next_bytes, NULL, steady_ms } };
    world.auth =
        auth_new(&(struct auth_setup){ .service = &world.service, .password_slots = 1 }, error);
    assert_non_null(world.auth);
    add_person();
    sign_in_phone();
    const struct scan_place place = { TH_STR("console"), TH_STR("Windows"), TH_STR("10.0.0.7") };
    assert_int_equal(scan_begin(world.auth, &place, &world.code), TH_OK);
    return 0;
}

static int close_world(void **state)
{
    char command[128];
    auth_free(world.auth);
    store_close(world.store);
    snprintf(command, sizeof command, "rm -r '%s'", world.folder);
    return system(command);
}

static enum th_status look(void)
{
    struct scan_view view;
    const struct scan_phone phone = { &world.phone, th_str_of(world.code.ticket),
                                      TH_STR("10.0.0.9"), false };
    th_arena_reset(&world.arena);
    return scan_look(world.auth, &world.arena, &phone, &view);
}

static enum th_status decide(bool is_yes)
{
    const struct scan_phone phone = { &world.phone, th_str_of(world.code.ticket),
                                      TH_STR("10.0.0.9"), false };
    th_arena_reset(&world.arena);
    return is_yes ? scan_confirm(world.auth, &world.arena, &phone)
                  : scan_deny(world.auth, &world.arena, &phone);
}

static struct scan_claim claim(void)
{
    return (struct scan_claim){ .id = th_str_of(world.code.id),
                                .secret = th_str_of(world.code.secret) };
}

static enum th_status open_pc(void)
{
    struct sign_in opened;
    th_arena_reset(&world.arena);
    const struct scan_claim mine = claim();
    return scan_open(world.auth, &world.arena, &mine, &opened);
}

static void expect_state(const char *state, uint32_t seconds)
{
    struct scan_view view;
    const struct scan_claim mine = claim();
    world.now_ms += 1000; /* the pace */
    th_arena_reset(&world.arena);
    assert_int_equal(scan_poll(world.auth, &world.arena, &mine, &view), TH_OK);
    assert_true(th_str_equal(view.state, th_str_of(state)));
    assert_int_equal(view.expires_in_s, seconds);
}

static void c8_a_code_lives_two_minutes_in_every_state(void **state)
{
    expect_state("new", 119);
    assert_int_equal(look(), TH_OK);
    world.now_ms = (START_S + SCAN_LIFE_S) * INT64_C(1000) - 1;
    assert_int_equal(decide(true), TH_OK);
    world.now_ms++;
    assert_int_equal(open_pc(), TH_SCAN_EXPIRED);
    expect_state("expired", 0);
}

static void c10_nothing_is_decided_after_the_end(void **state)
{
    assert_int_equal(look(), TH_OK);
    world.now_ms += SCAN_LIFE_S * INT64_C(1000);
    assert_int_equal(decide(true), TH_SCAN_EXPIRED);
    assert_int_equal(decide(false), TH_SCAN_EXPIRED);
    assert_int_equal(look(), TH_SCAN_EXPIRED);
    assert_int_equal(open_pc(), TH_SCAN_EXPIRED);
}

static void c8_a_clock_set_back_gives_no_second_life(void **state)
{
    assert_int_equal(look(), TH_OK);
    world.now_ms += SCAN_LIFE_S * INT64_C(1000);
    assert_int_equal(decide(true), TH_SCAN_EXPIRED);
    world.now_ms -= 3600 * INT64_C(1000);
    assert_int_equal(decide(true), TH_SCAN_EXPIRED);
    assert_int_equal(open_pc(), TH_SCAN_EXPIRED);
}

/* A year ahead and back again: time goes on from there. */
static void b19_a_clock_that_jumped_ahead_stops_no_sign_in(void **state)
{
    const int64_t year_ms = INT64_C(365) * 86400 * 1000;
    const struct scan_place place = { TH_STR("mini"), TH_STR(""), TH_STR("10.0.0.8") };
    struct scan_made made;
    world.now_ms += year_ms;
    for (int i = 0; i < SCAN_PER_ADDRESS; i++)
        assert_int_equal(scan_begin(world.auth, &place, &made), TH_OK);
    world.now_ms -= year_ms;
    assert_int_equal(scan_begin(world.auth, &place, &made), TH_RATE_LIMITED);
    world.now_ms += (SCAN_LIFE_S + 1) * INT64_C(1000);
    world.steady_ms += (SCAN_LIFE_S + 1) * INT64_C(1000);
    assert_int_equal(scan_begin(world.auth, &place, &made), TH_OK);
}

static void c10_each_step_is_made_once_and_in_its_order(void **state)
{
    assert_int_equal(open_pc(), TH_SCAN_DONE);
    assert_int_equal(decide(true), TH_SCAN_DONE);
    assert_int_equal(decide(false), TH_SCAN_DONE);
    assert_int_equal(look(), TH_OK);
    assert_int_equal(open_pc(), TH_SCAN_DONE);
    assert_int_equal(decide(true), TH_OK);
    assert_int_equal(decide(true), TH_SCAN_DONE);
    assert_int_equal(decide(false), TH_SCAN_DONE);
    assert_int_equal(look(), TH_SCAN_DONE);
    expect_state("confirmed", 119);
    assert_int_equal(open_pc(), TH_OK);
    assert_int_equal(open_pc(), TH_SCAN_DONE);
    expect_state("consumed", 118);
}

static void c10_who_was_disabled_in_between_signs_nobody_in(void **state)
{
    char line[512];
    struct th_buf said;
    const struct people_request off = { .verb = TH_STR("disable"), .account = TH_STR("alice") };
    assert_int_equal(look(), TH_OK);
    assert_int_equal(decide(true), TH_OK);
    th_buf_init(&said, line, sizeof line);
    assert_int_equal(people_execute(world.store, &world.service.clock, &off, &said), TH_OK);
    assert_int_equal(open_pc(), TH_SCAN_DONE);
}

static void codes_that_are_over_are_forgotten(void **state)
{
    struct scan_made next;
    struct scan_view view;
    const struct scan_claim mine = claim();
    const struct scan_place place = { TH_STR("mini"), TH_STR(""), TH_STR("10.0.0.7") };
    world.now_ms += (2 * SCAN_LIFE_S + 1) * INT64_C(1000);
    assert_int_equal(scan_begin(world.auth, &place, &next), TH_OK);
    assert_int_equal(scan_poll(world.auth, &world.arena, &mine, &view), TH_NOT_FOUND);
}

static void c9_ipv6_addresses_count_by_their_network(void **state)
{
    struct scan_made made;
    for (int i = 0; i < SCAN_PER_ADDRESS; i++) {
        char address[40];
        snprintf(address, sizeof address, "2001:db8:1:%x::1", (unsigned)i);
        const struct scan_place place = { TH_STR("mini"), TH_STR(""), th_str_of(address) };
        assert_int_equal(scan_begin(world.auth, &place, &made), TH_OK);
    }
    const struct scan_place more = { TH_STR("mini"), TH_STR(""), TH_STR("2001:db8:1:ffff::2") };
    assert_int_equal(scan_begin(world.auth, &more, &made), TH_RATE_LIMITED);
    const struct scan_place other = { TH_STR("mini"), TH_STR(""), TH_STR("2001:db8:2::2") };
    assert_int_equal(scan_begin(world.auth, &other, &made), TH_OK);
}

static void c9_one_question_a_second_for_each_secret(void **state)
{
    struct scan_pace *pace = scan_pace_new();
    const unsigned char one[32] = { 1 }, other[32] = { 2, [9] = 7 };
    assert_true(scan_pace_allows(pace, one, 5000));
    assert_false(scan_pace_allows(pace, one, 5899));
    assert_true(scan_pace_allows(pace, other, 5899));
    assert_true(scan_pace_allows(pace, one, 5900));
    assert_false(scan_pace_allows(pace, one, 6000));
    assert_false(scan_pace_allows(pace, one, 5895)); /* a thread that read the clock before */
    assert_true(scan_pace_allows(pace, one, 10));    /* the clock was set back */
    scan_pace_free(pace);
}

static void c9_those_who_share_a_set_are_told_apart(void **state)
{
    (void)state;
    struct scan_pace *pace = scan_pace_new();
    for (unsigned char i = 1; i <= 4; i++)
        assert_true(scan_pace_allows(pace, (const unsigned char[32]){ i }, 5000 + i));
    for (unsigned char i = 1; i <= 4; i++)
        assert_false(scan_pace_allows(pace, (const unsigned char[32]){ i }, 5100));
    assert_true(scan_pace_allows(pace, (const unsigned char[32]){ 5 }, 5100));
    assert_false(scan_pace_allows(pace, (const unsigned char[32]){ 4 }, 5200));
    scan_pace_free(pace);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(c8_a_code_lives_two_minutes_in_every_state),
        IN_WORLD(c10_nothing_is_decided_after_the_end),
        IN_WORLD(c8_a_clock_set_back_gives_no_second_life),
        IN_WORLD(b19_a_clock_that_jumped_ahead_stops_no_sign_in),
        IN_WORLD(c10_each_step_is_made_once_and_in_its_order),
        IN_WORLD(c10_who_was_disabled_in_between_signs_nobody_in),
        IN_WORLD(codes_that_are_over_are_forgotten),
        IN_WORLD(c9_ipv6_addresses_count_by_their_network),
        cmocka_unit_test(c9_one_question_a_second_for_each_secret),
        cmocka_unit_test(c9_those_who_share_a_set_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
