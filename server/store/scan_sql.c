/* SQL of PC sign-ins by scan. */
#include "sql.h"
#include "store_scan.h"

#include <string.h>

enum th_status store_scan_insert(struct store_db *db, const struct scan_row *row)
{
    return sql_run(
        db,
        "INSERT INTO scan (id, ticket_hash, secret_hash, state, kind, device, address, created_s, "
        "expires_s) VALUES ($1, $2, $3, 'new', $4, $5, $6, $7, $8)",
        SQL_ARGS(SQL_T(row->id), SQL_B(row->ticket_hash, 32), SQL_B(row->secret_hash, 32),
                 SQL_T(row->kind), SQL_T(row->device), SQL_T(row->address), SQL_I(row->created_s),
                 SQL_I(row->expires_s)));
}

enum th_status store_scan_move(struct store_db *db, const struct scan_row *row, const char *from,
                               const char *to)
{
    enum th_status status =
        sql_run(db,
                "UPDATE scan SET state = $1, account_id = $2, enterprise_id = $3, approver = $4 "
                "WHERE id = $5 AND state = $6",
                SQL_ARGS(SQL_Z(to), SQL_T(row->account_id), SQL_T(row->enterprise_id),
                         SQL_B(row->approver, 32), SQL_T(row->id), SQL_Z(from)));
    return status == TH_OK && !sql_changes(db) ? TH_CONFLICT : status;
}

enum th_status store_scans_sweep(struct store_db *db, int64_t before_s)
{
    return sql_run(db, "DELETE FROM scan WHERE expires_s < $1", SQL_ARGS(SQL_I(before_s)));
}

static void take_hash(struct sql_rows *rows, int column, unsigned char out[32])
{
    struct th_str hash = sql_borrow(rows, column);
    if (hash.len == 32)
        memcpy(out, hash.ptr, 32);
}

static void take_scan(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct scan_row *row = out;
    row->id = sql_text(rows, at++);
    take_hash(rows, at++, row->ticket_hash);
    take_hash(rows, at++, row->secret_hash);
    row->state = sql_text(rows, at++);
    row->kind = sql_text(rows, at++);
    row->device = sql_text(rows, at++);
    row->address = sql_text(rows, at++);
    row->created_s = sql_int(rows, at++);
    row->expires_s = sql_int(rows, at++);
    row->account_id = sql_text(rows, at++);
    row->enterprise_id = sql_text(rows, at++);
    take_hash(rows, at, row->approver);
}

#define SCAN                                                                                       \
    "SELECT id, ticket_hash, secret_hash, state, kind, device, address, created_s, expires_s, "    \
    "account_id, enterprise_id, approver FROM scan "

enum th_status store_scan_by_ticket(struct store_db *db, struct th_arena *arena,
                                    const unsigned char ticket_hash[32], struct scan_row *out)
{
    *out = (struct scan_row){ 0 };
    struct sql_rows rows =
        sql_open(db, SCAN "WHERE ticket_hash = $1", SQL_ARGS(SQL_B(ticket_hash, 32)));
    rows.arena = arena;
    return sql_one(rows, take_scan, out);
}

enum th_status store_scan_get(struct store_db *db, struct th_arena *arena, struct th_str id,
                              struct scan_row *out)
{
    *out = (struct scan_row){ 0 };
    struct sql_rows rows = sql_open(db, SCAN "WHERE id = $1", SQL_ARGS(SQL_T(id)));
    rows.arena = arena;
    return sql_one(rows, take_scan, out);
}

enum th_status store_scans_from(struct store_db *db, struct th_str address, int64_t since_s,
                                int64_t *out)
{
    return sql_number(db, "SELECT count(*) FROM scan WHERE address = $1 AND created_s > $2",
                      SQL_ARGS(SQL_T(address), SQL_I(since_s)), out);
}
