/* Random request ids: 130 bits from the kernel as Crockford base 32. */
#include "request_id.h"

#include <sys/random.h>

bool request_id_make(char out[HTTP_REQUEST_ID_CAP])
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    unsigned char bytes[HTTP_REQUEST_ID_CAP - 1];

    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(bytes); i++) {
        out[i] = alphabet[bytes[i] & 31];
    }
    out[sizeof(bytes)] = '\0';
    return true;
}
