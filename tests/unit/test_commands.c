/* verify, backup, restore, migrate and the sample enterprise, as main calls them. */
#include "commands.h"
#include "demo.h"
#include "keeping.h"
#include "world.h"

#include <sqlite3.h>
#include <sys/stat.h>

/* A backup drill needs two folders. */
struct drill {
    struct world *world;
    char other[80], copy[80];
};

static int set_up(void **state)
{
    struct drill *drill = calloc(1, sizeof *drill);
    struct write_outcome out;
    drill->world = world_new();
    world_file_template(drill->world);
    assert_int_equal(world_file_month(drill->world, 1, "12.5", &out), TH_OK);
    snprintf(drill->other, sizeof drill->other, "%.60s-restored", drill->world->folder);
    snprintf(drill->copy, sizeof drill->copy, "%.60s-copy.db", drill->world->folder);
    *state = drill;
    return 0;
}

static int tear_down(void **state)
{
    struct drill *drill = *state;
    world_remove_folder(drill->other);
    unlink(drill->copy);
    world_free(drill->world);
    free(drill);
    return 0;
}

static int run(int (*command)(const char *, int, char **), const char *folder, char *name,
               char *argument)
{
    char *argv[] = { name, argument, NULL };
    return command(folder, argument ? 2 : 1, argv);
}

static void a_backup_beside_the_server_restores_and_verifies(void **state)
{
    struct drill *drill = *state;
    struct world *world = drill->world;
    struct write_outcome out;
    assert_int_equal(run(cmd_backup, world->folder, "backup", drill->copy), 0);
    assert_int_equal(world_file_month(world, 2, "12.5", &out), TH_OK); /* after the backup */
    assert_int_equal(run(cmd_restore, drill->other, "restore", drill->copy), 0);
    assert_int_equal(run(cmd_verify, drill->other, "verify", NULL), 0);
    assert_int_equal(run(cmd_migrate, drill->other, "migrate", NULL), 0);
    store_close(world->store);
    char error[STORE_ERROR_CAP];
    struct store_setup setup = { .data_dir = drill->other,
                                 .mode = STORE_WRITER,
                                 .must_exist = true };
    world->service.store = world->store = store_open(&setup, error);
    assert_non_null(world->store);
    struct filing_list list;
    struct filing_query query = { .enterprise = TH_STR("e1"), .limit = 10 };
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_OK);
    assert_int_equal(list.count, 2);
    assert_int_equal(world_file_month(world, 2, "12.5", &out), TH_OK); /* and it goes on */
}

static void a_restore_overwrites_nothing(void **state)
{
    struct drill *drill = *state;
    assert_int_equal(run(cmd_backup, drill->world->folder, "backup", drill->copy), 0);
    assert_int_equal(run(cmd_restore, drill->world->folder, "restore", drill->copy), 1);
    assert_int_equal(run(cmd_backup, drill->world->folder, "backup", drill->copy), 1);
    assert_int_equal(run(cmd_verify, drill->world->folder, "verify", NULL), 0);
}

static void a_missing_file_or_folder_is_said(void **state)
{
    struct drill *drill = *state;
    assert_int_equal(run(cmd_restore, drill->other, "restore", "/tmp/tanheng-no-such-file"), 1);
    assert_int_not_equal(access(drill->other, F_OK), 0);
    assert_int_equal(run(cmd_verify, "/tmp/tanheng-no-such-folder", "verify", NULL), 1);
    assert_int_equal(run(cmd_migrate, "/tmp/tanheng-no-such-folder", "migrate", NULL), 1);
}

static void wrong_usage_ends_with_2(void **state)
{
    struct drill *drill = *state;
    assert_int_equal(run(cmd_backup, drill->world->folder, "backup", NULL), 2);
    assert_int_equal(run(cmd_verify, drill->world->folder, "verify", "x"), 2);
    assert_int_equal(run(cmd_restore, drill->world->folder, "restore", "--force"), 2);
}

static void a_changed_backup_does_not_pass(void **state)
{
    struct drill *drill = *state;
    sqlite3 *handle;
    assert_int_equal(run(cmd_backup, drill->world->folder, "backup", drill->copy), 0);
    assert_int_equal(sqlite3_open(drill->copy, &handle), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(
            handle,
            "DROP TRIGGER revision_no_update; UPDATE revision SET tce = '1' WHERE chain_seq = 2",
            NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(handle);
    assert_int_equal(run(cmd_restore, drill->other, "restore", drill->copy), 1);
    assert_int_not_equal(access(drill->other, F_OK), 0);
}

/* ---- the sample ---- */

static struct filing_list sample_list(struct world *world, struct th_str enterprise)
{
    struct filing_list list;
    struct filing_query query = { .enterprise = enterprise, .limit = 100 };
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_OK);
    return list;
}

static enum th_status find_sample(struct store_db *db, void *data)
{
    struct world *world = data;
    struct enterprise_row row;
    enum th_status status =
        store_enterprise_by_name(db, &world->arena, TH_STR(DEMO_ENTERPRISE), &row);
    static char id[40];
    snprintf(id, sizeof id, "%.*s", (int)row.id.len, row.id.ptr);
    world->receipt_body[0] = '\0';
    strcpy(world->receipt_body, id);
    return status;
}

static const struct th_str cast_roles[] = { { "legal_person", 12 }, { "agent", 5 } };
static const struct demo_cast cast = { .roles = cast_roles, .count = 2, .author = 1 };

static void the_sample_is_filed_once_and_has_a_history(void **state)
{
    struct drill *drill = *state;
    struct world *world = drill->world;
    char error[STORE_ERROR_CAP] = "";
    store_close(world->store);
    struct store_setup setup = { .data_dir = drill->other,
                                 .mode = STORE_WRITER,
                                 .create_as_demo = true };
    world->service.store = world->store = store_open(&setup, error);
    for (int start = 0; start < 3; start++)
        if (demo_seed(&world->service, &world->arena, &cast, error) != TH_OK)
            fail_msg("%s", error);
    assert_int_equal(store_read(world->store, find_sample, world), TH_OK);
    struct th_str enterprise = th_str_of(world->receipt_body);
    struct filing_list list = sample_list(world, enterprise);
    assert_true(list.count >= 6);
    struct context_snapshot found;
    struct context_query query = {
        enterprise, TH_STR("energy_report"), TH_STR("all"), { 24312, 24312 }, TH_STR("")
    };
    assert_int_equal(filings_context(&world->service, &world->arena, &query, &found), TH_OK);
    assert_int_equal(found.context.history_count, 4 * 24);
    assert_true(found.context.template_doc.len > 0);
    assert_int_equal(run(cmd_verify, drill->other, "verify", NULL), 0);
}

static void the_sample_is_not_mixed_into_real_data(void **state)
{
    struct drill *drill = *state;
    char error[STORE_ERROR_CAP] = "";
    assert_int_equal(demo_seed(&drill->world->service, &drill->world->arena, &cast, error),
                     TH_CONFLICT);
    assert_non_null(strstr(error, "real data"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_backup_beside_the_server_restores_and_verifies),
        CASE(a_restore_overwrites_nothing),
        CASE(a_missing_file_or_folder_is_said),
        CASE(wrong_usage_ends_with_2),
        CASE(a_changed_backup_does_not_pass),
        CASE(the_sample_is_filed_once_and_has_a_history),
        CASE(the_sample_is_not_mixed_into_real_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
