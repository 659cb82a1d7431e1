/* Asking and deciding in the frame of office.h; a look is a write of its own. */
#include "disclosures.h"

#include "exactly_once.h"
#include "identities.h"
#include "limiter.h"
#include "outside.h"
#include "provider.h"

#include <string.h>

static bool is(const struct disclosure_row *row, const char *state)
{
    return th_str_equal(row->state, th_str_of(state));
}

struct disclosure_moment disclosure_at(const struct disclosure_row *row, int64_t now_s)
{
    bool is_open = now_s < row->ends_s;
    bool is_shown = is(row, DISCLOSURE_SHOWN) && now_s < row->shown_s + DISCLOSURE_SHOWN_S;
    struct disclosure_moment at = { .waits = is(row, DISCLOSURE_WAITING) && is_open,
                                    .may_be_shown =
                                        is_shown || (is(row, DISCLOSURE_APPROVED) && is_open) };
    at.is_over = !at.waits && !at.may_be_shown && !is(row, DISCLOSURE_REFUSED);
    return at;
}

/* ---- the numbers ---- */

struct opening {
    const struct seal *seal;
    struct th_arena *arena;
    struct th_str account_id;
};

/* Empty when there is none. */
static enum th_status find_sealed(struct store_db *db, const struct opening *opening,
                                  const char *kind, struct th_str *out)
{
    struct identity_row row;
    const struct identity_row key = { .account_id = opening->account_id, .kind = th_str_of(kind) };
    enum th_status status = store_identity_of(db, opening->arena, &key, &row);
    *out = status == TH_OK ? row.sealed : TH_STR("");
    return status == TH_NOT_FOUND ? TH_OK : status;
}

static enum th_status unseal(const struct opening *opening, const struct seal_place *place,
                             struct th_str sealed, struct th_str *out)
{
    enum th_status status = seal_read(opening->seal, opening->arena, place, sealed, out);
    return status == TH_STORE_FAILED ? TH_NUMBER_UNREADABLE : status;
}

/* What he proved; else what an enterprise wrote down. Only whether it is there, when `out` is NULL.
 */
static enum th_status open_phone(struct store_db *db, const struct opening *opening, bool *is_there,
                                 struct th_str *out)
{
    struct th_str sealed;
    struct agent_row agent = { .phone_sealed = { "", 0 } };
    char owner[SEARCH_TEXT_CAP];
    struct seal_place place = { TH_STR(IDENTITY_PHONE), opening->account_id };
    enum th_status status = find_sealed(db, opening, IDENTITY_PHONE, &sealed);
    if (status == TH_OK && !sealed.len) {
        status = store_agent_of(db, opening->arena, opening->account_id, &agent);
        status = status == TH_NOT_FOUND ? TH_OK : status;
        sealed = agent.phone_sealed;
        place = agent_phone_place(&agent, owner);
    }
    *is_there = status == TH_OK && sealed.len > 0;
    return *is_there && out ? unseal(opening, &place, sealed, out) : status;
}

static enum th_status open_id(struct store_db *db, const struct opening *opening, bool *is_there,
                              struct disclosure_look *out)
{
    struct th_str sealed, text;
    const struct seal_place place = { TH_STR(IDENTITY_PERSON), opening->account_id };
    enum th_status status = find_sealed(db, opening, IDENTITY_PERSON, &sealed);
    *is_there = status == TH_OK && sealed.len > 0;
    if (!*is_there || !out)
        return status;
    status = unseal(opening, &place, sealed, &text);
    if (status)
        return status;
    out->id_type = th_str_cut(&text, ':');
    out->id_number = text;
    return TH_OK;
}

/* ---- asking ---- */

static const char *const field_texts[] = { "", "phone", "id_number", "phone,id_number" };

static bool asks_for(const struct disclosure_row *row, const char *field)
{
    struct th_str rest = row->fields;
    while (rest.len)
        if (th_str_equal(th_str_cut(&rest, ','), th_str_of(field)))
            return true;
    return false;
}

static enum th_status check_numbers(struct store_db *db, struct office *office, unsigned fields)
{
    bool has_phone = true, has_id = true;
    const struct opening opening = { outside_seal(auth_outside(office->auth)), office->arena,
                                     office->request.target };
    enum th_status status = TH_OK;
    if (fields & DISCLOSURE_PHONE)
        status = open_phone(db, &opening, &has_phone, NULL);
    if (status == TH_OK && fields & DISCLOSURE_ID_NUMBER)
        status = open_id(db, &opening, &has_id, NULL);
    if (status == TH_OK && !(has_phone && has_id))
        return office_fault(office, TH_MSG_NUMBER_NONE, "/fields");
    return status;
}

static enum th_status take_try(struct store_db *db, struct office *office)
{
    struct limit_take take = { .seal = outside_seal(auth_outside(office->auth)),
                               .now_s = office->by.at_s };
    limiter_add(&take, LIMIT_DISCLOSURES, office->by.actor);
    enum th_status status = limiter_take_in(db, &take);
    office->retry_after_s = take.retry_after_s;
    return status;
}

static enum th_status check_ask(struct store_db *db, struct office *office, unsigned fields)
{
    bool is_open = false;
    struct account_row account;
    const struct disclosure_row key = { .asker = office->by.actor,
                                        .account_id = office->request.target };
    enum th_status status = store_account_get(db, office->arena, office->request.target, &account);
    if (status == TH_OK)
        status = check_numbers(db, office, fields);
    if (status == TH_OK)
        status = store_disclosure_is_open(db, &key, office->by.at_s, &is_open);
    if (status == TH_OK && is_open)
        return TH_CONFLICT;
    return status ? status : take_try(db, office);
}

static enum th_status ask_step(struct store_db *db, struct office *office, void *data)
{
    const struct disclosure_ask *ask = data;
    char *id = th_arena_alloc(office->arena, CLOCK_ID_CAP);
    if (!id)
        return TH_NO_MEMORY;
    enum th_status status = check_ask(db, office, ask->fields);
    if (status)
        return status;
    clock_new_id(auth_clock(office->auth), 'd', id);
    office->outcome.id = th_str_of(id);
    const struct disclosure_row row = { .id = office->outcome.id,
                                        .asker = office->by.actor,
                                        .account_id = office->request.target,
                                        .fields = th_str_of(field_texts[ask->fields]),
                                        .reason = ask->reason,
                                        .state = TH_STR(DISCLOSURE_WAITING),
                                        .asked_s = office->by.at_s,
                                        .ends_s = office->by.at_s + DISCLOSURE_OPEN_S,
                                        .decided_by = { "", 0 },
                                        .remark = { "", 0 } };
    return acts_put_disclosure(db, &office->by, "ask", &row);
}

enum th_status disclosures_ask(struct office *office, const struct disclosure_ask *ask)
{
    struct disclosure_ask copy = *ask;
    if (!outside_seal(auth_outside(office->auth)))
        return TH_SECRETS_OFF;
    return office_write(office, &(struct office_step){ ask_step, &copy });
}

/* ---- deciding ---- */

/* Two accounts of one person are no two people. */
static enum th_status check_second(struct store_db *db, const struct office *office,
                                   const struct disclosure_row *row)
{
    bool are_one = false;
    if (th_str_equal(row->asker, office->by.actor))
        return TH_SECOND_ADMIN;
    enum th_status status = store_accounts_are_one(db, row->asker, office->by.actor, &are_one);
    return status == TH_OK && are_one ? TH_SECOND_ADMIN : status;
}

static enum th_status decide_step(struct store_db *db, struct office *office, void *data)
{
    const struct disclosure_decision *decision = data;
    struct disclosure_row row;
    office->outcome.id = office->request.target;
    enum th_status status = store_disclosure_get(db, office->arena, office->request.target, &row);
    if (status == TH_OK)
        status = check_second(db, office, &row);
    if (status)
        return status;
    if (!disclosure_at(&row, office->by.at_s).waits)
        return TH_DISCLOSURE_STATE;
    if (!decision->is_approval && !decision->reason.len)
        return office_fault(office, TH_MSG_REQUIRED, "/reason");
    row.state = decision->is_approval ? TH_STR(DISCLOSURE_APPROVED) : TH_STR(DISCLOSURE_REFUSED);
    row.decided_by = office->by.actor;
    row.decided_s = office->by.at_s;
    row.remark = decision->reason;
    return acts_put_disclosure(db, &office->by, decision->is_approval ? "approve" : "refuse", &row);
}

enum th_status disclosures_decide(struct office *office, const struct disclosure_decision *decision)
{
    struct disclosure_decision copy = *decision;
    return office_write(office, &(struct office_step){ decide_step, &copy });
}

/* ---- looking at it ---- */

struct showing {
    struct auth *auth;
    struct th_arena *arena;
    struct disclosure_look *look;
    int64_t now_s;
};

static enum th_status open_numbers(struct store_db *db, const struct showing *showing,
                                   const struct disclosure_row *row)
{
    bool is_there;
    const struct opening opening = { outside_seal(auth_outside(showing->auth)), showing->arena,
                                     row->account_id };
    enum th_status status = TH_OK;
    if (asks_for(row, "phone"))
        status = open_phone(db, &opening, &is_there, &showing->look->phone);
    if (status == TH_OK && asks_for(row, "id_number"))
        status = open_id(db, &opening, &is_there, showing->look);
    return status;
}

static enum th_status show_job(struct store_db *db, void *data)
{
    const struct showing *showing = data;
    const struct write_request *request = &showing->look->request;
    const struct act_by by = { request->account_id, showing->now_s };
    struct disclosure_row row;
    enum th_status status = once_check_platform(db, showing->arena, request);
    if (status == TH_OK)
        status = store_disclosure_get(db, showing->arena, request->target, &row);
    if (status)
        return status;
    if (!th_str_equal(row.asker, request->account_id))
        return TH_DISCLOSURE_ASKER;
    if (!disclosure_at(&row, showing->now_s).may_be_shown)
        return TH_DISCLOSURE_STATE;
    status = open_numbers(db, showing, &row);
    if (status)
        return status;
    row.shown_s = row.shown_s ? row.shown_s : showing->now_s;
    row.state = TH_STR(DISCLOSURE_SHOWN);
    showing->look->until_s = row.shown_s + DISCLOSURE_SHOWN_S;
    return acts_put_disclosure(db, &by, "show", &row);
}

enum th_status disclosures_show(struct auth *auth, struct th_arena *arena,
                                struct disclosure_look *look)
{
    struct showing showing = { auth, arena, look, auth_now_s(auth) };
    if (!outside_seal(auth_outside(auth)))
        return TH_SECRETS_OFF;
    return store_write(auth_store(auth), show_job, &showing);
}

/* ---- reading ---- */

struct reading {
    struct th_arena *arena;
    const void *query;
    void *out;
};

static enum th_status list_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    return store_disclosures(db, reading->arena, reading->query, reading->out);
}

enum th_status disclosures_list(struct auth *auth, struct th_arena *arena,
                                const struct disclosure_query *query, struct disclosure_list *out)
{
    return store_read(auth_store(auth), list_job, &(struct reading){ arena, query, out });
}

static enum th_status get_job(struct store_db *db, void *data)
{
    struct reading *reading = data;
    return store_disclosure_get(db, reading->arena, *(const struct th_str *)reading->query,
                                reading->out);
}

enum th_status disclosures_get(struct auth *auth, struct th_arena *arena, struct th_str id,
                               struct disclosure_row *out)
{
    return store_read(auth_store(auth), get_job, &(struct reading){ arena, &id, out });
}
