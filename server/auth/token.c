/* Session tokens. Looking a hash up in an index leaks nothing useful about the token: an attacker
 * cannot choose hashes. */
#include "token.h"

#include "sha256.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void put_base64url(const unsigned char *bytes, size_t count, char *at)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < count; i++) {
        bits = bits << 8 | bytes[i];
        for (held += 8; held >= 6; held -= 6)
            *at++ = alphabet[bits >> (held - 6) & 63];
    }
    if (held)
        *at++ = alphabet[bits << (6 - held) & 63];
    *at = '\0';
}

void token_write(const unsigned char random[TOKEN_RANDOM_BYTES], char out[TOKEN_CAP])
{
    char *at = out;
    for (const char *prefix = TOKEN_PREFIX; *prefix; prefix++)
        *at++ = *prefix;
    put_base64url(random, TOKEN_RANDOM_BYTES, at);
}

void ticket_write(const unsigned char random[TICKET_RANDOM_BYTES], char out[TICKET_LENGTH + 1])
{
    put_base64url(random, TICKET_RANDOM_BYTES, out);
}

static void hash(struct th_str text, unsigned char out[TOKEN_HASH_BYTES])
{
    struct th_sha256 sha;
    th_sha256_init(&sha);
    th_sha256_add(&sha, text);
    th_sha256_end(&sha, out);
}

bool ticket_hash(struct th_str ticket, unsigned char out[TOKEN_HASH_BYTES])
{
    if (ticket.len != TICKET_LENGTH)
        return false;
    hash(ticket, out);
    return true;
}

bool token_hash(struct th_str token, unsigned char out[TOKEN_HASH_BYTES])
{
    if (token.len != TOKEN_LENGTH || !th_str_starts(token, TH_STR(TOKEN_PREFIX)))
        return false;
    hash(token, out);
    return true;
}

struct th_str token_of_header(struct th_str authorization)
{
    const struct th_str scheme = TH_STR("Bearer ");
    if (!authorization.ptr || !th_str_starts(authorization, scheme))
        return (struct th_str){ NULL, 0 };
    return (struct th_str){ authorization.ptr + scheme.len, authorization.len - scheme.len };
}
