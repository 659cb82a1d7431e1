/* Decimals: what is accepted has the contract's shape, is written shortest and read back equal. */
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

static void try_product(struct th_str a, struct th_str b, uint8_t choice)
{
    struct th_dec one, two;
    struct th_product forward, backward;
    th_amount first = 0, second = 0;
    if (th_dec_parse(a, &one) != TH_OK || th_dec_parse(b, &two) != TH_OK)
        return;
    th_product_init(&forward, one);
    th_product_times(&forward, two);
    th_product_init(&backward, two);
    th_product_times(&backward, one);
    if (choice & 1) {
        th_product_times_ratio(&forward, 44, 12);
        th_product_times_ratio(&backward, 44, 12);
    }
    th_product_shift(&forward, (int)(choice >> 1) % 9 - 4);
    th_product_shift(&backward, (int)(choice >> 1) % 9 - 4);
    enum th_status status = th_product_round(&forward, &first);
    PROMISE(status == th_product_round(&backward, &second));
    PROMISE(status != TH_OK || first == second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct th_str rest = { (const char *)data + 1, size - 1 };
    try_decimal(rest);
    try_amount(rest, data[0]);
    struct th_str first = th_str_cut(&rest, '*');
    try_product(first, rest, data[0]);
    return 0;
}
