/* Two passes over the table: all of it is judged first, then written in one job. */
#include "registry.h"

#include "acts.h"
#include "csv.h"
#include "exactly_once.h"
#include "identities.h"
#include "room.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES_MOST 200
#define CODE_BYTES_MOST 64

enum { USCC, NAME, LEGAL_NAME, ID_TYPE, ID_NUMBER, DISTRICT, INDUSTRY, COLUMNS };
static const struct column {
    const char *id, *zh, *en;
} columns[COLUMNS] = {
    { "uscc", "统一社会信用代码", "credit code" },
    { "name", "企业名称", "name" },
    { "legal_name", "法定代表人", "legal person" },
    { "id_type", "证件类型", "kind of document" },
    { "id_number", "证件号码", "number of the document" },
    { "district", "行政区", "district" },
    { "industry", "行业代码", "industry code" },
};
static const char *const types_zh[PERSON_TYPE_COUNT] = { "身份证", "护照", "通行证" };

/** One line of the table, read. */
struct line {
    struct th_id uscc;
    struct person_id person;
    struct th_str cells[COLUMNS];
};

/* ---- complaints ---- */

static struct th_issue *complain(struct registry_import *import, const struct csv_row *row,
                                 int column, enum th_message code)
{
    char path[48];
    snprintf(path, sizeof path, column < COLUMNS ? "/%u/%s" : "/%u", row->line,
             column < COLUMNS ? columns[column].id : "");
    struct th_issue *issue =
        th_issue_at(import->issues, code, th_arena_copy(import->arena, th_str_of(path)));
    th_issue_int(import->issues, issue, "line", row->line);
    if (column < COLUMNS) {
        th_issue_text(import->issues, issue, "label_zh", th_str_of(columns[column].zh));
        th_issue_text(import->issues, issue, "label_en", th_str_of(columns[column].en));
    }
    return issue;
}

static void judge_text(struct registry_import *import, const struct csv_row *row, int column,
                       size_t most)
{
    struct th_str text = row->cells[column];
    if (!th_utf8_clean(text)) {
        complain(import, row, column, TH_MSG_TEXT_FORBIDDEN);
    } else if (text.len > most) {
        struct th_issue *issue = complain(import, row, column, TH_MSG_TEXT_TOO_LONG);
        th_issue_int(import->issues, issue, "max", (int64_t)most);
    } else if (text.len != th_utf8_trim(text).len) {
        complain(import, row, column, TH_MSG_TEXT_EDGE_BLANK);
    }
}

static bool find_type(struct th_str text, enum person_type *out)
{
    for (unsigned i = 0; i < PERSON_TYPE_COUNT; i++)
        if (th_str_equal(text, th_str_of(person_type_id((enum person_type)i))) ||
            th_str_equal(text, th_str_of(types_zh[i]))) {
            *out = (enum person_type)i;
            return true;
        }
    return false;
}

static void judge_person(struct registry_import *import, const struct csv_row *row,
                         struct line *line)
{
    enum person_type type;
    th_day today = clock_today(&import->service->clock);
    if (!find_type(row->cells[ID_TYPE], &type)) {
        struct th_issue *issue = complain(import, row, ID_TYPE, TH_MSG_ENUM_UNKNOWN);
        th_issue_text(import->issues, issue, "value", row->cells[ID_TYPE]);
        return;
    }
    enum th_message wrong = person_id_read(type, row->cells[ID_NUMBER], today, &line->person);
    if (wrong != TH_MSG_NONE)
        complain(import, row, ID_NUMBER, wrong);
}

/* The number itself stands in no complaint. */
static bool judge_row(struct registry_import *import, const struct csv_row *row, struct line *line)
{
    uint32_t errors = import->issues->errors;
    if (row->count != COLUMNS) {
        th_issue_int(import->issues, complain(import, row, COLUMNS, TH_MSG_CSV_COLUMNS), "count",
                     COLUMNS);
        return false;
    }
    memcpy(line->cells, row->cells, sizeof line->cells);
    for (int column = USCC; column <= ID_NUMBER; column++)
        if (!row->cells[column].len)
            complain(import, row, column, TH_MSG_REQUIRED);
    if (import->issues->errors > errors)
        return false;
    if (!th_uscc_check(row->cells[USCC], &line->uscc))
        complain(import, row, USCC, line->uscc.problem);
    judge_text(import, row, NAME, NAME_BYTES_MOST);
    judge_text(import, row, LEGAL_NAME, NAME_BYTES_MOST);
    judge_text(import, row, DISTRICT, CODE_BYTES_MOST);
    judge_text(import, row, INDUSTRY, CODE_BYTES_MOST);
    judge_person(import, row, line);
    return import->issues->errors == errors;
}

static void judge_header(struct registry_import *import, const struct csv_row *row)
{
    bool in_english = row->count == COLUMNS, in_chinese = in_english;
    for (size_t i = 0; i < COLUMNS && row->count == COLUMNS; i++) {
        in_english = in_english && th_str_equal(row->cells[i], th_str_of(columns[i].id));
        in_chinese = in_chinese && th_str_equal(row->cells[i], th_str_of(columns[i].zh));
    }
    if (in_english || in_chinese)
        return;
    struct th_issue *issue = complain(import, row, COLUMNS, TH_MSG_CSV_HEADER);
    th_issue_text(import->issues, issue, "columns",
                  TH_STR("uscc,name,legal_name,id_type,id_number,district,industry"));
}

/* ---- first pass ---- */

struct seen {
    char uscc[TH_ID_CAP];
    uint32_t line;
};

static int compare_seen(const void *a, const void *b)
{
    const struct seen *first = a, *second = b;
    int order = strcmp(first->uscc, second->uscc);
    return order ? order : (first->line > second->line) - (first->line < second->line);
}

static void judge_repeats(struct registry_import *import, struct seen *seen)
{
    qsort(seen, import->rows, sizeof *seen, compare_seen);
    for (uint32_t i = 1; i < import->rows; i++)
        if (strcmp(seen[i].uscc, seen[i - 1].uscc) == 0) {
            struct csv_row row = { .line = seen[i].line };
            struct th_issue *issue = complain(import, &row, USCC, TH_MSG_CSV_TWICE);
            issue->value_count = 0; /* the line to be told is the first one */
            th_issue_int(import->issues, issue, "line", seen[i - 1].line);
        }
}

static void judge_end(struct registry_import *import, const struct csv_row *row, enum csv_end end)
{
    if (end == CSV_QUOTE)
        complain(import, row, COLUMNS, TH_MSG_CSV_QUOTES);
    if (end == CSV_TOO_MANY)
        th_issue_int(import->issues, complain(import, row, COLUMNS, TH_MSG_CSV_COLUMNS), "count",
                     COLUMNS);
    if (end == CSV_OVER && !import->rows && !import->issues->errors)
        complain(import, row, COLUMNS, TH_MSG_CSV_EMPTY);
}

static enum th_status judge_table(struct registry_import *import)
{
    struct csv_reader reader = csv_open(import->request->body);
    struct csv_row row;
    struct seen *seen = th_arena_array(import->arena, REGISTRY_ROWS_MOST, sizeof *seen);
    if (!seen)
        return TH_NO_MEMORY;
    enum csv_end end = csv_next(&reader, import->arena, &row);
    if (end == CSV_ROW)
        judge_header(import, &row);
    while (end == CSV_ROW && (end = csv_next(&reader, import->arena, &row)) == CSV_ROW) {
        struct line line;
        if (import->rows == REGISTRY_ROWS_MOST) {
            th_issue_int(import->issues, complain(import, &row, COLUMNS, TH_MSG_CSV_ROWS), "count",
                         REGISTRY_ROWS_MOST);
            break;
        }
        memset(&line, 0, sizeof line);
        judge_row(import, &row, &line);
        memcpy(seen[import->rows].uscc, line.uscc.text, TH_ID_CAP);
        seen[import->rows].line = row.line;
        import->rows += line.uscc.text[0] != '\0';
    }
    judge_end(import, &row, end);
    judge_repeats(import, seen);
    if (end == CSV_NO_MEMORY)
        return TH_NO_MEMORY;
    return import->issues->errors ? TH_INVALID : TH_OK;
}

/* ---- second pass ---- */

static enum th_status write_line(struct store_db *db, struct registry_import *import,
                                 const struct line *line)
{
    char text[PERSON_TEXT_CAP], shown[MASK_CAP];
    struct act_by by = { import->request->account_id, clock_now_s(&import->service->clock) };
    struct registry_row before,
        row = { .uscc = th_str_of(line->uscc.text),
                .name = line->cells[NAME],
                .legal_name = line->cells[LEGAL_NAME],
                .legal_shown = mask_id(th_str_of(line->person.number.text), shown),
                .district = line->cells[DISTRICT],
                .industry = line->cells[INDUSTRY],
                .imported_s = by.at_s };
    if (!identity_search(import->seal, IDENTITY_PERSON, person_text(&line->person, text),
                         row.legal_search))
        return TH_INTERNAL;
    enum th_status found = store_registry_get(db, import->arena, row.uscc, &before);
    if (found != TH_OK && found != TH_NOT_FOUND)
        return found;
    import->added += found == TH_NOT_FOUND;
    import->changed +=
        found == TH_OK &&
        !(th_str_equal(before.name, row.name) && th_str_equal(before.legal_name, row.legal_name) &&
          memcmp(before.legal_search, row.legal_search, sizeof row.legal_search) == 0 &&
          th_str_equal(before.district, row.district) &&
          th_str_equal(before.industry, row.industry));
    return acts_put_registry(db, &by, &row);
}

static enum th_status write_table(struct store_db *db, struct registry_import *import)
{
    struct csv_reader reader = csv_open(import->request->body);
    struct csv_row row;
    size_t mark = th_arena_mark(import->arena);
    enum th_status status = TH_OK;
    import->added = import->changed = 0;
    (void)csv_next(&reader, import->arena, &row); /* the header */
    while (status == TH_OK && csv_next(&reader, import->arena, &row) == CSV_ROW) {
        struct line line;
        memset(&line, 0, sizeof line);
        status = judge_row(import, &row, &line) ? write_line(db, import, &line) : TH_INTERNAL;
        th_arena_rewind(import->arena, mark);
    }
    return status;
}

struct import_job {
    struct registry_import *import;
    struct write_outcome *out;
};

static enum th_status import_job(struct store_db *db, void *data)
{
    struct import_job *job = data;
    struct registry_import *import = job->import;
    const struct write_request *request = import->request;
    enum th_status status = once_find(db, import->arena, request, job->out);
    if (status != TH_NOT_FOUND)
        return status;
    status = once_check_platform(db, import->arena, request);
    if (status == TH_OK)
        status = write_table(db, import);
    if (status)
        return status;
    struct th_buf text = th_room(import->arena);
    import->render(import, &text);
    job->out->answer = th_room_keep(import->arena, &text);
    if (!job->out->answer.ptr)
        return TH_NO_MEMORY;
    struct idempotency_row kept;
    once_seal(request, job->out, clock_now_s(&import->service->clock), &kept);
    return once_keep(db, &kept);
}

enum th_status registry_import(struct registry_import *import, struct write_outcome *out)
{
    *out = (struct write_outcome){ .version = 0 };
    enum th_status status = judge_table(import);
    struct import_job job = { import, out };
    return status ? status : store_write(import->service->store, import_job, &job);
}

/* ---- reading ---- */

struct listing {
    struct th_arena *arena;
    const struct registry_query *query;
    struct registry_list *out;
};

static enum th_status list_job(struct store_db *db, void *data)
{
    struct listing *listing = data;
    return store_registry_list(db, listing->arena, listing->query, listing->out);
}

enum th_status registry_list(struct service *service, struct th_arena *arena,
                             const struct registry_query *query, struct registry_list *out)
{
    return store_read(service->store, list_job, &(struct listing){ arena, query, out });
}
