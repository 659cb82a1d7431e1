/* Builders over the tail of an arena: no size is guessed, nothing is copied. */
#include "text.h"

struct th_buf text_begin(const struct th_arena *arena)
{
    struct th_buf text;
    size_t used = (arena->used + 15) & ~(size_t)15;
    size_t room = used < arena->cap ? arena->cap - used : 0;
    th_buf_init(&text, (char *)arena->base + (room ? used : 0), room);
    return text;
}

struct th_str text_end(struct th_arena *arena, const struct th_buf *text)
{
    if (text->overflow)
        return (struct th_str){ NULL, 0 };
    size_t end = (size_t)((unsigned char *)text->ptr - arena->base) + text->len;
    size_t rounded = (end + 15) & ~(size_t)15; /* the arena stays aligned */
    arena->used = rounded < arena->cap ? rounded : arena->cap;
    return th_buf_view(text);
}

static void put_two(struct th_buf *text, int64_t number)
{
    th_buf_char(text, (char)('0' + number / 10 % 10));
    th_buf_char(text, (char)('0' + number % 10));
}

struct th_str text_time(struct th_arena *arena, int64_t unix_s)
{
    struct th_buf text = text_begin(arena);
    int64_t in_day = ((unix_s % 86400) + 86400) % 86400;
    th_day_write(&text, (th_day)((unix_s - in_day) / 86400));
    th_buf_char(&text, 'T');
    put_two(&text, in_day / 3600);
    th_buf_char(&text, ':');
    put_two(&text, in_day / 60 % 60);
    th_buf_char(&text, ':');
    put_two(&text, in_day % 60);
    th_buf_char(&text, 'Z');
    return text_end(arena, &text);
}

struct th_str text_number(struct th_arena *arena, uint64_t number)
{
    struct th_buf text = text_begin(arena);
    th_buf_u64(&text, number);
    return text_end(arena, &text);
}

struct th_str text_etag(struct th_arena *arena, uint32_t version)
{
    struct th_buf text = text_begin(arena);
    th_buf_char(&text, '"');
    th_buf_u64(&text, version);
    th_buf_char(&text, '"');
    return text_end(arena, &text);
}

struct th_str text_receipt(struct th_arena *arena, const struct th_receipt *receipt)
{
    struct th_buf text = text_begin(arena);
    th_receipt_write(&text, receipt);
    return text_end(arena, &text);
}
