/* The WebAssembly border: four functions over one buffer, 32-bit arguments only, no imports, no
 * exported data (iOS has no exported Global). Not here: any rule. The same core as the server's
 * answers through th_call of tanheng/core.h. */
#include "core.h"

#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define PACK_SPACE   (640 * 1024) /* built-in packs and a few downloaded ones */

static char io[TH_ENVELOPE_MAX];
static char answer[TH_ENVELOPE_MAX];
static unsigned char call_block[TH_ARENA_MIN];
static unsigned char pack_block[PACK_SPACE];
static struct th_arena packs;
static struct th_core core;
static bool is_ready;

/** Version of this border; the loader refuses a number that it does not know. */
EXPORT(th_abi) int export_abi(void);
/** Address of the buffer that holds the envelope before a call and the answer after it. */
EXPORT(th_io) char *export_io(void);
/** Its size in bytes. */
EXPORT(th_io_cap) int export_io_cap(void);
/** Answers the envelope in the first `len` bytes of the buffer. The answer's length, or a negative
 * th_status. */
EXPORT(th_call) int export_call(int len);

int export_abi(void)
{
    return TH_ABI;
}

char *export_io(void)
{
    return io;
}

int export_io_cap(void)
{
    return (int)sizeof io;
}

static enum th_status prepare(void)
{
    if (is_ready)
        return TH_OK;
    th_arena_init(&packs, pack_block, sizeof pack_block);
    enum th_status status = th_core_init(&core, &packs);
    is_ready = status == TH_OK;
    return status;
}

/* A pack that was just loaded lies in the call's arena; it is taken over into the arena that stays.
 * False when it does not fit there: then nothing of it stays. */
static bool keep_loaded_pack(size_t count_before)
{
    if (core.pack_count == count_before)
        return true;
    struct th_str text = th_pack_text(core.packs[core.pack_count - 1]);
    size_t mark = th_arena_mark(&packs);
    core.pack_count = count_before;
    struct th_str copy = th_arena_copy(&packs, text);
    if (copy.ptr && th_core_load_pack(&core, &packs, copy) == TH_OK)
        return true;
    th_arena_rewind(&packs, mark);
    packs.failed = false;
    return false;
}

int export_call(int len)
{
    enum th_status status = prepare();
    if (status != TH_OK)
        return -(int)status;
    if (len < 0 || (unsigned)len > sizeof io)
        return -(int)TH_TOO_LARGE;
    struct th_arena arena;
    struct th_buf out;
    size_t packs_before = core.pack_count;
    th_arena_init(&arena, call_block, sizeof call_block);
    th_buf_init(&out, answer, sizeof answer);
    th_call(&core, &arena, (struct th_str){ io, (size_t)len }, &out);
    if (!keep_loaded_pack(packs_before)) { /* the same call without memory says so */
        th_arena_init(&arena, NULL, 0);
        th_buf_init(&out, answer, sizeof answer);
        th_call(&core, &arena, (struct th_str){ io, (size_t)len }, &out);
    }
    memcpy(io, answer, out.len);
    return (int)out.len;
}
