/* RFC 6962, section 2.1. */
#include "merkle.h"

static struct merkle_hash hash(char kind, struct th_str first, struct th_str second)
{
    struct merkle_hash out;
    struct th_sha256 sha;
    th_sha256_init(&sha);
    th_sha256_add(&sha, (struct th_str){ &kind, 1 });
    th_sha256_add(&sha, first);
    th_sha256_add(&sha, second);
    th_sha256_end(&sha, out.bytes);
    return out;
}

static struct th_str bytes_of(const struct merkle_hash *node)
{
    return (struct th_str){ (const char *)node->bytes, sizeof node->bytes };
}

struct merkle_hash merkle_leaf(struct th_str line)
{
    return hash(0, line, (struct th_str){ "", 0 });
}

struct merkle_hash merkle_pair(const struct merkle_hash *left, const struct merkle_hash *right)
{
    return hash(1, bytes_of(left), bytes_of(right));
}

/* The largest power of two below `count`, which is 2 or more. */
static size_t split(size_t count)
{
    size_t half = 1;
    while (half * 2 < count)
        half *= 2;
    return half;
}

struct merkle_hash merkle_root(const struct merkle_hash *leaves, size_t count)
{
    if (count == 1)
        return leaves[0];
    if (count == 0) {
        struct merkle_hash out;
        struct th_sha256 sha;
        th_sha256_init(&sha);
        th_sha256_end(&sha, out.bytes);
        return out;
    }
    size_t half = split(count);
    struct merkle_hash left = merkle_root(leaves, half);
    struct merkle_hash right = merkle_root(leaves + half, count - half);
    return merkle_pair(&left, &right);
}

void merkle_prove(const struct merkle_hash *leaves, size_t count, size_t index,
                  struct merkle_path *out)
{
    out->count = 0;
    while (count > 1) { /* from the root down; turned around below */
        size_t half = split(count);
        bool is_left = index < half;
        out->steps[out->count++] =
            is_left ? merkle_root(leaves + half, count - half) : merkle_root(leaves, half);
        leaves += is_left ? 0 : half;
        index -= is_left ? 0 : half;
        count = is_left ? half : count - half;
    }
    for (size_t i = 0; i < out->count / 2; i++) {
        struct merkle_hash swapped = out->steps[i];
        out->steps[i] = out->steps[out->count - 1 - i];
        out->steps[out->count - 1 - i] = swapped;
    }
}
