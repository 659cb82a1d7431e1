/* Text made smaller for a program that is loaded by phones: core/calc/packed.h reads it back. */
#pragma once
#include <stddef.h>
#include <stdio.h>

/** Writes `bytes` squeezed, as the lines of a C string literal; the number of squeezed bytes. At
 * most SQUEEZE_MAX bytes. */
size_t squeeze(FILE *out, const unsigned char *bytes, size_t count);

#define SQUEEZE_MAX (1u << 18)
