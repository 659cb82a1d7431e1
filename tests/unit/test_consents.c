/* What a bank may be shown of a year, on a real database: proved results in order, the same bytes
 * whatever the order of filing, and what is told when the filings change. States and terms. */
#include "consent_json.h"
#include "consents.h"
#include "world.h"

static struct world *world;

static int fresh(void **state)
{
    world = world_new();
    world_file_template(world);
    return 0;
}
static int drop(void **state)
{
    world_free(world);
    return 0;
}

struct made {
    struct shared_report report;
    struct th_str content, filings;
    const struct consent_row *consent;
    enum shared_since since;
};

static enum th_status make_job(struct store_db *db, void *data)
{
    struct made *made = data;
    made->report.year = 2025;
    enum th_status status = shared_report_load(db, &world->arena, TH_STR("e1"), &made->report);
    if (status)
        return status;
    made->content = consent_report(NULL, &world->arena, &made->report);
    made->filings = shared_report_filings(&world->arena, &made->report);
    return TH_OK;
}

static struct made make(void)
{
    struct made made = { .content = { NULL, 0 } };
    assert_int_equal(store_read(world->store, make_job, &made), TH_OK);
    return made;
}

static enum th_status since_job(struct store_db *db, void *data)
{
    struct made *made = data;
    return shared_report_since(db, &world->arena, made->consent, &made->since);
}

static enum shared_since since(struct th_str filings)
{
    const struct consent_row consent = { .enterprise_id = TH_STR("e1"),
                                         .year = 2025,
                                         .filings = filings };
    struct made made = { .consent = &consent };
    assert_int_equal(store_read(world->store, since_job, &made), TH_OK);
    return made.since;
}

static struct th_str file(int month, const char *quantity)
{
    struct write_outcome out = { .is_replay = false };
    assert_int_equal(world_file_month(world, month, quantity, &out), TH_OK);
    return th_arena_copy(&world->arena, out.id);
}

static void revise(struct th_str filing, int month, const char *quantity)
{
    struct write_outcome out;
    struct th_str body =
        world_with_receipt(world, TH_STR("e1"), world_month(world, month, quantity));
    struct write_request request = world_request("revise-key-000001", body);
    request.target = filing;
    request.if_match = 1;
    assert_int_equal(world_submit(world, &request, &out), TH_OK);
}

static void take_back(struct th_str filing, uint32_t revision)
{
    struct write_outcome out;
    struct withdrawal withdrawal = { TH_STR("x"), world_renderer };
    struct write_request request = world_request("withdraw-key-0001", TH_STR("{}"));
    request.target = filing;
    request.if_match = revision;
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_OK);
}

static void a_year_without_results_has_nothing_to_show(void **state)
{
    assert_int_equal(make().report.count, 0);
}

static void filings_stand_by_form_and_period_whoever_came_first(void **state)
{
    file(3, "13");
    file(1, "11");
    struct made made = make();
    assert_int_equal(made.report.count, 2);
    assert_true(made.report.items[0].period.start < made.report.items[1].period.start);
    assert_true(made.report.items[0].tce.len > 0);
    assert_true(th_str_equal(make().content, made.content));
}

static void what_became_of_them_is_told(void **state)
{
    struct th_str one = file(1, "11"), two = file(2, "12");
    struct th_str was = make().filings;
    assert_int_equal(since(was), SHARED_SAME);
    file(3, "13");
    assert_int_equal(since(was), SHARED_REVISED);
    was = make().filings;
    assert_int_equal(since(was), SHARED_SAME);
    revise(one, 1, "11.5");
    assert_int_equal(since(was), SHARED_REVISED);
    take_back(two, 1);
    assert_int_equal(since(was), SHARED_WITHDRAWN);
}

static void nothing_of_what_was_filed_is_in_the_text(void **state)
{
    file(1, "4711");
    struct th_str text = make().content;
    static const char *const secrets[] = { "4711", "electricity", "\"all\"", "u1", "10k_kWh" };
    char copy[4096];
    assert_true(text.len < sizeof copy);
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    assert_non_null(strstr(copy, "\"tce\""));
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        assert_null(strstr(copy, secrets[i]));
}

static void a_consent_is_active_to_the_second(void **state)
{
    struct consent_row row = { .ends_s = 1000000, .outcome = TH_STR("") };
    assert_int_equal(consent_state_of(&row, 999999), CONSENT_ACTIVE);
    assert_int_equal(consent_days_left(&row, 999999), 1);
    assert_int_equal(consent_days_left(&row, 1000000 - 86400), 1);
    assert_int_equal(consent_days_left(&row, 1000000 - 86401), 2);
    assert_int_equal(consent_state_of(&row, 1000000), CONSENT_EXPIRED);
    row.outcome = TH_STR("withdrawn");
    assert_int_equal(consent_state_of(&row, 1), CONSENT_WITHDRAWN);
    row.outcome = TH_STR("ended");
    assert_int_equal(consent_state_of(&row, 1), CONSENT_ENDED);
}

static void only_a_bank_is_an_outsider(void **state)
{
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        const struct access access = { (enum role)i, UINT32_MAX };
        assert_int_equal(access_is_outsider(&access), i == ROLE_BANK);
        assert_int_equal(access_may(&access, PERMISSION_CONSENT), i == ROLE_LEGAL_PERSON);
        assert_int_equal(access_may(&access, PERMISSION_SHARED_READ), i == ROLE_BANK);
    }
    assert_false(access_is_outsider(&(struct access){ ROLE_COUNT, 0 }));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, drop)
    const struct CMUnitTest tests[] = {
        TEST(a_year_without_results_has_nothing_to_show),
        TEST(filings_stand_by_form_and_period_whoever_came_first),
        TEST(what_became_of_them_is_told),
        TEST(nothing_of_what_was_filed_is_in_the_text),
        cmocka_unit_test(a_consent_is_active_to_the_second),
        cmocka_unit_test(only_a_bank_is_an_outsider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
