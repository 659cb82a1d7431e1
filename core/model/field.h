/* Field tables: one row per field is the only place where it is described; struct, reader, writer,
 * catalog, OpenAPI and types follow.
 *
 * A model is a list macro in a .def file, its rows are
 *     X(T, KIND, name, flags, lo, hi, ref, "zh", "en")
 * name = struct member = JSON member (without a last underscore); T is passed through.
 * TH_MODEL_DECLARE(model, LIST) stands in a header, TH_MODEL_DEFINE(model, LIST) in one .c file.
 * The struct's first member `has` holds a bool per field, in table order, and `has.invalid` (set
 * when the row has an error). */
#pragma once
#include "date.h"
#include "decimal.h"

/** Kind    C member, what lo, hi and ref mean:
 *
 *  TEXT    struct th_str; lo..hi bytes (hi 0 = TH_TEXT_MAX); ref: its code list, or none
 *  DECIMAL struct th_dec, a JSON string; lo..hi whole numbers (both 0: none); ref: unit, or none
 *  AMOUNT  th_amount; ref: unit. Results, and the exact values of op round
 *  MONTH   th_month, "2025-01"
 *  DATE    th_day, "2025-01-31"
 *  ENUM    uint32_t, index into the list `ref` of enums.def; absent = 0 = its first value
 *  INT     int64_t, a JSON number; lo..hi (both 0 = 0..2^31-1), never beyond ±2^53
 *  BOOL    bool
 *  OBJECT  struct ref, embedded
 *  ROWS    { struct ref *items; size_t count; } name; lo..hi rows (hi 0 = TH_ROWS_MAX)
 *  TEXTS   { struct th_str *items; size_t count; } name; lo..hi texts, each ≤ TH_TEXT_MAX bytes
 *  RAW     struct th_str: a JSON value verbatim, checked by the scanner only
 *  TREE    const struct cJSON *: a value that another model reads later; never written */
enum th_kind {
    TH_KIND_TEXT,
    TH_KIND_DECIMAL,
    TH_KIND_AMOUNT,
    TH_KIND_MONTH,
    TH_KIND_DATE,
    TH_KIND_ENUM,
    TH_KIND_INT,
    TH_KIND_BOOL,
    TH_KIND_OBJECT,
    TH_KIND_ROWS,
    TH_KIND_TEXTS,
    TH_KIND_RAW,
    TH_KIND_TREE
};

#define TH_TEXT_MAX 4096
#define TH_ROWS_MAX 1000

enum {
    TH_REQUIRED = 1,
    TH_KEY = 2,      /* rows whose key fields are all equal are an error (DUPLICATE) */
    TH_QUANTITY = 4, /* below lo is QTY_NEGATIVE instead of RANGE */
    TH_EMPTY = 8,    /* writer: an absent ROWS or TEXTS is written as [] */
    TH_PLACES_SET = 16,
    TH_LINES = 32, /* TEXT: line breaks and tabs are allowed */
    TH_NAME = 64,  /* TEXT: names something: no blank at either end, or " a" and "a" were two */
    TH_OPEN = 128  /* TEXT with a code list: finer codes than the list's are taken too */
};
/** DECIMAL: most decimals that may be typed; AMOUNT: decimals shown. Default 12 and 2. */
#define TH_PLACES(n) (TH_PLACES_SET | ((n) << 8))

/** A named list of values; rows V(list, id, "zh", "en"). */
struct th_enum_value {
    struct th_str id;
    const char *zh, *en;
};
struct th_enum {
    const char *name;
    const struct th_enum_value *values;
    uint32_t count;
};

struct th_model;
struct th_field {
    struct th_str name;
    enum th_kind kind;
    uint32_t flags;
    uint32_t offset;
    int64_t lo, hi;
    const char *unit;             /* unit id, code list or "none"; th_field_unit reads it */
    const struct th_enum *values; /* ENUM */
    const struct th_model *child; /* OBJECT, ROWS */
    const char *zh, *en;
};
struct th_model {
    const char *name;
    size_t size, count;
    const struct th_field *fields;
    bool has_key;
};

/** The generic view of ROWS (any struct) and TEXTS members. */
struct th_rows {
    void *items;
    size_t count;
};

struct cJSON;

#define TH_C_TEXT(n, r)    struct th_str n;
#define TH_C_DECIMAL(n, r) struct th_dec n;
#define TH_C_AMOUNT(n, r)  th_amount n;
#define TH_C_MONTH(n, r)   th_month n;
#define TH_C_DATE(n, r)    th_day n;
#define TH_C_ENUM(n, r)    uint32_t n;
#define TH_C_INT(n, r)     int64_t n;
#define TH_C_BOOL(n, r)    bool n;
#define TH_C_OBJECT(n, r)  struct r n;
#define TH_C_ROWS(n, r)                                                                            \
    struct {                                                                                       \
        struct r *items;                                                                           \
        size_t count;                                                                              \
    } n;
#define TH_C_TEXTS(n, r)                                                                           \
    struct {                                                                                       \
        struct th_str *items;                                                                      \
        size_t count;                                                                              \
    } n;
#define TH_C_RAW(n, r)  struct th_str n;
#define TH_C_TREE(n, r) const struct cJSON *n;

#define TH_REF_TEXT(r)    .unit = #r
#define TH_REF_DECIMAL(r) .unit = #r
#define TH_REF_AMOUNT(r)  .unit = #r
#define TH_REF_MONTH(r)   .unit = NULL
#define TH_REF_DATE(r)    .unit = NULL
#define TH_REF_ENUM(r)    .values = &th_enum_##r
#define TH_REF_INT(r)     .unit = #r
#define TH_REF_BOOL(r)    .unit = NULL
#define TH_REF_OBJECT(r)  .child = &r##_model
#define TH_REF_ROWS(r)    .child = &r##_model
#define TH_REF_TEXTS(r)   .unit = #r
#define TH_REF_RAW(r)     .unit = NULL
#define TH_REF_TREE(r)    .unit = NULL

/* A member whose JSON name is a word of C has an underscore behind it: enum_ is "enum". */
#define TH_NAME_LEN(text) (sizeof(text) - 1 - ((text)[sizeof(text) - 2] == '_'))

#define TH_X_HAS(T, k, n, f, l, h, r, zh, en)    bool n;
#define TH_X_MEMBER(T, k, n, f, l, h, r, zh, en) TH_C_##k(n, r)
#define TH_X_KEY(T, k, n, f, l, h, r, zh, en)    | (f)
#define TH_X_FIELD(T, k, n, f, l, h, r, label_zh, label_en)                                        \
    { .name = { #n, TH_NAME_LEN(#n) },                                                             \
      .kind = TH_KIND_##k,                                                                         \
      .flags = (f),                                                                                \
      .offset = (uint32_t)offsetof(struct T, n),                                                   \
      .lo = (l),                                                                                   \
      .hi = (h),                                                                                   \
      TH_REF_##k(r),                                                                               \
      .zh = (label_zh),                                                                            \
      .en = (label_en) },

#define TH_MODEL_DECLARE(T, LIST)                                                                  \
    struct T##_has {                                                                               \
        LIST(TH_X_HAS, T)                                                                          \
        bool invalid;                                                                              \
    };                                                                                             \
    struct T {                                                                                     \
        struct T##_has has;                                                                        \
        LIST(TH_X_MEMBER, T)                                                                       \
    };                                                                                             \
    extern const struct th_model T##_model;

#define TH_MODEL_DEFINE(T, LIST)                                                                   \
    static const struct th_field T##_fields[] = { LIST(TH_X_FIELD, T) };                           \
    const struct th_model T##_model = { #T, sizeof(struct T),                                      \
                                        sizeof T##_fields / sizeof T##_fields[0], T##_fields,      \
                                        ((0 LIST(TH_X_KEY, T)) & TH_KEY) != 0 };

/** enum th_<list> { th_<list>_<id>, … } and its table. */
#define TH_V_ID(list, id, zh, en)    th_##list##_##id,
#define TH_V_VALUE(list, id, zh, en) { { #id, sizeof(#id) - 1 }, (zh), (en) },
#define TH_ENUM_DECLARE(list, LIST)                                                                \
    enum th_##list{ LIST(TH_V_ID) th_##list##_count };                                             \
    extern const struct th_enum th_enum_##list;
#define TH_ENUM_DEFINE(list, LIST)                                                                 \
    static const struct th_enum_value list##_values[] = { LIST(TH_V_VALUE) };                      \
    const struct th_enum th_enum_##list = { #list, list##_values,                                  \
                                            sizeof list##_values / sizeof list##_values[0] };

/** Presence of field `index` in `row`; index model->count is `invalid`. */
static inline bool th_has(const void *row, size_t index)
{
    return ((const bool *)row)[index];
}
static inline void th_set_has(void *row, size_t index)
{
    ((bool *)row)[index] = true;
}
/** The field's decimals: what may be typed (DECIMAL) or is shown (AMOUNT). */
int th_field_places(const struct th_field *field);
/** The field's unit as it is shown, or its code list; NULL when it has none. */
const char *th_field_unit(const struct th_field *field);
/** The field called `name`; model->count when there is none. Looks first at `guess`. */
size_t th_model_find(const struct th_model *model, struct th_str name, size_t guess);
/** True when a DECIMAL stands in `row` or below it, or `model` has none at all. */
bool th_model_has_value(const struct th_model *model, const void *row);
/** Index of `id` in the list; list->count when there is none. */
uint32_t th_enum_find(const struct th_enum *list, struct th_str id);
