/* Who is asking: sign-in by one of several providers, sessions, membership. Decides nothing about
 * routes: dispatch asks and decides. */
#pragma once
#include "arena.h"
#include "role.h"
#include "status.h"
#include "token.h"

struct auth;
struct membership_list; /* store_people.h */
struct outside;         /* outside.h */
struct service;

struct calendar; /* calendar.h */

struct auth_setup {
    struct service *service;
    const struct outside *outside;   /* providers and the seal; NULL = none */
    const struct calendar *calendar; /* of working days; reviews are due by it */
    bool with_demo;                  /* offer the demo provider; needs a database created by demo */
    uint32_t password_slots;         /* Argon2 runs at once; 0 = number of processors */
};

/** NULL when it cannot start; `error` (256 bytes) holds one line that says what to change. */
struct auth *auth_new(const struct auth_setup *setup, char error[256]);
void auth_free(struct auth *auth);
/** NULL = none. */
const struct outside *auth_outside(const struct auth *auth);
const struct calendar *auth_calendar(const struct auth *auth);

/** What somebody shows to a provider; what a provider does not use stays empty. */
struct credentials {
    struct th_str account, password; /* password provider */
    struct th_str role;              /* demo provider */
    struct th_str code, phone_code;  /* WeChat: of wx.login, of getPhoneNumber */
    struct th_str phone, sms_code;   /* text message; phone in normal form */
    struct th_str face, state;       /* face: of faces_begin; of the provider's page, with `code` */
    struct th_str client;            /* address, for back-off */
    struct th_str device; /* what the client calls itself; shown in the list of sessions */
    struct th_str kind;   /* of session: "mini", "console" */
    struct th_str
        superseded; /* token of the console's session that the new one takes the place of */
};

/** The signed-in user behind a request. Views live in the arena. */
struct identity {
    struct th_str user_id, account, name, provider;
    struct th_str enterprise; /* that the session is bound to; "" = none chosen yet */
    struct th_str kind;       /* of client: "mini", "console" */
    struct th_str session_id;
    struct th_str platform_role; /* of the account; empty = none */
    bool must_change_password;   /* an administrator made it, and it is what opened the session */
    int64_t signed_in_s, expires_s; /* the session's begin and absolute end, Unix time */
    unsigned char session[TOKEN_HASH_BYTES];
};

struct sign_in {
    struct identity who;
    char token[TOKEN_CAP];
    uint32_t retry_after_s;      /* with TH_RATE_LIMITED */
    struct th_str password_hash; /* that was right; empty: the password is no part of the proof */
    struct th_str suspended_for; /* with TH_ENTERPRISE_SUSPENDED: the reason */
};

/** Opens a session by the provider called `provider` ("password", "wechat", "sms", "demo").
 * TH_NOT_FOUND when there is no such provider on this server, TH_SIGN_IN_FAILED for wrong
 * credentials (alike for unknown accounts), TH_INITIAL_ENDED, TH_RATE_LIMITED, TH_OVERLOADED,
 * TH_STORE_FAILED. */
enum th_status auth_sign_in(struct auth *auth, struct th_arena *arena, struct th_str provider,
                            const struct credentials *shown, struct sign_in *out) TH_MUST_USE;
#define AUTH_WAYS_MOST 8
/** Names of the providers that this server is set up for; their number. */
size_t auth_ways(const struct auth *auth, struct th_str out[AUTH_WAYS_MOST]);

/** What a request shows and what it wants to touch. */
struct auth_question {
    struct th_str token;                    /* as shown; ptr NULL = none */
    struct th_str kind;                     /* that a session shown in this way must have */
    struct th_str enterprise, filing, file; /* of the path; ptr NULL = not there */
};
struct auth_answer {
    struct identity who;
    struct th_str enterprise;    /* the path's, or the filing's or file's owner; may be empty */
    struct access access;        /* there; role ROLE_COUNT when it may do nothing. Also filled with
                                    TH_ENTERPRISE_UNCHOSEN */
    struct th_str modules;       /* of the membership, as stored */
    struct th_str suspended_for; /* with TH_ENTERPRISE_SUSPENDED: the reason */
};
/** Who asks and as what, in one snapshot and read anew each time, so that a revocation holds on the
 * next request. TH_UNAUTHENTICATED: no session, or one of another kind, expired, signed out,
 * account disabled.
 * TH_NOT_FOUND: no such enterprise or filing, not a member, suspended or out of term, or the
 * session is bound to another enterprise. TH_ENTERPRISE_SUSPENDED: a member, but the enterprise is
 * suspended. TH_ENTERPRISE_UNCHOSEN: a member, but the session is bound to none. `who` is filled
 * with all three. */
enum th_status auth_ask(struct auth *auth, struct th_arena *arena,
                        const struct auth_question *question, struct auth_answer *out) TH_MUST_USE;
enum th_status auth_sign_out(struct auth *auth, const struct identity *who) TH_MUST_USE;

/** Seconds for which the sign-in behind this session still counts as a proof that it is he; 0 = not
 * any more. A session that a phone approved for a PC is no such proof. */
int64_t auth_fresh_for_s(struct auth *auth, const struct identity *who);

/** Binds the user to another enterprise: a new session with a new token takes the place of this one
 * and keeps its end. TH_NOT_FOUND when he is no live member there, TH_ENTERPRISE_SUSPENDED,
 * TH_UNAUTHENTICATED when this one was ended in the meantime. */
enum th_status auth_switch(struct auth *auth, struct th_arena *arena, const struct identity *who,
                           struct th_str enterprise, struct sign_in *out) TH_MUST_USE;
struct session_list; /* store_people.h */
/** The user's own sessions that are not over. */
enum th_status auth_sessions(struct auth *auth, struct th_arena *arena, const struct identity *who,
                             struct session_list *out) TH_MUST_USE;
/** Ends one of them, or all when `id` is empty. TH_NOT_FOUND. */
enum th_status auth_end_sessions(struct auth *auth, const struct identity *who,
                                 struct th_str id) TH_MUST_USE;

/** The enterprises of a user. */
enum th_status auth_memberships(struct auth *auth, struct th_arena *arena, struct th_str user_id,
                                struct membership_list *out) TH_MUST_USE;

/** A refusal worth remembering: who tried what at whose door. Never waits, may be dropped under
 * load. */
struct auth_denial {
    struct th_str user_id, enterprise, route, client, request_id;
    enum th_status status;
};
void auth_record_denial(struct auth *auth, const struct auth_denial *denial);

/** `tanheng user add | role | password | disable | enable | list`, through the running server when
 * there is one; a password comes from a terminal or standard input. Exit status. */
int cmd_user(const char *data_dir, int argc, char **argv);
