/* Limits of the process by setrlimit and prctl. */
#define _GNU_SOURCE // defaults of threads
#include "limits.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define THREAD_STACK (1024 * 1024)
#define LARGEST_KB   (32 * 1024) /* no single allocation is larger: the largest font's outlines */

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SHADOW_MEMORY 1 /* terabytes of address space that are never touched */
#endif
#endif

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
/* All threads here are those of Pango and fontconfig, which are not built to be watched. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "report_bugs=0";
}
#endif
#endif

static bool lower(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most)
        most = now.rlim_max;
    const struct rlimit wanted = { most, most };
    return setrlimit(resource, &wanted) == 0;
}

#ifdef HAS_SHADOW_MEMORY
static bool lower_memory(void)
{
    return true;
}
#else
/* Pango starts a thread or two for fontconfig: each would take 8 MB for a stack and 64 MB for a
 * heap of its own out of the address space. */
static bool make_threads_small(void)
{
    pthread_attr_t attributes;
    return mallopt(M_ARENA_MAX, 1) == 1 && pthread_getattr_default_np(&attributes) == 0 &&
           pthread_attr_setstacksize(&attributes, THREAD_STACK) == 0 &&
           pthread_setattr_default_np(&attributes) == 0;
}

static bool lower_memory(void)
{
    return make_threads_small() && lower(RLIMIT_AS, (rlim_t)RENDER_MEMORY_MB * 1024 * 1024);
}
#endif

bool limits_set(void)
{
    (void)signal(SIGXFSZ, SIG_IGN); /* a write that is too long fails instead */
    return lower(RLIMIT_CPU, RENDER_CPU_S) && lower_memory() &&
           lower(RLIMIT_FSIZE, RENDER_OUTPUT_MAX) && lower(RLIMIT_NOFILE, RENDER_DESCRIPTORS) &&
           lower(RLIMIT_CORE, 0) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* In kB; 0 when the kernel does not say. */
static rlim_t peak_of_memory(void)
{
    char line[128];
    rlim_t peak = 0;
    FILE *status = fopen("/proc/self/status", "re");
    if (!status)
        return 0;
    while (peak == 0 && fgets(line, sizeof line, status))
        if (strncmp(line, "VmPeak:", 7) == 0)
            peak = strtoul(line + 7, NULL, 10);
    (void)fclose(status);
    return peak;
}

bool limits_were_near(void)
{
    struct rlimit now;
    if (getrlimit(RLIMIT_AS, &now) != 0 || now.rlim_cur == RLIM_INFINITY)
        return false;
    const rlim_t peak = peak_of_memory();
    return peak == 0 || peak + LARGEST_KB > now.rlim_cur / 1024;
}
