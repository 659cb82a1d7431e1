/* What a filing's body is about, before anything is checked: the server fetches the context by it.
 */
#include "core.h"
#include "json_read.h"
#include "work.h"

enum th_status th_filing_head_read(struct th_arena *arena, struct th_str body,
                                   struct th_filing_head *out)
{
    const struct cJSON *tree = NULL;
    struct th_json_fault fault;
    struct th_issues ignored; /* th_evaluate says what is wrong */
    struct body row = { .enterprise = { NULL, 0 } };
    *out = (struct th_filing_head){ .form_version = 0 };
    th_issues_init(&ignored, arena);
    enum th_status status = th_json_parse(arena, body, &tree, &fault);
    if (status != TH_OK)
        return status;
    struct th_reader reader = { &ignored, body };
    th_json_read(&reader, &body_model, tree, NULL, &row);
    if (arena->failed)
        return TH_NO_MEMORY;
    out->form = row.has.form ? row.form : TH_STR("");
    out->site = row.has.site ? row.site : TH_STR("");
    out->form_version = (uint32_t)row.form_version;
    out->has_period = row.has.period && row.period.has.start && row.period.has.end &&
                      row.period.start <= row.period.end;
    if (out->has_period)
        out->period = (struct th_period){ row.period.start, row.period.end };
    return TH_OK;
}
