/* What a database engine must offer to the rest of this folder. sqlite_*.c implement it; another
 * engine is another set of files. Included by this folder only. */
#pragma once
#include "store.h"

/* ENGINE_COPY: a file that nobody else knows yet; what is written may be lost until it is synced.
 */
enum engine_role { ENGINE_WRITER, ENGINE_READER, ENGINE_COPY };

/** What went wrong below SQL since engine_clear_trouble. */
enum engine_trouble {
    ENGINE_FINE,
    ENGINE_FULL,    /* no space: the transaction is lost, later ones may pass */
    ENGINE_BROKEN,  /* damaged pages, no memory, locked: the transaction is lost */
    ENGINE_FATAL,   /* I/O error: what is on disk is unknown until recovery */
    ENGINE_TIMEOUT, /* a read ran too long and was cut off */
};

/** Opens `path`; a writer creates the file when `may_create`. NULL with a line in `error`. */
struct engine_path {
    const char *path;
    enum engine_role role;
    bool may_create;
};
struct store_db *engine_open(const struct engine_path *where, char error[STORE_ERROR_CAP]);
void engine_close(struct store_db *db);

/** False with a line when the log beside `path`, which nobody has open, lost commits that had
 * reached the disk: opening it would drop them without a word. */
bool engine_log_is_whole(const char *path, char error[STORE_ERROR_CAP]);

enum engine_trouble engine_trouble(const struct store_db *db);
void engine_clear_trouble(struct store_db *db);
/** One line about the last trouble, for the log. */
const char *engine_trouble_line(struct store_db *db);

/* Transactions: false = trouble. A writer's engine_begin takes the write lock at once. */
bool engine_begin(struct store_db *db);
bool engine_commit(struct store_db *db);
void engine_rollback(struct store_db *db); /* also when there is none */
bool engine_save(struct store_db *db);     /* a savepoint */
bool engine_keep(struct store_db *db);     /* merge it into the transaction */
bool engine_undo(struct store_db *db);     /* undo what came after it, and drop it */

/** Writes the log back into the database when it has grown; called by the writer only, between
 * transactions. False = trouble. */
bool engine_checkpoint(struct store_db *db, bool is_last);
/** True when the log is long enough for a checkpoint; what remains so after one was held up by a
 * reader. */
bool engine_log_is_due(const struct store_db *db);
/** Cuts the reads of this connection off after `ms` milliseconds from now; 0 = no limit. */
void engine_time_limit(struct store_db *db, uint32_t ms);

/** Runs a script of several statements inside a transaction of its own; `error` says what failed.
 */
enum th_status engine_script(struct store_db *db, const char *sql,
                             char error[STORE_ERROR_CAP]) TH_MUST_USE;
/** Schema number and whether the file is ours (a new file is, with number 0). */
bool engine_schema(struct store_db *db, uint32_t *number, bool *is_ours);
enum th_status engine_check(struct store_db *db, char error[STORE_ERROR_CAP]) TH_MUST_USE;
enum th_status engine_copy(struct store_db *db, const char *path,
                           char error[STORE_ERROR_CAP]) TH_MUST_USE;
