/* The inside of struct deliver. Included by deliver.c and deliver_channels.c only. */
#pragma once
#include "deliver.h"
#include "outbox.h"
#include "rest.h"

#include <stdatomic.h>

#define DELIVER_MEMBERS 3 /* of WeChat's template: subject, outcome, remark */
#define DELIVER_RESULTS 5

/** What a try came to. */
enum deliver_end {
    END_SENT,
    END_REFUSED,  /* by the person, for good */
    END_SKIPPED,  /* this channel is off, or does not reach the person */
    END_HOPELESS, /* our request is wrong: the same again would be wrong again */
    END_AGAIN,
};

struct deliver {
    struct deliver_setup setup;
    struct th_str template_id;
    char members[DELIVER_MEMBERS][40];
    struct rest rest;
    pthread_t thread;
    struct th_arena arena;
    void *memory;
    uint32_t looks;
    atomic_ullong counts[DELIVER_CHANNELS][DELIVER_RESULTS];
    atomic_ullong waiting, oldest_age_s;
};

/** Each makes one call and names its outcome in the row. */
enum deliver_end deliver_by_wechat(struct deliver *deliver, struct outbox_row *row);
enum deliver_end deliver_by_sms(struct deliver *deliver, struct outbox_row *row);
