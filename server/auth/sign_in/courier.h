/* Sends text messages from a thread of its own, so that nobody who asks for one can tell from the
 * time whether it was sent. What waits is kept in memory only: a code is asked for again. */
#pragma once
#include "outside.h"
#include "service.h"

struct courier;
struct courier_message {
    char phone[16];    /* E.164 */
    char params[2][8]; /* code, minutes */
};

/** NULL when memory or threads are short. */
struct courier *courier_start(const struct outside *outside, const struct app_clock *clock);
/** Lets a running call finish; what waits is dropped. NULL is fine. */
void courier_stop(struct courier *courier);
/** Never waits; drops the message, and logs that, when too many are waiting. */
void courier_post(struct courier *courier, const struct courier_message *message);
