/* Running tanheng-render as a child: whatever it does, the server gets an answer by the deadline,
 * and no child, descriptor or place is left. */
#include "report.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#define BYTES (6 * 1024 * 1024)

static struct report *report, *hasty;
static struct th_arena arena;
static _Atomic int back; /* threads that have their answer */

static struct report *made(const char *program, uint32_t deadline_ms)
{
    const struct report_setup setup = { program, deadline_ms, 200 };
    return report_new(&setup);
}

static int open_all(void **state)
{
    th_arena_init(&arena, malloc(BYTES), BYTES);
    report = made(REPORT_CHILD, 60000);
    hasty = made(REPORT_CHILD, 300);
    return report && hasty ? 0 : 1;
}

static int close_all(void **state)
{
    report_free(report);
    report_free(hasty);
    free(arena.base);
    return 0;
}

static unsigned open_files(void)
{
    unsigned count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

/* One run; afterwards no child and no descriptor of it is there. */
static enum th_status outcome(struct report *by, const char *json, struct th_str *pdf)
{
    struct th_str own;
    const unsigned before = open_files();
    th_arena_reset(&arena);
    enum th_status status = report_render(by, &arena, th_str_of(json), pdf ? pdf : &own);
    assert_int_equal(open_files(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    return status;
}

static void what_it_writes_comes_back(void **state)
{
    struct th_str pdf;
    assert_int_equal(outcome(report, "echo {\"a\":1}", &pdf), TH_OK);
    assert_int_equal(pdf.len, strlen("%PDF-echo {\"a\":1}"));
    assert_memory_equal(pdf.ptr, "%PDF-echo {\"a\":1}", pdf.len);
}

static void large_texts_go_both_ways(void **state)
{
    static char json[REPORT_INPUT_MAX + 2] = "echo";
    struct th_str pdf;
    memset(json + 4, 'x', REPORT_INPUT_MAX - 4);
    assert_int_equal(outcome(report, json, &pdf), TH_OK);
    assert_int_equal(pdf.len, REPORT_INPUT_MAX + 5);
    json[REPORT_INPUT_MAX] = 'x';
    assert_int_equal(outcome(report, json, &pdf), TH_TOO_LARGE);
    json[REPORT_INPUT_MAX] = '\0';
    memcpy(json, "deaf", 4); /* it ends without having read all */
    assert_int_equal(outcome(report, json, &pdf), TH_OK);
}

static void it_inherits_nothing(void **state)
{
    struct th_str pdf;
    sigset_t one, old;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    sigprocmask(SIG_BLOCK, &one, &old);
    signal(SIGUSR2, SIG_IGN);
    FILE *ours = fopen("/proc/self/status", "r"); /* without O_CLOEXEC */
    assert_non_null(ours);
    assert_int_equal(outcome(report, "self", &pdf), TH_OK);
    fclose(ours);
    signal(SIGUSR2, SIG_DFL);
    sigprocmask(SIG_SETMASK, &old, NULL);
    assert_int_equal(pdf.len, strlen("%PDF-3 0 0 0"));
    assert_memory_equal(pdf.ptr, "%PDF-3 0 0 0", pdf.len);
}

static void each_bad_end_has_its_status(void **state)
{
    assert_int_equal(outcome(report, "refuse", NULL), TH_INVALID);
    assert_int_equal(outcome(report, "crash", NULL), TH_INTERNAL);
    assert_int_equal(outcome(report, "chatty", NULL), TH_INTERNAL);
    assert_int_equal(outcome(report, "code 99", NULL), TH_INTERNAL);
    assert_int_equal(outcome(report, "garbage", NULL), TH_INTERNAL);
    assert_int_equal(outcome(report, "code 0", NULL), TH_INTERNAL); /* nothing written */
    assert_int_equal(outcome(report, "", NULL), TH_INTERNAL);
    assert_int_equal(outcome(report, "huge", NULL), TH_NO_SPACE);
    assert_int_equal(outcome(NULL, "echo", NULL), TH_INTERNAL);
}

static void it_is_killed_at_the_deadline(void **state)
{
    assert_int_equal(outcome(hasty, "slow", NULL), TH_OVERLOADED);
    assert_int_equal(outcome(hasty, "shut", NULL), TH_OVERLOADED);
}

static void a_missing_program_is_no_crash(void **state)
{
    struct report *none = made("/nonexistent/tanheng-render", 1000);
    assert_int_equal(outcome(none, "echo", NULL), TH_INTERNAL);
    report_free(none);
    none = made("", 1000); /* beside this test: the name alone differs */
    assert_non_null(none);
    report_free(none);
}

static void an_arena_that_is_too_small_is_told(void **state)
{
    struct th_str pdf;
    struct th_arena small;
    char block[64];
    th_arena_init(&small, block, sizeof block);
    assert_int_equal(report_render(report, &small, TH_STR("huge"), &pdf), TH_NO_SPACE);
}

static void *run_slow(void *unused)
{
    struct th_arena own;
    struct th_str pdf;
    char block[256];
    th_arena_init(&own, block, sizeof block);
    enum th_status *status = malloc(sizeof *status);
    *status = report_render(hasty, &own, TH_STR("slow"), &pdf);
    back++;
    return status;
}

/* Children of all our threads; 0 where the kernel does not list them. */
static unsigned children(void)
{
    unsigned count = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (struct dirent *task = readdir(tasks); task; task = readdir(tasks)) {
        char path[300];
        int pid;
        snprintf(path, sizeof path, "/proc/self/task/%s/children", task->d_name);
        FILE *list = fopen(path, "r");
        while (list && fscanf(list, "%d", &pid) == 1)
            count++;
        if (list)
            fclose(list);
    }
    closedir(tasks);
    return count;
}

/* Eight at once, all slow: two places, a wait of 200 ms and a deadline of 300 ms. All come back,
 * and the places are free again. */
static void no_more_than_two_run(void **state)
{
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_slow, NULL), 0);
    while (back < 8)
        assert_true(children() <= REPORT_AT_ONCE);
    for (int i = 0; i < 8; i++) {
        void *status;
        assert_int_equal(pthread_join(threads[i], &status), 0);
        assert_int_equal(*(enum th_status *)status, TH_OVERLOADED);
        free(status);
    }
    for (int i = 0; i < 3; i++)
        assert_int_equal(outcome(report, "echo", NULL), TH_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_writes_comes_back),
        cmocka_unit_test(large_texts_go_both_ways),
        cmocka_unit_test(it_inherits_nothing),
        cmocka_unit_test(each_bad_end_has_its_status),
        cmocka_unit_test(it_is_killed_at_the_deadline),
        cmocka_unit_test(a_missing_program_is_no_crash),
        cmocka_unit_test(an_arena_that_is_too_small_is_told),
        cmocka_unit_test(no_more_than_two_run),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
