/* Roles and what they may do: one table, roles.def. Who is whose member is the store's business. */
#pragma once
#include "str.h"

enum permission {
#define PERMISSION(name, id, zh, en) PERMISSION_##name,
#include "permissions.def"
#undef PERMISSION
    PERMISSION_COUNT
};
enum role {
#define ROLE(name, id, zh, en, permissions) ROLE_##name,
#include "roles.def"
#undef ROLE
    ROLE_COUNT
};

struct permission_row {
    struct th_str id;
    const char *zh, *en;
};
struct role_row {
    struct th_str id;
    const char *zh, *en;
    uint32_t permissions; /* bit per enum permission */
};

const struct permission_row *permission_row(enum permission permission);
const struct role_row *role_row(enum role role);
/** False for an id that no row has: such a member may do nothing. */
bool role_find(struct th_str id, enum role *out);
bool role_may(enum role role, enum permission permission);
