/* User-Agent to words: a table of marks. */
#include "device.h"

#include "room.h"

enum part { SYSTEM, BROWSER };

static const struct {
    enum part part;
    const char *mark, *name;
} marks[] = {
#define DEVICE(part, mark, name) { part, mark, name },
#include "device.def"
#undef DEVICE
};

static bool holds(struct th_str text, struct th_str mark)
{
    for (size_t i = 0; i + mark.len <= text.len; i++)
        if (th_str_starts((struct th_str){ text.ptr + i, text.len - i }, mark))
            return true;
    return false;
}

static struct th_str name_of(struct th_str agent, enum part part)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].part == part && holds(agent, th_str_of(marks[i].mark)))
            return th_str_of(marks[i].name);
    return TH_STR("");
}

struct th_str device_of(struct th_arena *arena, struct th_str user_agent)
{
    struct th_str system = name_of(user_agent, SYSTEM), browser = name_of(user_agent, BROWSER);
    struct th_buf text = th_room(arena);
    th_buf_put(&text, system);
    if (system.len && browser.len)
        th_buf_put(&text, TH_STR(" · "));
    th_buf_put(&text, browser);
    return text.len ? th_room_keep(arena, &text) : TH_STR("");
}
