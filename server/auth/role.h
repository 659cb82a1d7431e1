/* Roles and what they may do: one table, roles.def. Who is whose member is the store's business. */
#pragma once
#include "buf.h"

enum module {
#define MODULE(name, id, zh, en) MODULE_##name,
#include "modules.def"
#undef MODULE
    MODULE_COUNT
};
enum permission {
#define PERMISSION(name, id, scope, module, zh, en) PERMISSION_##name,
#include "permissions.def"
#undef PERMISSION
    PERMISSION_COUNT
};
enum role {
#define ROLE(name, id, scope, standing, zh, en, modules, permissions) ROLE_##name,
#include "roles.def"
#undef ROLE
    ROLE_COUNT
};

enum scope { SCOPE_ENTERPRISE, SCOPE_PLATFORM };
enum standing { STANDING_INSIDER, STANDING_OUTSIDER };

struct module_row {
    struct th_str id;
    const char *zh, *en;
};
struct permission_row {
    struct th_str id;
    enum scope scope;
    enum module module;
    const char *zh, *en;
};
struct role_row {
    struct th_str id;
    enum scope scope;
    enum standing standing; /* of an outsider: what he may not do does not exist for him */
    const char *zh, *en;
    uint32_t modules;     /* bit per enum module: of a membership that names none */
    uint32_t permissions; /* bit per enum permission */
};

const struct module_row *module_row(enum module module);
const struct permission_row *permission_row(enum permission permission);
const struct role_row *role_row(enum role role);
/** False for an id that no row has: such a member may do nothing. */
bool role_find(struct th_str id, enum role *out);

/** What somebody may do at one enterprise, or on the platform. */
struct access {
    enum role role;   /* ROLE_COUNT: nothing */
    uint32_t modules; /* bit per enum module */
};
/** From a membership's texts. A module that is unknown here, of a later version, counts for
 * nothing.
 */
struct access access_of(struct th_str role, struct th_str modules);
/** From an account's platform role, empty for none; a role of another scope counts for nothing. */
struct access access_of_platform(struct th_str role);
bool access_may(const struct access *access, enum permission permission);
bool access_is_outsider(const struct access *access);
/** "filing,people" in table order; an unknown module or one that stands twice: false. */
bool modules_read(struct th_str text, uint32_t *out);
/** The same text from bits. */
void modules_write(uint32_t modules, struct th_buf *out);
