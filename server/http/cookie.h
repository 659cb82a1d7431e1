/* One cookie out of a Cookie header, by the grammar of RFC 6265 4.2.1. Pure. */
#pragma once
#include "str.h"

enum cookie_outcome {
    COOKIE_ABSENT,
    COOKIE_FOUND,
    COOKIE_BAD, /* it stands twice, its value holds octets that none may hold, or there are too many
                   cookies to look through */
};

#define COOKIES_MOST 64

/** The value of the cookie called `name`; cookies of others on the same host are passed over,
 * whatever they look like. `header` may be absent (ptr NULL). */
enum cookie_outcome cookie_find(struct th_str header, struct th_str name, struct th_str *out);
