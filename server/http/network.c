/* Networks of addresses, by text: the front hands them on in their shortest form. */
#include "network.h"

#include <string.h>

struct th_str network_of(struct th_str address, char out[NETWORK_CAP])
{
    size_t end = 0, colons = 0;
    const bool is_v6 = address.len > 0 && memchr(address.ptr, ':', address.len) != NULL;

    for (size_t i = 0; i < address.len && i < NETWORK_CAP - 4; i++) {
        if (!is_v6 && address.ptr[i] == '.') {
            end = i + 1;
        }
        if (is_v6 && address.ptr[i] == ':' && ++colons <= 3) {
            end = i + 1;
        }
    }
    if (end > 0) {
        memcpy(out, address.ptr, end);
    }
    out[end] = 'x';
    return (struct th_str){ out, end + 1 };
}

struct th_str network_counted(struct th_str address, char out[NETWORK_CAP])
{
    const bool is_v6 = address.len > 0 && memchr(address.ptr, ':', address.len) != NULL;
    return is_v6 ? network_of(address, out) : address;
}

struct th_str network_plain(struct th_str address)
{
    const struct th_str mapped = TH_STR("::ffff:");

    if (!th_str_starts(address, mapped) || memchr(address.ptr, '.', address.len) == NULL) {
        return address;
    }
    return (struct th_str){ address.ptr + mapped.len, address.len - mapped.len };
}

/* 172.16.0.0/12 */
static bool is_172(struct th_str address)
{
    uint32_t second = 0;

    if (!th_str_starts(address, TH_STR("172."))) {
        return false;
    }
    address = (struct th_str){ address.ptr + 4, address.len - 4 };
    return th_str_to_u32(th_str_cut(&address, '.'), &second) && second >= 16 && second <= 31;
}

enum network_place network_place(struct th_str address)
{
    static const struct {
        const char *prefix;
        enum network_place place;
    } rows[] = {
        { "127.", NETWORK_THIS_MACHINE }, { "::1", NETWORK_THIS_MACHINE },
        { "::x", NETWORK_THIS_MACHINE }, /* kept as its network */

        { "10.", NETWORK_LOCAL },         { "192.168.", NETWORK_LOCAL },
        { "169.254.", NETWORK_LOCAL },    { "fc", NETWORK_LOCAL },
        { "fd", NETWORK_LOCAL },          { "fe8", NETWORK_LOCAL },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (th_str_starts(address, th_str_of(rows[i].prefix))) {
            return rows[i].place;
        }
    }
    return is_172(address) ? NETWORK_LOCAL : NETWORK_INTERNET;
}
