/* What the API counts for /metrics: requests and durations by route, refusals by code, filings
 * written, sign-ins. */
#pragma once
#include "expo.h"
#include "route.h"
#include "status.h"

enum api_count {
#define FAMILY(name, label, help)
#define COUNT(cell, value) API_##cell,
#include "counts.def"
#undef FAMILY
#undef COUNT
    API_COUNTS
};

/** A meter with all cells of this file; NULL when memory ran out. */
struct meter *counts_new(void);
void count(struct meter *meter, enum api_count what);
/** `status`: how the call ended; `http`: what was sent. */
void count_request(struct meter *meter, const struct route *route, int http, uint64_t microseconds);
void count_refusal(struct meter *meter, enum th_status status);
void counts_write(const struct meter *meter, struct th_buf *out);
