/* How often a PC asks whether its code was confirmed: once a second. In memory; what is forgotten
 * under a crowd lets one question through too early. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct scan_pace;

struct scan_pace *scan_pace_new(void);
void scan_pace_free(struct scan_pace *pace);
/** True when the last question of this secret that was allowed is about a second old. Thread-safe.
 */
bool scan_pace_allows(struct scan_pace *pace, const unsigned char secret_hash[32], int64_t now_ms);
