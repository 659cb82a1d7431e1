/* The frame around every write of an administrator. */
#include "office.h"

#include "exactly_once.h"
#include "provider.h"

struct office_job {
    struct office *office;
    const struct office_step *step;
};

static enum th_status run(struct store_db *db, void *data)
{
    struct office_job *job = data;
    struct office *office = job->office;
    struct write_outcome *out = &office->outcome;
    enum th_status status = once_find(db, office->arena, &office->request, out);
    if (status != TH_NOT_FOUND)
        return status;
    status = once_check_platform(db, office->arena, &office->request);
    if (status == TH_OK)
        status = job->step->run(db, office, job->step->data);
    if (status)
        return status;
    struct idempotency_row kept;
    out->answer = out->id; /* whoever repeats it is told how the thing stands */
    once_seal(&office->request, out, office->by.at_s, &kept);
    return once_keep(db, &kept);
}

enum th_status office_write(struct office *office, const struct office_step *step)
{
    office->by = (struct act_by){ office->request.account_id, auth_now_s(office->auth) };
    return store_write(auth_store(office->auth), run, &(struct office_job){ office, step });
}

enum th_status office_fault(struct office *office, enum th_message message, const char *path)
{
    th_issue_at(office->issues, message, th_str_of(path));
    return TH_INVALID;
}
