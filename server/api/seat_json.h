/* The members of answers that show somebody's place at an enterprise. */
#pragma once
#include "models.h"
#include "store_people.h"

/** Ids of the modules whose bits are set; NULL when memory is short. */
struct th_str *seat_modules(struct th_arena *arena, uint32_t modules, size_t *count);
/** A membership's state as api_person_state. */
uint32_t seat_state(struct th_str text);
/** The last day of a term that has an end. */
th_day seat_ends_on(const struct membership_row *row);
/** All but account, enterprise, its state and name. False when memory is short, or for a role of a
 * later version. */
bool seat_fill(struct th_arena *arena, const struct membership_row *row, int64_t now_s,
               struct api_office_seat *out);
