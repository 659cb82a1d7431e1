#include "json_write.h"

#include <string.h>

struct writer {
    struct th_buf *out;
    bool shown; /* amounts as people read them */
};

/* ---- text ---- */

static void put_escaped(struct th_buf *out, unsigned char c)
{
    static const char codes[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt", hex[] = "0123456789abcdef";
    th_buf_char(out, '\\');
    for (size_t i = 0; i < sizeof codes - 1; i++)
        if ((unsigned char)codes[i] == c) {
            th_buf_char(out, names[i]);
            return;
        }
    th_buf_put(out, TH_STR("u00"));
    th_buf_char(out, hex[c >> 4]);
    th_buf_char(out, hex[c & 15]);
}

/* Escapes into a quoted text that is already open. */
static void put_inside(struct th_buf *out, struct th_str text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        th_buf_put(out, (struct th_str){ text.ptr + start, i - start });
        put_escaped(out, c);
        start = i + 1;
    }
    th_buf_put(out, (struct th_str){ text.ptr + start, text.len - start });
}

void th_json_put_text(struct th_buf *out, struct th_str text)
{
    th_buf_char(out, '"');
    if (text.len > 0)
        put_inside(out, text);
    th_buf_char(out, '"');
}

static void put_comma(struct th_buf *out, bool *first)
{
    if (!*first)
        th_buf_char(out, ',');
    *first = false;
}

void th_json_put_key(struct th_buf *out, const char *name, bool *first)
{
    put_comma(out, first);
    th_json_put_text(out, th_str_of(name));
    th_buf_char(out, ':');
}

/* ---- kinds ---- */

static void write_row(const struct writer *w, const struct th_model *model, const void *row);

static void write_amount(const struct writer *w, const struct th_field *field, const void *at)
{
    th_amount value;
    memcpy(&value, at, sizeof value);
    struct th_rounding_rule rule = { th_field_places(field), TH_HALF_EVEN, true };
    if (w->shown)
        th_amount_show(w->out, value, rule);
    else
        th_amount_write(w->out, value);
}

/* Kinds whose JSON is a short text between quotes. */
static void write_quoted(const struct writer *w, const struct th_field *field, const void *at)
{
    th_buf_char(w->out, '"');
    switch (field->kind) {
    case TH_KIND_DECIMAL: th_dec_write(w->out, *(const struct th_dec *)at); break;
    case TH_KIND_AMOUNT: write_amount(w, field, at); break;
    case TH_KIND_MONTH: th_month_write(w->out, *(const th_month *)at); break;
    case TH_KIND_DATE: th_day_write(w->out, *(const th_day *)at); break;
    case TH_KIND_ENUM: th_buf_put(w->out, field->values->values[*(const uint32_t *)at].id); break;
    default: break;
    }
    th_buf_char(w->out, '"');
}

static void write_rows(const struct writer *w, const struct th_field *field, const void *at)
{
    struct th_rows rows;
    memcpy(&rows, at, sizeof rows);
    bool first = true;
    th_buf_char(w->out, '[');
    for (size_t i = 0; i < rows.count; i++) {
        put_comma(w->out, &first);
        if (field->kind == TH_KIND_TEXTS)
            th_json_put_text(w->out, ((const struct th_str *)rows.items)[i]);
        else
            write_row(w, field->child, (const char *)rows.items + i * field->child->size);
    }
    th_buf_char(w->out, ']');
}

static void write_value(const struct writer *w, const struct th_field *field, const void *at)
{
    switch (field->kind) {
    case TH_KIND_TEXT: th_json_put_text(w->out, *(const struct th_str *)at); break;
    case TH_KIND_RAW: th_buf_put(w->out, *(const struct th_str *)at); break;
    case TH_KIND_INT: th_buf_i64(w->out, *(const int64_t *)at); break;
    case TH_KIND_BOOL:
        th_buf_put(w->out, *(const bool *)at ? TH_STR("true") : TH_STR("false"));
        break;
    case TH_KIND_OBJECT: write_row(w, field->child, at); break;
    case TH_KIND_ROWS:
    case TH_KIND_TEXTS: write_rows(w, field, at); break;
    default: write_quoted(w, field, at); break;
    }
}

static void write_row(const struct writer *w, const struct th_model *model, const void *row)
{
    bool first = true;
    th_buf_char(w->out, '{');
    for (size_t i = 0; i < model->count; i++) {
        const struct th_field *field = &model->fields[i];
        if (field->kind == TH_KIND_TREE || (!th_has(row, i) && !(field->flags & TH_EMPTY)))
            continue;
        put_comma(w->out, &first);
        th_buf_char(w->out, '"');
        th_buf_put(w->out, field->name);
        th_buf_put(w->out, TH_STR("\":"));
        write_value(w, field, (const char *)row + field->offset);
    }
    th_buf_char(w->out, '}');
}

void th_json_write(struct th_buf *out, const struct th_model *model, const void *row)
{
    struct writer w = { out, false };
    write_row(&w, model, row);
}

void th_json_write_shown(struct th_buf *out, const struct th_model *model, const void *row)
{
    struct writer w = { out, true };
    write_row(&w, model, row);
}

/* ---- issues ---- */

static const struct th_issue_value *find_value(const struct th_issue *issue, struct th_str name)
{
    for (uint32_t i = 0; i < issue->value_count; i++)
        if (th_str_equal(th_str_of(issue->values[i].name), name))
            return &issue->values[i];
    return NULL;
}

/* One text of the message table with the issue's values in place of `{name}`. */
static void render(struct th_buf *out, const char *pattern, const struct th_issue *issue)
{
    struct th_str rest = th_str_of(pattern);
    while (rest.len > 0) {
        struct th_str before = th_str_cut(&rest, '{');
        put_inside(out, before);
        if (rest.len == 0)
            return;
        const struct th_issue_value *value = find_value(issue, th_str_cut(&rest, '}'));
        if (value)
            put_inside(out, value->text);
    }
}

static void put_message(struct th_buf *out, const char *key, const char *pattern,
                        const struct th_issue *issue)
{
    th_buf_put(out, TH_STR(",\""));
    th_buf_put(out, th_str_of(key));
    th_buf_put(out, TH_STR("\":\""));
    render(out, pattern, issue);
    th_buf_char(out, '"');
}

static void put_values(struct th_buf *out, const struct th_issue *issue)
{
    bool first = true;
    th_buf_put(out, TH_STR(",\"values\":{"));
    for (uint32_t i = 0; i < issue->value_count; i++) {
        th_json_put_key(out, issue->values[i].name, &first);
        th_json_put_text(out, issue->values[i].text);
    }
    th_buf_char(out, '}');
}

static void put_fix(struct th_buf *out, const struct th_issue *issue)
{
    const struct th_message_row *row = th_message_row(issue->fix);
    th_buf_put(out, TH_STR(",\"fix\":{\"path\":"));
    th_json_put_text(out, issue->fix_path);
    if (issue->fix_value.ptr) {
        th_buf_put(out, TH_STR(",\"value\":"));
        th_json_put_text(out, issue->fix_value);
    }
    put_message(out, "zh", row->zh, issue);
    put_message(out, "en", row->en, issue);
    th_buf_char(out, '}');
}

static void put_issue(struct th_buf *out, const struct th_issue *issue)
{
    const struct th_message_row *row = th_message_row(issue->code);
    th_buf_put(out, TH_STR("{\"code\":\""));
    th_buf_put(out, th_str_of(row->code));
    th_buf_put(out, TH_STR("\",\"severity\":\""));
    th_buf_put(out, th_str_of(th_severity_name(row->severity)));
    th_buf_put(out, TH_STR("\",\"path\":"));
    th_json_put_text(out, issue->path);
    if (issue->value_count > 0)
        put_values(out, issue);
    put_message(out, "zh", row->zh, issue);
    put_message(out, "en", row->en, issue);
    if (issue->fix != TH_MSG_NONE)
        put_fix(out, issue);
    if (issue->answered)
        th_buf_put(out, TH_STR(",\"answered\":true"));
    th_buf_char(out, '}');
}

static uint32_t put_kept(struct th_buf *out, const struct th_issues *issues)
{
    uint32_t shown = 0;
    bool first = true;
    for (const struct th_issue *issue = issues->first; issue; issue = issue->next, shown++) {
        put_comma(out, &first);
        put_issue(out, issue);
    }
    return shown;
}

void th_json_put_issues(struct th_buf *out, const struct th_issues *issues)
{
    th_buf_char(out, '[');
    uint32_t shown = put_kept(out, issues);
    if (shown > 0 && shown < issues->count) {
        char count_text[12], shown_text[12];
        struct th_buf count, some;
        th_buf_init(&count, count_text, sizeof count_text);
        th_buf_u64(&count, issues->count);
        th_buf_init(&some, shown_text, sizeof shown_text);
        th_buf_u64(&some, shown);
        struct th_issue cut = { .code = TH_MSG_ISSUES_CUT, .value_count = 2, .path = TH_STR("") };
        cut.values[0] = (struct th_issue_value){ "shown", th_buf_view(&some) };
        cut.values[1] = (struct th_issue_value){ "count", th_buf_view(&count) };
        th_buf_char(out, ',');
        put_issue(out, &cut);
    }
    th_buf_char(out, ']');
}
