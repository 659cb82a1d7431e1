/* The hash tree of RFC 6962 over lines of text: its root, and the path that proves one line. */
#pragma once
#include "sha256.h"

struct merkle_hash {
    unsigned char bytes[32];
};

struct merkle_hash merkle_leaf(struct th_str line);
struct merkle_hash merkle_pair(const struct merkle_hash *left, const struct merkle_hash *right);
/** The root over `count` leaves; of none the SHA-256 of nothing. */
struct merkle_hash merkle_root(const struct merkle_hash *leaves, size_t count);

#define MERKLE_PATH_MAX 64
struct merkle_path {
    struct merkle_hash steps[MERKLE_PATH_MAX]; /* from the leaf up */
    size_t count;
};
/** Proof that `leaves[index]` is under the root. */
void merkle_prove(const struct merkle_hash *leaves, size_t count, size_t index,
                  struct merkle_path *out);
