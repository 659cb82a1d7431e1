/* Random request ids: 130 bits from the kernel as Crockford base 32. */
#pragma once
#include "http.h"

/** Fills `out` with 26 characters and NUL. False when the kernel gives no random bytes. */
bool request_id_make(char out[HTTP_REQUEST_ID_CAP]);
