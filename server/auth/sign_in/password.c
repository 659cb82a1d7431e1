/* Argon2id through libsodium: 19 MiB, two passes, as OWASP's lowest recommended setting. */
#include "password.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARGON2_OPS   2
#define ARGON2_BYTES (19U * 1024 * 1024)

_Static_assert(PASSWORD_HASH_CAP > crypto_pwhash_STRBYTES - 1, "an encoded hash must fit");

struct password_gate {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    uint32_t slots, running, waiting;
    char decoy[crypto_pwhash_STRBYTES]; /* hash that unknown accounts are compared with */
};

static bool make_decoy(char out[crypto_pwhash_STRBYTES])
{
    unsigned char random[16];
    randombytes_buf(random, sizeof random);
    return crypto_pwhash_str(out, (const char *)random, sizeof random, ARGON2_OPS, ARGON2_BYTES) ==
           0;
}

struct password_gate *password_gate_new(uint32_t slots)
{
    if (sodium_init() < 0)
        return NULL;
    struct password_gate *gate = calloc(1, sizeof *gate);
    if (!gate)
        return NULL;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    gate->slots = slots ? slots : processors > 0 ? (uint32_t)processors : 1;
    if (!make_decoy(gate->decoy)) {
        free(gate);
        return NULL;
    }
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->freed, NULL);
    return gate;
}

void password_gate_free(struct password_gate *gate)
{
    if (!gate)
        return;
    pthread_cond_destroy(&gate->freed);
    pthread_mutex_destroy(&gate->lock);
    free(gate);
}

static bool enter(struct password_gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    bool admitted = gate->running < gate->slots || gate->waiting < PASSWORD_QUEUE;
    if (admitted) {
        gate->waiting++;
        while (gate->running >= gate->slots)
            pthread_cond_wait(&gate->freed, &gate->lock);
        gate->waiting--;
        gate->running++;
    }
    pthread_mutex_unlock(&gate->lock);
    return admitted;
}

static void leave(struct password_gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->running--;
    pthread_cond_signal(&gate->freed);
    pthread_mutex_unlock(&gate->lock);
}

enum th_status password_hash(struct password_gate *gate, struct th_str password,
                             char out[PASSWORD_HASH_CAP])
{
    if (password.len < PASSWORD_BYTES_MIN || password.len > PASSWORD_BYTES_MAX)
        return TH_INVALID;
    if (!enter(gate))
        return TH_RATE_LIMITED;
    char encoded[crypto_pwhash_STRBYTES];
    int failed = crypto_pwhash_str(encoded, password.ptr, password.len, ARGON2_OPS, ARGON2_BYTES);
    leave(gate);
    if (failed)
        return TH_NO_MEMORY;
    memcpy(out, encoded, sizeof encoded);
    return TH_OK;
}

enum th_status password_verify(struct password_gate *gate, struct th_str password,
                               struct th_str hash, bool *matches)
{
    bool is_known =
        hash.len > 0 && hash.len < crypto_pwhash_STRBYTES && password.len <= PASSWORD_BYTES_MAX;
    char encoded[crypto_pwhash_STRBYTES];
    memcpy(encoded, gate->decoy, sizeof encoded);
    if (is_known) {
        memset(encoded, 0, sizeof encoded);
        memcpy(encoded, hash.ptr, hash.len);
    }
    if (!enter(gate))
        return TH_RATE_LIMITED;
    size_t length = password.len <= PASSWORD_BYTES_MAX ? password.len : PASSWORD_BYTES_MAX;
    int differs = crypto_pwhash_str_verify(encoded, password.ptr ? password.ptr : "", length);
    leave(gate);
    *matches = is_known && differs == 0;
    return TH_OK;
}
