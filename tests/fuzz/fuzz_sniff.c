/* The readers of file structures: they end, stay inside the file (ASan sees each byte that they
 * take), and judge alike when asked twice. */
#include "fuzz_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = { data, size, 0 };
    const struct sniff_source source = bytes_source(&bytes);
    enum file_type type = FILE_TYPE_COUNT, again = FILE_TYPE_COUNT;
    const enum sniff_verdict verdict = sniff(&source, &type);
    PROMISE(verdict != SNIFF_UNREAD);
    PROMISE(verdict != SNIFF_FINE || type < FILE_TYPE_COUNT);
    PROMISE(bytes.read <= 16 * (uint64_t)size + 4096);
    PROMISE(sniff(&source, &again) == verdict && again == type);
    return 0;
}
