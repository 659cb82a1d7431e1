/* mincore() over a worker's stack: a page that was never touched is not in memory. Pages that went
 * to swap would be missed; a server that swaps has other worries. */
#define _GNU_SOURCE
#include "stack.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGES_MAX 512 /* 2 MiB of 4 KiB pages; the workers have 1 MiB */

static atomic_ullong worst, size;

static bool find_stack(unsigned char **base, size_t *bytes)
{
    pthread_attr_t attributes;
    void *address = NULL;

    if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
        return false;
    }
    const bool is_known = pthread_attr_getstack(&attributes, &address, bytes) == 0;
    (void)pthread_attr_destroy(&attributes);
    *base = address;
    return is_known;
}

static void raise_to(atomic_ullong *mark, unsigned long long value)
{
    unsigned long long old = atomic_load(mark);

    while (old < value && !atomic_compare_exchange_weak(mark, &old, value)) {
    }
}

void stack_note(void)
{
    unsigned char pages[PAGES_MAX], *base = NULL;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t bytes = 0, untouched = 0;

    if (!find_stack(&base, &bytes) || bytes / page > PAGES_MAX ||
        mincore(base, bytes, pages) != 0) {
        return;
    }
    while (untouched < bytes / page && (pages[untouched] & 1) == 0) {
        untouched++;
    }
    raise_to(&worst, bytes - untouched * page);
    atomic_store(&size, bytes);
}

struct stack_use stack_use(void)
{
    return (struct stack_use){ atomic_load(&worst), atomic_load(&size) };
}
