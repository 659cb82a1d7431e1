/* Page by page into one text that was set aside before. */
#include "table.h"

#include "csv_write.h"
#include "exports.h"
#include "write.h"

#include <string.h>

#define TABLE_BYTES_MOST ((size_t)1536 * 1024)
#define TABLE_PAGE       100
#define CURSOR_CAP       129

struct making {
    struct call *call;
    const struct table *table;
    struct csv_writer csv;
    char after[CURSOR_CAP];
    uint32_t rows;
    bool has_more;
};

/* ---- one cell ---- */

static void put_text(struct csv_writer *csv, const struct table_column *column, struct th_str text)
{
    if (column->is_number)
        csv_number(csv, text);
    else
        csv_text(csv, text);
}

static void put_number(struct csv_writer *csv, int64_t number)
{
    char text[24];
    struct th_buf buf;
    th_buf_init(&buf, text, sizeof text);
    th_buf_i64(&buf, number);
    csv_number(csv, th_buf_view(&buf));
}

static void put_month(struct csv_writer *csv, th_month month)
{
    char text[8];
    struct th_buf buf;
    th_buf_init(&buf, text, sizeof text);
    th_month_write(&buf, month);
    csv_text(csv, th_buf_view(&buf));
}

static void put_value(struct making *making, const struct table_column *column,
                      const struct th_field *field, const void *value)
{
    struct csv_writer *csv = &making->csv;
    const struct th_enum_value *word;
    switch (field->kind) {
    case TH_KIND_TEXT: put_text(csv, column, *(const struct th_str *)value); break;
    case TH_KIND_INT: put_number(csv, *(const int64_t *)value); break;
    case TH_KIND_MONTH: put_month(csv, *(const th_month *)value); break;
    case TH_KIND_ENUM:
        word = &field->values->values[*(const uint32_t *)value];
        csv_text(csv, th_str_of(making->table->is_english ? word->en : word->zh));
        break;
    default: csv_text(csv, TH_STR("")); break;
    }
}

static void put_cell(struct making *making, const struct table_column *column, const void *item)
{
    const struct th_model *model = making->table->item;
    struct th_str rest = th_str_of(column->member);
    for (;;) {
        struct th_str name = th_str_cut(&rest, '.');
        size_t at = th_model_find(model, name, 0);
        if (at == model->count || !th_has(item, at))
            break;
        const struct th_field *field = &model->fields[at];
        const void *value = (const char *)item + field->offset;
        if (field->kind != TH_KIND_OBJECT) {
            put_value(making, column, field, value);
            return;
        }
        model = field->child;
        item = value;
    }
    csv_text(&making->csv, TH_STR(""));
}

/* ---- rows ---- */

static void put_header(struct making *making)
{
    const struct table *table = making->table;
    for (size_t i = 0; i < table->column_count; i++)
        csv_text(&making->csv,
                 th_str_of(table->is_english ? table->columns[i].en : table->columns[i].zh));
    csv_end_row(&making->csv);
}

static enum th_status put_rows(struct making *making, const struct paging *page)
{
    const struct table *table = making->table;
    void *item = th_arena_alloc(making->call->arena, table->item->size);
    for (size_t i = 0; item && i < page->count && i < page->limit; i++) {
        memset(item, 0, table->item->size);
        if (!page->fill(making->call, (const char *)page->rows + i * page->size, item))
            return TH_NO_MEMORY;
        for (size_t at = 0; at < table->column_count; at++)
            put_cell(making, &table->columns[at], item);
        csv_end_row(&making->csv);
        making->rows++;
    }
    return item ? TH_OK : TH_NO_MEMORY;
}

static enum th_status put_page(struct making *making)
{
    struct paging page = { .limit = TABLE_PAGE };
    enum th_status status =
        making->table->page(making->call, making->table->query, th_str_of(making->after), &page);
    if (status == TH_OK)
        status = put_rows(making, &page);
    struct th_str key;
    making->has_more = status == TH_OK && paging_next(making->call, &page, &key);
    if (!making->has_more)
        return status;
    if (!key.ptr || key.len >= CURSOR_CAP)
        return TH_NO_MEMORY;
    memcpy(making->after, key.ptr, key.len);
    making->after[key.len] = '\0';
    return TH_OK;
}

static enum th_status too_many(struct call *call)
{
    struct th_issue *issue = th_issue_at(&call->issues, TH_MSG_TABLE_ROWS, TH_STR("/search"));
    th_issue_int(&call->issues, issue, "count", TABLE_ROWS_MOST);
    return TH_INVALID;
}

static enum th_status put_all(struct making *making)
{
    struct call *call = making->call;
    size_t mark = th_arena_mark(call->arena);
    enum th_status status = TH_OK;
    put_header(making);
    do {
        status = put_page(making);
        th_arena_rewind(call->arena, mark);
    } while (status == TH_OK && making->has_more && making->rows < TABLE_ROWS_MOST);
    if (status)
        return status;
    return making->has_more || making->csv.out->overflow ? too_many(call) : TH_OK;
}

enum th_status table_answer(struct call *call, const struct table *table, struct th_str *out)
{
    struct th_buf text;
    char *room = th_arena_alloc(call->arena, TABLE_BYTES_MOST);
    struct making making = { .call = call, .table = table };
    if (!room)
        return TH_NO_MEMORY;
    enum th_status status = exports_begin(call->app->auth, call->who.user_id, &call->retry_after_s);
    if (status)
        return status;
    th_buf_init(&text, room, TABLE_BYTES_MOST);
    making.csv = csv_begin(&text);
    status = put_all(&making);
    if (status)
        return status;
    const struct export_taken taken = { write_request_of(call, TH_STR("")), table->name,
                                        making.rows };
    status = exports_record(call->app->auth, call->arena, &taken);
    call->answer.content_disposition = th_str_of(table->file);
    *out = th_buf_view(&text);
    return status;
}
