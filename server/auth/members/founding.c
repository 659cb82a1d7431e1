/* The entry and the enterprise, each with its act. */
#include "founding.h"

#include "identities.h"
#include "membership.h"
#include "outside.h"
#include "provider.h"

#include <stdio.h>

enum th_status founding_entry(const struct founding *founding, struct registry_row *entry)
{
    char text[64];
    const struct seal *seal = outside_seal(auth_outside(founding->auth));
    snprintf(text, sizeof text, "none:%.*s", (int)entry->uscc.len, entry->uscc.ptr);
    entry->imported_s = founding->by.at_s;
    return identity_search(seal, IDENTITY_PERSON, th_str_of(text), entry->legal_search)
               ? TH_OK
               : TH_INTERNAL;
}

enum th_status founding_make(struct store_db *db, const struct founding *founding,
                             struct registry_row *entry)
{
    struct enterprise_row there;
    char *id = th_arena_alloc(founding->arena, CLOCK_ID_CAP);
    if (!id)
        return TH_NO_MEMORY;
    enum th_status status = store_enterprise_by_name(db, founding->arena, entry->name, &there);
    if (status != TH_NOT_FOUND)
        return status ? status : TH_ENTERPRISE_NAME;
    clock_new_id(auth_clock(founding->auth), 'e', id);
    entry->enterprise_id = th_str_of(id);
    const struct enterprise_row made = { .id = entry->enterprise_id,
                                         .name = entry->name,
                                         .created_s = founding->by.at_s };
    status = acts_add_enterprise(db, &founding->by, &made);
    return status ? status : acts_put_registry(db, &founding->by, entry);
}

enum th_status founding_check_legal(struct store_db *db, const struct founding *founding,
                                    const struct membership_row *place)
{
    struct enterprise_people people;
    const struct th_str legal = role_row(ROLE_LEGAL_PERSON)->id;
    size_t mark = th_arena_mark(founding->arena);
    enum th_status status =
        store_enterprise_people(db, founding->arena, place->enterprise_id, &people);
    for (size_t i = 0; status == TH_OK && i < people.count; i++) {
        const struct membership_row *member = &people.items[i].member;
        if (th_str_equal(member->role, legal) && membership_is_live(member, founding->by.at_s) &&
            !th_str_equal(member->account_id, place->account_id))
            status = TH_LEGAL_PERSON_TAKEN;
    }
    th_arena_rewind(founding->arena, mark);
    return status;
}
