#include "address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct block {
    uint32_t network; /* host order */
    unsigned bits;
};

/* RFC 6890, table "IPv4 Special-Purpose Address Registry", and multicast (RFC 5771). */
static const struct block special[] = {
    { 0x00000000, 8 },  { 0x0A000000, 8 },  { 0x64400000, 10 }, { 0x7F000000, 8 },
    { 0xA9FE0000, 16 }, { 0xAC100000, 12 }, { 0xC0000000, 24 }, { 0xC0000200, 24 },
    { 0xC0586300, 24 }, { 0xC0A80000, 16 }, { 0xC6120000, 15 }, { 0xC6336400, 24 },
    { 0xCB007100, 24 }, { 0xE0000000, 4 },  { 0xF0000000, 4 },
};

static bool v4_is_public(uint32_t address)
{
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)
        if ((address ^ special[i].network) >> (32 - special[i].bits) == 0)
            return false;
    return true;
}

static uint32_t v4_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Only global unicast 2000::/3 is public; of it 6to4 carries an IPv4 address, Teredo (2001::/32)
 * and documentation (2001:db8::/32) are not for this. */
static bool v6_is_public(const unsigned char a[16])
{
    static const unsigned char teredo[4] = { 0x20, 0x01, 0, 0 };
    static const unsigned char documents[4] = { 0x20, 0x01, 0x0d, 0xb8 };
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    if (memcmp(a, mapped, sizeof mapped) == 0)
        return v4_is_public(v4_at(a + 12));
    if ((a[0] & 0xE0) != 0x20 || memcmp(a, teredo, 4) == 0 || memcmp(a, documents, 4) == 0)
        return false;
    return a[0] != 0x20 || a[1] != 0x02 || v4_is_public(v4_at(a + 2));
}

bool address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return v4_is_public(
            ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return v6_is_public(
            ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    return false;
}
