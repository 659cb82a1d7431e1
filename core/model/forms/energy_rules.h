/* Rules that the energy forms share: does a carrier, a unit, an area exist and do they fit
 * together? Each adds its issue and answers NULL or false. */
#pragma once
#include "carriers.h"
#include "filing.h"

const struct th_carrier *th_rule_carrier(struct th_issues *issues, struct th_str id,
                                         const struct th_path *row);
/** The unit `id` for `carrier` (NULL: only whether the unit exists). */
const struct th_unit *th_rule_unit(struct th_issues *issues, const struct th_carrier *carrier,
                                   struct th_str id, const struct th_path *row);
const struct th_area *th_rule_area(struct th_issues *issues, struct th_str id,
                                   const struct th_path *owner);
/** Puts the carrier's two names as carrier_zh and carrier_en. */
void th_issue_carrier(struct th_issues *issues, struct th_issue *issue,
                      const struct th_carrier *carrier);
