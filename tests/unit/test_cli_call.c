/* The command line's door: exit status, answers on stdout, packs from files. Runs cli_call in a
 * child of its own. */
#define _DEFAULT_SOURCE
#include "cli_call.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char answer[300000];

/* Feeds `input` to cli_call(argv…) in a child; its exit status, stdout in `answer`. */
static int run(const char *input, int argc, char **argv)
{
    FILE *from = tmpfile(), *to = tmpfile();
    assert_true(from && to);
    int in = fileno(from), out = fileno(to), status = 0;
    assert_int_equal(write(in, input, strlen(input)), strlen(input));
    lseek(in, 0, SEEK_SET);
    pid_t child = fork();
    if (child == 0) {
        dup2(in, 0);
        dup2(out, 1);
        freopen("/dev/null", "w", stderr);
        int result =
            strcmp(argv[0], "version") == 0 ? cli_version(argc, argv) : cli_call(argc, argv);
        fflush(stdout);
        _exit(result);
    }
    waitpid(child, &status, 0);
    lseek(out, 0, SEEK_SET);
    ssize_t len = read(out, answer, sizeof answer - 1);
    answer[len > 0 ? len : 0] = '\0';
    fclose(from);
    fclose(to);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *call_args[] = { "call", NULL };

static void an_ok_answer_exits_0(void **state)
{
    assert_int_equal(run("{\"op\":\"version\"}", 1, call_args), 0);
    assert_non_null(strstr(answer, "{\"ok\":true,\"result\":{\"version\":"));
    assert_int_equal(answer[strlen(answer) - 1], '}'); /* the contract's bytes and no more */
}

static void a_failed_call_exits_1_with_an_answer(void **state)
{
    assert_int_equal(run("nonsense", 1, call_args), 1);
    assert_non_null(strstr(answer, "JSON_MALFORMED"));
    assert_int_equal(run("", 1, call_args), 1);
    char *big = malloc(300001);
    memset(big, ' ', 300000);
    big[300000] = '\0';
    assert_int_equal(run(big, 1, call_args), 1);
    assert_non_null(strstr(answer, "ENVELOPE_TOO_LARGE"));
    free(big);
}

static void wrong_use_exits_2_without_an_answer(void **state)
{
    char *unknown[] = { "call", "--fast", "x", NULL };
    char *missing[] = { "call", "--pack", "/no/such/file", NULL };
    char *cut[] = { "call", "--pack", NULL };
    char *bad[] = { "call", "--pack", "/dev/null", NULL };
    assert_int_equal(run("{}", 3, unknown), 2);
    assert_int_equal(run("{}", 3, missing), 2);
    assert_int_equal(run("{}", 2, cut), 2);
    assert_int_equal(run("{}", 3, bad), 2);
    assert_string_equal(answer, "");
}

static void version_is_one_line(void **state)
{
    char *args[] = { "version", "extra", NULL };
    assert_int_equal(run("", 1, args), 0);
    assert_ptr_equal(strchr(answer, '\n'), answer + strlen(answer) - 1);
    assert_int_equal(run("", 2, args), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ok_answer_exits_0),
        cmocka_unit_test(a_failed_call_exits_1_with_an_answer),
        cmocka_unit_test(wrong_use_exits_2_without_an_answer),
        cmocka_unit_test(version_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
