/* The OpenAPI 3.1 document: one path item per path, one operation per row, one schema per model
 * that some row reaches. */
#include "openapi.h"

#include "api.h"
#include "json_write.h"
#include "put.h"
#include "route.h"
#include "schema.h"
#include "schema_set.h"

static void put_text(struct th_buf *out, const char *text)
{
    th_json_put_text(out, th_str_of(text));
}

static void put_parameter(struct th_buf *out, const char *in, struct th_str name, bool is_required)
{
    put(out, "{\"name\":");
    th_json_put_text(out, name);
    put(out, ",\"in\":\"");
    put(out, in);
    put(out,
        is_required ? "\",\"required\":true,\"schema\":" : "\",\"required\":false,\"schema\":");
}

static void put_path_parameters(struct th_buf *out, const struct route *route, bool *first)
{
    for (struct th_str rest = route->path; rest.len > 0;) {
        struct th_str part = th_str_cut(&rest, '/');
        if (part.len < 2 || part.ptr[0] != '{')
            continue;
        const struct param_row *param = param_find((struct th_str){ part.ptr + 1, part.len - 2 });
        put_separator(out, first);
        put_parameter(out, "path", param->name, true);
        put(out, "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_");
        put(out, param->extra);
        put(out, "-]{1,");
        th_buf_u64(out, param->longest);
        put(out, "}$\"},\"description\":");
        put_text(out, param->en);
        th_buf_char(out, '}');
    }
}

static void put_query_parameters(struct th_buf *out, const struct route *route, bool *first)
{
    for (size_t i = 0; route->body_cap == 0 && i < route->input->count; i++) {
        const struct th_field *field = &route->input->fields[i];
        put_separator(out, first);
        put_parameter(out, "query", field->name, (field->flags & TH_REQUIRED) != 0);
        schema_put_field(out, route->input, field);
        put(out, ",\"description\":");
        put_text(out, field->en);
        th_buf_char(out, '}');
    }
}

static void put_header_parameters(struct th_buf *out, const struct route *route, bool *first)
{
    if (route->flags & KEYED) {
        put_separator(out, first);
        put_parameter(out, "header", TH_STR("Idempotency-Key"), true);
        put(out, "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_-]{16,64}$\"},\"description\":"
                 "\"Makes a repeated request harmless: the same "
                 "key and content get the same answer\"}");
    }
    if (route->flags & (MATCHED | MATCHABLE)) {
        put_separator(out, first);
        put_parameter(out, "header", TH_STR("If-Match"), (route->flags & MATCHED) != 0);
        put(out, "{\"type\":\"string\",\"pattern\":\"^\\\"[1-9][0-9]*\\\"$\"},\"description\":"
                 "\"ETag of the version that this replaces\"}");
    }
}

static void put_content(struct th_buf *out, const struct th_model *model)
{
    struct th_str type = api_media_type(model);
    struct th_str bare = th_str_cut(&type, ';');
    put(out, "\"content\":{");
    th_json_put_text(out, bare);
    put(out, ":{\"schema\":");
    bool is_core_input = model == &api_filing_text_model || model == &api_envelope_text_model;
    if (model == &api_file_form_model) {
        put(out, "{\"type\":\"object\",\"required\":[\"file\"],\"properties\":{\"file\":{\"type\":"
                 "\"string\",\"format\":\"binary\"},\"name\":{\"type\":\"string\"}}}");
    } else if (api_is_verbatim(model) && !is_core_input) {
        put(out, th_str_equal(bare, TH_STR("application/json")) ? "{\"type\":\"object\"}"
                                                                : "{\"type\":\"string\"}");
    } else {
        put(out, "{\"$ref\":\"#/components/schemas/");
        th_buf_put(out, schema_name(model));
        put(out, "\"}");
    }
    put(out, "}}");
}

static void put_problem(struct th_buf *out, const char *status, const char *meaning)
{
    put(out, ",\"");
    put(out, status);
    put(out, "\":{\"description\":");
    put_text(out, meaning);
    put(out, ",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/"
             "schemas/problem\"}}}}");
}

static void put_responses(struct th_buf *out, const struct route *route)
{
    bool has_body = api_media_type(route->answer).ptr != NULL;
    put(out, ",\"responses\":{\"");
    put(out, route->flags & CREATED ? "201" : has_body ? "200" : "204");
    put(out, "\":{\"description\":");
    put_text(out, route->en);
    if (has_body) {
        th_buf_char(out, ',');
        put_content(out, route->answer);
    }
    th_buf_char(out, '}');
    if (route->method == HTTP_GET && route->permission == PERMISSION_ANYONE &&
        !(route->flags & URGENT))
        put(out, ",\"304\":{\"description\":\"If-None-Match holds this version\"}");
    if (route->permission != PERMISSION_ANYONE)
        put_problem(out, "401", "Not signed in, or the session ended");
    if (route->permission > PERMISSION_SIGNED_IN) {
        put_problem(out, "403", "The role does not allow this");
        put_problem(out, "404", "Unknown, or of another enterprise");
    }
    if (route->flags & KEYED)
        put_problem(out, "409",
                    "Conflict: key reused, receipt mismatch, retired pack or overlapping period");
    if (route->flags & (MATCHED | MATCHABLE))
        put_problem(out, "412", "Somebody else changed it meanwhile");
    put_problem(out, "422", "The input has errors; see issues");
    put_problem(out, "default", "Any other problem");
    th_buf_char(out, '}');
}

static const char *method_key(enum http_method method)
{
    static const char *const keys[HTTP_METHOD_COUNT] = {
        [HTTP_GET] = "\"get\":", [HTTP_HEAD] = "\"head\":",   [HTTP_POST] = "\"post\":",
        [HTTP_PUT] = "\"put\":", [HTTP_PATCH] = "\"patch\":", [HTTP_DELETE] = "\"delete\":",
    };
    return keys[method];
}

static void put_operation(struct th_buf *out, const struct route *route)
{
    put(out, method_key(route->method));
    put(out, "{\"operationId\":");
    put_text(out, route->id);
    put(out, ",\"summary\":");
    put_text(out, route->en);
    put(out, ",\"description\":");
    put_text(out, route->zh);
    put(out, ",\"x-permission\":");
    th_json_put_text(out, permission_row(route->permission)->id);
    put(out, route->permission == PERMISSION_ANYONE
                 ? ",\"security\":[]"
                 : ",\"security\":[{\"token\":[]},{\"console\":[]}]");
    put(out, ",\"parameters\":[");
    bool first = true;
    put_path_parameters(out, route, &first);
    put_query_parameters(out, route, &first);
    put_header_parameters(out, route, &first);
    th_buf_char(out, ']');
    if (route->body_cap > 0) {
        put(out, ",\"requestBody\":{\"required\":true,");
        put_content(out, route->input);
        th_buf_char(out, '}');
    }
    put_responses(out, route);
    th_buf_char(out, '}');
}

static bool is_first_of_its_path(size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (th_str_equal(api_routes[i].path, api_routes[index].path))
            return false;
    return true;
}

static void put_paths(struct th_buf *out)
{
    bool first_path = true;
    for (size_t i = 0; i < api_route_count; i++) {
        if (!is_first_of_its_path(i))
            continue;
        put_separator(out, &first_path);
        th_json_put_text(out, api_routes[i].path);
        put(out, ":{");
        bool first = true;
        for (size_t k = i; k < api_route_count; k++) {
            if (!th_str_equal(api_routes[k].path, api_routes[i].path))
                continue;
            put_separator(out, &first);
            put_operation(out, &api_routes[k]);
        }
        th_buf_char(out, '}');
    }
}

void openapi_put_json(struct th_buf *out)
{
    put(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Tanheng\",\"version\":\"1\","
             "\"description\":\"Generated from server/api/routes.def and "
             "the field tables; do not "
             "edit.\"},\"components\":{\"securitySchemes\":{\"token\":{\"type\":\"http\","
             "\"scheme\":\"bearer\"},\"console\":{\"type\":\"apiKey\",\"in\":\"cookie\","
             "\"name\":\"__Host-tanheng\"}},\"schemas\":{");
    schema_set_put(out);
    put(out, "}},\"paths\":{");
    put_paths(out);
    put(out, "}}");
}
