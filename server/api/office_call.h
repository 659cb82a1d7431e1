/* Between dispatch and the lists and writes of an administrator. */
#pragma once
#include "directory.h"
#include "office.h"
#include "paging.h"
#include "write.h"

/** The request about `target`, an id of the path; empty = something new. */
struct office office_of(struct call *call, struct th_str target);
/** What a refused write must say. Returns `status`. */
enum th_status office_tell(struct call *call, enum th_status status, const struct office *office);
/** A state of a list's query, by its place in the model's enum. */
enum directory_state office_state(bool is_asked, uint32_t state);
/** The struct directory_query of a list's query, and of its filter alone. */
#define OFFICE_QUERY(in)                                                                           \
    {                                                                                              \
        .part = PAGING_TEXT(in, search), .after = PAGING_TEXT(in, cursor),                         \
        .state = office_state((in)->has.state, (in)->state), .limit = PAGING_LIMIT(in) + 1         \
    }
#define OFFICE_FILTER(in)                                                                          \
    {                                                                                              \
        .part = PAGING_TEXT(in, search), .state = office_state((in)->has.state, (in)->state)       \
    }
