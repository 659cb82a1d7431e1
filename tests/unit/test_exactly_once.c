/* Many at once and again and again: each request counts once. */
#include "exactly_once.h"
#include "ledger.h"
#include "world.h"

#include <pthread.h>

#define THREADS 32

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

struct attempt {
    struct world *world;
    struct th_arena arena;
    struct write_request request;
    struct write_outcome out;
    enum th_status status;
    char key[40];
    char body[4096];
};

static void *run_attempt(void *data)
{
    struct attempt *attempt = data;
    attempt->status = filings_submit(&attempt->world->service, &attempt->arena, &attempt->request,
                                     &world_renderer, &attempt->out);
    return NULL;
}

static void prepare(struct world *world, struct attempt *attempt, const char *key,
                    struct th_str body)
{
    *attempt = (struct attempt){ .world = world };
    th_arena_init(&attempt->arena, malloc(TH_ARENA_MIN + 65536), TH_ARENA_MIN + 65536);
    struct th_str whole = world_with_receipt(world, TH_STR("e1"), body);
    assert_true(whole.len < sizeof attempt->body);
    memcpy(attempt->body, whole.ptr, whole.len);
    snprintf(attempt->key, sizeof attempt->key, "%s", key);
    attempt->request = world_request("", (struct th_str){ attempt->body, whole.len });
}

static void run_all(struct attempt *attempts, int count)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < count; i++) {
        attempts[i].request.idempotency_key = th_str_of(attempts[i].key);
        assert_int_equal(pthread_create(&threads[i], NULL, run_attempt, &attempts[i]), 0);
    }
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static void release(struct attempt *attempts, int count)
{
    for (int i = 0; i < count; i++)
        free((void *)attempts[i].arena.base);
    free(attempts);
}

static int statuses(const struct attempt *attempts, int count, enum th_status status)
{
    int number = 0;
    for (int i = 0; i < count; i++)
        number += attempts[i].status == status;
    return number;
}

static size_t stored(struct world *world)
{
    struct filing_list list;
    struct filing_query query = { .enterprise = TH_STR("e1"),
                                  .form = TH_STR("energy_report"),
                                  .limit = 100 };
    assert_int_equal(filings_list(&world->service, &world->arena, &query, &list), TH_OK);
    return list.count;
}

static void no_fault(void *self, const struct ledger_fault *fault)
{
    (void)self;
    fail_msg("%s", fault->what);
}

static void verify(struct world *world, uint64_t entries)
{
    struct ledger_report report = { .on_fault = no_fault };
    assert_int_equal(ledger_verify(world->store, &world->arena, &report), TH_OK);
    assert_int_equal(report.entries, entries);
}

static void one_request_sent_by_many_threads_is_stored_once(void **state)
{
    struct world *world = *state;
    struct attempt *attempts = calloc(THREADS, sizeof *attempts);
    world_file_template(world);
    for (int i = 0; i < THREADS; i++)
        prepare(world, &attempts[i], "key-same-0000000001", world_month(world, 1, "12.5"));
    run_all(attempts, THREADS);
    assert_int_equal(statuses(attempts, THREADS, TH_OK), THREADS);
    int replays = 0;
    for (int i = 0; i < THREADS; i++) {
        replays += attempts[i].out.is_replay;
        assert_true(th_str_equal(attempts[i].out.answer, attempts[0].out.answer));
    }
    assert_int_equal(replays, THREADS - 1);
    assert_int_equal(stored(world), 1);
    verify(world, 2);
    release(attempts, THREADS);
}

static void one_period_wanted_by_many_keys_goes_to_one(void **state)
{
    struct world *world = *state;
    struct attempt *attempts = calloc(THREADS, sizeof *attempts);
    char key[40];
    world_file_template(world);
    for (int i = 0; i < THREADS; i++) {
        snprintf(key, sizeof key, "key-race-%08d", i);
        prepare(world, &attempts[i], key, world_month(world, 1, "12.5"));
    }
    run_all(attempts, THREADS);
    assert_int_equal(statuses(attempts, THREADS, TH_OK), 1);
    assert_int_equal(statuses(attempts, THREADS, TH_PERIOD_TAKEN), THREADS - 1);
    assert_int_equal(stored(world), 1);
    verify(world, 2);
    release(attempts, THREADS);
}

static void different_months_at_once_all_get_in(void **state)
{
    struct world *world = *state;
    struct attempt *attempts = calloc(12, sizeof *attempts);
    char key[40];
    world_file_template(world);
    for (int i = 0; i < 12; i++) {
        snprintf(key, sizeof key, "key-month-%08d", i);
        prepare(world, &attempts[i], key, world_month(world, i + 1, "12.5"));
    }
    run_all(attempts, 12);
    assert_int_equal(statuses(attempts, 12, TH_OK), 12);
    assert_int_equal(stored(world), 12);
    verify(world, 13);
    release(attempts, 12);
}

static void one_revision_wins_and_the_others_are_stale(void **state)
{
    struct world *world = *state;
    struct attempt *attempts = calloc(THREADS, sizeof *attempts);
    struct write_outcome first;
    char key[40];
    world_file_template(world);
    assert_int_equal(world_file_month(world, 1, "12.5", &first), TH_OK);
    for (int i = 0; i < THREADS; i++) {
        snprintf(key, sizeof key, "key-revise-%08d", i);
        prepare(world, &attempts[i], key, world_month(world, 1, "13"));
        attempts[i].request.target = first.id;
        attempts[i].request.if_match = 1;
    }
    run_all(attempts, THREADS);
    assert_int_equal(statuses(attempts, THREADS, TH_OK), 1);
    assert_int_equal(statuses(attempts, THREADS, TH_STALE), THREADS - 1);
    verify(world, 3);
    release(attempts, THREADS);
}

/* ---- drafts ---- */

static void render_draft(void *self, const struct draft_view *view, struct th_buf *out)
{
    (void)self;
    th_buf_put(out, view->key);
    th_buf_char(out, '@');
    th_buf_u64(out, view->version);
}
static const struct draft_renderer draft_renderer = { render_draft, NULL };

static enum th_status put_draft(struct world *world, const char *key, uint32_t if_match,
                                const char *text, struct write_outcome *out)
{
    struct write_request request = world_request(key, th_str_of(text));
    request.route = TH_STR("draft");
    request.target = TH_STR("energy_report.all.2025-01");
    request.if_match = if_match;
    return drafts_put(&world->service, &world->arena, &request, &draft_renderer, out);
}

static void a_draft_is_replaced_only_by_who_saw_it(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    struct draft_view view;
    struct write_request key = world_request(NULL, TH_STR(""));
    key.target = TH_STR("energy_report.all.2025-01");
    assert_int_equal(put_draft(world, "draft-key-0000000001", 0, "{\"a\":1}", &out), TH_OK);
    assert_int_equal(out.version, 1);
    assert_int_equal(put_draft(world, "draft-key-0000000002", 0, "{\"a\":2}", &out), TH_STALE);
    assert_int_equal(out.current, 1);
    assert_int_equal(put_draft(world, "draft-key-0000000003", 1, "{\"a\":3}", &out), TH_OK);
    assert_int_equal(put_draft(world, "draft-key-0000000003", 1, "{\"a\":3}", &out), TH_OK);
    assert_true(out.is_replay);
    assert_int_equal(drafts_get(&world->service, &world->arena, &key, &view), TH_OK);
    assert_int_equal(view.version, 2);
    assert_true(th_str_equal(view.content, TH_STR("{\"a\":3}")));
    verify(world, 0); /* drafts stand outside the chain */
}

static void a_deleted_draft_is_gone_and_deleting_is_repeatable(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    struct draft_list list;
    struct write_request request = world_request("draft-key-0000000005", TH_STR(""));
    request.route = TH_STR("draft-delete");
    request.target = TH_STR("energy_report.all.2025-01");
    request.if_match = 1;
    assert_int_equal(drafts_delete(&world->service, &world->arena, &request, &out), TH_NOT_FOUND);
    assert_int_equal(put_draft(world, "draft-key-0000000004", 0, "{}", &out), TH_OK);
    assert_int_equal(drafts_delete(&world->service, &world->arena, &request, &out), TH_OK);
    assert_int_equal(drafts_delete(&world->service, &world->arena, &request, &out), TH_OK);
    assert_true(out.is_replay);
    assert_int_equal(drafts_list(&world->service, &world->arena, TH_STR("e1"), &list), TH_OK);
    assert_int_equal(list.count, 0);
}

static void drafts_are_bounded_in_size_and_number(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    char key[40], target[40];
    struct write_request request = world_request(NULL, TH_STR("{}"));
    for (int i = 0; i < DRAFTS_PER_ENTERPRISE; i++) {
        snprintf(target, sizeof target, "draft.%d", i);
        request.target = th_str_of(target);
        size_t mark = th_arena_mark(&world->arena);
        assert_int_equal(
            drafts_put(&world->service, &world->arena, &request, &draft_renderer, &out), TH_OK);
        th_arena_rewind(&world->arena, mark);
    }
    request.target = TH_STR("one.more");
    assert_int_equal(drafts_put(&world->service, &world->arena, &request, &draft_renderer, &out),
                     TH_DRAFTS_FULL);
    snprintf(key, sizeof key, "draft.0");
    request.target = th_str_of(key);
    request.if_match = 1; /* replacing is possible when full */
    assert_int_equal(drafts_put(&world->service, &world->arena, &request, &draft_renderer, &out),
                     TH_OK);
    request.body = (struct th_str){ key, DRAFT_BYTES_MAX + 1 };
    assert_int_equal(drafts_put(&world->service, &world->arena, &request, &draft_renderer, &out),
                     TH_TOO_LARGE);
}

static void one_key_for_two_kinds_of_write_is_refused(void **state)
{
    struct world *world = *state;
    struct write_outcome out;
    world_file_template(world); /* template-key-0001 */
    assert_int_equal(put_draft(world, "template-key-0001", 0, "{}", &out), TH_KEY_REUSED);
}

struct platform_case {
    struct world *world;
    struct account_row account;
    enum th_status as_admin, as_reviewer;
};

static enum th_status platform_job(struct store_db *db, void *data)
{
    struct platform_case *one = data;
    const struct act_by by = { TH_STR("test"), 1 };
    struct write_request request = { .account_id = one->account.id, .role = TH_STR("admin") };
    enum th_status status = acts_change_account(db, &by, ACT_PLATFORM, &one->account);
    one->as_admin = once_check_platform(db, &one->world->arena, &request);
    request.role = TH_STR("reviewer");
    one->as_reviewer = once_check_platform(db, &one->world->arena, &request);
    return status;
}

/* Between the door and the write a role may be taken back. */
static void a_platform_role_is_asked_for_again_inside_the_write(void **state)
{
    struct world *world = *state;
    struct platform_case one = { .world = world,
                                 .account = { .id = TH_STR("u1"),
                                              .account = TH_STR("wang"),
                                              .name = TH_STR("王"),
                                              .password_hash = TH_STR(""),
                                              .platform_role = TH_STR("admin") } };
    assert_int_equal(store_write(world->store, platform_job, &one), TH_OK);
    assert_int_equal(one.as_admin, TH_OK);
    assert_int_equal(one.as_reviewer, TH_FORBIDDEN);
    one.account.is_disabled = true;
    assert_int_equal(store_write(world->store, platform_job, &one), TH_OK);
    assert_int_equal(one.as_admin, TH_FORBIDDEN);
    one.account.is_disabled = false;
    one.account.platform_role = TH_STR("");
    assert_int_equal(store_write(world->store, platform_job, &one), TH_OK);
    assert_int_equal(one.as_admin, TH_FORBIDDEN);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(one_request_sent_by_many_threads_is_stored_once),
        CASE(one_period_wanted_by_many_keys_goes_to_one),
        CASE(different_months_at_once_all_get_in),
        CASE(one_revision_wins_and_the_others_are_stale),
        CASE(a_draft_is_replaced_only_by_who_saw_it),
        CASE(a_deleted_draft_is_gone_and_deleting_is_repeatable),
        CASE(drafts_are_bounded_in_size_and_number),
        CASE(a_platform_role_is_asked_for_again_inside_the_write),
        CASE(one_key_for_two_kinds_of_write_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
