/* The cells of the API's meter in order: counts.def, refusals by status, then a block per route. */
#include "counts.h"

#define CLASSES 4 /* 2xx to 5xx */

static size_t refusal_cell(enum th_status status)
{
    return API_COUNTS + (size_t)status;
}

static size_t route_cell(size_t route)
{
    return refusal_cell(TH_STATUS_COUNT) + route * (CLASSES + meter_scale_cells(&meter_durations));
}

struct meter *counts_new(void)
{
    return meter_new(route_cell(api_route_count));
}

void count(struct meter *meter, enum api_count what)
{
    meter_add(meter, what, 1);
}

void count_refusal(struct meter *meter, enum th_status status)
{
    meter_add(meter, refusal_cell(status), 1);
}

void count_request(struct meter *meter, const struct route *route, int http, uint64_t microseconds)
{
    const size_t first = route_cell((size_t)(route - api_routes));
    const int class = http / 100 - 2;
    meter_add(meter, first + (class >= 0 && class < CLASSES ? (size_t) class : CLASSES - 1), 1);
    meter_observe(meter, first + CLASSES, &meter_durations, microseconds);
}

/* ---- writing ---- */

static void write_counts(const struct meter *meter, struct th_buf *out)
{
    static const struct {
        const char *name, *label, *text; /* name NULL: a count, `text` its label's value */
    } rows[] = {
#define FAMILY(name, label, help) { (name), (label), (help) },
#define COUNT(cell, value)        { NULL, NULL, (value) },
#include "counts.def"
#undef FAMILY
#undef COUNT
    };
    struct expo_family family = { EXPO_COUNTER, "", "", 0 };
    const char *label = "";
    size_t cell = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].name) {
            family.name = rows[i].name;
            family.help = rows[i].text;
            label = rows[i].label;
            expo_family(out, &family);
            continue;
        }
        const struct expo_label value = { label, th_str_of(rows[i].text) };
        expo_sample(out, &family, (struct expo_labels){ &value, 1 }, meter_read(meter, cell++));
    }
}

static void write_refusals(const struct meter *meter, struct th_buf *out)
{
    static const struct expo_family family = {
        EXPO_COUNTER, "tanheng_refusals_total",
        "Requests that a route refused, by the problem's code (receipt-mismatch, rate-limited …).",
        0
    };
    expo_family(out, &family);
    for (unsigned i = TH_OK + 1; i < TH_STATUS_COUNT; i++) {
        const struct expo_label code = { "code",
                                         th_str_of(th_status_row((enum th_status)i)->slug) };
        expo_sample(out, &family, (struct expo_labels){ &code, 1 },
                    meter_read(meter, refusal_cell((enum th_status)i)));
    }
}

#define ROUTE_LABELS 3

static void label_route(const struct route *route, struct expo_label labels[ROUTE_LABELS])
{
    labels[0] = (struct expo_label){ "method", http_method_name(route->method) };
    labels[1] = (struct expo_label){ "route", route->path };
}

static void write_requests(const struct meter *meter, struct th_buf *out)
{
    static const struct expo_family family = {
        EXPO_COUNTER, "tanheng_http_requests_total",
        "Requests that reached a route, by class of the answer's status.", 0
    };
    static const char *const classes[CLASSES] = { "2xx", "3xx", "4xx", "5xx" };
    struct expo_label labels[ROUTE_LABELS];
    expo_family(out, &family);
    for (size_t i = 0; i < api_route_count; i++)
        for (size_t class = 0; class < CLASSES; class ++) {
            label_route(&api_routes[i], labels);
            labels[2] = (struct expo_label){ "status", th_str_of(classes[class]) };
            expo_sample(out, &family, (struct expo_labels){ labels, ROUTE_LABELS },
                        meter_read(meter, route_cell(i) + class));
        }
}

static void write_durations(const struct meter *meter, struct th_buf *out)
{
    static const struct expo_family family = { EXPO_HISTOGRAM,
                                               "tanheng_http_request_duration_seconds",
                                               "Time in a route's handler: without waiting for the "
                                               "client, for a free slot, or while sending.",
                                               6 };
    struct expo_label labels[ROUTE_LABELS];
    expo_family(out, &family);
    for (size_t i = 0; i < api_route_count; i++) {
        label_route(&api_routes[i], labels);
        const struct meter_histogram found =
            meter_histogram(meter, route_cell(i) + CLASSES, &meter_durations);
        expo_histogram(out, &family, (struct expo_labels){ labels, ROUTE_LABELS - 1 }, &found);
    }
}

void counts_write(const struct meter *meter, struct th_buf *out)
{
    write_counts(meter, out);
    write_refusals(meter, out);
    write_requests(meter, out);
    write_durations(meter, out);
}
