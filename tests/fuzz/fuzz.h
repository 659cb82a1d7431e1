/* What the fuzz targets share: a broken promise ends the process, so that libFuzzer keeps the
 * input. */
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PROMISE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "broken promise: %s (%s:%d)\n", #condition, __FILE__, __LINE__);       \
            abort();                                                                               \
        }                                                                                          \
    } while (0)
