/* The page at /docs: HTML from the same rows as the OpenAPI document, complete without its script.
 */
#include "envelope.h"
#include "openapi.h"
#include "put.h"
#include "route.h"
#include "schema.h"
#include "schema_set.h"

static void put_escaped(struct th_buf *out, struct th_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '<': put(out, "&lt;"); break;
        case '>': put(out, "&gt;"); break;
        case '&': put(out, "&amp;"); break;
        case '"': put(out, "&quot;"); break;
        default: th_buf_char(out, text.ptr[i]);
        }
    }
}

static void put_link_to(struct th_buf *out, struct th_str name)
{
    put(out, "<a href=\"#schema-");
    th_buf_put(out, name);
    put(out, "\"><code>");
    th_buf_put(out, name);
    put(out, "</code></a>");
}

/* Bodies that the core reads itself stand there under the core's own names. */
static void put_link(struct th_buf *out, const struct th_model *model)
{
    if (model == &api_csv_text_model)
        put(out, "CSV");
    else if (model == &api_filing_text_model)
        put_link_to(out, schema_name(&body_model));
    else if (model != &api_envelope_text_model)
        put_link_to(out, schema_name(model));
    else
        put_link_to(out, schema_name(&calculate_call_model));
}

static const char *kind_text(enum th_kind kind)
{
    static const char *const texts[] = {
        [TH_KIND_TEXT] = "text",           [TH_KIND_DECIMAL] = "decimal text",
        [TH_KIND_AMOUNT] = "decimal text", [TH_KIND_MONTH] = "month",
        [TH_KIND_DATE] = "date",           [TH_KIND_ENUM] = "one of",
        [TH_KIND_INT] = "integer",         [TH_KIND_BOOL] = "true/false",
        [TH_KIND_OBJECT] = "object",       [TH_KIND_ROWS] = "array of",
        [TH_KIND_TEXTS] = "array of text", [TH_KIND_RAW] = "JSON",
        [TH_KIND_TREE] = "JSON",
    };
    return texts[kind];
}

static void put_field(struct th_buf *out, const struct th_field *field)
{
    put(out, "<tr><td><code>");
    th_buf_put(out, field->name);
    put(out, field->flags & TH_REQUIRED ? "</code> *</td><td>" : "</code></td><td>");
    put(out, kind_text(field->kind));
    if (field->child) {
        th_buf_char(out, ' ');
        put_link(out, field->child);
    }
    for (uint32_t i = 0; field->kind == TH_KIND_ENUM && i < field->values->count; i++) {
        put(out, " <code>");
        th_buf_put(out, field->values->values[i].id);
        put(out, "</code>");
    }
    put(out, "</td><td>");
    put_escaped(out, th_str_of(field->zh));
    put(out, "</td><td>");
    put_escaped(out, th_str_of(field->en));
    put(out, "</td></tr>");
}

static void put_fields(struct th_buf *out, const struct th_model *model)
{
    put(out, "<table><thead><tr><th>Name</th><th>Kind</th><th>说明</th><th>Meaning</th></tr></"
             "thead><tbody>");
    for (size_t i = 0; i < model->count; i++)
        put_field(out, &model->fields[i]);
    put(out, "</tbody></table>");
}

static void put_input(struct th_buf *out, const struct route *route)
{
    if (route->flags & KEYED)
        put(out, "<p>Header <code>Idempotency-Key</code> *</p>");
    if (route->flags & (MATCHED | MATCHABLE))
        put(out, route->flags & MATCHED ? "<p>Header <code>If-Match</code> *</p>"
                                        : "<p>Header <code>If-Match</code></p>");
    if (route->body_cap > 0) {
        put(out, "<p>Body: ");
        if (route->flags & STREAMED)
            th_buf_put(out, api_media_type(route->input));
        else
            put_link(out, route->input);
        put(out, ", at most ");
        th_buf_u64(out, route->body_cap);
        put(out, " bytes</p>");
    } else if (route->input->count > 0) {
        put(out, "<p>Query:</p>");
        put_fields(out, route->input);
    }
}

static void put_route(struct th_buf *out, const struct route *route)
{
    struct th_str method = http_method_name(route->method);
    put(out, "<details id=\"");
    put(out, route->id);
    put(out, "\"><summary><code><span class=\"method ");
    th_buf_put(out, method);
    put(out, "\">");
    th_buf_put(out, method);
    put(out, "</span> ");
    put_escaped(out, route->path);
    put(out, "</code>");
    put_escaped(out, th_str_of(route->zh));
    put(out, "<br><span class=\"quiet\">");
    put_escaped(out, th_str_of(route->en));
    put(out, "</span></summary><div class=\"inside\"><p>Permission: ");
    put_escaped(out, th_str_of(permission_row(route->permission)->zh));
    put(out, " · ");
    put_escaped(out, th_str_of(permission_row(route->permission)->en));
    put(out, "</p>");
    put_input(out, route);
    put(out, "<p>Answer ");
    bool has_body = api_media_type(route->answer).ptr != NULL;
    put(out, route->flags & CREATED ? "201: " : has_body ? "200: " : "204, no body");
    if (has_body && api_is_verbatim(route->answer))
        put_escaped(out, api_media_type(route->answer));
    else if (has_body)
        put_link(out, route->answer);
    put(out, "</p></div></details>\n");
}

static void put_model(void *out, const struct th_model *model)
{
    put(out, "<details id=\"schema-");
    th_buf_put(out, schema_name(model));
    put(out, "\"><summary><code>");
    th_buf_put(out, schema_name(model));
    put(out, "</code></summary><div class=\"inside\">");
    put_fields(out, model);
    put(out, "</div></details>\n");
}

void openapi_put_page(struct th_buf *out)
{
    put(out, "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta "
             "name=\"viewport\" content=\"width=device-width, "
             "initial-scale=1\"><title>碳衡 API</title><link rel=\"stylesheet\" "
             "href=\"/docs.css\"></head><body><main>\n<h1>碳衡 API</h1>"
             "<p>一个信封进，一个信封出；十进制数以文本传递；错误是 "
             "<code>application/problem+json</code>，含中英文说明与 <code>issues</code>。</p>"
             "<p class=\"quiet\">Decimals travel as text, errors as problem documents with a list "
             "of issues. For tools: "
             "<a href=\"/openapi.json\">openapi.json</a>. * = required.</p>"
             "<div class=\"filter\" hidden><input type=\"search\" aria-label=\"筛选 Filter\" "
             "placeholder=\"筛选 Filter\"></div>\n<h2>接口 Endpoints</h2>\n");
    for (size_t i = 0; i < api_route_count; i++)
        put_route(out, &api_routes[i]);
    put(out, "<h2>数据 Data</h2>\n");
    schema_set_each(put_model, out);
    put(out, "</main><script src=\"/docs.js\"></script></body></html>\n");
}
