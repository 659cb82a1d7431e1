/* Submitting, revising, withdrawing and reading through the service on a real database. */
#include "world.h"

static int set_up(void **state)
{
    *state = world_new();
    return 0;
}
static int tear_down(void **state)
{
    world_free(*state);
    return 0;
}

static bool same(struct th_str a, struct th_str b)
{
    return th_str_equal(a, b);
}

static struct filing_list list_all(struct world *world)
{
    struct filing_list list;
    struct filing_query query = { .enterprise = TH_STR("e1"), .limit = 100 };
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_OK);
    return list;
}

static void a_submission_is_stored_as_revision_1(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    struct filing_view view;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_OK);
    assert_int_equal(out.version, 1);
    struct filing_ref ref = { TH_STR("e1"), out.id, 0 };
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_OK);
    assert_true(same(view.form, TH_STR("energy_report")));
    assert_true(same(view.author, TH_STR("wang")));
    assert_true(same(view.net_tco2, TH_STR("55.2375")));
    assert_int_equal(view.submitted_s, 1795250000);
    assert_int_equal(view.chain_seq, 2);
    assert_true(th_str_starts(view.doc, TH_STR("{\"grid_area\":\"guangdong\"")));
    assert_true(view.result.len > 10 && view.input.len > view.doc.len);
    assert_int_equal(view.overrides.len, 0);
}

static void the_same_key_and_body_give_the_same_answer_once(void **state)
{
    struct world *world = *state;
    struct write_outcome first, second;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    world->now_ms += 86400000;
    assert_int_equal(world_file_month(world, 1, "12.5", &second), TH_OK);
    assert_false(first.is_replay);
    assert_true(second.is_replay);
    assert_true(same(first.answer, second.answer));
    assert_int_equal(list_all(world).count, 2);
}

static void the_same_key_with_another_body_is_refused(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    world_file_template(world);
    struct write_request request =
        world_request("key-0000000000000001",
                      world_with_receipt(world, TH_STR("e1"), world_month(world, 1, "12.5")));
    assert_int_equal(world_submit(world, &request, &out), TH_OK);
    request.body = world_with_receipt(world, TH_STR("e1"), world_month(world, 2, "12.5"));
    assert_int_equal(world_submit(world, &request, &out), TH_KEY_REUSED);
    assert_int_equal(list_all(world).count, 2);
}

static void an_overlapping_period_names_the_filing_in_the_way(void **state)
{
    struct world *world = *state;
    struct write_outcome first, second;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    assert_int_equal(world_file_month(world, 1, "13", &second), TH_PERIOD_TAKEN);
    assert_true(same(second.other_filing, first.id));
    assert_int_equal(second.current, 1);
}

static void a_submission_without_a_receipt_is_refused(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    world_file_template(world);
    struct write_request request =
        world_request("key-0000000000000002", world_month(world, 1, "12.5"));
    assert_int_equal(world_submit(world, &request, &out), TH_INVALID);
    assert_int_equal(out.message, TH_MSG_RECEIPT_REQUIRED);
    assert_int_equal(list_all(world).count, 1);
}

static void another_receipt_gives_our_evaluation_and_stores_nothing(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    world_file_template(world);
    struct th_str body = world_with_receipt(world, TH_STR("e1"), world_month(world, 1, "12.5"));
    char *at = strstr(world->receipt_body, "\"12.5\""); /* tampered after calculating */
    memcpy(at, "\"12.7\"", 6);
    struct write_request request = world_request("key-0000000000000003", body);
    assert_int_equal(world_submit(world, &request, &out), TH_RECEIPT_MISMATCH);
    assert_non_null(out.evaluation);
    assert_true(out.evaluation->has_receipt && out.evaluation->result.len > 0);
    assert_int_equal(list_all(world).count, 1);
}

static void a_wrong_document_is_invalid_and_a_new_obstacle_is_a_changed_context(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    struct write_request wrong = world_request("key-0000000000000004", world_month(world, 1, "-3"));
    assert_int_equal(world_submit(world, &wrong, &out), TH_INVALID);
    assert_true(out.issues.len > 2);
    /* right in itself, but this enterprise has no template yet */
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_CONTEXT_CHANGED);
    assert_non_null(strstr(out.issues.ptr, "TEMPLATE_REQUIRED"));
    assert_int_equal(list_all(world).count, 0);
}

static void malformed_json_is_said_with_an_issue(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    struct write_request request = world_request("key-0000000000000005", TH_STR("{\"form\":"));
    assert_int_equal(world_submit(world, &request, &out), TH_MALFORMED);
    assert_true(out.issues.len > 2);
}

static void a_revision_needs_the_current_revision_and_the_same_period(void **state)
{
    struct world *world = *state;
    struct write_outcome first, out;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    struct write_request request =
        world_request("key-0000000000000006",
                      world_with_receipt(world, TH_STR("e1"), world_month(world, 1, "13")));
    request.target = first.id;
    request.if_match = 7;
    assert_int_equal(world_submit(world, &request, &out), TH_STALE);
    assert_int_equal(out.current, 1);
    request.if_match = 1;
    assert_int_equal(world_submit(world, &request, &out), TH_OK);
    assert_int_equal(out.version, 2);
    request = world_request("key-0000000000000007",
                            world_with_receipt(world, TH_STR("e1"), world_month(world, 2, "13")));
    request.target = first.id;
    request.if_match = 2;
    assert_int_equal(world_submit(world, &request, &out), TH_INVALID);
    assert_int_equal(out.message, TH_MSG_FILING_IDENTITY);
}

static void b13_old_revisions_stay_readable(void **state)
{
    struct world *world = *state;
    struct write_outcome first, out;
    struct filing_view view;
    struct filing_list history;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    struct write_request request =
        world_request("key-0000000000000008",
                      world_with_receipt(world, TH_STR("e1"), world_month(world, 1, "13")));
    request.target = first.id;
    request.if_match = 1;
    assert_int_equal(world_submit(world, &request, &out), TH_OK);
    struct filing_ref ref = { TH_STR("e1"), first.id, 1 };
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_OK);
    assert_true(same(view.net_tco2, TH_STR("55.2375")));
    assert_int_equal(filings_history(&world->service, &world->arena, &ref, &history), TH_OK);
    assert_int_equal(history.count, 2);
    assert_int_equal(history.items[0].revision, 2);
    ref.revision = 3;
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_NOT_FOUND);
}

static void a_withdrawal_is_a_revision_that_frees_the_period(void **state)
{
    struct world *world = *state;
    struct write_outcome first, out;
    struct filing_view view;
    struct withdrawal withdrawal = { TH_STR("填错了厂区"), world_renderer };
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    struct write_request request =
        world_request("key-0000000000000009", TH_STR("{\"reason\":\"x\"}"));
    request.target = first.id;
    request.if_match = 1;
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_OK);
    assert_int_equal(out.version, 2);
    struct filing_ref ref = { TH_STR("e1"), first.id, 0 };
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_OK);
    assert_true(view.is_withdrawn);
    assert_true(same(view.reason, TH_STR("填错了厂区")));
    assert_true(same(view.net_tco2, TH_STR("55.2375")));
    assert_true(view.doc.len > 0);
    request.idempotency_key = TH_STR("key-0000000000000010");
    request.if_match = 2;
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_CONFLICT);
    assert_int_equal(world_file_month(world, 1, "13", &out), TH_OK);
    assert_int_equal(out.version, 1);
}

static void another_enterprise_sees_nothing(void **state)
{
    struct world *world = *state;
    struct write_outcome first, out;
    struct filing_view view;
    struct filing_list list;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    struct filing_ref ref = { TH_STR("e2"), first.id, 0 };
    assert_int_equal(filings_read(&world->service, &world->arena, &ref, &view), TH_NOT_FOUND);
    assert_int_equal(filings_history(&world->service, &world->arena, &ref, &list), TH_NOT_FOUND);
    struct write_request request = world_request("key-0000000000000011", TH_STR("{}"));
    request.enterprise = TH_STR("e2"); /* wang is no member there */
    request.target = first.id;
    request.if_match = 1;
    struct withdrawal withdrawal = { TH_STR("x"), world_renderer };
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_FORBIDDEN);
}

static enum th_status join_second(struct store_db *db, void *data)
{
    (void)data;
    struct membership_row member = { .account_id = TH_STR("u1"),
                                     .enterprise_id = TH_STR("e2"),
                                     .role = TH_STR("agent") };
    return acts_put_membership(db, &(struct act_by){ TH_STR("test"), 1 }, &member);
}

/* Who works for two enterprises reaches a filing as that of its own one only. */
static void a_filing_is_changed_for_its_own_enterprise(void **state)
{
    struct world *world = *state;
    struct write_outcome first, out;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    assert_int_equal(store_write(world->store, join_second, NULL), TH_OK);
    struct write_request request = world_request("key-0000000000000012", TH_STR("{}"));
    request.enterprise = TH_STR("e2");
    request.target = first.id;
    request.if_match = 1;
    struct withdrawal withdrawal = { TH_STR("x"), world_renderer };
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_NOT_FOUND);
    request.enterprise = TH_STR("e1"); /* if_match: nothing has changed it */
    assert_int_equal(filings_withdraw(&world->service, &world->arena, &request, &withdrawal, &out),
                     TH_OK);
}

static enum th_status make_viewer(struct store_db *db, void *data)
{
    (void)data;
    struct membership_row member = { .account_id = TH_STR("u1"),
                                     .enterprise_id = TH_STR("e1"),
                                     .role = TH_STR("viewer") };
    return acts_put_membership(db, &(struct act_by){ TH_STR("test"), 1 }, &member);
}

static void a_role_taken_away_bites_before_the_write(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    world_file_template(world);
    assert_int_equal(store_write(world->store, make_viewer, NULL), TH_OK);
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_FORBIDDEN);
}

static void a_retired_pack_names_its_successor(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    world_file_template(world);
    world->now_ms =
        1893456000000 + 86400000LL * 40; /* 2030-02: CN-2025 is accepted until 2029-12-31 */
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_PACK_RETIRED);
    assert_true(same(out.successor, TH_STR("CN-2025")));
}

static void the_context_holds_template_periods_and_readings(void **state)
{
    struct world *world = *state;
    struct write_outcome out, march;
    struct context_snapshot found;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &out), TH_OK);
    assert_int_equal(world_file_month(world, 3, "13", &march), TH_OK);
    struct context_query query = {
        TH_STR("e1"), TH_STR("energy_report"), TH_STR("all"), { 24302, 24302 }, TH_STR("")
    };
    assert_int_equal(filings_context(&world->service, &world->arena, &query, &found), TH_OK);
    assert_true(th_str_starts(found.context.template_doc, TH_STR("{\"grid_area\"")));
    assert_int_equal(found.context.filed_count, 2);
    assert_int_equal(found.context.history_count, 2);
    assert_true(same(found.context.history[0].quantity, TH_STR("125")));
    assert_int_equal(found.context.history[0].month, 24300);
    assert_true(same(found.live_filing, march.id));
    query.filing = march.id;
    assert_int_equal(filings_context(&world->service, &world->arena, &query, &found), TH_OK);
    assert_int_equal(found.context.filed_count, 1);
    assert_int_equal(found.context.history_count, 1);
}

/* A whole year of electricity, month n being n0.5 万kWh, of a site. */
static struct th_str whole_year(int year, const char *site)
{
    static char text[1200];
    int size = snprintf(text, sizeof text,
                        "{\"site\":\"%s\",\"form\":\"energy_report\",\"form_version\":1,\"period\":"
                        "{\"start\":\"%d-01\",\"end\":\"%d-12\"},"
                        "\"pack\":\"CN-2025\",\"doc\":{\"grid_area\":\"guangdong\",\"energy\":[{"
                        "\"carrier\":\"electricity\",\"unit\":"
                        "\"10k_kWh\"",
                        site, year, year);
    for (int month = 1; month <= 12; month++)
        size += snprintf(text + size, sizeof text - (size_t)size, ",\"m%02d\":\"%d.5\"", month,
                         20 + month);
    snprintf(text + size, sizeof text - (size_t)size, "}]}}");
    return th_str_of(text);
}

static void file_year(struct world *world, int year, const char *site)
{
    struct write_outcome out;
    char key[40];
    snprintf(key, sizeof key, "year-key-%s-%08d", site, year);
    struct write_request request =
        world_request(key, world_with_receipt(world, TH_STR("e1"), whole_year(year, site)));
    enum th_status status = world_submit(world, &request, &out);
    if (status)
        fail_msg("%d: %s %.*s", year, th_status_row(status)->name, (int)out.issues.len,
                 out.issues.ptr);
}

static void history_is_the_last_24_months_of_the_same_site(void **state)
{
    struct world *world = *state;
    struct context_snapshot found;
    world_file_template(world);
    for (int year = 2022; year <= 2025; year++)
        file_year(world, year, "all");
    file_year(world, 2025, "east"); /* files with the enterprise's template */
    struct context_query query = {
        TH_STR("e1"), TH_STR("energy_report"), TH_STR("all"), { 24312, 24312 }, TH_STR("")
    };
    assert_int_equal(filings_context(&world->service, &world->arena, &query, &found), TH_OK);
    assert_int_equal(found.context.history_count, 24);
    assert_int_equal(found.context.history[0].month, 24288);
    assert_int_equal(found.context.history[23].month, 24311);
    assert_true(same(found.context.history[23].quantity, TH_STR("325")));
    assert_int_equal(found.context.filed_count, 4);
    query.site = TH_STR("east");
    assert_int_equal(filings_context(&world->service, &world->arena, &query, &found), TH_OK);
    assert_int_equal(found.context.history_count, 12);
    assert_int_equal(found.context.filed_count, 1);
    assert_true(found.context.template_doc.len > 0);
}

static void a_list_pages_from_the_newest_period(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    struct filing_list page;
    world_file_template(world);
    for (int month = 1; month <= 5; month++)
        assert_int_equal(world_file_month(world, month, "12.5", &out), TH_OK);
    struct filing_query query = {
        .enterprise = TH_STR("e1"), .form = TH_STR("energy_report"), .year = 2025, .limit = 2
    };
    int expected = 24304;
    do {
        assert_int_equal(filings_list(&world->service, &world->arena, &query, &page), TH_OK);
        for (size_t i = 0; i < page.count; i++)
            assert_int_equal(page.items[i].period.start, expected--);
        query.cursor = page.next;
    } while (page.next.len);
    assert_int_equal(expected, 24299);
    query.cursor = TH_STR("nonsense");
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &page), TH_INVALID);
    query.cursor = TH_STR("");
    query.year = 2024;
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &page), TH_OK);
    assert_int_equal(page.count, 0);
}

static void b7_everything_is_there_after_reopening(void **state)
{
    struct world *world = *state;
    struct write_outcome first, again;
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    store_close(world->store);
    world_open_store(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &again), TH_OK);
    assert_true(again.is_replay && same(first.answer, again.answer));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_submission_is_stored_as_revision_1),
        CASE(the_same_key_and_body_give_the_same_answer_once),
        CASE(the_same_key_with_another_body_is_refused),
        CASE(an_overlapping_period_names_the_filing_in_the_way),
        CASE(a_submission_without_a_receipt_is_refused),
        CASE(another_receipt_gives_our_evaluation_and_stores_nothing),
        CASE(a_wrong_document_is_invalid_and_a_new_obstacle_is_a_changed_context),
        CASE(malformed_json_is_said_with_an_issue),
        CASE(a_revision_needs_the_current_revision_and_the_same_period),
        CASE(b13_old_revisions_stay_readable),
        CASE(a_withdrawal_is_a_revision_that_frees_the_period),
        CASE(another_enterprise_sees_nothing),
        CASE(a_filing_is_changed_for_its_own_enterprise),
        CASE(a_role_taken_away_bites_before_the_write),
        CASE(a_retired_pack_names_its_successor),
        CASE(the_context_holds_template_periods_and_readings),
        CASE(history_is_the_last_24_months_of_the_same_site),
        CASE(a_list_pages_from_the_newest_period),
        CASE(b7_everything_is_there_after_reopening),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
