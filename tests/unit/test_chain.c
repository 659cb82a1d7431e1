/* Whoever changes what is stored is named: every tampering below is done behind the server's back,
 * in the database itself. */
#include "chain.h"
#include "clock.h"
#include "ledger.h"
#include "world.h"

#include <sqlite3.h>

struct seen {
    uint64_t seq;
    char enterprise[40], filing[40], what[120];
    int count;
};

static void note(void *self, const struct ledger_fault *fault)
{
    struct seen *seen = self;
    if (seen->count++)
        return;
    snprintf(seen->what, sizeof seen->what, "%s", fault->what);
    if (!fault->entry)
        return;
    seen->seq = fault->entry->seq;
    snprintf(seen->enterprise, sizeof seen->enterprise, "%.*s", (int)fault->entry->enterprise.len,
             fault->entry->enterprise.ptr);
    snprintf(seen->filing, sizeof seen->filing, "%.*s", (int)fault->entry->filing.len,
             fault->entry->filing.ptr);
}

/* The same in steps of one row, as the checker beside a server does. */
static struct seen verify_in_steps(struct world *world)
{
    struct seen seen = { 0 };
    struct ledger_report report = { .on_fault = note, .self = &seen };
    struct ledger_cursor cursor = { 0 };
    struct ledger_step step = { .cursor = &cursor, .rows = 1 };
    for (int i = 0; i < 100 && !step.is_round_over; i++)
        assert_int_equal(ledger_verify_some(world->store, &world->arena, &step, &report), TH_OK);
    assert_true(step.is_round_over);
    return seen;
}

static struct seen verify(struct world *world)
{
    struct seen seen = { 0 };
    struct ledger_report report = { .on_fault = note, .self = &seen };
    assert_int_equal(ledger_verify(world->store, &world->arena, &report), TH_OK);
    assert_int_equal(report.faults > 0, seen.count > 0);
    struct seen stepped = verify_in_steps(world);
    assert_int_equal(stepped.seq, seen.seq);
    assert_string_equal(stepped.what, seen.what);
    assert_string_equal(stepped.enterprise, seen.enterprise);
    return seen;
}

/* Runs SQL as somebody with access to the file would, triggers out of the way. */
static void tamper(struct world *world, const char *sql)
{
    static const char open_up[] =
        "DROP TRIGGER IF EXISTS revision_no_update; DROP TRIGGER IF EXISTS revision_no_delete;"
        "DROP TRIGGER IF EXISTS chain_no_update; DROP TRIGGER IF EXISTS chain_no_delete;"
        "DROP TRIGGER IF EXISTS act_no_update; DROP TRIGGER IF EXISTS act_no_delete;";
    char path[128], *message = NULL;
    sqlite3 *handle;
    store_close(world->store);
    snprintf(path, sizeof path, "%s/%s", world->folder, STORE_FILE_NAME);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, open_up, NULL, NULL, NULL), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_true(sqlite3_total_changes(handle) > 0);
    sqlite3_close(handle);
    world_open_store(world);
}

static void save_draft(struct world *world)
{
    struct write_outcome out;
    struct write_request request = world_request("key-0000000000000009", TH_STR("[1,2]"));
    request.target = TH_STR("draft-1");
    assert_int_equal(drafts_put(&world->service, &world->arena, &request, NULL, &out), TH_OK);
}

/* Template, January, January revised, February, February withdrawn: entries 1 to 5; a draft. */
static struct world *filled(void)
{
    struct world *world = world_new();
    struct write_outcome january, february, out;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &january), TH_OK);
    struct write_request request =
        world_request("key-0000000000000001",
                      world_with_receipt(world, TH_STR("e1"), world_month(world, 1, "13")));
    request.target = january.id;
    request.if_match = 1;
    assert_int_equal(world_submit(world, &request, &out), TH_OK);
    assert_int_equal(world_file_month(world, 2, "12.5", &february), TH_OK);
    request = world_request("key-0000000000000002", TH_STR("{}"));
    request.target = february.id;
    request.if_match = 1;
    struct withdrawal withdrawal = { TH_STR("重复"), world_renderer };
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_OK);
    save_draft(world);
    return world;
}

static int set_up(void **state)
{
    *state = filled();
    return 0;
}
static int tear_down(void **state)
{
    world_free(*state);
    return 0;
}

static void an_untouched_ledger_has_no_fault(void **state)
{
    assert_int_equal(verify(*state).count, 0);
}

struct tampering {
    const char *sql;
    uint64_t seq; /* entry that must be named; 0 = a fault without an entry */
    const char *words;
};

#define ANOTHER_PERSON                                                                             \
    "INSERT INTO account (id, account, name, password_hash, created_s) "                           \
    "SELECT 'u2', 'li', name, '', 1 FROM account"

static const struct tampering tamperings[] = {
    { "UPDATE revision SET input = replace(input, '\"13\"', '\"12\"') WHERE chain_seq = 3", 3,
      "stored document" },
    { "UPDATE revision SET result = replace(result, '5', '6') WHERE chain_seq = 2", 2,
      "stored result" },
    { "UPDATE revision SET reason = '误填' WHERE chain_seq = 5", 5, "detail" },
    { "UPDATE revision SET readings = replace(readings, '125', '1') WHERE chain_seq = 2", 2,
      "detail" },
    { "UPDATE revision SET net_tco2 = '1' WHERE chain_seq = 4", 4, "detail" },
    { "UPDATE revision SET issues = '[]x' WHERE chain_seq = 4", 4, "detail" },
    { "UPDATE revision SET pack_sha256 = 'x' WHERE chain_seq = 2", 2, "detail" },
    { "UPDATE revision SET code = 'AAAA-AAAA' WHERE chain_seq = 2", 2, "detail" },
    { "UPDATE revision SET rules = 99 WHERE chain_seq = 2", 2, "detail" },
    { "UPDATE revision SET doc_bytes = doc_bytes - 1 WHERE chain_seq = 2", 2, "length" },
    { "UPDATE revision SET context_day = 1 WHERE chain_seq = 2", 2, "detail" },
    { "UPDATE revision SET at_s = at_s - 86400 WHERE chain_seq = 3", 3, "time" },
    { "UPDATE revision SET kind = 'withdraw' WHERE chain_seq = 2", 2, "kind" },
    { "UPDATE revision SET input_hash = result_hash WHERE chain_seq = 2", 2, "input hash" },
    { "UPDATE revision SET result_hash = input_hash WHERE chain_seq = 2", 2, "result hash" },
    { ANOTHER_PERSON "; UPDATE revision SET author_id = 'u2' WHERE chain_seq = 4", 4, "author" },
    { "UPDATE filing SET enterprise_id = 'e2' WHERE no = 3", 4, "another enterprise" },
    { "UPDATE filing SET start_month = start_month - 1 WHERE no = 2", 2, "detail" },
    { "UPDATE filing SET site = 'b' WHERE no = 1", 1, "detail" },
    { "UPDATE filing SET is_withdrawn = 0 WHERE no = 3", 0, "state" },
    { "UPDATE filing SET revision = 1 WHERE no = 2", 0, "state" },
    { "DELETE FROM revision WHERE chain_seq = 3", 3, "missing" },
    { "UPDATE chain SET at_s = at_s + 1 WHERE seq = 2", 2, "changed" },
    { "UPDATE chain SET input_hash = result_hash WHERE seq = 4", 4, "changed" },
    { "UPDATE chain SET detail_hash = input_hash WHERE seq = 4", 4, "changed" },
    { "UPDATE chain SET prev = hash WHERE seq = 3", 3, "does not continue" },
    { "DELETE FROM chain WHERE seq = 3", 4, "missing" },
    { "DELETE FROM chain WHERE seq = 1", 2, "missing" },
    { "DELETE FROM chain WHERE seq = 5", 0, "no chain entry" },
    { "DELETE FROM chain", 0, "no chain entry" },
    { "INSERT INTO membership (account_id, enterprise_id, role) VALUES ('u1', 'e2', 'agent')", 0,
      "memberships that no act" },
    { ANOTHER_PERSON, 0, "accounts or memberships that no act" },
    { "UPDATE account SET initial_until_s = 5", 0, "row that it wrote was changed" },
    { "INSERT INTO enterprise (id, name, created_s) VALUES ('e3', 'x', 1)", 0,
      "enterprises that no act" },
    { "UPDATE enterprise SET suspended_s = 5", 0, "row that it wrote was changed" },
    { "UPDATE enterprise SET reason = 'x'", 0, "row that it wrote was changed" },
    { "UPDATE membership SET role = 'legal_person'", 0, "row that it wrote was changed" },
    { "DELETE FROM membership", 0, "row that it wrote is gone" },
    { "UPDATE account SET is_disabled = 1", 0, "row that it wrote was changed" },
    { "UPDATE account SET password_hash = 'x'", 0, "row that it wrote was changed" },
    { "UPDATE account SET name = 'x'", 0, "row that it wrote was changed" },
    { "UPDATE enterprise SET name = 'x' WHERE id = 'e2'", 0, "row that it wrote was changed" },
    { "UPDATE act SET actor = 'u9' WHERE seq = 2", 0, "act was changed" },
    { "UPDATE act SET state = '' WHERE seq = 4", 0, "act was changed" },
    { "DELETE FROM act WHERE seq = 2", 0, "act before it is missing" },
    { "DELETE FROM act WHERE seq = 4", 0, "memberships that no act" },
    { "UPDATE draft SET content = '[3]'", 0, "drafts" },
};

static void b17_f13_every_tampering_is_named(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof tamperings / sizeof *tamperings; i++) {
        const struct tampering *row = &tamperings[i];
        tamper(world, row->sql);
        struct seen seen = verify(world);
        if (!seen.count || seen.seq != row->seq || !strstr(seen.what, row->words))
            fail_msg("%s: entry %d, \"%s\"", row->sql, (int)seen.seq, seen.what);
        if (row->seq)
            assert_string_equal(seen.enterprise, "e1");
        world_free(world);
        world = *state = filled();
    }
}

/* The checker is somewhere in the round when the server writes and somebody tampers. */
static void b17_a_checker_beside_the_server_names_it_in_its_next_round(void **state)
{
    struct world *world = *state;
    struct seen seen = { 0 };
    struct write_outcome out;
    struct ledger_report report = { .on_fault = note, .self = &seen };
    struct ledger_cursor cursor = { 0 };
    struct ledger_step step = { .cursor = &cursor, .rows = 3 };
    assert_int_equal(ledger_verify_some(world->store, &world->arena, &step, &report), TH_OK);
    assert_int_equal(world_file_month(world, 7, "12.5", &out), TH_OK);
    for (int i = 0; i < 100 && !step.is_round_over; i++)
        assert_int_equal(ledger_verify_some(world->store, &world->arena, &step, &report), TH_OK);
    assert_int_equal(report.entries, 6);
    assert_int_equal(seen.count, 0);
    tamper(world, "UPDATE revision SET net_tco2 = '1' WHERE chain_seq = 4");
    step.is_round_over = false;
    for (int i = 0; i < 100 && !step.is_round_over; i++)
        assert_int_equal(ledger_verify_some(world->store, &world->arena, &step, &report), TH_OK);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.seq, 4);
}

static void f13_altered_bytes_are_not_served(void **state)
{
    struct world *world = *state;
    struct filing_list list;
    struct filing_view view;
    struct filing_query query = { .enterprise = TH_STR("e1"),
                                  .form = TH_STR("energy_report"),
                                  .limit = 10 };
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_OK);
    struct filing_ref ref = { TH_STR("e1"), list.items[1].id, 2 };
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_OK);
    tamper(world, "UPDATE revision SET result = replace(result, '5', '6') WHERE chain_seq = 3");
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_INTERNAL);
    ref.revision = 1;
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_OK);
}

/* Lists and histories show no content, but figures: whatever was altered, the row is refused. */
static void f13_no_altered_column_is_served(void **state)
{
    static const struct {
        const char *table, *column;
    } texts[] = {
        { "revision", "net_tco2" },    { "revision", "tce" },      { "revision", "reason" },
        { "revision", "code" },        { "revision", "pack" },     { "revision", "issues" },
        { "revision", "pack_sha256" }, { "revision", "readings" }, { "filing", "site" },
        { "filing", "form" },          { "chain", "hash" },        { "chain", "detail_hash" },
        { "chain", "prev" },           { "chain", "kind" },        { "chain", "input_hash" },
    };
    struct world *world = *state;
    struct filing_list list;
    struct filing_view view;
    struct filing_query query = { .enterprise = TH_STR("e1"), .limit = 10 };
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_OK);
    struct filing_ref ref = { TH_STR("e1"), list.items[0].id, 0 };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char sql[160];
        const char *table = texts[i].table, *column = texts[i].column;
        snprintf(sql, sizeof sql, "UPDATE %s SET %s = %s || 'x'", table, column, column);
        tamper(world, sql);
        assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_INTERNAL);
        assert_int_equal(filings_history(&world->service, &world->arena, &ref, &list), TH_INTERNAL);
        assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_INTERNAL);
        snprintf(sql, sizeof sql, "UPDATE %s SET %s = substr(%s, 1, length(%s) - 1)", table, column,
                 column, column);
        tamper(world, sql);
        assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_OK);
    }
}

static void f13_an_altered_kept_answer_is_not_repeated(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_OK);
    assert_true(out.is_replay);
    tamper(world, "UPDATE idempotency SET answer = 'x' || answer");
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_INTERNAL);
    tamper(world, "UPDATE idempotency SET content = substr(content, 1, 32)"); /* an old row */
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_OK);
}

static void b17_a_rehashed_entry_breaks_the_next_one(void **state)
{
    struct world *world = *state;
    struct chain_row entry;
    char sql[300];
    /* An operator who changes entry 3's time in both tables and recomputes that entry's own hash.
     */
    tamper(world, "UPDATE revision SET at_s = 7 WHERE chain_seq = 3; UPDATE chain SET at_s = 7 "
                  "WHERE seq = 3");
    struct seen seen = verify(world);
    assert_int_equal(seen.seq, 3);
    char path[128];
    sqlite3 *handle;
    sqlite3_stmt *row;
    store_close(world->store);
    snprintf(path, sizeof path, "%s/%s", world->folder, STORE_FILE_NAME);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(
            handle,
            "SELECT enterprise_id, kind, filing_id, author_id, revision, input_hash, result_hash, "
            "detail_hash, prev FROM chain WHERE seq = 3",
            -1, &row, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    entry = (struct chain_row){ .enterprise = th_str_of((const char *)sqlite3_column_text(row, 0)),
                                .kind = th_str_of((const char *)sqlite3_column_text(row, 1)),
                                .filing = th_str_of((const char *)sqlite3_column_text(row, 2)),
                                .author_id = th_str_of((const char *)sqlite3_column_text(row, 3)),
                                .revision = (uint32_t)sqlite3_column_int(row, 4),
                                .seq = 3,
                                .at_s = 7 };
    strcpy(entry.input, (const char *)sqlite3_column_text(row, 5));
    strcpy(entry.result, (const char *)sqlite3_column_text(row, 6));
    strcpy(entry.detail, (const char *)sqlite3_column_text(row, 7));
    strcpy(entry.prev, (const char *)sqlite3_column_text(row, 8));
    chain_hash(&entry, entry.hash);
    sqlite3_finalize(row);
    snprintf(sql, sizeof sql, "UPDATE chain SET hash = '%s' WHERE seq = 3", entry.hash);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
    world_open_store(world);
    seen = verify(world);
    assert_int_equal(seen.seq, 4);
    assert_non_null(strstr(seen.what, "does not continue"));
}

static void the_engine_itself_refuses_to_rewrite(void **state)
{
    struct world *world = *state;
    static const char *const rewrites[] = {
        "UPDATE revision SET reason = 'x'", "DELETE FROM revision",
        "UPDATE chain SET at_s = 1",        "DELETE FROM chain",
        "UPDATE act SET at_s = 1",          "DELETE FROM act"
    };
    char path[128];
    sqlite3 *handle;
    snprintf(path, sizeof path, "%s/%s", world->folder, STORE_FILE_NAME);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    for (int i = 0; i < 6; i++)
        assert_int_equal(sqlite3_exec(handle, rewrites[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(handle);
}

static void f13_an_altered_draft_is_not_served(void **state)
{
    struct world *world = *state;
    struct draft_view draft;
    struct write_request key = { .enterprise = TH_STR("e1"), .target = TH_STR("draft-1") };
    assert_int_equal(drafts_get(&world->service, &world->arena, &key, &draft), TH_OK);
    tamper(world, "UPDATE draft SET content = '[1,3]'");
    assert_int_equal(drafts_get(&world->service, &world->arena, &key, &draft), TH_INTERNAL);
}

static enum th_status join_second(struct store_db *db, void *data)
{
    (void)data;
    struct membership_row member = { .account_id = TH_STR("u1"),
                                     .enterprise_id = TH_STR("e2"),
                                     .role = TH_STR("agent") };
    return acts_put_membership(db, &(struct act_by){ TH_STR("test"), 1 }, &member);
}

static void chains_of_enterprises_do_not_mix(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    assert_int_equal(store_write(world->store, join_second, NULL), TH_OK);
    struct write_request request = world_request(
        "key-0000000000000003", world_with_receipt(world, TH_STR("e2"), world_template()));
    request.enterprise = TH_STR("e2");
    assert_int_equal(world_submit(world, &request, &out), TH_OK);
    struct filing_view view;
    struct filing_ref ref = { TH_STR("e2"), out.id, 0 };
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_OK);
    assert_int_equal(view.chain_seq, 1);
    assert_int_equal(verify(world).count, 0);
}

static void b19_a_clock_that_jumps_changes_no_sequence(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    struct filing_view view;
    const int64_t jumps[] = { -3600000, 7200000, -86400000LL * 300, 86400000LL * 400 };
    for (int i = 0; i < 4; i++) {
        world->now_ms += jumps[i];
        assert_int_equal(world_file_month(world, 3 + i, "12.5", &out), TH_OK);
        struct filing_ref ref = { TH_STR("e1"), out.id, 0 };
        assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_OK);
        assert_int_equal(view.chain_seq, 6 + i);
    }
    assert_int_equal(verify(world).count, 0);
}

static void b20_the_day_is_that_of_shanghai(void **state)
{
    (void)state;
    assert_int_equal(clock_day_of(0), 0);
    assert_int_equal(clock_day_of(16 * 3600 - 1), 0); /* 23:59:59 there */
    assert_int_equal(clock_day_of(16 * 3600), 1);
    assert_int_equal(clock_day_of(-8 * 3600), 0);
    assert_int_equal(clock_day_of(-8 * 3600 - 1), -1);
    assert_int_equal(clock_day_of(1735660799), 20088); /* 2024-12-31 23:59:59 there */
    assert_int_equal(clock_day_of(1735660800), 20089); /* 2025-01-01 */
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(an_untouched_ledger_has_no_fault),
        CASE(f13_an_altered_kept_answer_is_not_repeated),
        CASE(b17_f13_every_tampering_is_named),
        CASE(b17_a_checker_beside_the_server_names_it_in_its_next_round),
        CASE(f13_altered_bytes_are_not_served),
        CASE(f13_no_altered_column_is_served),
        CASE(f13_an_altered_draft_is_not_served),
        CASE(b17_a_rehashed_entry_breaks_the_next_one),
        CASE(the_engine_itself_refuses_to_rewrite),
        CASE(chains_of_enterprises_do_not_mix),
        CASE(b19_a_clock_that_jumps_changes_no_sequence),
        CASE(b20_the_day_is_that_of_shanghai),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
