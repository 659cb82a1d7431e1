/* ID tokens: one that is right, and every change of it. The token of tests/data/id_token.txt was
 * signed by another program (Node's crypto) with a key that was thrown away. */
#include "digest.h"
#include "id_token.h"
#include "unit.h"

#include <stdlib.h>

#define NOW_S 1790000010

static char file[8192], room[1 << 20];
static struct th_str token, jwks;

static const struct id_token_rules rules = { .issuer = { "https://identity.example.test", 29 },
                                             .client_id = { "tanheng", 7 },
                                             .nonce = { "nonce-of-this-face-0001", 23 },
                                             .now_s = NOW_S };

static int open_file(void **state)
{
    FILE *in = fopen(TH_TEST_DATA "/id_token.txt", "r");
    assert_non_null(in);
    size_t length = fread(file, 1, sizeof file - 1, in);
    fclose(in);
    struct th_str rest = { file, length };
    token = th_str_cut(&rest, '\n');
    jwks = th_str_cut(&rest, '\n');
    return 0;
}

static enum th_status read_it(struct th_str text, const struct id_token_rules *by)
{
    struct th_arena arena;
    struct json_answer claims;
    th_arena_init(&arena, room, sizeof room);
    return id_token_read(&arena, text, jwks, by, &claims);
}

static void a_right_token_is_read(void **state)
{
    struct th_arena arena;
    struct json_answer claims;
    struct th_str number;
    th_arena_init(&arena, room, sizeof room);
    assert_int_equal(id_token_read(&arena, token, jwks, &rules, &claims), TH_OK);
    assert_true(json_answer_text(&claims, "id_number", &number));
    assert_true(th_str_equal(number, TH_STR("990000199001010015")));
}

static void c23_every_beginning_of_a_token_is_none(void **state)
{
    for (size_t length = 0; length < token.len; length++) {
        char *copy = malloc(length + 1); /* of just this size, so that reading past it is seen */
        memcpy(copy, token.ptr, length);
        assert_int_equal(read_it((struct th_str){ copy, length }, &rules), TH_PROOF_FAILED);
        free(copy);
    }
}

static void c23_every_changed_byte_makes_it_wrong(void **state)
{
    static const char others[] = "A9-_.= \"";
    char copy[8192];
    for (size_t at = 0; at < token.len; at++)
        for (size_t i = 0; i < sizeof others - 1; i++) {
            memcpy(copy, token.ptr, token.len);
            if (copy[at] == others[i])
                continue;
            copy[at] = others[i];
            assert_int_equal(read_it((struct th_str){ copy, token.len }, &rules), TH_PROOF_FAILED);
        }
}

static void c23_it_is_for_one_beginning_at_one_time(void **state)
{
    struct id_token_rules other = rules;
    other.now_s = NOW_S + 3600;
    assert_int_equal(read_it(token, &other), TH_PROOF_FAILED);
    other.now_s = NOW_S - 3600;
    assert_int_equal(read_it(token, &other), TH_PROOF_FAILED);
    other = rules;
    other.nonce = TH_STR("nonce-of-this-face-0002");
    assert_int_equal(read_it(token, &other), TH_PROOF_FAILED);
    other = rules;
    other.client_id = TH_STR("tanhen");
    assert_int_equal(read_it(token, &other), TH_PROOF_FAILED);
    other = rules;
    other.issuer = TH_STR("https://identity.example.tes");
    assert_int_equal(read_it(token, &other), TH_PROOF_FAILED);
}

static void base64url_has_one_spelling(void **state)
{
    static const struct {
        const char *text, *bytes;
    } good[] = {
        { "", "" }, { "Zg", "f" }, { "Zm8", "fo" }, { "Zm9v", "foo" }, { "_-8", "\xff\xef" }
    };
    static const char *const bad[] = { "Z", "Zh", "Zm9", "Zm9vZ", "Zg==", "Z g", "+/8", "Zm8=" };
    char text[16], bytes[16];
    struct th_buf out;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        th_buf_init(&out, bytes, sizeof bytes);
        assert_true(digest_base64url_take(&out, th_str_of(good[i].text)));
        assert_true(th_str_equal(th_buf_view(&out), th_str_of(good[i].bytes)));
        th_buf_init(&out, text, sizeof text);
        digest_base64url_put(&out, th_str_of(good[i].bytes));
        assert_true(th_str_equal(th_buf_view(&out), th_str_of(good[i].text)));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        th_buf_init(&out, bytes, sizeof bytes);
        assert_false(digest_base64url_take(&out, th_str_of(bad[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_token_is_read),
        cmocka_unit_test(c23_every_beginning_of_a_token_is_none),
        cmocka_unit_test(c23_every_changed_byte_makes_it_wrong),
        cmocka_unit_test(c23_it_is_for_one_beginning_at_one_time),
        cmocka_unit_test(base64url_has_one_spelling),
    };
    return cmocka_run_group_tests(tests, open_file, NULL);
}
