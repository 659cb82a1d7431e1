/* JSON out: one canonical writer for every field table, straight into the buffer (docs/contract.md
 * §3). */
#pragma once
#include "buf.h"
#include "field.h"
#include "issue.h"

/** Canonical: members in table order, absent ones left out, shortest decimals, no white space,
 * minimal escapes. */
void th_json_write(struct th_buf *out, const struct th_model *model, const void *row);
/** The same members with AMOUNTs as people read them: rounded once to the field's places, grouped.
 */
void th_json_write_shown(struct th_buf *out, const struct th_model *model, const void *row);
/** A quoted, escaped text. `text` must be valid UTF-8. */
void th_json_put_text(struct th_buf *out, struct th_str text);
/** `"name":` with the comma before it unless `*first`, which becomes false. */
void th_json_put_key(struct th_buf *out, const char *name, bool *first);
/** The array of docs/contract.md §7, texts rendered in both languages. */
void th_json_put_issues(struct th_buf *out, const struct th_issues *issues);
