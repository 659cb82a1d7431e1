/* SHA-256 blocks by the processor's own instructions, chosen once before main; where they are
 * missing, the core's portable code runs. Linked as an object, so that it takes the place of the
 * core's sha256_blocks.c. The result is the same to the bit. */
#include "sha256.h"

#include <cpuid.h>
#include <immintrin.h>

#define BY_HAND __attribute__((target("sha,sse4.1")))
/* Four words of the state and of the message per register, in the order the instructions want. */
#define LOAD(at) _mm_loadu_si128((const __m128i *)(const void *)(at))

BY_HAND static void four_rounds(__m128i state[2], __m128i message, unsigned at)
{
    __m128i sum = _mm_add_epi32(message, LOAD(th_sha256_constants + at));
    state[1] = _mm_sha256rnds2_epu32(state[1], state[0], sum);
    state[0] = _mm_sha256rnds2_epu32(state[0], state[1], _mm_shuffle_epi32(sum, 0x0e));
}

BY_HAND static __m128i next_words(const __m128i message[4], unsigned i)
{
    __m128i early = _mm_sha256msg1_epu32(message[i & 3], message[(i + 1) & 3]);
    __m128i late = _mm_alignr_epi8(message[(i + 3) & 3], message[(i + 2) & 3], 4);
    return _mm_sha256msg2_epu32(_mm_add_epi32(early, late), message[(i + 3) & 3]);
}

BY_HAND static void one_block(__m128i state[2], const unsigned char *block)
{
    const __m128i big_end = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i before[2] = { state[0], state[1] }, message[4];
#pragma GCC unroll 4
    for (unsigned i = 0; i < 4; i++)
        message[i] = _mm_shuffle_epi8(LOAD(block + 16 * i), big_end);
#pragma GCC unroll 16
    for (unsigned i = 0; i < 16; i++) {
        four_rounds(state, message[i & 3], 4 * i);
        if (i < 12)
            message[i & 3] = next_words(message, i);
    }
    state[0] = _mm_add_epi32(state[0], before[0]);
    state[1] = _mm_add_epi32(state[1], before[1]);
}

BY_HAND static void blocks_in_hardware(uint32_t state[8], const unsigned char *blocks, size_t count)
{
    __m128i low = _mm_shuffle_epi32(LOAD(state), 0xb1),
            high = _mm_shuffle_epi32(LOAD(state + 4), 0x1b);
    __m128i words[2] = { _mm_alignr_epi8(low, high, 8), _mm_blend_epi16(high, low, 0xf0) };
    for (; count; count--, blocks += 64)
        one_block(words, blocks);
    low = _mm_shuffle_epi32(words[0], 0x1b);
    high = _mm_shuffle_epi32(words[1], 0xb1);
    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(low, high, 0xf0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

static void (*chosen)(uint32_t state[8], const unsigned char *blocks,
                      size_t count) = th_sha256_blocks_portable;

/* Before main, so that no thread ever sees the choice being made. */
__attribute__((constructor)) static void choose(void)
{
    unsigned a, b, c, d, more;
    bool has_sse = __get_cpuid(1, &a, &b, &c, &d) && c & bit_SSE4_1;
    bool has_sha = __get_cpuid_count(7, 0, &a, &more, &c, &d) && more & bit_SHA;
    if (has_sse && has_sha)
        chosen = blocks_in_hardware;
}

void th_sha256_blocks(uint32_t state[8], const unsigned char *blocks, size_t count)
{
    chosen(state, blocks, count);
}
