/* Counted windows over store_identity.h. */
#include "limiter.h"

#include "sha256.h"

#include <string.h>

static const struct {
    struct th_str id;
    uint32_t count;
    int64_t window_s;
} limits[] = {
#define LIMIT(name, id, key, count, window_s) { { (id), sizeof(id) - 1 }, (count), (window_s) },
#include "limits.def"
#undef LIMIT
};

void limiter_add(struct limit_take *take, enum limit limit, struct th_str key)
{
    if (take->count >= LIMITS_AT_ONCE)
        return;
    take->takes[take->count].limit = limit;
    take->takes[take->count++].key = key;
}

/* A server without a key has only names of accounts and addresses to count. */
static bool index_of(const struct seal *seal, struct th_str key, unsigned char out[32])
{
    struct th_sha256 sha;
    if (seal)
        return seal_index(seal, TH_STR("attempt"), key, out);
    th_sha256_init(&sha);
    th_sha256_add(&sha, TH_STR("attempt:"));
    th_sha256_add(&sha, key);
    th_sha256_end(&sha, out);
    return true;
}

/* The window as it stands, or a new one. A clock that was set back does not make a window longer
 * than it is. */
static enum th_status look(struct store_db *db, const struct limit_take *take, size_t i,
                           struct attempt_row *row)
{
    int64_t window_s = limits[take->takes[i].limit].window_s;
    *row = (struct attempt_row){ .purpose = limits[take->takes[i].limit].id };
    if (!index_of(take->seal, take->takes[i].key, row->key))
        return TH_INTERNAL;
    enum th_status status = store_attempt_get(db, row, row);
    if (status && status != TH_NOT_FOUND)
        return status;
    if (status || take->now_s >= row->ends_s || take->now_s < row->opened_s) {
        row->opened_s = take->now_s;
        row->ends_s = take->now_s + window_s;
        row->count = 0;
    }
    return TH_OK;
}

enum th_status limiter_take_in(struct store_db *db, struct limit_take *take)
{
    struct attempt_row rows[LIMITS_AT_ONCE];
    take->retry_after_s = 0;
    enum th_status status = store_attempts_sweep(db, take->now_s);
    for (size_t i = 0; status == TH_OK && i < take->count; i++) {
        status = look(db, take, i, &rows[i]);
        uint32_t wait_s = (uint32_t)(rows[i].ends_s - take->now_s);
        if (status || rows[i].count < limits[take->takes[i].limit].count)
            continue;
        if (wait_s > take->retry_after_s) {
            take->retry_after_s = wait_s;
            take->full = take->takes[i].limit;
        }
    }
    if (status || take->retry_after_s)
        return status ? status : TH_RATE_LIMITED;
    for (size_t i = 0; status == TH_OK && i < take->count; i++) {
        rows[i].count++;
        status = store_attempt_put(db, &rows[i]);
    }
    return status;
}

static enum th_status take_job(struct store_db *db, void *data)
{
    return limiter_take_in(db, data);
}

enum th_status limiter_take(struct store *store, struct limit_take *take)
{
    return store_write(store, take_job, take);
}

/* ---- what is counted afterwards ---- */

struct looking {
    const struct limit_take *take;
    struct limit_state *out;
};

static enum th_status look_job(struct store_db *db, void *data)
{
    const struct looking *looking = data;
    const struct limit_take *take = looking->take;
    enum th_status status = TH_OK;
    for (size_t i = 0; status == TH_OK && i < take->count; i++) {
        struct attempt_row row;
        const uint32_t most = limits[take->takes[i].limit].count;
        status = look(db, take, i, &row);
        looking->out[i] = (struct limit_state){ .used = row.count,
                                                .left = row.count < most ? most - row.count : 0,
                                                .ends_in_s = (uint32_t)(row.ends_s - take->now_s) };
    }
    return status;
}

enum th_status limiter_look(struct store *store, const struct limit_take *take,
                            struct limit_state out[LIMITS_AT_ONCE])
{
    return store_read(store, look_job, &(struct looking){ take, out });
}

static enum th_status count_job(struct store_db *db, void *data)
{
    const struct looking *looking = data;
    enum th_status status = store_attempts_sweep(db, looking->take->now_s);
    for (size_t i = 0; status == TH_OK && i < looking->take->count; i++) {
        struct attempt_row row;
        status = look(db, looking->take, i, &row);
        row.count++;
        if (status == TH_OK)
            status = store_attempt_put(db, &row);
    }
    return status;
}

enum th_status limiter_count(struct store *store, const struct limit_take *take)
{
    return store_write(store, count_job, &(struct looking){ take, NULL });
}

static enum th_status forget_job(struct store_db *db, void *data)
{
    const struct looking *looking = data;
    enum th_status status = TH_OK;
    for (size_t i = 0; status == TH_OK && i < looking->take->count; i++) {
        struct attempt_row row;
        status = look(db, looking->take, i, &row);
        row.ends_s = 0; /* swept out with the next try of anybody */
        if (status == TH_OK)
            status = store_attempt_put(db, &row);
    }
    return status;
}

enum th_status limiter_forget(struct store *store, const struct limit_take *take)
{
    return store_write(store, forget_job, &(struct looking){ take, NULL });
}
