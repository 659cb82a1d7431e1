/* What an administrator may do to people: judged, done and accounted for in one write job. */
#include "acts.h"
#include "independence.h"
#include "password.h"
#include "people.h"
#include "role.h"
#include "utf8.h"

#include <string.h>

#define ACCOUNT_MAX    64
#define NAME_MAX_BYTES 200

/* ---- the request as text ---- */

#define MEMBERS 6
static const struct th_str *member(const struct people_request *request, int i)
{
    const struct th_str *const members[MEMBERS] = { &request->verb, &request->account,
                                                    &request->name, &request->enterprise,
                                                    &request->role, &request->password_hash };
    return members[i];
}

bool people_request_write(const struct people_request *request, struct th_buf *out)
{
    for (int i = 0; i < MEMBERS; i++) {
        struct th_str text = *member(request, i);
        if (text.len && memchr(text.ptr, '\n', text.len))
            return false;
        th_buf_put(out, text);
        th_buf_char(out, '\n');
    }
    return !out->overflow;
}

bool people_request_read(struct th_str text, struct people_request *out)
{
    int lines = 0;
    *out = (struct people_request){ .verb = th_str_cut(&text, '\n'), .account = { NULL, 0 } };
    struct th_str *const members[MEMBERS - 1] = { &out->account, &out->name, &out->enterprise,
                                                  &out->role, &out->password_hash };
    for (int i = 0; i < MEMBERS - 1; i++) {
        lines += text.len > 0;
        *members[i] = th_str_cut(&text, '\n');
    }
    return lines == MEMBERS - 1 && text.len == 0;
}

/* ---- one request on its way ---- */

struct change {
    const struct app_clock *clock;
    const struct people_request *request;
    struct th_buf *out;
    struct act_by by;
    struct th_arena arena;
    struct account_row account;
    struct enterprise_row enterprise;
    char new_account[CLOCK_ID_CAP], new_enterprise[CLOCK_ID_CAP];
    bool is_new_account, is_new_enterprise;
};

static enum th_status say(struct change *change, enum th_status status, const char *text)
{
    change->out->len = 0;
    th_buf_put(change->out, th_str_of(text));
    return status;
}

static void put(struct change *change, const char *before, struct th_str text)
{
    th_buf_put(change->out, th_str_of(before));
    th_buf_put(change->out, text);
}

static enum th_status find_account(struct store_db *db, struct change *change)
{
    enum th_status status =
        store_account_by_name(db, &change->arena, change->request->account, &change->account);
    return status == TH_NOT_FOUND
               ? say(change, status, "there is no such account; `tanheng user list` shows them")
               : status;
}

static enum th_status find_enterprise(struct store_db *db, struct change *change)
{
    enum th_status status = store_enterprise_by_name(
        db, &change->arena, change->request->enterprise, &change->enterprise);
    return status == TH_NOT_FOUND ? say(change, status,
                                        "there is no enterprise of that name; `tanheng user list` "
                                        "shows them, `tanheng user add` makes one")
                                  : status;
}

/* ---- add ---- */

static enum th_status add_enterprise(struct store_db *db, struct change *change)
{
    struct th_str name = change->request->enterprise;
    enum th_status status = store_enterprise_by_name(db, &change->arena, name, &change->enterprise);
    if (status != TH_NOT_FOUND)
        return status;
    change->is_new_enterprise = true;
    clock_new_id(change->clock, 'e', change->new_enterprise);
    change->enterprise = (struct enterprise_row){ .id = th_str_of(change->new_enterprise),
                                                  .name = name,
                                                  .created_s = change->by.at_s };
    return acts_add_enterprise(db, &change->by, &change->enterprise);
}

static enum th_status add_account(struct store_db *db, struct change *change)
{
    const struct people_request *request = change->request;
    enum th_status status =
        store_account_by_name(db, &change->arena, request->account, &change->account);
    if (status != TH_NOT_FOUND)
        return status;
    change->is_new_account = true;
    clock_new_id(change->clock, 'u', change->new_account);
    change->account = (struct account_row){ .id = th_str_of(change->new_account),
                                            .account = request->account,
                                            .name = request->name,
                                            .password_hash = request->password_hash,
                                            .created_s = change->by.at_s };
    return acts_add_account(db, &change->by, &change->account);
}

static enum th_status put_role(struct store_db *db, struct change *change)
{
    struct membership_row row = { .account_id = change->account.id,
                                  .enterprise_id = change->enterprise.id,
                                  .role = change->request->role };
    enum th_status status = independence_of_place(db, &row);
    return status ? say(change, status, th_status_row(status)->en)
                  : acts_put_membership(db, &change->by, &row);
}

static void tell_membership(struct change *change)
{
    const struct people_request *request = change->request;
    bool is_kept = !change->is_new_account && request->password_hash.len;
    put(change, "account ", request->account);
    put(change, " (", change->account.id);
    put(change, is_kept ? "), which keeps its name and password, is " : ") is ", request->role);
    put(change, " of ", request->enterprise);
    put(change, " (", change->enterprise.id);
    put(change, change->is_new_enterprise ? "), new" : ")", TH_STR(""));
}

static void tell_platform(struct change *change)
{
    const struct people_request *request = change->request;
    put(change, "account ", request->account);
    put(change, " (", change->account.id);
    put(change, ") has the platform role ", request->role);
}

static enum th_status put_platform_role(struct store_db *db, struct change *change)
{
    struct th_str role = change->request->role;
    change->account.platform_role = th_str_equal(role, TH_STR("none")) ? TH_STR("") : role;
    tell_platform(change);
    return acts_change_account(db, &change->by, ACT_PLATFORM, &change->account);
}

static bool is_platform_role(struct th_str id)
{
    enum role role;
    return role_find(id, &role) && role_row(role)->scope == SCOPE_PLATFORM;
}

static enum th_status add(struct store_db *db, struct change *change)
{
    if (is_platform_role(change->request->role)) {
        enum th_status added = add_account(db, change);
        return added ? added : put_platform_role(db, change);
    }
    enum th_status status = add_enterprise(db, change);
    if (status == TH_OK)
        status = add_account(db, change);
    if (status == TH_OK)
        status = put_role(db, change);
    if (status == TH_OK)
        tell_membership(change);
    return status;
}

/* ---- changes ---- */

static enum th_status set_role(struct store_db *db, struct change *change)
{
    enum th_status status = find_account(db, change);
    if (status == TH_OK)
        status = find_enterprise(db, change);
    if (status)
        return status;
    if (!th_str_equal(change->request->role, TH_STR("none"))) {
        status = put_role(db, change);
        tell_membership(change);
        return status;
    }
    struct membership_row row = { .account_id = change->account.id,
                                  .enterprise_id = change->enterprise.id };
    status = acts_end_membership(db, &change->by, &row);
    put(change, "account ", change->request->account);
    put(change, status ? " is no member of " : " is no member any more of ",
        change->request->enterprise);
    return status;
}

static enum th_status change_account(struct store_db *db, struct change *change, enum act_kind kind)
{
    static const char *const done[] = {
        [ACT_PASSWORD] = " has a new password; its sessions have ended",
        [ACT_DISABLE] = " is disabled; its sessions have ended",
        [ACT_ENABLE] = " is enabled",
    };
    enum th_status status = find_account(db, change);
    if (status)
        return status;
    if (kind == ACT_PASSWORD) {
        change->account.password_hash = change->request->password_hash;
        change->account.initial_until_s = 0;
    } else
        change->account.is_disabled = kind == ACT_DISABLE;
    put(change, "account ", change->request->account);
    put(change, done[kind], TH_STR(""));
    return acts_change_account(db, &change->by, kind, &change->account);
}

static enum th_status disable(struct store_db *db, struct change *change)
{
    return change_account(db, change, ACT_DISABLE);
}

static enum th_status enable(struct store_db *db, struct change *change)
{
    return change_account(db, change, ACT_ENABLE);
}

static enum th_status set_platform_role(struct store_db *db, struct change *change)
{
    enum th_status status = find_account(db, change);
    return status ? status : put_platform_role(db, change);
}

static enum th_status set_password(struct store_db *db, struct change *change)
{
    return change_account(db, change, ACT_PASSWORD);
}

/* ---- the table ---- */

enum { NEEDS_NAME = 1, NEEDS_PLACE = 2, NEEDS_PASSWORD = 4, NEEDS_PLATFORM = 8 };
static const struct verb {
    const char *name;
    enum th_status (*run)(struct store_db *db, struct change *change);
    unsigned needs;
} verbs[] = {
    { "add", add, NEEDS_NAME | NEEDS_PLACE | NEEDS_PASSWORD },
    { "disable", disable, 0 },
    { "enable", enable, 0 },
    { "password", set_password, NEEDS_PASSWORD },
    { "platform", set_platform_role, NEEDS_PLATFORM },
    { "role", set_role, NEEDS_PLACE },
};

static const struct verb *find_verb(struct th_str name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (th_str_equal(name, th_str_of(verbs[i].name)))
            return &verbs[i];
    return NULL;
}

bool people_account_fits(struct th_str text)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";
    for (size_t i = 0; i < text.len; i++)
        if (!memchr(allowed, text.ptr[i], sizeof allowed - 1))
            return false;
    return text.len > 0 && text.len <= ACCOUNT_MAX;
}

static bool is_name(struct th_str name)
{
    return name.len > 0 && name.len <= NAME_MAX_BYTES && th_utf8_clean(name);
}

/* A role of an enterprise needs one, a role of the platform has none. */
static const char *judge_role(const struct people_request *request, const struct verb *verb)
{
    enum role role;
    bool may_end = verb->run != add && th_str_equal(request->role, TH_STR("none"));
    if (may_end)
        return NULL;
    if (!role_find(request->role, &role))
        return "--role: there is no such role";
    bool is_platform = role_row(role)->scope == SCOPE_PLATFORM;
    if (role_row(role)->standing == STANDING_OUTSIDER)
        return "--role: a bank manager's place comes from the enterprise's consent";
    if (verb->needs & NEEDS_PLATFORM)
        return is_platform ? NULL
                           : "--role: this role belongs to an enterprise; `user role` sets it";
    if (is_platform && (verb->run != add || request->enterprise.len))
        return "--role: a role of the platform goes without --enterprise; `user platform` sets it";
    return NULL;
}

static const char *judge(const struct people_request *request, const struct verb *verb)
{
    if (!verb)
        return "user: there is no such verb";
    if (!people_account_fits(request->account))
        return "--account: 1 to 64 letters, digits, . _ @ or -";
    if (((verb->needs & NEEDS_NAME) && !is_name(request->name)) ||
        ((verb->needs & NEEDS_PLACE) && !is_platform_role(request->role) &&
         !is_name(request->enterprise)))
        return "--name and --enterprise: 1 to 200 bytes of UTF-8 without control or invisible "
               "characters";
    return verb->needs & (NEEDS_PLACE | NEEDS_PLATFORM) ? judge_role(request, verb) : NULL;
}

const char *people_request_fault(const struct people_request *request)
{
    return judge(request, find_verb(request->verb));
}

bool people_request_needs_password(const struct people_request *request)
{
    const struct verb *verb = find_verb(request->verb);
    return verb && (verb->needs & NEEDS_PASSWORD);
}

static enum th_status run(struct store_db *db, void *data)
{
    struct change *change = data;
    change->out->len = 0;
    return find_verb(change->request->verb)->run(db, change);
}

enum th_status people_execute(struct store *store, const struct app_clock *clock,
                              const struct people_request *request, struct th_buf *out)
{
    char block[3072];
    struct change change = { .clock = clock, .request = request, .out = out };
    const char *fault = people_request_fault(request);
    if (!fault && people_request_needs_password(request) &&
        (!th_str_starts(request->password_hash, TH_STR("$argon2id$")) ||
         request->password_hash.len >= PASSWORD_HASH_CAP))
        fault = "the password's hash is none";
    if (fault)
        return say(&change, TH_INVALID, fault);
    change.by = (struct act_by){ TH_STR("command"), clock_now_s(clock) };
    th_arena_init(&change.arena, block, sizeof block);
    enum th_status status = store_write(store, run, &change);
    return status && !out->len ? say(&change, status, th_status_row(status)->en) : status;
}
