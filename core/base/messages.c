#include "messages.h"

static const struct th_message_row rows[TH_MSG_COUNT] = {
    { "", "", "", TH_HINT },
#define MESSAGE(code, severity, zh, en) { #code, zh, en, TH_##severity },
#include "messages.def"
#undef MESSAGE
};

const struct th_message_row *th_message_row(enum th_message message)
{
    return &rows[message < TH_MSG_COUNT ? message : TH_MSG_NONE];
}

const char *th_severity_name(enum th_severity severity)
{
    static const char *const names[] = { "error", "confirm", "hint" };
    return names[severity];
}

enum th_message th_message_find(struct th_str code)
{
    for (unsigned i = TH_MSG_NONE + 1; i < TH_MSG_COUNT; i++)
        if (th_str_equal(th_str_of(rows[i].code), code))
            return (enum th_message)i;
    return TH_MSG_NONE;
}
