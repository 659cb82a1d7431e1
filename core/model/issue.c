#include "issue.h"

#include "utf8.h"

#define NAME_MAX 96  /* bytes of one member name in a pointer */
#define TEXT_MAX 240 /* bytes of one value in a message */

/* The longest start of `text` that fits and does not cut a character. */
static struct th_str cut(struct th_str text, size_t max)
{
    if (text.len <= max)
        return text;
    text.len = max;
    while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
        text.len--;
    return text;
}

static void put_name(struct th_buf *out, struct th_str name)
{
    name = cut(name, NAME_MAX);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c == '~')
            th_buf_put(out, TH_STR("~0"));
        else if (c == '/')
            th_buf_put(out, TH_STR("~1"));
        else
            th_buf_char(out, c);
    }
}

static size_t path_bound(const struct th_path *path)
{
    size_t bound = 0;
    for (; path; path = path->up)
        bound += 21 + (path->name.len < NAME_MAX ? path->name.len : NAME_MAX) * 2;
    return bound;
}

static void put_path(struct th_buf *out, const struct th_path *path)
{
    if (!path)
        return;
    put_path(out, path->up); /* as deep as the scanner allows: 32 */
    th_buf_char(out, '/');
    if (path->name.ptr)
        put_name(out, path->name);
    else
        th_buf_u64(out, path->index);
}

struct th_str th_path_text(struct th_arena *arena, const struct th_path *path)
{
    struct th_buf out;
    size_t bound = path_bound(path);
    char *text = th_arena_alloc(arena, bound + 1);
    if (!text)
        return TH_STR("");
    th_buf_init(&out, text, bound + 1);
    put_path(&out, path);
    return th_buf_view(&out);
}

void th_issues_init(struct th_issues *issues, struct th_arena *arena)
{
    *issues = (struct th_issues){ .arena = arena };
}

static void count(struct th_issues *issues, enum th_message code)
{
    enum th_severity severity = th_message_row(code)->severity;
    issues->count++;
    issues->errors += severity == TH_ERROR;
    issues->open_confirms += severity == TH_CONFIRM;
}

struct th_issue *th_issue_at(struct th_issues *issues, enum th_message code, struct th_str path)
{
    struct th_issue *issue = NULL;
    count(issues, code);
    if (issues->count <= TH_ISSUES_MAX)
        issue = th_arena_alloc(issues->arena, sizeof *issue);
    if (!issue) {
        issues->spill = (struct th_issue){ .code = code };
        return &issues->spill;
    }
    *issue = (struct th_issue){ .code = code, .path = path };
    if (issues->last)
        issues->last->next = issue;
    else
        issues->first = issue;
    issues->last = issue;
    return issue;
}

struct th_issue *th_issue_add(struct th_issues *issues, enum th_message code,
                              const struct th_path *path)
{
    struct th_str text = TH_STR("");
    if (issues->count < TH_ISSUES_MAX)
        text = th_path_text(issues->arena, path);
    return th_issue_at(issues, code, text);
}

/* A copy in which characters that a screen cannot show safely are replaced. */
static struct th_str safe_copy(struct th_arena *arena, struct th_str text)
{
    struct th_buf out;
    text = cut(text, TEXT_MAX);
    char *copy = th_arena_alloc(arena, text.len * 3 + 1);
    if (!copy)
        return TH_STR("");
    th_buf_init(&out, copy, text.len * 3 + 1);
    for (size_t i = 0, len = 0; i < text.len; i += len) {
        uint32_t point = 0;
        len = th_utf8_next((struct th_str){ text.ptr + i, text.len - i }, &point);
        bool good = len > 0 && !th_utf8_forbidden(point);
        len = len > 0 ? len : 1;
        th_buf_put(&out, good ? (struct th_str){ text.ptr + i, len } : TH_STR("\xEF\xBF\xBD"));
    }
    return th_buf_view(&out);
}

void th_issue_text(struct th_issues *issues, struct th_issue *issue, const char *name,
                   struct th_str text)
{
    if (issue == &issues->spill || issue->value_count == TH_ISSUE_VALUES)
        return;
    issue->values[issue->value_count++] =
        (struct th_issue_value){ name, safe_copy(issues->arena, text) };
}

void th_issue_propose(struct th_issues *issues, struct th_issue *issue, enum th_message text,
                      struct th_str value)
{
    if (issue == &issues->spill)
        return;
    th_issue_text(issues, issue, "fix_value", value);
    issue->fix = text;
    issue->fix_path = issue->path;
    issue->fix_value = th_arena_copy(issues->arena, value);
}

void th_issue_dec(struct th_issues *issues, struct th_issue *issue, const char *name,
                  struct th_dec value)
{
    char text[TH_DECIMAL_CAP];
    struct th_buf out;
    th_buf_init(&out, text, sizeof text);
    th_dec_write(&out, value);
    th_issue_text(issues, issue, name, th_buf_view(&out));
}

void th_issue_int(struct th_issues *issues, struct th_issue *issue, const char *name, int64_t value)
{
    th_issue_dec(issues, issue, name, (struct th_dec){ value, 0 });
}
