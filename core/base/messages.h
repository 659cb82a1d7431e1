/* The texts that people read about their input: one row each in messages.def, in both languages. */
#pragma once
#include "str.h"

enum th_severity { TH_ERROR, TH_CONFIRM, TH_HINT };

enum th_message {
    TH_MSG_NONE,
#define MESSAGE(code, severity, zh, en) TH_MSG_##code,
#include "messages.def"
#undef MESSAGE
    TH_MSG_COUNT
};

struct th_message_row {
    const char *code, *zh, *en; /* {name} stands for the value of that name */
    enum th_severity severity;
};
const struct th_message_row *th_message_row(enum th_message message);
/** "error", "confirm", "hint". */
const char *th_severity_name(enum th_severity severity);
