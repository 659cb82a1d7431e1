/* The frame around every write: replay, membership, kept answer. */
#include "exactly_once.h"

#include "membership.h"
#include "sha256.h"

#include <string.h>

static void add_part(struct th_sha256 *sha, struct th_str part)
{
    unsigned char size[8];
    for (int i = 0; i < 8; i++)
        size[i] = (unsigned char)((uint64_t)part.len >> (8 * i));
    th_sha256_add(sha, (struct th_str){ (const char *)size, sizeof size });
    th_sha256_add(sha, part);
}

static void hash_text(struct th_str text, unsigned char out[32])
{
    struct th_sha256 sha;
    th_sha256_init(&sha);
    th_sha256_add(&sha, text);
    th_sha256_end(&sha, out);
}

static void hash_request(const struct write_request *request, unsigned char out[32])
{
    char match[4];
    struct th_sha256 sha;
    memcpy(match, &request->if_match, sizeof match);
    th_sha256_init(&sha);
    add_part(&sha, request->route);
    add_part(&sha, request->enterprise);
    add_part(&sha, request->target);
    add_part(&sha, (struct th_str){ match, sizeof match });
    add_part(&sha, request->body);
    th_sha256_end(&sha, out);
}

enum th_status once_find(struct store_db *db, struct th_arena *arena,
                         const struct write_request *request, struct write_outcome *out)
{
    unsigned char content[64];
    struct idempotency_row row;
    if (!request->idempotency_key.ptr)
        return TH_NOT_FOUND;
    enum th_status status =
        store_idempotency_find(db, arena, request->account_id, request->idempotency_key, &row);
    if (status)
        return status;
    hash_request(request, content);
    if (memcmp(content, row.content, 32) != 0)
        return TH_KEY_REUSED;
    hash_text(row.answer, content + 32);
    if (row.has_answer_hash && memcmp(content + 32, row.content + 32, 32) != 0)
        return TH_INTERNAL; /* changed behind our back: never served */
    out->answer = row.answer;
    out->id = row.target;
    out->version = row.version;
    out->is_replay = true;
    return TH_OK;
}

enum th_status once_check_member(struct store_db *db, struct th_arena *arena,
                                 const struct write_request *request, int64_t now_s)
{
    struct membership_row key = { .account_id = request->account_id,
                                  .enterprise_id = request->enterprise };
    struct membership_row now;
    enum th_status status = store_membership_find(db, arena, &key, &now);
    if (status == TH_NOT_FOUND)
        return TH_FORBIDDEN;
    if (status || !request->role.ptr)
        return status;
    enum th_status judged = membership_judge(&now, now_s);
    bool stands = th_str_equal(request->role, now.role) &&
                  th_str_equal(request->modules, now.modules) && judged != TH_NOT_FOUND;
    return stands ? judged : TH_FORBIDDEN;
}

/* TH_FORBIDDEN when there is none, or it is disabled. */
static enum th_status find_enabled(struct store_db *db, struct th_arena *arena,
                                   struct th_str account_id, struct account_row *out)
{
    enum th_status status = store_account_get(db, arena, account_id, out);
    if (status)
        return status == TH_NOT_FOUND ? TH_FORBIDDEN : status;
    return out->is_disabled ? TH_FORBIDDEN : TH_OK;
}

enum th_status once_check_account(struct store_db *db, struct th_arena *arena,
                                  const struct write_request *request)
{
    struct account_row now;
    return find_enabled(db, arena, request->account_id, &now);
}

enum th_status once_check_platform(struct store_db *db, struct th_arena *arena,
                                   const struct write_request *request)
{
    struct account_row now;
    enum th_status status = find_enabled(db, arena, request->account_id, &now);
    if (status == TH_OK && !th_str_equal(now.platform_role, request->role))
        status = TH_FORBIDDEN;
    return status;
}

void once_seal(const struct write_request *request, const struct write_outcome *out, int64_t now_s,
               struct idempotency_row *row)
{
    *row = (struct idempotency_row){ .account_id = request->account_id,
                                     .key = request->idempotency_key,
                                     .answer = out->answer,
                                     .target = out->id,
                                     .version = out->version,
                                     .at_s = now_s };
    if (!row->key.ptr)
        return;
    hash_request(request, row->content);
    hash_text(row->answer, row->content + 32);
}

enum th_status once_keep(struct store_db *db, const struct idempotency_row *row)
{
    if (!row->key.ptr)
        return TH_OK;
    enum th_status status = store_idempotency_insert(db, row);
    return status == TH_CONFLICT ? TH_KEY_REUSED : status; /* used meanwhile for something else */
}
