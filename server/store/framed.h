/* SHA-256 over several parts, each preceded by its length in bytes as decimal digits and a colon,
 * so that no two different lists of parts have the same bytes. What chains are made of. */
#pragma once
#include "sha256.h"

void framed_text(struct th_sha256 *sha, struct th_str text);
/** As its decimal digits. */
void framed_number(struct th_sha256 *sha, int64_t number);
/** Lower-case hex and NUL. */
void framed_end(struct th_sha256 *sha, char out[TH_HEX_CAP]);
