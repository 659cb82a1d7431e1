/* SQL of what was answered to which Idempotency-Key. */
#include "sql.h"
#include "store_filings.h"

#include <string.h>

static void take_key(struct sql_rows *rows, void *out)
{
    struct idempotency_row *row = out;
    struct th_str content = sql_borrow(rows, 0);
    memcpy(row->content, content.ptr,
           content.len < sizeof row->content ? content.len : sizeof row->content);
    row->has_answer_hash = content.len == sizeof row->content;
    row->target = sql_text(rows, 1);
    row->version = sql_u32(rows, 2);
    row->at_s = sql_int(rows, 3);
    row->answer = sql_text(rows, 4);
}

enum th_status store_idempotency_find(struct store_db *db, struct th_arena *arena,
                                      struct th_str account_id, struct th_str key,
                                      struct idempotency_row *out)
{
    *out = (struct idempotency_row){ .account_id = account_id, .key = key };
    struct sql_rows rows = sql_open(db,
                                    "SELECT content, target, version, at_s, answer FROM "
                                    "idempotency WHERE account_id = $1 AND key = $2",
                                    SQL_ARGS(SQL_T(account_id), SQL_T(key)));
    rows.arena = arena;
    return sql_one(rows, take_key, out);
}

enum th_status store_idempotency_insert(struct store_db *db, const struct idempotency_row *row)
{
    return sql_run(
        db,
        "INSERT INTO idempotency (account_id, key, content, target, version, at_s, answer) VALUES "
        "($1, $2, $3, $4, $5, $6, $7)",
        SQL_ARGS(SQL_T(row->account_id), SQL_T(row->key), SQL_B(row->content, sizeof row->content),
                 SQL_T(row->target), SQL_I(row->version), SQL_I(row->at_s), SQL_T(row->answer)));
}
