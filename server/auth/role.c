/* The role table expanded. */
#include "role.h"

static const struct permission_row permissions[] = {
#define PERMISSION(name, id, zh, en) { { (id), sizeof(id) - 1 }, (zh), (en) },
#include "permissions.def"
#undef PERMISSION
};

#define MAY(name) (1U << PERMISSION_##name)
static const struct role_row roles[] = {
#define ROLE(name, id, zh, en, permissions) { { (id), sizeof(id) - 1 }, (zh), (en), (permissions) },
#include "roles.def"
#undef ROLE
};

const struct permission_row *permission_row(enum permission permission)
{
    return &permissions[permission];
}

const struct role_row *role_row(enum role role)
{
    return &roles[role];
}

bool role_find(struct th_str id, enum role *out)
{
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        if (th_str_equal(roles[i].id, id)) {
            *out = (enum role)i;
            return true;
        }
    }
    return false;
}

bool role_may(enum role role, enum permission permission)
{
    return (roles[role].permissions >> permission & 1) != 0;
}
