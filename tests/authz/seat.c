/* Puts people into any state of membership, for tests/authz: lines on standard input,
 * `member account enterprise role modules state starts ends`, `disable account`, `phone account
 * number`, `person account type:number`, `registry uscc enterprise` or `over account` (the terms of
 * consents to this bank manager are over), separated by tabs, on a database that no server has
 * open; arguments: its folder, the key file of personal numbers. Unlike the product it leaves
 * sessions alive, as the end of a term does; the acts are written, so that verify agrees. No part
 * of the product. */
#include "acts.h"
#include "clock.h"
#include "identities.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 8

struct seat {
    const struct seal *seal;
    struct th_arena arena;
    struct th_str words[WORDS];
};

static const struct act_by by = { { "command", 7 }, 1 };

static enum th_status record(struct store_db *db, const char *thing, struct th_str account,
                             struct th_str enterprise)
{
    struct act_row act = { .kind = TH_STR("state"),
                           .thing = th_str_of(thing),
                           .account_id = account,
                           .enterprise_id = enterprise,
                           .detail = TH_STR("") };
    return acts_record(db, &by, &act);
}

static enum th_status put_member(struct store_db *db, struct seat *seat,
                                 const struct account_row *account)
{
    struct enterprise_row enterprise;
    enum th_status status = store_enterprise_by_name(db, &seat->arena, seat->words[2], &enterprise);
    if (status)
        return status;
    struct membership_row row = { .account_id = account->id,
                                  .enterprise_id = enterprise.id,
                                  .role = seat->words[3],
                                  .modules = seat->words[4],
                                  .state = seat->words[5],
                                  .starts_s = strtoll(seat->words[6].ptr, NULL, 10),
                                  .ends_s = strtoll(seat->words[7].ptr, NULL, 10) };
    status = store_membership_put(db, &row);
    return status ? status : record(db, "membership", row.account_id, row.enterprise_id);
}

static enum th_status put_identity(struct store_db *db, struct seat *seat,
                                   const struct account_row *account)
{
    const struct app_clock clock = clock_system();
    struct identity_row row = { .account_id = account->id,
                                .kind = seat->words[0],
                                .verified_s = 1 };
    enum th_status status = identity_fill(seat->seal, &clock, &seat->arena, seat->words[2], &row);
    return status ? status : acts_put_identity(db, &seat->arena, &by, &row);
}

static enum th_status put_registry(struct store_db *db, struct seat *seat)
{
    struct enterprise_row enterprise;
    enum th_status status = store_enterprise_by_name(db, &seat->arena, seat->words[2], &enterprise);
    const struct registry_row row = { .uscc = seat->words[1],
                                      .name = enterprise.name,
                                      .legal_name = TH_STR("x"),
                                      .enterprise_id = enterprise.id };
    return status ? status : acts_put_registry(db, &by, &row);
}

/* No write of the product changes a term: each consent to him is there once more, of a term that is
 * over, and his place ended with it. */
static enum th_status put_over(struct store_db *db, struct seat *seat,
                               const struct account_row *account)
{
    struct membership_list places;
    enum th_status status = store_memberships_of(db, &seat->arena, account->id, &places);
    for (size_t i = 0; status == TH_OK && i < places.count; i++) {
        struct consent_list list;
        const struct consent_query query = { places.items[i].enterprise_id, account->id, 0 };
        places.items[i].state = TH_STR("active");
        places.items[i].ends_s = 1000000000;
        status = store_membership_put(db, &places.items[i]);
        if (status == TH_OK)
            status = record(db, "membership", account->id, places.items[i].enterprise_id);
        if (status == TH_OK)
            status = store_consents(db, &seat->arena, &query, &list);
        for (size_t k = 0; status == TH_OK && k < list.count; k++) {
            char id[CLOCK_ID_CAP];
            const struct app_clock clock = clock_system();
            clock_new_id(&clock, 'c', id);
            list.items[k].id = th_str_of(id);
            list.items[k].ends_s = 1000000000;
            status = acts_give_consent(db, &by, &list.items[k]);
        }
    }
    return status;
}

static enum th_status sit(struct store_db *db, void *data)
{
    struct seat *seat = data;
    struct account_row account;
    if (th_str_equal(seat->words[0], TH_STR("registry")))
        return put_registry(db, seat);
    enum th_status status = store_account_by_name(db, &seat->arena, seat->words[1], &account);
    if (status)
        return status;
    if (th_str_equal(seat->words[0], TH_STR("member")))
        return put_member(db, seat, &account);
    if (th_str_equal(seat->words[0], TH_STR("over")))
        return put_over(db, seat, &account);
    if (th_str_equal(seat->words[0], TH_STR(IDENTITY_PHONE)) ||
        th_str_equal(seat->words[0], TH_STR(IDENTITY_PERSON)))
        return put_identity(db, seat, &account);
    account.is_disabled = true;
    status = store_account_update(db, &account);
    return status ? status : record(db, "account", account.id, TH_STR(""));
}

static int run(struct store *store, const struct seal *seal)
{
    static char block[65536];
    char line[1024];
    while (fgets(line, sizeof line, stdin)) {
        struct seat seat = { .seal = seal, .words = { { "", 0 } } };
        struct th_str rest = { line, strcspn(line, "\n") };
        th_arena_init(&seat.arena, block, sizeof block);
        for (int i = 0; i < WORDS; i++)
            seat.words[i] = th_str_cut(&rest, '\t');
        enum th_status status = store_write(store, sit, &seat);
        if (status) {
            fprintf(stderr, "%s: %s\n", line, th_status_row(status)->en);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    char error[STORE_ERROR_CAP];
    struct store_setup setup = { .data_dir = argc > 1 ? argv[1] : "",
                                 .mode = STORE_WRITER,
                                 .must_exist = true };
    struct store *store = store_open(&setup, error);
    if (!store) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    struct seal *seal = seal_open(argc > 2 ? argv[2] : "", error);
    if (!seal)
        fprintf(stderr, "%s\n", error);
    int status = seal ? run(store, seal) : 1;
    seal_free(seal);
    store_close(store);
    return status;
}
