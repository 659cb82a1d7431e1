/* By the same writes as everybody's; only that the manager is one is written by the demo itself. */
#include "demo_bank.h"

#include "demo.h"
#include "provider.h"

struct seeding {
    struct auth *auth;
    struct th_arena *arena;
    struct account_row manager, giver;
    struct enterprise_row enterprise;
};

static enum th_status find(struct store_db *db, struct seeding *seeding)
{
    struct th_arena *arena = seeding->arena;
    enum th_status status =
        store_enterprise_by_name(db, arena, TH_STR(DEMO_ENTERPRISE), &seeding->enterprise);
    if (status == TH_OK)
        status = store_account_by_name(db, arena, TH_STR("demo-bank"), &seeding->manager);
    if (status == TH_OK)
        status = store_account_by_name(db, arena, TH_STR("demo-legal_person"), &seeding->giver);
    return status;
}

static enum th_status manager_job(struct store_db *db, void *data)
{
    struct seeding *seeding = data;
    struct bank_manager_row had;
    enum th_status status = find(db, seeding);
    if (status)
        return status;
    status = store_bank_manager_get(db, seeding->arena, seeding->manager.id, &had);
    if (status != TH_NOT_FOUND)
        return status;
    const struct act_by by = { TH_STR("demo"), auth_now_s(seeding->auth) };
    const struct bank_manager_row row = { .account_id = seeding->manager.id,
                                          .bank = TH_STR(DEMO_BANK),
                                          .branch = TH_STR(DEMO_BRANCH),
                                          .since_s = by.at_s };
    return acts_put_bank_manager(db, &by, &row, row.bank);
}

static enum th_status give(struct seeding *seeding, const struct consent_question *question)
{
    struct frozen_report report;
    struct consent_write write = { .request = { .account_id = seeding->giver.id,
                                                .enterprise = question->enterprise,
                                                .route = TH_STR("demo") } };
    enum th_status status = consents_preview(seeding->auth, seeding->arena, question, &report);
    const struct consent_new asked = { .manager = seeding->manager.id,
                                       .text_version = consent_text_now()->version,
                                       .sha256 = th_str_of(report.sha256),
                                       .days = CONSENT_DAYS_MOST,
                                       .question = *question };
    return status ? status : consents_give(seeding->auth, seeding->arena, &asked, &write);
}

enum th_status demo_bank_seed(struct auth *auth, struct th_arena *arena,
                              struct report_writer writer)
{
    struct seeding seeding = { .auth = auth, .arena = arena };
    struct consent_seen_list given;
    enum th_status status = store_write(auth_store(auth), manager_job, &seeding);
    if (status)
        return status;
    const struct consent_question question = { .enterprise = seeding.enterprise.id,
                                               .year = DEMO_YEAR,
                                               .writer = writer };
    status = consents_list(auth, arena, question.enterprise, &given);
    if (status || (given.count && given.items[0].state != CONSENT_EXPIRED))
        return status;
    status = give(&seeding, &question);
    /* Somebody who played changed what the demo needs: it goes on without. */
    return status == TH_INVALID || status == TH_FORBIDDEN ? TH_OK : status;
}
