/* From the request's bytes to a handler's typed input: headers that writes need, the query and the
 * body, each read by its table. */
#pragma once
#include "call.h"

/** Idempotency-Key and If-Match as the route's flags ask: TH_KEY_REQUIRED, TH_MATCH_REQUIRED,
 * TH_MATCH_MALFORMED. */
enum th_status input_headers(struct call *call) TH_MUST_USE;
/** Reads query or body into the zeroed `row` of the route's input model. TH_INVALID and
 * TH_MALFORMED leave issues in the call. */
enum th_status input_read(struct call *call, void *row) TH_MUST_USE;
