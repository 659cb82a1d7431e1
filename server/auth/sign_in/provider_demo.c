/* The demo's people, one for each role, without a password. Only on a server that main started with
 * --demo on a demo database. */
#include "people.h"
#include "provider.h"

/* Accounts of the sample data: "demo-<role>", made by demo_seed. */
static enum th_status verify(struct auth *auth, struct th_arena *arena,
                             const struct credentials *shown, struct sign_in *out)
{
    char account[64];
    struct th_buf text;
    th_buf_init(&text, account, sizeof account);
    th_buf_put(&text, TH_STR("demo-"));
    th_buf_put(&text, shown->role);
    struct account_row user = { 0 };
    enum th_status status = people_account(auth_store(auth), arena, th_buf_view(&text), &user);
    if (status == TH_NOT_FOUND || text.overflow)
        return TH_SIGN_IN_FAILED;
    out->who.user_id = user.id;
    out->who.account = user.account;
    out->who.name = user.name;
    out->who.platform_role = user.platform_role;
    return status;
}

const struct auth_provider auth_demo_provider = {
    .id = { "demo", 4 },
    .verify = verify,
    .needs_demo = true,
};
