/* A running product in 256 bits, rounded once. */
#include "decimal.h"

#define POWERS 20
static const uint64_t tens[POWERS] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
    10000000000000000000u,
};

static uint64_t abs64(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static bool is_narrow(const uint64_t limb[4])
{
    return (limb[1] | limb[2] | limb[3]) == 0;
}

/* *value *= factor when the result surely fits one word. Asks no 128-bit product, which is slow in
 * WebAssembly. */
static bool times_narrow(uint64_t *value, uint64_t factor)
{
    if ((*value | factor) >> 32 && *value && factor &&
        __builtin_clzll(*value) + __builtin_clzll(factor) < 64)
        return false;
    *value *= factor;
    return true;
}

static void times_u64(struct th_product *p, uint64_t factor)
{
    if (is_narrow(p->limb) && times_narrow(&p->limb[0], factor))
        return;
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (unsigned __int128)p->limb[i] * factor;
        p->limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    if (carry)
        p->overflow = true;
}

/* limb /= divisor; the remainder. Skips the empty top: most products are below 2^128. */
static uint64_t divide_u64(uint64_t limb[4], uint64_t divisor)
{
    uint64_t rest = 0;
    int top = 3;
    while (top > 0 && limb[top] == 0)
        top--;
    for (int i = top; i >= 0; i--) {
        unsigned __int128 part = (unsigned __int128)rest << 64 | limb[i];
        limb[i] = (uint64_t)(part / divisor);
        rest = (uint64_t)(part % divisor);
    }
    return rest;
}

void th_product_init(struct th_product *product, struct th_dec value)
{
    *product = (struct th_product){ .limb = { abs64(value.mantissa) },
                                    .scale = value.scale,
                                    .den = 1,
                                    .negative = value.mantissa < 0 };
}

void th_product_times(struct th_product *product, struct th_dec value)
{
    times_u64(product, abs64(value.mantissa));
    product->scale += value.scale;
    product->negative ^= value.mantissa < 0;
}

void th_product_times_ratio(struct th_product *product, uint32_t num, uint32_t den)
{
    times_u64(product, num);
    if (den == 0 || __builtin_mul_overflow(product->den, (uint64_t)den, &product->den))
        product->overflow = true;
}

void th_product_shift(struct th_product *product, int power_of_ten)
{
    if (power_of_ten <= 0) {
        product->scale += (uint32_t)-power_of_ten;
        return;
    }
    for (; power_of_ten > 0; power_of_ten--)
        if (product->scale > 0)
            product->scale--;
        else
            times_u64(product, 10);
}

static enum th_status to_amount(const uint64_t limb[4], bool lift, bool negative, th_amount *out)
{
    unsigned __int128 value = (unsigned __int128)limb[1] << 64 | limb[0];
    if (limb[2] || limb[3] || value >> 126)
        return TH_OVERFLOW;
    value += lift;
    *out = negative ? -(th_amount)value : (th_amount)value;
    return TH_OK;
}

/* The divisor of the next step: as many powers of ten as still fit beside `factor`. */
static uint64_t next_divisor(uint64_t factor, uint32_t *drop)
{
    uint32_t count = *drop < POWERS - 1 ? *drop : POWERS - 1;
    while (count > 0 && tens[count] > UINT64_MAX / factor)
        count--;
    *drop -= count;
    return factor * tens[count];
}

/* Divides by den × 10^drop, mostly in one step. In more steps every divisor but the first is a
 * power of ten, hence even: the remainders of earlier steps only break the tie of the last one. */
static enum th_status round_wide(struct th_product p, th_amount *out)
{
    bool sticky = false;
    if (p.scale < TH_SCALE_MAX) {
        times_u64(&p, tens[TH_SCALE_MAX - p.scale]);
        p.scale = TH_SCALE_MAX;
    }
    if (p.overflow)
        return TH_OVERFLOW;
    uint32_t drop = p.scale - TH_SCALE_MAX;
    uint64_t divisor = next_divisor(p.den, &drop);
    while (drop > 0) {
        sticky |= divide_u64(p.limb, divisor) != 0;
        divisor = next_divisor(1, &drop);
    }
    uint64_t rest = divide_u64(p.limb, divisor), above = divisor - rest;
    bool is_odd = p.limb[0] & 1;
    bool lift = rest > above || (rest == above && (sticky || is_odd));
    return to_amount(p.limb, lift, p.negative, out);
}

static bool lifts(uint64_t kept, uint64_t rest, uint64_t divisor)
{
    uint64_t above = divisor - rest;
    return rest > above || (rest == above && (kept & 1));
}

/* The same in one word, as nearly all lines are; false when it does not fit. */
static bool round_narrow(const struct th_product *p, uint64_t factor, uint32_t scale, int64_t *out)
{
    uint64_t value = p->limb[0], divisor = p->den;
    if (p->overflow || !is_narrow(p->limb) || !times_narrow(&value, factor))
        return false;
    bool fits = scale < TH_SCALE_MAX ? times_narrow(&value, tens[TH_SCALE_MAX - scale])
                                     : scale - TH_SCALE_MAX < POWERS &&
                                           times_narrow(&divisor, tens[scale - TH_SCALE_MAX]);
    if (!fits || value > INT64_MAX)
        return false;
    uint64_t kept = divisor > 1 ? value / divisor : value;
    kept += divisor > 1 && lifts(kept, value - kept * divisor, divisor);
    *out = (int64_t)kept;
    return true;
}

enum th_status th_product_round_times(const struct th_product *product, struct th_dec value,
                                      th_amount *out)
{
    int64_t narrow;
    if (round_narrow(product, abs64(value.mantissa), product->scale + value.scale, &narrow)) {
        *out = product->negative != (value.mantissa < 0) ? -narrow : narrow;
        return TH_OK;
    }
    struct th_product p = *product;
    th_product_times(&p, value);
    return round_wide(p, out);
}

enum th_status th_product_round(const struct th_product *product, th_amount *out)
{
    return th_product_round_times(product, (struct th_dec){ 1, 0 }, out);
}
