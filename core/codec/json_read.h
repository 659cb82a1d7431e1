/* JSON in: the strict scanner that builds cJSON's tree in the arena, and one reader for every field
 * table. The only files that see cJSON are json_scan.c, json_number.c and json_read.c; callers hold
 * `const struct cJSON *` without looking inside. */
#pragma once
#include "field.h"
#include "issue.h"

struct cJSON;

/** Where and why a text is no acceptable JSON document. */
struct th_json_fault {
    size_t offset;
    enum th_message code; /* JSON_… */
};

/** Exactly one strict JSON document. TH_MALFORMED (fault filled, json_scan.h says the rules) or
 * TH_NO_MEMORY. The tree lives in `arena`. */
enum th_status th_json_parse(struct th_arena *arena, struct th_str text, const struct cJSON **out,
                             struct th_json_fault *fault) TH_MUST_USE;

struct th_reader {
    struct th_issues *issues; /* issues->arena holds what is read */
    struct th_str source;     /* the text that was parsed, for RAW members */
};

/** Reads the object `value` into the zeroed `row`. Every fault becomes an issue below `path` (NULL
 * = root): TYPE, UNKNOWN_MEMBER, REQUIRED, RANGE, QTY_NEGATIVE, DECIMALS, TEXT_FORBIDDEN,
 * TEXT_TOO_LONG, TEXT_EMPTY, ENUM_UNKNOWN, ROWS_TOO_MANY, ROWS_TOO_FEW, DUPLICATE …; a faulty
 * member stays absent and its row is marked has.invalid (rows and objects around it are not). Texts
 * are borrowed from the tree. */
void th_json_read(const struct th_reader *reader, const struct th_model *model,
                  const struct cJSON *value, const struct th_path *path, void *row);

/** The text member `name` of `object`; false when it is none. */
bool th_json_text_member(const struct cJSON *object, const char *name, struct th_str *out);
/** The issue that a malformed document gives. */
void th_json_fault_issue(struct th_issues *issues, const struct th_json_fault *fault);

/** parse + read of a whole request body. TH_OK; TH_INVALID (issues filled); TH_MALFORMED (one issue
 * with the byte offset); TH_NO_MEMORY. */
enum th_status th_json_read_text(struct th_issues *issues, struct th_str text,
                                 const struct th_model *model, void *row) TH_MUST_USE;
