/* Reads squeezed text back, and cuts it into the built-in packs. */
#include "packed.h"

#include "pack.h"

#include <string.h>

#define COPY     0x80u
#define COPY_MIN 4

struct unpacking {
    const unsigned char *at, *end;
    char *start, *out;
    size_t left;
};

static bool literal(struct unpacking *u, size_t count)
{
    if (count > (size_t)(u->end - u->at) || count > u->left)
        return false;
    memcpy(u->out, u->at, count);
    u->at += count;
    u->out += count;
    u->left -= count;
    return true;
}

/* Byte by byte: a copy may overlap what it writes. */
static bool copy(struct unpacking *u, size_t count)
{
    if (u->end - u->at < 2 || count > u->left)
        return false;
    size_t back = u->at[0] | (size_t)u->at[1] << 8;
    u->at += 2;
    if (back == 0 || back > (size_t)(u->out - u->start))
        return false;
    u->left -= count;
    for (; count > 0; count--, u->out++)
        *u->out = *(u->out - back);
    return true;
}

bool th_unpack(struct th_str packed, char *out, size_t size)
{
    struct unpacking u = { .at = (const unsigned char *)packed.ptr, .start = out, .out = out };
    u.end = u.at + packed.len;
    u.left = size;
    while (u.at < u.end) {
        unsigned byte = *u.at++;
        if (!(byte < COPY ? literal(&u, byte + 1) : copy(&u, byte - COPY + COPY_MIN)))
            return false;
    }
    return u.left == 0;
}

const struct th_str *th_builtin_packs(struct th_arena *arena)
{
    size_t size = 0;
    struct th_str *packs = th_arena_array(arena, th_builtin_pack_count, sizeof *packs);
    for (size_t i = 0; i < th_builtin_pack_count; i++)
        size += th_packed_sizes[i];
    char *text = th_arena_alloc(arena, size);
    if (!packs || !text || !th_unpack(th_packed_packs, text, size))
        return NULL;
    for (size_t i = 0; i < th_builtin_pack_count; text += th_packed_sizes[i++])
        packs[i] = (struct th_str){ text, th_packed_sizes[i] };
    return packs;
}
