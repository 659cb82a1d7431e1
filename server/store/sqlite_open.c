/* Opening and closing a SQLite connection with the settings that durability and safety need. */
#include "sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define VALUE_BYTES (16 * 1024 * 1024)

static const char settings[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA mmap_size = 0;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA wal_autocheckpoint = 0;";
/* The journal mode is a property of the file: only the writer sets it. */
static const char writer_settings[] = "PRAGMA journal_mode = WAL;"
                                      "PRAGMA synchronous = FULL;"
                                      "PRAGMA journal_size_limit = 4194304;"
                                      "PRAGMA cache_size = -8192;"; /* keys come at random */
/* VACUUM rebuilds beside the file, not in memory. */
static const char copy_settings[] = "PRAGMA journal_mode = MEMORY;"
                                    "PRAGMA synchronous = OFF;"
                                    "PRAGMA temp_store = FILE;";
static const char reader_settings[] = "PRAGMA query_only = ON;";

int64_t sqlite_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int on_progress(void *data)
{
    const struct store_db *db = data;
    return db->deadline_ms && sqlite_now_ms() > db->deadline_ms;
}

static int on_commit(void *data, sqlite3 *handle, const char *name, int pages)
{
    struct store_db *db = data;
    (void)handle;
    (void)name;
    db->wal_pages = pages;
    return SQLITE_OK;
}

/* VACUUM attaches the file that it writes. */
static void set_limits(sqlite3 *handle, enum engine_role role)
{
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, role == ENGINE_COPY ? 1 : 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, VALUE_BYTES);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100000);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 50);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, 4);
    sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 25000);
    sqlite3_limit(handle, SQLITE_LIMIT_FUNCTION_ARG, 24);
    sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 4);
    sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
}

/* One connection writes and checkpoints, the others never do: SQLite 3.7.0 to 3.51.2 can damage the
 * log when two connections do so at once. */
static bool set_up(struct store_db *db)
{
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, SQLITE_BUSY_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, db->role == ENGINE_READER,
                      NULL);
    set_limits(db->handle, db->role);
    if (!sqlite_sha256_functions(db->handle))
        return false;
    if (sqlite3_exec(db->handle, settings, NULL, NULL, NULL) != SQLITE_OK)
        return false;
    static const char *const more[] = { [ENGINE_WRITER] = writer_settings,
                                        [ENGINE_READER] = reader_settings,
                                        [ENGINE_COPY] = copy_settings };
    if (sqlite3_exec(db->handle, more[db->role], NULL, NULL, NULL) != SQLITE_OK)
        return false;
    if (db->role == ENGINE_WRITER)
        sqlite3_wal_hook(db->handle, on_commit, db);
    else if (db->role == ENGINE_READER)
        sqlite3_progress_handler(db->handle, 10000, on_progress, db);
    return true;
}

struct store_db *engine_open(const struct engine_path *where, char error[STORE_ERROR_CAP])
{
    struct store_db *db = calloc(1, sizeof *db);
    if (!db) {
        snprintf(error, STORE_ERROR_CAP, "%s", "no memory for the database");
        return NULL;
    }
    db->role = where->role;
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (where->may_create ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(where->path, &db->handle, flags, NULL);
    if (code == SQLITE_OK && set_up(db))
        return db;
    snprintf(error, STORE_ERROR_CAP, "%s: the database cannot be opened (%s)", where->path,
             db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code));
    engine_close(db);
    return NULL;
}

void engine_close(struct store_db *db)
{
    if (!db)
        return;
    for (size_t i = 0; i < SQLITE_STATEMENTS; i++)
        sqlite3_finalize(db->statements[i].handle);
    sqlite3_close(db->handle);
    free(db);
}

bool engine_schema(struct store_db *db, uint32_t *number, bool *is_ours)
{
    sqlite3_stmt *version = sqlite_prepared(db, "PRAGMA user_version");
    sqlite3_stmt *owner = sqlite_prepared(db, "PRAGMA application_id");
    if (!version || !owner || sqlite3_step(version) != SQLITE_ROW ||
        sqlite3_step(owner) != SQLITE_ROW)
        return false;
    *number = (uint32_t)sqlite3_column_int(version, 0);
    int id = sqlite3_column_int(owner, 0);
    *is_ours = id == SQLITE_OWNER || (id == 0 && *number == 0);
    sqlite3_reset(version);
    sqlite3_reset(owner);
    return true;
}

enum th_status engine_script(struct store_db *db, const char *sql, char error[STORE_ERROR_CAP])
{
    char *message = NULL;
    if (!engine_begin(db)) {
        snprintf(error, STORE_ERROR_CAP, "%s", engine_trouble_line(db));
        return TH_STORE_FAILED;
    }
    if (sqlite3_exec(db->handle, sql, NULL, NULL, &message) == SQLITE_OK && engine_commit(db))
        return TH_OK;
    snprintf(error, STORE_ERROR_CAP, "%s", message ? message : engine_trouble_line(db));
    sqlite3_free(message);
    engine_rollback(db);
    return TH_STORE_FAILED;
}

static enum th_status judge(struct store_db *db, const char *pragma, bool wants_rows,
                            char error[STORE_ERROR_CAP])
{
    sqlite3_stmt *check = sqlite_prepared(db, pragma);
    int code = check ? sqlite3_step(check) : SQLITE_ERROR;
    bool is_good = wants_rows ? code == SQLITE_ROW &&
                                    strcmp((const char *)sqlite3_column_text(check, 0), "ok") == 0
                              : code == SQLITE_DONE;
    if (!is_good)
        snprintf(error, STORE_ERROR_CAP, "%s: %s", pragma,
                 code == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0)
                                    : sqlite3_errmsg(db->handle));
    sqlite3_reset(check);
    return is_good ? TH_OK : TH_STORE_FAILED;
}

enum th_status engine_check(struct store_db *db, char error[STORE_ERROR_CAP])
{
    enum th_status status = judge(db, "PRAGMA integrity_check(1)", true, error);
    return status ? status : judge(db, "PRAGMA foreign_key_check", false, error);
}

/* A copy is one file without a log beside it. */
static bool copy_pages(struct store_db *db, sqlite3 *target)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", db->handle, "main");
    if (!backup)
        return false;
    int code = sqlite3_backup_step(backup, -1); /* one read snapshot: writers go on beside it */
    if (sqlite3_backup_finish(backup) != SQLITE_OK || code != SQLITE_DONE)
        return false;
    return sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
}

static bool sync_path(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool is_safe = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return is_safe;
}

/* The file's bytes, then its name in the folder. */
static bool sync_file(const char *path)
{
    char folder[1024];
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    snprintf(folder, sizeof folder, "%.*s", (int)size, path);
    return sync_path(path) && sync_path(slash ? (size ? folder : "/") : ".");
}

enum th_status engine_copy(struct store_db *db, const char *path, char error[STORE_ERROR_CAP])
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        snprintf(error, STORE_ERROR_CAP, "%s: %s; name a new file", path, strerror(errno));
        return TH_CONFLICT;
    }
    close(file);
    sqlite3 *target = NULL;
    bool is_done = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                   copy_pages(db, target);
    if (!is_done)
        snprintf(error, STORE_ERROR_CAP, "%s: copying failed (%s)", path,
                 target ? sqlite3_errmsg(target) : "no memory");
    sqlite3_close(target);
    if (is_done && !sync_file(path)) {
        snprintf(error, STORE_ERROR_CAP, "%s: %s", path, strerror(errno));
        is_done = false;
    }
    if (!is_done)
        unlink(path);
    return is_done ? TH_OK : TH_STORE_FAILED;
}
