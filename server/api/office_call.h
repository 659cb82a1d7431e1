/* Between dispatch and the writes of an administrator. */
#pragma once
#include "call.h"
#include "office.h"
#include "write.h"

/** The request about `target`, an id of the path; empty = something new. */
struct office office_of(struct call *call, struct th_str target);
/** What a refused write must say. Returns `status`. */
enum th_status office_tell(struct call *call, enum th_status status, const struct office *office);
/** A state of a list's query, by its place in the model's enum. */
enum directory_state office_state(bool is_asked, uint32_t state);
