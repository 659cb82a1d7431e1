/* Sealed values: who has the database only, reads and moves nothing. */
#define _GNU_SOURCE /* memmem */
#include "seal.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned char memory[1 << 16];
static struct th_arena arena;
static const unsigned char key[SEAL_KEY_BYTES] = { 1, 2, 3 };
static struct seal *seal;

static int make(void **state)
{
    th_arena_init(&arena, memory, sizeof memory);
    seal = seal_of_key(key);
    return seal ? 0 : -1;
}

static int end(void **state)
{
    seal_free(seal);
    return 0;
}

static const struct seal_value number = {
    .place = { { "id_number", 9 }, { "u1", 2 } },
    .text = { "110101199003077774", 18 },
    .nonce = { 7 },
};

static struct th_str sealed_number(void)
{
    struct th_str sealed;
    assert_int_equal(seal_close(seal, &arena, &number, &sealed), TH_OK);
    return sealed;
}

static void a_sealed_value_opens_in_its_own_place_only(void **state)
{
    struct th_str sealed = sealed_number(), opened;
    assert_null(memmem(sealed.ptr, sealed.len, "1101", 4));
    assert_int_equal(seal_read(seal, &arena, &number.place, sealed, &opened), TH_OK);
    assert_int_equal(opened.len, number.text.len);
    assert_memory_equal(opened.ptr, number.text.ptr, opened.len);

    struct seal_place other = number.place;
    other.owner = TH_STR("u2");
    assert_int_equal(seal_read(seal, &arena, &other, sealed, &opened), TH_STORE_FAILED);
    other = (struct seal_place){ TH_STR("id_numbe"), TH_STR("ru1") };
    assert_int_equal(seal_read(seal, &arena, &other, sealed, &opened), TH_STORE_FAILED);
}

static void another_key_and_every_altered_character_are_refused(void **state)
{
    struct th_str sealed = sealed_number(), opened;
    const unsigned char wrong[SEAL_KEY_BYTES] = { 1, 2, 4 };
    struct seal *stranger = seal_of_key(wrong);
    assert_int_equal(seal_read(stranger, &arena, &number.place, sealed, &opened), TH_STORE_FAILED);
    seal_free(stranger);
    char copy[256];
    memcpy(copy, sealed.ptr, sealed.len);
    for (size_t i = 0; i < sealed.len; i++) {
        copy[i] = copy[i] == 'A' ? 'B' : 'A';
        size_t mark = th_arena_mark(&arena);
        assert_int_equal(
            seal_read(seal, &arena, &number.place, (struct th_str){ copy, sealed.len }, &opened),
            TH_STORE_FAILED);
        th_arena_rewind(&arena, mark);
        copy[i] = sealed.ptr[i];
    }
    for (size_t length = 0; length < sealed.len; length++)
        assert_int_equal(
            seal_read(seal, &arena, &number.place, (struct th_str){ copy, length }, &opened),
            TH_STORE_FAILED);
}

static void equal_values_of_a_kind_are_found_and_others_are_not(void **state)
{
    unsigned char a[SEAL_INDEX_BYTES], b[SEAL_INDEX_BYTES];
    assert_true(seal_index(seal, TH_STR("phone"), TH_STR("+8613800138000"), a));
    assert_true(seal_index(seal, TH_STR("phone"), TH_STR("+8613800138000"), b));
    assert_memory_equal(a, b, sizeof a);
    assert_true(seal_index(seal, TH_STR("login"), TH_STR("+8613800138000"), b));
    assert_memory_not_equal(a, b, sizeof a);
}

static void too_long_a_value_and_no_memory_are_told(void **state)
{
    static char text[SEAL_VALUE_MOST + 1];
    struct seal_value value = { .place = number.place, .text = { text, sizeof text } };
    struct th_str sealed;
    assert_int_equal(seal_close(seal, &arena, &value, &sealed), TH_INVALID);
    value.text.len = SEAL_VALUE_MOST;
    assert_int_equal(seal_close(seal, &arena, &value, &sealed), TH_OK);
    unsigned char small[64];
    struct th_arena little;
    th_arena_init(&little, small, sizeof small);
    assert_int_equal(seal_close(seal, &little, &value, &sealed), TH_NO_MEMORY);
}

static void write_file(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static void a_key_file_is_private_and_holds_64_hex_digits(void **state)
{
    static const char good[] = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\n";
    char path[] = "/tmp/tanheng-seal-XXXXXX", error[256];
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    write_file(path, good, 0600);
    struct seal *opened = seal_open(path, error);
    assert_non_null(opened);
    seal_free(opened);
    write_file(path, good, 0640);
    assert_null(seal_open(path, error));
    assert_non_null(strstr(error, "chmod 600"));
    write_file(path, "00", 0600);
    assert_null(seal_open(path, error));
    assert_non_null(strstr(error, "64 hex digits"));
    assert_int_equal(unlink(path), 0);
    assert_null(seal_open(path, error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sealed_value_opens_in_its_own_place_only),
        cmocka_unit_test(another_key_and_every_altered_character_are_refused),
        cmocka_unit_test(equal_values_of_a_kind_are_found_and_others_are_not),
        cmocka_unit_test(too_long_a_value_and_no_memory_are_told),
        cmocka_unit_test(a_key_file_is_private_and_holds_64_hex_digits),
    };
    return cmocka_run_group_tests(tests, make, end);
}
