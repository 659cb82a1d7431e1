/* The demo's bank manager, and the sample enterprise's consent to show him its last year. */
#pragma once
#include "consents.h"

#define DEMO_BANK   "珠江示例银行"
#define DEMO_BRANCH "天河支行"
#define DEMO_YEAR   2025

/** After demo_seed, on a demo database. Gives the consent when none was ever given, or the last one
 * ended by itself: what somebody withdrew stays withdrawn. */
enum th_status demo_bank_seed(struct auth *auth, struct th_arena *arena,
                              struct report_writer writer) TH_MUST_USE;
