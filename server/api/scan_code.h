/* The code that a waiting PC shows. */
#pragma once
#include "call.h"

struct scan_code {
    struct th_str image; /* a data URI */
    bool is_mini;        /* WeChat's own: any camera of WeChat opens the mini-program by it */
};
/** WeChat's code, or a plain one, which the mini-program's page reads, when WeChat is off or gives
 * none. TH_NO_MEMORY. */
enum th_status scan_code_make(struct call *call, struct th_str ticket,
                              struct scan_code *out) TH_MUST_USE;
