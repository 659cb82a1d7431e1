/* A form: its document, its result, its rules and calculation. One row in forms.def, one table and
 * one .c file each. */
#pragma once
#include "core.h"
#include "filing.h"

struct explanation;

/** What lists and later calls need of a result. */
struct th_summary {
    bool has_net, has_tce;
    th_amount net_tco2, tce;
    struct th_reading *readings; /* arena */
    size_t reading_count;
};

struct th_form {
    struct th_str id;
    const char *zh, *en;
    uint32_t version;
    enum th_period_kind period_kind;
    bool takes_overrides;
    bool is_standing; /* in force until a later one: a new year begins with the last document */
    const struct th_model *doc, *result;
    /** Checks the document and fills filing->result; adds issues. The period is valid. */
    void (*calculate)(struct th_filing *filing);
    /** How the number at `at` (a pointer into doc or result) came about; false when there is none.
     * NULL: the form has no derived numbers. */
    bool (*explain)(struct th_filing *filing, struct th_str at, struct explanation *out);
    /** NULL: nothing to summarise. */
    void (*summarise)(const struct th_filing *filing, struct th_summary *out);
};

extern const struct th_form *const th_forms[];
extern const size_t th_form_count;
const struct th_form *th_form_find(struct th_str id); /* NULL when unknown */
