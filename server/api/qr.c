/* QR codes by libqrencode, written as one SVG path of horizontal runs. */
#include "qr.h"

#include "room.h"

#include <qrencode.h>

#define QUIET 4

static void put(struct th_buf *out, const char *text)
{
    th_buf_put(out, th_str_of(text));
}

static bool is_dark(const QRcode *code, int x, int y)
{
    return x < code->width && (code->data[y * code->width + x] & 1) != 0;
}

static void put_row(struct th_buf *out, const QRcode *code, int y)
{
    for (int x = 0; x < code->width; x++) {
        int start = x;
        while (is_dark(code, x, y))
            x++;
        if (x == start)
            continue;
        put(out, "M");
        th_buf_i64(out, start + QUIET);
        put(out, " ");
        th_buf_i64(out, y + QUIET);
        put(out, "h");
        th_buf_i64(out, x - start);
        put(out, "v1h-");
        th_buf_i64(out, x - start);
        put(out, "z");
    }
}

static struct th_str write_svg(struct th_arena *arena, const QRcode *code)
{
    struct th_buf out = th_room(arena);
    int64_t side = code->width + 2 * QUIET;
    put(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    th_buf_i64(&out, side);
    put(&out, " ");
    th_buf_i64(&out, side);
    put(&out, "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h");
    th_buf_i64(&out, side);
    put(&out, "v");
    th_buf_i64(&out, side);
    put(&out, "H0z\"/><path d=\"");
    for (int y = 0; y < code->width; y++)
        put_row(&out, code, y);
    put(&out, "\"/></svg>");
    return th_room_keep(arena, &out);
}

struct th_str qr_svg(struct th_arena *arena, struct th_str text)
{
    char line[256];
    struct th_buf copy;
    th_buf_init(&copy, line, sizeof line - 1);
    th_buf_put(&copy, text);
    if (copy.overflow)
        return (struct th_str){ NULL, 0 };
    line[copy.len] = '\0';
    QRcode *code = QRcode_encodeString8bit(line, 0, QR_ECLEVEL_M);
    if (!code)
        return (struct th_str){ NULL, 0 };
    struct th_str svg = write_svg(arena, code);
    QRcode_free(code);
    return svg;
}
