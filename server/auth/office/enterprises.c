/* Each write in the frame of office.h. */
#include "enterprises.h"

#include "founding.h"
#include "outside.h"
#include "provider.h"

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

static enum th_status turn_step(struct store_db *db, struct office *office, void *data)
{
    const struct office_turn *turn = data;
    struct enterprise_row row;
    enum th_status status = store_enterprise_get(db, office->arena, office->request.target, &row);
    if (status)
        return status;
    if ((row.suspended_s > 0) == turn->is_closing)
        return TH_CONFLICT;
    row.suspended_s = turn->is_closing ? office->by.at_s : 0;
    row.reason = turn->is_closing ? turn->reason : TH_STR("");
    office->outcome.id = row.id;
    return acts_suspend_enterprise(db, &office->by, &row, turn->reason);
}

enum th_status enterprises_turn(struct office *office, const struct office_turn *turn)
{
    struct office_turn copy = *turn;
    return office_write(office, &(struct office_step){ turn_step, &copy });
}
