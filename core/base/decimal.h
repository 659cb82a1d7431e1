/* Exact decimals and the wide products made of them. No floating point anywhere.
 *
 * Inputs are `th_dec`: an int64 mantissa and a scale (value = mantissa / 10^scale). A line's whole
 * product is formed in a 256-bit integer and rounded once, half to even (GB/T 8170-2008), to
 * 10^-12: a `th_amount` (count of 1e-12 in __int128). */
#pragma once
#include "buf.h"
#include "status.h"

#define TH_SCALE_MAX   12
#define TH_DECIMAL_CAP 48 /* longest text of a th_amount and its NUL */

typedef __int128 th_amount; /* count of 1e-12 */

struct th_dec {
    int64_t mantissa;
    uint8_t scale; /* 0..12, smallest that is exact after parsing ("1.50" is 15 at scale 1) */
};

/** `-?(0|[1-9]\d*)(\.\d+)?`; trailing zeros dropped, -0 is 0. TH_MALFORMED for another shape,
 * TH_OVERFLOW when mantissa or scale do not fit. */
enum th_status th_dec_parse(struct th_str text, struct th_dec *out);
void th_dec_write(struct th_buf *buf, struct th_dec value); /* shortest */
int th_dec_compare(struct th_dec a, struct th_dec b);

/** A running product: sign, 256-bit magnitude, decimal scale and a small whole divisor (44/12 is
 * num 44, den 12). */
struct th_product {
    uint64_t limb[4]; /* little end first */
    uint32_t scale;
    uint64_t den;
    bool negative, overflow;
};

void th_product_init(struct th_product *product, struct th_dec value);
void th_product_times(struct th_product *product, struct th_dec value);
void th_product_times_ratio(struct th_product *product, uint32_t num, uint32_t den);
void th_product_shift(struct th_product *product, int power_of_ten);
/** Rounds once, half to even, to 1e-12. TH_OVERFLOW when the product or the result does not fit. */
enum th_status th_product_round(const struct th_product *product, th_amount *out);

/** The product times `value`, rounded likewise. */
enum th_status th_product_round_times(const struct th_product *product, struct th_dec value,
                                      th_amount *out);

enum th_status th_amount_add(th_amount a, th_amount b, th_amount *out);
enum th_status th_amount_of(struct th_dec value, th_amount *out);   /* exact */
enum th_status th_amount_parse(struct th_str text, th_amount *out); /* ≤ 12 decimals, exact */
void th_amount_write(struct th_buf *buf, th_amount value);          /* shortest */

enum th_rounding { TH_HALF_EVEN, TH_HALF_UP };
struct th_rounding_rule {
    int decimals; /* −12..12; −3 rounds to thousands */
    enum th_rounding mode;
    bool grouped; /* 1,234.50 */
};
/** One rounding of an exact value for display, `decimals` places always shown. */
void th_amount_show(struct th_buf *buf, th_amount value, struct th_rounding_rule rule);
