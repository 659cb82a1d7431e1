/* SQL of notices on their way. */
#include "sql.h"
#include "store_outbox.h"

enum th_status store_outbox_insert(struct store_db *db, const struct outbox_row *row)
{
    return sql_run(
        db,
        "INSERT INTO outbox (account_id, about, kind, params, channel, falls_back, state, tries, "
        "at_s, next_s, ended_s, outcome) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $8, 0, "
        "'')",
        SQL_ARGS(SQL_T(row->account_id), SQL_T(row->about), SQL_T(row->kind), SQL_T(row->params),
                 SQL_T(row->channel), SQL_I(row->falls_back), SQL_I(row->at_s),
                 SQL_I(row->next_s)));
}

#define OUTBOX                                                                                     \
    "SELECT no, account_id, about, kind, params, channel, falls_back, state, tries, at_s, "        \
    "next_s, "                                                                                     \
    "ended_s, outcome FROM outbox "

static void take(struct sql_rows *rows, void *out)
{
    int at = 0;
    struct outbox_row *row = out;
    row->no = sql_int(rows, at++);
    row->account_id = sql_text(rows, at++);
    row->about = sql_text(rows, at++);
    row->kind = sql_text(rows, at++);
    row->params = sql_text(rows, at++);
    row->channel = sql_text(rows, at++);
    row->falls_back = sql_int(rows, at++) != 0;
    row->state = sql_text(rows, at++);
    row->tries = sql_u32(rows, at++);
    row->at_s = sql_int(rows, at++);
    row->next_s = sql_int(rows, at++);
    row->ended_s = sql_int(rows, at++);
    row->outcome = sql_text(rows, at);
}

enum th_status store_outbox_due(struct store_db *db, struct th_arena *arena,
                                const struct outbox_due *due, struct outbox_row *out)
{
    struct sql_rows rows =
        sql_open(db,
                 OUTBOX "WHERE state = 'waiting' AND (next_s <= $1 OR next_s > $2) ORDER BY "
                        "next_s, no LIMIT 1",
                 SQL_ARGS(SQL_I(due->now_s), SQL_I(due->now_s + due->horizon_s)));
    rows.arena = arena;
    return sql_one(rows, take, out);
}

enum th_status store_outbox_update(struct store_db *db, const struct outbox_row *row)
{
    enum th_status status = sql_run(
        db,
        "UPDATE outbox SET state = $1, tries = $2, next_s = $3, ended_s = $4, outcome = $5 WHERE "
        "no = $6 AND state = 'waiting'",
        SQL_ARGS(SQL_T(row->state), SQL_I(row->tries), SQL_I(row->next_s), SQL_I(row->ended_s),
                 SQL_T(row->outcome), SQL_I(row->no)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

enum th_status store_outbox_about(struct store_db *db, struct th_arena *arena, struct th_str about,
                                  struct outbox_list *out)
{
    *out = (struct outbox_list){ .items = th_arena_array(arena, OUTBOX_SHOWN, sizeof *out->items) };
    if (!out->items)
        return TH_NO_MEMORY;
    struct sql_rows rows =
        sql_open(db, OUTBOX "WHERE about = $1 ORDER BY no LIMIT 50", SQL_ARGS(SQL_T(about)));
    rows.arena = arena;
    while (out->count < OUTBOX_SHOWN && sql_next(&rows))
        take(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

static void take_state(struct sql_rows *rows, void *out)
{
    struct outbox_state *state = out;
    state->waiting = (uint64_t)sql_int(rows, 0);
    state->oldest_s = sql_int(rows, 1);
}

enum th_status store_outbox_state(struct store_db *db, struct outbox_state *out)
{
    return sql_one(sql_open(db,
                            "SELECT count(*), coalesce(min(at_s), 0) FROM outbox WHERE state = "
                            "'waiting'",
                            SQL_NO_ARGS),
                   take_state, out);
}

enum th_status store_outbox_sweep(struct store_db *db, int64_t before_s)
{
    return sql_run(db, "DELETE FROM outbox WHERE state <> 'waiting' AND ended_s < $1",
                   SQL_ARGS(SQL_I(before_s)));
}
