/* A notice is one row for each message that it may become. */
#include "outbox.h"

#include "room.h"

#include <string.h>

static const struct notice_kind kinds[] = {
#define NOTICE(name, id, plan, outcome)                                                            \
    { { (id), sizeof(id) - 1 }, PLAN_##plan, { (outcome), sizeof(outcome) - 1 } },
#include "notices.def"
#undef NOTICE
};

const struct notice_kind *notice_kind(enum notice notice)
{
    return &kinds[notice];
}

bool notice_find(struct th_str id, enum notice *out)
{
    for (unsigned i = 0; i < NOTICE_COUNT; i++)
        if (th_str_equal(kinds[i].id, id)) {
            *out = (enum notice)i;
            return true;
        }
    return false;
}

static bool is_line(struct th_str text)
{
    return !text.len || !memchr(text.ptr, '\n', text.len);
}

enum th_status outbox_add(struct store_db *db, struct th_arena *arena, enum notice notice,
                          const struct notice_text *text)
{
    struct th_buf params = th_room(arena);
    if (!is_line(text->subject) || !is_line(text->remark))
        return TH_INVALID;
    th_buf_put(&params, text->subject);
    th_buf_char(&params, '\n');
    th_buf_put(&params, text->remark);
    struct outbox_row row = { .account_id = text->account_id,
                              .about = text->about,
                              .kind = kinds[notice].id,
                              .params = th_room_keep(arena, &params),
                              .channel = TH_STR("wechat"),
                              .falls_back = kinds[notice].plan == PLAN_ELSE,
                              .at_s = text->at_s,
                              .next_s = text->at_s };
    if (!row.params.ptr)
        return TH_NO_MEMORY;
    enum th_status status = store_outbox_insert(db, &row);
    if (status || kinds[notice].plan != PLAN_BOTH)
        return status;
    row.channel = TH_STR("sms");
    return store_outbox_insert(db, &row);
}

void outbox_read(const struct outbox_row *row, struct th_str *subject, struct th_str *remark)
{
    struct th_str rest = row->params;
    *subject = th_str_cut(&rest, '\n');
    *remark = rest;
}
