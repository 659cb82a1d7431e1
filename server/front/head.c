/* An automaton over the bytes of a request's head. What the words and values may hold beyond their
 * layout is the gate's business. */
#include "head.h"

static bool is_graph(unsigned char c)
{
    return c > ' ' && c < 0x7f;
}

/* One more byte of a word that ends with `end`. */
static enum head_state in_word(enum head_state self, unsigned char c, unsigned char end,
                               enum head_state next)
{
    if (c == end) {
        return next;
    }
    return is_graph(c) ? self : HEAD_BAD;
}

static enum head_state in_value(unsigned char c)
{
    if (c == '\r') {
        return HEAD_LF;
    }
    return c >= ' ' && c != 0x7f ? HEAD_VALUE : HEAD_BAD;
}

static enum head_state begin_line(unsigned char c)
{
    if (c == '\r') {
        return HEAD_LAST_LF;
    }
    return is_graph(c) && c != ':' ? HEAD_NAME : HEAD_BAD;
}

static enum head_state step(enum head_state state, unsigned char c)
{
    switch (state) {
    case HEAD_METHOD_FIRST:
    case HEAD_TARGET_FIRST:
    case HEAD_VERSION_FIRST: return is_graph(c) ? (enum head_state)(state + 1) : HEAD_BAD;
    case HEAD_METHOD: return in_word(state, c, ' ', HEAD_TARGET_FIRST);
    case HEAD_TARGET: return in_word(state, c, ' ', HEAD_VERSION_FIRST);
    case HEAD_VERSION: return in_word(state, c, '\r', HEAD_LF);
    case HEAD_LF: return c == '\n' ? HEAD_NAME_FIRST : HEAD_BAD;
    case HEAD_NAME_FIRST: return begin_line(c);
    case HEAD_NAME: return in_word(state, c, ':', HEAD_VALUE);
    case HEAD_VALUE: return in_value(c);
    case HEAD_LAST_LF: return c == '\n' ? HEAD_DONE : HEAD_BAD;
    default: return state;
    }
}

void head_feed(struct head *head, struct th_str bytes)
{
    for (size_t i = 0; i < bytes.len && head->state < HEAD_DONE; i++) {
        const enum head_state next = step(head->state, (unsigned char)bytes.ptr[i]);
        if (head->state == HEAD_NAME_FIRST && next == HEAD_NAME) {
            head->headers++;
        }
        head->state = next;
        head->size++;
    }
}
