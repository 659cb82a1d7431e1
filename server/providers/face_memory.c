/* Texts one a line, between a provider's begin and its end. */
#include "face.h"

struct th_str face_remember(struct th_arena *arena, const struct th_str *texts, size_t count)
{
    struct th_buf out = th_room(arena);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            th_buf_char(&out, '\n');
        th_buf_put(&out, texts[i]);
    }
    return th_room_keep(arena, &out);
}

bool face_recall(struct th_str memory, struct th_str *texts, size_t count)
{
    struct th_str rest = memory;
    size_t lines = memory.len > 0;
    for (size_t i = 0; i < memory.len; i++)
        lines += memory.ptr[i] == '\n';
    for (size_t i = 0; i < count; i++)
        texts[i] = th_str_cut(&rest, '\n');
    return lines == count;
}
