/* The members of answers about consents and shared reports. */
#pragma once
#include "consents.h"
#include "models.h"

/** The frozen text: api_report, written. A struct report_writer's function; `self` is not used. */
struct th_str consent_report(void *self, struct th_arena *arena,
                             const struct shared_report *report);
void consent_manager(const struct bank_manager_row *row, struct api_bank_manager *out);
void consent_fill(struct th_arena *arena, const struct consent_seen *seen, struct api_consent *out);
void consent_item(struct th_arena *arena, const struct consent_seen *seen,
                  struct api_shared_item *out);
