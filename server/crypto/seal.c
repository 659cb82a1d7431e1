#include "seal.h"

#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <mbedtls/gcm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NONCE_BYTES 12
#define TAG_BYTES   16
#define OVERHEAD    (NONCE_BYTES + TAG_BYTES)
#define PREFIX      "s1"
#define PLACE_CAP   160

struct seal {
    unsigned char close_key[SEAL_KEY_BYTES], index_key[SEAL_KEY_BYTES];
};

struct seal *seal_of_key(const unsigned char key[SEAL_KEY_BYTES])
{
    struct seal *seal = calloc(1, sizeof *seal);
    struct th_str whole = { (const char *)key, SEAL_KEY_BYTES };
    if (seal && digest_hmac_sha256(whole, TH_STR("tanheng seal"), seal->close_key) &&
        digest_hmac_sha256(whole, TH_STR("tanheng index"), seal->index_key))
        return seal;
    seal_free(seal);
    return NULL;
}

void seal_free(struct seal *seal)
{
    if (seal)
        explicit_bzero(seal, sizeof *seal);
    free(seal);
}

/* ---- the key file ---- */

static struct seal *refuse(char error[256], const char *file, const char *why)
{
    snprintf(error, 256, "secret_key_file: %s: %s", file, why);
    return NULL;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool take_hex(const char *text, unsigned char key[SEAL_KEY_BYTES])
{
    for (size_t i = 0; i < SEAL_KEY_BYTES; i++) {
        int high = digit_of(text[2 * i]), low = high < 0 ? -1 : digit_of(text[2 * i + 1]);
        if (low < 0)
            return false;
        key[i] = (unsigned char)(high << 4 | low);
    }
    const char *rest = text + SEAL_KEY_BYTES * 2;
    return *rest == '\0' || strcmp(rest, "\n") == 0;
}

static struct seal *read_key(int file, const char *name, char error[256])
{
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        return refuse(error, name, "is no file");
    if (about.st_mode & (S_IRWXG | S_IRWXO))
        return refuse(error, name, "others may read it; run chmod 600 on it");
    char text[SEAL_KEY_BYTES * 2 + 4] = "";
    ssize_t length = read(file, text, sizeof text - 1);
    unsigned char key[SEAL_KEY_BYTES];
    bool is_key = length >= SEAL_KEY_BYTES * 2 && take_hex(text, key);
    struct seal *seal = is_key ? seal_of_key(key) : NULL;
    explicit_bzero(text, sizeof text);
    explicit_bzero(key, sizeof key);
    if (!is_key)
        return refuse(error, name, "must hold 64 hex digits; make one with: openssl rand -hex 32");
    return seal ? seal : refuse(error, name, "out of memory");
}

struct seal *seal_open(const char *key_file, char error[256])
{
    int file = open(key_file, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return refuse(error, key_file, strerror(errno));
    struct seal *seal = read_key(file, key_file, error);
    close(file);
    return seal;
}

/* ---- sealing ---- */

struct bound {
    unsigned char text[PLACE_CAP];
    size_t length;
};

/* Kind and owner, with their lengths, so that no two places read alike. */
static bool bind_place(const struct seal_place *place, struct bound *out)
{
    struct th_buf text;
    th_buf_init(&text, (char *)out->text, sizeof out->text);
    th_buf_u64(&text, place->kind.len);
    th_buf_char(&text, ':');
    th_buf_put(&text, place->kind);
    th_buf_put(&text, place->owner);
    out->length = text.len;
    return !text.overflow;
}

static bool encrypt(const struct seal *seal, const struct bound *bound, struct th_str value,
                    unsigned char *raw)
{
    mbedtls_gcm_context gcm;
    mbedtls_gcm_init(&gcm);
    bool done =
        mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, seal->close_key, SEAL_KEY_BYTES * 8) == 0 &&
        mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, value.len, raw, NONCE_BYTES,
                                  bound->text, bound->length,
                                  (const unsigned char *)(value.ptr ? value.ptr : ""),
                                  raw + OVERHEAD, TAG_BYTES, raw + NONCE_BYTES) == 0;
    mbedtls_gcm_free(&gcm);
    return done;
}

static bool decrypt(const struct seal *seal, const struct bound *bound, struct th_str raw,
                    unsigned char *value)
{
    const unsigned char *bytes = (const unsigned char *)raw.ptr;
    mbedtls_gcm_context gcm;
    mbedtls_gcm_init(&gcm);
    bool done =
        mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, seal->close_key, SEAL_KEY_BYTES * 8) == 0 &&
        mbedtls_gcm_auth_decrypt(&gcm, raw.len - OVERHEAD, bytes, NONCE_BYTES, bound->text,
                                 bound->length, bytes + NONCE_BYTES, TAG_BYTES, bytes + OVERHEAD,
                                 value) == 0;
    mbedtls_gcm_free(&gcm);
    return done;
}

enum th_status seal_close(const struct seal *seal, struct th_arena *arena,
                          const struct seal_value *value, struct th_str *out)
{
    unsigned char raw[OVERHEAD + SEAL_VALUE_MOST];
    struct bound bound;
    if (value->text.len > SEAL_VALUE_MOST || !bind_place(&value->place, &bound))
        return TH_INVALID;
    memcpy(raw, value->nonce, NONCE_BYTES);
    if (!encrypt(seal, &bound, value->text, raw))
        return TH_INTERNAL;
    size_t cap = sizeof PREFIX + (OVERHEAD + value->text.len + 2) / 3 * 4 + 1;
    char *room = th_arena_alloc(arena, cap);
    if (!room)
        return TH_NO_MEMORY;
    struct th_buf text;
    th_buf_init(&text, room, cap);
    th_buf_put(&text, TH_STR(PREFIX));
    digest_base64_put(&text, (struct th_str){ (char *)raw, OVERHEAD + value->text.len });
    *out = th_buf_view(&text);
    return text.overflow ? TH_INTERNAL : TH_OK;
}

enum th_status seal_read(const struct seal *seal, struct th_arena *arena,
                         const struct seal_place *place, struct th_str sealed, struct th_str *out)
{
    char raw[OVERHEAD + SEAL_VALUE_MOST + 1];
    struct bound bound;
    struct th_buf bytes;
    th_buf_init(&bytes, raw, sizeof raw);
    struct th_str prefix = TH_STR(PREFIX);
    if (!th_str_starts(sealed, prefix) || !bind_place(place, &bound) ||
        !digest_base64_take(&bytes,
                            (struct th_str){ sealed.ptr + prefix.len, sealed.len - prefix.len }) ||
        bytes.len < OVERHEAD)
        return TH_STORE_FAILED;
    char *value = th_arena_alloc(arena, bytes.len - OVERHEAD + 1);
    if (!value)
        return TH_NO_MEMORY;
    if (!decrypt(seal, &bound, th_buf_view(&bytes), (unsigned char *)value))
        return TH_STORE_FAILED;
    *out = (struct th_str){ value, bytes.len - OVERHEAD };
    return TH_OK;
}

bool seal_index(const struct seal *seal, struct th_str kind, struct th_str value,
                unsigned char out[SEAL_INDEX_BYTES])
{
    unsigned char kind_key[32];
    struct th_str key = { (const char *)seal->index_key, sizeof seal->index_key };
    bool done =
        digest_hmac_sha256(key, kind, kind_key) &&
        digest_hmac_sha256((struct th_str){ (char *)kind_key, sizeof kind_key }, value, out);
    explicit_bzero(kind_key, sizeof kind_key);
    return done;
}
