/* Times, tags and numbers as JSON wants them. */
#include "text.h"

static void put_two(struct th_buf *text, int64_t number)
{
    th_buf_char(text, (char)('0' + number / 10 % 10));
    th_buf_char(text, (char)('0' + number % 10));
}

struct th_str text_time(struct th_arena *arena, int64_t unix_s)
{
    struct th_buf text = th_room(arena);
    int64_t in_day = ((unix_s % 86400) + 86400) % 86400;
    th_day_write(&text, (th_day)((unix_s - in_day) / 86400));
    th_buf_char(&text, 'T');
    put_two(&text, in_day / 3600);
    th_buf_char(&text, ':');
    put_two(&text, in_day / 60 % 60);
    th_buf_char(&text, ':');
    put_two(&text, in_day % 60);
    th_buf_char(&text, 'Z');
    return th_room_keep(arena, &text);
}

struct th_str text_number(struct th_arena *arena, uint64_t number)
{
    struct th_buf text = th_room(arena);
    th_buf_u64(&text, number);
    return th_room_keep(arena, &text);
}

struct th_str text_etag(struct th_arena *arena, uint32_t version)
{
    struct th_buf text = th_room(arena);
    th_buf_char(&text, '"');
    th_buf_u64(&text, version);
    th_buf_char(&text, '"');
    return th_room_keep(arena, &text);
}

struct th_str text_receipt(struct th_arena *arena, const struct th_receipt *receipt)
{
    struct th_buf text = th_room(arena);
    th_receipt_write(&text, receipt);
    return th_room_keep(arena, &text);
}

struct th_str *text_list(struct th_arena *arena, struct th_str text, size_t *count)
{
    size_t most = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == ',';
    struct th_str *items = th_arena_array(arena, most, sizeof *items);
    for (*count = 0; items && *count < most; (*count)++)
        items[*count] = th_str_cut(&text, ',');
    return items;
}
