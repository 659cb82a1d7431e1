/* Signing in a PC by a phone: new → scanned → confirmed → consumed, or denied, or expired after two
 * minutes. The ticket in the code on the screen only lets a signed-in phone approve; the session
 * goes to whoever holds the secret, which never stands in the code. */
#pragma once
#include "auth.h"
#include "clock.h"

#define SCAN_LIFE_S      120
#define SCAN_PER_ADDRESS 40 /* begun from one address in SCAN_LIFE_S */

struct scan_made {
    char id[CLOCK_ID_CAP];
    char ticket[TICKET_LENGTH + 1];
    char secret[TOKEN_CAP];
};
struct scan_place {
    struct th_str kind;    /* of the session: "mini", "console" */
    struct th_str device;  /* of the PC, as to be shown on the phone */
    struct th_str address; /* where the PC is */
};
/** TH_RATE_LIMITED. */
enum th_status scan_begin(struct auth *auth, const struct scan_place *place,
                          struct scan_made *out) TH_MUST_USE;

struct scan_view {
    struct th_str state; /* "new", "scanned", "confirmed", "denied", "consumed", "expired" */
    struct th_str device, address;
    int64_t created_s;
    uint32_t expires_in_s;
};
/** What a PC shows. */
struct scan_claim {
    struct th_str id, secret;
    struct th_str superseded; /* open: the token of the session that the new one takes the place of;
                                 empty = none */
};
/** For the PC: TH_NOT_FOUND without the right secret, TH_RATE_LIMITED more than once a second. */
enum th_status scan_poll(struct auth *auth, struct th_arena *arena, const struct scan_claim *claim,
                         struct scan_view *out) TH_MUST_USE;
/** The session that was confirmed, once. TH_NOT_FOUND without the right secret, TH_SCAN_EXPIRED,
 * TH_SCAN_DONE when it is not confirmed, was used, or the phone is no longer signed in. */
enum th_status scan_open(struct auth *auth, struct th_arena *arena, const struct scan_claim *claim,
                         struct sign_in *out) TH_MUST_USE;

struct scan_phone {
    const struct identity *who; /* a session of the mini-program that was not opened by a scan */
    struct th_str ticket, address;
    bool knows_other_network; /* the person was told that the PC is in another network */
};
/** What the phone shows before it asks; whoever looks first is the only one who may decide.
 * TH_NOT_FOUND, TH_SCAN_EXPIRED, TH_SCAN_DONE (decided, or somebody else's), TH_FORBIDDEN for a
 * session that may not approve. */
enum th_status scan_look(struct auth *auth, struct th_arena *arena, const struct scan_phone *phone,
                         struct scan_view *out) TH_MUST_USE;
/** Also TH_SCAN_NETWORK: another network, and the person was not told. */
enum th_status scan_confirm(struct auth *auth, struct th_arena *arena,
                            const struct scan_phone *phone) TH_MUST_USE;
enum th_status scan_deny(struct auth *auth, struct th_arena *arena,
                         const struct scan_phone *phone) TH_MUST_USE;
/** Whether two addresses lie in different networks. */
bool scan_is_elsewhere(struct th_str pc, struct th_str phone);
