/* SQL of what a copy of the database carries. */
#include "engine.h"
#include "sql.h"
#include "store_carry.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct store_db *carry_open(const char *path, char error[STORE_ERROR_CAP])
{
    const struct engine_path where = { .path = path, .role = ENGINE_COPY };
    return engine_open(&where, error);
}

bool carry_close(struct store_db *db, const char *path, bool is_good)
{
    engine_close(db);
    if (!is_good)
        return false;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool is_safe = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return is_safe;
}

enum th_status carry_make(struct store_db *db)
{
    return sql_run(db,
                   "CREATE TABLE carried (sha256 TEXT NOT NULL, piece INTEGER NOT NULL, bytes BLOB "
                   "NOT NULL, PRIMARY KEY (sha256, piece)) STRICT",
                   SQL_NO_ARGS);
}

enum th_status carry_put(struct store_db *db, struct th_str sha256, uint32_t piece,
                         struct th_str bytes)
{
    return sql_run(db, "INSERT INTO carried (sha256, piece, bytes) VALUES ($1, $2, $3)",
                   SQL_ARGS(SQL_T(sha256), SQL_I(piece), SQL_B(bytes.ptr, bytes.len)));
}

enum th_status carry_drop(struct store_db *db)
{
    enum th_status status = sql_run(db, "DROP TABLE carried", SQL_NO_ARGS);
    return status ? status : sql_run(db, "VACUUM", SQL_NO_ARGS);
}

enum th_status carry_is_there(struct store_db *db, bool *out)
{
    int64_t count = 0;
    enum th_status status = sql_number(
        db, "SELECT count(*) FROM sqlite_master WHERE name = 'carried'", SQL_NO_ARGS, &count);
    *out = count > 0;
    return status;
}

enum th_status carry_has(struct store_db *db, struct th_str sha256, bool *out)
{
    int64_t count = 0;
    enum th_status status =
        sql_number(db, "SELECT EXISTS (SELECT 1 FROM carried WHERE sha256 = $1)",
                   SQL_ARGS(SQL_T(sha256)), &count);
    *out = count > 0;
    return status;
}

enum th_status carry_get(struct store_db *db, struct th_str sha256, const struct carry_sink *sink)
{
    struct sql_rows rows = sql_open(
        db, "SELECT bytes FROM carried WHERE sha256 = $1 ORDER BY piece", SQL_ARGS(SQL_T(sha256)));
    bool is_wanted = true;
    while (is_wanted && sql_next(&rows))
        is_wanted = sink->take(sink->self, sql_borrow(&rows, 0));
    return sql_close(&rows);
}
