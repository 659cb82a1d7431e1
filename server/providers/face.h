/* Who somebody is, proved by his face: a provider begins, the person goes through the provider's
 * own pages, and the provider is asked what came of it. What the phone says in between is never
 * believed. No image comes here. One file for each provider: face_wechat.c, yuexinqian.c,
 * face_demo.c. */
#pragma once
#include "arena.h"
#include "room.h"
#include "status.h"

#define FACE_RANDOM_BYTES 96

struct face_start {
    struct th_str openid; /* whose WeChat holds the camera; empty when needs_wechat is not */
    struct th_str name, id_number; /* as typed, the number checked; empty when asks_person is not */
    const unsigned char *random;   /* FACE_RANDOM_BYTES for this start alone */
    int64_t now_s;
};
struct face_begun {
    struct th_str verify_id; /* for the client: wx.requestFacialVerify; ptr NULL = none */
    struct th_str page;      /* for the client: the provider's page to open; ptr NULL = none */
    struct th_str memory;    /* what the provider wants back at the end; a secret */
};
struct face_end {
    struct th_str memory;
    struct th_str code, state; /* what the provider's page gave to the client; may be empty */
    int64_t now_s;
};
struct face_person {
    struct th_str name, id_number; /* a resident id, not checked */
    struct th_str openid;          /* proved too; may be empty */
};

struct face_provider {
    struct th_str id;
    bool asks_person;  /* name and number are typed by the client */
    bool needs_wechat; /* and a login code of WeChat comes with them */
    void *self;
    /** TH_PROOF_FAILED, TH_RATE_LIMITED, TH_PROVIDER_FAILED, TH_OVERLOADED, TH_NO_MEMORY. */
    enum th_status (*begin)(void *self, struct th_arena *arena, const struct face_start *start,
                            struct face_begun *out);
    /** TH_PROOF_FAILED: not this person, not finished, or shown by somebody else. Trouble as above:
     * it may be asked again. */
    enum th_status (*end)(void *self, struct th_arena *arena, const struct face_end *end,
                          struct face_person *out);
};

struct wechat;
struct face_provider face_by_wechat(struct wechat *wechat);
/** Believes everybody. Only for a demo, whose people are invented. */
struct face_provider face_by_demo(void);

/** What a provider remembers: texts without line ends, one a line. ptr NULL when memory is short.
 */
struct th_str face_remember(struct th_arena *arena, const struct th_str *texts, size_t count);
/** False when there are not just so many. */
bool face_recall(struct th_str memory, struct th_str *texts, size_t count);
