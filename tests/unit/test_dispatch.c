/* Dispatch over a real store: who is let in, what is refused, and that a revocation holds on the
 * next request. */
#include "acts.h"
#include "api.h"
#include "auth.h"
#include "people.h"
#include "service.h"
#include "text.h"
#include "unit.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#define START_S  1795000000 /* November 2026 */
#define DAY_S    86400
#define CORE_CAP ((size_t)4 * 1024 * 1024)

static struct {
    char folder[64];
    struct store *store;
    struct th_core core;
    struct service service;
    struct auth *auth;
    struct api *api;
    void *core_block, *block;
    struct th_arena core_arena, arena;
    int64_t now_s;
    unsigned seed;
    char alpha[CLOCK_ID_CAP], beta[CLOCK_ID_CAP], owner[CLOCK_ID_CAP];
    char owner_token[TOKEN_CAP], viewer_token[TOKEN_CAP];
} world;

static int64_t now_ms(void *self)
{
    (void)self;
    return world.now_s * 1000;
}

/* Not random, but never the same twice. */
static void next_bytes(void *self, unsigned char *out, size_t count)
{
    (void)self;
    for (size_t i = 0; i < count; i++)
        out[i] = (unsigned char)(rand_r(&world.seed) >> 3);
}

static void open_session(const char *account_id, char token[TOKEN_CAP])
{
    unsigned char random[TOKEN_RANDOM_BYTES];
    next_bytes(NULL, random, sizeof random);
    token_write(random, token);
    struct session_row session = {
        .id = th_str_of(token), /* some text of its own */
        .account_id = th_str_of(account_id),
        .provider = TH_STR("password"),
        .enterprise_id = TH_STR(""),
        .kind = TH_STR("mini"),
        .device = TH_STR(""),
        .created_s = world.now_s,
        .last_seen_s = world.now_s,
        .idle_expiry_s = world.now_s + 7 * DAY_S,
        .expires_s = world.now_s + 30 * DAY_S,
    };
    assert_true(token_hash(th_str_of(token), session.token_hash));
    char memory[4096];
    struct th_arena arena;
    th_arena_init(&arena, memory, sizeof memory);
    assert_int_equal(
        people_session_open(world.store, &arena, &(struct people_opening){ .row = session }),
        TH_OK);
}

static void add_person(const char *account, const char *enterprise, const char *role,
                       char enterprise_id[CLOCK_ID_CAP], char token[TOKEN_CAP])
{
    char line[512], memory[4096];
    struct th_buf said;
    struct th_arena arena;
    struct account_row who;
    struct membership_list places;
    const struct people_request request = { .verb = TH_STR("add"),
                                            .account = th_str_of(account),
                                            .name = th_str_of(account),
                                            .enterprise = th_str_of(enterprise),
                                            .role = th_str_of(role),
                                            .password_hash = TH_STR("$argon2id$none") };
    th_buf_init(&said, line, sizeof line);
    th_arena_init(&arena, memory, sizeof memory);
    assert_int_equal(people_execute(world.store, &world.service.clock, &request, &said), TH_OK);
    assert_int_equal(people_account(world.store, &arena, request.account, &who), TH_OK);
    assert_int_equal(people_memberships(world.store, &arena, who.id, &places), TH_OK);
    strcpy(enterprise_id, places.items[0].enterprise_id.ptr);
    strcpy(world.owner, who.id.ptr);
    open_session(world.owner, token);
}

static int open_world(void **state)
{
    char error[STORE_ERROR_CAP], other_token[TOKEN_CAP];
    memset(&world, 0, sizeof world);
    world.now_s = START_S;
    world.seed = 7;
    strcpy(world.folder, "/tmp/tanheng-dispatch-XXXXXX");
    assert_non_null(mkdtemp(world.folder));
    world.store =
        store_open(&(struct store_setup){ .data_dir = world.folder, .mode = STORE_WRITER }, error);
    if (!world.store)
        fail_msg("%s", error);
    world.core_block = malloc(CORE_CAP);
    world.block = malloc(API_ARENA_BYTES);
    th_arena_init(&world.core_arena, world.core_block, CORE_CAP);
    th_arena_init(&world.arena, world.block, API_ARENA_BYTES);
    assert_int_equal(th_core_init(&world.core, &world.core_arena), TH_OK);
    world.service =
        (struct service){ world.store, &world.core, { now_ms, next_bytes, NULL, NULL } };
    world.auth =
        auth_new(&(struct auth_setup){ .service = &world.service, .password_slots = 1 }, error);
    assert_non_null(world.auth);
    world.api = api_new(
        &(struct api_setup){ .core = &world.core, .service = &world.service, .auth = world.auth });
    assert_non_null(world.api);
    add_person("bob", "beta", "legal_person", world.beta, other_token);
    add_person("vera", "alpha", "viewer", world.alpha, world.viewer_token);
    add_person("alice", "alpha", "legal_person", world.alpha, world.owner_token);
    return 0;
}

static int close_world(void **state)
{
    char command[128];
    api_free(world.api);
    auth_free(world.auth);
    store_close(world.store);
    free(world.block);
    free(world.core_block);
    snprintf(command, sizeof command, "rm -r '%s'", world.folder);
    return system(command);
}

static char body_text[64 * 1024];

struct ask {
    enum http_method method;
    const char *path, *token, *body, *key, *match;
    const struct http_param *query;
};

static struct http_answer ask(struct ask ask)
{
    static char header[64];
    struct http_request request = {
        .method = ask.method,
        .path = th_str_of(ask.path),
        .query = ask.query,
        .query_count = ask.query ? 1 : 0,
        .body = th_str_of(ask.body),
        .client = TH_STR("127.0.0.1"),
        .request_id = TH_STR("00000000000000000000000000"),
    };
    snprintf(header, sizeof header, "Bearer %s", ask.token ? ask.token : "");
    if (ask.token)
        request.headers.authorization = th_str_of(header);
    if (ask.key)
        request.headers.idempotency_key = th_str_of(ask.key);
    if (ask.match)
        request.headers.if_match = th_str_of(ask.match);
    th_arena_reset(&world.arena);
    struct http_answer answer = api_handle(world.api, &request, &world.arena);
    assert_true(answer.body.len < sizeof body_text);
    memcpy(body_text, answer.body.ptr ? answer.body.ptr : "", answer.body.len);
    body_text[answer.body.len] = '\0';
    return answer;
}

static void expect(struct ask question, int status, const char *code)
{
    struct http_answer answer = ask(question);
    char member[64];
    snprintf(member, sizeof member, "\"code\":\"%s\"", code);
    if (answer.status != status || !strstr(body_text, member))
        fail_msg("%s: %d %s", question.path, answer.status, body_text);
}

static const char *path_of(const char *enterprise, const char *rest)
{
    static char path[256];
    snprintf(path, sizeof path, "/v1/enterprises/%s/%s", enterprise, rest);
    return path;
}

static void a_route_tells_the_gate_what_it_takes(void **state)
{
    struct http_route route = api_route(world.api, HTTP_POST, TH_STR("/v1/core"));
    assert_true(route.path_known && route.method_known && !route.skips_admission);
    assert_int_equal(route.body_cap, TH_ENVELOPE_MAX);
    assert_true(th_str_equal(route.body_type, HTTP_JSON));
    route = api_route(world.api, HTTP_DELETE, TH_STR("/v1/core"));
    assert_true(route.path_known && !route.method_known);
    assert_true(th_str_equal(route.allow, TH_STR("POST")));
    assert_false(api_route(world.api, HTTP_GET, TH_STR("/v1/no")).path_known);
    assert_true(api_route(world.api, HTTP_GET, TH_STR("/healthz")).skips_admission);
}

static void without_a_session_nobody_is_let_in(void **state)
{
    struct http_answer answer = ask((struct ask){ .path = path_of(world.alpha, "filings") });
    assert_int_equal(answer.status, 401);
    assert_true(th_str_starts(answer.www_authenticate, TH_STR("Bearer")));
    expect((struct ask){ .path = "/v1/session",
                         .token = "th1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
           401, "unauthenticated");
    expect((struct ask){ .path = "/v1/session", .token = "" }, 401, "unauthenticated");
}

static void a_member_is_let_in(void **state)
{
    assert_int_equal(
        ask((struct ask){ .path = path_of(world.alpha, "filings"), .token = world.owner_token })
            .status,
        200);
    assert_string_equal(body_text, "{\"items\":[]}");
    assert_int_equal(ask((struct ask){ .path = "/v1/session", .token = world.viewer_token }).status,
                     200);
    assert_non_null(strstr(body_text, "\"role\":\"viewer\",\"permissions\":[\"filing_read\"]"));
}

static void foreign_and_unknown_are_the_same_answer(void **state)
{
    char foreign[sizeof body_text];
    expect((struct ask){ .path = path_of(world.beta, "filings"), .token = world.owner_token }, 404,
           "not-found");
    strcpy(foreign, body_text);
    expect((struct ask){ .path = path_of("e-nobody-has-this-id", "filings"),
                         .token = world.owner_token },
           404, "not-found");
    assert_string_equal(foreign, body_text);
    expect((struct ask){ .path = "/v1/filings/f-nobody-has-this-id", .token = world.owner_token },
           404, "not-found");
    assert_string_equal(foreign, body_text);
}

static void a_role_without_the_permission_is_forbidden(void **state)
{
    expect((struct ask){ .path = path_of(world.alpha, "drafts"), .token = world.viewer_token }, 403,
           "forbidden");
    expect((struct ask){ .method = HTTP_POST,
                         .path = path_of(world.alpha, "filings"),
                         .token = world.viewer_token,
                         .body = "{" },
           403, "forbidden");
}

static int count_denials(void)
{
    char path[128];
    sqlite3 *db;
    sqlite3_stmt *statement;
    store_close(world.store); /* waits for the rows that were posted */
    snprintf(path, sizeof path, "%s/%s", world.folder, STORE_FILE_NAME);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM denial", -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    char error[STORE_ERROR_CAP];
    world.store =
        store_open(&(struct store_setup){ .data_dir = world.folder, .mode = STORE_WRITER }, error);
    assert_non_null(world.store);
    world.service.store = world.store;
    return count;
}

static void denials_at_a_door_are_remembered_and_nothing_else(void **state)
{
    expect((struct ask){ .path = path_of(world.beta, "filings"), .token = world.owner_token }, 404,
           "not-found");
    expect((struct ask){ .path = path_of(world.alpha, "drafts"), .token = world.viewer_token }, 403,
           "forbidden");
    expect((struct ask){ .path = path_of(world.alpha, "filings") }, 401, "unauthenticated");
    assert_int_equal(count_denials(), 2);
}

static enum th_status take_membership(struct store_db *db, void *data)
{
    (void)data;
    struct membership_row row = { .account_id = th_str_of(world.owner),
                                  .enterprise_id = th_str_of(world.alpha) };
    return acts_end_membership(db, &(struct act_by){ TH_STR("test"), 1 }, &row);
}

static void a_revocation_holds_on_the_next_request(void **state)
{
    struct ask question = { .path = path_of(world.alpha, "filings"), .token = world.owner_token };
    assert_int_equal(ask(question).status, 200);
    assert_int_equal(store_write(world.store, take_membership, NULL), TH_OK);
    expect(question, 401, "unauthenticated"); /* the session was bound to it */
}

static enum th_status put_state(struct store_db *db, void *data)
{
    const struct membership_row *wanted = data;
    return acts_put_membership(db, &(struct act_by){ TH_STR("test"), world.now_s }, wanted);
}

/* A5: suspension, a term that has not begun or is over, a module that is not granted. */
static void a5_a_membership_holds_within_state_term_and_modules(void **state)
{
    struct ask question = { .path = path_of(world.alpha, "filings"), .token = world.owner_token };
    struct membership_row row = { .account_id = th_str_of(world.owner),
                                  .enterprise_id = th_str_of(world.alpha),
                                  .role = TH_STR("legal_person") };
    row.ends_s = world.now_s + 100;
    assert_int_equal(store_write(world.store, put_state, &row), TH_OK);
    expect(question, 401, "unauthenticated"); /* a change ends the sessions there */
    open_session(world.owner, world.owner_token);
    assert_int_equal(ask(question).status, 200);
    world.now_s += 99;
    assert_int_equal(ask(question).status, 200);
    world.now_s += 1;
    expect(question, 404, "not-found");

    row.ends_s = 0;
    row.modules = TH_STR("no_such_module");
    assert_int_equal(store_write(world.store, put_state, &row), TH_OK);
    open_session(world.owner, world.owner_token);
    expect(question, 403, "forbidden");

    row.modules = TH_STR("");
    row.state = TH_STR("suspended");
    assert_int_equal(store_write(world.store, put_state, &row), TH_OK);
    open_session(world.owner, world.owner_token);
    expect(question, 404, "not-found");
}

static void a_session_ends_after_a_week_without_use(void **state)
{
    struct ask question = { .path = "/v1/session", .token = world.owner_token };
    world.now_s = START_S + 7 * DAY_S - 1;
    assert_int_equal(ask(question).status, 200);
    world.now_s = START_S + 7 * DAY_S - 1 + 7 * DAY_S;
    expect(question, 401, "unauthenticated");
}

static void b19_a_clock_set_back_revives_no_session(void **state)
{
    struct ask question = { .path = "/v1/session", .token = world.owner_token };
    world.now_s = START_S + 8 * DAY_S;
    expect(question, 401, "unauthenticated");
    world.now_s = START_S;
    expect(question, 401, "unauthenticated");
}

static void a_session_ends_after_thirty_days_however_used(void **state)
{
    struct ask question = { .path = "/v1/session", .token = world.owner_token };
    for (int day = 1; day < 30; day++) {
        world.now_s = START_S + day * DAY_S;
        assert_int_equal(ask(question).status, 200);
        count_denials(); /* the note of the last use is written behind the answer: wait for it */
    }
    world.now_s = START_S + 30 * DAY_S;
    expect(question, 401, "unauthenticated");
}

static void a_write_needs_its_headers(void **state)
{
    struct ask put = { .method = HTTP_PUT,
                       .path = path_of(world.alpha, "drafts/k"),
                       .token = world.owner_token,
                       .body = "{}" };
    expect(put, 400, "idempotency-key-required");
    put.key = "0123456789abcde";
    expect(put, 400, "idempotency-key-required");
    put.key = "0123456789abcdef";
    expect(put, 422, "invalid");
    static const char *const malformed[] = { "1",      "\"\"",         "\"0\"",
                                             "\"01\"", "\"x\"",        "W/\"1\"",
                                             "*",      "\"1\", \"2\"", "\"4294967296\"" };
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        put.match = malformed[i];
        expect(put, 400, "if-match-malformed");
    }
    put.method = HTTP_DELETE;
    put.match = NULL;
    expect(put, 428, "if-match-required");
}

static void input_is_read_by_its_table(void **state)
{
    struct ask post = { .method = HTTP_POST,
                        .path = "/v1/sessions",
                        .body = "{\"account\":\"a\",\"password\":\"b\",\"role\":\"x\"}" };
    expect(post, 422, "invalid");
    assert_non_null(
        strstr(body_text, "\"code\":\"UNKNOWN_MEMBER\",\"severity\":\"error\",\"path\":\"/role\""));
    post.body = "{\"account\":\"a\"";
    expect(post, 400, "malformed");
    post.body = "{\"account\":null,\"password\":\"b\"}";
    expect(post, 422, "invalid");
}

static void a_query_is_read_by_the_same_tables(void **state)
{
    struct http_param limit = { TH_STR("limit"), TH_STR("20") };
    struct ask get = { .path = path_of(world.alpha, "filings"),
                       .token = world.owner_token,
                       .query = &limit };
    assert_int_equal(ask(get).status, 200);
    static const char *const wrong[] = { "0", "101", "-1", "1.0", "01", "x", "", "1e1" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        limit.value = th_str_of(wrong[i]);
        expect(get, 422, "invalid");
        assert_non_null(strstr(body_text, "\"path\":\"/limit\""));
    }
    limit = (struct http_param){ TH_STR("\"],\"evil"), TH_STR("\\") };
    expect(get, 422, "invalid");
    struct ask post = {
        .method = HTTP_POST, .path = "/v1/core", .body = "{\"op\":\"version\"}", .query = &limit
    };
    expect(post, 422, "invalid");
}

static void times_are_written_in_utc(void **state)
{
    char block[256];
    struct th_arena arena;
    th_arena_init(&arena, block, sizeof block);
    assert_true(th_str_equal(text_time(&arena, 0), TH_STR("1970-01-01T00:00:00Z")));
    assert_true(th_str_equal(text_time(&arena, 1795000000), TH_STR("2026-11-18T11:06:40Z")));
    assert_true(th_str_equal(text_time(&arena, 951827696), TH_STR("2000-02-29T12:34:56Z")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
    const struct CMUnitTest tests[] = {
        TEST(a_route_tells_the_gate_what_it_takes),
        TEST(without_a_session_nobody_is_let_in),
        TEST(a_member_is_let_in),
        TEST(foreign_and_unknown_are_the_same_answer),
        TEST(a_role_without_the_permission_is_forbidden),
        TEST(denials_at_a_door_are_remembered_and_nothing_else),
        TEST(a_revocation_holds_on_the_next_request),
        TEST(a5_a_membership_holds_within_state_term_and_modules),
        TEST(a_session_ends_after_a_week_without_use),
        TEST(b19_a_clock_set_back_revives_no_session),
        TEST(a_session_ends_after_thirty_days_however_used),
        TEST(a_write_needs_its_headers),
        TEST(input_is_read_by_its_table),
        TEST(a_query_is_read_by_the_same_tables),
        cmocka_unit_test(times_are_written_in_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
