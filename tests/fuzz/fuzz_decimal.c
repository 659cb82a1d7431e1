/* Decimals: what is accepted has the contract's shape, is written shortest and read back equal.
 * Products: rounded as a long division of whole numbers rounds them. */
#include "decimal.h"
#include "fuzz.h"

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?, written once more and differently */
static bool has_shape(struct th_str text)
{
    size_t digits = 0, places = 0, i = 0;
    bool point = false;
    if (i < text.len && text.ptr[i] == '-')
        i++;
    bool zero_first = i < text.len && text.ptr[i] == '0';
    for (; i < text.len; i++) {
        if (text.ptr[i] == '.' && !point)
            point = true;
        else if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        else if (point)
            places++;
        else
            digits++;
    }
    return digits > 0 && (!zero_first || digits == 1) && (!point || places > 0);
}

static void try_decimal(struct th_str text)
{
    struct th_dec value, again;
    char shown[TH_DECIMAL_CAP];
    struct th_buf out;
    enum th_status status = th_dec_parse(text, &value);
    PROMISE((status != TH_MALFORMED) == has_shape(text));
    if (status != TH_OK)
        return;
    th_buf_init(&out, shown, sizeof shown);
    th_dec_write(&out, value);
    PROMISE(!out.overflow && out.len <= text.len && has_shape(th_buf_view(&out)));
    PROMISE(th_dec_parse(th_buf_view(&out), &again) == TH_OK);
    PROMISE(again.mantissa == value.mantissa && again.scale == value.scale);
    PROMISE(value.scale <= TH_SCALE_MAX && (value.scale == 0 || value.mantissa % 10 != 0));
    PROMISE(th_dec_compare(value, again) == 0);
}

static void show(th_amount amount, uint8_t choice)
{
    char shown[96];
    struct th_buf out;
    struct th_rounding_rule rule = { (int)(choice % 25) - 12,
                                     choice & 32 ? TH_HALF_UP : TH_HALF_EVEN, choice & 64 };
    th_buf_init(&out, shown, sizeof shown);
    th_amount_show(&out, amount, rule);
    PROMISE(!out.overflow && out.len > 0);
}

static void try_amount(struct th_str text, uint8_t choice)
{
    th_amount value, again;
    char shown[TH_DECIMAL_CAP];
    struct th_buf out;
    enum th_status status = th_amount_parse(text, &value);
    PROMISE((status != TH_MALFORMED) == has_shape(text));
    if (status != TH_OK)
        return;
    th_buf_init(&out, shown, sizeof shown);
    th_amount_write(&out, value);
    PROMISE(!out.overflow && has_shape(th_buf_view(&out)));
    PROMISE(th_amount_parse(th_buf_view(&out), &again) == TH_OK && again == value);
    show(value, choice);
}

/* ---- products, against whole numbers of 1,280 bits and one long division ---- */

enum { LIMBS = 40, FACTORS = 6 };
struct big {
    uint32_t limb[LIMBS]; /* little end first */
};

static void big_times(struct big *value, uint64_t factor)
{
    uint32_t half[2] = { (uint32_t)factor, (uint32_t)(factor >> 32) };
    struct big sum = { { 0 } };
    for (int h = 0; h < 2; h++) {
        uint64_t carry = 0;
        for (int i = 0; i + h < LIMBS; i++) {
            carry += sum.limb[i + h] + (uint64_t)value->limb[i] * half[h];
            sum.limb[i + h] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    *value = sum;
}

static int big_compare(const struct big *a, const struct big *b)
{
    for (int i = LIMBS - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

static void big_double_plus(struct big *value, uint32_t bit)
{
    for (int i = 0; i < LIMBS; i++) {
        uint32_t top = value->limb[i] >> 31;
        value->limb[i] = value->limb[i] << 1 | bit;
        bit = top;
    }
}

static void big_minus(struct big *value, const struct big *other)
{
    int64_t borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
        borrow += (int64_t)value->limb[i] - other->limb[i];
        value->limb[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
}

static int big_bits(const struct big *value)
{
    for (int i = LIMBS * 32 - 1; i >= 0; i--)
        if (value->limb[i / 32] >> i % 32 & 1)
            return i + 1;
    return 0;
}

/* value / divisor, half to even. */
static struct big big_divide(const struct big *value, const struct big *divisor)
{
    struct big quotient = { { 0 } }, rest = { { 0 } };
    for (int i = LIMBS * 32 - 1; i >= 0; i--) {
        big_double_plus(&rest, value->limb[i / 32] >> i % 32 & 1);
        bool fits = big_compare(&rest, divisor) >= 0;
        if (fits)
            big_minus(&rest, divisor);
        big_double_plus(&quotient, fits);
    }
    big_double_plus(&rest, 0);
    int half = big_compare(&rest, divisor);
    if (half > 0 || (half == 0 && quotient.limb[0] & 1)) {
        struct big before = quotient;
        for (int i = 0; i < LIMBS && ++quotient.limb[i] == 0; i++)
            ;
        PROMISE(big_compare(&before, &quotient) < 0);
    }
    return quotient;
}

struct factors {
    struct th_dec value[FACTORS];
    size_t count;
    bool has_ratio;
    int shift;
};

static struct th_product product_of(const struct factors *f, bool backward)
{
    struct th_product product;
    th_product_init(&product, f->value[backward ? f->count - 1 : 0]);
    for (size_t i = 1; i < f->count; i++)
        th_product_times(&product, f->value[backward ? f->count - 1 - i : i]);
    if (f->has_ratio)
        th_product_times_ratio(&product, 44, 12);
    th_product_shift(&product, f->shift);
    return product;
}

static void agrees(const struct factors *f, enum th_status status, th_amount amount)
{
    struct big top = { { 1 } }, bottom = { { 1 } };
    bool negative = false;
    for (size_t i = 0; i < f->count; i++) {
        int64_t m = f->value[i].mantissa;
        negative ^= m < 0;
        big_times(&top, m < 0 ? 0 - (uint64_t)m : (uint64_t)m);
        for (int k = 0; k < f->value[i].scale; k++)
            big_times(&bottom, 10);
    }
    for (int k = 0; k < TH_SCALE_MAX; k++)
        big_times(&top, 10);
    for (int k = 0; k < (f->shift < 0 ? -f->shift : f->shift); k++)
        big_times(f->shift < 0 ? &bottom : &top, 10);
    if (f->has_ratio) {
        big_times(&top, 44);
        big_times(&bottom, 12);
    }
    struct big rounded = big_divide(&top, &bottom);
    if (status != TH_OK) {
        PROMISE(big_bits(&top) >= 256 || big_bits(&rounded) >= 127);
        return;
    }
    PROMISE(big_bits(&rounded) <= 127);
    unsigned __int128 magnitude = 0;
    for (int i = 3; i >= 0; i--)
        magnitude = magnitude << 32 | rounded.limb[i];
    PROMISE(amount == (negative ? -(th_amount)magnitude : (th_amount)magnitude));
}

static void try_sum(struct th_dec a, struct th_dec b)
{
    th_amount one, two, sum;
    PROMISE(th_amount_of(a, &one) == TH_OK && th_amount_of(b, &two) == TH_OK);
    PROMISE(th_dec_compare(a, b) == (one > two) - (one < two));
    PROMISE(th_amount_add(one, two, &sum) == TH_OK && sum - two == one);
}

static void try_product(struct th_str rest, uint8_t choice)
{
    struct factors f = { .has_ratio = choice & 1, .shift = (int)(choice >> 1) % 9 - 4 };
    while (f.count < FACTORS && rest.len > 0)
        if (th_dec_parse(th_str_cut(&rest, '*'), &f.value[f.count++]) != TH_OK)
            return;
    if (f.count == 0)
        return;
    if (f.count > 1)
        try_sum(f.value[0], f.value[1]);
    th_amount amount = 0, other = 0;
    struct th_product forward = product_of(&f, false), backward = product_of(&f, true);
    enum th_status status = th_product_round(&forward, &amount);
    enum th_status again = th_product_round(&backward, &other);
    agrees(&f, status, amount);
    agrees(&f, again, other);
    struct factors first = { .value = { f.value[0] }, .count = 1 }, pair = first;
    struct th_dec last = pair.value[pair.count++] = f.value[f.count - 1];
    struct th_product start = product_of(&first, false);
    status = th_product_round_times(&start, last, &amount);
    agrees(&pair, status, amount);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct th_str rest = { (const char *)data + 1, size - 1 };
    try_decimal(rest);
    try_amount(rest, data[0]);
    try_product(rest, data[0]);
    return 0;
}
