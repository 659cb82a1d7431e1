/* The query becomes a JSON object by its table and then takes the same way as a body: one reader,
 * the same issues. */
#include "input.h"

#include "json_read.h"
#include "json_write.h"

static bool is_key_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static enum th_status read_key(struct call *call)
{
    struct th_str key = call->request->headers.idempotency_key;
    if (!key.ptr || key.len < 16 || key.len > 64)
        return TH_KEY_REQUIRED;
    for (size_t i = 0; i < key.len; i++)
        if (!is_key_char(key.ptr[i]))
            return TH_KEY_REQUIRED;
    call->idempotency_key = key;
    return TH_OK;
}

static enum th_status read_match(struct call *call)
{
    struct th_str tag = call->request->headers.if_match;
    if (!tag.ptr)
        return call->route->flags & MATCHED ? TH_MATCH_REQUIRED : TH_OK;
    if (tag.len < 3 || tag.ptr[0] != '"' || tag.ptr[tag.len - 1] != '"' || tag.ptr[1] == '0')
        return TH_MATCH_MALFORMED;
    if (!th_str_to_u32((struct th_str){ tag.ptr + 1, tag.len - 2 }, &call->if_match) ||
        call->if_match > INT32_MAX)
        return TH_MATCH_MALFORMED;
    return TH_OK;
}

enum th_status input_headers(struct call *call)
{
    enum th_status status = call->route->flags & KEYED ? read_key(call) : TH_OK;
    if (!status && call->route->flags & (MATCHED | MATCHABLE))
        status = read_match(call);
    return status;
}

/* Numbers stand bare where the table wants one; everything else is a text, and the reader judges.
 */
static bool is_bare(const struct th_field *field, struct th_str value)
{
    uint32_t number;
    return field && field->kind == TH_KIND_INT && th_str_to_u32(value, &number) &&
           (value.len == 1 || value.ptr[0] != '0');
}

static struct th_str query_as_json(struct call *call, const struct th_model *model)
{
    struct th_buf text = th_room(call->arena);
    th_buf_char(&text, '{');
    for (size_t i = 0; i < call->request->query_count; i++) {
        const struct http_param *param = &call->request->query[i];
        size_t index = th_model_find(model, param->key, i);
        const struct th_field *field = index < model->count ? &model->fields[index] : NULL;
        if (i > 0)
            th_buf_char(&text, ',');
        th_json_put_text(&text, param->key);
        th_buf_char(&text, ':');
        if (is_bare(field, param->value))
            th_buf_put(&text, param->value);
        else
            th_json_put_text(&text, param->value);
    }
    th_buf_char(&text, '}');
    return th_room_keep(call->arena, &text);
}

static enum th_status read_query(struct call *call, const struct th_model *model, void *row)
{
    struct th_str text = query_as_json(call, model);
    return text.ptr ? th_json_read_text(&call->issues, text, model, row) : TH_NO_MEMORY;
}

enum th_status input_read(struct call *call, void *row)
{
    const struct th_model *model = call->route->input;
    if (call->route->body_cap == 0 && !api_is_verbatim(model))
        return read_query(call, model, row);
    if (call->request->query_count > 0) { /* this route knows no query: say so */
        struct api_none nothing;
        return read_query(call, &api_none_model, &nothing);
    }
    if (api_is_verbatim(model)) {
        *(struct th_str *)row = call->request->body;
        return TH_OK;
    }
    return th_json_read_text(&call->issues, call->request->body, model, row);
}
