/* TC3-HMAC-SHA256, the request signature of Tencent Cloud (api/382/52072), for POST / without a
 * query. */
#include "buf.h"
#include "date.h"
#include "digest.h"
#include "sha256.h"
#include "sms.h"

#include <stdio.h>
#include <string.h>

#define TEXT_CAP 1024

struct scope {
    char date[16];       /* UTC day */
    char credential[64]; /* date/service/tc3_request */
    char signed_names[48];
};

static void put_header(struct th_buf *out, const char *name, struct th_str value)
{
    th_buf_put(out, th_str_of(name));
    th_buf_char(out, ':');
    th_buf_put(out, value);
    th_buf_char(out, '\n');
}

/* Values in lower case, as the method asks for; ours are ASCII. */
static void put_action(struct th_buf *out, const char *action)
{
    th_buf_put(out, TH_STR("x-tc-action:"));
    for (; *action; action++)
        th_buf_char(out, *action >= 'A' && *action <= 'Z' ? (char)(*action - 'A' + 'a') : *action);
    th_buf_char(out, '\n');
}

static bool hash_request(const struct tc3_request *request, const struct scope *scope,
                         char out[TH_HEX_CAP])
{
    char room[TEXT_CAP], body_hash[TH_HEX_CAP];
    struct th_buf text;
    th_buf_init(&text, room, sizeof room);
    th_buf_put(&text, TH_STR("POST\n/\n\n"));
    put_header(&text, "content-type", request->type);
    put_header(&text, "host", th_str_of(request->host));
    if (request->action)
        put_action(&text, request->action);
    th_buf_char(&text, '\n');
    th_buf_put(&text, th_str_of(scope->signed_names));
    th_buf_char(&text, '\n');
    th_sha256_hex(request->body, body_hash);
    th_buf_put(&text, th_str_of(body_hash));
    th_sha256_hex(th_buf_view(&text), out);
    return !text.overflow;
}

static struct th_str view(const unsigned char digest[32])
{
    return (struct th_str){ (const char *)digest, 32 };
}

static bool sign(const struct tc3_request *request, const struct scope *scope, struct th_str text,
                 char out[TH_HEX_CAP])
{
    char first[160];
    int length = snprintf(first, sizeof first, "TC3%s", request->secret_key);
    unsigned char day[32], service[32], key[32], signature[32];
    bool done = length > 0 && (size_t)length < sizeof first &&
                digest_hmac_sha256(th_str_of(first), th_str_of(scope->date), day) &&
                digest_hmac_sha256(view(day), th_str_of(request->service), service) &&
                digest_hmac_sha256(view(service), TH_STR("tc3_request"), key) &&
                digest_hmac_sha256(view(key), text, signature);
    if (done)
        th_hex(signature, sizeof signature, out);
    explicit_bzero(first, sizeof first);
    explicit_bzero(key, sizeof key);
    return done;
}

static void make_scope(const struct tc3_request *request, struct scope *out)
{
    struct th_buf date;
    th_buf_init(&date, out->date, sizeof out->date - 1);
    th_day_write(&date, (th_day)(request->now_s / 86400));
    out->date[date.len] = '\0';
    snprintf(out->credential, sizeof out->credential, "%s/%s/tc3_request", out->date,
             request->service);
    snprintf(out->signed_names, sizeof out->signed_names, "content-type;host%s",
             request->action ? ";x-tc-action" : "");
}

bool tc3_authorization(const struct tc3_request *request, char out[TC3_AUTHORIZATION_CAP])
{
    struct scope scope;
    char text[TEXT_CAP], hash[TH_HEX_CAP], signature[TH_HEX_CAP];
    make_scope(request, &scope);
    if (!hash_request(request, &scope, hash))
        return false;
    snprintf(text, sizeof text, "TC3-HMAC-SHA256\n%lld\n%s\n%s", (long long)request->now_s,
             scope.credential, hash);
    if (!sign(request, &scope, th_str_of(text), signature))
        return false;
    int length = snprintf(out, TC3_AUTHORIZATION_CAP,
                          "TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
                          request->secret_id, scope.credential, scope.signed_names, signature);
    return length > 0 && length < TC3_AUTHORIZATION_CAP;
}
