/* SQL of the server's copies of drafts. */
#include "span.h"
#include "sql.h"
#include "store_drafts.h"

static void take_draft(struct sql_rows *rows, void *out)
{
    struct draft_view *draft = out;
    draft->key = sql_text(rows, 0);
    draft->version = sql_u32(rows, 1);
    draft->saved_s = sql_int(rows, 2);
    draft->bytes = (uint64_t)sql_int(rows, 3);
}

static void take_draft_content(struct sql_rows *rows, void *out)
{
    take_draft(rows, out);
    ((struct draft_view *)out)->content = sql_text(rows, 4);
    if (!sql_int(rows, 5) && rows->status == TH_OK)
        rows->status = TH_INTERNAL;
}

/* Whole rows are hashed, so that an altered one is not handed out as what somebody saved. */
#define CONTENT_HASH                                                                               \
    "framed_sha256('tanheng draft 1', enterprise_id, key, version, saved_s, content)"
#define DRAFT "SELECT key, version, saved_s, length(CAST(content AS BLOB))"

enum th_status store_draft_get(struct store_db *db, struct th_arena *arena,
                               struct th_str enterprise, struct th_str key, struct draft_view *out)
{
    struct sql_rows rows = sql_open(db,
                                    DRAFT ", content, content_hash = " CONTENT_HASH
                                          " FROM draft WHERE enterprise_id = $1 AND key = $2",
                                    SQL_ARGS(SQL_T(enterprise), SQL_T(key)));
    rows.arena = arena;
    return sql_one(rows, take_draft_content, out);
}

enum th_status store_draft_version(struct store_db *db, struct th_str enterprise, struct th_str key,
                                   uint32_t *version)
{
    int64_t number = 0;
    enum th_status status =
        sql_number(db, "SELECT version FROM draft WHERE enterprise_id = $1 AND key = $2",
                   SQL_ARGS(SQL_T(enterprise), SQL_T(key)), &number);
    *version = (uint32_t)number;
    return status;
}

enum th_status store_draft_count(struct store_db *db, struct th_str enterprise, uint64_t *count)
{
    int64_t number = 0;
    enum th_status status = sql_number(db, "SELECT count(*) FROM draft WHERE enterprise_id = $1",
                                       SQL_ARGS(SQL_T(enterprise)), &number);
    *count = (uint64_t)number;
    return status;
}

enum th_status store_drafts(struct store_db *db, struct th_arena *arena, struct th_str enterprise,
                            struct draft_list *out)
{
    uint64_t count = 0;
    enum th_status status = store_draft_count(db, enterprise, &count);
    *out = (struct draft_list){ .items = th_arena_array(arena, count, sizeof *out->items) };
    if (status || !out->items)
        return status ? status : TH_NO_MEMORY;
    struct sql_rows rows = sql_open(db, DRAFT " FROM draft WHERE enterprise_id = $1 ORDER BY key",
                                    SQL_ARGS(SQL_T(enterprise)));
    rows.arena = arena;
    while (out->count < count && sql_next(&rows))
        take_draft(&rows, &out->items[out->count++]);
    return sql_close(&rows);
}

enum th_status store_draft_put(struct store_db *db, struct th_str enterprise,
                               const struct draft_view *draft)
{
    return sql_run(db,
                   "INSERT INTO draft (enterprise_id, key, version, saved_s, content, "
                   "content_hash) SELECT *, " CONTENT_HASH
                   " FROM (SELECT $1 AS enterprise_id, $2 AS key, $3 AS version, $4 AS saved_s, $5 "
                   "AS content) WHERE true ON CONFLICT (enterprise_id, key) DO UPDATE SET version "
                   "= excluded.version, saved_s = excluded.saved_s, content = excluded.content, "
                   "content_hash = excluded.content_hash",
                   SQL_ARGS(SQL_T(enterprise), SQL_T(draft->key), SQL_I(draft->version),
                            SQL_I(draft->saved_s), SQL_T(draft->content)));
}

enum th_status store_draft_delete(struct store_db *db, struct th_str enterprise, struct th_str key)
{
    enum th_status status = sql_run(db, "DELETE FROM draft WHERE enterprise_id = $1 AND key = $2",
                                    SQL_ARGS(SQL_T(enterprise), SQL_T(key)));
    return status == TH_OK && !sql_changes(db) ? TH_NOT_FOUND : status;
}

enum th_status store_drafts_damaged(struct store_db *db, struct row_span *span)
{
    return span_look(db,
                     "SELECT coalesce(max(no), 0), coalesce(sum(content_hash <> " CONTENT_HASH
                     "), 0) FROM (SELECT rowid AS no, * FROM draft WHERE rowid > $1 ORDER BY rowid "
                     "LIMIT $2)",
                     span);
}
