/* libsodium's secretstream over files. */
#include "crypt_file.h"

#include "signing.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE       ((size_t)64 * 1024)
#define SEALED      (PIECE + crypto_secretstream_xchacha20poly1305_ABYTES)
#define KEY_BYTES   crypto_secretstream_xchacha20poly1305_KEYBYTES
#define STREAM_HEAD crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define FINAL       crypto_secretstream_xchacha20poly1305_TAG_FINAL

static const char magic[17] = "tanheng backup 1\n"; /* without NUL */
#define ARGON2_PASSES    3
#define ARGON2_KB        65536
#define PASSES_MOST      16 /* of a header that somebody else may have written */
#define KB_MOST          1048576
#define PASSPHRASE_MOST  1024
#define PASSPHRASE_LEAST 12

enum kind { KIND_KEY, KIND_PASSPHRASE };

struct head {
    char magic[sizeof magic];
    unsigned char kind, passes[4], kb[4], salt[crypto_pwhash_SALTBYTES];
};
_Static_assert(sizeof(struct head) == 42, "no gaps");

/** One file on its way into another. */
struct passage {
    FILE *from, *to;
    struct head head;
    unsigned char key[KEY_BYTES];
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char *plain, *sealed;
    const char *wrong; /* what to tell */
};

static bool fail(struct passage *passage, const char *text)
{
    if (!passage->wrong)
        passage->wrong = text;
    return false;
}

/* ---- keys ---- */

static void put_u32(unsigned char out[4], uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(value >> 8 * i);
}

static uint32_t get_u32(const unsigned char in[4])
{
    return (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
}

static bool key_of_file(struct passage *passage, const char *path)
{
    static const char context[] = "tanheng backup key 1";
    char error[STORE_ERROR_CAP];
    struct signing_key key;
    if (!signing_key_read(path, &key, error))
        return fail(passage, "the key file cannot be used: it must be one of `tanheng key`, and "
                             "readable by its owner alone");
    crypto_generichash(passage->key, KEY_BYTES, (const unsigned char *)context, sizeof context - 1,
                       key.secret, 32); /* another key than the one that signs */
    sodium_memzero(&key, sizeof key);
    return true;
}

static bool key_of_passphrase(struct passage *passage, const char *path)
{
    char line[PASSPHRASE_MOST + 2] = "";
    uint32_t passes = get_u32(passage->head.passes), kb = get_u32(passage->head.kb);
    FILE *file = fopen(path, "re");
    bool is_read = file && fgets(line, sizeof line, file);
    if (file)
        fclose(file);
    size_t length = strcspn(line, "\r\n");
    if (!is_read || length < PASSPHRASE_LEAST || length > PASSPHRASE_MOST)
        return fail(passage, "the passphrase file needs one line of 12 to 1024 bytes");
    if (passes < 1 || passes > PASSES_MOST || kb < 8192 || kb > KB_MOST)
        return fail(passage, "the file's header asks for an unreasonable key derivation");
    int failed = crypto_pwhash(passage->key, KEY_BYTES, line, length, passage->head.salt, passes,
                               (size_t)kb * 1024, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(line, sizeof line);
    return !failed || fail(passage, "not enough memory to derive the key from the passphrase");
}

static bool make_key(struct passage *passage, const struct crypt_source *source)
{
    if (passage->head.kind == KIND_KEY)
        return source->key_file ? key_of_file(passage, source->key_file)
                                : fail(passage, "this backup needs --key, not a passphrase");
    return source->passphrase_file
               ? key_of_passphrase(passage, source->passphrase_file)
               : fail(passage, "this backup needs --passphrase-file, not a key");
}

/* ---- pieces ---- */

static bool put(struct passage *passage, const void *bytes, size_t count)
{
    return fwrite(bytes, 1, count, passage->to) == count || fail(passage, strerror(errno));
}

static bool push_all(struct passage *passage)
{
    bool is_last = false;
    const unsigned char *head = (const unsigned char *)&passage->head;
    size_t head_size = sizeof passage->head; /* bound to the first piece */
    while (!is_last) {
        size_t got = fread(passage->plain, 1, PIECE, passage->from);
        if (ferror(passage->from))
            return fail(passage, "the copy cannot be read");
        is_last = got < PIECE;
        unsigned long long size;
        crypto_secretstream_xchacha20poly1305_push(&passage->state, passage->sealed, &size,
                                                   passage->plain, got, head, head_size,
                                                   is_last ? FINAL : 0);
        if (!put(passage, passage->sealed, size))
            return false;
        head_size = 0;
    }
    return true;
}

static bool seal(struct passage *passage, const struct crypt_source *source)
{
    unsigned char stream[STREAM_HEAD];
    struct head *head = &passage->head;
    memcpy(head->magic, magic, sizeof magic);
    head->kind = source->key_file ? KIND_KEY : KIND_PASSPHRASE;
    put_u32(head->passes, head->kind == KIND_KEY ? 0 : ARGON2_PASSES);
    put_u32(head->kb, head->kind == KIND_KEY ? 0 : ARGON2_KB);
    randombytes_buf(head->salt, sizeof head->salt);
    if (!make_key(passage, source))
        return false;
    crypto_secretstream_xchacha20poly1305_init_push(&passage->state, stream, passage->key);
    return put(passage, head, sizeof *head) && put(passage, stream, sizeof stream) &&
           push_all(passage);
}

static bool pull_all(struct passage *passage)
{
    unsigned char tag = 0;
    const unsigned char *head = (const unsigned char *)&passage->head;
    size_t head_size = sizeof passage->head;
    bool is_first = true;
    while (tag != FINAL) {
        unsigned long long size = 0;
        size_t got = fread(passage->sealed, 1, SEALED, passage->from);
        if (crypto_secretstream_xchacha20poly1305_pull(&passage->state, passage->plain, &size, &tag,
                                                       passage->sealed, got, head, head_size) != 0)
            return fail(passage, is_first ? "the key or passphrase is wrong, or the file is damaged"
                                          : "the file is damaged or was cut off");
        if (!put(passage, passage->plain, size))
            return false;
        head_size = 0;
        is_first = false;
    }
    return fgetc(passage->from) == EOF ||
           fail(passage, "there is something behind the backup's end");
}

static bool unseal(struct passage *passage, const struct crypt_source *source)
{
    unsigned char stream[STREAM_HEAD];
    if (fread(&passage->head, 1, sizeof passage->head, passage->from) != sizeof passage->head ||
        memcmp(passage->head.magic, magic, sizeof magic) != 0 ||
        passage->head.kind > KIND_PASSPHRASE ||
        fread(stream, 1, sizeof stream, passage->from) != sizeof stream)
        return fail(passage, "this is no encrypted backup");
    if (!make_key(passage, source))
        return false;
    return crypto_secretstream_xchacha20poly1305_init_pull(&passage->state, stream, passage->key) ==
                   0
               ? pull_all(passage)
               : fail(passage, "this is no encrypted backup");
}

/* ---- files ---- */

typedef bool (*passing)(struct passage *passage, const struct crypt_source *source);

static bool open_both(struct passage *passage, const char *from, const char *to)
{
    passage->from = fopen(from, "re");
    if (!passage->from)
        return fail(passage, strerror(errno));
    int file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    passage->to = file >= 0 ? fdopen(file, "w") : NULL;
    if (!passage->to)
        return fail(passage, strerror(errno));
    passage->plain = malloc(PIECE);
    passage->sealed = malloc(SEALED);
    return (passage->plain && passage->sealed && sodium_init() >= 0) || fail(passage, "no memory");
}

static bool end(struct passage *passage)
{
    bool is_safe = passage->to && fflush(passage->to) == 0 && fsync(fileno(passage->to)) == 0;
    if (passage->to && fclose(passage->to) != 0)
        is_safe = false;
    if (passage->from)
        fclose(passage->from);
    if (passage->plain)
        sodium_memzero(passage->plain, PIECE);
    free(passage->plain);
    free(passage->sealed);
    sodium_memzero(passage->key, sizeof passage->key);
    sodium_memzero(&passage->state, sizeof passage->state);
    return is_safe || fail(passage, "the file cannot be written");
}

struct both {
    const char *from, *to;
};

static bool pass(const struct both *files, passing work, const struct crypt_source *source,
                 char error[STORE_ERROR_CAP])
{
    struct passage passage = { .wrong = NULL };
    bool is_open = open_both(&passage, files->from, files->to);
    bool is_good = is_open && work(&passage, source);
    bool is_made = passage.to != NULL;
    is_good = end(&passage) && is_good;
    if (is_good)
        return true;
    snprintf(error, STORE_ERROR_CAP, "%.120s: %s", work == seal ? files->to : files->from,
             passage.wrong);
    if (is_made)
        unlink(files->to);
    return false;
}

bool crypt_seal(const char *from, const char *to, const struct crypt_source *source,
                char error[STORE_ERROR_CAP])
{
    return pass(&(struct both){ from, to }, seal, source, error);
}

bool crypt_open(const char *from, const char *to, const struct crypt_source *source,
                char error[STORE_ERROR_CAP])
{
    return pass(&(struct both){ from, to }, unseal, source, error);
}

bool crypt_is_sealed(const char *path)
{
    char start[sizeof magic];
    FILE *file = fopen(path, "re");
    bool is_read = file && fread(start, 1, sizeof start, file) == sizeof start;
    if (file)
        fclose(file);
    return is_read && memcmp(start, magic, sizeof magic) == 0;
}
