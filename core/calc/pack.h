/* A factor pack: one edition of factors with the source of each row. Parsed from text
 * (docs/contract.md §8) into an arena; read-only afterwards. Rows of carriers, areas or classes
 * that this build does not know are counted and left out, so that an older program can still use a
 * newer pack. */
#pragma once
#include "arena.h"
#include "carriers.h"
#include "date.h"
#include "sha256.h"

#define TH_POWER_YEARS_MAX 16

struct th_source {
    struct th_str id, document, clause, year; /* year: of the edition, as text; may be empty */
};

/** Where a factor comes from. */
struct th_origin {
    struct th_str row;        /* "EF122" */
    struct th_str set;        /* "GBT32151.34-2024"; empty for power */
    struct th_str confidence; /* "A", "A-", "B" */
    bool is_checked;          /* compared with the original; else show 转录，未核对原文 */
    const struct th_source *source;
};

struct th_fuel_factor {
    struct th_origin origin;
    struct th_dec ncv_gj;         /* GJ per canonical unit */
    bool has_ef;                  /* a printed factor stands in place of the carbon content */
    struct th_dec cc_tc_per_gj;   /* without has_ef */
    struct th_dec ef_tco2_per_gj; /* with has_ef */
    struct th_dec oxidation;      /* fraction; 1 with has_ef */
};

/** tce or tCO₂ per canonical unit: standard coal, heat, power. */
struct th_unit_factor {
    struct th_origin origin;
    struct th_dec value;
    int year;                     /* power: year of the data, 0 = any year */
    struct th_unit_factor *older; /* power: the next older year of the same area and class */
};

struct th_pack {
    struct th_str id, zh, en, text;
    char sha256[TH_HEX_CAP];
    th_day published, accept_until;
    size_t row_count, unchecked_count, unknown_count;
    const struct th_fuel_factor **fuel; /* by carrier index; NULL = none */
    const struct th_unit_factor **tce;  /* by carrier index */
    const struct th_unit_factor **heat; /* by carrier index */
    /** By area index × class count + class index; the newest year first. */
    struct th_unit_factor **power;
    int power_years[TH_POWER_YEARS_MAX]; /* descending, of the average class */
    size_t power_year_count;
};

/** Parses `text` (kept, not copied: it must outlive `out`). TH_MALFORMED with `*line` = number of
 * the first bad line, TH_NO_MEMORY when the arena is too small. */
TH_MUST_USE enum th_status th_pack_parse(struct th_arena *arena, struct th_str text,
                                         struct th_pack *out, uint32_t *line);

/** NULL when the pack has no such row. */
const struct th_fuel_factor *th_pack_fuel(const struct th_pack *pack,
                                          const struct th_carrier *carrier);
const struct th_unit_factor *th_pack_tce(const struct th_pack *pack,
                                         const struct th_carrier *carrier);
const struct th_unit_factor *th_pack_heat(const struct th_pack *pack,
                                          const struct th_carrier *carrier);
/** The year's own factor, else the newest published in this pack (calculation.md §2); its `year`
 * says which. National classes ignore `area`. NULL when the area has none for the class. */
const struct th_unit_factor *th_pack_power(const struct th_pack *pack, const struct th_area *area,
                                           const struct th_class *power_class, int year);

/** The built-in packs' bytes, oldest first, in `arena`; NULL when it is too small. */
const struct th_str *th_builtin_packs(struct th_arena *arena);
extern const size_t th_builtin_pack_count;
