/* libsodium's detached signatures behind signing.h. */
#include "signing.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEED_BYTES crypto_sign_SEEDBYTES
#define LINE_BYTES (2 * SEED_BYTES + 1)

_Static_assert(crypto_sign_PUBLICKEYBYTES == CHECKPOINT_KEY_BYTES, "an Ed25519 key");
_Static_assert(crypto_sign_BYTES == CHECKPOINT_SIGNATURE, "an Ed25519 signature");
_Static_assert(crypto_sign_SECRETKEYBYTES == sizeof((struct signing_key *)0)->secret,
               "as sodium's");

static bool fail(char error[STORE_ERROR_CAP], const char *path, const char *text)
{
    snprintf(error, STORE_ERROR_CAP, "%.120s: %s", path, text);
    return false;
}

static bool of_seed(const unsigned char seed[SEED_BYTES], struct signing_key *out)
{
    return crypto_sign_seed_keypair(out->public_key, out->secret, seed) == 0;
}

static bool write_line(int file, const char *line)
{
    return write(file, line, LINE_BYTES) == LINE_BYTES && fsync(file) == 0;
}

bool signing_key_make(const char *path, struct signing_key *out, char error[STORE_ERROR_CAP])
{
    unsigned char seed[SEED_BYTES];
    char line[LINE_BYTES + 1];
    if (sodium_init() < 0)
        return fail(error, path, "libsodium does not start");
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(error, path,
                    errno == EEXIST ? "there is a file already; name a new one" : strerror(errno));
    randombytes_buf(seed, sizeof seed);
    sodium_bin2hex(line, sizeof line, seed, sizeof seed);
    line[LINE_BYTES - 1] = '\n';
    bool is_good = write_line(file, line) && of_seed(seed, out);
    if (!is_good) {
        fail(error, path, strerror(errno));
        unlink(path);
    }
    close(file);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(line, sizeof line);
    return is_good;
}

static bool read_line(const char *path, char line[LINE_BYTES], char error[STORE_ERROR_CAP])
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return fail(error, path, strerror(errno));
    bool is_read = fstat(file, &about) == 0 && read(file, line, LINE_BYTES) >= LINE_BYTES - 1;
    close(file);
    if (is_read && (about.st_mode & 077))
        return fail(error, path, "others may read this key; chmod 600 it");
    return is_read || fail(error, path, "this is no key of `tanheng key`");
}

bool signing_key_read(const char *path, struct signing_key *out, char error[STORE_ERROR_CAP])
{
    unsigned char seed[SEED_BYTES];
    char line[LINE_BYTES];
    if (sodium_init() < 0)
        return fail(error, path, "libsodium does not start");
    if (!read_line(path, line, error))
        return false;
    bool is_good = checkpoint_hex((struct th_str){ line, sizeof line - 1 }, seed, sizeof seed) &&
                   of_seed(seed, out);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(line, sizeof line);
    return is_good || fail(error, path, "this is no key of `tanheng key`");
}

static void sign(void *self, struct th_str text, unsigned char out[CHECKPOINT_SIGNATURE])
{
    const struct signing_key *key = self;
    crypto_sign_detached(out, NULL, (const unsigned char *)text.ptr, text.len, key->secret);
}

struct checkpoint_signer signing_signer(const struct signing_key *key)
{
    struct checkpoint_signer signer = { .sign = sign, .self = (void *)(uintptr_t)key };
    memcpy(signer.key, key->public_key, sizeof signer.key);
    return signer;
}

bool signing_is_by(const struct checkpoint *checkpoint,
                   const unsigned char public_key[CHECKPOINT_KEY_BYTES])
{
    return sodium_init() >= 0 &&
           sodium_memcmp(checkpoint->key, public_key, CHECKPOINT_KEY_BYTES) == 0 &&
           crypto_sign_verify_detached(checkpoint->signature,
                                       (const unsigned char *)checkpoint->signed_part.ptr,
                                       checkpoint->signed_part.len, public_key) == 0;
}
