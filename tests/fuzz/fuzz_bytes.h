/* A file that is read in pieces, made of the bytes at hand; it counts what is read, and a read
 * outside of it breaks the promise. */
#pragma once
#include "fuzz.h"
#include "sniff.h"

#include <stdbool.h>

struct bytes {
    const uint8_t *data;
    size_t size;
    uint64_t read;
};

static bool bytes_read_at(void *self, uint64_t at, void *out, size_t size)
{
    struct bytes *bytes = self;
    PROMISE(at <= bytes->size && size <= bytes->size - at);
    memcpy(out, bytes->data + at, size);
    bytes->read += size;
    return true;
}

static inline struct sniff_source bytes_source(struct bytes *bytes)
{
    return (struct sniff_source){ bytes, bytes->size, bytes_read_at };
}
