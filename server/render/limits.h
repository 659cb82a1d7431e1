/* What this process may use, set before it reads anything. */
#pragma once
#include <stdbool.h>

#define RENDER_CPU_S 10
/* Address space. The four font files that a form uses take 92 MB of it, the outlines of the largest
 * once more while it is cut down to what the pages need: 260 MB in all were measured. */
#define RENDER_MEMORY_MB   384
#define RENDER_OUTPUT_MAX  (4 * 1024 * 1024)
#define RENDER_INPUT_MAX   (256 * 1024)
#define RENDER_DESCRIPTORS 64

/** Processor time, address space, file size, descriptors, no core file, no new privileges. A lower
 * limit that stands already stays. False when the kernel refuses one. */
bool limits_set(void);

/** True when the address space came so near to its limit that an allocation may have failed. Cairo
 * then leaves fonts out without saying so: such a PDF must not be used. */
bool limits_were_near(void);
