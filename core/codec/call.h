/* One call on its way: what an op reads and fills. The dispatcher in call.c owns the outside of the
 * answer. */
#pragma once
#include "core.h"
#include "envelope.h"
#include "json_read.h"
#include "json_write.h"

struct th_call {
    struct th_core *core;
    struct th_arena *arena;
    struct th_issues issues;
    struct th_reader reader;
    const void *envelope; /* the op's model, read */
    /* the answer; members that stay empty are left out */
    bool failed; /* ok:false */
    const struct th_model *result_model;
    const void *result;
    bool shows_display;
    bool has_receipt;
    struct th_receipt receipt;
};

#define OP(name, model) void th_op_##name(struct th_call *call);
#include "ops.def"
#undef OP

/** Adds an issue that makes the whole call fail. */
struct th_issue *th_call_fail(struct th_call *call, enum th_message code,
                              const struct th_path *path);
