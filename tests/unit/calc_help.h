/* What the tests of core/calc share: built-in packs, decimals from literals, one line at a time. */
#pragma once
#include "trace.h"
#include "unit.h"

static unsigned char calc_room[512 * 1024];
static struct th_arena calc_arena;
static struct th_pack calc_packs[4];
static const struct th_str *calc_texts; /* of the packs */

static inline int calc_setup(void **state)
{
    (void)state;
    th_arena_init(&calc_arena, calc_room, sizeof calc_room);
    calc_texts = th_builtin_packs(&calc_arena);
    for (size_t i = 0; i < th_builtin_pack_count; i++) {
        uint32_t line;
        if (!calc_texts ||
            th_pack_parse(&calc_arena, calc_texts[i], &calc_packs[i], &line) != TH_OK)
            return -1;
    }
    return 0;
}

static inline const struct th_pack *calc_pack(const char *id)
{
    for (size_t i = 0; i < th_builtin_pack_count; i++)
        if (th_str_equal(calc_packs[i].id, th_str_of(id)))
            return &calc_packs[i];
    fail_msg("no pack %s", id);
    return NULL;
}

static inline struct th_dec calc_dec(const char *text)
{
    struct th_dec value = { 0, 0 };
    assert_int_equal(th_dec_parse(th_str_of(text), &value), TH_OK);
    return value;
}

static inline th_amount calc_amount(const char *text)
{
    th_amount value = 0;
    assert_int_equal(th_amount_parse(th_str_of(text), &value), TH_OK);
    return value;
}

static inline const char *calc_text(th_amount value)
{
    static char ring[4][TH_DECIMAL_CAP + 1];
    static size_t next;
    char *text = ring[next++ % 4];
    struct th_buf buf;
    th_buf_init(&buf, text, TH_DECIMAL_CAP);
    th_amount_write(&buf, value);
    text[buf.len] = '\0';
    return text;
}

static inline struct th_line calc_line(const char *carrier, const char *unit)
{
    struct th_line line = { .carrier = th_carrier_find(th_str_of(carrier)),
                            .unit = th_unit_find(th_str_of(unit)),
                            .year = 2025 };
    assert_non_null(line.carrier);
    assert_non_null(line.unit);
    assert_true(th_carrier_allows(line.carrier, line.unit));
    return line;
}

static inline struct th_line_result calc_run(const char *pack, const struct th_line *line,
                                             const char *quantity)
{
    struct th_factors factors;
    struct th_line_result result;
    th_factors_resolve(calc_pack(pack), line, &factors);
    th_line_calculate(&factors, calc_dec(quantity), &result);
    return result;
}
