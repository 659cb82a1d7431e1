/* Leaves a host alone for a while that failed several times in a row, then lets one call try. Pure
 * but for its lock; the caller gives the time. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BREAKER_FAILURES 5     /* in a row */
#define BREAKER_REST_MS  15000 /* then nobody calls for so long */

struct breaker;

struct breaker *breaker_new(size_t hosts);
void breaker_free(struct breaker *breaker);
/** May this host be called now? After a rest only one caller may until breaker_tell. */
bool breaker_ask(struct breaker *breaker, size_t host, int64_t now_ms);
void breaker_tell(struct breaker *breaker, size_t host, int64_t now_ms, bool worked);
