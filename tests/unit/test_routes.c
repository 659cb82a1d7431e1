/* The route table: matching, parameters, and what every row must keep. */
#include "route.h"
#include "unit.h"

static const struct route *find(enum http_method method, const char *path,
                                struct path_params *params)
{
    return route_find(method, th_str_of(path), params);
}

static void a_path_gives_its_parameters(void **state)
{
    struct path_params params;
    const struct route *route = find(HTTP_GET, "/v1/filings/f123/revisions/7", &params);
    assert_non_null(route);
    assert_string_equal(route->id, "get_revision");
    assert_true(th_str_equal(params.filing, TH_STR("f123")));
    assert_true(th_str_equal(params.revision, TH_STR("7")));
    assert_null(params.enterprise.ptr);
}

static void a_fixed_segment_is_no_parameter(void **state)
{
    assert_string_equal(find(HTTP_POST, "/v1/sessions/demo", NULL)->id, "sign_in_by_demo");
    assert_string_equal(find(HTTP_GET, "/v1/filings/f1/diff", NULL)->id, "diff_revisions");
}

static void what_is_not_exactly_a_path_is_none(void **state)
{
    const char *const paths[] = { "",
                                  "/",
                                  "/v1",
                                  "/v1/",
                                  "/v1/filings",
                                  "/v1/filings/",
                                  "/v1/filings/f1/",
                                  "/v1/filings//diff",
                                  "/V1/filings/f1",
                                  "/v1/filings/f1/diff/x",
                                  "//v1/filings/f1",
                                  "/v1/filings/f%31",
                                  "/v1/filings/f;1",
                                  "/v1/filings/f.1",
                                  "/v1/packs/a b" };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_null(find(HTTP_GET, paths[i], NULL));
}

static void a_parameter_has_a_longest_length(void **state)
{
    char path[256] = "/v1/filings/";
    memset(path + 12, 'x', 64);
    path[76] = '\0';
    assert_non_null(find(HTTP_GET, path, NULL));
    path[76] = 'x';
    path[77] = '\0';
    assert_null(find(HTTP_GET, path, NULL));
}

static void the_methods_of_a_path_are_listed(void **state)
{
    char text[64];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    assert_true(route_methods(TH_STR("/v1/enterprises/e1/drafts/k"), &out));
    assert_true(th_str_equal(th_buf_view(&out), TH_STR("GET, PUT, DELETE")));
    assert_false(route_methods(TH_STR("/v1/nothing"), &out));
}

static bool has_param(const struct route *route, const char *name)
{
    return strstr(route->path.ptr, name) != NULL;
}

static void every_row_keeps_the_rules_of_the_table(void **state)
{
    for (size_t i = 0; i < api_route_count; i++) {
        const struct route *route = &api_routes[i];
        bool names_enterprise = has_param(route, "{enterprise}") || has_param(route, "{filing}") ||
                                has_param(route, "{file}");
        bool is_platform = permission_row(route->permission)->scope == SCOPE_PLATFORM;
        bool needs_enterprise = route->permission > PERMISSION_SIGNED_IN;
        if (!is_platform && names_enterprise != needs_enterprise)
            fail_msg("%s: a path of an enterprise needs a permission there, and only such a path",
                     route->id);
        if (is_platform != th_str_starts(route->path, TH_STR("/v1/admin/")))
            fail_msg("%s: what is under /v1/admin asks for a permission of the platform, and "
                     "nothing else does",
                     route->id);
        if (route->permission == PERMISSION_FILING_WRITE && !(route->flags & KEYED))
            fail_msg("%s: writes need an Idempotency-Key", route->id);
        if (route->flags & KEYED && (route->method == HTTP_GET || route->method == HTTP_HEAD))
            fail_msg("%s: reading takes no Idempotency-Key", route->id);
        if ((route->method == HTTP_GET || route->method == HTTP_DELETE) && route->body_cap != 0)
            fail_msg("%s: GET and DELETE take no body", route->id);
        if ((route->method == HTTP_POST || route->method == HTTP_PUT) &&
            (route->body_cap == 0) != (route->input == &api_none_model))
            fail_msg("%s: POST and PUT take a body, or say that they take none", route->id);
        if (!route->zh[0] || !route->en[0])
            fail_msg("%s: a summary in both languages", route->id);
    }
}

static void every_row_is_reached_by_its_own_path(void **state)
{
    for (size_t i = 0; i < api_route_count; i++) {
        char path[256];
        size_t length = 0;
        for (const char *c = api_routes[i].path.ptr; *c; c++) {
            if (*c != '{')
                path[length++] = *c;
            else
                path[length++] = '1', c = strchr(c, '}');
        }
        path[length] = '\0';
        if (find(api_routes[i].method, path, NULL) != &api_routes[i])
            fail_msg("%s is hidden by a row above it", api_routes[i].id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_gives_its_parameters),
        cmocka_unit_test(a_fixed_segment_is_no_parameter),
        cmocka_unit_test(what_is_not_exactly_a_path_is_none),
        cmocka_unit_test(a_parameter_has_a_longest_length),
        cmocka_unit_test(the_methods_of_a_path_are_listed),
        cmocka_unit_test(every_row_keeps_the_rules_of_the_table),
        cmocka_unit_test(every_row_is_reached_by_its_own_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
