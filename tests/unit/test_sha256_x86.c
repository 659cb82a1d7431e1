/* The server's SHA-256 by the processor's own instructions against the core's portable one. */
#include "unit.h"

#ifdef __x86_64__
#include "../../server/digest/sha256_x86.c"
#else
#include "sha256.h"
#endif

#include <string.h>

static void hardware_and_portable_agree_on_every_length(void **state)
{
    unsigned char bytes[64 * 40];
    uint32_t seed = 12345;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
    for (size_t count = 0; count <= sizeof bytes / 64; count++) {
        uint32_t ours[8], portable[8];
        for (size_t i = 0; i < 8; i++)
            ours[i] = portable[i] = (seed = seed * 1664525 + 1013904223);
        th_sha256_blocks(ours, bytes, count);
        th_sha256_blocks_portable(portable, bytes, count);
        assert_memory_equal(ours, portable, sizeof ours);
    }
    (void)state;
}

static void the_published_example_holds(void **state)
{
    char hex[TH_HEX_CAP];
    th_sha256_hex(TH_STR("abc"), hex); /* FIPS 180-4 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hardware_and_portable_agree_on_every_length),
        cmocka_unit_test(the_published_example_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
