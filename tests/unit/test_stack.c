/* The measure of the stacks itself: a thread that goes deep is seen, one that does not is not. */
#include "stack.h"
#include "unit.h"

#include <pthread.h>

#define STACK ((size_t)1024 * 1024)
#define DEEP  ((size_t)300 * 1024)

__attribute__((noinline)) static void go_deep(void)
{
    volatile unsigned char bytes[DEEP];
    for (size_t i = 0; i < DEEP; i += 512)
        bytes[i] = 1;
    (void)bytes[DEEP / 2];
}

static void *work(void *is_deep)
{
    if (is_deep)
        go_deep();
    stack_note();
    return NULL;
}

static struct stack_use after_thread(bool is_deep)
{
    static int mark;
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    assert_int_equal(pthread_create(&thread, &attributes, work, is_deep ? &mark : NULL), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return stack_use();
}

static void the_deepest_thread_is_seen(void **state)
{
    (void)state;
    struct stack_use flat = after_thread(false);
    assert_int_equal(flat.size_bytes, STACK);
    assert_true(flat.worst_bytes > 0 && flat.worst_bytes < DEEP / 2);
    struct stack_use deep = after_thread(true);
    assert_true(deep.worst_bytes >= DEEP && deep.worst_bytes < DEEP + 256 * 1024);
    assert_int_equal(after_thread(false).worst_bytes, deep.worst_bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_deepest_thread_is_seen) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
