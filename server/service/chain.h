/* The tamper-evident chain: what an entry's hash covers. chain.c is its definition, for
 * those who check it with other means. */
#pragma once
#include "store_filings.h"

/** Fills entry->input, result, detail and hash from the revision that it covers; enterprise, seq,
 * prev, kind, filing, revision, author_id and at_s stand already. */
void chain_seal(struct chain_row *entry, const struct revision_row *covered);
/** Detail alone: everything that the revision's row holds besides what the entry itself names. */
void chain_detail(const struct revision_row *covered, char out[65]);
/** The entry's own hash over its members and prev. */
void chain_hash(const struct chain_row *entry, char out[65]);
