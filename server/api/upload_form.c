/* The multipart reader between the request's body and the upload. */
#include "upload_form.h"

#include "multipart.h"

#include <string.h>

#define PIECE_BYTES ((size_t)16 * 1024)

struct form {
    struct multipart reader;
    struct th_arena *arena;
    struct upload *upload;
    struct th_str name, field; /* of the file, and of the field that takes its place */
    bool has_file, has_field, is_in_file;
    enum th_status status; /* why the sink stopped */
    char field_text[MULTIPART_FIELD_MAX];
    char piece[PIECE_BYTES];
};

static bool stop(struct form *form, enum th_status status)
{
    form->status = status;
    return false;
}

static bool on_begin(void *self, const struct multipart_part *part)
{
    struct form *form = self;
    bool is_file = th_str_equal(part->name, TH_STR("file")) && part->is_file && !form->has_file;
    bool is_field = th_str_equal(part->name, TH_STR("name")) && !part->is_file && !form->has_field;
    form->is_in_file = is_file;
    if (is_file)
        form->name = th_arena_copy(form->arena, part->filename);
    form->has_file = form->has_file || is_file;
    form->has_field = form->has_field || is_field;
    return is_file || is_field || stop(form, TH_FORM_MALFORMED);
}

static bool on_data(void *self, struct th_str bytes)
{
    struct form *form = self;
    if (form->is_in_file) {
        enum th_status status = upload_write(form->upload, bytes);
        return status == TH_OK || stop(form, status);
    }
    memcpy(form->field_text + form->field.len, bytes.ptr, bytes.len); /* the reader has a limit */
    form->field = (struct th_str){ form->field_text, form->field.len + bytes.len };
    return true;
}

static bool on_end(void *self)
{
    (void)self;
    return true;
}

static enum th_status status_of(const struct form *form, enum multipart_verdict verdict)
{
    switch (verdict) {
    case MULTIPART_MORE:
    case MULTIPART_DONE: return TH_OK;
    case MULTIPART_LARGE:
    case MULTIPART_PARTS: return TH_TOO_LARGE;
    case MULTIPART_STOPPED: return form->status;
    case MULTIPART_MALFORMED:
    case MULTIPART_HEAD: break;
    }
    return TH_FORM_MALFORMED;
}

static enum th_status pull(struct form *form, const struct http_stream *stream)
{
    for (;;) {
        int got = stream->read(stream->self, form->piece, sizeof form->piece);
        if (got <= 0)
            return got < 0 ? TH_MALFORMED : status_of(form, multipart_end(&form->reader));
        enum th_status status = status_of(
            form, multipart_feed(&form->reader, (struct th_str){ form->piece, (size_t)got }));
        if (status)
            return status;
    }
}

enum th_status form_read(struct call *call, struct upload *upload, struct th_str *name)
{
    struct form *form = th_arena_alloc(call->arena, sizeof *form);
    struct th_str boundary;
    if (!form)
        return TH_NO_MEMORY;
    form->arena = call->arena;
    form->upload = upload;
    const struct multipart_sink sink = { form, on_begin, on_data, on_end };
    if (!multipart_boundary(call->request->headers.content_type, &boundary))
        return TH_FORM_MALFORMED;
    multipart_init(&form->reader, boundary, &sink);
    enum th_status status = pull(form, call->request->stream);
    if (status == TH_OK && !form->has_file)
        status = TH_FORM_MALFORMED;
    *name = form->has_field ? form->field : form->name;
    return status;
}
