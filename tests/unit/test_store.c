/* The database under load, refusals and faults: real SQLite; disk faults come from our own pwrite64
 * and fdatasync in front of the C library's. */
#define _GNU_SOURCE
#include "migrate.h"
#include "sql.h"
#include "store_people.h"
#include "unit.h"
#include "world.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* ---- faults ---- */

static atomic_int write_error, sync_error; /* errno to fail with; 0 = none */
static atomic_long writes_left = -1;       /* writes that still pass; -1 = all */

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    if (atomic_load(&write_error) && atomic_fetch_sub(&writes_left, 1) <= 0) {
        errno = atomic_load(&write_error);
        return -1;
    }
    return syscall(SYS_pwrite64, file, bytes, size, at);
}

int fdatasync(int file)
{
    if (atomic_load(&sync_error)) {
        errno = atomic_load(&sync_error);
        return -1;
    }
    return (int)syscall(SYS_fdatasync, file);
}

static void fail_writes(int error, long after)
{
    atomic_store(&writes_left, after);
    atomic_store(&write_error, error);
}

/* ---- jobs ---- */

static enum th_status add_enterprise(struct store_db *db, void *data)
{
    struct enterprise_row row = { .id = th_str_of(data), .name = th_str_of(data), .created_s = 1 };
    return store_enterprise_insert(db, &row);
}

static enum th_status add_then_refuse(struct store_db *db, void *data)
{
    enum th_status status = add_enterprise(db, data);
    return status ? status : TH_STALE;
}

static enum th_status count_enterprises(struct store_db *db, void *data)
{
    return sql_number(db, "SELECT count(*) FROM enterprise WHERE id LIKE 'x%'", SQL_NO_ARGS, data);
}

static int64_t count(struct world *world)
{
    int64_t number = -1;
    assert_int_equal(store_read(world->store, count_enterprises, &number), TH_OK);
    return number;
}

static enum th_status add(struct world *world, const char *name)
{
    return store_write(world->store, add_enterprise, (void *)(uintptr_t)name);
}

static int set_up(void **state)
{
    *state = world_new();
    return 0;
}
static int tear_down(void **state)
{
    atomic_store(&write_error, 0);
    atomic_store(&sync_error, 0);
    world_free(*state);
    return 0;
}

/* ---- jobs and groups ---- */

static void f16_a_refused_job_leaves_nothing_behind(void **state)
{
    struct world *world = *state;
    assert_int_equal(store_write(world->store, add_then_refuse, (void *)(uintptr_t) "x1"),
                     TH_STALE);
    assert_int_equal(count(world), 0);
    assert_int_equal(add(world, "x1"), TH_OK);
    assert_int_equal(add(world, "x1"), TH_CONFLICT);
    assert_int_equal(count(world), 1);
}

#define THREADS 24
#define EACH    20

struct load {
    struct world *world;
    int number, stored, refused;
};

static void *run_load(void *data)
{
    struct load *load = data;
    for (int i = 0; i < EACH; i++) {
        char name[32];
        snprintf(name, sizeof name, "x%d-%d", load->number, i);
        bool is_refused = i % 3 == 0;
        enum th_status status =
            store_write(load->world->store, is_refused ? add_then_refuse : add_enterprise, name);
        load->stored += status == TH_OK;
        load->refused += status == TH_STALE;
    }
    return NULL;
}

static void jobs_of_one_group_do_not_harm_each_other(void **state)
{
    struct world *world = *state;
    pthread_t threads[THREADS];
    struct load loads[THREADS];
    int stored = 0, refused = 0;
    for (int i = 0; i < THREADS; i++) {
        loads[i] = (struct load){ world, i, 0, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, run_load, &loads[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        stored += loads[i].stored;
        refused += loads[i].refused;
    }
    assert_int_equal(stored + refused, THREADS * EACH);
    assert_int_equal(refused, THREADS * ((EACH + 2) / 3));
    assert_int_equal(count(world), stored);
}

static enum th_status write_while_reading(struct store_db *db, void *data)
{
    return add_enterprise(db, data);
}

static void a_read_job_cannot_write(void **state)
{
    struct world *world = *state;
    assert_int_equal(store_read(world->store, write_while_reading, (void *)(uintptr_t) "x1"),
                     TH_STORE_FAILED);
    assert_int_equal(count(world), 0);
}

static void f14_the_log_stays_small_under_many_writes(void **state)
{
    struct world *world = *state;
    char path[128], name[1200];
    struct stat about;
    memset(name, 'x', sizeof name);
    for (int i = 0; i < 3000; i++) { /* about 30 MB of log if it never shrank */
        snprintf(name + 1000, sizeof name - 1000, "%d", i);
        assert_int_equal(add(world, name), TH_OK);
    }
    snprintf(path, sizeof path, "%s/%s-wal", world->folder, STORE_FILE_NAME);
    assert_int_equal(stat(path, &about), 0);
    assert_true(about.st_size < 8 * 1024 * 1024);
    store_close(world->store);
    world_open_store(world);
    assert_int_equal(count(world), 3000);
}

/* ---- overload and stopping ---- */

struct gate {
    atomic_bool is_inside, may_go;
};

static enum th_status wait_at_gate(struct store_db *db, void *data)
{
    struct gate *gate = data;
    (void)db;
    atomic_store(&gate->is_inside, true);
    while (!atomic_load(&gate->may_go))
        usleep(200);
    return TH_OK;
}

static void *hold_writer(void *data)
{
    void **pair = data;
    struct world *world = pair[0];
    enum th_status status = store_write(world->store, wait_at_gate, pair[1]);
    return (void *)(uintptr_t)status;
}

struct posted {
    char name[16];
};
static enum th_status add_posted(struct store_db *db, void *data)
{
    return add_enterprise(db, ((struct posted *)data)->name);
}

/* Reopens with a queue of `limit` and a job that keeps the writer busy until the gate opens. */
static pthread_t hold(struct world *world, uint32_t limit, void **pair)
{
    struct gate *gate = pair[1];
    pthread_t holder;
    char error[STORE_ERROR_CAP];
    store_close(world->store);
    struct store_setup setup = { .data_dir = world->folder,
                                 .mode = STORE_WRITER,
                                 .queue_limit = limit };
    world->store = store_open(&setup, error);
    assert_int_equal(pthread_create(&holder, NULL, hold_writer, pair), 0);
    while (!atomic_load(&gate->is_inside))
        usleep(200);
    return holder;
}

static void post(struct world *world, int number)
{
    struct posted row;
    snprintf(row.name, sizeof row.name, "x%d", number);
    store_post(world->store, add_posted, &row, sizeof row);
}

static void f16_a_full_queue_answers_overloaded_and_a_stop_drains_it(void **state)
{
    struct world *world = *state;
    struct gate gate = { false, false };
    void *pair[2] = { world, &gate };
    pthread_t holder = hold(world, 1, pair);
    post(world, 1);
    assert_int_equal(add(world, "x99"), TH_OVERLOADED);
    atomic_store(&gate.may_go, true);
    pthread_join(holder, NULL);
    store_close(world->store);
    world_open_store(world);
    assert_int_equal(count(world), 1);
}

static void records_that_may_be_lost_take_a_quarter_of_the_queue(void **state)
{
    struct world *world = *state;
    struct gate gate = { false, false };
    void *pair[2] = { world, &gate };
    pthread_t holder = hold(world, 20, pair);
    for (int i = 0; i < 20; i++)
        post(world, i);
    atomic_store(&gate.may_go, true);
    pthread_join(holder, NULL);
    assert_int_equal(add(world, "x99"), TH_OK); /* behind them */
    assert_int_equal(count(world), 6);
}

/* ---- opening ---- */

static void f15_a_second_writer_is_refused_and_a_reader_is_not(void **state)
{
    struct world *world = *state;
    char error[STORE_ERROR_CAP] = "";
    struct store_setup setup = { .data_dir = world->folder, .mode = STORE_WRITER };
    assert_null(store_open(&setup, error));
    assert_non_null(strstr(error, "another tanheng process"));
    setup.mode = STORE_READER;
    struct store *reader = store_open(&setup, error);
    assert_non_null(reader);
    assert_int_equal(store_write(reader, add_enterprise, (void *)(uintptr_t) "x1"),
                     TH_STORE_FAILED);
    store_close(reader);
}

static void run_sql(struct world *world, const char *sql)
{
    char path[128];
    sqlite3 *handle;
    snprintf(path, sizeof path, "%s/%s", world->folder, STORE_FILE_NAME);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void expect_refusal(struct world *world, const char *sql, const char *words)
{
    char error[STORE_ERROR_CAP] = "";
    store_close(world->store);
    run_sql(world, sql);
    struct store_setup setup = { .data_dir = world->folder, .mode = STORE_WRITER };
    world->store = store_open(&setup, error);
    assert_null(world->store);
    if (!strstr(error, words))
        fail_msg("%s", error);
}

static void f22_a_newer_schema_is_refused_by_name(void **state)
{
    expect_refusal(*state, "PRAGMA user_version = 999", "use the newer program");
}

static void the_database_of_another_program_is_refused(void **state)
{
    expect_refusal(*state, "PRAGMA application_id = 7", "another program");
}

static void a_missing_database_is_not_created_when_it_must_exist(void **state)
{
    char error[STORE_ERROR_CAP] = "";
    struct store_setup setup = { .data_dir = "/tmp/tanheng-no-such-folder",
                                 .mode = STORE_WRITER,
                                 .must_exist = true };
    (void)state;
    assert_null(store_open(&setup, error));
    setup.mode = STORE_READER;
    assert_null(store_open(&setup, error));
    assert_int_not_equal(access("/tmp/tanheng-no-such-folder", F_OK), 0);
}

static void f22_a_migration_that_fails_keeps_nothing(void **state)
{
    struct world *world = *state;
    char error[STORE_ERROR_CAP] = "", path[128];
    snprintf(path, sizeof path, "%s/half.db", world->folder);
    struct engine_path where = { path, ENGINE_WRITER, true };
    struct store_db *db = engine_open(&where, error);
    assert_non_null(db);
    assert_int_equal(
        engine_script(
            db, "CREATE TABLE a (b INTEGER) STRICT; PRAGMA user_version = 1; SELECT nonsense;",
            error),
        TH_STORE_FAILED);
    uint32_t number = 9;
    bool is_ours = false;
    assert_true(engine_schema(db, &number, &is_ours));
    assert_int_equal(number, 0);
    assert_int_equal(engine_script(db, "CREATE TABLE a (b INTEGER) STRICT;", error), TH_OK);
    engine_close(db);
}

static void migrations_are_numbered_without_gaps(void **state)
{
    (void)state;
    for (size_t i = 0; i < store_migration_count; i++)
        assert_int_equal(store_migrations[i].number, i + 1);
    assert_int_equal(store_schema_newest(), store_migration_count);
}

static void the_demo_mark_is_for_databases_without_anybody(void **state)
{
    struct world *world = *state;
    char error[STORE_ERROR_CAP];
    assert_false(store_is_demo(world->store));
    assert_int_equal(add(world, "x1"), TH_OK);
    store_close(world->store);
    struct store_setup setup = { .data_dir = world->folder,
                                 .mode = STORE_WRITER,
                                 .create_as_demo = true };
    world->store = store_open(&setup, error);
    assert_false(store_is_demo(world->store));
}

/* kill -9 between the schema and the mark once left a folder that neither demo nor anybody else
 * wanted. */
static void f9_a_demo_whose_first_start_was_cut_off_is_one(void **state)
{
    struct world *world = *state;
    char error[STORE_ERROR_CAP];
    store_close(world->store);
    world->store = NULL;
    char folder[] = "/tmp/tanheng-demo-XXXXXX", name[64];
    assert_non_null(mkdtemp(folder));
    struct store_setup setup = { .data_dir = folder, .mode = STORE_WRITER };
    store_close(store_open(&setup, error)); /* schema, nobody in it, no mark */
    setup.create_as_demo = true;
    struct store *store = store_open(&setup, error);
    assert_true(store_is_demo(store));
    store_close(store);
    snprintf(name, sizeof name, "%s/tanheng.db", folder);
    unlink(name);
    snprintf(name, sizeof name, "%s/tanheng.lock", folder);
    unlink(name);
    rmdir(folder);
}

/* ---- faults ---- */

static void f11_without_space_writes_fail_reads_go_on_and_it_recovers(void **state)
{
    struct world *world = *state;
    const int errors[] = { ENOSPC, EDQUOT, EFBIG };
    for (int i = 0; i < 3; i++) {
        char name[8];
        snprintf(name, sizeof name, "x%d", i);
        for (long after = 0; after < 2; after++) {
            fail_writes(errors[i], after);
            assert_int_equal(add(world, name), TH_STORE_FAILED);
            assert_int_equal(count(world), i);
        }
        fail_writes(0, -1);
        assert_int_equal(add(world, name), TH_OK);
        assert_int_equal(count(world), i + 1);
    }
}

static void note_fatal(void *self, const char *line)
{
    (void)line;
    (*(int *)self)++;
}

static void f12_after_an_io_error_nothing_is_acknowledged(void **state)
{
    struct world *world = *state;
    char error[STORE_ERROR_CAP];
    int fatal = 0;
    store_close(world->store);
    struct store_setup setup = { .data_dir = world->folder,
                                 .mode = STORE_WRITER,
                                 .on_fatal = note_fatal,
                                 .fatal_self = &fatal };
    world->store = store_open(&setup, error);
    assert_int_equal(add(world, "x1"), TH_OK);
    atomic_store(&sync_error, EIO);
    assert_int_equal(add(world, "x2"), TH_STORE_FAILED);
    atomic_store(&sync_error, 0);
    assert_int_equal(fatal, 1);
    assert_int_equal(add(world, "x3"), TH_STORE_FAILED); /* although the disk works again */
    store_close(world->store);
    world_open_store(world);
    assert_true(count(world) == 1 ||
                count(world) == 2); /* x2 was never acknowledged: both are right */
    assert_int_equal(add(world, "x4"), TH_OK);
}

static void f12_an_io_error_ends_the_process_with_75(void **state)
{
    struct world *world = *state;
    int status = 0;
    store_close(world->store);
    world->store = NULL;
    pid_t child = fork();
    if (child == 0) {
        char error[STORE_ERROR_CAP];
        struct store_setup setup = { .data_dir = world->folder, .mode = STORE_WRITER };
        struct store *store = store_open(&setup, error);
        if (!freopen("/dev/null", "w", stderr) || !store)
            _exit(1);
        atomic_store(&sync_error, EIO);
        (void)!store_write(store, add_enterprise, (void *)(uintptr_t) "x1");
        _exit(2); /* must not be reached */
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), STORE_EXIT_IO);
}

static void f13_damaged_pages_are_found(void **state)
{
    struct world *world = *state;
    char path[128], error[STORE_ERROR_CAP] = "";
    assert_int_equal(store_check(world->store, error), TH_OK);
    store_close(world->store);
    snprintf(path, sizeof path, "%s/%s", world->folder, STORE_FILE_NAME);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    for (long page = 1; page < 12; page++) { /* the header of some pages */
        fseek(file, page * 4096, SEEK_SET);
        fputc(0x55, file);
    }
    fclose(file);
    struct store_setup setup = { .data_dir = world->folder, .mode = STORE_READER };
    world->store = store_open(&setup, error);
    if (world->store)
        assert_int_equal(store_check(world->store, error), TH_STORE_FAILED);
    assert_true(error[0] != '\0');
}

/* The files of the open world as a killed server leaves them, byte `flip` of the log altered (-1:
 * none), its last `cut` bytes gone; what opening them for writing says. */
static void open_left_behind(struct world *world, long flip, long cut, char *error)
{
    char command[512], path[128];
    struct stat about;
    snprintf(path, sizeof path, "%s/left/%s-wal", world->folder, STORE_FILE_NAME);
    snprintf(command, sizeof command, "cd %s && rm -rf left && mkdir left && cp tanheng.db* left",
             world->folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(truncate(path, about.st_size - cut), 0);
    FILE *log = fopen(path, "r+b");
    assert_non_null(log);
    if (flip >= 0) {
        fseek(log, flip, SEEK_SET);
        int byte = fgetc(log);
        fseek(log, flip, SEEK_SET);
        fputc(byte ^ 4, log);
    }
    fclose(log);
    snprintf(path, sizeof path, "%s/left", world->folder);
    struct store_setup setup = { .data_dir = path, .mode = STORE_WRITER };
    error[0] = '\0';
    store_close(store_open(&setup, error));
    world_remove_folder(path);
}

/* The last commit is the exception: it cannot be told from one that a power cut tore. */
static void f13_a_log_damaged_before_its_last_commit_is_refused(void **state)
{
    struct world *world = *state;
    char error[STORE_ERROR_CAP];
    enum { FRAME = 24 + 4096 };
    for (int i = 0; i < 5; i++) {
        char name[8];
        snprintf(name, sizeof name, "x%d", i);
        assert_int_equal(add(world, name), TH_OK);
    }
    static const long places[] = { 0,      9,       17,      26,      32,       33 + 4,
                                   32 + 9, 32 + 17, 32 + 23, 32 + 24, 32 + 3000 };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        open_left_behind(world, places[i], 0, error);
        assert_non_null(strstr(error, "is damaged at byte 32 "));
        if (places[i] >= 32) {
            open_left_behind(world, places[i] + FRAME, 0, error);
            assert_non_null(strstr(error, "is damaged at byte 4152 "));
        }
    }
    for (long cut = 0; cut < 2 * FRAME; cut += 512 + 7) { /* torn, or lost */
        open_left_behind(world, -1, cut, error);
        assert_string_equal(error, "");
    }
}

static void a_copy_is_one_whole_file_and_never_overwrites(void **state)
{
    struct world *world = *state;
    char path[128], error[STORE_ERROR_CAP] = "";
    int64_t number = 0;
    snprintf(path, sizeof path, "%s/copy.db", world->folder);
    assert_int_equal(add(world, "x1"), TH_OK);
    assert_int_equal(store_copy(world->store, path, error), TH_OK);
    assert_int_equal(add(world, "x2"), TH_OK);
    assert_int_equal(store_copy(world->store, path, error), TH_CONFLICT);
    struct store_setup setup = { .file = path, .mode = STORE_READER };
    struct store *copy = store_open(&setup, error);
    assert_non_null(copy);
    assert_int_equal(store_read(copy, count_enterprises, &number), TH_OK);
    assert_int_equal(number, 1);
    store_close(copy);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(f16_a_refused_job_leaves_nothing_behind),
        CASE(jobs_of_one_group_do_not_harm_each_other),
        CASE(a_read_job_cannot_write),
        CASE(f14_the_log_stays_small_under_many_writes),
        CASE(f16_a_full_queue_answers_overloaded_and_a_stop_drains_it),
        CASE(records_that_may_be_lost_take_a_quarter_of_the_queue),
        CASE(f15_a_second_writer_is_refused_and_a_reader_is_not),
        CASE(f22_a_newer_schema_is_refused_by_name),
        CASE(the_database_of_another_program_is_refused),
        CASE(a_missing_database_is_not_created_when_it_must_exist),
        CASE(f22_a_migration_that_fails_keeps_nothing),
        CASE(migrations_are_numbered_without_gaps),
        CASE(the_demo_mark_is_for_databases_without_anybody),
        CASE(f9_a_demo_whose_first_start_was_cut_off_is_one),
        CASE(f11_without_space_writes_fail_reads_go_on_and_it_recovers),
        CASE(f12_after_an_io_error_nothing_is_acknowledged),
        CASE(f12_an_io_error_ends_the_process_with_75),
        CASE(f13_damaged_pages_are_found),
        CASE(f13_a_log_damaged_before_its_last_commit_is_refused),
        CASE(a_copy_is_one_whole_file_and_never_overwrites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
