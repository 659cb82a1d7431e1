/* Sends the notices of the outbox: one thread, one message at a time. A try is written down before
 * it is made, so that whatever ends the process in between costs a repetition at worst, and never
 * the message. Neither provider takes a key against doubles: delivery is at least once. */
#pragma once
#include "outside.h"
#include "service.h"

#define DELIVER_TRIES      12 /* then it is given up; about twenty hours with the default pause */
#define DELIVER_TRIES_ELSE 4  /* by WeChat, when a text message takes its place */
#define DELIVER_PAUSE_MOST 21600
#define DELIVER_KEPT_DAYS  90

/** "TEMPLATE_ID member member member": a template and the names of its members for the subject, the
 * outcome and the remark, as WeChat's library gives them to each template. */
struct deliver_setup {
    struct service *service;
    const struct outside *outside;
    const char *wechat_notice; /* "" = nothing goes by WeChat */
    const char *wechat_page;   /* that a tap on the message opens; "" = none */
    const char *sms_notice; /* template id; parameters: subject, outcome; "" = no text messages */
    uint32_t pause_s;       /* after the first failure; doubled by each further one */
};

enum deliver_channel { DELIVER_WECHAT, DELIVER_SMS, DELIVER_CHANNELS };
/** Since the start, and how it stands. */
struct deliver_counters {
    uint64_t sent[DELIVER_CHANNELS], refused[DELIVER_CHANNELS], failed[DELIVER_CHANNELS],
        given_up[DELIVER_CHANNELS], skipped[DELIVER_CHANNELS];
    uint64_t waiting, oldest_age_s; /* a few seconds old */
};

struct deliver;
/** Keeps the setup's texts. NULL with one line in `error` (256 bytes). */
struct deliver *deliver_start(const struct deliver_setup *setup, char error[256]);
/** Lets a running call finish. NULL is fine. */
void deliver_stop(struct deliver *deliver);
struct deliver_counters deliver_counters(const struct deliver *deliver);

/** Seconds to wait behind the try of this number (1, 2 …). Pure. */
int64_t deliver_pause(uint32_t pause_s, uint32_t tries);
