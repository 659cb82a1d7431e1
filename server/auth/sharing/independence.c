/* The store finds; which roles exclude each other stands here. */
#include "independence.h"

#include "role.h"

#define OWN_PEOPLE ",legal_person,agent,viewer,"
#define AUDITORS   ",auditor,"

enum th_status independence_of_auditor(struct store_db *db, struct th_str account_id,
                                       struct th_str enterprise_id)
{
    const struct person_question question = { .account_id = account_id,
                                              .enterprise_id = enterprise_id,
                                              .roles = TH_STR(OWN_PEOPLE) };
    bool is_own = true;
    enum th_status status = store_person_was(db, &question, &is_own);
    return status ? status : is_own ? TH_AUDITOR_BIASED : TH_OK;
}

enum th_status independence_of_member(struct store_db *db, const struct newcomer *newcomer)
{
    const struct person_question question = { .account_id = newcomer->account_id,
                                              .enterprise_id = newcomer->enterprise_id,
                                              .phone = newcomer->phone,
                                              .person = newcomer->person,
                                              .roles = TH_STR(AUDITORS) };
    bool is_auditor = true;
    enum th_status status = store_person_is(db, &question, &is_auditor);
    return status ? status : is_auditor ? TH_PERSON_AUDITS : TH_OK;
}

enum th_status independence_of_place(struct store_db *db, const struct membership_row *place)
{
    enum role role;
    if (!role_find(place->role, &role))
        return TH_OK; /* of a later version: allows nothing */
    if (role == ROLE_AUDITOR)
        return independence_of_auditor(db, place->account_id, place->enterprise_id);
    if (role != ROLE_LEGAL_PERSON && role != ROLE_AGENT && role != ROLE_VIEWER)
        return TH_OK;
    const struct newcomer newcomer = { .account_id = place->account_id,
                                       .enterprise_id = place->enterprise_id };
    return independence_of_member(db, &newcomer);
}
