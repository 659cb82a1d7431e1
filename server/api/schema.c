/* One function per kind of field; RAW members by raw.def. */
#include "schema.h"

#include "json_write.h"
#include "put.h"

struct th_str schema_name(const struct th_model *model)
{
    struct th_str name = th_str_of(model->name);
    return th_str_starts(name, TH_STR("api_")) ? (struct th_str){ name.ptr + 4, name.len - 4 }
                                               : name;
}

static void put_ref(struct th_buf *out, struct th_str name)
{
    put(out, "{\"$ref\":\"#/components/schemas/");
    th_buf_put(out, name);
    put(out, "\"}");
}

static void put_text(struct th_buf *out, const struct th_field *field)
{
    put(out, "{\"type\":\"string\"");
    if (field->lo > 0) {
        put(out, ",\"minLength\":");
        th_buf_char(out, '1'); /* the limit counts bytes, the schema characters */
    }
    if (field->hi > 0) {
        put(out, ",\"maxLength\":");
        th_buf_i64(out, field->hi);
    }
    if (field->unit && th_str_equal(th_str_of(field->unit), TH_STR("timestamp")))
        put(out, ",\"format\":\"date-time\"");
    if (field->unit && th_str_equal(th_str_of(field->unit), TH_STR("sha256")))
        put(out, ",\"pattern\":\"^[0-9a-f]{64}$\"");
    th_buf_char(out, '}');
}

static void put_int(struct th_buf *out, const struct th_field *field)
{
    bool is_open = field->lo == 0 && field->hi == 0;
    put(out, "{\"type\":\"integer\",\"minimum\":");
    th_buf_i64(out, is_open ? 0 : field->lo);
    put(out, ",\"maximum\":");
    th_buf_i64(out, is_open ? INT32_MAX : field->hi);
    th_buf_char(out, '}');
}

static void put_enum(struct th_buf *out, const struct th_enum *list)
{
    put(out, "{\"type\":\"string\",\"enum\":[");
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0)
            th_buf_char(out, ',');
        th_json_put_text(out, list->values[i].id);
    }
    put(out, "]}");
}

static void put_rows(struct th_buf *out, const struct th_field *field)
{
    put(out, "{\"type\":\"array\",\"items\":");
    if (field->kind == TH_KIND_ROWS)
        put_ref(out, schema_name(field->child));
    else
        put(out, "{\"type\":\"string\"}");
    put(out, ",\"maxItems\":");
    th_buf_i64(out, field->hi > 0 ? field->hi : TH_ROWS_MAX);
    th_buf_char(out, '}');
}

#define REF(name)  "{\"$ref\":\"#/components/schemas/" name "\"}"
#define OBJECT     "{\"type\":\"object\"}"
#define ANYTHING   "{}"
#define ROWS(name) "{\"type\":\"array\",\"items\":" REF(name) "}"
#define DOC        REF("any_doc")
#define RESULT     REF("any_result")
#define OBJECTS    "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}"
#define ISSUES     ROWS("issue")
static const struct {
    struct th_str model, member;
    const char *schema;
} raw[] = {
#define RAW(model, member, schema)                                                                 \
    { { (model), sizeof(model) - 1 }, { (member), sizeof(member) - 1 }, schema },
#include "raw.def"
#undef RAW
};

static void put_raw(struct th_buf *out, const struct th_model *model, const struct th_field *field)
{
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++)
        if (th_str_equal(raw[i].model, schema_name(model)) &&
            th_str_equal(raw[i].member, field->name)) {
            put(out, raw[i].schema);
            return;
        }
    put(out, "{}");
}

static void put_scalar(struct th_buf *out, const struct th_field *field)
{
    switch (field->kind) {
    case TH_KIND_TEXT: put_text(out, field); break;
    case TH_KIND_MONTH:
        put(out, "{\"type\":\"string\",\"pattern\":\"^[0-9]{4}-[0-9]{2}$\"}");
        break;
    case TH_KIND_DATE: put(out, "{\"type\":\"string\",\"format\":\"date\"}"); break;
    case TH_KIND_BOOL: put(out, "{\"type\":\"boolean\"}"); break;
    case TH_KIND_INT: put_int(out, field); break;
    default: put(out, "{\"type\":\"string\",\"pattern\":\"^-?(0|[1-9][0-9]*)(\\\\.[0-9]+)?$\"}");
    }
}

void schema_put_field(struct th_buf *out, const struct th_model *model,
                      const struct th_field *field)
{
    switch (field->kind) {
    case TH_KIND_ENUM: put_enum(out, field->values); break;
    case TH_KIND_OBJECT: put_ref(out, schema_name(field->child)); break;
    case TH_KIND_ROWS:
    case TH_KIND_TEXTS: put_rows(out, field); break;
    case TH_KIND_RAW:
    case TH_KIND_TREE: put_raw(out, model, field); break;
    default: put_scalar(out, field);
    }
}

/* A member's schema with its labels beside it ($ref may have siblings in 3.1). */
static void put_member(struct th_buf *out, const struct th_model *model,
                       const struct th_field *field)
{
    size_t start = out->len;
    schema_put_field(out, model, field);
    if (out->overflow || out->len < start + 2 || !field->en || !field->en[0])
        return;
    bool is_empty = out->len == start + 2;
    out->len--; /* reopen the object for the description */
    put(out, is_empty ? "\"description\":" : ",\"description\":");
    struct th_str en = th_str_of(field->en), zh = th_str_of(field->zh);
    th_json_put_text(out, en);
    if (!out->overflow && zh.len > 0) {
        out->len--; /* and the text for the Chinese one */
        put(out, " / ");
        th_buf_put(out, zh);
        th_buf_char(out, '"');
    }
    th_buf_char(out, '}');
}

static void put_required(struct th_buf *out, const struct th_model *model)
{
    bool first = true;
    for (size_t i = 0; i < model->count; i++) {
        if (!(model->fields[i].flags & TH_REQUIRED))
            continue;
        put(out, first ? ",\"required\":[" : ",");
        th_json_put_text(out, model->fields[i].name);
        first = false;
    }
    if (!first)
        th_buf_char(out, ']');
}

void schema_put_model(struct th_buf *out, const struct th_model *model)
{
    put(out, "{\"type\":\"object\",\"properties\":{");
    for (size_t i = 0; i < model->count; i++) {
        bool first = i == 0;
        if (!first)
            th_buf_char(out, ',');
        th_json_put_text(out, model->fields[i].name);
        th_buf_char(out, ':');
        put_member(out, model, &model->fields[i]);
    }
    th_buf_char(out, '}');
    put_required(out, model);
    put(out, ",\"additionalProperties\":false}");
}
