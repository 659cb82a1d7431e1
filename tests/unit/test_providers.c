/* What leaves for and comes from others, against their published vectors: WeChat's signatures and
 * ciphers (tests/data/wechat_vectors.json holds the same), Tencent Cloud's request signature, and
 * what may be reached at all. */
#include "address.h"
#include "answer_json.h"
#include "breaker.h"
#include "digest.h"
#include "open_data.h"
#include "sms.h"
#include "unit.h"
#include "wechat.h"

#include <arpa/inet.h>
#include <stdlib.h>

static unsigned char memory[1 << 20];
static struct th_arena arena;
static struct json_answer vectors;

static int read_vectors(void **state)
{
    static char text[16384];
    FILE *file = fopen(TH_TEST_DATA "/wechat_vectors.json", "rb");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    th_arena_init(&arena, memory, sizeof memory);
    return json_answer_read(&arena, (struct th_str){ text, length }, &vectors) ? -1 : 0;
}

static struct th_str vector(const char *path)
{
    struct th_str text = { NULL, 0 };
    if (!json_answer_text(&vectors, path, &text))
        fail_msg("no vector %s", path);
    return text;
}

static void assert_text(struct th_str got, struct th_str wanted)
{
    assert_int_equal(got.len, wanted.len);
    assert_memory_equal(got.ptr, wanted.ptr, wanted.len);
}

static struct push_signature push_of(const char *name)
{
    char path[64];
    struct push_signature push = { .encrypted = { NULL, 0 } };
    snprintf(path, sizeof path, "%s.token", name);
    push.token = vector(path);
    snprintf(path, sizeof path, "%s.timestamp", name);
    push.timestamp = vector(path);
    snprintf(path, sizeof path, "%s.nonce", name);
    push.nonce = vector(path);
    return push;
}

static void pushes_carry_wechats_signature(void **state)
{
    struct push_signature push = push_of("url_verify");
    push.signature = vector("url_verify.signature");
    assert_true(push_matches(&push));
    push.nonce = TH_STR("1514711493");
    assert_false(push_matches(&push));

    push = push_of("push_plain");
    push.signature = vector("push_plain.signature");
    assert_true(push_matches(&push));

    push = push_of("push_secure");
    push.encrypted = vector("push_secure.encrypt");
    push.signature = vector("push_secure.msg_signature");
    assert_true(push_matches(&push));
    push.encrypted.ptr = NULL; /* the plain mode's signature is another one */
    assert_false(push_matches(&push));
}

static void a_secret_push_opens_with_padding_over_32(void **state)
{
    char appid[64] = "";
    struct th_str ours = vector("push_secure.appid"), message;
    memcpy(appid, ours.ptr, ours.len);
    struct push_secret push = { vector("push_secure.encodingAESKey"), appid,
                                vector("push_secure.encrypt") };
    assert_int_equal(push_decrypt(&arena, &push, &message), TH_OK);
    assert_text(message, vector("push_secure.plaintext"));
    push.appid = "wx0000000000000000";
    assert_int_equal(push_decrypt(&arena, &push, &message), TH_SIGN_IN_FAILED);
}

static void open_data_opens_for_its_own_appid_only(void **state)
{
    struct th_str plain;
    struct open_data data = { vector("open_data_decrypt.session_key"),
                              vector("open_data_decrypt.iv"),
                              vector("open_data_decrypt.encryptedData"), "wx4f4bc4dec97d474b" };
    assert_int_equal(open_data_decrypt(&arena, &data, &plain), TH_OK);
    assert_text(plain, vector("open_data_decrypt.plaintext"));
    data.appid = "wx4f4bc4dec97d474c";
    assert_int_equal(open_data_decrypt(&arena, &data, &plain), TH_SIGN_IN_FAILED);
    assert_true(open_data_matches(vector("open_data_signature.rawData"),
                                  vector("open_data_signature.session_key"),
                                  vector("open_data_signature.signature")));
    assert_false(open_data_matches(TH_STR("{}"), vector("open_data_signature.session_key"),
                                   vector("open_data_signature.signature")));
}

/* C4: whatever is wrong, the answer is the same. */
static void c4_every_altered_byte_gets_one_answer(void **state)
{
    static char copy[2048];
    struct th_str whole = vector("open_data_decrypt.encryptedData");
    memcpy(copy, whole.ptr, whole.len);
    struct open_data data = { vector("open_data_decrypt.session_key"),
                              vector("open_data_decrypt.iv"),
                              { copy, whole.len },
                              "wx4f4bc4dec97d474b" };
    size_t opened = 0;
    for (size_t i = 0; i < whole.len; i++) {
        size_t mark = th_arena_mark(&arena);
        struct th_str plain;
        char kept = copy[i];
        copy[i] = kept == 'A' ? 'B' : 'A';
        enum th_status status = open_data_decrypt(&arena, &data, &plain);
        opened += status == TH_OK; /* CBC has no integrity: the watermark alone is checked */
        assert_true(status == TH_OK || status == TH_SIGN_IN_FAILED);
        copy[i] = kept;
        th_arena_rewind(&arena, mark);
    }
    assert_true(opened < whole.len / 2);
    data.encrypted.len = 0;
    struct th_str plain;
    assert_int_equal(open_data_decrypt(&arena, &data, &plain), TH_SIGN_IN_FAILED);
    data.encrypted = TH_STR("AAAA");
    assert_int_equal(open_data_decrypt(&arena, &data, &plain), TH_SIGN_IN_FAILED);
}

static void the_hash_of_a_face_request_is_wechats(void **state)
{
    char hash[WECHAT_CERT_HASH_CAP];
    assert_true(wechat_cert_hash(vector("face_cert_hash.cert_info.cert_name"),
                                 vector("face_cert_hash.cert_info.cert_no"), hash));
    assert_text(th_str_of(hash), vector("face_cert_hash.cert_hash"));
}

/* The request of the vendor's example (cloud.tencent.com/document/api/213/30654), whose hash
 * 7019a55b… is printed there; its secrets are not, so that the signature is one recomputed by
 * another program with these. */
static void a_request_is_signed_as_the_vendor_shows(void **state)
{
    const struct tc3_request request = {
        .secret_id = "AKIDexample",
        .secret_key = "Gu5t9xGARNpq86cd98joQYCP3EXAMPLE",
        .host = "cvm.tencentcloudapi.com",
        .service = "cvm",
        .action = "DescribeInstances",
        .type = TH_STR("application/json; charset=utf-8"),
        .body = TH_STR("{\"Limit\": 1, \"Filters\": [{\"Values\": [\"\\u672a\\u547d\\u540d\"], "
                       "\"Name\": \"instance-name\"}]}"),
        .now_s = 1551113065,
    };
    char authorization[TC3_AUTHORIZATION_CAP];
    assert_true(tc3_authorization(&request, authorization));
    assert_string_equal(
        authorization,
        "TC3-HMAC-SHA256 Credential=AKIDexample/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, "
        "Signature=cb26fbfda0675ca3c755c8becf6aad06218d979ca81a3532b83972a63a33b2c3");
}

static bool reaches(const char *text)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return address_is_public((struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return address_is_public((struct sockaddr *)&v6);
}

static void e18_only_public_addresses_are_reached(void **state)
{
    static const char *const open[] = { "8.8.8.8",    "101.226.103.0",        "172.15.255.255",
                                        "172.32.0.1", "2400:da00::dbf:0:100", "100.63.0.1" };
    static const char *const shut[] = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2001:db8::1",
        "2001:0:1::1",
        "ff02::1",
        "64:ff9b::10.0.0.1",
    };
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        if (!reaches(open[i]))
            fail_msg("%s is public", open[i]);
    for (size_t i = 0; i < sizeof shut / sizeof shut[0]; i++)
        if (reaches(shut[i]))
            fail_msg("%s is not public", shut[i]);
}

static void a_host_that_fails_is_left_alone_then_tried_by_one(void **state)
{
    struct breaker *breaker = breaker_new(2);
    for (int i = 0; i < BREAKER_FAILURES; i++) {
        assert_true(breaker_ask(breaker, 0, 1000));
        breaker_tell(breaker, 0, 1000, false);
    }
    assert_false(breaker_ask(breaker, 0, 1000 + BREAKER_REST_MS - 1));
    assert_true(breaker_ask(breaker, 1, 1000)); /* another host is none of it */
    assert_true(breaker_ask(breaker, 0, 1000 + BREAKER_REST_MS));
    assert_false(breaker_ask(breaker, 0, 1000 + BREAKER_REST_MS)); /* one tries, the others wait */
    breaker_tell(breaker, 0, 1000 + BREAKER_REST_MS, true);
    assert_true(breaker_ask(breaker, 0, 1001 + BREAKER_REST_MS));
    breaker_free(breaker);
}

static void answers_of_others_are_read_by_what_is_asked_for(void **state)
{
    struct json_answer json;
    struct th_str text;
    int64_t number;
    const struct th_str answer = TH_STR(
        "{\"a\":{\"b\":\"x\"},\"n\":\"86\",\"m\":-1,\"f\":1.5,\"l\":[{\"c\":\"Ok\"}],\"e\":\"\"}");
    assert_int_equal(json_answer_read(&arena, answer, &json), TH_OK);
    assert_true(json_answer_text(&json, "a.b", &text) && th_str_equal(text, TH_STR("x")));
    assert_true(json_answer_text(&json, "l.0.c", &text) && th_str_equal(text, TH_STR("Ok")));
    assert_true(json_answer_number(&json, "n", &number) && number == 86);
    assert_true(json_answer_number(&json, "m", &number) && number == -1);
    assert_false(json_answer_number(&json, "f", &number));
    assert_false(json_answer_text(&json, "e", &text) || json_answer_text(&json, "a", &text) ||
                 json_answer_text(&json, "l.1.c", &text) || json_answer_text(&json, "z.y", &text));
    assert_int_equal(json_answer_read(&arena, TH_STR("<html>"), &json), TH_PROVIDER_FAILED);
    assert_int_equal(json_answer_read(&arena, TH_STR("[1]"), &json), TH_PROVIDER_FAILED);
}

static void a_parameter_is_encoded_and_joined(void **state)
{
    char room[64];
    struct th_buf out;
    th_buf_init(&out, room, sizeof room);
    th_buf_put(&out, TH_STR("/x"));
    https_put_param(&out, "a", TH_STR("1&b=2/ 碳"));
    https_put_param(&out, "c", TH_STR("~"));
    assert_text(th_buf_view(&out), TH_STR("/x?a=1%26b%3D2%2F%20%E7%A2%B3&c=~"));
}

static void a_host_outside_the_table_is_never_called(void **state)
{
    char error[256];
    struct https *https = https_new(&(struct https_setup){ .places = 1 }, error);
    assert_non_null(https);
    struct https_answer answer;
    const struct https_request request = { .host = TH_STR("169.254.169.254"),
                                           .target = TH_STR("/latest/meta-data/") };
    assert_int_equal(https_call(https, &arena, &request, &answer), TH_INTERNAL);
    https_free(https);
    assert_null(https_new(&(struct https_setup){ .stand_in = "192.168.0.9:443" }, error));
    assert_non_null(strstr(error, "provider_stand_in"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushes_carry_wechats_signature),
        cmocka_unit_test(a_secret_push_opens_with_padding_over_32),
        cmocka_unit_test(open_data_opens_for_its_own_appid_only),
        cmocka_unit_test(c4_every_altered_byte_gets_one_answer),
        cmocka_unit_test(the_hash_of_a_face_request_is_wechats),
        cmocka_unit_test(a_request_is_signed_as_the_vendor_shows),
        cmocka_unit_test(e18_only_public_addresses_are_reached),
        cmocka_unit_test(a_host_that_fails_is_left_alone_then_tried_by_one),
        cmocka_unit_test(answers_of_others_are_read_by_what_is_asked_for),
        cmocka_unit_test(a_parameter_is_encoded_and_joined),
        cmocka_unit_test(a_host_outside_the_table_is_never_called),
    };
    return cmocka_run_group_tests(tests, read_vectors, NULL);
}
