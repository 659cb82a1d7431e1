/* What must not be readable in a stolen database: personal numbers and WeChat's session keys.
 * AES-256-GCM by mbedTLS; the key comes from a file that the configuration names. Beside it an
 * index: equal values can be found without being opened.
 *
 * A sealed value is "s1" + base64(nonce 12 | tag 16 | cipher), bound to what it is and whose: a
 * value moved to another row or column does not open. */
#pragma once
#include "arena.h"
#include "status.h"

#define SEAL_KEY_BYTES   32
#define SEAL_INDEX_BYTES 32
#define SEAL_VALUE_MOST  1024

struct seal;

/** The key file holds 64 hex digits and perhaps a line end; it must belong to nobody else (mode
 * without group and others). NULL with one line in `error` (256 bytes). */
struct seal *seal_open(const char *key_file, char error[256]);
/** From key bytes: tests and the demo, which keeps no real person. */
struct seal *seal_of_key(const unsigned char key[SEAL_KEY_BYTES]);
void seal_free(struct seal *seal);

/** What a sealed value is bound to: kind "phone", "id_number", "session_key" …; owner = row id. */
struct seal_place {
    struct th_str kind, owner;
};
struct seal_value {
    struct seal_place place;
    struct th_str text;
    unsigned char nonce[12]; /* random, of this value alone */
};
/** TH_INVALID over SEAL_VALUE_MOST, TH_NO_MEMORY. */
enum th_status seal_close(const struct seal *seal, struct th_arena *arena,
                          const struct seal_value *value, struct th_str *out) TH_MUST_USE;
/** TH_STORE_FAILED when the value was altered, moved or sealed by another key. */
enum th_status seal_read(const struct seal *seal, struct th_arena *arena,
                         const struct seal_place *place, struct th_str sealed,
                         struct th_str *out) TH_MUST_USE;
/** HMAC-SHA-256 under a key of its own for `kind`: equal values of a kind have equal indexes. */
bool seal_index(const struct seal *seal, struct th_str kind, struct th_str value,
                unsigned char out[SEAL_INDEX_BYTES]);
