/* What the system knows of this process. */
#pragma once
#include "str.h"

struct process_use {
    uint64_t resident_bytes, open_descriptors, descriptor_limit, threads;
    uint64_t cpu_us; /* user and system */
};
struct process_use process_use(void);
