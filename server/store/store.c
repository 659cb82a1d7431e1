/* Opening a data folder: lock, writer connection, migrations, demo mark, read connections; and
 * closing it again. */
#include "migrate.h"
#include "sql.h"
#include "store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_CAP  STORE_PATH_CAP
#define LOCK_NAME "tanheng.lock"

static bool join(char out[PATH_CAP], const char *folder, const char *name)
{
    int length = snprintf(out, PATH_CAP, "%s/%s", folder, name);
    return length > 0 && length < PATH_CAP;
}

static bool fail(char error[STORE_ERROR_CAP], const char *place, const char *text)
{
    snprintf(error, STORE_ERROR_CAP, "%.120s: %s", place, text);
    return false;
}

static bool make_folder(const char *folder, char error[STORE_ERROR_CAP])
{
    if (mkdir(folder, 0700) == 0 || errno == EEXIST)
        return true;
    return fail(error, folder, strerror(errno));
}

/* The lock keeps a second writing process out for as long as this one lives; the kernel drops it at
 * the end, also after kill -9. */
static bool lock(struct store *store, const char *folder, char error[STORE_ERROR_CAP])
{
    char path[PATH_CAP];
    if (!join(path, folder, LOCK_NAME))
        return fail(error, folder, "the name of the data folder is too long");
    store->lock_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock_file < 0)
        return fail(error, path, strerror(errno));
    if (flock(store->lock_file, LOCK_EX | LOCK_NB) == 0)
        return true;
    return fail(error, folder, "another tanheng process is using this data folder; stop it first");
}

/* A database that nobody is in yet becomes the demo's; also one whose first start was cut off. */
static enum th_status mark_demo(struct store_db *db)
{
    return sql_run(db,
                   "INSERT OR IGNORE INTO meta (name, value) SELECT 'demo', '1' WHERE NOT EXISTS "
                   "(SELECT 1 FROM account) AND NOT EXISTS (SELECT 1 FROM enterprise)",
                   SQL_NO_ARGS);
}

static bool read_marks(struct store *store, struct store_db *db)
{
    int64_t demo = 0;
    bool is_ours = false;
    if (sql_number(db, "SELECT count(*) FROM meta WHERE name = 'demo'", SQL_NO_ARGS, &demo) !=
        TH_OK)
        return false;
    store->is_demo = demo != 0;
    return engine_schema(db, &store->schema, &is_ours);
}

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && about.st_size > 0;
}

static bool open_writer(struct store *store, const struct store_setup *setup, const char *path,
                        char error[STORE_ERROR_CAP])
{
    bool is_new = !is_there(path);
    struct engine_path where = { .path = path, .role = ENGINE_WRITER, .may_create = is_new };
    struct store_db *db = store->writer.db = engine_open(&where, error);
    if (!db || migrate_run(db, error) != TH_OK)
        return false;
    if (setup->create_as_demo && mark_demo(db) != TH_OK)
        return fail(error, path, engine_trouble_line(db));
    if (!read_marks(store, db))
        return fail(error, path, engine_trouble_line(db));
    store->has_writer = true;
    return writer_start(store, setup->queue_limit) || fail(error, path, "no thread for the writer");
}

/* While somebody writes, the log is never still: only one that nobody uses is judged. */
static bool is_log_good(const char *path, char error[STORE_ERROR_CAP])
{
    char lock_path[PATH_CAP];
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    if (engine_log_is_whole(path, error))
        return true;
    snprintf(lock_path, sizeof lock_path, "%.*s" LOCK_NAME, folder, path);
    int file = open(lock_path, O_RDONLY | O_CLOEXEC);
    bool is_in_use = file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0;
    bool is_good = is_in_use || engine_log_is_whole(path, error);
    if (file >= 0)
        close(file);
    return is_good;
}

static bool open_reader(struct store *store, const char *path, char error[STORE_ERROR_CAP])
{
    struct engine_path where = { .path = path, .role = ENGINE_READER };
    struct store_db *db = is_log_good(path, error) ? engine_open(&where, error) : NULL;
    bool is_good = db && migrate_judge(db, error) == TH_OK;
    if (is_good && !read_marks(store, db))
        is_good = fail(error, path, engine_trouble_line(db));
    engine_close(db);
    return is_good;
}

static bool open_folder(struct store *store, const struct store_setup *setup, const char *path,
                        char error[STORE_ERROR_CAP])
{
    return make_folder(setup->data_dir, error) && lock(store, setup->data_dir, error) &&
           engine_log_is_whole(path, error) && open_writer(store, setup, path, error);
}

/* Twice the processors: a reader that the scheduler puts aside must not hold the others up. */
static uint32_t reader_count(uint32_t wanted)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t count = wanted ? wanted : processors > 2 ? (uint32_t)processors * 2 : 4;
    return count < STORE_READERS_MAX ? count : STORE_READERS_MAX;
}

static bool open_all(struct store *store, const struct store_setup *setup,
                     char error[STORE_ERROR_CAP])
{
    char path[PATH_CAP];
    if (setup->mode == STORE_READER && setup->file)
        snprintf(path, sizeof path, "%s", setup->file);
    else if (!join(path, setup->data_dir, STORE_FILE_NAME))
        return fail(error, setup->data_dir, "the name of the data folder is too long");
    if ((setup->mode == STORE_READER || setup->must_exist) && !is_there(path))
        return fail(error, path, "there is no database; name the data folder of the server");
    if (setup->mode == STORE_READER ? !open_reader(store, path, error)
                                    : !open_folder(store, setup, path, error))
        return false;
    memcpy(store->path, path, sizeof store->path);
    struct store_files files = { path, reader_count(setup->readers) };
    return readers_open(store, &files, error);
}

struct store *store_open(const struct store_setup *setup, char error[STORE_ERROR_CAP])
{
    struct store *store = calloc(1, sizeof *store);
    if (!store) {
        fail(error, "database", "no memory");
        return NULL;
    }
    store->lock_file = -1;
    store->on_fatal = setup->on_fatal;
    store->fatal_self = setup->fatal_self;
    store->meter = store_meter_new();
    if (open_all(store, setup, error))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    writer_stop(store);
    readers_close(store);
    if (store->has_writer && !store->writer.is_dead)
        engine_checkpoint(store->writer.db, true);
    engine_close(store->writer.db);
    if (store->lock_file >= 0)
        close(store->lock_file);
    meter_free(store->meter);
    free(store);
}

bool store_is_demo(const struct store *store)
{
    return store->is_demo;
}

uint32_t store_schema(const struct store *store)
{
    return store->schema;
}

enum th_status store_check(struct store *store, char error[STORE_ERROR_CAP])
{
    struct store_db *db = readers_take(store);
    if (!db) {
        fail(error, "database", "every read connection is busy; try again");
        return TH_OVERLOADED;
    }
    engine_time_limit(db, 0);
    engine_clear_trouble(db);
    enum th_status status = engine_check(db, error);
    readers_return(store, db);
    return status;
}

enum th_status store_copy(struct store *store, const char *path, char error[STORE_ERROR_CAP])
{
    struct store_db *db = readers_take(store);
    if (!db) {
        fail(error, "database", "every read connection is busy; try again");
        return TH_OVERLOADED;
    }
    engine_time_limit(db, 0);
    enum th_status status = engine_copy(db, path, error);
    readers_return(store, db);
    return status;
}
