/* A stored file as an answer. */
#pragma once
#include "call.h"
#include "files.h"

/** Checks the owner, opens the content and hands it out as an attachment, as it came or as the copy
 * that is looked at. As files_open and files_display. */
enum th_status file_answer(struct call *call, struct file_ask ask, const struct api_file_query *in);
