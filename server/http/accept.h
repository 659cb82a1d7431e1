/* Reading of the two list headers that asset answers depend on. Pure functions over header values.
 */
#pragma once
#include "str.h"

/** True when Accept-Encoding names `coding` (or `*`) with a weight above 0. */
bool accept_allows(struct th_str header, struct th_str coding);
/** True when If-None-Match holds `etag` (weak comparison) or is `*`. */
bool accept_matches_etag(struct th_str header, struct th_str etag);
