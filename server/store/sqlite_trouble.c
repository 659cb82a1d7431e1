/* What SQLite's result codes mean for us, transactions and checkpoints. */
#include "sqlite.h"

#include <errno.h>
#include <stdio.h>

#define CHECKPOINT_PAGES 1000 /* 4 MB of log: written back when no reader is in the way */
#define INSIST_PAGES     8000 /* 32 MB: wait for readers for a moment */

/* The system's error of the last failed write to the log, or else to the database itself, which a
 * checkpoint writes; sqlite3_system_errno may be overwritten by then. */
static int write_errno(struct store_db *db)
{
    sqlite3_file *log = NULL;
    int error = 0;
    sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log && log->pMethods)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error == 0)
        sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    return error;
}

/* SQLite reports ENOSPC on a write as FULL, its relatives as plain I/O errors. Nothing was synced
 * or acknowledged then: the transaction is lost and later ones may pass. The same holds for the
 * shared index of the log, which is only a cache. */
static bool is_out_of_space(struct store_db *db, int code)
{
    if (code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_SHMOPEN || code == SQLITE_IOERR_SHMMAP)
        return true;
    if (code != SQLITE_IOERR_WRITE)
        return false;
    int cause = write_errno(db);
    return cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
}

static enum engine_trouble judge(struct store_db *db, int code)
{
    if ((code & 0xff) == SQLITE_FULL || is_out_of_space(db, code))
        return ENGINE_FULL;
    if ((code & 0xff) == SQLITE_IOERR)
        return code == SQLITE_IOERR_NOMEM ? ENGINE_BROKEN : ENGINE_FATAL;
    return (code & 0xff) == SQLITE_INTERRUPT ? ENGINE_TIMEOUT : ENGINE_BROKEN;
}

void sqlite_note(struct store_db *db, int code)
{
    enum engine_trouble trouble = judge(db, code);
    if (db->trouble == ENGINE_FATAL)
        return;
    db->trouble = trouble;
    snprintf(db->line, sizeof db->line, "database: %s (%d, system error %d)",
             sqlite3_errmsg(db->handle), code, write_errno(db));
}

enum engine_trouble engine_trouble(const struct store_db *db)
{
    return db->trouble;
}

void engine_clear_trouble(struct store_db *db)
{
    if (db->trouble != ENGINE_FATAL)
        db->trouble = ENGINE_FINE;
}

const char *engine_trouble_line(struct store_db *db)
{
    return db->line;
}

void engine_time_limit(struct store_db *db, uint32_t ms)
{
    db->deadline_ms = ms ? sqlite_now_ms() + ms : 0;
}

static bool step(struct store_db *db, const char *text)
{
    sqlite3_stmt *statement = sqlite_prepared(db, text);
    if (!statement)
        return false;
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (code == SQLITE_DONE)
        return true;
    sqlite_note(db, code);
    return false;
}

bool engine_begin(struct store_db *db)
{
    return step(db, db->role == ENGINE_WRITER ? "BEGIN IMMEDIATE" : "BEGIN");
}

bool engine_commit(struct store_db *db)
{
    return step(db, "COMMIT");
}

void engine_rollback(struct store_db *db)
{
    if (!sqlite3_get_autocommit(db->handle)) /* trouble may have rolled back by itself */
        step(db, "ROLLBACK");
}

bool engine_save(struct store_db *db)
{
    return step(db, "SAVEPOINT job");
}

bool engine_keep(struct store_db *db)
{
    return step(db, "RELEASE job");
}

bool engine_undo(struct store_db *db)
{
    return step(db, "ROLLBACK TO job") && step(db, "RELEASE job");
}

bool engine_log_is_due(const struct store_db *db)
{
    return db->wal_pages >= CHECKPOINT_PAGES;
}

bool engine_checkpoint(struct store_db *db, bool is_last)
{
    if (!engine_log_is_due(db) && !is_last)
        return true;
    int mode = is_last ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    if (db->wal_pages >= INSIST_PAGES)
        mode = SQLITE_CHECKPOINT_RESTART;
    sqlite3_busy_timeout(db->handle, mode == SQLITE_CHECKPOINT_RESTART ? 100 : SQLITE_BUSY_MS);
    int left = 0, done = 0;
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, mode, &left, &done);
    sqlite3_busy_timeout(db->handle, SQLITE_BUSY_MS);
    if (code == SQLITE_OK && left == done)
        db->wal_pages = 0;
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return true;
    sqlite_note(db, code);
    return db->trouble != ENGINE_FATAL;
}
