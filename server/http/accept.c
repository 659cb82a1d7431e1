/* Accept-Encoding (RFC 9110 12.5.3) and If-None-Match (13.1.2). */
#include "accept.h"

#include "header_text.h"

/* Parameters of one coding: only "q=0", "q=0." and "q=0.000" refuse it. */
static bool has_weight(struct th_str parameters)
{
    while (parameters.len > 0) {
        struct th_str value = header_trim(th_str_cut(&parameters, ';'));
        const struct th_str name = header_trim(th_str_cut(&value, '='));
        if (!header_equal_fold(name, TH_STR("q"))) {
            continue;
        }
        value = header_trim(value);
        for (size_t i = 0; i < value.len; i++) {
            if (value.ptr[i] >= '1' && value.ptr[i] <= '9') {
                return true;
            }
        }
        return false;
    }
    return true;
}

bool accept_allows(struct th_str header, struct th_str coding)
{
    bool any = false;

    while (header.len > 0) {
        struct th_str item = th_str_cut(&header, ',');
        const struct th_str name = header_trim(th_str_cut(&item, ';'));
        if (header_equal_fold(name, coding)) {
            return has_weight(item); /* named: its own weight counts, not that of the star */
        }
        if (th_str_equal(name, TH_STR("*"))) {
            any = has_weight(item);
        }
    }
    return any;
}

bool accept_matches_etag(struct th_str header, struct th_str etag)
{
    if (th_str_equal(header_trim(header), TH_STR("*"))) {
        return true;
    }
    while (header.len > 0) {
        struct th_str item = header_trim(th_str_cut(&header, ','));
        if (th_str_starts(item, TH_STR("W/"))) {
            item.ptr += 2;
            item.len -= 2;
        }
        if (th_str_equal(item, etag)) {
            return true;
        }
    }
    return false;
}
