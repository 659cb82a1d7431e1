/* Ed25519 keys and signatures of checkpoints. A key file is one line of hex, readable by its owner
 * alone. */
#pragma once
#include "checkpoint.h"

struct signing_key {
    unsigned char secret[64], public_key[CHECKPOINT_KEY_BYTES];
};
/** Makes a new key file (0600, the name must be free). False with one line in `error`. */
bool signing_key_make(const char *path, struct signing_key *out, char error[STORE_ERROR_CAP]);
/** Refuses a file that others may read. False with one line in `error`. */
bool signing_key_read(const char *path, struct signing_key *out, char error[STORE_ERROR_CAP]);
/** A signer over `key`, which must outlive it. */
struct checkpoint_signer signing_signer(const struct signing_key *key);
/** True when the checkpoint is signed by `public_key`. */
bool signing_is_by(const struct checkpoint *checkpoint,
                   const unsigned char public_key[CHECKPOINT_KEY_BYTES]);
