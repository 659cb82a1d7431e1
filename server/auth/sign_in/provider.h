/* The seam for ways to sign in: each provider turns credentials into a user. Sessions, back-off and
 * routes know no provider by name. */
#pragma once
#include "auth.h"
#include "buf.h"
#include "clock.h"
#include "password.h"
#include "store_people.h"

struct auth_provider {
    struct th_str id;
    /** Fills id, account and name of out->who. TH_SIGN_IN_FAILED or TH_PROOF_FAILED for anything
     * that is not right, without saying what; TH_NOT_FOUND when this server does not offer it;
     * TH_RATE_LIMITED with out->retry_after_s. */
    enum th_status (*verify)(struct auth *auth, struct th_arena *arena,
                             const struct credentials *shown, struct sign_in *out);
    /** What back-off counts; NULL when there is nothing to guess. */
    struct th_str (*subject)(const struct credentials *shown);
    /** Whether this server is set up for it; NULL = always. */
    bool (*is_on)(const struct auth *auth);
    bool needs_demo; /* exists only on a demo server */
};

extern const struct auth_provider auth_password_provider, auth_demo_provider, auth_wechat_provider,
    auth_sms_provider, auth_face_provider;

struct store *auth_store(const struct auth *auth);
struct service *auth_service(const struct auth *auth);
struct courier *auth_courier(const struct auth *auth); /* courier.h; NULL = no text messages */
const struct app_clock *auth_clock(const struct auth *auth);
/** Unix time that never goes back while the process lives. */
int64_t auth_now_s(struct auth *auth);
struct scan_pace *auth_scan_pace(const struct auth *auth);
/** A new token and everything of a session that does not depend on who it is for; `id` is where
 * row->id shall stand. The caller stores the row. */
enum th_status auth_prepare_session(struct auth *auth, struct session_row *row,
                                    char id[CLOCK_ID_CAP], struct sign_in *out) TH_MUST_USE;
struct people_visit; /* people.h */
/** The row of the asker's own session into visit->session, for one that takes its place.
 * TH_UNAUTHENTICATED: it ended on the way here. */
enum th_status auth_reopen(struct auth *auth, struct th_arena *arena, const struct identity *who,
                           struct people_visit *visit) TH_MUST_USE;
struct password_gate *auth_password_gate(const struct auth *auth);
