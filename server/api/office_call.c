/* What every write of an administrator shares on its way from dispatch and back. */
#include "office_call.h"

struct office office_of(struct call *call, struct th_str target)
{
    struct office office = { .auth = call->app->auth,
                             .arena = call->arena,
                             .issues = &call->issues,
                             .request = write_request_of(call, call->request->body) };
    office.request.target = target;
    return office;
}

enum th_status office_tell(struct call *call, enum th_status status, const struct office *office)
{
    status = write_finish(call, status, &office->outcome);
    call->retry_after_s = office->retry_after_s;
    call->verbatim = (struct th_str){ NULL, 0 };
    return status;
}

enum directory_state office_state(bool is_asked, uint32_t state)
{
    return is_asked ? (enum directory_state)(DIRECTORY_OPEN + state) : DIRECTORY_ANY;
}
