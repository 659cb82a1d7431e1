/* Encrypted files: what leaves the machine as a backup. A header names the format and how the key
 * came about, then libsodium's secretstream (XChaCha20-Poly1305) in pieces of 64 kB; the last piece
 * is marked, so that a file that was cut, changed, or put together anew does not open.
 *
 *     "tanheng backup 1\n" · kind (0 key file, 1 passphrase) · Argon2id passes, kB (4 bytes each,
 *     little-endian; 0 for a key file) · salt 16 · the stream's header 24 · pieces */
#pragma once
#include "store.h"

/** Where the key comes from: a key file of `tanheng key`, or the first line of a file. */
struct crypt_source {
    const char *key_file, *passphrase_file; /* exactly one */
};
/** True when the file begins as an encrypted one. */
bool crypt_is_sealed(const char *path);
/** Writes the encrypted contents of `from` into the new file `to` (0600), synced. False with one
 * line in `error`; then `to` is gone. */
bool crypt_seal(const char *from, const char *to, const struct crypt_source *source,
                char error[STORE_ERROR_CAP]);
/** The opposite. */
bool crypt_open(const char *from, const char *to, const struct crypt_source *source,
                char error[STORE_ERROR_CAP]);
