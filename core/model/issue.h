/* What is wrong with a document, for people: code, place, values and perhaps a fix. Texts come from
 * base/messages.def when written. */
#pragma once
#include "arena.h"
#include "date.h"
#include "decimal.h"
#include "messages.h"

#define TH_ISSUES_MAX   400 /* kept; more are only counted */
#define TH_ISSUE_VALUES 8

/** A place in a JSON document while walking down; lives on the walker's stack. */
struct th_path {
    const struct th_path *up; /* NULL at the root */
    struct th_str name;       /* member name; ptr NULL: `index` counts */
    size_t index;
};
/** The JSON pointer of `path` ("/doc/energy/0/m03"), in the arena. */
struct th_str th_path_text(struct th_arena *arena, const struct th_path *path);

struct th_issue_value {
    const char *name;
    struct th_str text;
};
struct th_issue {
    enum th_message code;
    struct th_str path;
    struct th_issue_value values[TH_ISSUE_VALUES];
    uint32_t value_count;
    enum th_message fix; /* text of the proposal; TH_MSG_NONE = no fix */
    struct th_str fix_path, fix_value;
    bool answered; /* a confirm whose confirmation stands in the document */
    struct th_issue *next;
};
struct th_issues {
    struct th_arena *arena;
    struct th_issue *first, *last;
    uint32_t count, errors, open_confirms;
    struct th_issue spill; /* handed out when memory or TH_ISSUES_MAX is exhausted */
};

void th_issues_init(struct th_issues *issues, struct th_arena *arena);
/** Adds an issue; never NULL. The caller may add values and a fix. */
struct th_issue *th_issue_add(struct th_issues *issues, enum th_message code,
                              const struct th_path *path);
/** The same at a ready-made pointer text (borrowed). */
struct th_issue *th_issue_at(struct th_issues *issues, enum th_message code, struct th_str path);
/** `name` is a literal; `text` is copied. */
void th_issue_text(struct th_issues *issues, struct th_issue *issue, const char *name,
                   struct th_str text);
/** Proposes `value` (copied) in place of what stands at the issue's path; `text` is a FIX_ message,
 * {fix_value} stands for the value. */
void th_issue_propose(struct th_issues *issues, struct th_issue *issue, enum th_message text,
                      struct th_str value);
void th_issue_dec(struct th_issues *issues, struct th_issue *issue, const char *name,
                  struct th_dec value);
void th_issue_int(struct th_issues *issues, struct th_issue *issue, const char *name,
                  int64_t value);
