/* The native side of the differential test: one long-lived process that answers length-prefixed
 * envelopes (uint32, host order) from stdin on stdout, through the very border that the wasm file
 * is made of. A negative status takes the place of a length. Not here: any judgement. */
#include "../../wasm/exports.c"

#include <stdio.h>

#define RESET 0xFFFFFFFFu /* a length that asks for a fresh core, as a new wasm instance is */

static bool read_whole(void *to, size_t size)
{
    return fread(to, 1, size, stdin) == size;
}

static bool answer_length(int length)
{
    return fwrite(&length, sizeof length, 1, stdout) == 1 &&
           (length <= 0 || fwrite(io, 1, (size_t)length, stdout) == (size_t)length);
}

int main(void)
{
    uint32_t length;
    while (read_whole(&length, sizeof length)) {
        if (length == RESET) {
            is_ready = false;
            continue;
        }
        if (length > sizeof io || !read_whole(io, length) ||
            !answer_length(export_call((int)length)))
            return 1;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
