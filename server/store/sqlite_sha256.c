/* framed.h as a function of SQL, so that a row's hash is one expression over its columns; and the
 * hash of one text as it is. */
#include "framed.h"
#include "sqlite.h"

static void compute(sqlite3_context *context, int count, sqlite3_value **values)
{
    char hash[TH_HEX_CAP];
    struct th_sha256 sha;
    th_sha256_init(&sha);
    for (int i = 0; i < count; i++) {
        const void *bytes = sqlite3_value_blob(values[i]); /* a number as its text */
        int size = sqlite3_value_bytes(values[i]);
        framed_text(&sha, (struct th_str){ size ? bytes : "", size ? (size_t)size : 0 });
    }
    framed_end(&sha, hash);
    sqlite3_result_text(context, hash, -1, SQLITE_TRANSIENT);
}

static void compute_plain(sqlite3_context *context, int count, sqlite3_value **values)
{
    char hash[TH_HEX_CAP];
    (void)count; /* SQLite hands over the one that was registered */
    const void *bytes = sqlite3_value_blob(values[0]);
    int size = sqlite3_value_bytes(values[0]);
    th_sha256_hex((struct th_str){ size ? bytes : "", size ? (size_t)size : 0 }, hash);
    sqlite3_result_text(context, hash, -1, SQLITE_TRANSIENT);
}

bool sqlite_sha256_functions(sqlite3 *handle)
{
    return sqlite3_create_function(handle, "plain_sha256", 1,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
                                   compute_plain, NULL, NULL) == SQLITE_OK &&
           sqlite3_create_function(handle, "framed_sha256", -1,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
                                   compute, NULL, NULL) == SQLITE_OK;
}
