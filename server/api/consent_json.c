/* What a bank is shown is written here, and nowhere else: a member that is not in api_report is not
 * told. */
#include "consent_json.h"

#include "form.h"
#include "json_write.h"
#include "text.h"

/* "C26" of "C2614", "26" of "2614"; empty when it is no code of GB/T 4754. */
static struct th_str division_of(struct th_str industry)
{
    size_t letters = industry.len && industry.ptr[0] >= 'A' && industry.ptr[0] <= 'T';
    if (industry.len < letters + 2)
        return TH_STR("");
    for (size_t i = letters; i < industry.len; i++)
        if (industry.ptr[i] < '0' || industry.ptr[i] > '9')
            return TH_STR("");
    return (struct th_str){ industry.ptr, letters + 2 };
}

static struct api_report_filing entry_of(const struct shared_filing *from)
{
    const struct th_form *form = th_form_find(from->form);
    const uint32_t label =
        from->label == LABEL_VERIFIED ? th_api_label_verified : th_api_label_self_assessed;
    struct api_report_filing to = {
        .form = from->form,
        .label_zh = form ? th_str_of(form->zh) : from->form,
        .label_en = form ? th_str_of(form->en) : from->form,
        .site = from->site,
        .period = { .has = { .start = true, .end = true },
                    .start = from->period.start,
                    .end = from->period.end },
        .revision = from->revision,
        .filed_on = clock_day_of(from->submitted_s),
        .tce = from->tce,
        .net_tco2 = from->net_tco2,
        .code = from->code,
        .result_sha256 = th_str_of(from->result),
        .status = label,
        .status_zh = th_str_of(th_enum_api_label.values[label].zh),
        .status_en = th_str_of(th_enum_api_label.values[label].en),
    };
    to.has.form = to.has.label_zh = to.has.label_en = to.has.site = to.has.period =
        to.has.revision = to.has.filed_on = to.has.result_sha256 = to.has.status =
            to.has.status_zh = to.has.status_en = true;
    to.has.tce = to.tce.len > 0;
    to.has.net_tco2 = to.net_tco2.len > 0;
    to.has.code = to.code.len > 0;
    return to;
}

struct th_str consent_report(void *self, struct th_arena *arena, const struct shared_report *report)
{
    (void)self;
    struct api_report row = {
        .has = { .report_format = true,
                 .year = true,
                 .enterprise = true,
                 .units = true,
                 .filings = true },
        .report_format = 1,
        .year = report->year,
        .enterprise = { .name = report->name,
                        .uscc = report->uscc,
                        .division = division_of(report->industry) },
        .units = { .has = { .tce = true, .net_tco2 = true },
                   .tce = TH_STR("tce"),
                   .net_tco2 = TH_STR("tCO2") },
        .filings.items = th_arena_array(arena, report->count, sizeof *row.filings.items),
    };
    row.enterprise.has.name = true;
    row.enterprise.has.uscc = row.enterprise.uscc.len > 0;
    row.enterprise.has.division = row.enterprise.division.len > 0;
    if (!row.filings.items)
        return (struct th_str){ NULL, 0 };
    for (size_t i = 0; i < report->count; i++)
        row.filings.items[row.filings.count++] = entry_of(&report->items[i]);
    struct th_buf text = th_room(arena);
    th_json_write(&text, &api_report_model, &row);
    return th_room_keep(arena, &text);
}

void consent_manager(const struct bank_manager_row *row, struct api_bank_manager *out)
{
    *out = (struct api_bank_manager){
        .has = { .id = true, .name = true, .bank = true, .branch = row->branch.len > 0 },
        .id = row->account_id,
        .name = row->name,
        .bank = row->bank,
        .branch = row->branch,
    };
}

void consent_fill(struct th_arena *arena, const struct consent_seen *seen, struct api_consent *out)
{
    const struct consent_row *row = &seen->row;
    const struct bank_manager_row manager = { .account_id = row->manager_id,
                                              .name = row->manager_name,
                                              .bank = row->bank,
                                              .branch = row->branch };
    *out = (struct api_consent){
        .id = row->id,
        .year = row->year,
        .text_version = row->text_version,
        .state = seen->state,
        .given_by = row->given_name,
        .given_at = text_time(arena, row->given_s),
        .ends_at = text_time(arena, row->ends_s),
        .over_at = text_time(arena, row->over_s),
        .sha256 = row->sha256,
        .since = seen->since,
        .views = row->views,
        .last_view_at = text_time(arena, row->last_view_s),
    };
    consent_manager(&manager, &out->manager);
    out->has.id = out->has.manager = out->has.year = out->has.text_version = out->has.state =
        out->has.given_by = out->has.given_at = out->has.ends_at = out->has.sha256 =
            out->has.views = true;
    out->has.over_at = row->over_s > 0;
    out->days_left = seen->days_left;
    out->has.days_left = out->has.since = seen->state == CONSENT_ACTIVE;
    out->has.last_view_at = row->views > 0;
}

void consent_item(struct th_arena *arena, const struct consent_seen *seen,
                  struct api_shared_item *out)
{
    const struct consent_row *row = &seen->row;
    *out = (struct api_shared_item){
        .has = { .consent = true,
                 .year = true,
                 .given_at = true,
                 .ends_at = true,
                 .days_left = true,
                 .sha256 = true },
        .days_left = seen->days_left,
        .consent = row->id,
        .year = row->year,
        .given_at = text_time(arena, row->given_s),
        .ends_at = text_time(arena, row->ends_s),
        .sha256 = row->sha256,
    };
}
