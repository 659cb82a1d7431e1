/* Checks of an input that its table cannot say. Each adds its issue to the call and returns false
 * when the input is refused. */
#pragma once
#include "call.h"

/** The form is one of the core's; absent (ptr NULL) is fine. */
bool judge_form(struct call *call, struct th_str form);
/** The first month does not lie behind the last. */
bool judge_months(struct call *call, th_month start, th_month end);
/** A RAW member is an object ('{') or an array ('['); absent is fine. */
bool judge_shape(struct call *call, struct th_str value, char opening, const char *path);
