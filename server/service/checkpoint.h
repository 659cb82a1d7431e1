/* Signed checkpoints: at one moment, how long every chain was and what its last entry hashed to,
 * one root over all of them, signed. Kept where the server's operator cannot change it, a
 * checkpoint shows later that nothing it knows was cut off, rewritten or replaced by an older
 * database (docs/operations.md; docs/adr/0008). The signature itself comes from outside.
 *
 *     tanheng checkpoint 1
 *     time 1795250000
 *     chains 2
 *     root <hex>                        of the hash tree (merkle.h) over the lines behind
 * `signature` key <hex>                         the first five lines are what is signed signature
 * <hex> acts 12 <hex>                     the chain of acts, then each enterprise by id: length,
 * head */
#pragma once
#include "merkle.h"
#include "store.h"

#define CHECKPOINT_KEY_BYTES 32
#define CHECKPOINT_SIGNATURE 64
#define CHECKPOINT_HEAD_CAP  400 /* of the text before the heads */

struct checkpoint {
    struct th_str text; /* all of it; on the heap when it was taken */
    struct th_str signed_part, heads;
    int64_t at_s;
    uint64_t chains;
    char root[65];
    unsigned char key[CHECKPOINT_KEY_BYTES], signature[CHECKPOINT_SIGNATURE];
};

struct checkpoint_signer {
    unsigned char key[CHECKPOINT_KEY_BYTES]; /* public */
    void (*sign)(void *self, struct th_str text, unsigned char out[CHECKPOINT_SIGNATURE]);
    void *self;
};
/** What the database holds now. checkpoint_free(out) in any case. */
enum th_status checkpoint_take(struct store *store, const struct checkpoint_signer *signer,
                               int64_t now_s, struct checkpoint *out) TH_MUST_USE;
void checkpoint_free(struct checkpoint *checkpoint);

/** `count` bytes from exactly as many pairs of lower-case hex digits. */
bool checkpoint_hex(struct th_str text, unsigned char *out, size_t count);
/** Reads a text, whose views `out` keeps, and recomputes its root; the signature is left to the
 * caller. NULL, or what is wrong. */
const char *checkpoint_parse(struct th_str text, struct checkpoint *out);

struct checkpoint_fault {
    struct th_str chain; /* enterprise id, or "acts" */
    uint64_t seq;        /* length that the checkpoint knows */
    bool is_behind;      /* it is shorter today; else another history */
};
struct checkpoint_check {
    const struct checkpoint *checkpoint;
    uint64_t faults; /* out */
    void (*on_fault)(void *self, const struct checkpoint_fault *fault);
    void *self;
};
/** Is every head that the checkpoint names an entry of today's chains? */
enum th_status checkpoint_compare(struct store *store, struct checkpoint_check *check) TH_MUST_USE;

/** The proof that a chain's head is under the root: its line, its place and the hashes from the
 * leaf up. False when the checkpoint does not know the chain. */
struct checkpoint_proof {
    struct th_str line;
    uint64_t index;
    struct merkle_path path;
};
bool checkpoint_prove(const struct checkpoint *checkpoint, struct th_str chain,
                      struct checkpoint_proof *out);
