/* The tables of roles, permissions and modules expanded. */
#include "role.h"

static const struct module_row modules[] = {
#define MODULE(name, id, zh, en) { { (id), sizeof(id) - 1 }, (zh), (en) },
#include "modules.def"
#undef MODULE
};

static const struct permission_row permissions[] = {
#define PERMISSION(name, id, scope, module, zh, en)                                                \
    { { (id), sizeof(id) - 1 }, SCOPE_##scope, MODULE_##module, (zh), (en) },
#include "permissions.def"
#undef PERMISSION
};

#define IN(name)  (1U << MODULE_##name)
#define MAY(name) (1U << PERMISSION_##name)
static const struct role_row roles[] = {
#define ROLE(name, id, scope, standing, zh, en, modules, permissions)                              \
    { { (id), sizeof(id) - 1 },                                                                    \
      SCOPE_##scope,                                                                               \
      STANDING_##standing,                                                                         \
      (zh),                                                                                        \
      (en),                                                                                        \
      (modules),                                                                                   \
      (permissions) },
#include "roles.def"
#undef ROLE
};

const struct module_row *module_row(enum module module)
{
    return &modules[module];
}

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

static uint32_t module_bit(struct th_str id)
{
    for (unsigned i = 0; i < MODULE_COUNT; i++)
        if (th_str_equal(modules[i].id, id))
            return 1U << i;
    return 0;
}

bool modules_read(struct th_str text, uint32_t *out)
{
    *out = 0;
    while (text.len > 0) {
        uint32_t bit = module_bit(th_str_cut(&text, ','));
        if (!bit || (*out & bit))
            return false;
        *out |= bit;
    }
    return true;
}

void modules_write(uint32_t bits, struct th_buf *out)
{
    for (unsigned i = 0; i < MODULE_COUNT; i++) {
        if (!(bits >> i & 1))
            continue;
        if (out->len > 0)
            th_buf_char(out, ',');
        th_buf_put(out, modules[i].id);
    }
}

struct access access_of(struct th_str role, struct th_str modules_text)
{
    struct access access = { ROLE_COUNT, 0 };
    if (!role_find(role, &access.role) || roles[access.role].scope != SCOPE_ENTERPRISE)
        return (struct access){ ROLE_COUNT, 0 };
    if (modules_text.len == 0)
        access.modules = roles[access.role].modules;
    while (modules_text.len > 0)
        access.modules |= module_bit(th_str_cut(&modules_text, ','));
    return access;
}

struct access access_of_platform(struct th_str role)
{
    struct access access = { ROLE_COUNT, 0 };
    if (!role_find(role, &access.role) || roles[access.role].scope != SCOPE_PLATFORM)
        return (struct access){ ROLE_COUNT, 0 };
    return access;
}

bool access_may(const struct access *access, enum permission permission)
{
    const struct permission_row *asked = &permissions[permission];
    return access->role != ROLE_COUNT && (roles[access->role].permissions >> permission & 1) &&
           (asked->scope == SCOPE_PLATFORM || (access->modules >> asked->module & 1));
}

bool access_is_outsider(const struct access *access)
{
    return access->role != ROLE_COUNT && roles[access->role].standing == STANDING_OUTSIDER;
}
