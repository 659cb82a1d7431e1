/* The block function of programs that bring none of their own. It lies in a file of its own, so
 * that a linker takes it from the library only when it is missing: a weak function beside its
 * callers would be built into them by link-time optimisation. */
#include "sha256.h"

void th_sha256_blocks(uint32_t state[8], const unsigned char *blocks, size_t count)
{
    th_sha256_blocks_portable(state, blocks, count);
}
