/* The answer to every way of signing in, and what a member of a suspended enterprise is told. */
#pragma once
#include "call.h"

/** Tells the new session to whom it was made for: a token, or the console's cookie. */
enum th_status session_tell(struct call *call, const struct sign_in *opened,
                            struct api_session *out) TH_MUST_USE;
/** Adds the reason to the problem TH_ENTERPRISE_SUSPENDED. */
void session_tell_suspended(struct call *call, struct th_str reason);
/** Who asks, as tries are counted: network_counted, copied. */
struct th_str session_client(const struct call *call);
