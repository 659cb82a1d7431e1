/* Small texts of answers, built in an arena. ptr NULL when the arena is full: the writer then has
 * an overflow and dispatch answers 503. */
#pragma once
#include "arena.h"
#include "core.h"

/** A text builder over what is left of the arena; nothing else may allocate there before
 * text_end(). */
struct th_buf text_begin(const struct th_arena *arena);
/** Keeps the text; ptr NULL when it did not fit. */
struct th_str text_end(struct th_arena *arena, const struct th_buf *text);

/** "2026-11-21T09:40:00Z" */
struct th_str text_time(struct th_arena *arena, int64_t unix_s);
/** `"7"` with its quotes: the entity tag of a revision or version. */
struct th_str text_etag(struct th_arena *arena, uint32_t version);
struct th_str text_number(struct th_arena *arena, uint64_t number);
/** The receipt as a JSON object. */
struct th_str text_receipt(struct th_arena *arena, const struct th_receipt *receipt);
