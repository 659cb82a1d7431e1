/* docs/api.md: the routes as one Markdown table. */
#include "openapi.h"
#include "put.h"
#include "route.h"
#include "schema.h"

static void put_needs(struct th_buf *out, uint32_t flags)
{
    if (flags & KEYED)
        put(out, " `Idempotency-Key`");
    if (flags & MATCHED)
        put(out, " `If-Match`");
    if (flags & MATCHABLE)
        put(out, " (`If-Match`)");
}

static void put_body(struct th_buf *out, const struct th_model *model)
{
    if (api_media_type(model).ptr) {
        th_buf_char(out, '`');
        th_buf_put(out, schema_name(model));
        th_buf_char(out, '`');
    } else {
        put(out, "–");
    }
}

void openapi_put_markdown(struct th_buf *out)
{
    put(out, "<!-- Generated from server/api/routes.def by `tanheng openapi docs`; do not edit. "
             "-->\n# API\n\n"
             "Bodies are `application/json`; errors are `application/problem+json`. Shapes: "
             "[openapi.json](openapi.json), or the page `/docs` of a "
             "running server.\nThe core's envelope and a filing's members are described in "
             "[contract.md](contract.md).\n\n"
             "| Method | Path | Permission | Headers | Input | Answer | "
             "|\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < api_route_count; i++) {
        const struct route *route = &api_routes[i];
        put(out, "| ");
        th_buf_put(out, http_method_name(route->method));
        put(out, " | `");
        th_buf_put(out, route->path);
        put(out, "` | ");
        th_buf_put(out, permission_row(route->permission)->id);
        put(out, " |");
        put_needs(out, route->flags);
        put(out, " | ");
        put_body(out, route->input);
        put(out, " | ");
        put_body(out, route->answer);
        put(out, " | ");
        put(out, route->zh);
        put(out, "<br>");
        put(out, route->en);
        put(out, " |\n");
    }
    put(out, "\n## Roles\n\n| Role | | Permissions |\n|---|---|---|\n");
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        const struct role_row *role = role_row((enum role)i);
        struct access access = { (enum role)i, UINT32_MAX }; /* with every module */
        put(out, "| `");
        th_buf_put(out, role->id);
        put(out, "` | ");
        put(out, role->zh);
        put(out, " |");
        for (unsigned k = 0; k < PERMISSION_COUNT; k++) {
            if (!access_may(&access, (enum permission)k))
                continue;
            put(out, " `");
            th_buf_put(out, permission_row((enum permission)k)->id);
            th_buf_char(out, '`');
        }
        put(out, " |\n");
    }
}
