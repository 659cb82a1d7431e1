#include "work.h"

#include "json_write.h"
#include "sha256.h"
#include "version.h"

/* ---- form and pack ---- */

static void value_issue(struct th_issues *issues, enum th_message code, struct th_str member,
                        struct th_str value)
{
    struct th_path at = { NULL, member, 0 };
    th_issue_text(issues, th_issue_add(issues, code, &at), "value", value);
}

const struct th_pack *th_core_newest(const struct th_core *core)
{
    const struct th_pack *newest = NULL;
    for (size_t i = 0; i < core->pack_count; i++)
        if (!newest || core->packs[i]->published >= newest->published)
            newest = core->packs[i];
    return newest;
}

static bool find_form(struct th_issues *issues, const struct th_parts *parts,
                      struct th_filing *filing)
{
    struct th_path at = TH_AT(NULL, "form_version");
    filing->form = th_form_find(parts->form);
    if (!filing->form) {
        value_issue(issues, TH_MSG_FORM_UNKNOWN, TH_STR("form"), parts->form);
        return false;
    }
    if (parts->has_version && parts->form_version != filing->form->version) {
        struct th_issue *issue = th_issue_add(issues, TH_MSG_FORM_VERSION_UNKNOWN, &at);
        th_issue_int(issues, issue, "value", parts->form_version);
        th_issue_int(issues, issue, "current", filing->form->version);
        return false;
    }
    return true;
}

static bool find_pack(const struct th_core *core, struct th_issues *issues,
                      const struct th_parts *parts, struct th_filing *filing)
{
    filing->pack = parts->has_pack ? th_core_pack(core, parts->pack) : th_core_newest(core);
    if (!filing->pack)
        value_issue(issues, TH_MSG_PACK_UNKNOWN, TH_STR("pack"), parts->pack);
    return filing->pack != NULL;
}

static void take_overrides(const struct th_parts *parts, struct th_filing *filing)
{
    if (parts->override_count > 0 && !filing->form->takes_overrides) {
        struct th_issue *issue =
            th_issue_add(filing->issues, TH_MSG_MEMBER_NOT_FOR_FORM, &th_overrides_path);
        th_issue_text(filing->issues, issue, "name", TH_STR("overrides"));
        th_issue_text(filing->issues, issue, "form_zh", th_str_of(filing->form->zh));
        th_issue_text(filing->issues, issue, "form_en", th_str_of(filing->form->en));
    }
    filing->overrides = parts->overrides;
    filing->override_count = parts->override_count;
}

static void calculate(const struct th_reader *reader, const struct th_parts *parts,
                      struct th_filing *filing)
{
    filing->doc = th_arena_alloc(filing->arena, filing->form->doc->size);
    void *result = th_arena_alloc(filing->arena, filing->form->result->size);
    if (!filing->doc || !result)
        return;
    th_json_read(reader, filing->form->doc, parts->doc, &th_doc_path, filing->doc);
    th_period_check(filing, parts->has_period ? &parts->period : NULL);
    if (!filing->has_period || filing->arena->failed)
        return;
    filing->result = result;
    filing->form->calculate(filing);
    th_value_check(filing);
    th_confirmations_apply(filing);
    if (filing->arena->failed) /* what was built halfway is nobody's */
        filing->result = NULL;
}

bool th_work_run(const struct th_core *core, const struct th_reader *reader,
                 const struct th_parts *parts, struct th_filing *filing)
{
    struct th_issues *issues = reader->issues;
    filing->issues = issues;
    filing->arena = issues->arena;
    bool good = find_form(issues, parts, filing);
    good = find_pack(core, issues, parts, filing) && good;
    if (!good)
        return false;
    take_overrides(parts, filing);
    calculate(reader, parts, filing);
    return true;
}

/* ---- canonical bytes ---- */

struct th_canonical th_work_canonical(const struct th_filing *filing, const struct th_parts *parts)
{
    struct th_canonical out = { { NULL, 0 }, { NULL, 0 } };
    struct th_buf buf = th_room(filing->arena);
    th_json_write(&buf, filing->form->doc, filing->doc);
    out.doc = th_room_keep(filing->arena, &buf);
    if (!out.doc.ptr)
        return out;
    struct canonical row = { .enterprise = parts->enterprise,
                             .site = parts->site,
                             .form = filing->form->id,
                             .form_version = filing->form->version,
                             .period = parts->period,
                             .pack = filing->pack->id,
                             .doc = out.doc };
    row.overrides.items = filing->overrides;
    row.overrides.count = filing->override_count;
    row.has = (struct canonical_has){ .enterprise = true,
                                      .site = true,
                                      .form = true,
                                      .form_version = true,
                                      .period = true,
                                      .pack = true,
                                      .overrides = filing->override_count > 0,
                                      .doc = true };
    buf = th_room(filing->arena);
    th_json_write(&buf, &canonical_model, &row);
    out.input = th_room_keep(filing->arena, &buf);
    return out;
}

struct th_str th_work_result(const struct th_filing *filing)
{
    struct th_buf buf = th_room(filing->arena);
    th_json_write(&buf, filing->form->result, filing->result);
    return th_room_keep(filing->arena, &buf);
}

/* ---- receipt ---- */

void th_canonical_hash(struct th_str canonical, char out[TH_HEX_CAP])
{
    struct th_sha256 sha;
    unsigned char digest[32];
    th_sha256_init(&sha);
    th_sha256_add(&sha, TH_STR("th1\n"));
    th_sha256_add(&sha, canonical);
    th_sha256_end(&sha, digest);
    th_hex(digest, sizeof digest, out);
}

/* The first 40 bits in Crockford's base 32, in two groups of four. */
static void short_code(const struct th_receipt *receipt, char out[10])
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char text[3 * 64 + 12];
    unsigned char digest[32];
    struct th_buf buf;
    struct th_sha256 sha;
    th_buf_init(&buf, text, sizeof text);
    th_buf_put(&buf, th_str_of(receipt->input));
    th_buf_put(&buf, th_str_of(receipt->result));
    th_buf_put(&buf, th_str_of(receipt->pack_sha256));
    th_buf_u64(&buf, receipt->rules);
    th_sha256_init(&sha);
    th_sha256_add(&sha, th_buf_view(&buf));
    th_sha256_end(&sha, digest);
    uint64_t bits = 0;
    for (int i = 0; i < 5; i++)
        bits = bits << 8 | digest[i];
    for (int i = 0, at = 0; i < 8; i++) {
        out[at++] = alphabet[bits >> (35 - 5 * i) & 31];
        if (i == 3)
            out[at++] = '-';
    }
    out[9] = '\0';
}

void th_work_receipt(const struct th_filing *filing, struct th_str input, struct th_str result,
                     struct th_receipt *out)
{
    *out = (struct th_receipt){ .pack = filing->pack->id, .rules = TH_RULES };
    th_canonical_hash(input, out->input);
    th_canonical_hash(result, out->result);
    for (size_t i = 0; i < sizeof out->pack_sha256; i++)
        out->pack_sha256[i] = filing->pack->sha256[i];
    short_code(out, out->code);
}
