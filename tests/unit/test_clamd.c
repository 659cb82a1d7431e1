/* What clamd's answers mean: only the two that are documented are believed. */
#include "clamd.h"
#include "unit.h"

static char line[CLAMD_LINE_CAP];

static enum clamd_verdict said(const char *answer)
{
    return clamd_read(th_str_of(answer), line);
}

static void the_two_documented_answers_are_believed(void **state)
{
    assert_int_equal(said("stream: OK"), CLAMD_CLEAN);
    assert_int_equal(said("stream: Eicar-Test-Signature FOUND"), CLAMD_FOUND);
    assert_string_equal(line, "Eicar-Test-Signature");
}

static void everything_else_is_trouble(void **state)
{
    static const char *const others[] = { "",
                                          "OK",
                                          "stream: OK ",
                                          "stream: OK\n",
                                          "stream: ok",
                                          "stream:  FOUND",
                                          "stream: FOUND",
                                          " FOUND",
                                          "INSTREAM size limit exceeded. ERROR",
                                          "UNKNOWN COMMAND",
                                          "stream: x FOUND ERROR" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (said(others[i]) != CLAMD_TROUBLE)
            fail_msg("\"%s\" was believed", others[i]);
}

static void a_name_is_shown_as_printable_characters(void **state)
{
    assert_int_equal(said("stream: a\x1b[31m\xe4\n FOUND"), CLAMD_FOUND);
    assert_string_equal(line, "a?[31m??");
}

static void nobody_at_the_socket_is_trouble(void **state)
{
    const struct clamd_call call = { "/nonexistent/clamd.sock", -1, 1000, NULL };
    assert_int_equal(clamd_scan(&call, line), CLAMD_TROUBLE);
    assert_string_equal(line, "nobody listens at its socket");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_two_documented_answers_are_believed),
        cmocka_unit_test(everything_else_is_trouble),
        cmocka_unit_test(a_name_is_shown_as_printable_characters),
        cmocka_unit_test(nobody_at_the_socket_is_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
