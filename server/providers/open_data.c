#include "open_data.h"

#include "answer_json.h"
#include "digest.h"
#include "sha256.h"

#include <stdio.h>
#include <string.h>

#define KEY_CAP     64
#define RANDOM_PART 16 /* before a pushed message, then its length in 4 bytes */
#define HEX_CAP     (2 * DIGEST_SHA1_BYTES + 1)

static struct th_str decode(struct th_arena *arena, struct th_str text)
{
    size_t cap = text.len / 4 * 3 + 4;
    char *room = th_arena_alloc(arena, cap);
    struct th_buf out;
    th_buf_init(&out, room, room ? cap : 0);
    bool is_whole = room && digest_base64_take(&out, text);
    return is_whole ? th_buf_view(&out) : (struct th_str){ NULL, 0 };
}

/* PKCS#7: `block` is 16 for open data and 32 for pushes. */
static bool unpad(struct th_str *text, size_t block)
{
    size_t count = text->len > 0 ? (unsigned char)text->ptr[text->len - 1] : 0;
    if (count == 0 || count > block || count > text->len)
        return false;
    unsigned char different = 0;
    for (size_t i = 0; i < count; i++)
        different |= (unsigned char)((unsigned char)text->ptr[text->len - 1 - i] ^ count);
    text->len -= count;
    return different == 0;
}

struct cipher {
    struct th_str key, iv, bytes;
    size_t block;
};

static bool decrypt(struct th_arena *arena, const struct cipher *cipher, struct th_str *plain)
{
    unsigned char *room = cipher->bytes.ptr ? th_arena_alloc(arena, cipher->bytes.len + 1) : NULL;
    if (!room || !cipher->key.ptr || !cipher->iv.ptr ||
        !digest_aes_cbc_decrypt(cipher->key, cipher->iv, cipher->bytes, room))
        return false;
    *plain = (struct th_str){ (char *)room, cipher->bytes.len };
    return unpad(plain, cipher->block);
}

static enum th_status failed(const struct th_arena *arena)
{
    return arena->failed ? TH_NO_MEMORY : TH_SIGN_IN_FAILED;
}

enum th_status open_data_decrypt(struct th_arena *arena, const struct open_data *data,
                                 struct th_str *plain)
{
    const struct cipher cipher = { decode(arena, data->session_key), decode(arena, data->iv),
                                   decode(arena, data->encrypted), 16 };
    struct json_answer json;
    struct th_str appid;
    if (cipher.key.len != 16 || !decrypt(arena, &cipher, plain) ||
        json_answer_read(arena, *plain, &json) ||
        !json_answer_text(&json, "watermark.appid", &appid) ||
        !th_str_equal(appid, th_str_of(data->appid)))
        return failed(arena);
    return TH_OK;
}

static bool sha1_matches(const struct th_str *parts, size_t count, struct th_str hex)
{
    unsigned char digest[DIGEST_SHA1_BYTES];
    char wanted[HEX_CAP];
    if (!digest_sha1(parts, count, digest))
        return false;
    th_hex(digest, sizeof digest, wanted);
    return digest_equal(hex, th_str_of(wanted));
}

bool open_data_matches(struct th_str raw_data, struct th_str session_key, struct th_str signature)
{
    const struct th_str parts[] = { raw_data, session_key };
    return sha1_matches(parts, 2, signature);
}

static void sort(struct th_str *texts, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && th_str_compare(texts[k - 1], texts[k]) > 0; k--) {
            struct th_str kept = texts[k];
            texts[k] = texts[k - 1];
            texts[k - 1] = kept;
        }
}

bool push_matches(const struct push_signature *push)
{
    struct th_str parts[] = { push->token, push->timestamp, push->nonce, push->encrypted };
    size_t count = push->encrypted.ptr ? 4 : 3;
    sort(parts, count);
    return sha1_matches(parts, count, push->signature);
}

static uint32_t big_endian(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* random(16) · length(4) · message · appid */
static bool cut_message(struct th_str plain, const char *appid, struct th_str *message)
{
    size_t head = RANDOM_PART + 4;
    if (plain.len < head)
        return false;
    size_t length = big_endian(plain.ptr + RANDOM_PART);
    if (length > plain.len - head)
        return false;
    *message = (struct th_str){ plain.ptr + head, length };
    struct th_str rest = { plain.ptr + head + length, plain.len - head - length };
    return digest_equal(rest, th_str_of(appid));
}

enum th_status push_decrypt(struct th_arena *arena, const struct push_secret *push,
                            struct th_str *message)
{
    char key_text[KEY_CAP];
    snprintf(key_text, sizeof key_text, "%.*s=", (int)push->aes_key.len, push->aes_key.ptr);
    struct th_str key = decode(arena, th_str_of(key_text));
    struct th_str plain;
    if (key.len != 32)
        return failed(arena);
    const struct cipher cipher = { key, { key.ptr, 16 }, decode(arena, push->encrypted), 32 };
    if (!decrypt(arena, &cipher, &plain) || !cut_message(plain, push->appid, message))
        return failed(arena);
    return TH_OK;
}
