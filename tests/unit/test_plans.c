/* No statement on the way of a request reads a whole table: what is slow with a million filings
 * must be seen with five. Every statement that a connection has prepared is asked for its plan. */
#include "sqlite.h"
#include "store_directory.h"
#include "store_scan.h"
#include "world.h"

/* One read connection, so that all of its statements are in one place. */
static void open_with_one_reader(struct world *world)
{
    char error[STORE_ERROR_CAP];
    struct store_setup setup = { .data_dir = world->folder, .mode = STORE_WRITER, .readers = 1 };
    store_close(world->store);
    world->store = world->service.store = store_open(&setup, error);
    assert_non_null(world->store);
}

static enum th_status look_at_people(struct store_db *db, void *data)
{
    struct world *world = data;
    struct session_row session = { .account_id = TH_STR("u1"),
                                   .provider = TH_STR("password"),
                                   .kind = TH_STR("mini"),
                                   .expires_s = 9 };
    struct membership_list list;
    struct account_row account;
    enum th_status status = store_session_insert(db, &session);
    status = status ? status : store_session_find(db, &world->arena, session.token_hash, &session);
    status = status ? status : store_session_touch(db, &session);
    status = status ? status : store_memberships_of(db, &world->arena, TH_STR("u1"), &list);
    status = status ? status : store_account_by_name(db, &world->arena, TH_STR("wang"), &account);
    status = status ? status : store_sessions_end(db, TH_STR("u1"));
    return status ? status : store_sessions_expire(db, 1);
}

static enum th_status look_at_directory(struct store_db *db, void *data)
{
    struct world *world = data;
    struct directory_enterprises list;
    struct directory_enterprise one;
    const struct directory_query query = { .part = TH_STR("1"), .after = TH_STR("e1"), .limit = 2 };
    enum th_status status = store_directory_enterprises(db, &world->arena, &query, &list);
    status = status ? status : store_directory_enterprise(db, &world->arena, TH_STR("e1"), &one);
    struct directory_accounts accounts;
    struct directory_account account = { .row = { .id = TH_STR("u1") } };
    const struct directory_account_query who = { .all = query };
    status = status ? status : store_directory_accounts(db, &world->arena, &who, &accounts);
    return status ? status : store_directory_account(db, &world->arena, 1, &account);
}

static enum th_status look_at_scans(struct store_db *db, void *data)
{
    struct world *world = data;
    int64_t count;
    struct scan_row scan = { .id = TH_STR("q1"), .kind = TH_STR("mini"), .expires_s = 9 };
    scan.device = scan.address = scan.account_id = scan.enterprise_id = TH_STR("");
    enum th_status status = store_scans_sweep(db, 1);
    status = status ? status : store_scans_from(db, TH_STR(""), 1, &count);
    status = status ? status : store_scan_insert(db, &scan);
    status = status ? status : store_scan_by_ticket(db, &world->arena, scan.ticket_hash, &scan);
    status = status ? status : store_scan_get(db, &world->arena, TH_STR("q1"), &scan);
    return status ? status : store_scan_move(db, &scan, "new", "denied");
}

static void list(struct world *world, struct th_str form, int year)
{
    struct filing_list found;
    struct filing_query query = {
        .enterprise = TH_STR("e1"), .form = form, .year = year, .limit = 1
    };
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &found), TH_OK);
    query.cursor = found.next;
    if (found.next.len)
        assert_int_equal(filings_list(&world->service, &world->arena, &query, &found), TH_OK);
}

static void read_all(struct world *world, struct th_str id)
{
    struct filing_view view;
    struct filing_list found;
    struct context_snapshot snapshot;
    struct filing_ref latest = { TH_STR("e1"), id, 0 }, first = { TH_STR("e1"), id, 1 };
    struct context_query query = { .enterprise = TH_STR("e1"),
                                   .form = TH_STR("energy_report"),
                                   .site = TH_STR("all"),
                                   .period = { 2025 * 12 + 6, 2025 * 12 + 6 } };
    struct service *service = &world->service;
    assert_int_equal(filings_read(service, &world->arena, &latest, &view), TH_OK);
    assert_int_equal(filings_read(service, &world->arena, &first, &view), TH_OK);
    assert_int_equal(filings_history(service, &world->arena, &latest, &found), TH_OK);
    assert_int_equal(filings_context(service, &world->arena, &query, &snapshot), TH_OK);
    list(world, TH_STR(""), 0);
    list(world, TH_STR("energy_report"), 0);
    list(world, TH_STR(""), 2025);
    list(world, TH_STR("energy_report"), 2025);
}

static void work(struct world *world)
{
    struct write_outcome out, first;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    assert_int_equal(world_file_month(world, 2, "12.5", &out), TH_OK);
    struct write_request request = world_request("key-0000000000000002", TH_STR("{}"));
    request.target = first.id;
    request.if_match = 1;
    struct withdrawal withdrawal = { TH_STR("重复"), world_renderer };
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_OK);
    read_all(world, first.id);
    assert_int_equal(store_write(world->store, look_at_people, world), TH_OK);
    assert_int_equal(store_write(world->store, look_at_scans, world), TH_OK);
    assert_int_equal(store_read(world->store, look_at_directory, world), TH_OK);
    request = world_request("key-0000000000000009", TH_STR("[1,2]"));
    request.target = TH_STR("draft-1");
    assert_int_equal(drafts_put(&world->service, &world->arena, &request, NULL, &out), TH_OK);
}

/* "SCAN x": from the first row to the last, be it by an index. A row of constants is no table, nor
 * is the one row that a subquery without a table gives; the newest row of a table is one step. */
static bool is_whole_table(const char *detail, const char *sql)
{
    char name[64];
    if (sscanf(detail, "SCAN %63s", name) != 1 || strstr(sql, "ORDER BY seq DESC LIMIT 1"))
        return false;
    return strcmp(name, "CONSTANT") != 0 && name[0] != '(' && strcmp(name, "k") != 0;
}

static int ask_for_plan(sqlite3 *handle, const char *sql)
{
    char text[8192];
    sqlite3_stmt *plan = NULL;
    snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", sql);
    if (sqlite3_prepare_v2(handle, text, -1, &plan, NULL) != SQLITE_OK)
        fail_msg("no plan for: %s", sql);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        if (is_whole_table(detail, sql))
            fail_msg("%s: %s", detail, sql);
    }
    sqlite3_finalize(plan);
    return 1;
}

static enum th_status judge(struct store_db *db, void *data)
{
    int *count = data;
    for (size_t i = 0; i < SQLITE_STATEMENTS; i++)
        if (db->statements[i].text && strpbrk(db->statements[i].text, "$"))
            *count += ask_for_plan(db->handle, db->statements[i].text);
    return TH_OK;
}

static void no_request_reads_a_whole_table(void **state)
{
    (void)state;
    struct world *world = world_new();
    int reads = 0, writes = 0;
    open_with_one_reader(world);
    work(world);
    assert_int_equal(store_read(world->store, judge, &reads), TH_OK);
    assert_int_equal(store_write(world->store, judge, &writes), TH_OK);
    assert_true(reads >= 12 && writes >= 12); /* so many kinds of statements there are at least */
    world_free(world);
}

static void a_whole_table_would_be_seen(void **state)
{
    (void)state;
    assert_true(is_whole_table("SCAN filing", "SELECT 1 FROM filing WHERE site = $1"));
    assert_true(is_whole_table("SCAN f USING INDEX filing_newest", "SELECT $1"));
    assert_false(is_whole_table("SEARCH f USING INDEX filing_newest (enterprise_id=?)", "SELECT"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_request_reads_a_whole_table),
        cmocka_unit_test(a_whole_table_would_be_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
