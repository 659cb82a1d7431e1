/* Assets: loading a folder, variants by Accept-Encoding, ETag, caching, and what may not be in the
 * folder. */
#include "accept.h"
#include "assets.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void put(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_folder(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/th-assets-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int drop_folder(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static struct http_request get(const char *path)
{
    return (struct http_request){ .method = HTTP_GET, .path = th_str_of(path) };
}

static void pages_scripts_and_wasm_have_their_types(void **state)
{
    char error[256];
    put("index.html", "<p>1</p>");
    put("app/index.html", "<p>2</p>");
    put("assets/core.0123abcd.wasm", "wasm");
    put(".hidden", "secret");
    struct assets *assets = assets_new(folder, error);
    assert_non_null(assets);
    assert_int_equal(assets_count(assets), 3);
    struct http_request request = get("/");
    struct http_answer answer = assets_answer(assets, &request);
    assert_true(th_str_equal(answer.body, TH_STR("<p>1</p>")));
    assert_true(th_str_equal(answer.content_type, TH_STR("text/html; charset=utf-8")));
    assert_true(th_str_equal(answer.cache_control, TH_STR("no-cache")));
    request = get("/app/");
    answer = assets_answer(assets, &request);
    assert_true(th_str_equal(answer.body, TH_STR("<p>2</p>")));
    request = get("/assets/core.0123abcd.wasm");
    answer = assets_answer(assets, &request);
    assert_true(th_str_equal(answer.content_type, TH_STR("application/wasm")));
    assert_true(th_str_equal(answer.cache_control, TH_STR("public, max-age=31536000, immutable")));
    assert_false(assets_has(assets, TH_STR("/.hidden")));
    request = get("/app");
    answer = assets_answer(assets, &request);
    assert_int_equal(answer.status, 308);
    assert_true(th_str_equal(answer.location, TH_STR("/app/")));
    assert_false(assets_has(assets, TH_STR("/ap")));
    assert_false(assets_has(assets, TH_STR("/index.htm")));
    assert_false(assets_has(NULL, TH_STR("/")));
    assets_free(assets);
}

static void the_best_accepted_encoding_is_sent(void **state)
{
    char error[256];
    put("a.js", "plain");
    put("a.js.br", "brotli");
    put("a.js.gz", "gzip");
    struct assets *assets = assets_new(folder, error);
    assert_non_null(assets);
    assert_int_equal(assets_count(assets), 1);
    assert_false(assets_has(assets, TH_STR("/a.js.br")));
    static const struct {
        const char *accept, *body, *coding;
    } rows[] = {
        { "gzip, deflate, br", "brotli", "br" },
        { "gzip", "gzip", "gzip" },
        { "br;q=0, gzip;q=0.5", "gzip", "gzip" },
        { "br;q=0.000,gzip;q=0", "plain", "" },
        { "*", "brotli", "br" },
        { "br;q=0,*", "gzip", "gzip" },
        { "identity", "plain", "" },
        { "", "plain", "" },
        { "BR", "brotli", "br" },
        { "xbr", "plain", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_request request = get("/a.js");
        request.headers.accept_encoding = th_str_of(rows[i].accept);
        const struct http_answer answer = assets_answer(assets, &request);
        assert_true(th_str_equal(answer.body, th_str_of(rows[i].body)));
        assert_true(th_str_equal(answer.content_encoding, th_str_of(rows[i].coding)));
        assert_true(th_str_equal(answer.vary, TH_STR("Accept-Encoding")));
    }
    assets_free(assets);
}

static void a_known_etag_gets_304_without_a_body(void **state)
{
    char error[256];
    put("b.css", "p{}");
    struct assets *assets = assets_new(folder, error);
    assert_non_null(assets);
    struct http_request request = get("/b.css");
    const struct http_answer first = assets_answer(assets, &request);
    assert_int_equal(first.status, 200);
    request.headers.if_none_match = first.etag;
    const struct http_answer second = assets_answer(assets, &request);
    assert_int_equal(second.status, 304);
    assert_int_equal(second.body.len, 0);
    assert_true(th_str_equal(second.etag, first.etag));
    request.headers.if_none_match = TH_STR("\"other\"");
    assert_int_equal(assets_answer(assets, &request).status, 200);
    assets_free(assets);
}

static void etags_match_in_lists_and_weakly(void **state)
{
    assert_true(accept_matches_etag(TH_STR("\"a\", W/\"b\""), TH_STR("\"b\"")));
    assert_true(accept_matches_etag(TH_STR("*"), TH_STR("\"b\"")));
    assert_false(accept_matches_etag(TH_STR("\"ab\""), TH_STR("\"b\"")));
    assert_false(accept_matches_etag(TH_STR(""), TH_STR("\"b\"")));
}

static void other_bytes_have_another_etag(void **state)
{
    char error[256], before[64];
    put("c.txt", "one");
    struct assets *assets = assets_new(folder, error);
    struct http_request request = get("/c.txt");
    const struct th_str etag = assets_answer(assets, &request).etag;
    snprintf(before, sizeof before, "%.*s", (int)etag.len, etag.ptr);
    assets_free(assets);
    put("c.txt", "two");
    assets = assets_new(folder, error);
    assert_false(th_str_equal(assets_answer(assets, &request).etag, th_str_of(before)));
    assets_free(assets);
}

static void names_with_a_word_instead_of_a_hash_are_not_immutable(void **state)
{
    char error[256];
    static const struct {
        const char *name;
        bool is_immutable;
    } rows[] = { { "x.0123abcd.js", true }, { "x-0123abcdef.css", true },
                 { "x.0123abc.js", false }, { "x.complete.js", false },
                 { "01234567.js", false },  { "x.0123ABCD.js", false } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        put(rows[i].name, "1");
    struct assets *assets = assets_new(folder, error);
    assert_non_null(assets);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[64];
        snprintf(path, sizeof path, "/%s", rows[i].name);
        struct http_request request = get(path);
        const struct http_answer answer = assets_answer(assets, &request);
        assert_int_equal(!th_str_equal(answer.cache_control, TH_STR("no-cache")),
                         rows[i].is_immutable);
    }
    assets_free(assets);
}

static void a_file_that_cannot_be_served_stops_the_start(void **state)
{
    char error[256];
    put("notes.docx", "?");
    assert_null(assets_new(folder, error));
    assert_string_equal(error, "web folder: /notes.docx: has no known type (server/http/mime.def)");
    drop_folder(state);
    make_folder(state);
    put("bad name.js", "?");
    assert_null(assets_new(folder, error));
    assert_non_null(strstr(error, "characters other than"));
    assert_null(assets_new("/nonexistent-folder", error));
    assert_non_null(strstr(error, "No such file"));
}

static void links_lead_nowhere(void **state)
{
    char error[256], path[128];
    put("a.txt", "1");
    snprintf(path, sizeof path, "%s/passwd.txt", folder);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    struct assets *assets = assets_new(folder, error);
    assert_non_null(assets);
    assert_int_equal(assets_count(assets), 1);
    assert_false(assets_has(assets, TH_STR("/passwd.txt")));
    assets_free(assets);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, drop_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(pages_scripts_and_wasm_have_their_types),
        IN_FOLDER(the_best_accepted_encoding_is_sent),
        IN_FOLDER(a_known_etag_gets_304_without_a_body),
        cmocka_unit_test(etags_match_in_lists_and_weakly),
        IN_FOLDER(other_bytes_have_another_etag),
        IN_FOLDER(names_with_a_word_instead_of_a_hash_are_not_immutable),
        IN_FOLDER(a_file_that_cannot_be_served_stops_the_start),
        IN_FOLDER(links_lead_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
