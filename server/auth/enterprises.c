/* Reading in one snapshot, writing in the frame of office.h. */
#include "enterprises.h"

#include "founding.h"
#include "outside.h"
#include "provider.h"

/* ---- reading ---- */

struct reading {
    struct th_arena *arena;
    const struct directory_query *query;
    struct th_str id;
    void *out;
};

static enum th_status list_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    return store_directory_enterprises(db, reading->arena, reading->query, reading->out);
}

enum th_status enterprises_list(struct auth *auth, struct th_arena *arena,
                                const struct directory_query *query,
                                struct directory_enterprises *out)
{
    struct reading reading = { .arena = arena, .query = query, .out = out };
    return store_read(auth_store(auth), list_job, &reading);
}

static enum th_status get_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    struct enterprise_view *out = reading->out;
    enum th_status status = store_directory_enterprise(db, reading->arena, reading->id, &out->one);
    return status ? status : store_enterprise_people(db, reading->arena, reading->id, &out->people);
}

enum th_status enterprises_get(struct auth *auth, struct th_arena *arena, struct th_str id,
                               struct enterprise_view *out)
{
    struct reading reading = { .arena = arena, .id = id, .out = out };
    return store_read(auth_store(auth), get_job, &reading);
}

/* ---- making one ---- */

/* The registry's own entry, or a new one of no person. */
static enum th_status find_entry(struct store_db *db, struct office *office,
                                 const struct enterprise_new *made, struct registry_row *entry)
{
    const struct founding founding = { office->auth, office->arena, office->by };
    enum th_status status = store_registry_get(db, office->arena, made->uscc, entry);
    if (status == TH_NOT_FOUND) {
        *entry = (struct registry_row){ .uscc = made->uscc,
                                        .name = made->name,
                                        .enterprise_id = { "", 0 } };
        return founding_entry(&founding, entry);
    }
    if (status)
        return status;
    if (entry->enterprise_id.len)
        return TH_ENTERPRISE_EXISTS;
    if (th_str_equal(entry->name, made->name))
        return TH_OK;
    struct th_issue *issue =
        th_issue_at(office->issues, TH_MSG_ENTERPRISE_OTHER_NAME, TH_STR("/name"));
    th_issue_text(office->issues, issue, "name", entry->name);
    return TH_INVALID;
}

static enum th_status add_step(struct store_db *db, struct office *office, void *data)
{
    struct registry_row entry = { .enterprise_id = { "", 0 } };
    const struct founding founding = { office->auth, office->arena, office->by };
    enum th_status status = find_entry(db, office, data, &entry);
    if (status == TH_OK)
        status = founding_make(db, &founding, &entry);
    office->outcome.id = entry.enterprise_id;
    return status == TH_ENTERPRISE_NAME ? TH_ENTERPRISE_EXISTS : status;
}

enum th_status enterprises_add(struct office *office, const struct enterprise_new *made)
{
    struct enterprise_new copy = *made;
    if (!outside_seal(auth_outside(office->auth)))
        return TH_SECRETS_OFF;
    return office_write(office, &(struct office_step){ add_step, &copy });
}

/* ---- suspending ---- */

static enum th_status change_step(struct store_db *db, struct office *office, void *data)
{
    const struct enterprise_change *change = data;
    struct enterprise_row row;
    enum th_status status = store_enterprise_get(db, office->arena, office->request.target, &row);
    if (status)
        return status;
    if ((row.suspended_s > 0) == change->is_suspension)
        return TH_CONFLICT;
    row.suspended_s = change->is_suspension ? office->by.at_s : 0;
    row.reason = change->is_suspension ? change->reason : TH_STR("");
    office->outcome.id = row.id;
    return acts_suspend_enterprise(db, &office->by, &row, change->reason);
}

enum th_status enterprises_change(struct office *office, const struct enterprise_change *change)
{
    struct enterprise_change copy = *change;
    return office_write(office, &(struct office_step){ change_step, &copy });
}
