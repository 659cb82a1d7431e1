/* People as they are recognised: numbers read and masked, rows that the administrative chain
 * accounts for, counted tries. */
#include "identities.h"
#include "ledger.h"
#include "limiter.h"
#include "world.h"

static const unsigned char key[SEAL_KEY_BYTES] = { 7 };

static struct th_str masked(struct th_str (*mask)(struct th_str, char *), const char *text)
{
    static char room[MASK_CAP];
    return mask(th_str_of(text), room);
}

static void assert_text(struct th_str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr, expected, text.len);
}

static void numbers_are_shown_masked(void **state)
{
    (void)state;
    assert_text(masked(mask_phone, "13800131234"), "138****1234");
    assert_text(masked(mask_id, "44010519491231002X"), "440105********002X");
    assert_text(masked(mask_id, "E12345678"), "E1*****78");
}

static void a_number_is_read_by_its_kind(void **state)
{
    (void)state;
    struct person_id id;
    char text[PERSON_TEXT_CAP];
    assert_int_equal(person_id_read(PERSON_RESIDENT, TH_STR("11010519491231002x"), 0, &id),
                     TH_MSG_NONE);
    assert_text(person_text(&id, text), "resident_id:11010519491231002X");
    assert_int_equal(person_id_read(PERSON_RESIDENT, TH_STR("110105194912310021"), 0, &id),
                     TH_MSG_ID_CHECKSUM);
    assert_int_equal(person_id_read(PERSON_PASSPORT, TH_STR("e 1234-5678"), 0, &id), TH_MSG_NONE);
    assert_text(person_text(&id, text), "passport:E12345678");
    assert_int_equal(person_id_read(PERSON_PERMIT, TH_STR("H123"), 0, &id), TH_MSG_DOCUMENT_FORM);
}

/* ---- rows and their acts ---- */

struct putting {
    struct world *world;
    struct seal *seal;
    const char *account, *value;
};

static enum th_status put_phone(struct store_db *db, void *data)
{
    struct putting *putting = data;
    struct identity_row row = { .account_id = th_str_of(putting->account),
                                .kind = TH_STR(IDENTITY_PHONE),
                                .verified_s = 5 };
    const struct act_by by = { TH_STR("test"), 5 };
    enum th_status status = identity_fill(putting->seal, &putting->world->service.clock,
                                          &putting->world->arena, th_str_of(putting->value), &row);
    return status ? status : acts_put_identity(db, &putting->world->arena, &by, &row);
}

static enum th_status put_behind_the_acts(struct store_db *db, void *data)
{
    struct putting *putting = data;
    struct identity_row row = { .account_id = th_str_of(putting->account),
                                .kind = TH_STR(IDENTITY_PHONE),
                                .sealed = TH_STR("s1") };
    return store_identity_put(db, &row);
}

static int make_world(void **state)
{
    *state = world_new();
    return 0;
}

static int free_world(void **state)
{
    world_free(*state);
    return 0;
}

static void tell_nobody(void *self, const struct ledger_fault *fault) {}

static uint64_t faults_of(struct world *world)
{
    struct ledger_report report = { .on_fault = tell_nobody };
    assert_int_equal(ledger_verify(world->store, &world->arena, &report), TH_OK);
    return report.faults;
}

static void a_changed_identity_is_named(void **state)
{
    struct world *world = *state;
    struct putting putting = { world, seal_of_key(key), "u1", "13800138000" };
    assert_int_equal(store_write(world->store, put_phone, &putting), TH_OK);
    assert_int_equal(faults_of(world), 0);
    assert_int_equal(store_write(world->store, put_behind_the_acts, &putting), TH_OK);
    assert_int_equal(faults_of(world), 1);
    seal_free(putting.seal);
}

/* ---- limits ---- */

static void a_window_ends_by_itself_and_refused_tries_do_not_extend_it(void **state)
{
    struct world *world = *state;
    struct seal *seal = seal_of_key(key);
    struct limit_take take = { .seal = seal, .now_s = 1000 };
    limiter_add(&take, LIMIT_SMS_PHONE_MINUTE, TH_STR("13800138000"));
    limiter_add(&take, LIMIT_SMS_PHONE_HOUR, TH_STR("13800138000"));
    assert_int_equal(limiter_take(world->store, &take), TH_OK);
    take.now_s = 1059;
    assert_int_equal(limiter_take(world->store, &take), TH_RATE_LIMITED);
    assert_int_equal(take.retry_after_s, 1);
    assert_int_equal(take.full, LIMIT_SMS_PHONE_MINUTE);
    for (int64_t minute = 1; minute < 5; minute++) {
        take.now_s = 1000 + minute * 60;
        assert_int_equal(limiter_take(world->store, &take), TH_OK);
    }
    take.now_s = 1300;
    assert_int_equal(limiter_take(world->store, &take), TH_RATE_LIMITED);
    assert_int_equal(take.full, LIMIT_SMS_PHONE_HOUR);
    assert_int_equal(take.retry_after_s, 3300);
    take.now_s = 4600;
    assert_int_equal(limiter_take(world->store, &take), TH_OK);
    seal_free(seal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_shown_masked),
        cmocka_unit_test(a_number_is_read_by_its_kind),
        cmocka_unit_test_setup_teardown(a_changed_identity_is_named, make_world, free_world),
        cmocka_unit_test_setup_teardown(a_window_ends_by_itself_and_refused_tries_do_not_extend_it,
                                        make_world, free_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
