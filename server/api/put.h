/* What the printers of documents share: literal texts, and commas between members. */
#pragma once
#include "buf.h"

static inline void put(struct th_buf *out, const char *text)
{
    th_buf_put(out, th_str_of(text));
}

/** A comma before all but the first member; `*first` becomes false. */
static inline void put_separator(struct th_buf *out, bool *first)
{
    if (!*first)
        th_buf_char(out, ',');
    *first = false;
}
