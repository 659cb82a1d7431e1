/* Two writes around the reading of a list. */
#include "exports.h"

#include "acts.h"
#include "exactly_once.h"
#include "limiter.h"
#include "outside.h"
#include "provider.h"
#include "room.h"

enum th_status exports_begin(struct auth *auth, struct th_str account_id, uint32_t *retry_after_s)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(auth)),
                               .now_s = auth_now_s(auth) };
    limiter_add(&take, LIMIT_EXPORTS, account_id);
    enum th_status status = limiter_take(auth_store(auth), &take);
    *retry_after_s = take.retry_after_s;
    return status;
}

struct recording {
    const struct export_taken *taken;
    struct th_arena *arena;
    struct act_by by;
};

static enum th_status record_job(struct store_db *db, void *data)
{
    const struct recording *recording = data;
    const struct write_request *request = &recording->taken->request;
    enum th_status status =
        request->enterprise.len
            ? once_check_member(db, recording->arena, request, recording->by.at_s)
            : once_check_platform(db, recording->arena, request);
    if (status)
        return status;
    struct th_buf text = th_room(recording->arena);
    th_buf_put(&text, th_str_of(recording->taken->what));
    th_buf_char(&text, ' ');
    th_buf_u64(&text, recording->taken->rows);
    struct act_row act = { .kind = TH_STR("export"),
                           .thing = TH_STR("export"),
                           .account_id = request->account_id,
                           .enterprise_id =
                               request->enterprise.ptr ? request->enterprise : TH_STR(""),
                           .detail = th_room_keep(recording->arena, &text) };
    return act.detail.ptr ? acts_record(db, &recording->by, &act) : TH_NO_MEMORY;
}

enum th_status exports_record(struct auth *auth, struct th_arena *arena,
                              const struct export_taken *taken)
{
    struct recording recording = { taken, arena, { taken->request.account_id, auth_now_s(auth) } };
    return store_write(auth_store(auth), record_job, &recording);
}
