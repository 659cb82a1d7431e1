/* Small texts of answers, built in an arena. ptr NULL when the arena is full: the writer then has
 * an overflow and dispatch answers 503. */
#pragma once
#include "core.h"
#include "room.h"

/** "2026-11-21T09:40:00Z" */
struct th_str text_time(struct th_arena *arena, int64_t unix_s);
/** `"7"` with its quotes: the entity tag of a revision or version. */
struct th_str text_etag(struct th_arena *arena, uint32_t version);
struct th_str text_number(struct th_arena *arena, uint64_t number);
/** The parts of "a,b"; items NULL: no memory. */
struct th_str *text_list(struct th_arena *arena, struct th_str text, size_t *count);
/** The receipt as a JSON object. */
struct th_str text_receipt(struct th_arena *arena, const struct th_receipt *receipt);
