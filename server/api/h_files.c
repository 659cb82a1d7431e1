/* Uploaded files: in, out, listed, deleted. */
#include "file_answer.h"
#include "handlers.h"
#include "identities.h"
#include "json_write.h"
#include "upload_form.h"
#include "write.h"

#include <unistd.h>

static struct api_file fill(struct th_arena *arena, const struct file_row *row)
{
    return (struct api_file){
        .has = { .id = true,
                 .name = true,
                 .type = true,
                 .size = true,
                 .sha256 = true,
                 .state = true,
                 .uploaded_by = true,
                 .uploaded_at = true },
        .id = row->id,
        .name = row->name,
        .type = row->type,
        .size = (int64_t)row->size,
        .sha256 = row->sha256,
        .state = row->state,
        .uploaded_by = row->account_id,
        .uploaded_at = text_time(arena, row->at_s),
    };
}

static struct api_file fill_listed(const struct call *call, const struct file_row *row)
{
    char name[MASK_CAP];
    struct api_file file = fill(call->arena, row);
    file.is_mine = th_str_equal(row->account_id, call->who.user_id);
    file.has.is_mine = true;
    file.uploaded_by_name = th_arena_copy(call->arena, mask_account_name(row->account_name, name));
    file.has.uploaded_by_name = row->account_name.len > 0;
    return file;
}

#define RENDER_BYTES 256

static void render(void *self, const struct file_row *row, struct th_buf *out)
{
    struct api_file file = fill(self, row);
    th_json_write(out, &api_file_model, &file);
}

static struct file_owner enterprise_of(const struct call *call)
{
    return (struct file_owner){ call->enterprise, false };
}

static struct file_owner person_of(const struct call *call)
{
    return (struct file_owner){ call->who.user_id, true };
}

static struct write_request write_of(const struct call *call, const struct file_owner *owner)
{
    struct write_request request = write_request_of(call, (struct th_str){ NULL, 0 });
    request.enterprise = owner->id;
    request.target = owner->is_account ? call->path.own_file : call->path.file;
    return request;
}

/* ---- in ---- */

/* Which member of the form a person has to change. */
static void tell_member(struct call *call, enum th_status status)
{
    const struct th_status_row *row = th_status_row(status);
    if (row->http != 413 && row->http != 422)
        return;
    struct th_buf text = th_room(call->arena);
    th_buf_put(&text, TH_STR("[{\"code\":"));
    th_json_put_text(&text, th_str_of(row->slug));
    th_buf_put(&text, TH_STR(",\"severity\":\"error\",\"path\":"));
    th_json_put_text(&text, status == TH_FILE_NAME ? TH_STR("/name") : TH_STR("/file"));
    th_buf_put(&text, TH_STR(",\"zh\":"));
    th_json_put_text(&text, th_str_of(row->zh));
    th_buf_put(&text, TH_STR(",\"en\":"));
    th_json_put_text(&text, th_str_of(row->en));
    th_buf_put(&text, TH_STR("}]"));
    call->issues_json = th_room_keep(call->arena, &text);
}

static enum th_status take(struct call *call, struct upload *upload, struct write_outcome *outcome)
{
    char block[RENDER_BYTES];
    struct th_arena arena;
    th_arena_init(&arena, block, sizeof block);
    struct write_request request = write_of(call, &upload->owner);
    struct file_offer offer = { .request = &request, .render = render, .self = &arena };
    enum th_status status = form_read(call, upload, &offer.name);
    return status ? status : files_keep(upload, call->arena, &offer, outcome);
}

static enum th_status bring(struct call *call, struct file_owner owner)
{
    struct upload upload;
    struct write_outcome outcome = { .version = 0 };
    enum th_status status =
        upload_begin(call->app->files, &owner, call->request->stream->length, &upload);
    if (status == TH_OK)
        status = take(call, &upload, &outcome);
    upload_end(&upload);
    count(call->meter, status == TH_OK ? API_UPLOAD_KEPT : API_UPLOAD_REFUSED);
    status = write_finish(call, status, &outcome);
    if (status)
        tell_member(call, status);
    return status;
}

enum th_status upload_file(struct call *call, const struct api_file_form *in, struct api_file *out)
{
    (void)in;
    (void)out;
    return bring(call, enterprise_of(call));
}

enum th_status upload_own_file(struct call *call, const struct api_file_form *in,
                               struct api_file *out)
{
    (void)in;
    (void)out;
    return bring(call, person_of(call));
}

/* ---- out ---- */

#define KB ((uint64_t)1024)

static enum th_status fill_room(const struct call *call, const struct file_owner *owner,
                                struct api_file_list *out)
{
    struct file_total used, most;
    enum th_status status = files_room(call->app->files, owner, &used, &most);
    if (status)
        return status;
    out->used_files = (int64_t)used.count;
    out->most_files = (int64_t)most.count;
    out->used_kb = (int64_t)((used.bytes + KB - 1) / KB);
    out->most_kb = (int64_t)(most.bytes / KB);
    out->has.used_files = out->has.most_files = out->has.used_kb = out->has.most_kb = true;
    return TH_OK;
}

static enum th_status list(struct call *call, struct file_owner owner,
                           const struct api_files_query *in, struct api_file_list *out)
{
    struct file_list found;
    uint32_t before = 0;
    if (in->cursor.len && !th_str_to_u32(in->cursor, &before))
        return TH_INVALID;
    struct file_query query = { owner.id, before, in->has.limit ? (uint32_t)in->limit : 50 };
    enum th_status status = files_list(call->app->files, call->arena, &query, &found);
    if (status)
        return status;
    out->items.items = th_arena_array(call->arena, found.count, sizeof *out->items.items);
    if (!out->items.items)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < found.count; i++)
        out->items.items[i] = fill_listed(call, &found.items[i]);
    out->items.count = found.count;
    out->has.items = true;
    out->has.next = found.next > 0;
    if (found.next > 0)
        out->next = text_number(call->arena, (uint64_t)found.next);
    return fill_room(call, &owner, out);
}

enum th_status list_files(struct call *call, const struct api_files_query *in,
                          struct api_file_list *out)
{
    return list(call, enterprise_of(call), in, out);
}

enum th_status list_own_files(struct call *call, const struct api_files_query *in,
                              struct api_file_list *out)
{
    return list(call, person_of(call), in, out);
}

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

/* RFC 6266: the id for clients that know no other, the name in UTF-8 for all others. */
static struct th_str disposition(struct th_arena *arena, const struct file_row *row)
{
    static const char digits[] = "0123456789ABCDEF";
    struct th_buf text = th_room(arena);
    th_buf_put(&text, TH_STR("attachment; filename=\""));
    th_buf_put(&text, row->id);
    th_buf_char(&text, '.');
    th_buf_put(&text, row->type);
    th_buf_put(&text, TH_STR("\"; filename*=UTF-8''"));
    for (size_t i = 0; i < row->name.len; i++) {
        unsigned char c = (unsigned char)row->name.ptr[i];
        if (is_plain(c)) {
            th_buf_char(&text, (char)c);
            continue;
        }
        th_buf_char(&text, '%');
        th_buf_char(&text, digits[c >> 4]);
        th_buf_char(&text, digits[c & 15]);
    }
    return th_room_keep(arena, &text);
}

static enum th_status show_copy(struct call *call, const struct file_row *row,
                                struct http_file *file)
{
    struct display display;
    enum th_status status = files_display(row, file->descriptor, &display);
    if (status)
        return status;
    struct http_span *spans = th_arena_array(call->arena, display.count, sizeof *spans);
    if (!spans)
        return TH_NO_MEMORY;
    for (size_t i = 0; i < display.count; i++)
        spans[i] =
            (struct http_span){ display.spans[i].text, display.spans[i].at, display.spans[i].size };
    file->size = display.size;
    file->spans = spans;
    file->span_count = display.count;
    return TH_OK;
}

enum th_status file_answer(struct call *call, struct file_ask ask, const struct api_file_query *in)
{
    struct file_row row;
    int descriptor = -1;
    enum th_status status = files_open(call->app->files, call->arena, &ask, &row, &descriptor);
    if (status)
        return status;
    struct http_file file = { .is_open = true, .descriptor = descriptor, .size = row.size };
    if (in->has.copy && in->copy == th_api_copy_display)
        status = show_copy(call, &row, &file);
    if (status) {
        (void)close(descriptor);
        return status;
    }
    call->answer.content_disposition = disposition(call->arena, &row);
    call->answer.file = file;
    return TH_OK;
}

enum th_status get_file(struct call *call, const struct api_file_query *in,
                        struct api_file_bytes *out)
{
    (void)out;
    return file_answer(call, (struct file_ask){ call->enterprise, call->path.file }, in);
}

enum th_status get_own_file(struct call *call, const struct api_file_query *in,
                            struct api_file_bytes *out)
{
    (void)out;
    return file_answer(call, (struct file_ask){ call->who.user_id, call->path.own_file }, in);
}

/* ---- deleting ---- */

static enum th_status remove_one(struct call *call, struct file_owner owner)
{
    struct write_request request = write_of(call, &owner);
    struct write_outcome outcome = { .version = 0 };
    enum th_status status =
        files_delete(call->app->files, call->arena, &request, owner.is_account, &outcome);
    return write_finish(call, status, &outcome);
}

enum th_status delete_file(struct call *call, const struct api_none *in, struct api_no_content *out)
{
    (void)in;
    (void)out;
    return remove_one(call, enterprise_of(call));
}

enum th_status delete_own_file(struct call *call, const struct api_none *in,
                               struct api_no_content *out)
{
    (void)in;
    (void)out;
    return remove_one(call, person_of(call));
}
