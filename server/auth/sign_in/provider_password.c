/* Account and password. Unknown accounts, disabled ones and wrong passwords look alike and cost the
 * same. */
#include "people.h"
#include "provider.h"

static struct th_str subject(const struct credentials *shown)
{
    return shown->account;
}

static enum th_status verify(struct auth *auth, struct th_arena *arena,
                             const struct credentials *shown, struct sign_in *out)
{
    struct account_row user = { 0 };
    enum th_status status = people_account(auth_store(auth), arena, shown->account, &user);
    if (status && status != TH_NOT_FOUND)
        return status;
    bool matches = false;
    struct th_str hash =
        status || user.is_disabled ? (struct th_str){ NULL, 0 } : user.password_hash;
    status = password_verify(auth_password_gate(auth), shown->password, hash, &matches);
    if (status)
        return status;
    if (!matches)
        return TH_SIGN_IN_FAILED;
    if (user.initial_until_s && auth_now_s(auth) >= user.initial_until_s)
        return TH_INITIAL_ENDED; /* told only to who has it */
    out->password_hash = user.password_hash;
    out->who.must_change_password = user.initial_until_s > 0;
    out->who.user_id = user.id;
    out->who.account = user.account;
    out->who.name = user.name;
    out->who.platform_role = user.platform_role;
    return TH_OK;
}

const struct auth_provider auth_password_provider = {
    .id = { "password", 8 },
    .verify = verify,
    .subject = subject,
};
