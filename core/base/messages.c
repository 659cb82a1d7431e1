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
