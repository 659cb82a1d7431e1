/* Bank managers: who can be chosen, and the administrator's two writes. */
#include "banks.h"
#include "consent_json.h"
#include "handlers.h"
#include "office_call.h"

enum th_status list_bank_managers(struct call *call, const struct api_none *in,
                                  struct api_bank_managers *out)
{
    (void)in;
    struct bank_manager_list found;
    enum th_status status = banks_list(call->app->auth, call->arena, &found);
    if (status)
        return status;
    out->managers.items = th_arena_array(call->arena, found.count, sizeof *out->managers.items);
    if (!out->managers.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++)
        consent_manager(&found.items[i], &out->managers.items[out->managers.count++]);
    out->has.managers = true;
    return TH_OK;
}

enum th_status put_account_bank(struct call *call, const struct api_bank_place *in,
                                struct api_office_account *out)
{
    struct office office = office_of(call, call->path.account);
    const struct bank_place place = { in->bank, in->has.branch ? in->branch : TH_STR("") };
    enum th_status status = office_tell(call, banks_put(&office, &place), &office);
    return status ? status : get_account(call, NULL, out);
}

enum th_status end_account_bank(struct call *call, const struct api_office_reason *in,
                                struct api_office_account *out)
{
    struct office office = office_of(call, call->path.account);
    enum th_status status = office_tell(call, banks_end(&office, in->reason), &office);
    return status ? status : get_account(call, NULL, out);
}
