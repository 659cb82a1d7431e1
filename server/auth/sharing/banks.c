/* Reading in one snapshot, writing in the frame of office.h. */
#include "banks.h"

#include "accounts.h"
#include "consents.h"
#include "provider.h"

struct reading {
    struct th_arena *arena;
    struct th_str account_id;
    void *out;
};

static enum th_status list_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    return store_bank_managers(db, reading->arena, reading->out);
}

enum th_status banks_list(struct auth *auth, struct th_arena *arena, struct bank_manager_list *out)
{
    struct reading reading = { .arena = arena, .out = out };
    return store_read(auth_store(auth), list_job, &reading);
}

static enum th_status get_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    struct bank_manager_row *out = reading->out;
    enum th_status status = store_bank_manager_get(db, reading->arena, reading->account_id, out);
    return status == TH_OK && out->ended_s ? TH_NOT_FOUND : status;
}

enum th_status banks_get(struct auth *auth, struct th_arena *arena, struct th_str account_id,
                         struct bank_manager_row *out)
{
    struct reading reading = { arena, account_id, out };
    return store_read(auth_store(auth), get_job, &reading);
}

/* ---- writing ---- */

static enum th_status end_consents(struct store_db *db, struct office *office)
{
    const struct consent_query query = { TH_STR(""), office->request.target, office->by.at_s };
    return consents_end_all(db, office->arena, &office->by, &query);
}

static enum th_status put_step(struct store_db *db, struct office *office, void *data)
{
    const struct bank_place *place = data;
    struct directory_account one;
    struct bank_manager_row had;
    enum th_status status = accounts_find_client(db, office, &one);
    if (status)
        return status;
    status = store_bank_manager_get(db, office->arena, office->request.target, &had);
    const bool is_manager = status == TH_OK && !had.ended_s;
    const bool is_same_bank = is_manager && th_str_equal(had.bank, place->bank);
    if (status && status != TH_NOT_FOUND)
        return status;
    if (is_same_bank && th_str_equal(had.branch, place->branch))
        return TH_CONFLICT;
    status = is_manager && !is_same_bank ? end_consents(db, office) : TH_OK;
    const struct bank_manager_row row = { .account_id = office->request.target,
                                          .bank = place->bank,
                                          .branch = place->branch,
                                          .since_s = office->by.at_s };
    return status ? status : acts_put_bank_manager(db, &office->by, &row, row.bank);
}

enum th_status banks_put(struct office *office, const struct bank_place *place)
{
    struct bank_place copy = *place;
    return office_write(office, &(struct office_step){ put_step, &copy });
}

static enum th_status end_step(struct store_db *db, struct office *office, void *data)
{
    const struct th_str *reason = data;
    struct directory_account one;
    struct bank_manager_row row;
    enum th_status status = accounts_find_other(db, office, &one);
    if (status == TH_OK)
        status = store_bank_manager_get(db, office->arena, office->request.target, &row);
    if (status == TH_OK && row.ended_s)
        status = TH_NOT_FOUND;
    if (status == TH_OK)
        status = end_consents(db, office);
    if (status)
        return status;
    row.ended_s = office->by.at_s;
    return acts_put_bank_manager(db, &office->by, &row, *reason);
}

enum th_status banks_end(struct office *office, struct th_str reason)
{
    return office_write(office, &(struct office_step){ end_step, &reason });
}
