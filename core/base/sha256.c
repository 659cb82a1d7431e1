/* SHA-256 after FIPS 180-4, one block at a time. Plain C that a compiler unrolls well, also to
 * WebAssembly. */
#include "sha256.h"

#include <string.h>

const uint32_t th_sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static inline uint32_t rotate(uint32_t value, unsigned bits)
{
    return value >> bits | value << (32 - bits);
}

static inline uint32_t load_word(const unsigned char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return __builtin_bswap32(word);
}

/* One round with word `i` of sixteen, which then becomes the word of sixteen rounds later. The
 * eight names move by one from round to round instead of the values; written out, because an array
 * of them would live in memory. */
#define ROUND(a, b, c, d, e, f, g, h, i)                                                           \
    do {                                                                                           \
        uint32_t x = w[((i) + 1) & 15], y = w[((i) + 14) & 15];                                    \
        h += (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g))) + k[i] + w[i];   \
        d += h;                                                                                    \
        h += (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));           \
        w[i] += (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[((i) + 9) & 15] +                      \
                (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);                                         \
    } while (0)

#define EIGHT_ROUNDS(i)                                                                            \
    do {                                                                                           \
        ROUND(a, b, c, d, e, f, g, h, i);                                                          \
        ROUND(h, a, b, c, d, e, f, g, i + 1);                                                      \
        ROUND(g, h, a, b, c, d, e, f, i + 2);                                                      \
        ROUND(f, g, h, a, b, c, d, e, i + 3);                                                      \
        ROUND(e, f, g, h, a, b, c, d, i + 4);                                                      \
        ROUND(d, e, f, g, h, a, b, c, i + 5);                                                      \
        ROUND(c, d, e, f, g, h, a, b, i + 6);                                                      \
        ROUND(b, c, d, e, f, g, h, a, i + 7);                                                      \
    } while (0)

static void compress(uint32_t s[8], const unsigned char block[64])
{
    uint32_t w[16];
    uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
    for (unsigned i = 0; i < 16; i++)
        w[i] = load_word(block + 4 * i);
    for (const uint32_t *k = th_sha256_constants; k < th_sha256_constants + 64; k += 16) {
        EIGHT_ROUNDS(0);
        EIGHT_ROUNDS(8);
    }
    s[0] += a, s[1] += b, s[2] += c, s[3] += d;
    s[4] += e, s[5] += f, s[6] += g, s[7] += h;
}

void th_sha256_blocks_portable(uint32_t state[8], const unsigned char *blocks, size_t count)
{
    for (; count; count--, blocks += 64)
        compress(state, blocks);
}

void th_sha256_init(struct th_sha256 *sha)
{
    *sha = (struct th_sha256){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };
}

void th_sha256_add(struct th_sha256 *sha, struct th_str bytes)
{
    size_t held = (size_t)(sha->length % 64);
    sha->length += bytes.len;
    while (bytes.len) {
        if (held == 0 && bytes.len >= 64) {
            size_t whole = bytes.len / 64;
            th_sha256_blocks(sha->state, (const unsigned char *)bytes.ptr, whole);
            bytes = (struct th_str){ bytes.ptr + whole * 64, bytes.len - whole * 64 };
            continue;
        }
        size_t take = 64 - held < bytes.len ? 64 - held : bytes.len;
        memcpy(sha->block + held, bytes.ptr, take);
        bytes = (struct th_str){ bytes.ptr + take, bytes.len - take };
        held += take;
        if (held == 64) {
            th_sha256_blocks(sha->state, sha->block, 1);
            held = 0;
        }
    }
}

void th_sha256_end(struct th_sha256 *sha, unsigned char out[32])
{
    static const char padding[64] = { (char)0x80 };
    uint64_t bits = sha->length * 8;
    size_t held = (size_t)(sha->length % 64);
    th_sha256_add(sha, (struct th_str){ padding, held < 56 ? 56 - held : 120 - held });
    char length[8];
    for (unsigned i = 0; i < 8; i++)
        length[i] = (char)(bits >> (56 - 8 * i));
    th_sha256_add(sha, (struct th_str){ length, 8 });
    for (unsigned i = 0; i < 32; i++)
        out[i] = (unsigned char)(sha->state[i / 4] >> (24 - 8 * (i % 4)));
}

void th_hex(const unsigned char *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

void th_sha256_hex(struct th_str bytes, char out[TH_HEX_CAP])
{
    struct th_sha256 sha;
    unsigned char digest[32];
    th_sha256_init(&sha);
    th_sha256_add(&sha, bytes);
    th_sha256_end(&sha, digest);
    th_hex(digest, sizeof digest, out);
}
