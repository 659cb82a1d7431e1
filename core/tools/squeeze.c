/* Greedy: at each place the longest piece that stood before, else the bytes themselves. The format
 * is described in core/calc/packed.h. */
#include "squeeze.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COPY_MIN    4u /* three bytes are not worth a copy */
#define COPY_MAX    (COPY_MIN + 127)
#define LITERAL_MAX 128u
#define REACH       UINT16_MAX
#define HEADS       4096u

struct squeezing {
    FILE *out;
    const unsigned char *bytes;
    size_t count, written;
    uint32_t head[HEADS], before[SQUEEZE_MAX]; /* places + 1 that begin with the same four bytes */
};

static void put(struct squeezing *s, unsigned c)
{
    bool is_plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '?';
    fprintf(s->out, is_plain ? "%c" : "\\%03o", c);
    s->written++;
}

static uint32_t *head_of(struct squeezing *s, size_t at)
{
    uint32_t four;
    memcpy(&four, s->bytes + at, sizeof four);
    return &s->head[four * 2654435761u >> 20];
}

static size_t common(const struct squeezing *s, size_t a, size_t b)
{
    size_t length = 0;
    while (length < COPY_MAX && b + length < s->count &&
           s->bytes[a + length] == s->bytes[b + length])
        length++;
    return length;
}

static size_t longest(struct squeezing *s, size_t at, size_t *from)
{
    size_t best = 0;
    if (at + COPY_MIN > s->count)
        return 0;
    for (uint32_t place = *head_of(s, at); place && at - (place - 1) <= REACH;
         place = s->before[place - 1]) {
        size_t length = common(s, place - 1, at);
        if (length > best) {
            best = length;
            *from = place - 1;
        }
    }
    return best >= COPY_MIN ? best : 0;
}

static void remember(struct squeezing *s, size_t at, size_t length)
{
    for (; length > 0 && at + COPY_MIN <= s->count; at++, length--) {
        uint32_t *head = head_of(s, at);
        s->before[at] = *head;
        *head = (uint32_t)at + 1;
    }
}

static void put_literal(struct squeezing *s, size_t from, size_t to)
{
    while (from < to) {
        size_t length = to - from < LITERAL_MAX ? to - from : LITERAL_MAX;
        fputs("\n    \"", s->out);
        put(s, (unsigned)length - 1);
        for (size_t i = 0; i < length; i++)
            put(s, s->bytes[from + i]);
        fputc('"', s->out);
        from += length;
    }
}

static void put_copy(struct squeezing *s, size_t distance, size_t length)
{
    fputs(" \"", s->out);
    put(s, (unsigned)(0x80 + length - COPY_MIN));
    put(s, (unsigned)distance & 255);
    put(s, (unsigned)distance >> 8);
    fputc('"', s->out);
}

size_t squeeze(FILE *out, const unsigned char *bytes, size_t count)
{
    struct squeezing *s = calloc(1, sizeof *s);
    if (!s || count > SQUEEZE_MAX)
        abort();
    *s = (struct squeezing){ .out = out, .bytes = bytes, .count = count };
    size_t literal = 0;
    for (size_t at = 0, from = 0; at < count;) {
        size_t length = longest(s, at, &from), step = length ? length : 1;
        if (length > 0) {
            put_literal(s, literal, at);
            put_copy(s, at - from, length);
            literal = at + length;
        }
        remember(s, at, step);
        at += step;
    }
    put_literal(s, literal, count);
    size_t written = s->written;
    free(s);
    return written;
}
