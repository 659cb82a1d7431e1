/* Submitting and withdrawing: evaluate and decide on the caller's thread and make there what is to
 * be stored, then store it inside one write job. */
#include "filings.h"

#include "chain.h"
#include "context.h"
#include "exactly_once.h"
#include "room.h"

#include <string.h>

#define REASON_MAX 1000

/** One submission or withdrawal on its way. */
struct submission {
    struct service *service;
    struct th_arena *arena;
    const struct write_request *request;
    const struct filing_renderer *renderer;
    struct write_outcome *out;
    struct th_str reason; /* withdrawal only */
    bool is_withdrawal;
    int64_t now_s;
    char new_id[CLOCK_ID_CAP];
    size_t mark; /* of the arena, before anything below was made */

    struct filing_head key;     /* identity that the body, or the target, has */
    struct filing_head target;  /* as it stands; revision 0 = new filing */
    struct filing_head overlap; /* id empty = none */
    struct filing_view before;  /* withdrawal: the content that is taken back */
    struct account_row author;
    struct chain_row head; /* last entry of the chain that all of this was read at */
    struct th_context context;
    enum th_status evaluated;
    struct th_evaluation evaluation;

    struct filing_view view; /* from here on: what is to be stored */
    struct revision_row revision;
    struct chain_row entry;
    struct idempotency_row kept;
};

/* ---- reading what decides ---- */

static enum th_status read_target(struct store_db *db, struct submission *s)
{
    s->target = (struct filing_head){ 0 };
    if (!s->request->target.len)
        return TH_OK;
    enum th_status status = store_filing_head(db, s->arena, s->request->target, &s->target);
    if (status == TH_OK && !th_str_equal(s->target.enterprise, s->request->enterprise))
        status = TH_NOT_FOUND;
    return status;
}

static enum th_status read_overlap(struct store_db *db, struct submission *s)
{
    s->overlap = (struct filing_head){ 0 };
    enum th_status status = store_filing_overlap(db, s->arena, &s->key, &s->overlap);
    return status == TH_NOT_FOUND ? TH_OK : status;
}

/* Replay first: whoever asks again gets the same answer, whatever has changed since. */
static enum th_status read_common(struct store_db *db, struct submission *s)
{
    enum th_status status = once_find(db, s->arena, s->request, s->out);
    if (status != TH_NOT_FOUND)
        return status;
    status = once_check_member(db, s->arena, s->request, s->now_s);
    if (status == TH_OK)
        status = read_target(db, s);
    if (status == TH_OK)
        status = store_account_get(db, s->arena, s->request->account_id, &s->author);
    return status ? status : store_chain_head(db, s->request->enterprise, &s->head);
}

static enum th_status read_submission(struct store_db *db, void *data)
{
    struct submission *s = data;
    enum th_status status = read_common(db, s);
    if (status == TH_OK && !s->out->is_replay)
        status = read_overlap(db, s);
    if (status == TH_OK && !s->out->is_replay)
        status = context_load(db, s->arena, &s->key, &s->context);
    return status;
}

/* ---- evaluating ---- */

static void evaluate(struct submission *s)
{
    s->context.today = clock_day_of(s->now_s);
    s->context.enterprise = s->request->enterprise;
    s->evaluated =
        th_evaluate(s->service->core, s->arena, s->request->body, &s->context, &s->evaluation);
}

/* Is the document wrong in itself, or only against what was filed meanwhile? Asked only when it
 * cannot be accepted. */
static bool fails_without_context(struct submission *s)
{
    const struct th_context nothing = { .enterprise = s->request->enterprise };
    struct th_evaluation bare;
    size_t mark = th_arena_mark(s->arena);
    enum th_status status =
        th_evaluate(s->service->core, s->arena, s->request->body, &nothing, &bare);
    th_arena_rewind(s->arena, mark);
    s->arena->failed = false;
    return status != TH_OK || bare.error_count > 0;
}

static enum th_status judge_issues(struct submission *s)
{
    s->out->issues = s->evaluation.issues;
    if (s->evaluated != TH_OK)
        return s->evaluated;
    if (s->evaluation.error_count > 0 && fails_without_context(s))
        return TH_INVALID;
    return s->evaluation.error_count || s->evaluation.open_confirm_count ? TH_CONTEXT_CHANGED
                                                                         : TH_OK;
}

/* ---- deciding ---- */

static enum th_status refuse(struct submission *s, enum th_message message, const char *path)
{
    s->out->message = message;
    s->out->message_path = path;
    return TH_INVALID;
}

static bool has_same_identity(const struct filing_head *a, const struct filing_head *b)
{
    return th_str_equal(a->form, b->form) && th_str_equal(a->site, b->site) &&
           a->period.start == b->period.start && a->period.end == b->period.end;
}

static enum th_status judge_target(struct submission *s)
{
    if (!s->target.revision)
        return TH_OK;
    s->out->current = s->target.revision;
    if (s->request->if_match != s->target.revision)
        return TH_STALE;
    return s->target.is_withdrawn ? TH_CONFLICT : TH_OK;
}

static enum th_status judge_receipt(struct submission *s)
{
    if (!s->evaluation.has_client_receipt)
        return refuse(s, TH_MSG_RECEIPT_REQUIRED, "/receipt");
    if (!s->evaluation.has_receipt)
        return TH_NO_MEMORY; /* no error stands, so only room can be missing */
    if (!th_receipt_equal(&s->evaluation.receipt, &s->evaluation.client_receipt)) {
        s->out->evaluation = &s->evaluation;
        return TH_RECEIPT_MISMATCH;
    }
    if (s->evaluation.accept_until && s->evaluation.accept_until < s->context.today) {
        s->out->successor = s->evaluation.successor;
        return TH_PACK_RETIRED;
    }
    return TH_OK;
}

static enum th_status judge_overlap(struct submission *s)
{
    if (!s->overlap.revision)
        return TH_OK;
    if (fails_without_context(s))
        return judge_issues(s); /* wrong in any case: a free period would not help */
    s->out->other_filing = s->overlap.id;
    s->out->current = s->overlap.revision;
    return TH_PERIOD_TAKEN;
}

static enum th_status decide(struct submission *s)
{
    if (s->evaluated != TH_OK)
        return judge_issues(s);
    enum th_status status = judge_target(s);
    if (status == TH_OK && s->target.revision && !has_same_identity(&s->key, &s->target))
        status = refuse(s, TH_MSG_FILING_IDENTITY, "/period");
    if (status == TH_OK)
        status = judge_overlap(s);
    if (status == TH_OK)
        status = judge_issues(s);
    return status ? status : judge_receipt(s);
}

/* ---- making what is to be stored ---- */

static void fill_identity(struct submission *s)
{
    struct filing_view *view = &s->view;
    view->id = s->target.revision ? s->target.id : th_str_of(s->new_id);
    view->enterprise = s->request->enterprise;
    view->site = s->key.site;
    view->form = s->key.form;
    view->period = s->key.period;
    view->revision = s->target.revision + 1;
    view->is_withdrawn = s->is_withdrawal;
    view->submitted_s = s->now_s;
    view->reason = s->reason;
    view->label = s->is_withdrawal ? LABEL_NONE : LABEL_SELF;
    view->author_id = s->request->account_id;
    view->author = s->author.account;
    view->author_name = s->author.name;
}

static void fill_content(struct submission *s)
{
    const struct th_evaluation *evaluation = &s->evaluation;
    struct filing_view *view = &s->view;
    view->form_version = evaluation->form_version;
    view->net_tco2 = evaluation->net_tco2;
    view->tce = evaluation->tce;
    view->receipt = evaluation->receipt;
    view->receipt.pack = evaluation->pack;
    view->input = evaluation->input;
    view->result = evaluation->result;
    view->issues = evaluation->issues;
}

/* The chain entry that follows the one that was read, sealed over the revision. */
static void seal_entry(struct submission *s)
{
    struct filing_view *view = &s->view;
    s->entry =
        (struct chain_row){ .enterprise = view->enterprise,
                            .kind = view->is_withdrawn ? TH_STR("withdraw") : TH_STR("submit"),
                            .filing = view->id,
                            .author_id = view->author_id,
                            .seq = s->head.seq + 1,
                            .revision = view->revision,
                            .at_s = view->submitted_s };
    memcpy(s->entry.prev, s->head.hash, sizeof s->entry.prev);
    chain_seal(&s->entry, &s->revision);
    view->chain_seq = s->entry.seq;
    memcpy(view->chain_hash, s->entry.hash, sizeof view->chain_hash);
}

static enum th_status make_answer(struct submission *s)
{
    struct th_buf text = th_room(s->arena);
    s->renderer->render(s->renderer->self, &s->view, &text);
    s->out->answer = th_room_keep(s->arena, &text);
    s->out->id = th_arena_copy(s->arena, s->view.id);
    s->out->version = s->view.revision;
    if (!s->out->answer.ptr || !s->out->id.ptr)
        return TH_NO_MEMORY;
    once_seal(s->request, s->out, s->now_s, &s->kept);
    return TH_OK;
}

static enum th_status make_submission(struct submission *s)
{
    s->view = (struct filing_view){ 0 };
    fill_identity(s);
    fill_content(s);
    s->revision =
        (struct revision_row){ .view = &s->view,
                               .content_revision = s->view.revision,
                               .context_seq = s->head.seq,
                               .context_day = s->context.today,
                               .readings = context_readings_text(s->arena, &s->evaluation) };
    if (!s->revision.readings.ptr)
        return TH_NO_MEMORY;
    if (!filing_view_cut(&s->view, s->evaluation.doc.len))
        return TH_INTERNAL; /* the canonical form is not what the store relies on */
    seal_entry(s);
    return make_answer(s);
}

/* ---- storing ---- */

static enum th_status put_filing(struct store_db *db, const struct filing_view *view)
{
    struct filing_head head = { .id = view->id,
                                .enterprise = view->enterprise,
                                .site = view->site,
                                .form = view->form,
                                .period = view->period,
                                .revision = view->revision,
                                .is_withdrawn = view->is_withdrawn };
    return view->revision == 1 ? store_filing_insert(db, &head) : store_filing_advance(db, &head);
}

static enum th_status put_all(struct store_db *db, const struct submission *s)
{
    enum th_status status = put_filing(db, &s->view);
    if (status == TH_OK)
        status = store_revision_insert(db, &s->revision);
    if (status == TH_OK)
        status = store_chain_append(db, &s->entry);
    return status ? status : once_keep(db, &s->kept);
}

/* Somebody was faster: judge again, now undisturbed. */
static enum th_status judge_again(struct store_db *db, struct submission *s)
{
    th_arena_rewind(s->arena, s->mark);
    *s->out = (struct write_outcome){ 0 }; /* its views lay behind the mark */
    enum th_status status = read_submission(db, s);
    if (status || s->out->is_replay)
        return status;
    evaluate(s);
    status = decide(s);
    return status ? status : make_submission(s);
}

static enum th_status submit_job(struct store_db *db, void *data)
{
    struct submission *s = data;
    struct chain_row head;
    enum th_status status = store_chain_head(db, s->request->enterprise, &head);
    if (status == TH_OK && head.seq == s->head.seq)
        status = once_check_member(db, s->arena, s->request,
                                   s->now_s); /* the chain does not know about people */
    else if (status == TH_OK)
        status = judge_again(db, s);
    return status || s->out->is_replay ? status : put_all(db, s);
}

static enum th_status read_key(struct submission *s)
{
    struct th_filing_head head;
    enum th_status status = th_filing_head_read(s->arena, s->request->body, &head);
    if (status)
        return status;
    s->key = (struct filing_head){ .id = s->request->target,
                                   .enterprise = s->request->enterprise,
                                   .site = head.site,
                                   .form = head.form,
                                   .period = head.period };
    if (!head.has_period)
        s->key.period =
            (struct th_period){ 1, 0 }; /* overlaps nothing; the evaluation says what is wrong */
    return TH_OK;
}

static struct submission begin(struct service *service, struct th_arena *arena,
                               const struct write_request *request, struct write_outcome *out)
{
    *out = (struct write_outcome){ 0 };
    struct submission s = { .service = service, .arena = arena, .request = request, .out = out };
    s.now_s = clock_now_s(&service->clock);
    return s;
}

enum th_status filings_submit(struct service *service, struct th_arena *arena,
                              const struct write_request *request,
                              const struct filing_renderer *renderer, struct write_outcome *out)
{
    struct submission *s = th_arena_alloc(arena, sizeof *s);
    if (!s)
        return TH_NO_MEMORY;
    *s = begin(service, arena, request, out);
    s->renderer = renderer;
    clock_new_id(&service->clock, 'f', s->new_id);
    enum th_status status = read_key(s);
    if (status == TH_MALFORMED) {
        evaluate(s);
        return judge_issues(s);
    }
    s->mark = th_arena_mark(arena);
    if (status == TH_OK)
        status = store_read(service->store, read_submission, s);
    if (status || out->is_replay)
        return status;
    evaluate(s);
    status = decide(s);
    if (status == TH_OK)
        status = make_submission(s);
    return status ? status : store_write(service->store, submit_job, s);
}

/* ---- withdrawing ---- */

static enum th_status withdraw_job(struct store_db *db, void *data)
{
    struct submission *s = data;
    enum th_status status = read_common(db, s);
    if (status || s->out->is_replay)
        return status;
    status = judge_target(s);
    if (status == TH_OK)
        status = store_revision_get(db, s->arena, s->target.id, 0, &s->before);
    if (status)
        return status;
    s->key = s->target;
    s->view = s->before;
    fill_identity(s);
    s->revision = (struct revision_row){ .view = &s->view,
                                         .content_revision = s->before.revision,
                                         .context_seq = s->head.seq,
                                         .context_day = clock_day_of(s->now_s) };
    seal_entry(s);
    status = make_answer(s);
    return status ? status : put_all(db, s);
}

enum th_status filings_withdraw(struct service *service, struct th_arena *arena,
                                const struct write_request *request,
                                const struct withdrawal *withdrawal, struct write_outcome *out)
{
    struct submission *s = th_arena_alloc(arena, sizeof *s);
    if (!s)
        return TH_NO_MEMORY;
    *s = begin(service, arena, request, out);
    s->renderer = &withdrawal->renderer;
    s->reason = withdrawal->reason;
    s->is_withdrawal = true;
    if (!s->reason.len)
        return refuse(s, TH_MSG_REASON_REQUIRED, "/reason");
    if (s->reason.len > REASON_MAX)
        return TH_TOO_LARGE;
    return store_write(service->store, withdraw_job, s);
}

/* ---- checking without storing ---- */

static enum th_status check_job(struct store_db *db, void *data)
{
    struct submission *s = data;
    return context_load(db, s->arena, &s->key, &s->context);
}

enum th_status filings_check(struct service *service, struct th_arena *arena,
                             const struct write_request *request, struct th_evaluation *out)
{
    struct write_outcome outcome;
    struct submission *s = th_arena_alloc(arena, sizeof *s);
    if (!s)
        return TH_NO_MEMORY;
    *s = begin(service, arena, request, &outcome);
    enum th_status status = read_key(s);
    if (status == TH_OK)
        status = store_read(service->store, check_job, s);
    if (status == TH_OK || status == TH_MALFORMED) {
        evaluate(s);
        *out = s->evaluation;
        status = s->evaluated;
    }
    return status;
}
