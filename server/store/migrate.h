/* The schema's history: forward-only scripts, embedded at build time from migrations/NNNN_name.sql.
 */
#pragma once
#include "engine.h"

struct migration {
    uint32_t number; /* 1, 2, 3 … = the schema number that the script ends in */
    const char *name, *sql;
};
extern const struct migration store_migrations[];
extern const size_t store_migration_count;

/** Brings the database of this writing connection to the newest schema, one transaction per script.
 * A database of a newer program is refused; so is a file of another program. */
enum th_status migrate_run(struct store_db *db, char error[STORE_ERROR_CAP]) TH_MUST_USE;
/** The same judgement for a reader, who changes nothing: the schema must be the newest. */
enum th_status migrate_judge(struct store_db *db, char error[STORE_ERROR_CAP]) TH_MUST_USE;
