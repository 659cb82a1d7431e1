/* Notices to people, written in the transaction that they tell of; server/jobs sends them. A notice
 * that cannot be sent holds nothing up. */
#pragma once
#include "store_outbox.h"

enum notice {
#define NOTICE(name, id, plan, outcome) NOTICE_##name,
#include "notices.def"
#undef NOTICE
    NOTICE_COUNT
};
enum notice_plan { PLAN_BOTH, PLAN_ELSE };

struct notice_kind {
    struct th_str id;
    enum notice_plan plan;
    struct th_str outcome;
};
const struct notice_kind *notice_kind(enum notice notice);
/** False for an id of a later version. */
bool notice_find(struct th_str id, enum notice *out);

/** What is told: texts without line ends; `subject` is a number that the person knows, `remark` may
 * be empty. */
struct notice_text {
    struct th_str account_id; /* to whom */
    struct th_str about;      /* id of the thing */
    struct th_str subject, remark;
    int64_t at_s;
};
/** Inside a write job. TH_INVALID for a text with a line end. */
enum th_status outbox_add(struct store_db *db, struct th_arena *arena, enum notice notice,
                          const struct notice_text *text) TH_MUST_USE;
/** Subject and remark of a row. */
void outbox_read(const struct outbox_row *row, struct th_str *subject, struct th_str *remark);
