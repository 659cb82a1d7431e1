/* How deep the workers' stacks have been used, from the kernel's own record of touched pages:
 * nothing is painted and an idle worker pays nothing. */
#pragma once
#include "str.h"

/** Takes the calling worker's stack into account. A few microseconds. */
void stack_note(void);

struct stack_use {
    uint64_t worst_bytes; /* whole pages, the deepest of all workers so far; 0 = not known */
    uint64_t size_bytes;
};
struct stack_use stack_use(void);
