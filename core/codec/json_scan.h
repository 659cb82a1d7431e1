/* The strict reader of JSON text: one pass, no recursion; judges, and builds cJSON's tree on the
 * way. Accepts RFC 8259 documents whose outermost value is an object or array, and refuses what a
 * lenient parser lets through: bad UTF-8, a byte order mark, depth > 32, control characters,
 * \u0000, lone surrogates, repeated keys. */
#pragma once
#include "arena.h"
#include "json_read.h"

#define TH_JSON_DEPTH     32
#define TH_JSON_KEYS      256  /* members of one object */
#define TH_JSON_OPEN_KEYS 1024 /* members of all objects that are open at once */
#define TH_JSON_ITEMS     5000 /* items of one array */
#define TH_JSON_VALUES    8192 /* values in the whole document */
#define TH_JSON_DIGITS    60   /* bytes of one number */
#define TH_JSON_BYTES     (16 * 1024 * 1024)

/** Judges only (th_json_parse builds, too). TH_OK; TH_MALFORMED with `fault` filled; TH_NO_MEMORY
 * when the 12 KB of scratch do not fit (given back before return). */
enum th_status th_json_scan(struct th_str text, struct th_arena *scratch,
                            struct th_json_fault *fault) TH_MUST_USE;

/** The bytes of the value at `path` in a scanned `text`; ptr NULL when it is not there. */
struct th_str th_json_locate(struct th_str text, const struct th_path *path);
