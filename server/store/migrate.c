/* Runs the missing migrations, and refuses databases that this program must not touch. */
#include "migrate.h"

#include <stdio.h>

uint32_t store_schema_newest(void)
{
    return (uint32_t)store_migration_count;
}

static enum th_status look(struct store_db *db, uint32_t *number, char error[STORE_ERROR_CAP])
{
    bool is_ours = false;
    if (!engine_schema(db, number, &is_ours)) {
        snprintf(error, STORE_ERROR_CAP, "the database cannot be read: %s",
                 engine_trouble_line(db));
        return TH_STORE_FAILED;
    }
    if (!is_ours) {
        snprintf(error, STORE_ERROR_CAP, "%s",
                 "this file is the database of another program; choose another data folder");
        return TH_CONFLICT;
    }
    if (*number > store_schema_newest()) {
        snprintf(error, STORE_ERROR_CAP,
                 "the database has schema %u, this program knows schemas up to %u; use the newer "
                 "program",
                 *number, store_schema_newest());
        return TH_CONFLICT;
    }
    return TH_OK;
}

static enum th_status run_one(struct store_db *db, const struct migration *step,
                              char error[STORE_ERROR_CAP])
{
    char reason[STORE_ERROR_CAP];
    enum th_status status = engine_script(db, step->sql, reason);
    uint32_t number = 0;
    bool is_ours = false;
    if (status == TH_OK && engine_schema(db, &number, &is_ours) && is_ours &&
        number == step->number)
        return TH_OK;
    snprintf(error, STORE_ERROR_CAP, "migration %.60s failed, nothing of it was kept: %.150s",
             step->name, status ? reason : "it does not set its schema number");
    return TH_STORE_FAILED;
}

enum th_status migrate_run(struct store_db *db, char error[STORE_ERROR_CAP])
{
    uint32_t number = 0;
    enum th_status status = look(db, &number, error);
    for (; status == TH_OK && number < store_migration_count; number++)
        status = run_one(db, &store_migrations[number], error);
    return status;
}

enum th_status migrate_judge(struct store_db *db, char error[STORE_ERROR_CAP])
{
    uint32_t number = 0;
    enum th_status status = look(db, &number, error);
    if (status == TH_OK && number < store_schema_newest()) {
        snprintf(error, STORE_ERROR_CAP,
                 "the database has schema %u, this program needs %u; run `tanheng migrate` first",
                 number, store_schema_newest());
        status = TH_CONFLICT;
    }
    return status;
}
