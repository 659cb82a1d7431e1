/* SHA-256 (FIPS 180-4), portable. A program for one kind of processor may bring a faster
 * th_sha256_blocks of its own (server/digest does) instead of the library's, sha256_blocks.c. */
#pragma once
#include "str.h"

struct th_sha256 {
    uint32_t state[8];
    uint64_t length;
    unsigned char block[64];
};
void th_sha256_init(struct th_sha256 *sha);
void th_sha256_add(struct th_sha256 *sha, struct th_str bytes);
void th_sha256_end(struct th_sha256 *sha, unsigned char out[32]);
#define TH_HEX_CAP 65
void th_sha256_hex(struct th_str bytes,
                   char out[TH_HEX_CAP]); /* one call, lower-case hex and NUL */
void th_hex(const unsigned char *bytes, size_t count, char *out);

/** Takes `count` blocks of 64 bytes into the state: the part worth doing in hardware. */
void th_sha256_blocks(uint32_t state[8], const unsigned char *blocks, size_t count);
void th_sha256_blocks_portable(uint32_t state[8], const unsigned char *blocks, size_t count);
extern const uint32_t th_sha256_constants[64];
