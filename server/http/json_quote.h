/* The one JSON string writer of problem documents and log lines. Not a JSON library: core/codec is.
 */
#pragma once
#include "buf.h"

/** `text` as a JSON string with quotes and minimal escapes. Bytes that are no valid UTF-8 become
 * U+FFFD, so that the line stays JSON whatever a client sent. */
void json_quote(struct th_buf *out, struct th_str text);
