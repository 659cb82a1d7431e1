/* The writer of the exposition format. */
#include "expo.h"

static const char *const type_names[] = { "counter", "gauge", "histogram" };

static void put(struct th_buf *out, const char *text)
{
    th_buf_put(out, th_str_of(text));
}

/* Backslash and line feed are escaped everywhere, quotes in label values only. */
static void put_escaped(struct th_buf *out, struct th_str text, bool in_quotes)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '\n') {
            put(out, "\\n");
            continue;
        }
        if (c == '\\' || (in_quotes && c == '"')) {
            th_buf_char(out, '\\');
        }
        th_buf_char(out, c);
    }
}

/* Decimal places without a zero at the end: 2500 with 6 places is 0.0025. */
static void put_number(struct th_buf *out, uint64_t value, unsigned places)
{
    uint64_t unit = 1;

    for (unsigned i = 0; i < places; i++) {
        unit *= 10;
    }
    th_buf_u64(out, value / unit);
    uint64_t rest = value % unit;
    if (rest > 0) {
        th_buf_char(out, '.');
    }
    while (rest > 0) {
        unit /= 10;
        th_buf_char(out, (char)('0' + rest / unit));
        rest %= unit;
    }
}

static void put_label(struct th_buf *out, const struct expo_label *label, bool is_first)
{
    th_buf_char(out, is_first ? '{' : ',');
    put(out, label->name);
    put(out, "=\"");
    put_escaped(out, label->value, true);
    th_buf_char(out, '"');
}

static void put_labels(struct th_buf *out, struct expo_labels labels)
{
    for (size_t i = 0; i < labels.count; i++) {
        put_label(out, &labels.items[i], i == 0);
    }
    if (labels.count > 0) {
        th_buf_char(out, '}');
    }
}

static void put_line(struct th_buf *out, uint64_t value, unsigned places)
{
    th_buf_char(out, ' ');
    put_number(out, value, places);
    th_buf_char(out, '\n');
}

void expo_family(struct th_buf *out, const struct expo_family *family)
{
    put(out, "# HELP ");
    put(out, family->name);
    th_buf_char(out, ' ');
    put_escaped(out, th_str_of(family->help), false);
    put(out, "\n# TYPE ");
    put(out, family->name);
    th_buf_char(out, ' ');
    put(out, type_names[family->type]);
    th_buf_char(out, '\n');
}

void expo_sample(struct th_buf *out, const struct expo_family *family, struct expo_labels labels,
                 uint64_t value)
{
    put(out, family->name);
    put_labels(out, labels);
    put_line(out, value, family->places);
}

static void put_bucket(struct th_buf *out, const struct expo_family *family,
                       struct expo_labels labels, struct th_str bound)
{
    const struct expo_label last = { "le", bound };

    put(out, family->name);
    put(out, "_bucket");
    for (size_t i = 0; i < labels.count; i++) {
        put_label(out, &labels.items[i], i == 0);
    }
    put_label(out, &last, labels.count == 0);
    th_buf_char(out, '}');
}

void expo_histogram(struct th_buf *out, const struct expo_family *family, struct expo_labels labels,
                    const struct meter_histogram *histogram)
{
    uint64_t total = 0;

    for (size_t i = 0; i <= histogram->scale->count; i++) {
        char text[32];
        struct th_buf bound;
        th_buf_init(&bound, text, sizeof(text));
        if (i < histogram->scale->count) {
            put_number(&bound, histogram->scale->bounds[i], family->places);
        } else {
            put(&bound, "+Inf");
        }
        total += histogram->counts[i];
        put_bucket(out, family, labels, th_buf_view(&bound));
        put_line(out, total, 0);
    }
    put(out, family->name);
    put(out, "_sum");
    put_labels(out, labels);
    put_line(out, histogram->sum, family->places);
    put(out, family->name);
    put(out, "_count");
    put_labels(out, labels);
    put_line(out, total, 0);
}
