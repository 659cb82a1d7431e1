/* Writes that happen exactly once: the request that the service wants, and its outcome put into the
 * answer or the problem. */
#pragma once
#include "call.h"
#include "service.h"

struct write_request write_request_of(const struct call *call, struct th_str body);
/** Takes over the stored answer, or what a problem must say. Returns `status`. */
enum th_status write_finish(struct call *call, enum th_status status,
                            const struct write_outcome *outcome);
