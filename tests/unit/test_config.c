/* Settings: order of sources, and that a bad value is named with its key and where it came from. */
#include "config.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

static struct config config;
static char error[CONFIG_ERROR_CAP];
static char *argv[16];
static int argc;

static bool load(const char *const *arguments)
{
    static char store[16][128];
    argc = 0;
    snprintf(store[0], sizeof store[0], "serve");
    argv[argc++] = store[0];
    for (; *arguments != NULL; arguments++) {
        snprintf(store[argc], sizeof store[argc], "%s", *arguments);
        argv[argc] = store[argc];
        argc++;
    }
    argv[argc] = NULL;
    error[0] = '\0';
    return config_load(&config, &argc, argv, error);
}

#define LOAD(...) load((const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

static const char *file_with(const char *text)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/th-config-%d", getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void defaults_stand_when_nothing_is_said(void **state)
{
    assert_true(LOAD());
    assert_string_equal(config.listen, "127.0.0.1:8080");
    assert_int_equal(config.threads, 512);
    assert_false(config.demo);
    assert_int_equal(config.sources[CONFIG_KEY_threads], CONFIG_DEFAULT);
}

static void later_sources_win(void **state)
{
    const char *path = file_with("# comment\n\nlisten = 127.0.0.1:1\n threads=100\nqueue = 7\n");
    setenv("TANHENG_THREADS", "200", 1);
    setenv("TANHENG_QUEUE", "8", 1);
    assert_true(LOAD("--config", path, "--queue", "9"));
    assert_string_equal(config.listen, "127.0.0.1:1");
    assert_int_equal(config.threads, 200);
    assert_int_equal(config.queue, 9);
    assert_int_equal(config.sources[CONFIG_KEY_listen], CONFIG_FILE);
    assert_int_equal(config.sources[CONFIG_KEY_threads], CONFIG_ENVIRONMENT);
    assert_int_equal(config.sources[CONFIG_KEY_queue], CONFIG_COMMAND_LINE);
    unsetenv("TANHENG_THREADS");
    unsetenv("TANHENG_QUEUE");
    remove(path);
}

static void flags_are_taken_out_and_the_rest_stays(void **state)
{
    assert_true(
        LOAD("add", "--data", "d", "--account", "wang", "--tls-cert=x.pem", "--demo", "end"));
    assert_int_equal(argc, 5);
    assert_string_equal(argv[1], "add");
    assert_string_equal(argv[2], "--account");
    assert_string_equal(argv[3], "wang");
    assert_string_equal(argv[4], "end");
    assert_null(argv[5]);
    assert_string_equal(config.data, "d");
    assert_string_equal(config.tls_cert, "x.pem");
    assert_true(config.demo);
}

static void two_dashes_end_the_search(void **state)
{
    assert_true(LOAD("--", "--data", "d"));
    assert_int_equal(argc, 4);
    assert_string_equal(config.data, "data");
}

static void a_bad_value_is_named_with_key_and_source(void **state)
{
    assert_false(LOAD("--threads", "7"));
    assert_string_equal(error,
                        "threads (from the command line): must be a whole number from 8 to 8192");
    assert_false(LOAD("--threads", "many"));
    assert_false(LOAD("--threads", "99999999999"));
    assert_false(LOAD("--threads"));
    assert_string_equal(error, "threads (from the command line): a value must follow");
    assert_false(LOAD("--demo=yes"));
    assert_string_equal(error, "demo (from the command line): must be true or false");
    assert_false(LOAD("--log-level", "loud"));
    assert_string_equal(error,
                        "log_level (from the command line): must be one of debug,info,warn,error");
    setenv("TANHENG_THREADS", "-1", 1);
    assert_false(LOAD());
    assert_non_null(strstr(error, "threads (from TANHENG_THREADS)"));
    unsetenv("TANHENG_THREADS");
}

static void a_bad_file_is_named_with_its_line(void **state)
{
    const char *path = file_with("threads = 100\n\nlisten\n");
    assert_false(LOAD("--config", path));
    assert_non_null(strstr(error, "line 3"));
    path = file_with("threds = 100\n");
    assert_false(LOAD("--config", path));
    assert_non_null(strstr(error, "threds (from "));
    assert_non_null(strstr(error, "line 1"));
    path = file_with("data = a\tb\n");
    assert_false(LOAD("--config", path));
    assert_non_null(strstr(error, "control character"));
    remove(path);
    assert_false(LOAD("--config", path));
    assert_non_null(strstr(error, "No such file"));
}

static void texts_longer_than_511_bytes_are_refused(void **state)
{
    static char text[600];
    memset(text, 'a', sizeof text - 1);
    setenv("TANHENG_DATA", text, 1);
    assert_false(LOAD());
    assert_non_null(strstr(error, "data (from TANHENG_DATA): is longer than 511 bytes"));
    text[511] = '\0';
    setenv("TANHENG_DATA", text, 1);
    assert_true(LOAD());
    assert_int_equal(strlen(config.data), 511);
    unsetenv("TANHENG_DATA");
}

static void what_is_written_is_read_back_the_same(void **state)
{
    char text[8192];
    struct th_buf out;
    assert_true(LOAD("--threads", "64", "--data", "here", "--demo", "--log-level", "warn"));
    const struct config before = config;
    th_buf_init(&out, text, sizeof text - 1);
    config_write(&config, &out);
    assert_false(out.overflow);
    text[out.len] = '\0';
    const char *path = file_with(text);
    assert_true(LOAD("--config", path));
    assert_memory_equal(before.data, config.data, sizeof before.data);
    assert_int_equal(config.threads, 64);
    assert_true(config.demo);
    assert_string_equal(config.log_level, "warn");
    assert_non_null(strstr(text, "# command line\nthreads = 64\n"));
    remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_stand_when_nothing_is_said),
        cmocka_unit_test(later_sources_win),
        cmocka_unit_test(flags_are_taken_out_and_the_rest_stays),
        cmocka_unit_test(two_dashes_end_the_search),
        cmocka_unit_test(a_bad_value_is_named_with_key_and_source),
        cmocka_unit_test(a_bad_file_is_named_with_its_line),
        cmocka_unit_test(texts_longer_than_511_bytes_are_refused),
        cmocka_unit_test(what_is_written_is_read_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
