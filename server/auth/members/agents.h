/* The people of an enterprise: agents are added, suspended and revoked by the legal person, or by
 * an agent with the module people, who never reaches above his own scope. Who an agent is, the
 * enterprise only says; claims.h gives the place to whom it is proved. */
#pragma once
#include "auth.h"
#include "identities.h"
#include "service.h"
#include "store_identity.h"

#define AGENTS_ACTIVE_MOST 10 /* the text of AGENTS_FULL names it */

enum agent_state { AGENT_ACTIVE, AGENT_SUSPENDED, AGENT_REVOKED, AGENT_STATE_COUNT };
/** The membership's text of a state. */
const char *agent_state_id(enum agent_state state);

enum th_status agents_list(struct auth *auth, struct th_arena *arena, struct th_str enterprise,
                           struct enterprise_people *out) TH_MUST_USE;

struct agent_write {
    struct write_request request;
    /** Writes the answer that is kept for repetitions. */
    void (*render)(void *self, const struct enterprise_person *person, struct th_buf *out);
    void *self;
    struct write_outcome outcome;
    uint32_t retry_after_s; /* with TH_RATE_LIMITED */
};

/** What an agent may do, and until when. */
struct agent_grant {
    enum agent_state state;
    uint32_t modules; /* bits */
    int64_t ends_s;   /* 0 = without end */
};

struct agent_new {
    struct th_str name;
    struct th_id phone;
    struct person_id id;
    struct agent_grant grant; /* its state is not looked at: active */
};
/** Adds an agent, or takes a revoked one back. The answer does not tell whether the phone or the
 * number is known to this server. TH_INVALID with outcome.message: too many, the legal person
 * himself, here already, beyond the asker's own scope. TH_SECRETS_OFF, TH_RATE_LIMITED, and as
 * every write. */
enum th_status agents_add(struct auth *auth, struct th_arena *arena, const struct agent_new *agent,
                          struct agent_write *write) TH_MUST_USE;

/** Changes the agent write->request.target. His sessions at the enterprise end. TH_NOT_FOUND:
 * nobody here has this id. TH_FORBIDDEN: the legal person, oneself, or somebody who may do more
 * than the asker. TH_CONFLICT: a revoked agent is added anew, not changed. */
enum th_status agents_change(struct auth *auth, struct th_arena *arena,
                             const struct agent_grant *grant,
                             struct agent_write *write) TH_MUST_USE;
