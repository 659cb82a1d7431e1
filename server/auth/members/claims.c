/* Moving memberships from accounts that nobody is to those who proved to be meant. */
#include "claims.h"

#include "identities.h"
#include "independence.h"
#include "membership.h"

#include <string.h>

struct adoption {
    struct th_arena *arena;
    const struct act_by *by;
    struct th_str account_id;
    struct identity_row person; /* that the account is known to be; kind.ptr NULL = unknown */
};

enum th_status claims_account(struct store_db *db, struct th_arena *arena,
                              const struct identity_row *proved, struct th_str *out)
{
    struct enterprise_people waiting;
    enum th_status status = store_claims(db, arena, proved, &waiting);
    *out = status || !waiting.count ? TH_STR("") : waiting.items[0].member.account_id;
    return status;
}

static bool is_meant(const struct adoption *adoption, const struct enterprise_person *place)
{
    return !adoption->person.kind.ptr ||
           memcmp(place->agent.id_search, adoption->person.search, STORE_SEARCH_BYTES) == 0;
}

/* Already somebody at that enterprise, or its auditor under another account: TH_CONFLICT, and the
 * place waits on. */
static enum th_status check_free(struct store_db *db, const struct adoption *adoption,
                                 const struct enterprise_person *place)
{
    const struct membership_row key = { .account_id = adoption->account_id,
                                        .enterprise_id = place->member.enterprise_id };
    struct membership_row had;
    const struct newcomer newcomer = { .account_id = key.account_id,
                                       .enterprise_id = key.enterprise_id };
    enum th_status status = independence_of_member(db, &newcomer);
    if (status)
        return status == TH_PERSON_AUDITS ? TH_CONFLICT : status;
    status = store_membership_find(db, adoption->arena, &key, &had);
    if (status)
        return status == TH_NOT_FOUND ? TH_OK : status;
    return th_str_equal(had.state, TH_STR(MEMBERSHIP_REVOKED)) ? TH_OK : TH_CONFLICT;
}

static enum th_status move(struct store_db *db, const struct adoption *adoption,
                           const struct enterprise_person *place)
{
    struct membership_row member = place->member;
    struct agent_row note = place->agent;
    enum th_status status = check_free(db, adoption, place);
    if (status)
        return status == TH_CONFLICT ? TH_OK : status;
    member.account_id = note.account_id = adoption->account_id;
    status = acts_put_membership(db, adoption->by, &member);
    if (status == TH_OK)
        status = acts_put_agent(db, adoption->by, &note);
    if (status == TH_OK)
        status = acts_end_agent(db, adoption->by, &place->agent);
    return status ? status : acts_end_membership(db, adoption->by, &place->member);
}

static enum th_status adopt(struct store_db *db, const struct adoption *adoption,
                            const struct identity_row *proved)
{
    struct enterprise_people waiting;
    if (!proved || !proved->kind.ptr)
        return TH_OK;
    enum th_status status = store_claims(db, adoption->arena, proved, &waiting);
    for (size_t i = 0; status == TH_OK && i < waiting.count; i++)
        if (is_meant(adoption, &waiting.items[i]))
            status = move(db, adoption, &waiting.items[i]);
    return status;
}

enum th_status claims_adopt(struct store_db *db, struct th_arena *arena, const struct act_by *by,
                            const struct claimant *claimant)
{
    struct adoption adoption = { .arena = arena, .by = by, .account_id = claimant->account_id };
    const struct identity_row key = { .account_id = claimant->account_id,
                                      .kind = TH_STR(IDENTITY_PERSON) };
    enum th_status status = store_identity_of(db, arena, &key, &adoption.person);
    if (status == TH_NOT_FOUND)
        adoption.person = (struct identity_row){ .kind = { NULL, 0 } };
    else if (status)
        return status;
    status = adopt(db, &adoption, claimant->phone);
    return status ? status : adopt(db, &adoption, claimant->person);
}
