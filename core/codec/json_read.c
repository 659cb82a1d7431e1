#include "json_parse.h"
#include "utf8.h"

#include <string.h>

#define FIELDS_MAX   128 /* of one model */
#define KEY_TEXT_MAX 512 /* bytes of a repeated row's key in its message */

struct reading {
    const struct th_reader *reader;
    const struct th_model *model;
    const struct th_path *path;
    void *row;
    uint64_t seen[FIELDS_MAX / 64];
};
/* one member on its way into the row */
struct member {
    struct reading *in;
    const struct th_field *field;
    const cJSON *value;
    struct th_path path;
    void *at;
};

static void mark_invalid(const struct reading *in)
{
    th_set_has(in->row, in->model->count);
}

static struct th_issue *add_issue(const struct reading *in, enum th_message code,
                                  const struct th_field *field, const struct th_path *path)
{
    struct th_issues *issues = in->reader->issues;
    struct th_issue *issue = th_issue_add(issues, code, path);
    if (field) {
        th_issue_text(issues, issue, "label_zh", th_str_of(field->zh));
        th_issue_text(issues, issue, "label_en", th_str_of(field->en));
    }
    mark_invalid(in);
    return issue;
}

static struct th_issue *fault(struct member *m, enum th_message code)
{
    return add_issue(m->in, code, m->field, &m->path);
}

static struct th_str text_of(const cJSON *value)
{
    return th_str_of(value->valuestring);
}

/* ---- kinds ---- */

static bool text_is_clean(struct th_str text, bool lines)
{
    for (size_t i = 0; i < text.len;) {
        unsigned char c = (unsigned char)text.ptr[i];
        uint32_t point = c;
        size_t len = 1;
        if (c >= 0x80)
            len = th_utf8_next((struct th_str){ text.ptr + i, text.len - i }, &point);
        bool is_line = lines && (c == '\n' || c == '\r' || c == '\t');
        if (len == 0 || (!is_line && (c < 0x20 || c >= 0x7F) && th_utf8_forbidden(point)))
            return false;
        i += len;
    }
    return true;
}

/* Nothing but blanks says no more than an empty text. */
static bool is_blank(struct th_str text)
{
    return th_utf8_trim(text).len == 0;
}

static bool read_text(struct member *m)
{
    struct th_issues *issues = m->in->reader->issues;
    struct th_str text = text_of(m->value);
    int64_t hi = m->field->hi ? m->field->hi : TH_TEXT_MAX;
    if ((int64_t)text.len > hi) {
        th_issue_int(issues, fault(m, TH_MSG_TEXT_TOO_LONG), "max", hi);
        return false;
    }
    if ((int64_t)text.len < m->field->lo || (m->field->lo > 0 && is_blank(text))) {
        fault(m, TH_MSG_TEXT_EMPTY);
        return false;
    }
    if (!text_is_clean(text, m->field->flags & TH_LINES)) {
        fault(m, TH_MSG_TEXT_FORBIDDEN);
        return false;
    }
    if ((m->field->flags & TH_NAME) && th_utf8_trim(text).len != text.len) {
        fault(m, TH_MSG_TEXT_EDGE_BLANK);
        return false;
    }
    *(struct th_str *)m->at = text;
    return true;
}

static bool out_of_range(struct member *m)
{
    struct th_issues *issues = m->in->reader->issues;
    struct th_issue *issue = fault(m, TH_MSG_RANGE);
    th_issue_int(issues, issue, "lo", m->field->lo);
    th_issue_int(issues, issue, "hi", m->field->hi);
    return false;
}

static bool decimal_fits(struct member *m, struct th_dec value)
{
    struct th_issues *issues = m->in->reader->issues;
    int places = th_field_places(m->field);
    if (value.scale > places) {
        th_issue_int(issues, fault(m, TH_MSG_DECIMALS), "places", places);
        return false;
    }
    if (m->field->lo == 0 && m->field->hi == 0)
        return true;
    if ((m->field->flags & TH_QUANTITY) &&
        th_dec_compare(value, (struct th_dec){ m->field->lo, 0 }) < 0) {
        fault(m, TH_MSG_QTY_NEGATIVE);
        return false;
    }
    if (th_dec_compare(value, (struct th_dec){ m->field->lo, 0 }) < 0 ||
        th_dec_compare(value, (struct th_dec){ m->field->hi, 0 }) > 0)
        return out_of_range(m);
    return true;
}

static bool read_decimal(struct member *m)
{
    struct th_dec value;
    enum th_status status = th_dec_parse(text_of(m->value), &value);
    if (status != TH_OK) {
        fault(m, status == TH_OVERFLOW ? TH_MSG_NUMBER_TOO_LARGE : TH_MSG_DECIMAL_FORM);
        return false;
    }
    if (!decimal_fits(m, value))
        return false;
    *(struct th_dec *)m->at = value;
    return true;
}

static bool read_amount(struct member *m)
{
    enum th_status status = th_amount_parse(text_of(m->value), m->at);
    if (status == TH_OK)
        return true;
    fault(m, status == TH_OVERFLOW ? TH_MSG_NUMBER_TOO_LARGE : TH_MSG_DECIMAL_FORM);
    return false;
}

static bool read_month(struct member *m)
{
    if (th_month_parse(text_of(m->value), m->at))
        return true;
    fault(m, TH_MSG_MONTH_FORM);
    return false;
}

static bool read_date(struct member *m)
{
    if (th_day_parse(text_of(m->value), m->at))
        return true;
    fault(m, TH_MSG_DATE_FORM);
    return false;
}

static bool read_enum(struct member *m)
{
    uint32_t index = th_enum_find(m->field->values, text_of(m->value));
    if (index < m->field->values->count) {
        *(uint32_t *)m->at = index;
        return true;
    }
    th_issue_text(m->in->reader->issues, fault(m, TH_MSG_ENUM_UNKNOWN), "value", text_of(m->value));
    return false;
}

static bool read_bool(struct member *m)
{
    *(bool *)m->at = cJSON_IsTrue(m->value);
    return true;
}

static bool read_int(struct member *m)
{
    int64_t lo = m->field->lo, hi = m->field->hi;
    if (lo == 0 && hi == 0)
        hi = INT32_MAX;
    /* beyond 2^53 a JSON number is no exact whole number any more */
    if (!(m->value->valuedouble >= -0x1p53 && m->value->valuedouble <= 0x1p53)) {
        fault(m, TH_MSG_NUMBER_TOO_LARGE);
        return false;
    }
    int64_t whole = (int64_t)m->value->valuedouble;
    if ((typeof(m->value->valuedouble))whole != m->value->valuedouble) {
        th_issue_int(m->in->reader->issues, fault(m, TH_MSG_DECIMALS), "places", 0);
        return false;
    }
    if (whole < lo || whole > hi) {
        struct th_issue *issue = fault(m, TH_MSG_RANGE);
        th_issue_int(m->in->reader->issues, issue, "lo", lo);
        th_issue_int(m->in->reader->issues, issue, "hi", hi);
        return false;
    }
    *(int64_t *)m->at = whole;
    return true;
}

static bool read_object(struct member *m)
{
    th_json_read(m->in->reader, m->field->child, m->value, &m->path, m->at);
    return true;
}

static bool count_fits(struct member *m, size_t count)
{
    struct th_issues *issues = m->in->reader->issues;
    int64_t hi = m->field->hi ? m->field->hi : TH_ROWS_MAX;
    if ((int64_t)count > hi) {
        th_issue_int(issues, fault(m, TH_MSG_ROWS_TOO_MANY), "max", hi);
        return false;
    }
    if ((int64_t)count < m->field->lo)
        th_issue_int(issues, fault(m, TH_MSG_ROWS_TOO_FEW), "min", m->field->lo);
    return true;
}

/* ---- rows ---- */

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * 1099511628211u;
    return hash;
}

/* The bytes that stand for a key field: the text itself or the number. */
static struct th_str key_bytes(const struct th_field *field, const char *row)
{
    const char *at = row + field->offset;
    switch (field->kind) {
    case TH_KIND_TEXT: return *(const struct th_str *)at;
    case TH_KIND_ENUM: return (struct th_str){ at, sizeof(uint32_t) };
    case TH_KIND_MONTH:
    case TH_KIND_DATE: return (struct th_str){ at, sizeof(int32_t) };
    default: return (struct th_str){ at, sizeof(int64_t) };
    }
}

static uint64_t key_hash(const struct th_model *model, const char *row)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < model->count; i++)
        if (model->fields[i].flags & TH_KEY) {
            struct th_str bytes = key_bytes(&model->fields[i], row);
            hash = hash_bytes(hash_bytes(hash, &bytes.len, sizeof bytes.len), bytes.ptr, bytes.len);
        }
    return hash;
}

static bool key_equal(const struct th_model *model, const char *a, const char *b)
{
    for (size_t i = 0; i < model->count; i++)
        if ((model->fields[i].flags & TH_KEY) &&
            !th_str_equal(key_bytes(&model->fields[i], a), key_bytes(&model->fields[i], b)))
            return false;
    return true;
}

/* Open addressing: slot value 0 is free, else the row's number + 1. */
static bool key_is_taken(const struct th_model *model, const struct th_rows *rows,
                         struct th_rows *table, size_t index)
{
    uint32_t *slots = table->items;
    const char *base = rows->items, *row = base + index * model->size;
    size_t at = (size_t)key_hash(model, row) & (table->count - 1);
    for (; slots[at]; at = (at + 1) & (table->count - 1))
        if (key_equal(model, base + (slots[at] - 1) * model->size, row))
            return true;
    slots[at] = (uint32_t)index + 1;
    return false;
}

/* What people typed as the key, " (…)"; codes of lists say nothing to them. */
static void put_key_text(struct th_buf *out, const struct th_model *model, const char *row)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct th_field *field = &model->fields[i];
        struct th_str part;
        if (!(field->flags & TH_KEY) || field->kind != TH_KIND_TEXT || th_field_unit(field))
            continue;
        memcpy(&part, row + field->offset, sizeof part);
        th_buf_put(out, out->len ? TH_STR(" · ") : TH_STR(" ("));
        th_buf_put(out, part);
    }
    if (out->len)
        th_buf_char(out, ')');
}

static void name_double(const struct reading *in, struct th_issue *issue)
{
    char text[KEY_TEXT_MAX];
    struct th_buf key;
    th_buf_init(&key, text, sizeof text);
    put_key_text(&key, in->model, in->row);
    th_issue_text(in->reader->issues, issue, "value", th_buf_view(&key));
}

static void find_duplicates(struct member *m, const struct th_rows *rows)
{
    const struct th_model *model = m->field->child;
    struct th_arena *arena = m->in->reader->issues->arena;
    struct th_rows table = { .count = 4 };
    size_t mark = th_arena_mark(arena);
    while (table.count < rows->count * 2)
        table.count *= 2;
    table.items = th_arena_array(arena, table.count, sizeof(uint32_t));
    if (!table.items)
        return;
    uint32_t *doubles = th_arena_array(arena, rows->count, sizeof *doubles);
    size_t count = 0;
    for (size_t i = 0; doubles && i < rows->count; i++)
        if (!th_has((char *)rows->items + i * model->size, model->count) &&
            key_is_taken(model, rows, &table, i))
            doubles[count++] = (uint32_t)i;
    if (count == 0)
        th_arena_rewind(arena, mark);
    for (size_t i = 0; i < count; i++) {
        void *row = (char *)rows->items + doubles[i] * model->size;
        struct th_path path = { &m->path, { NULL, 0 }, doubles[i] };
        struct reading in = { .reader = m->in->reader, .model = model, .row = row };
        name_double(&in, add_issue(&in, TH_MSG_DUPLICATE, m->field, &path));
    }
}

static bool read_rows(struct member *m)
{
    const struct th_model *child = m->field->child;
    struct th_rows rows = { NULL, (size_t)cJSON_GetArraySize(m->value) };
    if (!count_fits(m, rows.count))
        return false;
    rows.items = th_arena_array(m->in->reader->issues->arena, rows.count, child->size);
    if (!rows.items)
        return false; /* the arena remembers; the call ends with NO_MEMORY */
    char *row = rows.items;
    struct th_path path = { &m->path, { NULL, 0 }, 0 };
    for (const cJSON *item = m->value->child; item; item = item->next, row += child->size) {
        th_json_read(m->in->reader, child, item, &path, row);
        path.index++;
    }
    if (child->has_key && rows.count > 1)
        find_duplicates(m, &rows);
    memcpy(m->at, &rows, sizeof rows);
    return true;
}

static bool read_texts(struct member *m)
{
    struct th_rows rows = { NULL, (size_t)cJSON_GetArraySize(m->value) };
    if (!count_fits(m, rows.count))
        return false;
    struct th_str *texts = th_arena_array(m->in->reader->issues->arena, rows.count, sizeof *texts);
    if (!texts)
        return false;
    size_t i = 0;
    for (const cJSON *item = m->value->child; item; item = item->next, i++) {
        struct th_path path = { &m->path, { NULL, 0 }, i };
        texts[i] = cJSON_IsString(item) ? text_of(item) : (struct th_str){ NULL, 0 };
        if (!texts[i].ptr || texts[i].len > TH_TEXT_MAX || !text_is_clean(texts[i], false)) {
            add_issue(m->in, TH_MSG_TEXT_FORBIDDEN, m->field, &path);
            return false;
        }
    }
    rows.items = texts;
    memcpy(m->at, &rows, sizeof rows);
    return true;
}

static bool read_raw(struct member *m)
{
    *(struct th_str *)m->at = th_json_locate(m->in->reader->source, &m->path);
    return true;
}

static bool read_tree(struct member *m)
{
    *(const struct cJSON **)m->at = m->value;
    return true;
}

/* ---- objects ---- */

enum shape { SHAPE_STRING, SHAPE_NUMBER, SHAPE_BOOL, SHAPE_OBJECT, SHAPE_ARRAY, SHAPE_ANY };

struct kind_row {
    enum shape shape;
    bool (*read)(struct member *m);
};
static const struct kind_row kinds[] = {
    [TH_KIND_TEXT] = { SHAPE_STRING, read_text },
    [TH_KIND_DECIMAL] = { SHAPE_STRING, read_decimal },
    [TH_KIND_AMOUNT] = { SHAPE_STRING, read_amount },
    [TH_KIND_MONTH] = { SHAPE_STRING, read_month },
    [TH_KIND_DATE] = { SHAPE_STRING, read_date },
    [TH_KIND_ENUM] = { SHAPE_STRING, read_enum },
    [TH_KIND_INT] = { SHAPE_NUMBER, read_int },
    [TH_KIND_BOOL] = { SHAPE_BOOL, read_bool },
    [TH_KIND_OBJECT] = { SHAPE_OBJECT, read_object },
    [TH_KIND_ROWS] = { SHAPE_ARRAY, read_rows },
    [TH_KIND_TEXTS] = { SHAPE_ARRAY, read_texts },
    [TH_KIND_RAW] = { SHAPE_ANY, read_raw },
    [TH_KIND_TREE] = { SHAPE_ANY, read_tree },
};

static enum shape shape_of(const cJSON *value)
{
    if (cJSON_IsString(value))
        return SHAPE_STRING;
    if (cJSON_IsNumber(value))
        return SHAPE_NUMBER;
    if (cJSON_IsBool(value))
        return SHAPE_BOOL;
    if (cJSON_IsObject(value))
        return SHAPE_OBJECT;
    return cJSON_IsArray(value) ? SHAPE_ARRAY : SHAPE_ANY;
}

static void put_expected(struct th_issues *issues, struct th_issue *issue, enum shape shape)
{
    static const char *const zh[] = { "文本（加引号）", "整数", "true 或 false", "对象", "数组" };
    static const char *const en[] = { "a text (in quotes)", "a whole number", "true or false",
                                      "an object", "an array" };
    th_issue_text(issues, issue, "expected_zh", th_str_of(zh[shape]));
    th_issue_text(issues, issue, "expected_en", th_str_of(en[shape]));
}

static void read_member(struct reading *in, size_t index, const cJSON *value)
{
    const struct th_field *field = &in->model->fields[index];
    struct member m = {
        in, field, value, { in->path, field->name, 0 }, (char *)in->row + field->offset
    };
    const struct kind_row *kind = &kinds[field->kind];
    in->seen[index / 64] |= (uint64_t)1 << index % 64;
    if (kind->shape != SHAPE_ANY && kind->shape != shape_of(value)) {
        put_expected(in->reader->issues, fault(&m, TH_MSG_TYPE), kind->shape);
        return;
    }
    if (kind->read(&m))
        th_set_has(in->row, index);
}

static void unknown_member(struct reading *in, struct th_str name)
{
    struct th_path path = { in->path, name, 0 };
    struct th_issue *issue = add_issue(in, TH_MSG_UNKNOWN_MEMBER, NULL, &path);
    th_issue_text(in->reader->issues, issue, "name", name);
}

static bool is_seen(const struct reading *in, size_t index)
{
    return in->seen[index / 64] >> index % 64 & 1;
}

static void find_missing(struct reading *in)
{
    for (size_t i = 0; i < in->model->count; i++) {
        const struct th_field *field = &in->model->fields[i];
        if ((field->flags & TH_REQUIRED) && !is_seen(in, i)) {
            struct th_path path = { in->path, field->name, 0 };
            add_issue(in, TH_MSG_REQUIRED, field, &path);
        }
    }
}

void th_json_read(const struct th_reader *reader, const struct th_model *model,
                  const struct cJSON *value, const struct th_path *path, void *row)
{
    struct reading in = { .reader = reader, .model = model, .path = path, .row = row };
    size_t guess = 0;
    if (!cJSON_IsObject(value)) {
        struct th_issue *issue = add_issue(&in, TH_MSG_TYPE, NULL, path);
        th_issue_text(reader->issues, issue, "label_zh", TH_STR("内容"));
        th_issue_text(reader->issues, issue, "label_en", TH_STR("The content"));
        put_expected(reader->issues, issue, SHAPE_OBJECT);
        return;
    }
    for (const cJSON *member = value->child; member; member = member->next) {
        struct th_str name = th_str_of(member->string);
        size_t index = th_model_find(model, name, guess);
        if (index < model->count)
            read_member(&in, index, member);
        else
            unknown_member(&in, name);
        guess = index + 1;
    }
    find_missing(&in);
}

bool th_json_text_member(const struct cJSON *object, const char *name, struct th_str *out)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!cJSON_IsString(member))
        return false;
    *out = text_of(member);
    return true;
}

void th_json_fault_issue(struct th_issues *issues, const struct th_json_fault *fault)
{
    struct th_issue *issue = th_issue_add(issues, fault->code, NULL);
    th_issue_int(issues, issue, "offset", (int64_t)fault->offset);
}

enum th_status th_json_read_text(struct th_issues *issues, struct th_str text,
                                 const struct th_model *model, void *row)
{
    const struct cJSON *tree = NULL;
    struct th_json_fault fault;
    struct th_reader reader = { issues, text };
    enum th_status status = th_json_parse(issues->arena, text, &tree, &fault);
    if (status == TH_MALFORMED)
        th_json_fault_issue(issues, &fault);
    if (status != TH_OK)
        return status;
    th_json_read(&reader, model, tree, NULL, row);
    if (issues->arena->failed)
        return TH_NO_MEMORY;
    return issues->errors ? TH_INVALID : TH_OK;
}
