/* Between dispatch and the service's write_request / write_outcome. */
#include "write.h"

struct write_request write_request_of(const struct call *call, struct th_str body)
{
    return (struct write_request){
        .account_id = call->who.user_id,
        .enterprise = call->enterprise,
        .role = call->access.role == ROLE_COUNT ? (struct th_str){ NULL, 0 }
                                                : role_row(call->access.role)->id,
        .modules = call->modules,
        .idempotency_key = call->idempotency_key,
        .route = th_str_of(call->route->id),
        .target = call->path.filing.ptr ? call->path.filing : call->path.key,
        .if_match = call->if_match,
        .body = body,
    };
}

static void tell_server_result(struct call *call, const struct th_evaluation *ours)
{
    struct api_server_result *server = &call->extra.server;
    server->result = ours->result;
    server->has.result = ours->result.len > 0;
    server->issues = ours->issues;
    server->has.issues = ours->issues.len > 0;
    server->doc = ours->doc;
    server->has.doc = ours->doc.len > 0;
    if (ours->has_receipt) {
        server->receipt = text_receipt(call->arena, &ours->receipt);
        server->has.receipt = true;
    }
    call->extra.has.server = true;
}

static void tell_problem(struct call *call, const struct write_outcome *outcome)
{
    call->issues_json = outcome->issues;
    if (outcome->message != TH_MSG_NONE)
        th_issue_at(&call->issues, outcome->message, th_str_of(outcome->message_path));
    if (outcome->evaluation)
        tell_server_result(call, outcome->evaluation);
    call->extra.successor = outcome->successor;
    call->extra.has.successor = outcome->successor.len > 0;
    call->extra.filing = outcome->other_filing;
    call->extra.has.filing = outcome->other_filing.len > 0;
    if (outcome->current > 0) {
        call->extra.current = text_number(call->arena, outcome->current);
        call->extra.has.current = true;
    }
}

enum th_status write_finish(struct call *call, enum th_status status,
                            const struct write_outcome *outcome)
{
    if (status) {
        tell_problem(call, outcome);
        return status;
    }
    call->verbatim = outcome->answer;
    if (outcome->version > 0)
        call->answer.etag = text_etag(call->arena, outcome->version);
    return TH_OK;
}
