/* RFC 9457 problem documents. */
#include "problem.h"

#include "json_quote.h"

/* Member names, status, id: the part of a document that does not depend on its texts. */
#define FRAME_BYTES 512

struct problem problem_of(enum th_status status)
{
    const struct th_status_row *row = th_status_row(status);

    return (struct problem){
        .status = row->http,
        .code = th_str_of(row->slug),
        .title = th_str_of(row->en),
        .zh = th_str_of(row->zh),
        .en = th_str_of(row->en),
        .retry_after_s = row->http == 429 || row->http == 503 ? 1 : 0,
    };
}

static void put_member(struct th_buf *out, struct th_str name, struct th_str value)
{
    th_buf_char(out, ',');
    json_quote(out, name);
    th_buf_char(out, ':');
    json_quote(out, value);
}

static void put_raw(struct th_buf *out, struct th_str before, struct th_str raw)
{
    if (raw.len > 0) {
        th_buf_put(out, before);
        th_buf_put(out, raw);
    }
}

static void write_document(struct th_buf *out, struct th_str request_id,
                           const struct problem *problem)
{
    th_buf_put(out, TH_STR("{\"type\":\"urn:tanheng:problem:"));
    th_buf_put(out, problem->code);
    th_buf_char(out, '"');
    put_member(out, TH_STR("title"), problem->title);
    th_buf_put(out, TH_STR(",\"status\":"));
    th_buf_u64(out, (uint64_t)problem->status);
    put_member(out, TH_STR("code"), problem->code);
    put_member(out, TH_STR("detail"), problem->en);
    put_member(out, TH_STR("zh"), problem->zh);
    put_member(out, TH_STR("en"), problem->en);
    put_member(out, TH_STR("request_id"), request_id);
    put_raw(out, TH_STR(",\"issues\":"), problem->issues);
    put_raw(out, TH_STR(","), problem->extra);
    th_buf_char(out, '}');
}

static struct http_answer answer_of(const struct problem *problem, struct th_str body)
{
    return (struct http_answer){
        .status = problem->status,
        .content_type = HTTP_PROBLEM,
        .body = body,
        .retry_after_s = problem->retry_after_s,
    };
}

/* The document in arena memory; ptr NULL when it does not fit into `cap` bytes or the arena has no
 * more. */
static struct th_str try_document(struct th_arena *arena, struct th_str request_id,
                                  const struct problem *problem, size_t cap)
{
    const size_t mark = th_arena_mark(arena);
    char *memory = th_arena_alloc(arena, cap);
    struct th_buf out;

    if (memory == NULL) {
        return (struct th_str){ NULL, 0 };
    }
    th_buf_init(&out, memory, cap);
    write_document(&out, request_id, problem);
    if (out.overflow) {
        th_arena_rewind(arena, mark);
        return (struct th_str){ NULL, 0 };
    }
    return th_buf_view(&out);
}

struct http_answer problem_answer(struct th_arena *arena, struct th_str request_id,
                                  const struct problem *problem)
{
    const size_t texts = problem->title.len + problem->zh.len + 2 * problem->en.len;
    const size_t raw = FRAME_BYTES + 2 * problem->code.len + request_id.len + problem->issues.len +
                       problem->extra.len;

    struct th_str body = try_document(arena, request_id, problem, raw + texts);
    if (body.ptr == NULL) { /* an escaped byte is up to six bytes long */
        body = try_document(arena, request_id, problem, raw + 6 * texts);
    }
    if (body.ptr != NULL) {
        return answer_of(problem, body);
    }
    const struct problem full = problem_of(TH_NO_MEMORY);
    return answer_of(&full, TH_STR("{\"type\":\"urn:tanheng:problem:no-memory\",\"status\":503,"
                                   "\"code\":\"no-memory\"}"));
}

struct http_answer problem_status(struct th_arena *arena, struct th_str request_id,
                                  enum th_status status)
{
    const struct problem problem = problem_of(status);
    return problem_answer(arena, request_id, &problem);
}
